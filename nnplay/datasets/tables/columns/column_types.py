"""What the columns of a table hold: numbers, categories, dates, names of rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from nnplay.datasets.preprocessing.cells import MISSING
from nnplay.datasets.preprocessing.counted_dates import counted_as
from nnplay.datasets.preprocessing.dress import DURATION
from nnplay.datasets.preprocessing.reading_rule import AUTO, ReadingRule
from nnplay.datasets.tables.columns.category_columns import of_categories
from nnplay.datasets.tables.columns.column_report import (
    MAX_CATEGORIES,
    NEARLY_EMPTY,
    ODD_SHARE,
    ColumnChoices,
    ColumnReport,
    RawColumn,
)
from nnplay.datasets.tables.columns.date_columns import (
    ask_for_counted,
    counted_moments,
    find_dates,
    looks_like_dates,
    of_dates,
)
from nnplay.datasets.tables.columns.identifiers import words_of
from nnplay.datasets.tables.columns.missing_words import part_words, without_stand_ins
from nnplay.datasets.tables.columns.number_columns import of_numbers
from nnplay.datasets.tables.columns.number_formats import ask_for_thousands
from nnplay.datasets.tables.columns.number_look import Evidence, NumberLook, look, quick_numbers
from nnplay.datasets.tables.csv_file import Table
from nnplay.datasets.tables.findings import Finding
from nnplay.datasets.tables.reading.header import has_number
from nnplay.errors import DataError
from nnplay.i18n import tr

_SCORES = frozenset(("score", "result", "ergebnis", "resultat", "endstand", "halbzeit", "halftime", "resultado"))
"""Of a match, such as 28:26, and no duration."""

_USUAL = frozenset(spelled for word in MISSING for spelled in (word, word.upper(), word.capitalize(), "NaN", "#N/A"))


@dataclass(frozen=True, eq=False)
class TableReport:
    """What is known of a table.

    Args:
        rule: How it was read, and how its cells are meant; new rows are read by it.
        columns: What each column holds.
        findings: What is to be said or asked of its lines and its columns.
    """

    rule: ReadingRule
    columns: tuple[ColumnReport, ...]
    findings: tuple[Finding, ...]


def report(table: Table, choices: ColumnChoices | None = None) -> TableReport:
    """How the cells of a table are meant, and what each column holds.

    Raises:
        DataError: If one of the columns that are to be categories has too many different values for that.
    """
    choices = choices or ColumnChoices()
    columns = [_first_look(name, texts, choices) for name, texts in table.columns.items()]
    everywhere = Evidence()
    for column in columns:
        if column.seen is not None and column.name not in choices.categories:
            everywhere.point += column.seen.evidence.point
            everywhere.comma += column.seen.evidence.comma
    found = tuple(_settle(column, table, choices, everywhere) for column in columns)
    decimal = table.rule.decimal
    if decimal == AUTO:
        decimal = "comma" if everywhere.comma > everywhere.point else "point"
    findings = [*table.findings, *ask_for_thousands([one.either for one in found if one.either])]
    for one in found:
        findings += one.findings
    rule = replace(table.rule, decimal=decimal, columns=tuple(column.format for column in found))
    return TableReport(rule, found, tuple(findings))


def _first_look(name: str, texts: list[str | None], choices: ColumnChoices) -> RawColumn:
    """A column by its own cells alone."""
    as_category = name in choices.categories
    if not as_category and not choices.missing_words and not choices.value_words:
        quick = _plain_numbers(name, texts)
        if quick is not None and quick.read is not None:
            quick.counted = counted_as(set(words_of(name)), quick.read[0])
            if quick.counted and name not in choices.decimals:
                quick.moments = counted_moments(quick.read[0], quick.counted)
            return quick
    counts = Counter(text for text in texts if text is not None)
    words = part_words(counts, len(texts), choices.missing_words, choices.value_words)
    column = RawColumn(name, texts, words)
    if as_category or not words.values:
        return column
    column.moments = find_dates(column, choices)
    if column.moments is None:
        column.seen = look(words.values)
        if column.seen.unit == DURATION and _SCORES & set(words_of(name)):
            column.seen = NumberLook(Evidence(), 0.0)
        if column.seen.share < 1 - ODD_SHARE:
            _try_without_stand_ins(column, choices)
    return column


def _try_without_stand_ins(column: RawColumn, choices: ColumnChoices) -> None:
    """Takes a column for numbers where it is one but for a few texts that come again and again."""
    words = without_stand_ins(column.words, has_number, choices.value_words)
    if words is None:
        return
    seen = look(words.values)
    if seen.share >= 1 - ODD_SHARE:
        column.words, column.seen = words, seen


def _plain_numbers(name: str, texts: list[str | None]) -> RawColumn | None:
    """A column whose cells are plain numbers or the usual words for none; None for all others."""
    present = [text for text in texts if text is not None and text not in _USUAL]
    found = quick_numbers(present)
    if found is None or looks_like_dates(present):
        return None
    seen, read = found
    values = np.full(len(texts), np.nan)
    words: Counter[str] = Counter()
    if len(present) == len(texts):
        values = read
    else:
        values[[place for place, text in enumerate(texts) if text is not None and text not in _USUAL]] = read
        words = Counter(text for text in texts if text in _USUAL)
    column = RawColumn(name, texts, part_words(words, len(texts), (), ()), seen)
    column.read = (values, "comma" if seen.evidence.comma or seen.evidence.either[","] else "point")
    return column


def _settle(column: RawColumn, table: Table, choices: ColumnChoices, everywhere: Evidence) -> ColumnReport:
    if column.moments is not None:
        return of_dates(column, column.moments, choices)
    if column.seen is not None:
        made = of_numbers(column, column.seen, table, choices, everywhere)
        if made is not None and made.distinct == 1 and 0 < made.missing <= NEARLY_EMPTY * len(column.texts):
            # A tick or nothing: as a number it would always be the same.
            counts = Counter(text for text in column.texts if text is not None)
            column.words = part_words(counts, len(column.texts), choices.missing_words, choices.value_words)
        elif made is not None:
            found = ask_for_counted(column, is_date=False)
            return replace(made, findings=(*made.findings, *found))
    made = of_categories(column, table, choices)
    if column.name in choices.categories and made.type == "text":
        raise DataError(
            tr(
                "The column “{name}” has {distinct:,} different values; as a category, it can have at most "
                "{max_categories}.",
                name=column.name,
                distinct=made.distinct,
                max_categories=MAX_CATEGORIES,
            )
        )
    return made
