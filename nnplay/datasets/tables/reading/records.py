"""From a text to records, with or without quotes.

Lines without quotes, which are most, are cut by `str.split`; the others by Python's csv module. Neither
`pandas.read_csv` nor its C reader tells the line of a record, by which what is wrong is named here, and on the same
texts they are no faster.
"""

from __future__ import annotations

import bisect
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nnplay.errors import DataError
from nnplay.i18n import N_, tr

MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_CELLS = 1_000_000
MAX_CELL_LENGTH = 10_000
"""What a table may have at most."""

SEPARATORS = {
    N_("comma"): ",",
    N_("semicolon"): ";",
    N_("tab"): "\t",
    N_("bar"): "|",
    N_("blanks"): " ",
    N_("wide blanks"): "  ",
}


@dataclass(frozen=True)
class Records:
    """The records of a file that are not empty.

    Args:
        cells: Stripped texts; as many as the file has in that record.
        lines: The line of the file that each ends in, counted from 1.
        note: What is to be said of quotes; may be empty.
    """

    cells: list[list[str]]
    lines: list[int]
    note: str = ""


# Records ------------------------------------------------------------------------------------------


def split_records(text: str, separator: str, first_line: int = 1) -> Records:
    """The records of a text that are not empty.

    Args:
        text: Lines end in a line feed.
        separator: A name of `SEPARATORS`.
        first_line: The line of the file that the text begins in.

    Raises:
        DataError: If there are too many, or a quote is not closed.
    """
    sign = SEPARATORS[separator]
    if '"' not in text:
        records = _kept(plain_records(text, separator), first_line)
        if not _even(records) and sign.strip() and f"'{sign}" in text:
            single = _kept(quoted_records(text, separator, quote="'"), first_line)
            return single if _share(single) > _share(records) else records
        return records
    ways: list[tuple[Callable[[], Iterator[tuple[list[str], int]]], str]] = [
        (lambda: quoted_records(text, separator), ""),
        (lambda: _tolerant(text, separator), tr("Some quotes are not closed or are inside a text; they are kept.")),
    ]
    if '\\"' in text:
        ways.insert(1, (lambda: quoted_records(text, separator, escape=True), ""))
    best, error = Records([], []), None
    for way, note in ways:
        try:
            found = _kept(way(), first_line)
        except csv.Error as reason:
            error = error or reason
            continue
        if not best.cells or _share(found) > _share(best):
            best = Records(found.cells, found.lines, note)
        if _even(best) and not error:
            break
    if error and (_share(best) < 0.9 or len(best.cells[0]) != max(map(len, best.cells))):
        raise _quote_error(text, separator, first_line, error)
    return best


def _share(records: Records) -> float:
    sizes = Counter(map(len, records.cells))
    return max(sizes.values()) / len(records.cells) if sizes else 0.0


def _even(records: Records) -> bool:
    return len(set(map(len, records.cells))) < 2


def plain_records(text: str, separator: str) -> Iterator[tuple[list[str], int]]:
    """Records of a text without quotes, with their lines counted from 1."""
    sign = SEPARATORS[separator]
    nothing = f" \t{sign}"
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip(nothing):
            continue  # spreadsheets write a million of them
        if separator == "blanks":
            yield line.split(), number
        elif separator == "wide blanks":
            yield re.split(r"\s{2,}|\t", line.strip()), number
        else:
            yield line.split(sign), number


def quoted_records(
    text: str, separator: str, strict: bool = True, escape: bool = False, quote: str = '"'
) -> Iterator[tuple[list[str], int]]:
    """Records by Python's csv module, with the lines that they end in."""
    if separator == "wide blanks":
        text, separator = re.sub(r" {2,}", "\t", text), "tab"
    if separator == "blanks":
        text = "\n".join(line.strip() for line in text.replace("\t", " ").split("\n"))
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=SEPARATORS[separator],
        quotechar=quote,
        skipinitialspace=True,
        strict=strict,
        escapechar="\\" if escape else None,
        doublequote=not escape,
    )
    for record in reader:
        yield record, reader.line_num


def _tolerant(text: str, separator: str) -> Iterator[tuple[list[str], int]]:
    """Records of one line each, in which a quote ends a cell only where a separator or the line's end follows."""
    sign = {"blanks": r"[ \t]+", "wide blanks": r" {2,}|\t"}.get(separator, re.escape(SEPARATORS[separator]))
    cut, closing, blank = re.compile(sign), re.compile(rf'" *(?:({sign})|$)'), re.compile(" *")
    for number, line in enumerate(text.split("\n"), 1):
        if separator in ("blanks", "wide blanks"):
            line = line.strip()
        closings = list(closing.finditer(line))
        starts = [match.start() for match in closings]
        record, start, more = [], 0, True
        while more:
            begin = blank.match(line, start).end()  # type: ignore[union-attr]
            place = bisect.bisect_left(starts, begin + 1) if line.startswith('"', begin) else len(starts)
            if place < len(starts):
                record.append(line[begin + 1 : starts[place]].replace('""', '"'))
                start, more = closings[place].end(), closings[place][1] is not None
            elif len(record) > MAX_COLUMNS:
                record.append(line[start:])
                more = False
            else:
                found = cut.search(line, start)
                record.append(line[start : found.start() if found else len(line)])
                start, more = (found.end(), True) if found else (len(line), False)
        yield record, number


def _kept(found: Iterator[tuple[list[str], int]], first_line: int) -> Records:
    """The records that are not empty, within the bounds of a table."""
    records: list[list[str]] = []
    lines: list[int] = []
    total = size = 0
    for record, number in found:
        cells = list(map(str.strip, record))
        if not any(cells):
            continue
        size = len(cells)
        if size > MAX_COLUMNS and any(cells[MAX_COLUMNS:]):
            raise DataError(
                tr(
                    "Line {number} has {size:,} columns; at most {max_columns:,} are allowed here. Keep the ones that "
                    "matter.",
                    number=number + first_line - 1,
                    size=size,
                    max_columns=MAX_COLUMNS,
                )
            )
        if len(max(cells, key=len)) > MAX_CELL_LENGTH:
            raise _too_long(cells, number + first_line - 1)
        total += size
        records.append(cells)
        lines.append(number + first_line - 1)
        if len(lines) > MAX_ROWS + 1 or total - size > MAX_CELLS:
            raise DataError(
                tr(
                    "This table has more than {max_rows:,} rows or {max_cells:,} cells. Use only part of it.",
                    max_rows=MAX_ROWS,
                    max_cells=MAX_CELLS,
                )
            )
    if not records:
        raise DataError(tr("This file has no values."))
    return Records(records, lines)


def _too_long(cells: list[str], line: int) -> DataError:
    place = next(place for place, cell in enumerate(cells, 1) if len(cell) > MAX_CELL_LENGTH)
    hint = tr(" Perhaps a closing quote is missing.") if "\n" in cells[place - 1] else ""
    return DataError(
        tr(
            "Line {line}, column {place} has {cells:,} characters; at most {max_cell_length:,} are allowed here.{hint}",
            line=line,
            place=place,
            cells=len(cells[place - 1]),
            max_cell_length=MAX_CELL_LENGTH,
            hint=hint,
        )
    )


def _quote_error(text: str, separator: str, first_line: int, error: Exception) -> DataError:
    """Names the line in which the record begins that cannot be read."""
    begin = first_line
    try:
        for _, number in quoted_records(text, separator):
            begin = number + first_line
    except csv.Error:
        pass
    if "field larger" in str(error):
        return DataError(
            tr(
                "Line {begin} begins a cell of more than {csv:,} characters in several lines; at most "
                "{max_cell_length:,} are allowed here. Perhaps a closing quote is missing.",
                begin=begin,
                csv=csv.field_size_limit(),
                max_cell_length=MAX_CELL_LENGTH,
            )
        )
    return DataError(
        tr(
            "Line {begin}: a quoted field is not closed, or something follows its closing quote ({error}).",
            begin=begin,
            error=error,
        )
    )
