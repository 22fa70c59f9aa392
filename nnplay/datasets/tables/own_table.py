"""A table of the student's own: its file lies in the store of own files, all choices are options of the spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
    DatasetKind,
    Raw,
)
from nnplay.datasets.preprocessing.encoding import InputColumn
from nnplay.datasets.signature import Signature
from nnplay.datasets.store import uploads
from nnplay.datasets.store.cache import Shared
from nnplay.datasets.tables import csv_file
from nnplay.datasets.tables.column_types import ColumnReport, report
from nnplay.datasets.tables.csv_file import AUTO, Reading
from nnplay.datasets.tables.example_table import example_table
from nnplay.datasets.tables.own_table_options import CATEGORIES, FILE, KEPT, LEFT_OUT, READING, TARGET, TASK
from nnplay.errors import DataError
from nnplay.registry import DATASETS, Param, did_you_mean

MAX_CLASSES = 50
MAX_INPUTS = 2000
MAX_NUMBERS = 8_000_000
"""Rows times inputs."""

CLASS_NUMBERS = 10
"""A target of so few different whole numbers is taken for classes where nothing else is said."""


@dataclass(frozen=True, eq=False)
class OwnTable:
    """A table as it was read, and what was chosen of it.

    Args:
        reading: How the file was read.
        columns: What is known of each of its columns.
        target: Name of the column that is predicted.
        inputs: The columns that the network sees, not fitted yet.
        signature: What a network must fit.
        x: float64 (rows, columns), as `Preprocess` takes it: numbers, places of categories, NaN for what is missing.
        y: (rows,), class numbers or float64.
        rows: Rows of the file.
        dropped: Rows of the file that have no target, or are dropped for another missing value.
    """

    reading: Reading
    columns: tuple[ColumnReport, ...]
    target: str
    inputs: tuple[InputColumn, ...]
    signature: Signature
    x: np.ndarray
    y: np.ndarray
    rows: int
    dropped: int


# Errors are kept too: a page asks several times for what cannot be read.
_reports: Shared[tuple[Any, ...], tuple[Reading, tuple[ColumnReport, ...]] | DataError] = Shared(
    2 * csv_file.MAX_CELLS,
    lambda found: 1 if isinstance(found, DataError) else 1 + sum(len(column.codes) for column in found[1]),
)
_tables: Shared[tuple[Any, ...], OwnTable | DataError] = Shared(
    16 * MAX_NUMBERS, lambda found: 1 if isinstance(found, DataError) else 1 + found.x.nbytes
)


def columns_of(options: Mapping[str, Any]) -> tuple[Reading, tuple[ColumnReport, ...]]:
    """How the file of a spec's options is read, and what its columns hold.

    Raises:
        DataError: If it is gone or cannot be read as a table.
    """
    names = (FILE, *READING, CATEGORIES)

    def make() -> tuple[Reading, tuple[ColumnReport, ...]] | DataError:
        content = uploads.content(options["file"]) if options["file"] else example_table()
        try:
            table = csv_file.read(content, Reading(*(options[param.name] for param in READING)))
            return table.reading, tuple(report(table, options["categories"]))
        except DataError as error:
            return error

    return _value(_reports.get(_key(options, names), make))


def own_table(options: Mapping[str, Any]) -> OwnTable:
    """The table of a spec's options.

    Raises:
        DataError: If it is gone, cannot be read, or what was chosen does not fit it.
    """
    names = (FILE, *READING, TARGET, TASK, LEFT_OUT, KEPT, CATEGORIES, MISSING)
    columns_of(options)  # a file that is gone may come back, so that this error is not kept

    def make() -> OwnTable | DataError:
        try:
            return _choose(*columns_of(options), options)
        except DataError as error:
            return error

    return _value(_tables.get(_key(options, names), make))


def _key(options: Mapping[str, Any], names: Sequence[Param]) -> tuple[Any, ...]:
    return (str(uploads.folder()), *(options[param.name] for param in names))


def _value(found: Any) -> Any:
    if isinstance(found, DataError):
        raise DataError(found.message)
    return found


def input_columns(columns: Sequence[ColumnReport], target: str, options: Mapping[str, Any]) -> list[ColumnReport]:
    """The columns that the network sees: chosen ones, or, where no better is left, what seems to number the rows."""
    usable = [
        column
        for column in columns
        if column.name != target and column.is_usable and column.name not in options["left_out"]
    ]
    chosen = [column for column in usable if column.suggested or column.name in options["kept"]]
    return chosen or [column for column in usable if column.distinct > 1]


def possible_targets(columns: Sequence[ColumnReport]) -> list[str]:
    """The columns that can be predicted."""
    return [column.name for column in columns if column.is_usable and column.distinct > 1]


def default_target(columns: Sequence[ColumnReport]) -> str:
    """The last column that can be predicted, one that is suggested if possible; empty where there is none."""
    suggested = [column for column in columns if column.suggested]
    return (possible_targets(suggested) or possible_targets(columns) or [""])[-1]


def default_task(target: ColumnReport) -> str:
    """The task that a target suggests."""
    if target.type == "number":
        known = target.codes[~np.isnan(target.codes)]
        if target.distinct > CLASS_NUMBERS or (known != np.round(known)).any():
            return "regression"
    return "binary" if target.distinct == 2 else "multiclass"


def _choose(reading: Reading, columns: tuple[ColumnReport, ...], options: Mapping[str, Any]) -> OwnTable:
    by_name = {column.name: column for column in columns}
    for name in (*options["left_out"], *options["kept"], *options["categories"], options["target"]):
        if name and name not in by_name:
            raise DataError(f"This table has no column “{name}”.{did_you_mean(name, by_name)}")
    target = by_name.get(options["target"] or default_target(columns))
    if target is None or target.name not in possible_targets(columns):
        what = f"The column “{target.name}” cannot be predicted" if target else "No column can be predicted"
        raise DataError(f"{what}: numbers, or texts with few different values, are needed. Choose another target.")
    seen = input_columns(columns, target.name, options)
    if not seen:
        raise DataError(
            "No column is left for the network to see: numbers, or texts with few different values, are needed. "
            f"With the separator “{reading.separator}” the table has {len(columns)} "
            f"{'column' if len(columns) == 1 else 'columns'}."
        )
    inputs = tuple(InputColumn(column.name, column.values) for column in seen)
    width = sum(column.width for column in inputs)
    if width > MAX_INPUTS or width * len(target.codes) > MAX_NUMBERS:
        raise DataError(
            f"{len(target.codes):,} rows with {width:,} inputs each are too many here: at most {MAX_INPUTS:,} inputs, "
            f"and {MAX_NUMBERS:,} numbers in all. Leave out columns."
        )
    x = np.column_stack([column.codes for column in seen])
    whole = ~np.isnan(target.codes)
    if options["missing"] == "drop":
        whole &= ~np.isnan(x).any(axis=1)
    if not whole.any():
        raise DataError("Each row has a missing value. Fill missing values instead of dropping rows.")
    y, task, class_names = _targets(target, whole, options["task"])
    names = tuple(name for column in inputs for name in column.input_names)
    return OwnTable(
        reading,
        columns,
        target.name,
        inputs,
        Signature((width,), task, class_names, names, target.name),  # type: ignore[arg-type]
        x[whole],
        y,
        len(whole),
        int((~whole).sum()),
    )


def _targets(target: ColumnReport, whole: np.ndarray, task: str) -> tuple[np.ndarray, str, tuple[str, ...]]:
    """Class numbers or values of the rows that are whole, the task, and the names of the classes."""
    values = target.codes[whole]
    found = default_task(target)
    distinct, y = np.unique(values, return_inverse=True)
    task = found if task == AUTO else task
    if task == "regression":
        if target.type != "number":
            raise DataError(
                f"The target “{target.name}” has texts, and a regression predicts numbers. Choose classes as task."
            )
        return values, task, ()
    if not 2 <= len(distinct) <= MAX_CLASSES:
        raise DataError(
            f"The target “{target.name}” has {len(distinct):,} different {'value' if len(distinct) == 1 else 'values'} "
            f"in the rows that are used; there may be 2 to {MAX_CLASSES} classes."
        )
    if task == "binary" and len(distinct) != 2:
        raise DataError(
            f"The target “{target.name}” has {len(distinct)} classes, and a binary task has two. Choose multiclass."
        )
    # Two classes are told apart by one probability, however the task is called.
    task = "binary" if len(distinct) == 2 else "multiclass"
    if target.type != "number":
        return y, task, tuple(target.values[int(code)] for code in distinct)
    return y, task, tuple(f"{value:.12g}" for value in distinct)


def _load(options: Mapping[str, Any]) -> Raw:
    table = own_table(options)
    return Raw(table.x, table.y)


DATASETS.register(
    DatasetKind(
        "table",
        "A table of your own from a text file, such as CSV: a row for each example, a column for what is predicted. "
        "Before you upload one, a made-up example of herbs stands here, with everything that real tables have: "
        "row numbers, dates, categories, missing values, decimal commas.",
        label="Own table",
        params=(
            FILE,
            *READING,
            TARGET,
            TASK,
            LEFT_OUT,
            KEPT,
            CATEGORIES,
            MISSING,
            replace(SCALING, default="standard", help=SCALING.help + " Categories stay 0 and 1."),
            TARGET_SCALING,
            TEST_SIZE,
            VALIDATION_SIZE,
            STRATIFY,
            SPLIT_SEED,
        ),
        family="table",
        source="your file; the example is made up by nnplay",
        signature=lambda options: own_table(options).signature,
        load=_load,
        columns=lambda options: own_table(options).inputs,
    )
)
