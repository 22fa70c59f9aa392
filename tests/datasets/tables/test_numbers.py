"""How numbers are written is decided by the whole column, and asked where both readings are possible."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.datasets.preprocessing.dress import undress
from nnplay.datasets.tables.columns.column_report import ColumnChoices, ColumnReport
from nnplay.datasets.tables.columns.column_types import TableReport, report
from nnplay.datasets.tables.csv_file import read


def reported(*columns: list[str], sign: str = ";", choices: ColumnChoices | None = None) -> TableReport:
    """A table of columns a, b, …, read and reported."""
    names = sign.join("abcdef"[: len(columns)])
    rows = "\n".join(sign.join(cells) for cells in zip(*columns, strict=True))
    return report(read(f"{names}\n{rows}\n".encode()), choices)


def column(*columns: list[str], sign: str = ";") -> ColumnReport:
    return reported(*columns, sign=sign).columns[0]


WORDS = ["x", "y", "z", "x", "y", "z"]

DECIDED: dict[str, tuple[list[str], list[float]]] = {
    "one comma is sure": (["1,5", "2,250", "3", "4", "5", "6"], [1.5, 2.25, 3, 4, 5, 6]),
    "one point is sure": (["1.5", "2.250", "3", "4", "5", "6"], [1.5, 2.25, 3, 4, 5, 6]),
    "no group begins with a zero": (["0,649", "1,234", "2,5", "1", "2", "3"], [0.649, 1.234, 2.5, 1, 2, 3]),
    "nor with a zero and a point": (["0.649", "1.234", "2.500", "1", "2", "3"], [0.649, 1.234, 2.5, 1, 2, 3]),
    "whoever groups, groups all": (["1234", "1.695", "2.718", "10", "3000", "1"], [1234, 1.695, 2.718, 10, 3000, 1]),
    "two points are thousands": (["1.234.567", "1.234", "5", "6", "7", "8"], [1234567, 1234, 5, 6, 7, 8]),
    "both signs": (["1.234,5", "2.000", "5", "6", "7", "8"], [1234.5, 2000, 5, 6, 7, 8]),
    "both signs in English": (["1,234.5", "2,000", "5", "6", "7", "8"], [1234.5, 2000, 5, 6, 7, 8]),
    "blanks between thousands": (["1 234", "12 000", "5", "6", "7", "8"], [1234, 12000, 5, 6, 7, 8]),
    "thin blanks and a comma": (["1\u2009234,5", "12\u202f000", "5", "6", "7", "8"], [1234.5, 12000, 5, 6, 7, 8]),
    "apostrophes": (["1'234.50", "12\u2019000", "5", "6", "7", "8"], [1234.5, 12000, 5, 6, 7, 8]),
    "Indian groups": (["12,34,567.5", "1,00,000", "5", "6", "7", "8"], [1234567.5, 100000, 5, 6, 7, 8]),
    "dollars": (["$1,200", "$329,394", "$5", "$6", "$7", "$8"], [1200, 329394, 5, 6, 7, 8]),
    "euros behind": (["1.200 €", "329.394 €", "5 €", "6 €", "7 €", "8 €"], [1200, 329394, 5, 6, 7, 8]),
    "francs": (["CHF 1'200.50", "CHF 3", "CHF 5", "CHF 6", "CHF 7", "CHF 8"], [1200.5, 3, 5, 6, 7, 8]),
    "percent": (["7%", "40 %", "5%", "6%", "7%", "8%"], [7, 40, 5, 6, 7, 8]),
    "a unit": (["109 kg", "54kg", "5 kg", "6 kg", "7 kg", "8 kg"], [109, 54, 5, 6, 7, 8]),
    "a unit of one and many": (["1 room", "2 rooms", "5 rooms", "6 rooms", "7 rooms", "8"], [1, 2, 5, 6, 7, 8]),
    "square metres": (["25 m²", "30,5 m²", "5 m2", "6 m²", "7 m²", "8 m²"], [25, 30.5, 5, 6, 7, 8]),
    "brackets below zero": (["(12.00)", "5.25", "(1,200.50)", "6", "7", "8"], [-12, 5.25, -1200.5, 6, 7, 8]),
    "a minus behind": (["12,50-", "5,25", "6", "7", "8", "9"], [-12.5, 5.25, 6, 7, 8, 9]),
    "bounds": (["<1.0", ">90", "5.5", "≤2", "7", "~8"], [1, 90, 5.5, 2, 7, 8]),
    "thousands and millions": (
        ["€110.5M", "€565K", "€1M", "€2M", "€700K", "€8M"],
        [110.5e6, 565e3, 1e6, 2e6, 7e5, 8e6],
    ),
    "k beside none": (["1.5k", "800", "2k", "300", "3k", "950"], [1500, 800, 2000, 300, 3000, 950]),
    "beyond 1e15": (["3.9e19", "2E+20", "5e18", "6", "7", "8"], [3.9e19, 2e20, 5e18, 6, 7, 8]),
    "typographic minus": (["\u22121.5", "–2.5", "3", "4", "5", "6"], [-1.5, -2.5, 3, 4, 5, 6]),
    "none among numbers": (["1.5", "none", "NA", "4", "-", "6"], [1.5, np.nan, np.nan, 4, np.nan, 6]),
}


@pytest.mark.parametrize("name", DECIDED)
def test_numbers_in_dress_are_read(name: str) -> None:
    cells, values = DECIDED[name]
    found = reported(cells, WORDS)
    assert found.columns[0].type == "number"
    np.testing.assert_array_equal(found.columns[0].codes, values)
    assert not [finding for finding in found.findings if finding.doubt]
    # The rule reads the same cells alike, one by one.
    again, odd = found.rule.columns[0].numbers(cells)
    np.testing.assert_array_equal(again, values)
    assert odd == []


ASKED: dict[str, tuple[list[str], str, float, float]] = {
    "German thousands beside small numbers": (["963", "1.695", "12", "2.100", "77", "3.500"], ";", 1695, 1.695),
    "all with a point": (["1.695", "2.344", "5.123", "4.000", "1.100", "9.250"], ",", 1.695, 1695),
    "all with a point between semicolons": (["1.695", "2.344", "5.123", "4.000", "1.100", "9.250"], ";", 1695, 1.695),
    "all with a comma between semicolons": (["1,695", "2,344", "5,123", "4,000", "1,100", "9,250"], ";", 1.695, 1695),
    "commas beside small numbers": (["963", "1,695", "12", "2,100", "77", "3,500"], "\t", 1695, 1.695),
}


@pytest.mark.parametrize("name", ASKED)
def test_where_both_readings_are_possible_the_student_is_asked_and_can_turn_it(name: str) -> None:
    cells, sign, likely, other = ASKED[name]
    place = next(place for place, cell in enumerate(cells) if cell[1:2] in (".", ","))
    found = reported(cells, WORDS, sign=sign)
    (question,) = [finding for finding in found.findings if finding.doubt]
    assert cells[place] in question.text
    assert found.columns[0].codes[place] == likely
    options = {"thousands": (), "decimals": ()}
    for number, answer in enumerate(question.answers):
        changed = {**options, **answer.options(options)}
        turned = reported(cells, WORDS, sign=sign, choices=ColumnChoices(**changed))
        expected = likely if number == question.now else other
        assert turned.columns[0].codes[place] == expected
        assert float(answer.label) == expected
        (said,) = [finding for finding in turned.findings if finding.answers]
        assert (said.doubt, said.now) == (False, number)


def test_columns_in_the_same_doubt_are_asked_about_once() -> None:
    found = reported(["963", "1.695", "12", "2.100"], ["12", "3.344", "5", "4.000"], ["x", "y", "x", "y"])
    (question,) = [finding for finding in found.findings if finding.doubt]
    assert question.text.startswith("In “a” and “b”, “1.695” can be 1695 or 1.695. It is read as 1695, because")
    assert question.answers[1].adds == {"decimals": ("a", "b")}


def test_what_other_columns_have_decides_and_is_said() -> None:
    found = reported(["1.695", "2.344", "5.123", "4.000"], ["1,5", "2,25", "3", "4"])
    assert found.columns[0].codes[0] == 1695
    (said,) = found.findings
    assert (said.doubt, said.text) == (
        False,
        "In “a”, “1.695” can be 1695 or 1.695. It is read as 1695, because other columns have a decimal comma.",
    )


def test_columns_may_have_different_decimal_signs() -> None:
    found = reported(["1,5", "2,25", "3,5", "4"], ["0.5", "0.25", "1.75", "2"])
    assert [one.decimal for one in found.rule.columns] == ["comma", "point"]
    assert found.columns[1].codes.tolist() == [0.5, 0.25, 1.75, 2]


def test_different_units_are_never_compared_and_the_cells_that_spoil_a_column_are_named() -> None:
    grams = column([f"{row} {'kg' if row % 2 else 'g'}" for row in range(1, 41)], ["x"] * 40)
    assert grams.type != "number"
    assert "different units, such as “kg” and “g”" in grams.note
    pounds = column([*(f"{row}.5" for row in range(60, 90)), "154 lbs"], ["x"] * 31)
    assert (pounds.missing, pounds.format.odd) == (1, ("154 lbs",))
    assert pounds.note == "Line 32: “154 lbs” is not a number; it counts as missing."
    sizes = column(["12", "14", "S", "M", "12", "16", "10", "L"], ["x", "y"] * 4)
    assert sizes.type == "category"
    assert sizes.note == "Most cells are numbers, but line 4 has “S”, and 2 more like it: so all are treated as text."
    shares = column(["7%", "0.4", "5%", "6%", *["7%"] * 20, *(f"{row}%" for row in range(20, 40))], ["x"] * 44)
    assert np.isnan(shares.codes[1])
    assert "“0.4” is not a number" in shares.note


@pytest.mark.parametrize(
    "text", ["A4", "12:30", "5/6/10", "10-20", "about 3", "(1.5", "5 ft 12 in", "2024-01-01", "1.5 (a)"]
)
def test_a_text_with_a_number_in_it_is_no_number(text: str) -> None:
    assert undress(text) is None
