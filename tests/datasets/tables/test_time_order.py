"""Dates that are numbers, dates of several columns, and how rows stand in time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from nnplay.datasets import prepare
from nnplay.datasets.tables.csv_file import read
from nnplay.datasets.tables.own_table import own_table
from nnplay.errors import DataError
from tests.datasets.tables.made_tables import lines, number, spec_of
from tests.datasets.tables.test_findings import about, answered
from tests.datasets.tables.test_new_rows import raw, trained

COUNTED = {
    "timestamp": (lambda row: 1_700_000_000 + 3600 * row, "2023-11-14T22:13:20"),
    "time": (lambda row: 1_700_000_000_000 + 3_600_000 * row + 7, "2023-11-14T22:13:20"),
    "Datum": (lambda row: 45_000 + row, "2023-03-15"),
    "month": (lambda row: 100 * (2010 + row // 12) + row % 12 + 1, "2010-01-01"),
}


@pytest.mark.parametrize("name", COUNTED)
def test_numbers_that_count_time_are_dates_by_their_column_s_name(name: str) -> None:
    made, first = COUNTED[name]
    content = lines(f"{name},a,y", lambda row, rng: [made(row), number(rng), number(rng)])
    spec = spec_of(content)
    table = own_table(spec.options)
    assert (table.columns[0].type, table.series) == ("date", name)
    seconds = np.datetime64(first, "s").astype(int)
    assert table.columns[0].codes[0] == seconds
    assert raw(trained(content), f"{name},a\n{made(0)},0.5\n")[0].tolist() == [seconds, 0.5]
    rows = pd.DataFrame({name: [made(0)], "a": [0.5]})
    assert trained(content).raw_rows(rows)[0].tolist() == [seconds, 0.5]
    with pytest.raises(DataError, match="“2024-03-01” is not a number that counts"):
        raw(trained(content), f"{name},a\n2024-03-01,0.5\n")
    said = about(spec, f"The numbers of “{name}”, such as “{made(0)}”, are treated as dates")
    numbers = answered(spec, said, "Numbers")
    assert own_table(numbers.options).columns[0].codes[0] == made(0)
    back = answered(numbers, about(numbers, "are treated as numbers, as you chose"), "Dates")
    assert own_table(back.options).columns[0].type == "date"


def test_such_numbers_without_such_a_name_are_numbers() -> None:
    content = lines("amount,a,y", lambda row, rng: [45_000 + 7 * row, number(rng), number(rng)])
    assert own_table(spec_of(content).options).columns[0].type == "number"


NAMES = ("Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
PARTS: dict[str, Callable[[int], list[object]]] = {
    "year,month,sales": lambda row: [2010 + row // 12, row % 12 + 1],
    "Jahr,Monat,sales": lambda row: [2010 + row // 12, NAMES[row % 12]],
    "year,month,day,hour,sales": lambda row: [2010 + row // 48, row // 4 % 12 + 1, row // 2 % 2 + 1, row % 2],
}


@pytest.mark.parametrize("names", PARTS)
def test_years_months_and_days_in_columns_of_their_own_tell_the_time_together(names: str) -> None:
    spec = spec_of(lines(names, lambda row, rng: [*PARTS[names](row), row + 0.5], 96))
    *first, last = names.split(",")[:-1]
    comma = "," if len(first) > 1 else ""
    assert own_table(spec.options).series == f"{', '.join(first)}{comma} and {last}"
    assert sorted(prepare(spec).y_test - 0.5) == list(range(72, 96))


def test_a_date_and_an_hour_in_columns_of_their_own_make_a_series() -> None:
    content = lines("date,hour,load", lambda row, rng: [f"2024-01-{row // 24 + 1:02}", row % 24, row + 0.5], 96)
    assert own_table(spec_of(content).options).series == "date and hour"


def test_a_log_is_split_at_random_and_the_other_split_is_offered() -> None:
    spec = spec_of(
        lines("day,a,y", lambda row, rng: [np.datetime64("2024-01-01") + row // 3, number(rng), row + 0.5], 90)
    )
    assert prepare(spec).y_test.min() < 50
    offered = about(
        spec, "The rows are in order of time, by “day”, with several rows for each moment. With a random split"
    )
    assert prepare(answered(spec, offered, "Split in time")).y_test.min() > 60


def test_a_day_that_is_missing_lies_where_its_row_does() -> None:
    spec = spec_of(
        lines(
            "day,a,y", lambda row, rng: [np.datetime64("2024-01-01") + row if row != 9 else "", number(rng), row + 0.5]
        )
    )
    table = own_table(spec.options)
    assert (table.series, table.times[9]) == ("day", table.times[8])


def test_the_order_that_the_training_showed_holds_for_new_rows_and_none_is_guessed() -> None:
    told = trained(lines("day,a,y", lambda row, rng: [f"{row % 28 + 1}/{row % 12 + 1}/2023", number(rng), number(rng)]))
    april = np.datetime64("2024-04-03", "s").astype(int)
    assert raw(told, "day,a\n3/4/2024,1\n")[0, 0] == april
    with pytest.raises(DataError, match="“4/25/2024” does not have the day first"):
        raw(told, "day,a\n4/25/2024,1\n")
    untold = trained(
        lines("day,a,y", lambda row, rng: [f"2023-{row % 12 + 1:02}-{row % 28 + 1:02}", number(rng), number(rng)])
    )
    assert raw(untold, "day,a\n3.4.2024,1\n")[0, 0] == april
    with pytest.raises(DataError, match="“3/4/2024” may have the day or the month first"):
        raw(untold, "day,a\n3/4/2024,1\n")


def test_what_is_a_clock_or_a_duration_is_told_by_hours_beyond_a_day_or_by_the_name() -> None:
    clock = lines("start,a,y", lambda row, rng: [f"{row % 24}:{row % 60:02}", number(rng), number(rng)])
    named = clock.replace("start", "Dauer")
    longer = lines("start,a,y", lambda row, rng: [f"{row % 40}:{row % 60:02}", number(rng), number(rng)])
    kinds = [own_table(spec_of(content).options).columns[0] for content in (clock, named, longer)]
    assert [column.type for column in kinds] == ["date", "number", "number"]
    scores = own_table(spec_of(longer.replace("start", "Ergebnis")).options).columns[0]
    assert scores.type in ("category", "text")
    assert kinds[1].codes[:3].tolist() == [0, 61, 122]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_and_signs_that_cannot_be_seen_are_read(codec: str) -> None:
    text = "La\u0308nge\tb\n" + "\u200b1\t2\n" * 20
    assert read(text.encode(codec)).columns == {"Länge": ["1"] * 20, "b": ["2"] * 20}
