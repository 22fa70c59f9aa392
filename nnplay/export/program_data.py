"""The parts of a script that load and split the data as nnplay does, and the file that brings it along."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.datasets.base import DatasetKind
from nnplay.datasets.preprocessing.encoding import MISSING_LEVEL, InputColumn, encode
from nnplay.datasets.preprocessing.fitted import Preprocess
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
    columns = kind.columns(dataset.options) if kind.columns else columns_of(dataset)
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
    signature, target = kind.signature(dataset.options), quoted(_target(dataset))
    # Categories that look like numbers stay words.
    words = [column.name for column in columns_of(dataset) if column.values]
    words += [_target(dataset)] if signature.class_names else []
    types = ", ".join(f"{quoted(name)}: str" for name in words)
    code = (
        "import pandas as pd\n\n# The table as nnplay read it: without columns that were left out and rows without "
        f'a target.\ntable = pd.read_csv("{TABLE_FILE}"{f", dtype={{{types}}}" if words else ""})\n'
    )
    if not signature.class_names:
        return code + f"x, y = table.drop(columns={target}), table[{target}].to_numpy()"
    return (
        code + f"class_names = {list_of(signature.class_names)}\n"
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


def columns_of(dataset: DatasetSpec) -> list[InputColumn]:
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
    return name if name not in {column.name for column in columns_of(dataset)} else f"{name} (target)"


def quoted(text: str) -> str:
    """A text as Python writes it."""
    return json.dumps(text, ensure_ascii=False)


def list_of(names: Sequence[str]) -> str:
    """A list of texts as Python writes it."""
    return f"[{', '.join(map(quoted, names))}]"
