"""What a column is: words for nothing, names of rows, dates; and the target that is most likely meant."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.datasets.tables.columns.column_report import ColumnChoices, ColumnReport
from nnplay.datasets.tables.columns.column_types import TableReport, report
from nnplay.datasets.tables.columns.identifiers import words_of
from nnplay.datasets.tables.csv_file import read
from nnplay.datasets.tables.targets import suggested_target


def reported(choices: ColumnChoices | None = None, /, **columns: list[str]) -> TableReport:
    """A table of named columns, read and reported."""
    rows = "\n".join(";".join(cells) for cells in zip(*columns.values(), strict=True))
    return report(read(f"{';'.join(columns)}\n{rows}\n".encode()), choices)


def column(cells: list[str], name: str = "a", choices: ColumnChoices | None = None) -> ColumnReport:
    made = {name: cells, "other": ["u", "v"] * (len(cells) // 2) + ["u"] * (len(cells) % 2)}
    return reported(choices, **made).columns[0]


# Words ------------------------------------------------------------------------------------------

COUNTS = {
    "none beside one value": (["none"] * 20 + ["yes"] * 20, ("none", "yes"), 0),
    "two cells of none": (["none"] * 2 + ["minor", "severe"] * 19, ("minor", "none", "severe"), 0),
    "one cell of none": (["none"] + ["minor", "severe"] * 20, ("minor", "severe"), 1),
    "NA in many": (["NA"] * 10 + ["EU", "AS"] * 15, ("AS", "EU", "NA"), 0),
    "NA in few": (["NA"] * 2 + ["EU", "AS"] * 20, ("AS", "EU"), 2),
    "minus and plus": (["-"] * 20 + ["+"] * 20, ("+", "-"), 0),
    "question marks never": (["?"] * 20 + ["yes", "no"] * 10, ("no", "yes"), 20),
    "nothing never": ([""] * 20 + ["yes", "no"] * 10, ("no", "yes"), 20),
    "NA beside R's truth values": (["NA"] * 20 + ["TRUE", "FALSE"] * 10, ("FALSE", "TRUE"), 20),
    "spreadsheet errors never": (["#N/A"] * 20 + ["yes", "no"] * 10, ("no", "yes"), 20),
}


@pytest.mark.parametrize("name", COUNTS)
def test_a_word_that_many_cells_share_is_a_value_of_a_category(name: str) -> None:
    cells, values, missing = COUNTS[name]
    found = column(cells)
    assert (found.type, found.values, found.missing) == ("category", values, missing)
    # And the same for new rows.
    assert [found.format.is_missing(text) for text in values] == [False] * len(values)
    assert found.format.is_missing(cells[0]) == (cells[0] not in values)


def test_the_choice_between_value_and_missing_is_offered_both_ways() -> None:
    cells = ["none"] * 20 + ["minor", "severe"] * 10
    (said,) = column(cells).findings
    assert said.text == "In “a”, “none” occurs in 20 of 40 rows. It is treated as a value of its own."
    options: dict[str, tuple[str, ...]] = {"missing_words": (), "value_words": ()}
    missing = ColumnChoices(**{**options, **said.answers[1].options(options)})
    assert (column(cells, choices=missing).values, column(cells, choices=missing).missing) == (("minor", "severe"), 20)
    numbers = ["none"] * 10 + ["10", "20", "50"] * 10
    (said,) = column(numbers).findings
    assert "missing, because the others are numbers" in said.text
    value = ColumnChoices(**{**options, **said.answers[0].options(options)})
    assert column(numbers, choices=value).values == ("10", "20", "50", "none")


@pytest.mark.parametrize("text", ["-999", "-999.9", "-9999.00", "99999"])
def test_a_number_that_stands_for_nothing_is_asked_about(text: str) -> None:
    cells = [*(f"{row / 3:.1f}" for row in range(60)), *[text] * 5]
    (question,) = column(cells).findings
    assert question.doubt
    assert question.text == f"In “a”, “{text}” occurs in 5 of 65 rows. It is treated as a number, far from all others."
    taken = column(cells, choices=ColumnChoices(missing_words=(text,)))
    assert (taken.missing, np.nanmin(taken.codes)) == (5, 0)
    assert column([f"{row * 17 % 1000}" for row in range(1000)]).findings == ()


# Names of rows ----------------------------------------------------------------------------------

ROWS = 40
COUNT = [str(row) for row in range(1, ROWS + 1)]
SPARSE = [str(10_000 + 13 * row + row * row % 5) for row in range(ROWS)]
SHUFFLED = [str(int(row)) for row in np.random.default_rng(0).permutation(ROWS)]
MANY = [str(900 + row % 25 * 7) for row in range(ROWS)]

IDENTIFIERS = {
    "a count": ("n", COUNT),
    "a count with one number twice": ("n", [*COUNT[:-1], "7"]),
    "a count with gaps": (
        "n",
        [value for value in map(str, range(1, 48)) if value not in ("5", "9", "30", "31", "40", "41", "44")],
    ),
    "a count in disorder": ("n", SHUFFLED),
    "CamelCase": ("PatientId", SPARSE),
    "CAPITALS": ("patientID", SPARSE[::-1]),
    "snake_case": ("patient_id", SPARSE),
    "joined": ("customerid", SPARSE),
    "with one twice": ("PatientId", [*SPARSE[:-1], SPARSE[0]]),
    "a number that is named last": ("Phone Number", SPARSE),
    "growing, without a name": ("n", [str(500 + 3 * row + row % 2) for row in range(ROWS)]),
    "several visits of each": ("patient_id", MANY),
    "texts": ("n", [f"sample {row}" for row in range(ROWS)]),
    "a German compound": ("Kundennummer", SPARSE),
    "French": ("Numéro de dossier", SPARSE),
    "Spanish": ("código", SPARSE),
    "a sign": ("N°", SPARSE),
    "a sign before a word": ("N.º expediente", SPARSE),
    "a word of medicine": ("MRN", SPARSE),
    "texts with one twice": ("n", [*(f"sample {row}" for row in range(ROWS - 1)), "sample 3"]),
}


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_an_identifier_is_found_by_what_it_is_and_left_out_with_a_reason(name: str) -> None:
    title, cells = IDENTIFIERS[name]
    found = column(cells, title)
    assert found.identifier
    assert not found.suggested
    assert found.left_out.endswith((".", "nothing."))


INPUTS = {
    "ages": ("age", [str(20 + row * row * 37 % 50) for row in range(ROWS)]),
    "incomes, all different": ("income", [str(20_000 + row * row * 1337 % 60_000) for row in range(ROWS)]),
    "inhabitants, sorted": ("people", [str(100 + row**3) for row in range(ROWS)]),
    "a number of things": ("number of rooms", [str(row * 7 % 9) for row in range(ROWS)]),
    "nitric oxide": ("NO2", [f"{row / 7:.2f}" for row in range(ROWS)]),
    "years": ("year", [str(1960 + row) for row in range(ROWS)]),
    "years without a name": ("when", [str(1960 + row) for row in range(ROWS)]),
    "humidity": ("humid", [str(row * 11 % 97) for row in range(ROWS)]),
    "floats in order": ("x", [f"{row / 10:.1f}" for row in range(ROWS)]),
    "a measure by which rows are sorted": ("points", [str(200 + 9 * row + row * row % 5) for row in range(ROWS)]),
    "few kinds by number": ("genre_id", [str(row % 6) for row in range(ROWS)]),
}


@pytest.mark.parametrize("name", INPUTS)
def test_what_only_looks_like_an_identifier_is_an_input(name: str) -> None:
    title, cells = INPUTS[name]
    found = column(cells, title)
    assert (found.type, found.left_out, found.suggested) == ("number", "", True)


def test_values_that_differ_in_capital_letters_alone_are_pointed_out() -> None:
    found = column(["Yes", "no", "YES", "no"] * 10)
    assert (found.values, found.note) == (
        ("no", "YES", "Yes"),
        "“YES” and “Yes” differ only in capital letters and count as different values.",
    )


def test_bounds_alone_are_classes() -> None:
    assert column(["<=50K", ">50K"] * 20).values == ("<=50K", ">50K")


def test_numbers_that_may_be_names_are_pointed_out() -> None:
    codes = column(["01067", "10115", "01067", "80331", "10115", "01099"] * 5, "zip")
    assert "“01067” begins with 0" in codes.findings[0].text
    assert codes.findings[0].answers[1].adds == {"categories": ("zip",)}
    assert "may be names" in column([str(row % 6) for row in range(ROWS)], "genre_id").findings[0].text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PatientId", ["patient", "id"]),
        ("customerID2", ["customer", "id", "2"]),
        ("Lfd. Nr.", ["lfd", "nr"]),
        ("HTTPStatus code", ["http", "status", "code"]),
        ("größe_in_cm", ["größe", "in", "cm"]),
    ],
)
def test_words_of_a_name(name: str, words: list[str]) -> None:
    assert words_of(name) == words


# Dates ------------------------------------------------------------------------------------------

MONTHS = [f"{1949 + month // 12}-{month % 12 + 1:02d}" for month in range(36)]
DAYS = [f"2024-{1 + day // 28:02d}-{1 + day % 28:02d}" for day in range(60)]

DATES: dict[str, tuple[list[str], tuple[str, ...]]] = {
    "months": (MONTHS, ("year", "month (sine)", "month (cosine)")),
    "days": (DAYS, ("month (sine)", "month (cosine)", "weekday (sine)", "weekday (cosine)")),
    "days of one month": ([f"{day}.3.2024" for day in range(1, 30)], ("day", "weekday (sine)", "weekday (cosine)")),
    "the first of each month": ([f"{month}-01" for month in MONTHS], ("year", "month (sine)", "month (cosine)")),
    "times of one day": ([f"{hour:02d}:{hour * 7 % 60:02d}" for hour in range(24)], ("hour (sine)", "hour (cosine)")),
    "days with hours": (
        [f"2024-03-01T{hour:02d}:30:00" for hour in range(24)],
        ("hour (sine)", "hour (cosine)"),
    ),
    "quarters": (
        [f"{1990 + number // 4}-Q{number % 4 + 1}" for number in range(24)],
        ("year", "month (sine)", "month (cosine)"),
    ),
    "names of months": ([f"{day} Mar 2024" for day in range(1, 30)], ("day", "weekday (sine)", "weekday (cosine)")),
    "eight digits": (
        [day.replace("-", "") for day in DAYS],
        ("month (sine)", "month (cosine)", "weekday (sine)", "weekday (cosine)"),
    ),
    "some missing": (["NA", "", *MONTHS], ("year", "month (sine)", "month (cosine)")),
}


@pytest.mark.parametrize("name", DATES)
def test_dates_are_inputs_by_the_parts_that_differ(name: str) -> None:
    cells, parts = DATES[name]
    found = column(cells)
    assert (found.type, found.parts, found.suggested) == ("date", parts, True)
    assert found.missing == sum(cell in ("NA", "") for cell in cells)


@pytest.mark.parametrize(
    ("cells", "first", "asked"),
    [
        (["03/04/2024", "14/04/2024", "05/06/2024", "01/02/2024"], "2024-04-03", False),
        (["03/04/2024", "04/14/2024", "05/06/2024", "01/02/2024"], "2024-03-04", False),
        (["03.04.2024", "05.06.2024", "01.02.2024", "07.08.2024"], "2024-04-03", False),
        (["03/04/2024", "05/06/2024", "01/02/2024", "07/08/2024"], "2024-03-04", True),
        # In order by the day, and not by the month.
        (["11/01/2024", "12/01/2024", "01/02/2024", "02/02/2024"], "2024-01-11", True),
    ],
)
def test_the_order_of_day_and_month_is_found_or_asked(cells: list[str], first: str, asked: bool) -> None:
    found = column(cells)
    assert found.codes[0] == np.datetime64(first, "s").astype(int)
    assert [finding.doubt for finding in found.findings if finding.doubt] == [True] * asked
    turned = column(cells, choices=ColumnChoices(date_order="day first"))
    assert turned.codes[0] == np.datetime64("-".join(reversed(cells[0].replace("/", ".").split("."))), "s").astype(int)


def test_a_cell_that_is_no_date_counts_as_missing_and_is_named() -> None:
    found = column([*DAYS, "soon"])
    assert (found.type, found.missing, found.format.odd) == ("date", 1, ("soon",))
    assert found.note == "“soon” is not a date; it counts as missing."


# Targets ----------------------------------------------------------------------------------------

X = [f"{row / 7:.2f}" for row in range(ROWS)]
TWO = ["a", "b"] * (ROWS // 2)

TARGETS: dict[str, tuple[dict[str, list[str]], str, str]] = {
    "the last": ({"u": X, "v": TWO}, "v", "It is the last column"),
    "a name": ({"Class": TWO, "u": X, "v": X[::-1]}, "Class", "Its name says so."),
    "a name of several words": ({"u": X, "target_value": X[::-1], "v": TWO}, "target_value", "Its name says so."),
    "a y alone": ({"1Y Return": X, "y": TWO, "v": X[::-1]}, "y", "Its name says so."),
    "no y among others": ({"1Y Return": X, "v": TWO}, "v", "It is the last column"),
    "in another language": ({"u": X, "cible": TWO, "v": X[::-1]}, "cible", "Its name says so."),
    "a price": ({"u": X, "Price": X[::-1], "v": ["a", "b", "c", "d"] * (ROWS // 4)}, "Price", "Its name says so."),
    "no price before two classes": ({"u": X, "Price": X[::-1], "v": TWO}, "v", "It is the last column"),
    "no class of a school": ({"Klasse": ["7a", "8b"] * (ROWS // 2), "u": X, "v": TWO}, "v", "It is the last column"),
    "no class beside what is surer": ({"survived": TWO, "class": TWO, "v": X}, "survived", "Its name says so."),
    "no y between x and z": ({"u": X, "x": X, "y": X, "z": X[::-1]}, "z", "It is the last column"),
    "not nearly empty": ({"u": X, "v": TWO, "w": ["x", *[""] * (ROWS - 1)]}, "v", "“w” is always “x”"),
    "not half empty": ({"u": X, "v": TWO, "w": ["x", "y", *[""] * (ROWS - 2)]}, "v", "“w” is empty in 38 of 40 rows"),
    "not constant": ({"u": X, "v": TWO, "w": ["7"] * ROWS}, "v", "“w” is always “7”"),
    "no identifier": ({"u": X, "v": TWO, "id": SPARSE}, "v", "“id” only identifies the rows"),
    "no text": ({"u": X, "v": TWO, "w": [f"word {row}" for row in range(ROWS)]}, "v", "different texts"),
    "no date": ({"u": X, "v": TWO, "w": DAYS[:ROWS]}, "v", "dates, which can be inputs"),
}


@pytest.mark.parametrize("name", TARGETS)
def test_the_target_that_is_most_likely_meant_is_suggested_with_its_reason(name: str) -> None:
    columns, target, why = TARGETS[name]
    suggestion = suggested_target(reported(**columns).columns)
    assert suggestion.name == target
    assert why in suggestion.why


def test_in_a_file_without_names_the_only_classes_are_the_target() -> None:
    rows = "\n".join(f"{row % 3 + 1};{x};{x}5" for row, x in enumerate(X))
    suggestion = suggested_target(report(read(rows.encode())).columns)
    assert (suggestion.name, suggestion.why) == ("column 1", "It is the only column that has classes.")


def test_forty_classes_are_a_target() -> None:
    found = reported(u=[*X, *X], v=[f"kind {row % 40}" for row in range(2 * ROWS)])
    assert suggested_target(found.columns).name == "v"
    assert len(found.columns[1].values) == 40
