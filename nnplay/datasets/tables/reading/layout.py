"""Where in a file the table lies: titles over it, notes and sums under it, its names, and lines that are no rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from nnplay.datasets.preprocessing.cells import is_missing
from nnplay.datasets.preprocessing.reading_rule import AUTO, HEADERS, ReadingRule
from nnplay.datasets.tables.findings import Answer, Finding, quoted
from nnplay.datasets.tables.reading.header import SAMPLE, find_header, has_number, is_number
from nnplay.datasets.tables.reading.records import Records
from nnplay.errors import DataError

ROW_NAMES = "row names"
"""The name that a first column gets for which the file has none."""

_COMMENT = re.compile(r"[#%!]|//|--")
_SUMS = frozenset(
    ("total", "totals", "grand total", "subtotal", "sum", "sums", "summe", "gesamt", "insgesamt", "average", "mean")
    + ("mittelwert", "durchschnitt", "median", "count", "anzahl")
)
_KEEP = Answer("Take all such lines for rows", sets={"odd_lines": "keep"})


class _Row(NamedTuple):
    cells: list[str]
    line: int


@dataclass(frozen=True)
class Layout:
    """The rows of a table and what they were found by.

    Args:
        names: The texts over the columns, empty for none.
        rows: The cells of each row, all of the same number.
        lines: The line of the file that each ends in.
        header: One of `HEADERS`.
        row_names: Whether the first column has a name by `ROW_NAMES` alone.
        findings: What is to be said of the file's lines.
    """

    names: list[str]
    rows: list[list[str]]
    lines: list[int]
    header: str
    row_names: bool
    findings: tuple[Finding, ...]


def lay_out(records: Records, rule: ReadingRule) -> Layout:
    """The rows of a table among a file's records.

    Raises:
        DataError: If a line between the rows is none, or no row is left; the line is named.
    """
    findings = [Finding(records.note)] if records.note else []
    rows = [
        _Row(cells, line) for cells, line in zip(records.cells, records.lines, strict=True) if line >= rule.first_line
    ]
    if not rows:
        raise DataError(f"The table is to begin in line {rule.first_line:,}, and there is nothing from there on.")
    if not rule.columns:  # else a column may be there and have nothing
        rows = _without_empty_ends(rows)
    width = _width(rows)
    if not rule.first_line:
        rows = _without_title(rows, width, findings)
    rows = _without_comments(rows, width, findings)
    if rule.odd_lines != "keep":
        rows = _without_notes(rows, width, findings)
    row_names = rule.row_names or _lacks_a_name(rows, width, rule.header)
    if row_names and len(rows[0].cells) == width - 1:
        rows[0] = _Row([ROW_NAMES, *rows[0].cells], rows[0].line)
        text = f"Line {rows[0].line} has one name fewer than there are columns: the first column has names of the rows."
        findings.append(Finding(text))
    rows = _without_odd(rows, width, rule, findings)
    header, sure = rule.header, True
    if header == AUTO:
        header, sure = _header(rows)
    if header == HEADERS[0]:
        names, rows = rows[0].cells, rows[1:]
        if not rows:
            raise DataError(_only_names(names))
        if rule.odd_lines != "keep":
            rows = _without_repeated(names, rows, findings)
            rows = _without_units(rows, findings)
    else:
        names = [""] * width
    if not sure or rule.header != AUTO:
        findings += _ask_for_header(records, rule, header, sure)
    return Layout(names, [row.cells for row in rows], [row.line for row in rows], header, row_names, tuple(findings))


# The table among the lines --------------------------------------------------------------------------


def _width(rows: list[_Row]) -> int:
    """The usual number of columns; the larger one where two are equally usual."""
    sizes = Counter(len(row.cells) for row in rows)
    return max(sizes, key=lambda size: (sizes[size], size))


def _filled(row: _Row) -> int:
    return sum(map(bool, row.cells))


def _without_empty_ends(rows: list[_Row]) -> list[_Row]:
    """Without separators at the ends of lines behind which no row has anything."""
    width = _width(rows)
    used = max((place for row in rows if len(row.cells) == width for place, cell in enumerate(row.cells, 1) if cell))
    longest = max(len(row.cells) for row in rows)
    if used == longest:
        return rows
    return [_Row(row.cells[:used], row.line) if not any(row.cells[used:]) else row for row in rows]


def _without_title(rows: list[_Row], width: int, findings: list[Finding]) -> list[_Row]:
    """Without the lines over the table: they have other numbers of columns, or one cell among many empty ones."""
    start = 0
    while start < len(rows) - 1 and not _may_begin(rows, start, width):
        start += 1
    title = rows[:start]
    if start == len(rows) - 1 or not title:
        return rows
    first = quoted(next(filter(None, title[0].cells)), 50)
    if len(title) == 1:
        text = f"Line {title[0].line} stands over the table and is skipped: {first}."
    else:
        text = (
            f"Lines {title[0].line} to {title[-1].line} stand over the table and are skipped. They begin with {first}."
        )
    findings.append(Finding(text))
    return rows[start:]


def _may_begin(rows: list[_Row], place: int, width: int) -> bool:
    """Whether the table can begin with this record."""
    row, after = rows[place], rows[place + 1]
    if len(row.cells) == width - 1 and len(after.cells) == width:
        return _filled(row) == len(row.cells) and not any(map(is_number, row.cells)) and width > 2
    if len(row.cells) != width:
        return False
    if _filled(row) > 1 or width == 1:
        return True
    # One cell alone: a title if names follow.
    rest = [one.cells for one in rows[place + 2 :] if len(one.cells) == width]
    return not (row.cells[0] and _filled(after) > 1 and find_header(after.cells, rest)[0])


def _without_comments(rows: list[_Row], width: int, findings: list[Finding]) -> list[_Row]:
    """Without lines that begin with the sign of a comment and have other numbers of columns."""
    comments = [row for row in rows if len(row.cells) != width and _COMMENT.match(row.cells[0])]
    if not comments:
        return rows
    lines = f"Line {comments[0].line} is a comment and is skipped"
    if len(comments) > 1:
        lines = f"{len(comments):,} lines are comments and are skipped, the first is line {comments[0].line}"
    findings.append(Finding(f"{lines}: {quoted(comments[0].cells[0], 50)}."))
    found = set(map(id, comments))
    return [row for row in rows if id(row) not in found]


def _without_notes(rows: list[_Row], width: int, findings: list[Finding]) -> list[_Row]:
    """Without the lines under the table: notes, sources and sums."""
    end = len(rows)
    while end > 2 and _is_note(rows[end - 1], width):
        end -= 1
    notes = rows[end:]
    if notes:
        first = quoted(next(filter(None, notes[0].cells)), 50)
        where = f"Line {notes[0].line} stands under the table and is"
        if len(notes) > 1:
            where = f"Lines {notes[0].line} to {notes[-1].line} stand under the table and are"
        findings.append(Finding(f"{where} skipped: {first}.", (Answer("Skip", sets={"odd_lines": "auto"}), _KEEP)))
    rows = rows[:end]
    if len(rows) > 4 and _is_sum(rows, width):
        text = f"Line {rows[-1].line} ({quoted(next(filter(None, rows[-1].cells)))}) sums up the others and is skipped."
        findings.append(Finding(text, (Answer("Skip", sets={"odd_lines": "auto"}), _KEEP)))
        rows = rows[:-1]
    return rows


def _is_sum(rows: list[_Row], width: int) -> bool:
    """Whether the last row begins with a word for a sum, which stands nowhere else in its column."""
    last = rows[-1].cells
    label = next(filter(None, last), "")
    if label.casefold().rstrip(":.") not in _SUMS or not len(last) == width > 1:
        return False
    place = last.index(label)
    return all(len(row.cells) > place and row.cells[place] != label for row in rows[:-1])


def _is_note(row: _Row, width: int) -> bool:
    if len(row.cells) != width:
        return not any(map(is_number, row.cells)) or _filled(row) == 1
    only = row.cells[0] if _filled(row) == 1 else ""
    return width > 2 and bool(re.search(r"[\s:]", only)) and not has_number(only)


def _lacks_a_name(rows: list[_Row], width: int, header: str) -> bool:
    first = rows[0].cells
    return (
        header != "none"
        and width > 1
        and len(rows) > 1
        and len(first) == width - 1
        and all(len(row.cells) == width for row in rows[1:3])
        and not any(map(is_number, first))
    )


def _without_odd(rows: list[_Row], width: int, rule: ReadingRule, findings: list[Finding]) -> list[_Row]:
    """All of the same number of columns.

    Raises:
        DataError: If that are not all and the others are not to be skipped.
    """
    odd = [row for row in rows if len(row.cells) != width]
    if not odd:
        return rows
    columns = len(odd[0].cells)
    here = f"Line {odd[0].line} has {columns:,} {'column' if columns == 1 else 'columns'}"
    if rule.odd_lines == "skip":
        more = f", and {len(odd) - 1:,} more lines are like it" if len(odd) > 1 else ""
        findings.append(
            Finding(
                f"{here} instead of {width:,}{more}: skipped.",
                (Answer("Skip", sets={"odd_lines": "skip"}), Answer("Do not skip", sets={"odd_lines": "auto"})),
            )
        )
        return [row for row in rows if len(row.cells) == width]
    many = len(odd) > 0.2 * len(rows)
    cause = (
        f"The separator may be another one than {rule.separator}, or a text with it may need quotes."
        if many
        else f"{'It is the only such line' if len(odd) == 1 else f'{len(odd):,} lines are like that'}: "
        "mend the file, or skip lines with another number of columns. A text with the separator in it needs quotes."
    )
    raise DataError(f"{here}, but most lines have {width:,}. {cause}")


# Names ----------------------------------------------------------------------------------------------


def _header(rows: list[_Row]) -> tuple[str, bool]:
    first = rows[0].cells
    if len(rows) == 1:
        if not any(map(has_number, first)) and not any(cell and is_missing(cell) for cell in first):
            raise DataError(_only_names(first))
        return HEADERS[1], True
    found, sure = find_header(first, [row.cells for row in rows[1 : SAMPLE + 2]])
    return HEADERS[0] if found else HEADERS[1], sure


def _only_names(names: list[str]) -> str:
    shown = ", ".join(quoted(name) for name in names[:5] if name) + (" …" if len(names) > 5 else "")
    return (
        f"This file has the names of columns ({shown}) and nothing under them. A table needs a line for each example; "
        "if this line is one, say that there is no header."
    )


def _ask_for_header(records: Records, rule: ReadingRule, header: str, sure: bool) -> list[Finding]:
    first = next(cells for cells, line in zip(records.cells, records.lines, strict=True) if line >= rule.first_line)
    shown = ", ".join(cell[:20] for cell in first[:6]) + (" …" if len(first) > 6 else "")
    return [
        Finding(
            f"Does the first line name the columns, or is it an example? It is: {shown}.",
            (
                Answer("It names the columns", sets={"header": HEADERS[0]}),
                Answer("An example", sets={"header": "none"}),
            ),
            now=HEADERS.index(header),
            doubt=not sure,
        )
    ]


def _without_repeated(names: list[str], rows: list[_Row], findings: list[Finding]) -> list[_Row]:
    again = [row for row in rows if row.cells == names]
    if not again or len(again) == len(rows):
        return rows
    more = f" and {len(again) - 1:,} more" if len(again) > 1 else ""
    text = f"The names of the columns come again in line {again[0].line}{more}, and are skipped there."
    findings.append(Finding(text, (Answer("Skip", sets={"odd_lines": "auto"}), _KEEP)))
    return [row for row in rows if row.cells != names]


def _without_units(rows: list[_Row], findings: list[Finding]) -> list[_Row]:
    """Without a second line of names, in which units stand over the numbers."""
    if len(rows) < 4:
        return rows
    first, rest = rows[0].cells, [row.cells for row in rows[1 : SAMPLE + 1]]
    of_numbers = []
    for place in range(len(first)):
        below = [cells[place] for cells in rest if cells[place] and not is_missing(cells[place])]
        if below and sum(map(has_number, below)) >= 0.9 * len(below):
            of_numbers.append(place)
    texts = [first[place] for place in of_numbers]
    named = [text for text in texts if text and not is_missing(text)]
    if not of_numbers or any(map(has_number, texts)) or len(named) < max(1, len(of_numbers) / 2):
        return rows
    if len(of_numbers) == 1 and len(first) > 1:
        return rows  # one odd cell, and no line of units
    shown = ", ".join(cell for cell in first if cell)
    text = f"Line {rows[0].line} has units rather than values and is skipped: {quoted(shown, 50)}."
    findings.append(Finding(text, (Answer("Skip", sets={"odd_lines": "auto"}), _KEEP)))
    return rows[1:]
