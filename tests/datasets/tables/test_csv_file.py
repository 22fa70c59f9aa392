"""Tables as people's programs write them: read rightly, or refused in a sentence that names line and column."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnplay.datasets.preprocessing import cells
from nnplay.datasets.preprocessing.cells import number
from nnplay.datasets.preprocessing.reading_rule import HEADERS, ODD_LINES, ReadingRule
from nnplay.datasets.tables.columns.column_types import report
from nnplay.datasets.tables.csv_file import read
from nnplay.datasets.tables.reading import records
from nnplay.datasets.tables.reading.decoding import ENCODINGS, MAX_LINES
from nnplay.errors import DataError
from tests.strategies import examples


class How(NamedTuple):
    """How a file is found to be read."""

    separator: str
    decimal: str
    encoding: str
    header: str


PLAIN: dict[str, list[str | None]] = {"city": ["Bern", "Köln", None], "price": ["1.5", "2", "30.25"]}
GERMAN: dict[str, list[str | None]] = {"city": ["Bern", "Köln", None], "price": ["1,5", "2", "30,25"]}

UGLY: dict[str, tuple[bytes, dict[str, list[str | None]], How]] = {
    "comma, UTF-8": (
        "city,price\nBern,1.5\nKöln,2\n,30.25\n".encode(),
        PLAIN,
        How("comma", "point", "UTF-8", "first line"),
    ),
    "byte order mark": (
        "\ufeffcity,price\nBern,1.5\nKöln,2\n,30.25".encode(),
        PLAIN,
        How("comma", "point", "UTF-8", "first line"),
    ),
    "Excel in German": (
        "city;price\r\nBern;1,5\r\nKöln;2\r\n;30,25\r\n".encode("cp1252"),
        GERMAN,
        How("semicolon", "comma", "Windows-1252", "first line"),
    ),
    "Excel's Unicode text": (
        "city\tprice\r\nBern\t1.5\r\nKöln\t2\r\n\t30.25\r\n".encode("utf-16"),
        PLAIN,
        How("tab", "point", "UTF-16", "first line"),
    ),
    "bars": (
        "city|price\nBern|1.5\nKöln|2\n|30.25\n".encode(),
        PLAIN,
        How("bar", "point", "UTF-8", "first line"),
    ),
    "a first line that names the separator": (
        "sep=;\r\ncity;price\r\nBern;1,5\r\nKöln;2\r\n;30,25\r\n".encode(),
        GERMAN,
        How("semicolon", "comma", "UTF-8", "first line"),
    ),
    "everything in quotes": (
        '"city","price"\n"Bern","1.5"\n"Köln","2"\n"","30.25"\n'.encode(),
        PLAIN,
        How("comma", "point", "UTF-8", "first line"),
    ),
    "separators and quotes in quotes": (
        b'name,n\n"Smith, Ann",1\n"Bob ""the"" Jones",2\n',
        {"name": ["Smith, Ann", 'Bob "the" Jones'], "n": ["1", "2"]},
        How("comma", "point", "UTF-8", "first line"),
    ),
    "a line break in quotes": (
        b'name,n\n"two\nlines",1\nx,2\n',
        {"name": ["two\nlines", "x"], "n": ["1", "2"]},
        How("comma", "point", "UTF-8", "first line"),
    ),
    "decimal commas between commas": (
        b'n,m\n"1,5","2"\n"2,25","3"\n',
        {"n": ["1,5", "2,25"], "m": ["2", "3"]},
        How("comma", "comma", "UTF-8", "first line"),
    ),
    "numbers with blanks that are one cell": (
        b"a,phone,b\n1,030 1234,2\n3,040 99887,4\n5,0171 2345,6\n",
        {"a": ["1", "3", "5"], "phone": ["030 1234", "040 99887", "0171 2345"], "b": ["2", "4", "6"]},
        How("comma", "point", "UTF-8", "first line"),
    ),
    "a name that is a value too": (
        b"c,n\na,1\nc,2\n",
        {"c": ["a", "c"], "n": ["1", "2"]},
        How("comma", "point", "UTF-8", "first line"),
    ),
    "no header": (
        b"1,2\n3,4\n",
        {"column 1": ["1", "3"], "column 2": ["2", "4"]},
        How("comma", "point", "UTF-8", "none"),
    ),
    "no header over texts": (
        b"red,1\nblue,2\nred,3\n",
        {"column 1": ["red", "blue", "red"], "column 2": ["1", "2", "3"]},
        How("comma", "point", "UTF-8", "none"),
    ),
    "texts alone under a header": (
        b"color,size\nred,big\nblue,small\nred,small\n",
        {"color": ["red", "blue", "red"], "size": ["big", "small", "small"]},
        How("comma", "point", "UTF-8", "first line"),
    ),
    "an index without a name, as pandas writes it": (
        b",a\n0,5\n1,6\n",
        {"column 1": ["0", "1"], "a": ["5", "6"]},
        How("comma", "point", "UTF-8", "first line"),
    ),
    "names twice": (
        b"a,a,a\n1,2,3\n",
        {"a": ["1"], "a (2)": ["2"], "a (3)": ["3"]},
        How("comma", "point", "UTF-8", "first line"),
    ),
    "empty columns and rows of a spreadsheet": (
        b"a;b;;\r\n1;2;;\r\n;;;\r\n\r\n3;4;;\r\n",
        {"a": ["1", "3"], "b": ["2", "4"]},
        How("semicolon", "point", "UTF-8", "first line"),
    ),
    "spaces around everything": (
        b" a , b \n 1 ,  x\n2 , y \n",
        {"a": ["1", "2"], "b": ["x", "y"]},
        How("comma", "point", "UTF-8", "first line"),
    ),
    "many words for nothing": (
        b"a,b\nNA,1\nn/a,2\n?,3\nnull,4\n-,5\nNaN,6\n7,7\n",
        {"a": ["NA", "n/a", "?", "null", "-", "NaN", "7"], "b": ["1", "2", "3", "4", "5", "6", "7"]},
        How("comma", "point", "UTF-8", "first line"),
    ),
    "old line ends of a Mac": (
        b"a,b\r1,2\r3,4\r",
        {"a": ["1", "3"], "b": ["2", "4"]},
        How("comma", "point", "UTF-8", "first line"),
    ),
    "one column": (
        b"a\n1\n2\n",
        {"a": ["1", "2"]},
        How("comma", "point", "UTF-8", "first line"),
    ),
    "thousands in groups": (
        b'city;people\nBern;"134.591"\nChur;"37.424,5"\n',
        {"city": ["Bern", "Chur"], "people": ["134.591", "37.424,5"]},
        How("semicolon", "comma", "UTF-8", "first line"),
    ),
    "bytes that only Latin-1 has": (
        b"a,b\n\x81x,1\ny,2\n",
        {"a": ["\x81x", "y"], "b": ["1", "2"]},
        How("comma", "point", "Latin-1", "first line"),
    ),
}


@pytest.mark.parametrize("name", UGLY)
def test_an_ugly_file_is_read_as_a_person_would(name: str) -> None:
    content, cells, how = UGLY[name]
    table = read(content)
    assert table.cells.to_dict("list") == table.columns == cells
    rule = report(table).rule
    assert How(rule.separator, rule.decimal, rule.encoding, rule.header) == how


REFUSED = {
    "an empty file": (b" \r\n ", "empty"),
    "nothing but separators": (b";;;\n;;;\n", "no values"),
    "a row that is too short": (b"a,b\n1,2\n3\n4,5\n", "Line 3 has 1 column, but most lines have 2"),
    "a row that is too long": (b'a,b\n"1\n2",2\n3,4,5\n', "Line 4 has 3 columns, but most lines have 2"),
    "a quote that is not closed": (b'a,b\n1,2\n"x,y,3\n4,5\n', "Line 3: a quoted field is not closed"),
    "a web page": (b"<!DOCTYPE html>\n<html><body>a,b</body></html>", "is a web page. Save the table itself"),
    "JSON": (b'[{"a": 1}, {"a": 2}]', "is JSON"),
    "a pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:12", "a Git LFS pointer"),
    "an ARFF file": (b"% of iris\n@RELATION iris\n@ATTRIBUTE a REAL\n@DATA\n1,2", "an ARFF file"),
    "an Excel workbook": (b"PK\x03\x04rest", "Save as … CSV"),
    "an old Excel workbook": (b"\xd0\xcf\x11\xe0rest", "Save as … CSV"),
    "a PDF": (b"%PDF-1.7", "is a PDF"),
    "a picture": (b"\x89PNG\r\n", "is a picture"),
    "zero bytes": (b"a,b\n1,\0\n", "Line 2 has bytes that are not text"),
    "ten thousand columns": (b",".join([b"1"] * 10_000), "Line 1 has 10,000 columns; at most 500"),
    "a long cell": (b'a,b\n1,"' + b"x" * 100_000 + b'"\n', "Line 2, column 2 has 100,000 characters; at most 10,000"),
    "a cell beyond the csv module": (b'a,b\n1,"' + b"x" * 200_000 + b'"\n', "Line 2, column 2 has 200,000 characters"),
    "a long cell of many lines": (b'a,b\n1,"' + b"x,y,z\n" * 40_000, "Line 2 begins a cell of more than 131,072 char"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_with_its_line(name: str) -> None:
    content, sentence = REFUSED[name]
    with pytest.raises(DataError, match=sentence):
        read(content)


def test_a_header_alone_is_no_table() -> None:
    for rule in (ReadingRule(), ReadingRule(header="first line")):
        with pytest.raises(DataError, match=r"the names of columns \(“a”, “b”\) and nothing under them"):
            read(b"a,b\n", rule)
    with pytest.raises(DataError, match="nothing under them"):
        read(b"a,b\n,\n,\n", ReadingRule(header="first line"))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_ROWS", 100)
    assert len(read(b"a,b\n" + b"1,2\n" * 100).lines) == 100
    with pytest.raises(DataError, match="more than 100 rows"):
        read(b"a,b\n" + b"1,2\n" * 101)


def test_millions_of_empty_records_are_refused_before_they_are_read_and_a_spreadsheet_s_million_is_skipped() -> None:
    with pytest.raises(DataError, match=f"at most {MAX_LINES:,} can be read here"):
        read(b",,,\n" * 4_500_000)
    table = read(b"a,b,c,d\n1,2,3,x\n" + b",,,\n" * 1_048_000 + b"3,4,5,y\n")
    assert list(table.lines) == [2, 1_048_003]


def test_what_was_found_can_be_changed() -> None:
    content = "name;größe\nä;1,5\n".encode("cp1252")
    assert list(read(content, ReadingRule(separator="tab")).columns) == ["name;größe"]
    assert list(read(content, ReadingRule(encoding="Latin-1")).columns) == ["name", "größe"]
    assert read(content, ReadingRule(header="none")).cells.iloc[0].tolist() == ["name", "größe"]
    assert report(read(content, ReadingRule(decimal="point"))).rule.decimal == "point"
    assert list(read(content, ReadingRule(first_line=2)).columns["column 1"]) == ["ä"]
    with pytest.raises(DataError, match="Line 1 is not UTF-8 text"):
        read(content, ReadingRule(encoding="UTF-8"))
    with pytest.raises(DataError, match="should begin in line 9"):
        read(content, ReadingRule(first_line=9))


def test_rows_know_their_lines_past_breaks_in_quotes_and_empty_lines() -> None:
    assert list(read(b'a,b\n\n"x\ny",1\n,\nz,2\n').lines) == [4, 6]


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1.5", "point", 1.5),
        ("1,5", "comma", 1.5),
        ("1,234.5", "point", 1234.5),
        ("1.234,5", "comma", 1234.5),
        ("1.234.567", "comma", 1234567.0),
        ("-3e-2", "point", -0.03),
        ("\u22127", "point", -7.0),
        ("1\u00a0000", "point", 1000.0),
        (".5", "point", 0.5),
        ("1,23,4", "point", None),
        ("12,34,567", "point", 1234567.0),
        ("0,649", "point", None),
        ("0.649", "comma", None),
        ("1 000", "comma", 1000.0),
        ("1\u2019234.5", "point", 1234.5),
        ("1\u2009234,5", "comma", 1234.5),
        ("3.9e19", "point", 3.9e19),
        ("1_000", "point", None),
        ("nan", "point", None),
        ("Infinity", "comma", None),
        ("+1.5E3", "point", 1500.0),
        ("0x10", "point", None),
        ("12a", "point", None),
        ("1e400", "point", None),
        ("inf", "point", None),
        ("", "point", None),
        ("e5", "point", None),
        ("²", "point", None),
        ("١٢", "point", 12.0),
    ],
)
def test_a_cell_is_a_number_in_the_file_s_own_writing(text: str, decimal: str, value: float | None) -> None:
    assert number(text, decimal) == value


RULES = st.builds(
    ReadingRule,
    st.sampled_from(["auto", *records.SEPARATORS]),
    st.sampled_from(["auto", *cells.DECIMALS]),
    st.sampled_from(["auto", *ENCODINGS]),
    st.sampled_from(["auto", *HEADERS]),
    st.integers(0, 3),
    st.sampled_from(["auto", *ODD_LINES]),
)
# Signs that matter to a reader of CSV come often.
TEXTS = st.text(st.sampled_from('a1,;\t|"\r\n .-eé\0\ufeff') | st.characters(codec="utf-8"), max_size=60)


@examples(400)
@given(st.binary(max_size=80) | TEXTS.map(str.encode), RULES)
@example(b"\xff\xfe\x00", ReadingRule())
@example(b'"', ReadingRule())
@example(b"sep=;\n", ReadingRule())
@example(b",\n1,2", ReadingRule(header="first line"))
@example(b"1e,2\n3,4", ReadingRule())
def test_any_bytes_end_in_a_table_or_in_a_sentence_and_are_read_alike_by_their_own_rule(
    content: bytes, rule: ReadingRule
) -> None:
    try:
        table = read(content, rule)
    except DataError:
        return
    names = list(table.columns)
    assert len(set(names)) == len(names) > 0
    assert all(len(column) == len(table.lines) > 0 for column in table.columns.values())
    found = report(table)
    assert {"auto"} & {found.rule.separator, found.rule.decimal, found.rule.encoding, found.rule.header} == set()
    assert [len(column.codes) for column in found.columns] == [len(table.lines)] * len(names)
    assert found.rule.names == tuple(names)
    assert ReadingRule.from_json(found.rule.to_json()) == found.rule
