"""Numbers as exports of shops, banks, sports and surveys write them, each in a whole column."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.datasets.preprocessing.dress import undress
from tests.datasets.tables.test_numbers import reported

COUNT = 40
KINDS = ["x", "y"] * (COUNT // 2)

READ: dict[str, tuple[str, str, float]] = {
    # What the other cells are, with {0} and {1} for digits; then one cell and its number.
    "money behind": ("1{0} 2{1}0 Ft", "12 500 Ft", 12500),
    "money behind with a comma": ("{0}{1},50 zł", "1.200,50 zł", 1200.5),
    "letters in front": ("Rp {0}.{1}50.000", "Rp 1.200.000", 1_200_000),
    "letters and a point": ("RM {0}{1}.50", "RM 1,200.50", 1200.5),
    "letters and a sign": ("HK${0}{1}", "HK$1,200", 1200),
    "Japanese": ("{0}{1}円", "1,200円", 1200),
    "full width": ("{0}{1}", "１２３", 123),
    "no cents": ("{0}{1},-", "1.234,-", 1234),
    "no cents and a sign": ("{0}{1},– €", "1.234,50 €", 1234.5),
    "at least": ("{0}{1},000+", "10,000+", 10_000),
    "brackets behind a sign": ("$ 1{0}{1}.00", "$ (300.00)", -300),
    "a tolerance": ("{0}{1}.5 ± 0.2", "12.3±0.5", 12.3),
    "of a full mark": ("{0}.{1}/5", "4.5/5", 4.5),
    "out of": ("{0}.{1} out of 5 stars", "4.5 out of 5 stars", 4.5),
    "about": ("{0}{1}", "ca. 12", 12),
    "kept as a text by Excel": ('="00{0}{1}"', '="0345"', 345),
    "kept as a text by an apostrophe": ("'{0}{1}", "'345", 345),
    "feet and inches": ("5'{0}", "6'2", 74),
    "hours and minutes": ("{0}h {1}min", "1h 52min", 112),
    "millions and milliards": ("{0}.{1} Mrd. €", "1.2 Mio. €", 1.2e6),
    "lakhs and crores": ("₹{0}.{1} Cr", "₹45 Lac", 4.5e6),
    "one and many in German": ("{0}{1} Jahre", "1 Jahr", 1),
    "a size in gigabytes": ("{0}{1} GB", "16 GB", 16),
    "a race": ("2{0}:1{1}", "1:02:33", 3753),
}


@pytest.mark.parametrize("name", READ)
def test_dress_of_a_whole_column_is_taken_off(name: str) -> None:
    form, cell, value = READ[name]
    cells = [cell] * 2 + [form.format(1 + row % 9, row * 7 % 10) for row in range(COUNT - 2)]
    if name == "a race":
        cells = [*cells[:-1], "38:59"]  # no time of the day
    found = reported(cells, KINDS)
    assert found.columns[0].type == "number", found.columns[0].note
    np.testing.assert_allclose(found.columns[0].codes[:2], value, rtol=1e-12)
    again, odd = found.rule.columns[0].numbers([cell.strip('="') if "Excel" in name else cell])
    assert (again[0], odd) == (found.columns[0].codes[0], [])


@pytest.mark.parametrize("text", ["12,-", "12.-", "12,–", "12,-- €"])
def test_a_dash_for_no_cents_is_no_minus(text: str) -> None:
    found = undress(text)
    assert found is not None
    assert found.body.startswith("12")


def test_both_decimal_signs_in_one_column_are_read_where_each_cell_is_sure() -> None:
    cells = [f"{row}.5" if row % 2 else f"{row},25" for row in range(COUNT)]
    found = reported(cells, KINDS)
    assert found.columns[0].codes[:3].tolist() == [0.25, 1.5, 2.25]
    assert "some a decimal comma; both are read" in found.columns[0].note
    # One slip is named, and what could be thousands stays as most cells have it.
    slip = reported([*cells[1::2], *cells[1::2][:-1], "7,25"], KINDS).columns[0]
    assert (slip.missing, slip.format.odd) == (1, ("7,25",))


@pytest.mark.parametrize("word", ["refused", "***", "keine Antwort"])
def test_a_word_that_comes_again_and_again_among_numbers_is_asked_about(word: str) -> None:
    cells = [word if row % 5 == 0 else str(row * 37 % 1000) for row in range(COUNT)]
    found = reported(cells, KINDS)
    (question,) = found.findings
    assert question.doubt
    assert (
        question.text
        == f"In “a”, “{word}” occurs in 8 of 40 rows. It is treated as missing, because the others are numbers."
    )
    assert (found.columns[0].type, found.columns[0].missing) == ("number", 8)
    assert found.columns[0].format.is_missing(word)


@pytest.mark.parametrize("word", ["#NV", "#WERT!", "#VALEUR!", "#¡DIV/0!", "*", "k. A.", "s/d", ":"])
def test_words_for_nothing_are_known_in_other_languages(word: str) -> None:
    cells = [word if row % 5 == 0 else str(14 + row % 4) for row in range(COUNT)]
    found = reported(cells, KINDS).columns[0]
    assert (found.type, found.missing) == ("number", 8)


@pytest.mark.parametrize("tick", ["x", "1", "ja"])
def test_a_tick_or_nothing_is_a_category_of_two(tick: str) -> None:
    found = reported([tick if row % 3 else "" for row in range(COUNT)], KINDS).columns[0]
    assert (found.type, found.values, found.suggested) == ("category", (tick,), True)
    assert found.note == f"It is “{tick}” or empty."
