"""What the columns of a table hold: numbers, categories, dates, names of rows."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from nnplay.datasets.preprocessing.cells import number
from nnplay.datasets.tables.csv_file import Table
from nnplay.errors import DataError

ColumnType = Literal["number", "category", "date", "text", "empty"]

MAX_CATEGORIES = 30
"""Different values of a column that becomes one input for each of them."""

ODD_SHARE = 0.1
"""A column of numbers may have this share of cells that are none; they count as missing."""

SAMPLE = 200
"""Cells that are looked at first: most columns are no dates."""

FEW_NUMBERS = 10
"""A column must have more different numbers than that for its other cells to count as missing."""

_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}([ T].*)?|\d{1,2}[./-]\d{1,2}[./-](\d{4}|\d{2})([ T].*)?|\d{4}/\d{1,2}/\d{1,2}([ T].*)?"
    r"|\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?"
)
_ID_NAME = re.compile(r"(^|[^a-z])(id|no|nr|num|number|index|idx|key|uid|row|unnamed)([^a-z]|$)", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class ColumnReport:
    """What is known of one column.

    Args:
        name: Its name.
        type: What its cells are; only numbers and categories can be inputs or the target.
        missing: How many cells have no value.
        distinct: How many different values there are.
        note: What a student should know of it, as whole sentences; may be empty.
        suggested: Whether it is an input where nothing else is said.
        codes: float64 (rows,), NaN for what is missing: numbers as they are, categories by their place among
            `values`, else NaN alone.
        values: The different values of a category, in order.
    """

    name: str
    type: ColumnType
    missing: int
    distinct: int
    note: str
    suggested: bool
    codes: np.ndarray
    values: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether it can be an input."""
        return self.type in ("number", "category")


def report(table: Table, categories: Collection[str] = ()) -> list[ColumnReport]:
    """What each column of a table holds.

    Args:
        table: The table.
        categories: Columns whose numbers are names, such as postal codes.

    Raises:
        DataError: If one of `categories` has too many different values for that.
    """
    found = []
    for name in table.cells.columns:
        column = _column(name, table.cells[name].tolist(), table, name in categories)
        if name in categories and column.type == "text":
            raise DataError(
                f"The column “{name}” has {column.distinct:,} different values; as a category it may have at most "
                f"{MAX_CATEGORIES}."
            )
        found.append(column)
    return found


def _column(name: str, texts: list[str | None], table: Table, as_category: bool) -> ColumnReport:
    present = [text for text in texts if text is not None]
    different = dict.fromkeys(present)
    unknown = np.full(len(texts), np.nan)
    plain = ColumnReport(name, "empty", len(texts) - len(present), len(different), "It has no values.", False, unknown)
    if not present:
        return plain
    if not as_category:
        if _are_dates(present[:SAMPLE]) and _are_dates(present):
            return replace(plain, type="date", note="Dates and times are left out.")
        meant = {text: number(text, table.reading.decimal) for text in different}
        odd = sum(meant[text] is None for text in present)
        if not odd or (odd <= ODD_SHARE * len(present) and len(set(meant.values()) - {None}) > FEW_NUMBERS):
            return _numbers(plain, texts, meant, table)
    return _categories(plain, texts, as_category)


def _are_dates(texts: list[str]) -> bool:
    return sum(_DATE.fullmatch(text) is not None for text in texts) >= (1 - ODD_SHARE) * len(texts)


def _numbers(
    plain: ColumnReport, texts: list[str | None], meant: dict[str, float | None], table: Table
) -> ColumnReport:
    values = np.array([np.nan if text is None else meant[text] for text in texts], np.float64)
    known = values[~np.isnan(values)]
    distinct = len(np.unique(known))
    column = replace(
        plain, type="number", codes=values, missing=len(values) - len(known), distinct=distinct, suggested=True
    )
    odd = [row for row, text in enumerate(texts) if text is not None and meant[text] is None]
    note = ""
    if odd:
        more = f", like {len(odd) - 1:,} more" if len(odd) > 1 else ""
        note = f"Line {table.lines[odd[0]]}: “{_short(texts[odd[0]])}” is no number; it counts as missing{more}."
    if distinct == 1:
        return replace(column, note=f"{note} It is always {known[0]:g}.".strip(), suggested=False)
    if _counts_rows(plain.name, known, len(texts)):
        return replace(column, note=f"{note} It seems to number the rows.".strip(), suggested=False)
    return replace(column, note=note)


def _counts_rows(name: str, values: np.ndarray, rows: int) -> bool:
    """Whether the values are whole, all different, and stand in a row or under the name of a number."""
    if len(values) < max(rows, 3) or (values != np.round(values)).any() or len(np.unique(values)) < rows:
        return False
    return bool((np.diff(values) == 1).all()) or _ID_NAME.search(name) is not None


def _categories(plain: ColumnReport, texts: list[str | None], chosen: bool) -> ColumnReport:
    distinct = plain.distinct
    if distinct > 5 and distinct == len(texts) - plain.missing and not chosen:
        return replace(plain, type="text", note="No value comes twice: it seems to name the rows, and is left out.")
    if distinct > MAX_CATEGORIES:
        return replace(plain, type="text", note=f"Texts with more than {MAX_CATEGORIES} different values are left out.")
    values = tuple(sorted({text for text in texts if text is not None}, key=_natural))
    place = {value: float(code) for code, value in enumerate(values)}
    codes = np.array([np.nan if text is None else place[text] for text in texts], np.float64)
    column = replace(plain, type="category", note="", suggested=True, codes=codes, values=values)
    if distinct == 1:
        return replace(column, note=f"It is always “{_short(values[0])}”.", suggested=False)
    return column


def _natural(text: str) -> tuple[bool, float, str, str]:
    """Numbers by their size, and before texts."""
    value = number(text, "point")
    return (value is None, value or 0.0, text.casefold(), text)


def _short(text: str | None) -> str:
    return (text or "")[:30]
