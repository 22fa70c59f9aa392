"""Any table in a text file: separator, decimal sign, encoding and header found by themselves, or as given.

Records are read with Python's csv module rather than with `pandas.read_csv`, because it tells the line of each
record: what is wrong can then be named by line and column.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nnplay.datasets.preprocessing.cells import DECIMALS, is_missing, number
from nnplay.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_CELLS = 1_000_000
MAX_CELL_LENGTH = 10_000
"""What a table may have at most."""

MAX_NAME_LENGTH = 100
AUTO = "auto"
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
ENCODINGS = {"UTF-8": "utf-8-sig", "Windows-1252": "cp1252", "Latin-1": "latin-1", "UTF-16": "utf-16"}
HEADERS = ("first line", "none")


SAMPLE_RECORDS = 200
"""Records that the separator and the decimal sign are found in."""


# The beginnings of files that people take for tables.
_OTHER_FILES = {
    b"PK\x03\x04": "an Excel workbook or another packed file. In the spreadsheet, use “Save as … CSV”",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook. In the spreadsheet, use “Save as … CSV”",
    b"%PDF": "a PDF. A table is needed as a text file, such as CSV",
    b"\x89PNG": "a picture. A table is needed as a text file, such as CSV",
    b"\xff\xd8\xff": "a picture. A table is needed as a text file, such as CSV",
    b"\x1f\x8b": "a packed file. Unpack it first",
    b"SQLite format 3": "a database. Export its table as CSV",
}


@dataclass(frozen=True)
class Reading:
    """How a file is read; `"auto"` is found by itself.

    Args:
        separator: A name of `SEPARATORS`.
        decimal: A name of `DECIMALS`.
        encoding: A name of `ENCODINGS`.
        header: One of `HEADERS`.
    """

    separator: str = AUTO
    decimal: str = AUTO
    encoding: str = AUTO
    header: str = AUTO


@dataclass(frozen=True, eq=False)
class Table:
    """A table as its file has it: texts, no numbers yet.

    Args:
        cells: A text per cell, stripped; None where a value is missing. Names of columns differ from each other.
        lines: The line of the file that each row ends in, counted from 1.
        reading: How it was read; nothing in it is `"auto"`.
    """

    cells: pd.DataFrame
    lines: Sequence[int]
    reading: Reading


def read(content: bytes, reading: Reading | None = None) -> Table:
    """The table in a file.

    Args:
        content: The file.
        reading: What is known of it; all is found where it is None.

    Raises:
        DataError: If it is no table, or larger than `MAX_ROWS`, `MAX_COLUMNS` and `MAX_CELLS`; where a line is to
            blame, it is named.
    """
    import pandas as pd

    wanted = reading or Reading()
    text, encoding = _decode(content, wanted.encoding)
    text, told = _told_separator(text)
    separator = wanted.separator
    if separator == AUTO:
        separator = told or _find_separator(text)
    records, lines = _records(text, separator, 2 if told else 1)
    decimal = wanted.decimal if wanted.decimal != AUTO else _find_decimal(records, separator)
    header = wanted.header if wanted.header != AUTO else _find_header(records, decimal)
    if header == "first line":
        names, records, lines = records[0], records[1:], lines[1:]
        if not records:
            raise DataError(
                "This file has one line only. A table needs a line for each example; "
                "if this line is one, say that there is no header."
            )
    else:
        names = [""] * len(records[0])
    rows = [[None if is_missing(cell) else cell for cell in record] for record in records]
    filled = [number for number, row in enumerate(rows) if any(cell is not None for cell in row)]
    # Spreadsheets write columns and rows of nothing at all at the ends of a table.
    used = [place for place in range(len(names)) if names[place] or any(row[place] is not None for row in rows)]
    cells = pd.DataFrame([[rows[number][place] for place in used] for number in filled], dtype=object)
    if cells.empty:
        raise DataError("This file has no values.")
    cells.columns = _names([names[place] for place in used], used)
    return Table(cells, [lines[number] for number in filled], Reading(separator, decimal, encoding, header))


# Finding out ------------------------------------------------------------------------------------


def _decode(content: bytes, encoding: str) -> tuple[str, str]:
    """The text, and the name of its encoding."""
    for begin, what in _OTHER_FILES.items():
        if content.startswith(begin):
            raise DataError(f"This file is {what}.")
    if encoding == AUTO:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "UTF-16"
        else:
            encoding = "UTF-8"
            try:
                content.decode("utf-8-sig")
            except UnicodeDecodeError:
                # The five bytes that Windows-1252 leaves free are letters nowhere.
                encoding = "Latin-1" if set(content) & {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "Windows-1252"
    try:
        text = content.decode(ENCODINGS[encoding])
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        line = content[:start].count(b"\n") + 1
        raise DataError(f"Line {line} is not {encoding} text. Choose another encoding, or “auto”.") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise DataError(f"Line {line} has bytes that are no text. A table is needed as a text file, such as CSV.")
    if not text.strip():
        raise DataError("This file is empty.")
    return text, encoding


def _told_separator(text: str) -> tuple[str, str]:
    """The text without Excel's first line `sep=;`, and the separator that it names."""
    told = re.match(r"sep=([,;\t|])\r?\n", text)
    if not told:
        return text, ""
    return text[told.end() :], next(name for name, sign in SEPARATORS.items() if sign == told[1])


def _find_separator(text: str) -> str:
    """The sign that cuts the first records into the same number of parts, more than one."""
    best, best_score = "comma", 0.0
    # A comma may be a decimal sign, so that the others are asked first.
    for name in ("tab", "semicolon", "bar", "comma"):
        sizes = []
        try:
            for record in _reader(text, name, strict=False):
                if any(cell.strip() for cell in record):
                    sizes.append(len(record))
                if len(sizes) == SAMPLE_RECORDS:
                    break
        except csv.Error:
            pass
        if not sizes:
            return name  # nothing stands between these signs
        usual, count = Counter(sizes).most_common(1)[0]
        score = count / len(sizes) if usual > 1 else 0.0
        if score > best_score + 0.05:
            best, best_score = name, score
    return best


def _find_decimal(records: Sequence[Sequence[str]], separator: str) -> str:
    """The sign that makes more cells of the first records numbers; the point where both do."""
    counts = dict.fromkeys(DECIMALS, 0)
    for record in records[:SAMPLE_RECORDS]:
        for cell in record:
            for name in DECIMALS:
                # 1,234 and 1.234 are numbers either way, so that the sign which ends a number counts.
                counts[name] += number(cell, name) is not None
                counts[name] += bool(re.fullmatch(r"[+-]?\d*" + re.escape(DECIMALS[name]) + r"(\d{1,2}|\d{4,})", cell))
    return "comma" if counts["comma"] > counts["point"] else "point"


def _find_header(records: Sequence[Sequence[str]], decimal: str) -> str:
    """Names of columns are no numbers, and stand over numbers or over texts that are others."""
    first, rest = records[0], records[1 : SAMPLE_RECORDS + 1]
    named = [cell for cell in first if cell]
    if not rest or not named or any(number(cell, decimal) is not None for cell in named):
        return "none"
    if any(map(is_missing, named)):
        return "none"
    columns = [[record[place] for record in rest] for place in range(len(first))]
    if any(all(number(cell, decimal) is not None for cell in column) for column in columns):
        return "first line"
    return "none" if any(name and name in column for name, column in zip(first, columns, strict=True)) else "first line"


# Records ----------------------------------------------------------------------------------------


def _reader(text: str, separator: str, strict: bool = True) -> Any:
    """A reader that counts lines."""
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=SEPARATORS[separator], skipinitialspace=True, strict=strict)


def _records(text: str, separator: str, first_line: int) -> tuple[list[list[str]], list[int]]:
    """The records that are not empty, all of the same length, and the lines that they end in."""
    records: list[list[str]] = []
    lines: list[int] = []
    reader = _reader(text, separator)
    begin = first_line
    try:
        for record in reader:
            line = reader.line_num + first_line - 1
            if len(record) > MAX_COLUMNS and any(record[MAX_COLUMNS:]):
                raise DataError(
                    f"Line {line} has {len(record):,} columns; at most {MAX_COLUMNS:,} are taken here. "
                    "Keep those that matter."
                )
            cells = [cell.strip() for cell in record]
            if any(cells):
                if max(map(len, cells)) > MAX_CELL_LENGTH:
                    place = next(place for place, cell in enumerate(cells, 1) if len(cell) > MAX_CELL_LENGTH)
                    raise DataError(
                        f"Line {line}, column {place} has more than {MAX_CELL_LENGTH:,} characters; "
                        "perhaps a closing quote is missing."
                    )
                records.append(cells)
                lines.append(line)
                if len(records) > MAX_ROWS + 1 or (len(records) - 1) * len(cells) > MAX_CELLS:
                    raise DataError(
                        f"This table has more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells. Bring a part of it."
                    )
            begin = line + 1
    except csv.Error as error:
        raise DataError(
            f"Line {begin}: a quoted field is not closed, or something follows its closing quote ({error})."
        ) from None
    if not records:
        raise DataError("This file has no values.")
    usual = Counter(map(len, records)).most_common(1)[0][0]
    for record, line in zip(records, lines, strict=True):
        while len(record) > usual and not record[-1]:
            record.pop()
        if len(record) != usual:
            raise DataError(
                f"Line {line} has {len(record):,} {'column' if len(record) == 1 else 'columns'}, but most lines have "
                f"{usual:,}. The separator may be another one than {separator}, or a text with it may need quotes."
            )
    return records, lines


def _names(names: Sequence[str], places: Sequence[int]) -> list[str]:
    """A name for each column, all different; a column without one is called by its place."""
    taken: set[str] = set()
    found = []
    for name, place in zip(names, places, strict=True):
        plain = " ".join(name.split())[:MAX_NAME_LENGTH] or f"column {place + 1}"
        unique, again = plain, 2
        while unique in taken:
            ending = f" ({again})"
            unique = plain[: MAX_NAME_LENGTH - len(ending)] + ending
            again += 1
        taken.add(unique)
        found.append(unique)
    return found
