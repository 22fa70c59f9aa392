"""From a text to records: what stands between its columns, and its quotes.

Lines without quotes, which are most, are cut by `str.split`; the others by Python's csv module. Neither
`pandas.read_csv` nor its C reader tells the line of a record, by which what is wrong is named here, and on the same
texts they are no faster.
"""

from __future__ import annotations

import bisect
import contextlib
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nnplay.datasets.tables.reading.header import has_number
from nnplay.errors import DataError

MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_CELLS = 1_000_000
MAX_CELL_LENGTH = 10_000
"""What a table may have at most."""

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "blanks": " ", "wide blanks": "  "}

_SEVERAL = re.compile(r"\d +[+-]?\d")

SAMPLE_RECORDS = 200
"""Records that the separator is found in."""


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


# What stands between columns ------------------------------------------------------------------------


def told_separator(text: str) -> tuple[str, str]:
    """The text without Excel's first line `sep=;`, and the separator that it names; empty where it names none."""
    told = re.match(r"\"?sep=([,;\t|])\"?\n", text)
    if not told:
        return text, ""
    return text[told.end() :], next(name for name, sign in SEPARATORS.items() if sign == told[1])


def find_separator(text: str) -> str:
    """The sign that cuts the first records into the same number of parts, more than one."""
    sample = "\n".join(line for line in itertools.islice(_lines(text), 4 * SAMPLE_RECORDS))
    nothing = next((name for name, sign in SEPARATORS.items() if not sample.strip(f"{sign}\n ")), "")
    if nothing:
        return nothing
    best, best_score = "comma", 0.0
    # A comma may be a decimal sign, so that the others are asked first.
    for name in ("tab", "semicolon", "bar", "comma"):
        score = _agreement(_cut(sample, name))
        if score > best_score + 0.05:
            best, best_score = name, score
    # Blanks stand in texts and over tables too, so that they must cut nearly all lines alike, and into numbers. Of
    # 1,5 2,5 a comma cuts all lines alike too, and a tab may stand among blanks: then its cells have several numbers.
    broken = best in ("comma", "tab") and _are_broken(_cut(sample, best))
    if best_score < 0.9 or broken or (best == "tab" and best_score < 1):
        best_score = 0.9 if broken else max(best_score, 0.9)
        for name in ("blanks", "wide blanks"):
            records = _cut(sample, name)
            score = _agreement(records)
            # R writes one name fewer than columns.
            score += bool(records) and len(records[0]) == _usual(records) - 1 and 1 / len(records)
            if score > best_score and _numbers(records) >= (0.5 if broken else 1e-9):
                best, best_score = name, score
    return best


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def _cut(sample: str, separator: str) -> list[list[str]]:
    """The first records."""
    records = []
    with contextlib.suppress(csv.Error):
        for record, _ in _quoted(sample, separator, strict=False) if '"' in sample else _plain(sample, separator):
            if any(cell.strip() for cell in record):
                records.append(record)
            if len(records) == SAMPLE_RECORDS:
                break
    return records


def _usual(records: list[list[str]]) -> int:
    return Counter(map(len, records)).most_common(1)[0][0] if records else 0


def _agreement(records: list[list[str]]) -> float:
    """The share of records that have the same number of parts; 0 where that is one.

    Some lines may end in a separator behind which nothing stands.
    """
    ended = [record[:-1] if not record[-1].strip() else record for record in records]
    shares = []
    for cut in (records, ended):
        usual = _usual(cut)
        shares.append(sum(len(record) == usual for record in cut) / len(cut) if usual > 1 else 0.0)
    return max(shares)


def _numbers(records: list[list[str]]) -> float:
    """The share of columns that have numbers in most of their cells."""
    usual = _usual(records)
    rows = [record for record in records if len(record) == usual]
    columns = [[has_number(row[place].strip()) for row in rows] for place in range(usual)]
    return sum(sum(flags) >= 0.5 * len(flags) for flags in columns) / max(usual, 1)


def _are_broken(records: list[list[str]]) -> bool:
    """Whether a fifth of the cells have several numbers with blanks between them."""
    cells = [cell for record in records for cell in record]
    return sum(bool(_SEVERAL.search(cell)) for cell in cells) > 0.2 * len(cells)


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
        records = _kept(_plain(text, separator), first_line)
        if not _even(records) and sign.strip() and f"'{sign}" in text:
            single = _kept(_quoted(text, separator, quote="'"), first_line)
            return single if _share(single) > _share(records) else records
        return records
    ways: list[tuple[Callable[[], Iterator[tuple[list[str], int]]], str]] = [
        (lambda: _quoted(text, separator), ""),
        (lambda: _tolerant(text, separator), "Some quotes are not closed or stand inside of a text; they are kept."),
    ]
    if '\\"' in text:
        ways.insert(1, (lambda: _quoted(text, separator, escape=True), ""))
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


def _plain(text: str, separator: str) -> Iterator[tuple[list[str], int]]:
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


def _quoted(
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
                f"Line {number + first_line - 1} has {size:,} columns; at most {MAX_COLUMNS:,} are taken here. "
                "Keep those that matter."
            )
        if len(max(cells, key=len)) > MAX_CELL_LENGTH:
            raise _too_long(cells, number + first_line - 1)
        total += size
        records.append(cells)
        lines.append(number + first_line - 1)
        if len(lines) > MAX_ROWS + 1 or total - size > MAX_CELLS:
            raise DataError(f"This table has more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells. Bring a part of it.")
    if not records:
        raise DataError("This file has no values.")
    return Records(records, lines)


def _too_long(cells: list[str], line: int) -> DataError:
    place = next(place for place, cell in enumerate(cells, 1) if len(cell) > MAX_CELL_LENGTH)
    hint = " Perhaps a closing quote is missing." if "\n" in cells[place - 1] else ""
    return DataError(
        f"Line {line}, column {place} has {len(cells[place - 1]):,} characters; at most {MAX_CELL_LENGTH:,} are taken "
        f"here.{hint}"
    )


def _quote_error(text: str, separator: str, first_line: int, error: Exception) -> DataError:
    """Names the line in which the record begins that cannot be read."""
    begin = first_line
    try:
        for _, number in _quoted(text, separator):
            begin = number + first_line
    except csv.Error:
        pass
    if "field larger" in str(error):
        return DataError(
            f"Line {begin} begins a cell of more than {csv.field_size_limit():,} characters in several lines; at most "
            f"{MAX_CELL_LENGTH:,} are taken here. Perhaps a closing quote is missing."
        )
    return DataError(f"Line {begin}: a quoted field is not closed, or something follows its closing quote ({error}).")
