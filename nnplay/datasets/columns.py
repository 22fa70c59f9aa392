"""What the columns of a table hold: numbers, categories, dates, names of rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from nnplay.datasets.csv_file import Table, number
from nnplay.errors import DataError

ColumnType = Literal["number", "category", "date", "text", "empty"]

MAX_CATEGORIES = 30
"""Different values of a column that becomes one input for each of them."""

ODD_SHARE = 0.1
"""A column of numbers may have this share of cells that are none; they count as missing."""

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
        numbers: float64 (rows,), NaN for what is missing; for numbers alone.
        texts: The cells, None for what is missing.
        values: The different values of a category, in order.
    """

    name: str
    type: ColumnType
    missing: int
    distinct: int
    note: str
    suggested: bool
    texts: Sequence[str | None]
    numbers: np.ndarray | None = None
    values: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether it can be an input."""
        return self.type in ("number", "category")

    @property
    def codes(self) -> np.ndarray:
        """Numbers as they are, categories by their place among `values`: float64 (rows,), NaN for what is missing."""
        if self.numbers is not None:
            return self.numbers
        place = {value: float(code) for code, value in enumerate(self.values)}
        return np.array([np.nan if text is None else place[text] for text in self.texts], np.float64)


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
    plain = ColumnReport(name, "empty", len(texts) - len(present), len(different), "It has no values.", False, texts)
    if not present:
        return plain
    meant = {text: number(text, table.reading.decimal) for text in different}
    odd = {text for text, value in meant.items() if value is None}
    if not as_category:
        if _mostly(present, lambda text: _DATE.fullmatch(text) is not None):
            return replace(plain, type="date", note="Dates and times are left out.")
        odd_cells = sum(text in odd for text in present)
        if not odd or (odd_cells <= ODD_SHARE * len(present) and len(set(meant.values()) - {None}) > FEW_NUMBERS):
            return _numbers(plain, meant, odd, table)
    return _categories(plain, present)


def _numbers(plain: ColumnReport, meant: dict[str, float | None], odd: set[str], table: Table) -> ColumnReport:
    values = np.array([np.nan if text is None else meant[text] for text in plain.texts], np.float64)
    known = values[~np.isnan(values)]
    distinct = len(np.unique(known))
    column = replace(
        plain, type="number", numbers=values, missing=int(np.isnan(values).sum()), distinct=distinct, suggested=True
    )
    note = ""
    if odd:
        row = next(row for row, text in enumerate(plain.texts) if text in odd)
        cells = sum(text in odd for text in plain.texts)
        others = f", as in {cells - 1:,} other cells" if cells > 1 else ""
        note = f"Line {table.lines[row]}: “{_short(plain.texts[row])}” is no number; it counts as missing{others}."
    if distinct == 1:
        return replace(column, note=f"{note} It is always {known[0]:g}.".strip(), suggested=False)
    if _counts_rows(plain.name, known, len(plain.texts)):
        return replace(column, note=f"{note} It seems to number the rows.".strip(), suggested=False)
    return replace(column, note=note)


def _counts_rows(name: str, values: np.ndarray, rows: int) -> bool:
    """Whether the values are whole, all different, and stand in a row or under the name of a number."""
    if len(values) < max(rows, 3) or (values != np.round(values)).any() or len(np.unique(values)) < rows:
        return False
    return bool((np.diff(values) == 1).all()) or _ID_NAME.search(name) is not None


def _categories(plain: ColumnReport, present: list[str]) -> ColumnReport:
    distinct = plain.distinct
    if distinct == 1:
        return replace(
            plain,
            type="category",
            note=f"It is always “{_short(present[0])}”.",
            values=(present[0],),
        )
    if distinct == len(present) and distinct > 5:
        return replace(plain, type="text", note="No value comes twice: it seems to name the rows, and is left out.")
    if distinct > MAX_CATEGORIES:
        return replace(plain, type="text", note=f"Texts are left out that have more than {MAX_CATEGORIES} values.")
    return replace(plain, type="category", note="", suggested=True, values=tuple(sorted(set(present), key=_natural)))


def _natural(text: str) -> tuple[bool, float, str, str]:
    """Numbers by their size, and before texts."""
    value = number(text, "point")
    return (value is None, value or 0.0, text.casefold(), text)


def _mostly(texts: Sequence[str], fits: object) -> bool:
    assert callable(fits)
    return sum(bool(fits(text)) for text in texts) >= (1 - ODD_SHARE) * len(texts)


def _short(text: str | None) -> str:
    return (text or "")[:30]
