"""Tables that were read wrongly once: small ones of each kind, and the files that the faults were found with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pytest

from nnplay.datasets import prepare
from nnplay.datasets.store.data_files import DATA_FOLDER
from nnplay.datasets.tables import csv_file
from nnplay.datasets.tables.own_table import file_of, own_table
from nnplay.datasets.tables.table_findings import findings_of
from nnplay.errors import DataError
from tests.datasets.tables.made_tables import MADE, spec_of


class Right(NamedTuple):
    """What is right for a table.

    Args:
        target: What is predicted.
        inputs: What the network sees.
        task: Of the target.
        says: Parts of what is said of it.
        error: A part of the sentence that refuses it; nothing else is then checked.
        options: What is chosen.
    """

    target: str = ""
    inputs: tuple[str, ...] = ()
    task: str = "binary"
    says: tuple[str, ...] = ()
    error: str = ""
    options: Mapping[str, Any] = MappingProxyType({})


LONG = "How much do you care about"
MONTH = ("Month: year", "Month: month (sine)", "Month: month (cosine)")

RIGHT: dict[str, Right] = {
    "blanks_between_columns.txt": Right("cost", ("calories",), "regression", ("seems to identify the rows",)),
    "class_with_two_examples.csv": Right(
        error="has only 2 examples, too few for the training, validation and test part"
    ),
    "currency_percent_units.csv": Right(
        "ok", ("price", "discount", "weight"), says=("unit is $", "unit is %", "unit is kg")
    ),
    "decimal_comma_train.csv": Right("wert", ("laenge", "breite"), "regression"),
    "footnote.csv": Right("state", ("temp", "hum"), says=("Line 62 is below the table and is skipped: “Source",)),
    "german_thousands_mixed.csv": Right(
        "Lage", ("Einwohner", "Haushalte"), says=("Einwohner” and “Haushalte”", "It is read as")
    ),
    "header_only.csv": Right(error="the names of columns (“a”, “b”, “c”) and nothing under them"),
    "id_camelcase_leak.csv": Right("status", ("age",), says=("“PatientId” is left out. Its name and its values",)),
    "last_column_nearly_empty.csv": Right("", ("a", "b"), "", ("“comment” is left out. It is nearly empty",)),
    "less_than.csv": Right("turbidity", ("ph", "temp"), "regression", ("“<1.0” are read as the number in them",)),
    "month_and_value.csv": Right("Sales", MONTH, "regression", ("The rows are in order of time, by “Month”",)),
    "name_cut_at_a_blank.csv": Right("y", (LONG, "age")),
    "no_header_missing.csv": Right("column 3", ("column 1", "column 2")),
    "none_is_a_class.csv": Right("damage", ("amount", "rate"), "multiclass", ("In “damage”, “none” occurs in",)),
    "none_is_a_level.csv": Right(
        "risk", ("phone = none", "phone = yes", "amount"), says=("In “phone”, “none” occurs in",)
    ),
    "numbers_over_1e15.csv": Right("y", ("a", "b")),
    "numeric_column_names.csv": Right("1980", ("1960", "1970"), "regression"),
    "odd_cells_train_but_not_predict.csv": Right(
        "y", ("a", "b"), says=("have a missing value among the inputs: filled",)
    ),
    "one_class.csv": Right(error="“y” is always “a”, so there is nothing to tell apart", options={"target": "y"}),
    "regression_large_target.csv": Right("price", ("mileage", "year", "model ="), "regression"),
    "repeated_header.tsv": Right(
        "Class", ("A1", "A2"), "multiclass", ("The names of the columns occur again in line",)
    ),
    "row_names_without_name.tsv": Right("c", ("a", "b"), says=("Line 1 has one name fewer than there are columns",)),
    "title_line.csv": Right("state", ("temp", "hum"), says=("Line 1 is above the table and is skipped: “Messreihe",)),
}

FOLDERS = [
    Path(__file__).parents[4] / "shared" / "cases",
    *([Path(os.environ[DATA_FOLDER]).parent / "cases"] if os.environ.get(DATA_FOLDER) else []),
]
SHARED = next((folder for folder in FOLDERS if folder.is_dir()), None)


def content_of(source: str, name: str) -> bytes:
    if source == "made":
        return MADE[name].encode()
    if SHARED is None:
        pytest.skip("the cases are not beside the checkout")
    return (SHARED / name).read_bytes()


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("source", ["made", "found"])
def test_a_table_that_was_read_wrongly_once_is_read_rightly(source: str, name: str) -> None:
    right = RIGHT[name]
    spec = spec_of(content_of(source, name), **right.options)
    if right.error:
        with pytest.raises(DataError) as error:
            prepare(spec)
        assert right.error in error.value.message
        assert "separator" not in error.value.message
        return
    table = own_table(spec.options)
    if right.target:
        assert (table.target, table.signature.task) == (right.target, right.task)
        assert table.why
    begun = {
        name: next((start for start in right.inputs if name.startswith(start)), "")
        for name in table.signature.feature_names
    }
    # Some of the found files have more columns than the made ones.
    known = [start for start in dict.fromkeys(begun.values()) if start or source == "made"]
    assert sorted(known) == sorted(right.inputs)
    said = " ".join(finding.text for finding in findings_of(spec.options))
    said += " ".join(f"{column.note} {column.left_out}" for column in table.columns)
    for part in right.says:
        assert part in said
    data = prepare(spec)
    assert all(np.isfinite(x).all() for x, _ in data.parts.values())
    # The same file as new rows, read by the rule that was found, gives the same inputs.
    rule = data.preprocess.reading
    assert rule is not None
    again = csv_file.read(file_of(spec.options), rule, table.target)
    raw = data.preprocess.raw_rows(again.cells)
    target = next(column for column in table.columns if column.name == table.target)
    np.testing.assert_array_equal(data.preprocess.inputs(raw[~np.isnan(target.codes)]), data.preprocess.inputs(table.x))


def test_new_rows_in_the_other_writing_are_read_as_the_training_was() -> None:
    """The two pairs of files of which the second gave wrong answers or none."""
    for train, new in (
        ("decimal_comma_train.csv", "laenge;breite\n0,649;1,234\n1,250;0,500\n"),
        ("no_header_missing.csv", "?,0.512,a\n"),
    ):
        data = prepare(spec_of(MADE[train]))
        rule = data.preprocess.reading
        assert rule is not None
        rows = csv_file.read(new.encode(), rule, data.signature.target_name)
        raw = data.preprocess.raw_rows(rows.cells)
        if train == "decimal_comma_train.csv":
            np.testing.assert_array_equal(raw, [[0.649, 1.234], [1.25, 0.5]])
        else:
            np.testing.assert_array_equal(raw, [[np.nan, 0.512]])
        assert np.isfinite(data.preprocess.inputs(raw)).all()
