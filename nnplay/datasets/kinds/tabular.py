"""Tables of measurements: iris flowers, wines, breast tumours, diabetes, penguins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nnplay.datasets.base import Raw
from nnplay.datasets.kinds.table import CsvFile, register_table, sklearn_code
from nnplay.datasets.preprocessing.encoding import InputColumn
from nnplay.datasets.store.downloads import RemoteFile
from nnplay.i18n import N_


def _from_sklearn(loader: str, **how: Any) -> Callable[[Mapping[str, Any]], Raw]:
    def load(options: Mapping[str, Any]) -> Raw:
        import sklearn.datasets

        return Raw(*getattr(sklearn.datasets, loader)(return_X_y=True, **how))

    return load


register_table(
    "iris",
    N_(
        "150 iris flowers of three species by the length and width of their sepals and petals. One species is easy to "
        "tell apart; the other two overlap a little."
    ),
    label=N_("Iris"),
    source=N_(
        "R. A. Fisher 1936, [UCI Machine Learning Repository](https://archive.ics.uci.edu/dataset/53/iris), "
        "as scikit-learn ships it"
    ),
    columns=(N_("sepal length (cm)"), N_("sepal width (cm)"), N_("petal length (cm)"), N_("petal width (cm)")),
    target=N_("species"),
    class_names=("setosa", "versicolor", "virginica"),
    load=_from_sklearn("load_iris"),
    code=sklearn_code("load_iris"),
)

register_table(
    "wine",
    N_(
        "178 wines from three grape varieties of the same region of Italy, with 13 measurements of a chemical "
        "analysis. Their units differ by a factor of 1000, so scaling matters."
    ),
    label=N_("Wine"),
    source=N_(
        "M. Forina et al. 1991, [UCI Machine Learning Repository]"
        "(https://archive.ics.uci.edu/dataset/109/wine), as scikit-learn ships it"
    ),
    columns=(
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
    target=N_("cultivar"),
    class_names=(N_("cultivar 1"), N_("cultivar 2"), N_("cultivar 3")),
    load=_from_sklearn("load_wine"),
    code=sklearn_code("load_wine"),
)

_CELLS = (
    N_("mean radius"),
    N_("mean texture"),
    N_("mean perimeter"),
    N_("mean area"),
    N_("mean smoothness"),
    N_("mean compactness"),
    N_("mean concavity"),
    N_("mean concave points"),
    N_("mean symmetry"),
    N_("mean fractal dimension"),
    N_("radius error"),
    N_("texture error"),
    N_("perimeter error"),
    N_("area error"),
    N_("smoothness error"),
    N_("compactness error"),
    N_("concavity error"),
    N_("concave points error"),
    N_("symmetry error"),
    N_("fractal dimension error"),
    N_("worst radius"),
    N_("worst texture"),
    N_("worst perimeter"),
    N_("worst area"),
    N_("worst smoothness"),
    N_("worst compactness"),
    N_("worst concavity"),
    N_("worst concave points"),
    N_("worst symmetry"),
    N_("worst fractal dimension"),
)
register_table(
    "breast_cancer",
    N_("569 breast tumors with 30 measurements of their cell nuclei under the microscope: malignant or benign?"),
    label=N_("Breast cancer"),
    source=N_(
        "W. H. Wolberg, W. N. Street, O. L. Mangasarian 1995, [UCI Machine Learning Repository]"
        "(https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic), as scikit-learn ships it"
    ),
    columns=_CELLS,
    target=N_("diagnosis"),
    class_names=(N_("malignant"), N_("benign")),
    load=_from_sklearn("load_breast_cancer"),
    code=sklearn_code("load_breast_cancer"),
)

register_table(
    "diabetes",
    N_(
        "442 patients: how far has their diabetes progressed after a year, as a number from 25 to 346? By age in "
        "years, sex (1 or 2, the source does not say which is which), body mass index, mean blood pressure in mmHg, "
        "and six blood values: s1 total cholesterol, s2 LDL, s3 HDL, s4 cholesterol to HDL, s5 possibly the logarithm "
        "of triglycerides, s6 sugar."
    ),
    label=N_("Diabetes progression"),
    source=N_(
        "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani 2004, [Least Angle Regression]"
        "(https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html), as scikit-learn ships it, in raw units"
    ),
    columns=("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"),
    target=N_("progression"),
    load=_from_sklearn("load_diabetes", scaled=False),
    code=sklearn_code("load_diabetes", scaled=False),
)

PIMA_ZEROS = ("Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI")
"""Columns in which nobody alive has a 0: it stands for a value that was not measured."""

PIMA = register_table(
    "pima",
    N_(
        "768 women of Pima heritage by 8 measurements: diabetes within five years or not? Zeros in Glucose, "
        "BloodPressure, SkinThickness, Insulin and BMI are impossible; they stand for missing values."
    ),
    label=N_("Pima diabetes"),
    source=N_(
        "J. W. Smith et al. 1988, National Institute of Diabetes and Digestive and Kidney Diseases; file of "
        "[ucfai/course](https://github.com/ucfai/course)"
    ),
    columns=(
        "Pregnancies",
        "Glucose",
        "BloodPressure",
        "SkinThickness",
        "Insulin",
        "BMI",
        "DiabetesPedigreeFunction",
        "Age",
    ),
    target=N_("Outcome"),
    class_names=(N_("no diabetes"), N_("diabetes")),
    csv_file=CsvFile(
        # Checksum computed from a copy of this repository's file: CRLF line ends, no line end after the last row.
        RemoteFile(
            "pima_diabetes.csv",
            "https://raw.githubusercontent.com/ucfai/course/HEAD/sp19/2019-02-13-neural-nets/diabetes.csv",
            "698c203a14aa31941d2251175330c9199f3ccdb31597abbba2a3e35416257a72",
            23_873,
        ),
        rows=768,
        labels=("0", "1"),
    ),
    zeros_impossible=PIMA_ZEROS,
    zeros_note=N_(
        "Nobody lives without blood pressure, sugar in the blood or a body mass: where the file says 0 there, nothing "
        "was measured."
    ),
).signature({})

register_table(
    "penguins",
    N_(
        "344 penguins of three species, on three islands near Palmer Station in Antarctica: which species is it, "
        "judging by its bill, flippers and weight, its sex and its island? Two columns are words, and 11 rows have "
        "gaps."
    ),
    label=N_("Penguins"),
    source=N_(
        "K. B. Gorman, T. D. Williams, W. R. Fraser 2014, [PLoS ONE 9(3): e90081]"
        "(https://doi.org/10.1371/journal.pone.0090081), Palmer Station Antarctica LTER; file of "
        "[palmerpenguins](https://allisonhorst.github.io/palmerpenguins/), CC0"
    ),
    columns=(
        InputColumn(N_("island"), ("Biscoe", "Dream", "Torgersen")),
        "bill_length_mm",
        "bill_depth_mm",
        "flipper_length_mm",
        "body_mass_g",
        InputColumn(N_("sex"), (N_("female"), N_("male"))),
    ),
    target=N_("species"),
    class_names=("Adelie", "Chinstrap", "Gentoo"),
    csv_file=CsvFile(
        RemoteFile(
            "penguins.csv",
            "https://raw.githubusercontent.com/allisonhorst/palmerpenguins/v0.1.0/inst/extdata/penguins.csv",
            "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93",
            15_241,
        ),
        rows=344,
        gaps=True,
    ),
)
