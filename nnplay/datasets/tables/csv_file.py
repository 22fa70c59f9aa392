"""Any table in a text file: separator, encoding, names and rows found by themselves, or by a rule that is held to."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nnplay.datasets.preprocessing.cells import MAX_NAME_LENGTH, column_name
from nnplay.datasets.preprocessing.reading_rule import AUTO, HEADERS, ReadingRule
from nnplay.datasets.tables.findings import Finding, quoted
from nnplay.datasets.tables.reading.decoding import decode
from nnplay.datasets.tables.reading.layout import TableLayout, lay_out
from nnplay.datasets.tables.reading.records import SEPARATORS, split_records
from nnplay.datasets.tables.reading.separators import find_separator, told_separator
from nnplay.errors import DataError
from nnplay.i18n import tr

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = ("csv", "tsv", "txt", "tab", "dat", "data")
"""What the names of such files end in."""

FIRST_LINES = 12


@dataclass(frozen=True, eq=False)
class Table:
    """A table as its file has it: texts, no numbers yet.

    Args:
        columns: By name, a text per cell, stripped; None where there is nothing.
        lines: The line of the file that each row ends in, counted from 1.
        rule: How it was read; nothing in it is `"auto"` but the decimal sign, which columns tell.
        findings: What is to be said of the file's lines.
    """

    columns: Mapping[str, list[str | None]]
    lines: Sequence[int]
    rule: ReadingRule
    findings: tuple[Finding, ...] = ()

    @functools.cached_property
    def cells(self) -> pd.DataFrame:
        """The columns as a table of objects."""
        import pandas as pd

        cells = {name: np.array(column, object) for name, column in self.columns.items()}
        return pd.DataFrame(cells, dtype=object)


def read(content: bytes, rule: ReadingRule | None = None, target: str = "") -> Table:
    """The table in a file.

    Args:
        content: The file.
        rule: What is known of it; all is found where it is None. With columns it is the rule of another file, which
            this one must keep to: its columns are found by their names, or by their places where it has none.
        target: A column of the rule that may be missing in a file without names.

    Raises:
        DataError: If it is no table, larger than the bounds of `records`, or read otherwise than the rule says; where
            a line is to blame, it is named.
    """
    wanted = rule or ReadingRule()
    text, encoding = decode(content, AUTO if wanted.columns else wanted.encoding)
    text, told = told_separator(text)
    separator = wanted.separator
    if separator == AUTO:
        separator = told or find_separator(text)
    wanted = replace(wanted, separator=separator)
    if wanted.columns:
        return _by_rule(text, 2 if told else 1, wanted, target)
    layout = lay_out(split_records(text, separator, 2 if told else 1), wanted)
    columns = _columns(layout)
    # Spreadsheets write columns of nothing at all at the ends of a table.
    used = [place for place, column in enumerate(columns) if layout.names[place] or any(column)]
    if not any(map(any, columns)):
        raise DataError(tr("This file has no values."))
    names = _names([layout.names[place] for place in used], used)
    found = replace(
        wanted, encoding=encoding, header=layout.header, row_names=layout.row_names, width=len(layout.names)
    )
    return Table(
        {name: columns[place] for name, place in zip(names, used, strict=True)}, layout.lines, found, layout.findings
    )


def _columns(layout: TableLayout) -> list[list[str | None]]:
    return [[cell or None for cell in column] for column in zip(*layout.rows, strict=True)]


# By a rule --------------------------------------------------------------------------------------


def _by_rule(text: str, first_line: int, rule: ReadingRule, target: str) -> Table:
    """New rows, read as the table of the rule was."""
    try:
        layout = lay_out(split_records(text, rule.separator, first_line), replace(rule, first_line=0))
    except DataError:
        _check_separator(text, rule)
        raise
    names, rows = layout.names, layout.rows
    if rule.header != HEADERS[0]:
        first = [column_name(cell) for cell in rows[0]]
        if set(first) & set(rule.names):
            # What was predicted before comes back with names.
            names, layout = first, replace(layout, rows=rows[1:], lines=layout.lines[1:])
        else:
            names = _by_place(len(names), text, rule, target)
    names = _names(names, range(len(names)))
    if not set(names) & set(rule.names):
        _check_separator(text, rule)
        raise DataError(
            tr(
                "The first line of these rows has none of the column names that the network was trained on. It "
                "begins with {names}; it needs {join}{part}.",
                names=quoted(names[0]),
                join=", ".join(quoted(name) for name in rule.names[:5]),
                part=" …" if len(rule.names) > 5 else "",
            )
        )
    columns = _columns(layout) or [[] for _ in names]
    return Table(dict(zip(names, columns, strict=True)), layout.lines, rule, layout.findings)


def _by_place(width: int, text: str, rule: ReadingRule, target: str) -> list[str]:
    """The names of so many columns in a file that has none: all of the rule's, or all but the target."""
    names = [nameless(place) for place in range(rule.width)]
    if width == rule.width - 1 and target in names:
        names.remove(target)
    elif width != rule.width:
        _check_separator(text, rule)
        raise DataError(
            tr(
                "These rows have {width:,} columns, and the table that the network was trained on has {width2:,}. "
                "Neither has a line with names, so columns go by their order: include all of them, in the same order.",
                width=width,
                width2=rule.width,
            )
        )
    return names


def _check_separator(text: str, rule: ReadingRule) -> None:
    """Says so where another separator is what is wrong with a file."""
    separator = find_separator(text)
    if separator != rule.separator:
        raise DataError(
            tr(
                "These rows have a different separator, {separator}, than the table that the network was trained on, "
                "{separator2}. Numbers may be written differently too. Open the file in a spreadsheet, save it as "
                "CSV with {separator2}, and upload it again; or type the rows in.",
                separator=_shown(separator),
                separator2=_shown(rule.separator),
            )
        )


def _shown(separator: str) -> str:
    sign = SEPARATORS[separator].strip()
    return f"{tr(separator)} {quoted(sign)}" if sign else tr(separator)


def nameless(place: int) -> str:
    """What a column is called for which the file has no name, by its place from 0: the same in all languages."""
    return f"column {place + 1}"


def _names(names: Sequence[str], places: Sequence[int]) -> list[str]:
    """A name for each column, all different; a column without one is called by its place."""
    taken: set[str] = set()
    found = []
    for name, place in zip(names, places, strict=True):
        plain = column_name(name) or nameless(place)
        if place == 0 and plain.startswith("#"):
            plain = column_name(plain.lstrip("#")) or plain  # a header that is written as a comment
        unique, again = plain, 2
        while unique in taken:
            ending = f" ({again})"
            unique = plain[: MAX_NAME_LENGTH - len(ending)] + ending
            again += 1
        taken.add(unique)
        found.append(unique)
    return found


def first_lines(content: bytes, encoding: str = AUTO) -> list[str]:
    """The first lines of a file as they are, for a student to see where its table begins; none where it is no text."""
    try:
        text, _ = decode(content, encoding)
    except DataError:
        return []
    return [line[:200] for line in text.split("\n", FIRST_LINES)[:FIRST_LINES]]
