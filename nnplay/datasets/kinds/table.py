"""What all tables have in common: how they are declared, and how the files of some are read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.datasets.base import (
    MISSING,
    SCALING,
    SPLIT_SEED,
    STRATIFY,
    TARGET_SCALING,
    TEST_SIZE,
    VALIDATION_SIZE,
    ZEROS_MISSING,
    DatasetKind,
    Raw,
)
from nnplay.datasets.preprocessing.cells import is_missing, number
from nnplay.datasets.preprocessing.encoding import InputColumn
from nnplay.datasets.preprocessing.imputation import DROP
from nnplay.datasets.signature import Signature
from nnplay.datasets.store import data_files
from nnplay.datasets.store.downloads import RemoteFile
from nnplay.i18n import tr
from nnplay.registry import DATASETS


@dataclass(frozen=True)
class CsvFile:
    """A table in a CSV file: a line of names, then a line per example. Further columns are not read.

    Args:
        file: Where it is.
        rows: How many examples it has.
        labels: What stands in the target's column for each class, where that is not the class's name.
        gaps: Whether inputs may be missing; the dataset then has the option `MISSING`.
    """

    file: RemoteFile
    rows: int
    labels: tuple[str, ...] = ()
    gaps: bool = False


def register_table(
    name: str,
    help: str,
    *,
    label: str,
    source: str,
    columns: Sequence[str | InputColumn],
    target: str,
    class_names: tuple[str, ...] = (),
    load: Callable[[Mapping[str, Any]], Raw] | None = None,
    code: Callable[[Mapping[str, Any]], str] | None = None,
    csv_file: CsvFile | None = None,
    files: tuple[RemoteFile, ...] = (),
    zeros_impossible: tuple[str, ...] = (),
    zeros_note: str = "",
) -> DatasetKind:
    """Registers a table of measurements, and perhaps of words.

    Args:
        name, help, label, source, zeros_impossible, zeros_note: As `DatasetKind`.
        columns: The inputs in their order: a name for numbers, an `InputColumn` with its values for a category.
        target: What is predicted.
        class_names: One name per class; none for a regression.
        load, code: As `DatasetKind`; not needed with `csv_file`.
        csv_file: The file that the table is read from.
        files: What `load` needs.
    """
    inputs = tuple(InputColumn(column) if isinstance(column, str) else column for column in columns)
    names = tuple(name for column in inputs for name in column.input_names)
    task: Any = {0: "regression", 2: "binary"}.get(len(class_names), "multiclass")
    signature = Signature((len(names),), task, class_names, names, target)
    if csv_file is not None:
        found, files = csv_file, (csv_file.file,)

        def code(options: Mapping[str, Any]) -> str:
            return csv_code(found, inputs, signature, drop=options.get("missing") == DROP)

        def load(options: Mapping[str, Any]) -> Raw:
            raw = read_csv(data_files.find_file(found.file), found, inputs, signature)
            if options.get("missing") != DROP:
                return raw
            whole = ~np.isnan(raw.x).any(axis=1)
            return Raw(raw.x[whole], raw.y[whole])

    assert load is not None
    kind = DatasetKind(
        name,
        help,
        label=label,
        params=(
            *([MISSING] if csv_file and csv_file.gaps else []),
            *([ZEROS_MISSING] if zeros_impossible else []),
            replace(SCALING, default="standard"),
            *([] if class_names else [TARGET_SCALING]),
            TEST_SIZE,
            VALIDATION_SIZE,
            *([STRATIFY] if class_names else []),
            SPLIT_SEED,
        ),
        family="table",
        source=source,
        signature=lambda options: signature,
        load=load,
        code=code,
        columns=lambda options: inputs,
        zeros_impossible=zeros_impossible,
        zeros_note=zeros_note,
        files=files,
    )
    DATASETS.register(kind)
    return kind


def sklearn_code(loader: str, **how: Any) -> Callable[[Mapping[str, Any]], str]:
    """The code of a table that scikit-learn has; see `DatasetKind.code`."""
    arguments = ", ".join(f"{name}={value!r}" for name, value in {"as_frame": True, **how}.items())
    code = f"from sklearn.datasets import {loader}\n\ntable = {loader}({arguments})\nx, y = table.data, "
    return lambda options: code + "table.target.to_numpy()"


def csv_code(file: CsvFile, columns: Sequence[InputColumn], signature: Signature, drop: bool = False) -> str:
    """Python code that downloads the file and gives the same table; see `DatasetKind.code`.

    Args:
        file: What is known of it.
        columns: The inputs.
        signature: Names the target and its classes.
        drop: Whether rows with a missing value are left out.
    """
    remote, target = file.file, signature.target_name
    names = "".join(f"    {json.dumps(column.name, ensure_ascii=False)},\n" for column in columns)
    y = f"table[{json.dumps(target)}].to_numpy()"
    if signature.class_names:
        classes = {label: number for number, label in enumerate(file.labels or signature.class_names)}
        y = f"table[{json.dumps(target)}].astype(str).map({json.dumps(classes)}).to_numpy()"
    return f"""import keras
import pandas as pd

file = keras.utils.get_file(
    {json.dumps(remote.name)},
    {json.dumps(remote.url)},
    file_hash={json.dumps(remote.sha256)},
)
columns = [
{names}]
table = pd.read_csv(file){".dropna(subset=columns)" if drop else ""}
x, y = table[columns], {y}"""


def read_csv(path: Path, file: CsvFile, columns: Sequence[InputColumn], signature: Signature) -> Raw:
    """The table in a file that is known in advance, so that anything unknown in it is damage.

    Args:
        path: Where it is.
        file: What is known of it.
        columns: The inputs.
        signature: Names the target and its classes.

    Returns:
        x float64 (rows, columns), as `Preprocess` takes it, in the units of the source; y int64 class numbers, or
        float64 for a regression.

    Raises:
        DataError: If rows or columns are missing, or a cell is neither a number nor one of the values of its column.
    """
    target = InputColumn(signature.target_name, file.labels or signature.class_names)
    read = (*columns, target)
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True))
    except (OSError, ValueError, csv.Error) as error:
        raise data_files.damaged(path, tr("it cannot be read as text with commas")) from error
    header = [name.strip() for name in lines[0]] if lines else []
    if not set(header) >= {column.name for column in read}:
        names = ", ".join(column.name for column in read)
        raise data_files.damaged(path, tr("its first line should name the columns {names}", names=names))
    places = [header.index(column.name) for column in read]
    rows = [(line, cells) for line, cells in enumerate(lines[1:], 2) if any(cells)]
    if len(rows) != file.rows:
        raise data_files.damaged(path, tr("it has {rows} rows instead of {rows2}", rows=len(rows), rows2=file.rows))
    values = np.empty((len(rows), len(read)))
    for row, (line, cells) in enumerate(rows):
        if len(cells) != len(header):
            raise data_files.damaged(
                path,
                tr(
                    "line {line} has {cells} columns instead of {header}",
                    line=line,
                    cells=len(cells),
                    header=len(header),
                ),
            )
        for place, column in enumerate(read):
            value = _value(column, cells[places[place]].strip(), file.gaps and column is not target)
            if value is None:
                cell = cells[places[place]][:30]
                raise data_files.damaged(
                    path, tr("line {line} cannot have “{cell}” as its {name}", line=line, cell=cell, name=column.name)
                )
            values[row, place] = value
    y = values[:, -1]
    return Raw(values[:, :-1], y.astype(np.int64) if signature.class_names else y)


def _value(column: InputColumn, cell: str, may_miss: bool) -> float | None:
    """A cell as `Preprocess` takes it; None for what the column cannot hold."""
    if is_missing(cell):
        return np.nan if may_miss else None
    if column.values:
        return float(column.values.index(cell)) if cell in column.values else None
    return number(cell, "point")
