"""One cell of a table: whether it is missing, and the number that it says."""

from __future__ import annotations

import contextlib
import re

DECIMALS = {"point": ".", "comma": ","}
"""The decimal sign by its name."""
MISSING = frozenset(
    ("", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "?", "-", "--", ".", "missing", "#value!", "#div/0!")
)
"""What stands for a missing value, in small letters."""


# With a comma between the digits of thousands, which may stand in quotes between commas.
_POINT = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+)?(,\d*)?([eE][+-]?\d+)?")
_NUMBERS = {"point": _POINT, "comma": _COMMA}


def is_missing(cell: str) -> bool:
    """Whether a stripped cell stands for no value."""
    return not cell or (not cell[0].isdigit() and cell.casefold() in MISSING)


def number(text: str, decimal: str) -> float | None:
    """The number that a cell says, None where it says none that a network can calculate with.

    Args:
        text: The cell, stripped.
        decimal: A name of `DECIMALS`; the other sign may stand between thousands.
    """
    # Most numbers are written as Python writes them, which is ten times as fast to see.
    if decimal == "point" and text.isascii() and "_" not in text:
        with contextlib.suppress(ValueError):
            return _usable(float(text))
    text = text.replace("\u2212", "-").replace("\u00a0", "").replace("\u202f", "")
    if not _NUMBERS[decimal].fullmatch(text) or not any(map(str.isdigit, text)) or not text.isascii():
        return None
    plain = text.replace(",", "") if decimal == "point" else text.replace(".", "").replace(",", ".")
    try:
        return _usable(float(plain))
    except ValueError:  # no digit before the exponent
        return None


def _usable(value: float) -> float | None:
    """Inputs are 32-bit numbers, and their squares must be numbers too."""
    return value if abs(value) < 1e15 else None
