"""Lines around a table: titles, comments, notes, sums, names that come again, names that are numbers."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from nnplay.datasets.preprocessing.reading_rule import ReadingRule
from nnplay.datasets.tables.csv_file import Table, first_lines, read
from nnplay.errors import DataError

ROWS = "".join(f"k{row % 3},{row / 4},{row * row % 7}.5\n" for row in range(12))
FIRST = ["k0", "0.0", "0.5"]


class Found(NamedTuple):
    """What is found in a file.

    Args:
        names: Of the columns.
        lines: First and last line with a row.
        says: Parts of the findings, one each.
    """

    names: list[str]
    lines: tuple[int, int]
    says: tuple[str, ...] = ()


ABC = ["kind", "u", "v"]
QUESTIONS = 'kind,u,v\n"Which kind, please?",How much?,"How many, in all?"\n' + ",".join(
    f'"{{""ImportId"":""Q{place}""}}"' for place in range(3)
)
NAMED = "kind,u,v\n"

FILES: dict[str, tuple[str, Found]] = {
    "names in the last of several comments": (
        "# Station 42\n# lat 51.2 lon 6.8\n# kind,u,v\n" + ROWS,
        Found(ABC, (4, 15), ("Lines 1 to 2 are comments and are skipped",)),
    ),
    "a table that begins in a spreadsheet's second column": (
        ",My measurements,,\n,,,\n,kind,u,v\n" + "".join(f",{row}\n" for row in ROWS.splitlines()),
        Found(ABC, (4, 15), ("Line 1 is above the table and is skipped: “My",)),
    ),
    "a separator at the ends of some lines": (
        "kind;u;v\n"
        + "".join(
            row.replace(",", ";").replace(".", ",") + ";" * (place % 3 > 0) + "\n"
            for place, row in enumerate(ROWS.splitlines())
        ),
        Found(ABC, (2, 13)),
    ),
    "sums in other languages": (
        NAMED + ROWS + "Total général,16.5,40\nMoyenne,1.4,3.3\n",
        Found(ABC, (2, 13), ("Line 15 (“Moyenne”) adds up", "Line 14 (“Total général”) adds up")),
    ),
    "notes that have a separator and a year": (
        NAMED + ROWS + "* provisional figures\nSource: national office, 2024\n",
        Found(ABC, (2, 13), ("Lines 14 to 15 are below the table and are skipped",)),
    ),
    "a survey's questions and the names it keeps them by": (
        QUESTIONS + "\n" + ROWS,
        Found(ABC, (4, 15), ("Line 2 has words where", "Line 3 has words where")),
    ),
    "wavelengths": (
        ",".join(str(900 + 2 * place) for place in range(6))
        + "\n"
        + "".join(",".join(f"0.{row * (place + 3) % 89:02}" for place in range(6)) + "\n" for row in range(9)),
        Found([str(900 + 2 * place) for place in range(6)], (2, 10)),
    ),
    "a title": (
        "My measurements\n" + NAMED + ROWS,
        Found(ABC, (3, 14), ("Line 1 is above the table and is skipped: “My",)),
    ),
    "a title with separators": (
        "My measurements, in spring\n\n" + NAMED + ROWS,
        Found(ABC, (4, 15), ("Line 1 is above the table",)),
    ),
    "a title in a spreadsheet's row": (
        "My measurements,,\n,,\n" + NAMED + ROWS,
        Found(ABC, (4, 15), ("Line 1 is above",)),
    ),
    "a block of notes": (
        "Station: 3\nPlace: Bern\nUnits: see below, and there\n" + NAMED + ROWS,
        Found(ABC, (5, 16), ("Lines 1 to 3 are above the table and are skipped. They begin with “Station: 3”.",)),
    ),
    "comments": (
        "# made by hand\n# on Monday\n" + NAMED + ROWS + "# the end\n",
        Found(
            ABC,
            (4, 15),
            ("Lines 1 to 2 are comments and are skipped", "Line 16 is a comment and is skipped: “# the end”."),
        ),
    ),
    "a comment in between": (
        NAMED + ROWS[:23] + "# a break\n" + ROWS,
        Found(ABC, (2, 16), ("Line 4 is a comment and is skipped",)),
    ),
    "names behind a #": ("#kind,u,v\n" + ROWS, Found(ABC, (2, 13))),
    "a source below": (NAMED + ROWS + "Source: myself\n", Found(ABC, (2, 13), ("Line 14 is below the table",))),
    "notes below": (
        NAMED + ROWS + "\nNotes:\n* rounded\n",
        Found(ABC, (2, 13), ("Lines 15 to 16 are below the table and are skipped: “Notes:”.",)),
    ),
    "a note in a spreadsheet's row": (
        NAMED + ROWS + "Source: myself,,\n",
        Found(ABC, (2, 13), ("Line 14 is below",)),
    ),
    "a sum": (NAMED + ROWS + "Total,16.5,50\n", Found(ABC, (2, 13), ("Line 14 (“Total”) adds up the others",))),
    "names again": (
        NAMED + ROWS + NAMED + ROWS,
        Found(ABC, (2, 26), ("The names of the columns occur again in line 14, and are skipped there.",)),
    ),
    "units": (NAMED + "-,cm,kg\n" + ROWS, Found(ABC, (3, 14), ("Line 2 has words where the others have numbers",))),
    "names of rows": (
        "u,v\n" + ROWS,
        Found(["row names", "u", "v"], (2, 13), ("Line 1 has one name fewer than there are columns",)),
    ),
    "years": ("kind,1990,2000\n" + ROWS, Found(["kind", "1990", "2000"], (2, 13))),
    "years over numbers with letters": (
        "kind,1800,1900\n" + "".join(f"k{row},{row}.5M,{row}00k\n" for row in range(12)),
        Found(["kind", "1800", "1900"], (2, 13)),
    ),
    "a count": (",0,1\n" + ROWS, Found(["column 1", "0", "1"], (2, 13))),
    "five numbers that count": (
        "0,1,2,3,4\n" + "".join(f"{row % 2},{row % 3},{row % 4},{row % 5},{row % 6}\n" for row in range(9)),
        Found(["0", "1", "2", "3", "4"], (2, 10)),
    ),
    "sodium is no missing value": (
        "RI,Na,Mg\n" + "".join(f"1.5,{row}.2,{row % 4}.1\n" for row in range(9)),
        Found(["RI", "Na", "Mg"], (2, 10)),
    ),
    "categories without names": (
        "x,s,n\ny,s,t\nx,b,n\nx,s,n\n" * 3,
        Found(["column 1", "column 2", "column 3"], (1, 12)),
    ),
    "separators at the ends of rows alone": (
        NAMED + ROWS.replace("\n", ",\n"),
        Found(ABC, (2, 13)),
    ),
    "blanks": ("kind u v\n" + ROWS.replace(",", "  "), Found(ABC, (2, 13))),
    "blanks that align": ("kind      u     v\n" + ROWS.replace(",", "   \t"), Found(ABC, (2, 13))),
    "blanks and names of rows": (
        "u v\n" + ROWS.replace(",", " "),
        Found(["row names", "u", "v"], (2, 13), ("one name fewer",)),
    ),
    "quotes inside of a text": (
        NAMED + ROWS + 'the "big" one,1,2.5\n"a "small" one, red",2,3.5\n',
        Found(ABC, (2, 15), ("Some quotes are not closed or are inside a text",)),
    ),
    "a table of Markdown": (
        "| kind | u | v |\n|---|:---:|--:|\n" + "".join(f"| {row.replace(',', ' | ')} |\n" for row in ROWS.split()),
        Found(ABC, (3, 14)),
    ),
    "a table of a database's shell": (
        " kind | u | v\n------+---+---\n" + ROWS.replace(",", " | ") + "(12 rows)\n",
        Found(ABC, (3, 14), ("Line 15 is below the table and is skipped: “(12 rows)”.",)),
    ),
    "dashes under names": ("kind  u  v\n----  -  -\n" + ROWS.replace(",", "  "), Found(ABC, (3, 14))),
    "the World Bank's lines": (
        '"Data Source","Indicators",\n\n"Last Updated","2024-06-28",\n\n"kind","u","v",\n' + ROWS.replace("\n", ",\n"),
        Found(ABC, (6, 17), ("Lines 1 to 3 are above the table",)),
    ),
    "a blank within dates": (
        "when,u,v\n" + "".join(f"2024-03-01 {row:02d}:00:00,{row}.5,{row % 3}\n" for row in range(12)),
        Found(["when", "u", "v"], (2, 13)),
    ),
    "blanks, and a tab before a name": (
        "".join(f'{row}.5   {row % 3}   70.5\t"car {row}"\n' for row in range(12)),
        Found(["column 1", "column 2", "column 3", "column 4"], (1, 12)),
    ),
    "decimal commas between blanks": (
        "".join(f"{row},5 {row % 3},25\n" for row in range(12)),
        Found(["column 1", "column 2"], (1, 12)),
    ),
    "inches": (NAMED + ROWS + '5" pipe,1,2.5\n', Found(ABC, (2, 14))),
}


@pytest.mark.parametrize("name", FILES)
def test_lines_that_are_no_rows_are_skipped_and_said(name: str) -> None:
    content, found = FILES[name]
    table = read(content.encode())
    assert list(table.columns) == found.names
    assert (table.lines[0], table.lines[-1]) == found.lines
    said = [finding.text for finding in table.findings]
    assert len(said) == len(found.says)
    for text, part in zip(said, found.says, strict=True):
        assert part in text


REFUSED: dict[str, tuple[str, str]] = {
    "one odd line": (
        NAMED + ROWS[:23] + "k1,2\n" + ROWS,
        "Line 4 has 2 columns, but most lines have 3. It is the only such line: fix the file, or skip lines",
    ),
    "some odd lines": (
        NAMED + ROWS + "k1,2\nk1,3\n" + ROWS,
        "Line 14 has 2 columns, but most lines have 3. 2 lines are like that",
    ),
    "a text to read": (
        "Dear all, it is a great day for each of us here,\nand a day that many will long remember.\n"
        "It begins, as it often does, with the rain.\n" * 9,
        "It seems to be ordinary text rather than a table.",
    ),
    "many odd lines": (NAMED + "k1,2,3\nk1,2\n" * 9 + "1,2,3", "The separator may not be comma"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_line_between_rows_that_is_none_is_named_with_its_cause(name: str) -> None:
    content, sentence = REFUSED[name]
    with pytest.raises(DataError) as error:
        read(content.encode())
    assert sentence in error.value.message
    table = read(content.encode(), ReadingRule(odd_lines="skip"))
    assert "skipped" in table.findings[-1].text
    assert {len(column) for column in table.columns.values()} == {len(table.lines)}


def test_a_row_in_which_all_numbers_are_missing_is_no_line_of_units() -> None:
    for word in ("**", "n.b."):
        table = read((NAMED + f"k9,{word},{word}\n" + ROWS + f"k8,{word},1\n").encode())
        assert (table.lines[0], table.findings) == (2, ())


def test_what_is_skipped_can_be_kept() -> None:
    content = (NAMED + ROWS + "Total,16.5,50\n").encode()
    (said,) = read(content).findings
    kept = read(content, ReadingRule(odd_lines=said.answers[1].options({})["odd_lines"]))
    assert (kept.lines[-1], kept.findings) == (14, ())


def test_the_student_can_say_where_the_table_begins_and_sees_the_lines() -> None:
    content = ("x,y,z\nu,v,w\n" + NAMED + ROWS).encode()
    assert list(read(content).columns) == ["x", "y", "z"]
    assert first_lines(content)[:3] == ["x,y,z", "u,v,w", "kind,u,v"]
    assert list(read(content, ReadingRule(first_line=3)).columns) == ABC


ASKED: dict[str, tuple[str, bool]] = {
    "doses": ("dose,5,10,20,50\n" + "".join(f"s{row},{row}.1,{row}.2,{row}.3,{row}.4\n" for row in range(9)), False),
    "two numbers that count": ("0,1\n" + "3,5\n7,9\n1,1\n", False),
    "a year over numbers": ("state,2021\n" + "".join(f"S{row},{row * 7 % 10}.5\n" for row in range(9)), True),
    "people without names of columns": ("Ann,Bern\nBob,Chur\nCem,Genf\nDan,Thun\n", True),
}


@pytest.mark.parametrize("name", ASKED)
def test_where_it_is_not_sure_whether_the_first_line_names_columns_the_student_is_asked(name: str) -> None:
    content, named = ASKED[name]
    table = read(content.encode())
    assert (table.rule.header == "first line") == named
    questions = [finding for finding in table.findings if finding.doubt]
    if name == "two numbers that count":
        assert questions == []
        return
    (question,) = questions
    assert question.text.startswith("Does the first line name the columns, or is it an example? It is: ")
    assert question.now == (0 if named else 1)
    other = question.answers[1 - question.now]
    turned = read(content.encode(), ReadingRule(**other.options({})))
    assert (turned.rule.header == "first line") != named
    assert not [finding for finding in turned.findings if finding.doubt]


def test_a_table_says_how_it_was_read() -> None:
    table: Table = read(("u,v\n" + ROWS).encode())
    assert (table.rule.row_names, table.rule.width, table.rule.separator) == (True, 3, "comma")
