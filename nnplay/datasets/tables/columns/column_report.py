"""What is known of one column of a table, and what a student says of columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.datasets.preprocessing.cells import MISSING
from nnplay.datasets.preprocessing.column_format import ColumnFormat, ColumnType
from nnplay.datasets.preprocessing.dates import Moments
from nnplay.datasets.tables.columns.missing_words import Words
from nnplay.datasets.tables.columns.number_formats import Either
from nnplay.datasets.tables.columns.number_look import NumberLook
from nnplay.datasets.tables.findings import Finding
from nnplay.i18n import N_

MAX_CATEGORIES = 50
"""Different values of a column that becomes one input for each of them."""

MANY_CATEGORIES = 30
"""A column with more is an input only where that is chosen."""

ODD_SHARE = 0.1
"""A column of numbers or dates may have this share of cells that are none; they count as missing."""

NEARLY_EMPTY = 0.9
"""The share of missing values from which on a column is no input by itself."""


DATE_ORDERS = (N_("day first"), N_("month first"))


@dataclass(frozen=True)
class ColumnChoices:
    """What a student says of columns; names of columns but for the words.

    Args:
        categories: Columns whose numbers are names, such as postal codes.
        thousands, decimals: Columns in which the sign of 1.695 stands between thousands, or before decimals.
        missing_words, value_words: Texts that stand for missing values in any column, or that are values.
        date_order: One of `DATE_ORDERS`, or "auto".
    """

    categories: tuple[str, ...] = ()
    thousands: tuple[str, ...] = ()
    decimals: tuple[str, ...] = ()
    missing_words: tuple[str, ...] = ()
    value_words: tuple[str, ...] = ()
    date_order: str = "auto"


@dataclass(frozen=True, eq=False)
class ColumnReport:
    """What is known of one column.

    Args:
        name: Its name.
        type: What its cells are; numbers, categories and dates can be inputs, the first two the target.
        missing: How many cells have no value.
        distinct: How many different values there are.
        note: What a student should know of it, as whole sentences; may be empty.
        left_out: Why it is no input where nothing else is said, as a sentence; empty where it is one.
        codes: float64 (rows,), NaN for what is missing: numbers as they are, categories by their place among
            `values`, dates as seconds since 1970, else NaN alone.
        format: How its texts are meant.
        values: The different values of a category, in order.
        parts: Of dates, the parts that differ between rows.
        findings: What can be chosen of it.
        identifier: Whether it seems to say which row it is.
        either: Of numbers, whether they have decimals or thousands, where that is not clear by itself.
    """

    name: str
    type: ColumnType
    missing: int
    distinct: int
    codes: np.ndarray
    format: ColumnFormat
    note: str = ""
    left_out: str = ""
    values: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    identifier: bool = False
    either: Either | None = None

    @property
    def suggested(self) -> bool:
        """Whether it is an input where nothing else is said."""
        return self.is_usable and not self.left_out

    @property
    def is_usable(self) -> bool:
        """Whether it can be an input."""
        return self.type in ("number", "category", "date")


@dataclass(eq=False)
class RawColumn:
    """A column while it is looked at.

    Args:
        name: The column.
        texts: Its cells; None where there is nothing.
        words: The texts parted by whether they are values.
        seen: What its numbers look like, if they are any.
        read: Its numbers, float64 (rows,), where all of its cells are plain ones, with the decimal sign by which they
            were read.
        moments: Its dates, if it has any.
        day_first: Whether 03/04/2024 is of April.
        counted: What its numbers count where they may be dates; a name of `COUNTED`.
    """

    name: str
    texts: list[str | None]
    words: Words
    seen: NumberLook | None = None
    read: tuple[np.ndarray, str] | None = None
    moments: Moments | None = None
    day_first: bool = False
    counted: str = ""

    @property
    def present(self) -> int:
        """How many cells have a value in any column."""
        if self.read is not None:
            return int((~np.isnan(self.read[0])).sum())
        return sum(self.words.values.values())


def missing_texts(choices: ColumnChoices, values: tuple[str, ...]) -> tuple[str, ...]:
    """What stands for a missing value, but for what are values of a column."""
    more = {word.casefold() for word in choices.missing_words}
    kept = {word.casefold() for word in (*choices.value_words, *values)} - more
    return tuple(sorted((MISSING | more) - kept))
