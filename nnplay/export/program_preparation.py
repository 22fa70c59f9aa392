"""The part of a script that makes of the data what the network takes, as nnplay does."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nnplay.datasets.base import DatasetKind
from nnplay.datasets.preprocessing.encoding import InputColumn
from nnplay.datasets.preprocessing.imputation import DROP
from nnplay.datasets.preprocessing.plane_features import CODE
from nnplay.export.program_data import columns_of, list_of, quoted
from nnplay.spec import DatasetSpec


def prepare_code(dataset: DatasetSpec) -> str:
    """Python that makes of the three parts what the network takes."""
    kind: DatasetKind = dataset.kind
    if kind.family == "image":
        return _pictures_code(dataset)
    if kind.family == "plane":
        return _plane_code(dataset)
    if kind.text:
        return _text_code(dataset)
    return _table_code(dataset)


def _text_code(dataset: DatasetSpec) -> str:
    assert dataset.kind.text
    reading = dataset.kind.text(dataset.options)
    return f"""# Texts are rows of {reading.length} numbers: the places of their {reading.unit} in this vocabulary,
# filled up in front with 0. Number 1 stands for what is not in it.
symbols = [
{_lines(reading.symbols)}
]
x_train, x_val, x_test = (part.astype("float32") for part in (x_train, x_val, x_test))"""


def _lines(names: Sequence[str], width: int = 100) -> str:
    """The items of a long list, on as many lines as they need."""
    lines = [""]
    for name in map(quoted, names):
        if len(lines[-1]) + len(name) > width:
            lines.append("")
        lines[-1] += f"{name}, "
    return "\n".join(f"    {line.rstrip()}" for line in lines)


def _pictures_code(dataset: DatasetSpec) -> str:
    shape = dataset.kind.signature(dataset.options).input_shape
    maximum = dataset.kind.pixel_maximum
    if not dataset.options.get("shuffle_pixels"):
        return f"""def prepare(x):
    \"\"\"Pixels from 0 to 1, in the shape that Keras takes.\"\"\"
    return x.reshape(-1, {", ".join(map(str, shape))}).astype("float32") / {maximum:g}


x_train, x_val, x_test = prepare(x_train), prepare(x_val), prepare(x_test)"""
    pixels = math.prod(shape[:2])
    return f"""import numpy as np

order = np.random.default_rng(0).permutation({pixels})  # the same for all pictures


def prepare(x):
    \"\"\"Pixels from 0 to 1, each picture's in another order.\"\"\"
    x = x.reshape(-1, {pixels}, {shape[2]})[:, order]
    return x.reshape(-1, {", ".join(map(str, shape))}).astype("float32") / {maximum:g}


x_train, x_val, x_test = prepare(x_train), prepare(x_val), prepare(x_test)"""


_SCALERS = {"standard": "StandardScaler", "minmax": "MinMaxScaler"}


def _scale_code(scaling: str) -> str:
    """Python that scales the three parts, as computed from the training data."""
    if scaling == "none":
        return """x_train, x_val, x_test = (part.astype("float32") for part in (x_train, x_val, x_test))"""
    return f"""from sklearn.preprocessing import {_SCALERS[scaling]}

scaler = {_SCALERS[scaling]}().fit(x_train)
x_train, x_val, x_test = (scaler.transform(part).astype("float32") for part in (x_train, x_val, x_test))"""


def _plane_code(dataset: DatasetSpec) -> str:
    names = dataset.options["features"]
    if tuple(names) == ("x", "y"):
        start = '\nx_train, x_val, x_test = (part.astype("float64") for part in (x_train, x_val, x_test))'
        return _scale_code(dataset.options["scaling"]).replace("\n\nscaler", f"\n{start}\nscaler")
    formulas = ", ".join(CODE[name] for name in names)
    return f"""import numpy as np


def features(points):
    \"\"\"What the network is told about each point: {", ".join(names)}.\"\"\"
    x, y = points.astype("float32").T
    return np.column_stack([{formulas}]).astype("float64")


x_train, x_val, x_test = features(x_train), features(x_val), features(x_test)
""" + _scale_code(dataset.options["scaling"])


def _table_code(dataset: DatasetSpec) -> str:
    options, kind = dataset.options, dataset.kind
    columns = columns_of(dataset)
    missing = "" if options.get("missing", DROP) == DROP else options["missing"]
    lines = []
    if options.get("zeros_missing"):
        missing = missing or "median"
        zeros = list_of([column.name for column in columns if column.name in kind.zeros_impossible])
        lines += [
            "import numpy as np",
            "",
            "# A zero is impossible here: it stands for a missing value.",
            f"zeros = {zeros}",
            "x_train, x_val, x_test = (",
            "    part.assign(**part[zeros].replace(0, np.nan)) for part in (x_train, x_val, x_test)",
            ")",
        ]
    steps = [f'SimpleImputer(strategy="{missing}")'] if missing else []
    steps += [f"{_SCALERS[options['scaling']]}()"] if options["scaling"] != "none" else []
    imports = ["from sklearn.impute import SimpleImputer"] if missing else []
    imports += (
        [f"from sklearn.preprocessing import {_SCALERS[options['scaling']]}"] if len(steps) > bool(missing) else []
    )
    if any(column.values or not column.is_scaled[0] for column in columns):
        return "\n".join([*imports, *lines, _mixed_code(columns, steps, bool(missing))])
    if not steps:
        return "\n".join([*lines, _scale_code("none")])
    if len(steps) > 1:
        imports.append("from sklearn.pipeline import make_pipeline")
    preprocess = steps[0] if len(steps) == 1 else f"make_pipeline({', '.join(steps)})"
    if kind.family == "line":
        lines.append('x_train, x_val, x_test = (part.astype("float64") for part in (x_train, x_val, x_test))')
    lines.append(f"preprocess = {preprocess}.fit(x_train)")
    transformed = 'preprocess.transform(part).astype("float32")'
    lines.append(f"x_train, x_val, x_test = ({transformed} for part in (x_train, x_val, x_test))")
    return "\n".join([*imports, *lines])


def _mixed_code(columns: Sequence[InputColumn], steps: Sequence[str], filled: bool) -> str:
    """Numbers and categories, each column in its place."""
    values = "".join(f"    {quoted(column.name)}: {list_of(column.values)},\n" for column in columns if column.values)
    numbers = f"make_pipeline({', '.join(steps)})" if steps else '"passthrough"'
    encoder = 'OneHotEncoder(categories=[categories[column]], handle_unknown="ignore", sparse_output=False)'
    cyclic = [column.name for column in columns if not column.values and not column.is_scaled[0]]
    rounds = unscaled = ""
    if cyclic:
        names = "".join(f"    {quoted(name)},\n" for name in cyclic)
        rounds = f"# Parts of a date that go round stay as they are.\ncyclic = [\n{names}]\n"
        unscaled = "    if column in cyclic:\n"
        unscaled += f"        return {steps[0] if filled else quoted('passthrough')}\n"
    fill = '            SimpleImputer(strategy="most_frequent"),\n' if filled else ""
    return f"""from sklearn.compose import ColumnTransformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

# Each value of a category becomes an input of 0 or 1.
categories = {{
{values}}}
{rounds}

def steps(column):
    \"\"\"What is done to a column, computed from the training data.\"\"\"
    if column in categories:
        return make_pipeline(
{fill}            {encoder},
        )
{unscaled}    return {numbers}


preprocess = ColumnTransformer([(column, steps(column), [column]) for column in x_train]).fit(x_train)
x_train, x_val, x_test = (preprocess.transform(part).astype("float32") for part in (x_train, x_val, x_test))"""
