"""New rows are read by the rule that was found for the training's table, and by nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from nnplay.datasets import prepare
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.datasets.preprocessing.reading_rule import ReadingRule
from nnplay.datasets.tables import csv_file
from nnplay.datasets.tables.csv_file import Table
from nnplay.errors import DataError
from tests.datasets.tables.made_tables import comma, lines, number, spec_of, two


def trained(content: str, **options: Any) -> Preprocess:
    """How a table goes in, as it is kept beside a run."""
    return Preprocess.from_json(prepare(spec_of(content, **options)).preprocess.to_json())


def read(preprocess: Preprocess, content: str | bytes) -> Table:
    assert preprocess.reading is not None
    content = content.encode() if isinstance(content, str) else content
    return csv_file.read(content, preprocess.reading, preprocess.signature.target_name)


def raw(preprocess: Preprocess, content: str | bytes) -> np.ndarray:
    table = read(preprocess, content)
    return preprocess.raw_rows(table.cells.set_axis(pd.Index(table.lines, name="line")))


GERMAN = lines(
    "Länge;Art;wann;Wert",
    lambda row, rng: [
        comma(number(rng)),
        ["rot", "blau"][row % 2],
        f"{row % 28 + 1}.{row % 3 + 1}.2024",
        comma(number(rng)),
    ],
)
HEADLESS = lines("", lambda row, rng: [rng.integers(1, 99), number(rng), ["s", "t"][row % 2], two(row)])


def test_a_rule_goes_through_json_unchanged() -> None:
    rule = trained(GERMAN).reading
    assert rule is not None
    assert ReadingRule.from_json(rule.to_json()) == rule
    assert [column.type for column in rule.columns] == ["number", "category", "date", "number"]
    for wrong in ("", "[]", "{}", '{"columns": 3}', '{"columns": [{"size": 1}]}', '{"columns": [], "size": 1}'):
        with pytest.raises(DataError, match="Train it again"):
            ReadingRule.from_json(wrong)


def test_columns_are_found_by_their_names_in_any_order_and_encoding() -> None:
    preprocess = trained(GERMAN)
    expected = [[1.5, 1.0, np.datetime64("2024-03-05", "s").astype(int)]]
    for content in (
        "wann;Art;Länge\n5.3.2024;rot;1,5\n".encode("cp1252"),
        "\ufeffArt;mehr;Länge;Wert;wann\r\nrot;x;1,5;;5.3.2024\r\n".encode(),
        "Wert;Länge;wann;Art\n;1,5;5.3.2024;rot\n".encode("utf-16"),
        "New rows\n\nLänge;Art;wann\n1,5;rot;5.3.2024\n\nSource: me\n".encode(),
    ):
        np.testing.assert_array_equal(raw(preprocess, content), expected)


REFUSED: dict[str, tuple[str, str]] = {
    "another separator": (
        "Länge,Art,wann\n1.5,rot,5.3.2024\n",
        "a different separator, comma “,”, than the table that the network was trained on, semicolon “;”",
    ),
    "another separator and a decimal comma": (
        "Länge\tArt\twann\n1,5\trot\t5.3.2024\n",
        "a different separator, tab, than",
    ),
    "another decimal sign": (
        "Länge;Art;wann\n0,5;rot;5.3.2024\n1.5;rot;5.3.2024\n",
        "Line 3, column “Länge”: “1.5” is written with a decimal point, and the numbers in the training data with",
    ),
    "thousands or decimals": ("Länge;Art;wann\n1.500;rot;5.3.2024\n", "“1.500” may have decimals or thousands"),
    "a unit": (
        "Länge;Art;wann\n1,5 cm;rot;5.3.2024\n",
        "“1,5 cm” has the unit “cm”, and the numbers in the training data have no",
    ),
    "no number": ("Länge;Art;wann\nlong;rot;5.3.2024\n", "“long” is not a number"),
    "no date": ("Länge;Art;wann\n1,5;rot;soon\n", "“soon” is not a date"),
    "a lacking column": ("Länge;Art\n1,5;rot\n", "These rows lack the column “wann”"),
    "no names": (
        "1,5;rot;5.3.2024\n2,5;rot;6.3.2024\n",
        "has none of the column names that the network was trained on",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_contradicts_the_rule_gets_a_sentence_and_never_a_wrong_number(name: str) -> None:
    content, sentence = REFUSED[name]
    with pytest.raises(DataError) as error:
        raw(trained(GERMAN), content)
    assert sentence in error.value.message


def test_without_names_columns_go_by_their_places_and_the_target_may_be_missing() -> None:
    preprocess = trained(HEADLESS)
    expected = [[np.nan, 0.5, 1.0], [7, 0.25, 0.0]]
    for content in (
        "?,0.5,t,a\n7,0.25,s,b\n",
        "?,0.5,t\n7,0.25,s\n",
        ",0.5,t,\n7,0.25,s,\n",
        "NA,0.5,t,?\n7,0.25,s,?\n",
    ):
        np.testing.assert_array_equal(raw(preprocess, content), expected)
    # A column that is missing as a whole.
    np.testing.assert_array_equal(raw(preprocess, "?,0.5,t\n"), expected[:1])
    np.testing.assert_array_equal(raw(preprocess, ",0.5,t\n"), expected[:1])
    # What was downloaded comes back with names.
    again = "column 1,column 2,column 3,column 4,predicted column 4\n?,0.5,t,a,b\n7,0.25,s,b,b\n"
    np.testing.assert_array_equal(raw(preprocess, again), expected)
    for content in ("1,2\n3,4\n", "1,2,s,a,5\n"):
        with pytest.raises(DataError, match=r"These rows have \d columns, and the table .* has 4"):
            raw(preprocess, content)


def test_the_target_may_be_missing_in_front_too() -> None:
    preprocess = trained(lines("", lambda row, rng: [row % 3 + 1, number(rng), rng.integers(1, 99)]), target="column 1")
    np.testing.assert_array_equal(raw(preprocess, "0.5,7\n0.25,9\n"), [[0.5, 7], [0.25, 9]])


def test_odd_cells_that_counted_as_missing_do_so_again_and_others_are_refused() -> None:
    content = lines(
        "a,b,y", lambda row, rng: ["lost" if row == 3 else number(rng), "154 lbs" if row == 5 else row % 20, two(row)]
    )
    preprocess = trained(content)
    rows = "a,b\nlost,154 lbs\ntorn,7\n0.5,5\n"
    np.testing.assert_array_equal(raw(preprocess, rows), [[np.nan, np.nan], [np.nan, 7], [0.5, 5]])
    assert preprocess.excused(read(preprocess, rows).cells) == {"a": ["lost", "torn"], "b": ["154 lbs"]}
    with pytest.raises(DataError, match="“160 lbs” has the unit “lbs”"):
        raw(preprocess, "a,b\n0.5,160 lbs\n")
    with pytest.raises(DataError, match="“0,5” is written with a decimal comma"):
        raw(preprocess, 'a,b\n"0,5",1\n')


def test_whole_numbers_alone_tell_no_decimal_sign_so_that_either_is_read_where_it_is_sure() -> None:
    preprocess = trained(lines("a;y", lambda row, rng: [rng.integers(1, 99), two(row)]))
    np.testing.assert_array_equal(raw(preprocess, "a\n1,5\n1.5\n1695\n"), [[1.5], [1.5], [1695]])
    with pytest.raises(
        DataError, match=r"“1\.695” may have decimals or thousands, and the numbers in the training data have neither"
    ):
        raw(preprocess, "a\n1.695\n")


def test_units_and_thousands_of_the_training_are_read_in_new_rows() -> None:
    content = lines(
        "price;share;y", lambda row, rng: [f"{1000 + 37 * row:,} €".replace(",", "."), f"{row},5 %", two(row)]
    )
    preprocess = trained(content)
    np.testing.assert_array_equal(raw(preprocess, "price;share\n2.500 €;7 %\n900;0,5%\n"), [[2500, 7], [900, 0.5]])
    with pytest.raises(DataError, match="“0,5” has no unit, and the numbers in the training data have “%”"):
        raw(preprocess, "price;share\n900;0,5\n")
    with pytest.raises(DataError, match=r"“\$900” has the unit “\$”, and the numbers in the training data have “€”"):
        raw(preprocess, "price;share\n$900;0,5 %\n")


def test_words_that_were_values_are_values_again_and_missing_ones_their_own_category() -> None:
    content = lines(
        "phone,soil,y",
        lambda row, rng: [["none", "yes"][row % 2], "" if row % 7 == 0 else ["sand", "clay"][row % 2], two(row)],
    )
    preprocess = trained(content)
    inputs = preprocess.inputs(raw(preprocess, "phone,soil\nnone,NA\nyes,none\nno,sand\n"))
    names = ("phone = none", "phone = yes", "soil = clay", "soil = sand", "soil = (missing)")
    assert preprocess.signature.feature_names == names
    np.testing.assert_array_equal(inputs, [[1, 0, 0, 0, 1], [0, 1, 0, 0, 1], [0, 0, 0, 1, 0]])
    assert preprocess.unknown(read(preprocess, "phone,soil\nno,sand\n").cells) == {"phone": ["no"]}


def test_capital_letters_alone_make_no_new_category_where_the_training_has_one_writing() -> None:
    preprocess = trained(lines("smokes,a,y", lambda row, rng: [["TRUE", "FALSE"][row % 2], number(rng), two(row)]))
    np.testing.assert_array_equal(raw(preprocess, "smokes,a\nTrue,1\nFALSE,1\nmaybe,1\n")[:, 0], [1, 0, -1])


def test_a_name_of_any_length_is_looked_up_as_it_was_kept() -> None:
    long = "How much do you care about the comma before the last word of a list in a sentence of your own texts and why"
    preprocess = trained(lines(f'"{long}",age,y', lambda row, rng: [["A lot", "Some"][row % 2], row % 30, two(row)]))
    np.testing.assert_array_equal(raw(preprocess, f'age,"{long}"\n7,Some\n'), [[1, 7]])
    # As a table of pandas, whose names nobody has cut.
    np.testing.assert_array_equal(preprocess.raw_rows(pd.DataFrame({long: ["Some"], "age": [7]})), [[1, 7]])


def test_a_table_that_was_read_as_the_student_said_is_read_so_again() -> None:
    content = "x,y\n" + "".join(f'"{963 + row if row % 2 else f"1.{695 + row}"}",{two(row)}\n' for row in range(30))
    thousands, decimals = (trained(content, **{option: ("x",)}, kept=("x",)) for option in ("thousands", "decimals"))
    assert raw(thousands, "x\n1.695\n")[0, 0] == 1695
    assert raw(decimals, "x\n1.695\n")[0, 0] == 1.695
