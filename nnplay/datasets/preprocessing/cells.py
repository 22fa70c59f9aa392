"""One cell of a table: whether it is missing, and the number that it says.

What stands around a number, such as $, % or kg, is for `dress`: only a whole column tells what it means.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from typing import Any

from nnplay.i18n import N_

DECIMALS = {N_("point"): ".", N_("comma"): ","}
"""The decimal sign by its name."""

MARKS = frozenset(
    ("", "?", "nan", "<na>", "\\n", "#n/a", "#na", "#value!", "#div/0!", "#ref!", "#name?", "#num!", "#null!")
    + ("#nv", "#wert!", "#bezug!", "#zahl!", "#n/d", "#valeur!", "#nom?", "#nombre!", "#nul!", "#valor!", "#valore!")
    + ("#¡valor!", "#¡ref!", "#¡div/0!", "#¿nombre?", "#¡num!", "#rif!", "#nome?", "#núm!", "#n/b", "#waarde!")
    + ("#verw!", "#deel/0!", "#n/d!", "#arg!", "#adr!", "#dziel/0!", "#nazwa?", "#liczba!", "#i/t", "#spill!", "#calc!")
)
"""What is a missing value wherever it stands, in small letters: question marks, and a spreadsheet's errors in English,
German, French, Spanish, Italian, Portuguese, Dutch, Polish and Danish."""

WORDS = frozenset(
    ("na", "n/a", "n.a.", "null", "none", "nil", "missing", "-", "--", "---", "\u2013", "\u2014", ".", "..", "...")
    + (
        ":",
        "*",
        "k.a.",
        "k. a.",
        "keine angabe",
        "n.v.",
        "s/d",
        "s.d.",
        "n/d",
        "n.d.",
        "nd",
        "not available",
        "no data",
    )
)
"""What is a missing value in most columns, in small letters; where many cells share one it is a value."""

MISSING = MARKS | WORDS

LARGEST = 1e100
"""Squares of inputs are summed up, in 64 bits."""

MAX_NAME_LENGTH = 100
"""Of a column."""

# A sign, digits that may stand in groups of three (in India of two), decimals, an exponent. No group begins with 0:
# 0,649 is no number of six hundred.
_POINT = re.compile(
    r"[+-]?(?:\d+|[1-9]\d{0,2}(?P<sign>[,' ])\d{3}(?:(?P=sign)\d{3})*|[1-9]\d?(?:,\d\d)+,\d{3})?(?:\.\d*)?"
    r"(?:[eE][+-]?\d+)?",
    re.ASCII,
)
_COMMA = re.compile(
    r"[+-]?(?:\d+|[1-9]\d{0,2}(?P<sign>[.' ])\d{3}(?:(?P=sign)\d{3})*)?(?:,\d*)?(?:[eE][+-]?\d+)?", re.ASCII
)
_NUMBERS = {"point": _POINT, "comma": _COMMA}
_PLAIN = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " "}
    # Full-width digits and signs of Chinese and Japanese, and the digits of Arabic, Persian and Hindi.
    | {"\u2019": "'", "\uff0e": ".", "\uff0c": ",", "\uff0d": "-", "\uff05": "%"}
    | {chr(zero + digit): str(digit) for zero in (0xFF10, 0x660, 0x6F0, 0x966) for digit in range(10)}
)
_GROUPS: dict[str, dict[int, Any]] = {
    "point": str.maketrans("", "", ",' "),
    "comma": str.maketrans({".": None, "'": None, " ": None, ",": "."}),
}


def is_missing(cell: str) -> bool:
    """Whether a stripped cell stands for no value."""
    return not cell or (not cell[0].isdigit() and cell.casefold() in MISSING)


def number(text: str, decimal: str) -> float | None:
    """The number that a cell says, None where it says none that a network can calculate with.

    Args:
        text: The cell, stripped.
        decimal: A name of `DECIMALS`; the other sign, a blank or an apostrophe may stand between thousands.
    """
    # Most numbers are written as Python writes them, which is ten times as fast to see.
    if decimal == "point" and text.isascii() and "_" not in text:
        with contextlib.suppress(ValueError):
            return usable(float(text))
    text = plain_signs(text)
    if not _NUMBERS[decimal].fullmatch(text) or not any(map(str.isdigit, text)):
        return None
    try:
        return usable(float(text.translate(_GROUPS[decimal])))
    except ValueError:  # no digit before the exponent
        return None


def usable(value: float) -> float | None:
    """The number, None where it is too large to calculate with, infinite or NaN."""
    return value if abs(value) < LARGEST else None


def plain_signs(text: str) -> str:
    """With the keyboard's minus, blank and apostrophe in the place of a typesetter's."""
    return text if text.isascii() else text.translate(_PLAIN)


def column_name(text: str) -> str:
    """The name of a column as it is kept and looked up: on one line, and cut where it is very long."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)  # an ä may be written as one sign or as two
    return " ".join(text.split())[:MAX_NAME_LENGTH].rstrip()
