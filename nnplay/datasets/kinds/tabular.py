"""Tables of measurements: iris flowers, wines, breast tumours, diabetes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.datasets.base import (
    SCALING,
    SPLIT_SEED,
    STRATIFY,
    TEST_SIZE,
    VALIDATION_SIZE,
    ZEROS_MISSING,
    DatasetKind,
    Raw,
)
from nnplay.datasets.signature import Signature
from nnplay.datasets.store import data_files
from nnplay.registry import DATASETS

_PARAMS = (replace(SCALING, default="standard"), TEST_SIZE, VALIDATION_SIZE, STRATIFY, SPLIT_SEED)

IRIS = Signature(
    (4,),
    "multiclass",
    ("setosa", "versicolor", "virginica"),
    ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
    "species",
)

WINE = Signature(
    (13,),
    "multiclass",
    ("class_0", "class_1", "class_2"),
    (
        "alcohol",
        "malic_acid",
        "ash",
        "alcalinity_of_ash",
        "magnesium",
        "total_phenols",
        "flavanoids",
        "nonflavanoid_phenols",
        "proanthocyanins",
        "color_intensity",
        "hue",
        "od280/od315_of_diluted_wines",
        "proline",
    ),
    "cultivar",
)

DIABETES = Signature(
    (10,), "regression", (), ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"), "progression"
)

_CELL = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)
BREAST_CANCER = Signature(
    (30,),
    "binary",
    ("malignant", "benign"),
    (
        *(f"mean {name}" for name in _CELL),
        *(f"{name} error" for name in _CELL),
        *(f"worst {name}" for name in _CELL),
    ),
    "diagnosis",
)

PIMA = Signature(
    (8,),
    "binary",
    ("no diabetes", "diabetes"),
    (
        "Pregnancies",
        "Glucose",
        "BloodPressure",
        "SkinThickness",
        "Insulin",
        "BMI",
        "DiabetesPedigreeFunction",
        "Age",
    ),
    "Outcome",
)
PIMA_ROWS = 768


def read_pima(path: Path) -> Raw:
    """The Pima Indians diabetes file: a header, then 768 rows of 8 measurements and the outcome.

    Returns:
        x float64 (768, 8) in the units of the source, zeros for missing values left as they are;
        y int64 (768,), 1 where diabetes was diagnosed within five years.

    Raises:
        DataError: If rows or columns are missing or something is not a number.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise data_files.damaged(path, "it cannot be read as text") from error
    header = (*PIMA.feature_names, PIMA.target_name)
    if not lines or tuple(name.strip() for name in lines[0].split(",")) != header:
        raise data_files.damaged(path, f"its first line should name the columns {', '.join(header)}")
    rows = [line for line in lines[1:] if line.strip()]
    if len(rows) != PIMA_ROWS:
        raise data_files.damaged(path, f"it has {len(rows)} rows instead of {PIMA_ROWS}")
    for number, row in enumerate(rows, 2):
        if row.count(",") != len(header) - 1:
            raise data_files.damaged(path, f"line {number} has {row.count(',') + 1} columns instead of {len(header)}")
    try:
        values = np.loadtxt(rows, delimiter=",", comments=None)
    except ValueError as error:
        raise data_files.damaged(path, "it has something that is not a number") from error
    x, outcome = values[:, :-1], values[:, -1]
    if not np.isfinite(x).all() or not np.isin(outcome, (0, 1)).all():
        raise data_files.damaged(path, "an outcome is neither 0 nor 1, or a measurement is not a finite number")
    return Raw(x, outcome.astype(np.int64))


def _from_sklearn(loader: str, **how: Any) -> Callable[[Mapping[str, Any]], Raw]:
    def load(options: Mapping[str, Any]) -> Raw:
        import sklearn.datasets

        return Raw(*getattr(sklearn.datasets, loader)(return_X_y=True, **how))

    return load


DATASETS.register(
    DatasetKind(
        "iris",
        "150 iris flowers of three species by the length and width of their sepals and petals. "
        "One species stands apart, the other two overlap a little.",
        label="Iris",
        params=_PARAMS,
        family="table",
        source="R. A. Fisher 1936, [UCI Machine Learning Repository](https://archive.ics.uci.edu/dataset/53/iris), "
        "as scikit-learn ships it",
        signature=lambda options: IRIS,
        load=_from_sklearn("load_iris"),
    )
)
DATASETS.register(
    DatasetKind(
        "wine",
        "178 wines from three cultivars of grapes that grew in the same region of Italy, by 13 measurements of a "
        "chemical analysis. Their units differ by a factor of 1000, so scaling matters.",
        label="Wine",
        params=_PARAMS,
        family="table",
        source="M. Forina et al. 1991, [UCI Machine Learning Repository]"
        "(https://archive.ics.uci.edu/dataset/109/wine), as scikit-learn ships it",
        signature=lambda options: WINE,
        load=_from_sklearn("load_wine"),
    )
)
DATASETS.register(
    DatasetKind(
        "breast_cancer",
        "569 breast tumours by 30 measurements of cell nuclei under the microscope: malignant or benign?",
        label="Breast cancer",
        params=_PARAMS,
        family="table",
        source="W. H. Wolberg, W. N. Street, O. L. Mangasarian 1995, [UCI Machine Learning Repository]"
        "(https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic), as scikit-learn ships it",
        signature=lambda options: BREAST_CANCER,
        load=_from_sklearn("load_breast_cancer"),
    )
)
DATASETS.register(
    DatasetKind(
        "diabetes",
        "442 patients: how far has their diabetes gone a year later, as a number from 25 to 346? By age in years, sex "
        "(1 or 2, the source does not say which is which), body mass index, mean blood pressure in mmHg, and six blood "
        "values: s1 total cholesterol, s2 LDL, s3 HDL, s4 cholesterol to HDL, s5 possibly the logarithm of "
        "triglycerides, s6 sugar.",
        label="Diabetes progression",
        params=tuple(param for param in _PARAMS if param is not STRATIFY),
        family="table",
        source="B. Efron, T. Hastie, I. Johnstone, R. Tibshirani 2004, [Least Angle Regression]"
        "(https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html), as scikit-learn ships it, in raw units",
        signature=lambda options: DIABETES,
        load=_from_sklearn("load_diabetes", scaled=False),
    )
)
DATASETS.register(
    DatasetKind(
        "pima",
        "768 women of Pima heritage by 8 measurements: diabetes within five years or not? Zeros in Glucose, "
        "BloodPressure, SkinThickness, Insulin and BMI are impossible; they stand for missing values.",
        label="Pima diabetes",
        params=(ZEROS_MISSING, *_PARAMS),
        family="table",
        source="J. W. Smith et al. 1988, National Institute of Diabetes and Digestive and Kidney Diseases; "
        "file of [ucfai/course](https://github.com/ucfai/course)",
        signature=lambda options: PIMA,
        load=lambda options: read_pima(data_files.find_file(data_files.PIMA)),
        zeros_impossible=("Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"),
        zeros_note="Nobody lives without blood pressure, sugar in the blood or a body mass: where the file says 0 "
        "there, nothing was measured.",
        files=(data_files.PIMA,),
    )
)
