"""Tables as files that a spreadsheet opens, in the writing of the file that was brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nnplay.datasets.preprocessing.cells import DECIMALS
from nnplay.datasets.preprocessing.dress import undress
from nnplay.datasets.preprocessing.reading_rule import AUTO, ReadingRule
from nnplay.datasets.tables.reading.records import SEPARATORS

if TYPE_CHECKING:
    import pandas as pd

_BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(table: pd.DataFrame, rule: ReadingRule | None = None) -> bytes:
    """A table as a file in UTF-8, with the mark by which Excel knows it.

    Texts that a spreadsheet would take for formulas begin with an apostrophe, as it writes them itself: a cell
    `=HYPERLINK(…)` from somebody's file must not run on another computer (OWASP, CSV Injection).

    Args:
        table: Without its index.
        rule: Its separator and its decimal sign are kept; comma and point where it is None.
    """
    separator = SEPARATORS.get(rule.separator if rule else "comma", ",")
    separator = separator if separator.strip() else "\t"
    decimal = DECIMALS.get(rule.decimal if rule and rule.decimal != AUTO else "point", ".")
    safe = table.rename(columns=_harmless).map(_harmless)
    text = safe.to_csv(index=False, sep=separator, decimal="." if decimal == separator else decimal)
    return text.encode("utf-8-sig")


def _harmless(cell: Any) -> Any:
    if isinstance(cell, str) and cell.startswith(_BEGIN_FORMULAS) and undress(cell) is None:
        return f"'{cell}"
    return cell
