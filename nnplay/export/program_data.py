"""The parts of a script that load, split and prepare the data as nnplay does."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.datasets.base import DatasetKind
from nnplay.datasets.preprocessing.encoding import MISSING_LEVEL, InputColumn, encode
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.datasets.preprocessing.imputation import DROP
from nnplay.datasets.preprocessing.plane_features import CODE
from nnplay.datasets.signature import Signature
from nnplay.spec import DatasetSpec

if TYPE_CHECKING:
    import pandas as pd

TABLE_FILE, ARRAYS_FILE = "data.csv", "data.npz"


def goes_along(dataset: DatasetSpec) -> bool:
    """Whether a script brings the data in a file: those that no code can get from elsewhere."""
    return dataset.kind.code is None


def data_file(dataset: DatasetSpec) -> tuple[str, bytes]:
    """The file that goes along: its name, and the whole dataset as a table, or as arrays x and y.

    Raises:
        DataError: If the data cannot be had.
    """
    import pandas as pd

    kind: DatasetKind = dataset.kind
    raw, signature = kind.load(dataset.options), kind.signature(dataset.options)
    if kind.family != "table":
        arrays: dict[str, Any] = {"x": raw.x, "y": raw.y}
        if raw.x_test is not None and raw.y_test is not None:
            arrays |= {"x_test": raw.x_test, "y_test": raw.y_test}
        if raw.lots is not None:
            arrays["lots"] = raw.lots
        np.savez_compressed(file := io.BytesIO(), **arrays)
        return ARRAYS_FILE, file.getvalue()
    columns = kind.columns(dataset.options) if kind.columns else _columns(dataset)
    parts = [_cells(column, signature, raw.x[:, [place]]) for place, column in enumerate(columns)]
    table, names = pd.concat(parts, axis=1), signature.class_names
    table[_target(dataset)] = [names[label] for label in raw.y] if names else raw.y
    if raw.times is not None:
        table = table.iloc[np.argsort(raw.times, kind="stable")]
    return TABLE_FILE, table.to_csv(index=False).encode()


def _cells(column: InputColumn, signature: Signature, codes: np.ndarray) -> pd.DataFrame:
    """A column as a script reads it: numbers, words, or a number for each part of a date."""
    import pandas as pd

    if column.parts:
        return pd.DataFrame(encode([column], codes), columns=list(column.input_names))
    words = Preprocess(signature, "table", (column,)).table(codes)
    return words.fillna(MISSING_LEVEL) if MISSING_LEVEL in column.values else words


def load_code(dataset: DatasetSpec) -> str:
    """Python that gives `x` and `y`, as `DatasetKind.code`."""
    kind: DatasetKind = dataset.kind
    if kind.code:
        return kind.code(dataset.options)
    if kind.family != "table":
        return f'import numpy as np\n\ndata = np.load("{ARRAYS_FILE}")\nx, y = data["x"], data["y"]'
    signature, target = kind.signature(dataset.options), _quoted(_target(dataset))
    # Categories that look like numbers stay words.
    words = [column.name for column in _columns(dataset) if column.values]
    words += [_target(dataset)] if signature.class_names else []
    types = ", ".join(f"{_quoted(name)}: str" for name in words)
    code = (
        "import pandas as pd\n\n# The table as nnplay read it: without columns that were left out and rows without "
        f'a target.\ntable = pd.read_csv("{TABLE_FILE}"{f", dtype={{{types}}}" if words else ""})\n'
    )
    if not signature.class_names:
        return code + f"x, y = table.drop(columns={target}), table[{target}].to_numpy()"
    return (
        code + f"class_names = {_list(signature.class_names)}\n"
        f"x = table.drop(columns={target})\n"
        f"y = table[{target}].map(class_names.index).to_numpy()"
    )


def split_code(dataset: DatasetSpec) -> str:
    """Python that makes training, validation and test parts of `x` and `y`."""
    options, kind = dataset.options, dataset.kind
    own_test = "test_size" not in options  # the source has a test part
    if kind.has_lots:
        return _lots_code(options)
    stratified = options.get("stratify", False) and dataset.kind.signature(options).task != "regression"
    stratify = ", stratify=y" if stratified else ""
    if options.get("split", "random") != "random" and kind.load(options).times is not None:
        lines = ["from sklearn.model_selection import train_test_split", "", "# The rows stand in the order of time."]
        how = f"test_size={options['test_size']}, shuffle=False"
        lines.append(f"x, x_test, y, y_test = train_test_split(x, y, {how})")
        how = f"test_size={options['validation_size']}, shuffle=False"
        return "\n".join([*lines, f"x_train, x_val, y_train, y_val = train_test_split(x, y, {how})"])
    lines = ["from sklearn.model_selection import train_test_split", ""]
    for part, share in (("test", "test_size"), ("val", "validation_size")):
        if part == "test" and own_test:
            continue
        rest = "x, y" if part == "test" else "x_train, y_train"
        (x, y) = rest.split(", ")
        how = f"test_size={options[share]}, random_state={options['split_seed']}{stratify}"
        lines.append(f"{x}, x_{part}, {y}, y_{part} = train_test_split(x, y, {how})")
    return "\n".join(lines)


def _lots_code(options: Mapping[str, Any]) -> str:
    test, validation = options["test_size"], options["validation_size"]
    return f"""# Each example has a lot between 0 and 1 that decides its part, whatever other examples there are.
order = np.argsort(data["lots"], kind="stable")
x, y, lots = x[order], y[order], data["lots"][order]
tests = int(np.searchsorted(lots, {test}))
others = int(np.searchsorted(lots, {test} + (1 - {test}) * {validation}))
x_test, y_test = x[:tests], y[:tests]
x_val, y_val = x[tests:others], y[tests:others]
x_train, y_train = x[others:], y[others:]"""


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
    for name in map(_quoted, names):
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
    columns = _columns(dataset)
    missing = "" if options.get("missing", DROP) == DROP else options["missing"]
    lines = []
    if options.get("zeros_missing"):
        missing = missing or "median"
        zeros = _list([column.name for column in columns if column.name in kind.zeros_impossible])
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
    values = "".join(f"    {_quoted(column.name)}: {_list(column.values)},\n" for column in columns if column.values)
    numbers = f"make_pipeline({', '.join(steps)})" if steps else '"passthrough"'
    encoder = 'OneHotEncoder(categories=[categories[column]], handle_unknown="ignore", sparse_output=False)'
    cyclic = [column.name for column in columns if not column.values and not column.is_scaled[0]]
    rounds = unscaled = ""
    if cyclic:
        names = "".join(f"    {_quoted(name)},\n" for name in cyclic)
        rounds = f"# Parts of a date that go round stay as they are.\ncyclic = [\n{names}]\n"
        unscaled = "    if column in cyclic:\n"
        unscaled += f"        return {steps[0] if filled else _quoted('passthrough')}\n"
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


def _columns(dataset: DatasetSpec) -> list[InputColumn]:
    """The columns of the source; of a date those of its parts, which are numbers."""
    kind: DatasetKind = dataset.kind
    if kind.columns:
        found: list[InputColumn] = []
        for column in kind.columns(dataset.options):
            if column.parts:
                # A part that goes round keeps its name among `parts`, and is not scaled.
                found += [
                    InputColumn(name, parts=() if scaled else (part,))
                    for name, part, scaled in zip(column.input_names, column.parts, column.is_scaled, strict=True)
                ]
            else:
                found.append(column)
        return found
    return [InputColumn(name) for name in kind.signature(dataset.options).feature_names]


def _target(dataset: DatasetSpec) -> str:
    """The name of the target's column."""
    name = dataset.kind.signature(dataset.options).target_name
    return name if name not in {column.name for column in _columns(dataset)} else f"{name} (target)"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(names: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, names))}]"
