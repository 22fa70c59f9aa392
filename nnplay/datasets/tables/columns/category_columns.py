"""Columns of texts: categories, and names of rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnplay.datasets.preprocessing.cells import number
from nnplay.datasets.preprocessing.column_format import ColumnFormat
from nnplay.datasets.tables.columns import missing_words
from nnplay.datasets.tables.columns.column_report import (
    MANY_CATEGORIES,
    MAX_CATEGORIES,
    NEARLY_EMPTY,
    ColumnChoices,
    ColumnReport,
    RawColumn,
    missing_texts,
)
from nnplay.datasets.tables.columns.identifiers import identifies
from nnplay.datasets.tables.csv_file import Table
from nnplay.datasets.tables.findings import Finding, FindingAnswer, named, quoted
from nnplay.datasets.tables.reading.header import has_number
from nnplay.i18n import N_, tr

FEW = 200
"""Cells that are looked at first: most columns of texts have no numbers."""


def of_categories(column: RawColumn, table: Table, choices: ColumnChoices) -> ColumnReport:
    """The report of a column whose cells are texts."""
    name, texts, rows = column.name, column.texts, len(column.texts)
    chosen = name in choices.categories
    counts = column.words.values | column.words.shared
    if not column.words.values and len(counts) < 2:
        nothing = ColumnFormat(name, "empty", missing=missing_texts(choices, ()))
        return ColumnReport(
            name, "empty", rows, len(counts), np.full(rows, np.nan), nothing, left_out=tr("It has no values.")
        )
    distinct, missing = len(counts), rows - sum(counts.values())
    format = ColumnFormat(name, "category", missing=missing_texts(choices, tuple(column.words.shared)))
    findings = missing_words.ask_for_words(name, column.words, rows, are_values=True)
    note = " ".join(filter(None, (_spoiled(column, counts, table), _alike(counts))))
    identified = "" if chosen else identifies(name, [text for text in texts if text in counts], None)
    if identified or distinct > MAX_CATEGORIES:
        left_out = identified or tr(
            "Texts with more than {max_categories} different values are left out.", max_categories=MAX_CATEGORIES
        )
        unknown = np.full(rows, np.nan)
        text = ColumnFormat(name, "text", missing=format.missing)
        return ColumnReport(name, "text", missing, distinct, unknown, text, note, left_out, identifier=bool(identified))
    values = tuple(sorted(counts, key=_natural))
    place = {value: float(code) for code, value in enumerate(values)}
    codes = np.array([place.get(text, np.nan) if text is not None else np.nan for text in texts], np.float64)
    left_out = ""
    if distinct == 1 and 0 < missing <= NEARLY_EMPTY * rows:
        note = tr("It is {values} or empty.", values=quoted(values[0]))
    elif distinct == 1:
        left_out = tr("It is always {values}.", values=quoted(values[0]))
    elif missing > NEARLY_EMPTY * rows:
        left_out = tr("It is nearly empty.")
    elif distinct > MANY_CATEGORIES and not chosen:
        left_out = tr("Its {distinct} different values would become {distinct} inputs.", distinct=distinct)
    if chosen:
        answers = (
            FindingAnswer(N_("Names"), adds={"categories": (name,)}),
            FindingAnswer(N_("Numbers"), removes={"categories": (name,)}),
        )
        findings.append(Finding(tr("The numbers of “{name}” are treated as names.", name=name), answers, column=name))
    return ColumnReport(
        name, "category", missing, distinct, codes, format, note, left_out, values, findings=tuple(findings)
    )


def _spoiled(column: RawColumn, counts: Mapping[str, int], table: Table) -> str:
    """Why a column with many numbers is none of numbers; empty where it has few."""
    if column.seen is not None and column.seen.trouble:
        return column.seen.trouble
    if not column.words.values or column.name in table.rule.names:
        return ""
    few = list(column.words.values)[:FEW]
    if sum(map(has_number, few)) < 0.3 * len(few):
        return ""
    others = {text for text in column.words.values if not has_number(text)}
    spoiled = sum(counts[text] for text in others)
    if not others or spoiled > 0.5 * column.present:
        return ""
    line, text = next(
        (line, text)
        for line, text in zip(table.lines, column.texts, strict=True)
        if text is not None and text in others
    )
    more = tr(", and {spoiled:,} more like it", spoiled=spoiled - 1) if spoiled > 1 else ""
    return tr(
        "Most cells are numbers, but line {line} has {text}{more}: so all are treated as text.",
        line=line,
        text=quoted(text),
        more=more,
    )


def _alike(counts: Mapping[str, int]) -> str:
    """Which values differ in capital letters alone, as a sentence; empty where none do."""
    if len(counts) > MAX_CATEGORIES:
        return ""
    written: dict[str, list[str]] = {}
    for text in counts:
        written.setdefault(text.casefold(), []).append(text)
    alike = next((texts for texts in written.values() if len(texts) > 1), [])
    return (
        tr("{alike} differ only in capital letters and count as different values.", alike=named(sorted(alike)))
        if alike
        else ""
    )


def _natural(text: str) -> tuple[bool, float, str, str]:
    """Numbers by their size, and before texts."""
    value = number(text, "point")
    return (value is None, value or 0.0, text.casefold(), text)
