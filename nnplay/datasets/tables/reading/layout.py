"""Where in a file the table lies: titles over it, notes and sums under it, its names, and lines that are no rows."""

from __future__ import annotations

from dataclasses import dataclass

from nnplay.datasets.preprocessing.cells import is_missing
from nnplay.datasets.preprocessing.reading_rule import AUTO, HEADERS, ReadingRule
from nnplay.datasets.tables.findings import Finding, FindingAnswer, quoted
from nnplay.datasets.tables.reading.header import SAMPLE, find_header, has_number, is_number
from nnplay.datasets.tables.reading.other_lines import (
    Row,
    usual_width,
    without_comments,
    without_empty_ends,
    without_leading_comments,
    without_notes,
    without_repeated,
    without_rules,
    without_title,
    without_units,
)
from nnplay.datasets.tables.reading.records import Records
from nnplay.errors import DataError
from nnplay.i18n import N_, plural, tr

ROW_NAMES = "row names"
"""The name that a first column gets for which the file has none: the same in all languages."""


MOST_UNIT_LINES = 3
"""Under the names may stand units; in a survey's export its questions, and then the names that it keeps them by."""


PROSE_WORDS = 8
"""Lines of a text have more words than that."""


@dataclass(frozen=True)
class TableLayout:
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


def lay_out(records: Records, rule: ReadingRule) -> TableLayout:
    """The rows of a table among a file's records.

    Raises:
        DataError: If a line between the rows is none, or no row is left; the line is named.
    """
    findings = [Finding(records.note)] if records.note else []
    rows = [
        Row(cells, line) for cells, line in zip(records.cells, records.lines, strict=True) if line >= rule.first_line
    ]
    if not rows:
        raise DataError(
            tr(
                "The table should begin in line {first_line:,}, but there is nothing from there on.",
                first_line=rule.first_line,
            )
        )
    rows = without_rules(rows)
    if not rule.columns or rule.header == HEADERS[0]:  # else a column may be there and have nothing
        rows = without_empty_ends(rows)
    width = usual_width(rows)
    if rule.odd_lines != "keep":
        rows = without_leading_comments(rows, width, findings)
    if not rule.first_line:
        rows = without_title(rows, width, findings)
    rows = without_comments(rows, width, findings)
    if rule.odd_lines != "keep":
        rows = without_notes(rows, width, findings)
    row_names = rule.row_names or _lacks_a_name(rows, width, rule.header)
    if row_names and len(rows[0].cells) == width - 1:
        rows[0] = Row([ROW_NAMES, *rows[0].cells], rows[0].line)
        text = tr(
            "Line {line} has one name fewer than there are columns, so the first column has the names of the rows.",
            line=rows[0].line,
        )
        findings.append(Finding(text))
    rows = _without_odd(rows, width, rule, findings)
    first = rows[0].cells
    header, sure = rule.header, True
    if header == AUTO:
        header, sure = _header(rows)
    if header == HEADERS[0]:
        names, rows = rows[0].cells, rows[1:]
        if not rows:
            raise DataError(_only_names(names))
        if rule.odd_lines != "keep":
            rows = without_repeated(names, rows, findings)
            for _ in range(MOST_UNIT_LINES):
                rows = without_units(rows, findings)
    else:
        names = [""] * width
    if not sure or (rule.header != AUTO and not rule.columns):
        findings.append(_ask_for_header(first, header, sure))
    return TableLayout(
        names, [row.cells for row in rows], [row.line for row in rows], header, row_names, tuple(findings)
    )


def _lacks_a_name(rows: list[Row], width: int, header: str) -> bool:
    first = rows[0].cells
    return (
        header != "none"
        and width > 1
        and len(rows) > 1
        and len(first) == width - 1
        and all(len(row.cells) == width for row in rows[1:3])
        and not any(map(is_number, first))
    )


def _without_odd(rows: list[Row], width: int, rule: ReadingRule, findings: list[Finding]) -> list[Row]:
    """All of the same number of columns.

    Raises:
        DataError: If that are not all and the others are not to be skipped.
    """
    odd = [row for row in rows if len(row.cells) != width]
    if not odd:
        return rows
    columns = len(odd[0].cells)
    here = plural("Line {line} has {n:,} column", "Line {line} has {n:,} columns", columns, line=odd[0].line)
    if rule.odd_lines == "skip":
        more = tr(", and {odd:,} more lines like it", odd=len(odd) - 1) if len(odd) > 1 else ""
        findings.append(
            Finding(
                tr("{here} instead of {width:,}{more}: skipped.", here=here, width=width, more=more),
                (
                    FindingAnswer(N_("Skip"), sets={"odd_lines": "skip"}),
                    FindingAnswer(N_("Do not skip"), sets={"odd_lines": "auto"}),
                ),
            )
        )
        return [row for row in rows if len(row.cells) == width]
    if len(odd) <= 0.2 * len(rows):
        cause = plural(
            "It is the only such line: fix the file, or skip lines with a different number of columns. A text with "
            "the separator in it needs quotes.",
            "{n:,} lines are like that: fix the file, or skip lines with a different number of columns. A text with "
            "the separator in it needs quotes.",
            len(odd),
        )
    elif _is_prose(rows):
        cause = tr("It seems to be ordinary text rather than a table.")
    else:
        cause = tr(
            "The separator may not be {separator}, or a text with it may need quotes.", separator=tr(rule.separator)
        )
    raise DataError(tr("{here}, but most lines have {width:,}. {cause}", here=here, width=width, cause=cause))


def _is_prose(rows: list[Row]) -> bool:
    """Whether lines have many words and few numbers."""
    cells = [cell for row in rows for cell in row.cells if cell]
    words = sum(len(cell.split()) for cell in cells)
    return words > PROSE_WORDS * len(rows) and sum(map(has_number, cells)) < 0.1 * len(cells)


# Names ----------------------------------------------------------------------------------------------


def _header(rows: list[Row]) -> tuple[str, bool]:
    first = rows[0].cells
    if len(rows) == 1:
        if not any(map(has_number, first)) and not any(cell and is_missing(cell) for cell in first):
            raise DataError(_only_names(first))
        return HEADERS[1], True
    found, sure = find_header(first, [row.cells for row in rows[1 : SAMPLE + 2]])
    return HEADERS[0] if found else HEADERS[1], sure


def _only_names(names: list[str]) -> str:
    shown = ", ".join(quoted(name) for name in names[:5] if name) + (" …" if len(names) > 5 else "")
    return tr(
        "This file has the names of columns ({shown}) and nothing under them. A table needs a line for each example. "
        "If this line is one, choose that there is no header.",
        shown=shown,
    )


def _ask_for_header(first: list[str], header: str, sure: bool) -> Finding:
    shown = ", ".join(cell[:20] for cell in first[:6]) + (" …" if len(first) > 6 else "")
    return Finding(
        tr("Does the first line name the columns, or is it an example? It is: {shown}.", shown=shown),
        (
            FindingAnswer(N_("It names the columns"), sets={"header": HEADERS[0]}),
            FindingAnswer(N_("An example"), sets={"header": "none"}),
        ),
        now=HEADERS.index(header),
        doubt=not sure,
    )
