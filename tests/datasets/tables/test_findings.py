"""What is said of a table before training, and what its answers change."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nnplay import i18n
from nnplay.datasets import prepare
from nnplay.datasets.preprocessing.reading_rule import ReadingRule
from nnplay.datasets.tables.csv_download import to_csv
from nnplay.datasets.tables.findings import Finding
from nnplay.datasets.tables.own_table import columns_of, leaks_of, own_table
from nnplay.datasets.tables.table_findings import findings_of
from nnplay.errors import DataError
from nnplay.i18n import using
from nnplay.spec import DatasetSpec
from tests.datasets.tables.made_tables import lines, number, spec_of, two
from tests.shouting import Shouting


def about(spec: DatasetSpec, text: str) -> Finding:
    (found,) = [finding for finding in findings_of(spec.options) if re.search(text, finding.text)]
    return found


def answered(spec: DatasetSpec, finding: Finding, label: str) -> DatasetSpec:
    (answer,) = [answer for answer in finding.answers if answer.label == label]
    return spec.with_options(**answer.options(spec.options))


# Rows -------------------------------------------------------------------------------------------

GAPS = lines(
    "a,b,y",
    lambda row, rng: ["" if row % 10 == 3 else number(rng), number(rng), "" if row % 20 == 5 else two(row)],
)


def test_how_many_rows_a_choice_drops_is_said_before_training() -> None:
    spec = spec_of(GAPS)
    assert "3 of 60 rows have no “y” and cannot be used for training: they are left out." in [
        finding.text for finding in findings_of(spec.options)
    ]
    filled = about(spec, "missing value")
    assert filled.text == (
        "6 of 57 rows have a missing value among the inputs: filled. Dropping such rows would leave 51."
    )
    dropped = answered(spec, filled, "Drop the rows")
    assert own_table(dropped.options).dropped == 9
    assert len(own_table(dropped.options).y) == 51
    left_out = about(dropped, "missing value")
    assert (left_out.text, left_out.now) == ("6 of 57 rows have a missing value among the inputs: left out.", 1)
    assert answered(dropped, left_out, "Fill")["missing"] == "mean"


def test_what_is_left_out_can_be_used_and_left_out_again() -> None:
    spec = spec_of(lines("PatientId,a,y", lambda row, rng: [1000 + 7 * row, number(rng), two(row)]))
    found = about(spec, "“PatientId” is left out")
    used = answered(spec, found, "Use it")
    assert own_table(used.options).signature.feature_names == ("PatientId", "a")
    again = about(used, "“PatientId” is an input, as you chose")
    assert answered(used, again, "Leave it out") == spec


# Leaks ------------------------------------------------------------------------------------------


def leaking(kind: str) -> DatasetSpec:
    def row(place: int, rng: np.random.Generator) -> list[Any]:
        y = "ill" if place > 99 else "well"
        a = float(rng.normal())
        telling = {
            "a copy": int(y == "ill"),
            "a number in two heaps": rng.uniform(0, 1) + 3 * (y == "ill"),
            "an order": 5000 + 9 * place + int(rng.integers(8)),
            "a text": {"ill": "yes", "well": "no"}[y],
            "nothing": rng.normal(),
            "a hint": rng.normal() + 2 * (y == "ill"),
        }[kind]
        return [f"{a:.3f}", telling, y]

    return spec_of(lines("a,marker,y", row, 200))


@pytest.mark.parametrize("kind", ["a copy", "a number in two heaps", "an order", "a text"])
def test_a_column_that_alone_gives_the_target_away_is_asked_about(kind: str) -> None:
    spec = leaking(kind)
    if kind == "an order":
        spec = spec.with_options(kept=("marker",))
    (leak,) = leaks_of(spec.options)
    assert (leak.column, leak.baseline) == ("marker", 0.5)
    assert leak.score > 0.97
    question = about(spec, "alone gives “y” in")
    assert question.doubt
    left_out = answered(spec, question, "Leave it out")
    assert own_table(left_out.options).signature.feature_names == ("a",)
    assert leaks_of(left_out.options) == ()


@pytest.mark.parametrize("kind", ["nothing", "a hint"])
def test_a_column_that_helps_is_no_leak(kind: str) -> None:
    assert leaks_of(leaking(kind).options) == ()


def test_a_regression_has_leaks_too() -> None:
    spec = spec_of(
        lines(
            "a,grams,kilos", lambda row, rng: [number(rng), (grams := int(rng.integers(100, 9000))), grams / 1000], 120
        )
    )
    (leak,) = leaks_of(spec.options)
    assert (leak.column, leak.baseline) == ("grams", 0)
    assert leak.score > 0.97
    assert about(spec, "nearly all of “kilos” .R² 0.9")


# Time -------------------------------------------------------------------------------------------


def series(order: int = 1, repeat: int = 1) -> str:
    def row(place: int, rng: np.random.Generator) -> list[Any]:
        day = np.datetime64("2023-01-01") + order * (place // repeat)
        return [day, number(rng), place + 0.5]

    return lines("day,a,sales", row, 200)


@pytest.mark.parametrize("order", [1, -1])
def test_rows_that_follow_each_other_in_time_are_split_in_time(order: int) -> None:
    spec = spec_of(series(order))
    table, data = own_table(spec.options), prepare(spec)
    assert table.series == "day"
    # 50 for the test, a fifth of the rest for validation; y counts the days in the file's order.
    places = {part: np.sort(y - 0.5)[::order].astype(int).tolist() for part, (_, y) in data.parts.items()}
    expected = {"training": range(120), "validation": range(120, 150), "test": range(150, 200)}
    if order < 0:
        expected = {"training": range(199, 79, -1), "validation": range(79, 49, -1), "test": range(49, -1, -1)}
    assert places == {part: list(rows) for part, rows in expected.items()}
    said = about(spec, "The rows are in order of time, by “day”. So the latest ones are kept for the test")
    random = answered(spec, said, "At random")
    assert not (np.diff(prepare(random).y_test) > 0).all()
    assert about(random, "which is easier").now == 1


def test_rows_that_only_have_a_date_are_split_at_random_and_in_time_where_that_is_chosen() -> None:
    shuffled = series().splitlines()
    np.random.default_rng(0).shuffle(rows := shuffled[1:])
    spec = spec_of("\n".join([shuffled[0], *rows]))
    assert own_table(spec.options).series == ""
    assert prepare(spec).y_test.min() < 100
    in_time = prepare(spec.with_options(split="in time"))
    assert sorted(in_time.y_test - 0.5) == list(range(150, 200))
    # Many rows of each day are a log rather than a series.
    assert own_table(spec_of(series(repeat=4)).options).series == ""


def test_a_date_and_a_time_make_a_series_together() -> None:
    hourly = lines(
        "date,time,a,load", lambda row, rng: [f"{1 + row // 24}.3.2024", f"{row % 24}:00", number(rng), row + 0.5], 80
    )
    assert own_table(spec_of(hourly).options).series == "date and time"
    assert sorted(prepare(spec_of(hourly)).y_test - 0.5) == list(range(60, 80))


def test_years_make_a_series_and_rows_without_a_time_have_their_place() -> None:
    yearly = spec_of(lines("year,a,y", lambda row, rng: [1900 + row, number(rng), row + 0.5]))
    assert own_table(yearly.options).series == "year"
    assert "year" in own_table(yearly.options).signature.feature_names
    plain = spec_of(lines("a,y", lambda row, rng: [number(rng), row + 0.5]), target="y", split="in time")
    assert sorted(prepare(plain).y_test - 0.5) == list(range(45, 60))


# Downloads --------------------------------------------------------------------------------------


def test_texts_that_a_spreadsheet_would_run_are_written_as_texts() -> None:
    table = pd.DataFrame(
        {
            "=1+1": ["=HYPERLINK(0)", "+cmd", "@x", "-2+3"],
            "n": [-1.5, 2.0, np.nan, 1e-3],
            "t": ["-5", "-5 kg", "a=b", None],
        }
    )
    text = to_csv(table).decode("utf-8")
    assert text.startswith("\ufeff'=1+1,n,t\n")
    assert text.splitlines()[1:] == ["'=HYPERLINK(0),-1.5,-5", "'+cmd,2.0,-5 kg", "'@x,,a=b", "'-2+3,0.001,"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (ReadingRule("semicolon", "comma"), "a;b\n1,5;x"),
        (ReadingRule("comma", "comma"), "a,b\n1.5,x"),
        (ReadingRule("blanks", "point"), "a\tb\n1.5\tx"),
        (ReadingRule("tab", "auto"), "a\tb\n1.5\tx"),
    ],
)
def test_a_download_is_written_as_the_file_was(rule: ReadingRule, expected: str) -> None:
    table = pd.DataFrame({"a": [1.5], "b": ["x"]})
    assert to_csv(table, rule).decode("utf-8-sig").strip() == expected


# Languages --------------------------------------------------------------------------------------


def test_what_is_found_is_said_to_each_reader_in_their_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Shouting())
    text = lines(
        "PatientId,,b,when,y",
        lambda row, rng: [100 + row, number(rng), number(rng) if row else "", f"0{row % 9 + 1}/04/2024", two(row)],
    )
    spec = spec_of(text)
    with using("de"):
        shouted, names = findings_of(spec.options), [column.name for column in columns_of(spec.options).columns]
        assert any("IS READ WITH THE MONTH FIRST" in finding.text for finding in shouted)
    found = findings_of(spec.options)
    assert [finding.text.upper() for finding in found] == [finding.text.upper() for finding in shouted]
    assert not any(finding.text.isupper() for finding in found)
    # What is kept in an experiment is the same in all languages.
    assert names == [column.name for column in columns_of(spec.options).columns]
    assert "column 2" in names
    for ours, theirs in zip(found, shouted, strict=True):
        assert [answer.options(spec.options) for answer in ours.answers] == [
            answer.options(spec.options) for answer in theirs.answers
        ]


def test_an_error_is_said_to_each_reader_in_their_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Shouting())
    options = spec_of("a,b\n").options
    with using("de"), pytest.raises(DataError, match="NOTHING UNDER THEM"):
        own_table(options)
    with pytest.raises(DataError, match="choose that there is no header"):
        own_table(options)
