"""A table of the student's own: its file lies in the store of own files, all choices are options of the spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nnplay.datasets.base import (
    SCALING,
    SPLIT_SEED,
    STRATIFY,
    TARGET_SCALING,
    TEST_SIZE,
    VALIDATION_SIZE,
    DatasetKind,
    Raw,
)
from nnplay.datasets.preprocessing.encoding import encode
from nnplay.datasets.preprocessing.reading_rule import AUTO, ReadingRule
from nnplay.datasets.store import uploads
from nnplay.datasets.store.cache import Shared
from nnplay.datasets.tables import csv_file
from nnplay.datasets.tables.choose import MAX_NUMBERS, OwnTable, choose
from nnplay.datasets.tables.columns.column_report import ColumnChoices
from nnplay.datasets.tables.columns.column_types import TableReport, report
from nnplay.datasets.tables.example_table import example_table
from nnplay.datasets.tables.leaks import Leak, find_leaks
from nnplay.datasets.tables.own_table_options import (
    COLUMNS,
    FILE,
    IN_TIME,
    KEPT,
    LEFT_OUT,
    MISSING,
    MISSING_CATEGORIES,
    READING,
    SPLIT,
    TARGET,
    TASK,
)
from nnplay.datasets.tables.reading.records import MAX_CELLS
from nnplay.errors import DataError
from nnplay.i18n import N_, language
from nnplay.registry import DATASETS, Param

# Errors are kept too: a page asks several times for what cannot be read. They and findings are sentences, so that
# tables are kept by the language of the reader.
_reports: Shared[tuple[Any, ...], TableReport | DataError] = Shared(
    2 * MAX_CELLS,
    lambda found: 1 if isinstance(found, DataError) else 1 + sum(len(column.codes) for column in found.columns),
)
_tables: Shared[tuple[Any, ...], OwnTable | DataError] = Shared(
    16 * MAX_NUMBERS, lambda found: 1 if isinstance(found, DataError) else 1 + found.x.nbytes
)
_leaks: Shared[tuple[Any, ...], tuple[Leak, ...]] = Shared(10_000, len)


def columns_of(options: Mapping[str, Any]) -> TableReport:
    """How the file of a spec's options is read, and what its columns hold.

    Raises:
        DataError: If it is gone or cannot be read as a table.
    """

    def make() -> TableReport | DataError:
        content = file_of(options)
        try:
            table = csv_file.read(content, ReadingRule(*(options[param.name] for param in READING)))
            return report(table, ColumnChoices(*(options[param.name] for param in COLUMNS)))
        except DataError as error:
            return error

    return _value(_reports.get((language(), *_key(options, (FILE, *READING, *COLUMNS))), make))


def file_of(options: Mapping[str, Any]) -> bytes:
    """The content of the file of a spec's options.

    Raises:
        DataError: If it is gone.
    """
    return uploads.content(options["file"]) if options["file"] else example_table()


def own_table(options: Mapping[str, Any]) -> OwnTable:
    """The table of a spec's options.

    Raises:
        DataError: If it is gone, cannot be read, or what was chosen does not fit it.
    """
    columns_of(options)  # a file that is gone may come back, so that this error is not kept

    def make() -> OwnTable | DataError:
        try:
            found = columns_of(options)
            return choose(found.rule, found.columns, options)
        except DataError as error:
            return error

    return _value(_tables.get((language(), *_key(options, _ALL)), make))


def is_split_in_time(options: Mapping[str, Any]) -> bool:
    """Whether the test part is of the latest rows.

    Raises:
        DataError: As `own_table`.
    """
    return options["split"] == IN_TIME or (options["split"] == AUTO and bool(own_table(options).series))


def leaks_of(options: Mapping[str, Any]) -> tuple[Leak, ...]:
    """The columns of which each alone gives the target nearly away; see `find_leaks`.

    Raises:
        DataError: As `own_table`.
    """
    table = own_table(options)

    def make() -> tuple[Leak, ...]:
        columns = {
            column.name: encode([column], table.x[:, place : place + 1]) for place, column in enumerate(table.inputs)
        }
        return tuple(find_leaks(columns, table.y, table.signature.task != "regression"))

    return _leaks.get(_key(options, _ALL), make)


def _key(options: Mapping[str, Any], names: Sequence[Param]) -> tuple[Any, ...]:
    return (str(uploads.folder()), *(options[param.name] for param in names))


def _value(found: Any) -> Any:
    if isinstance(found, DataError):
        raise DataError(found.message)
    return found


def _load(options: Mapping[str, Any]) -> Raw:
    table = own_table(options)
    return Raw(table.x, table.y, times=table.times if is_split_in_time(options) else None)


_SCALING = replace(
    SCALING,
    default="standard",
    help=N_(
        "The way inputs are scaled before training. 'standard' gives each one mean 0 and standard deviation 1; "
        "'minmax' the range 0 to 1. Both are computed from the training data alone. Categories stay 0 and 1."
    ),
)
_ALL = (FILE, *READING, *COLUMNS, TARGET, TASK, LEFT_OUT, KEPT, MISSING, MISSING_CATEGORIES, _SCALING)

DATASETS.register(
    DatasetKind(
        "table",
        N_(
            "A table of your own from a text file, such as CSV: a row for each example, a column for what is "
            "predicted. Until you upload one, you see a made-up example of herbs with everything that real tables "
            "have: row numbers, dates, categories, missing values, decimal commas."
        ),
        label=N_("Own table"),
        params=(*_ALL[:-1], SPLIT, _SCALING, TARGET_SCALING, TEST_SIZE, VALIDATION_SIZE, STRATIFY, SPLIT_SEED),
        family="table",
        source=N_("your file; the example is made up by nnplay"),
        signature=lambda options: own_table(options).signature,
        load=_load,
        columns=lambda options: own_table(options).inputs,
        reading=lambda options: own_table(options).rule,
    )
)
