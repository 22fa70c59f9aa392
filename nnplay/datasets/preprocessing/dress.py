"""One cell that says a number in dress: money, units, bounds, brackets, shares, durations."""

from __future__ import annotations

import re
from typing import NamedTuple

from nnplay.datasets.preprocessing.cells import plain_signs

MAGNITUDES = {
    "k": 1e3,
    "K": 1e3,
    "M": 1e6,
    "Mio": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "B": 1e9,
    "bn": 1e9,
    "Mrd": 1e9,
    "billion": 1e9,
}
"""What a number may be counted in: 1.5M is 1,500,000."""

_CURRENCY = (
    r"US\$|R\$|A\$|C\$|[$€£¥₹₽₩₺₴₪₫฿¢]"
    r"|(?:USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|BRL|MXN|ZAR|RUB|TRY|KRW)(?=[ \d(-])"
    r"|Rs\.?|Fr\.|SFr\.|kr\.?"
)
_DRESSED = re.compile(
    rf"(?P<limit>[<>]=?|[≤≥~≈])?\s*(?P<bracket>\()?\s*(?P<sign>[-+])?\s*(?P<before>{_CURRENCY})?\s*(?P<sign2>[-+])?\s*"
    r"(?P<body>(?:\d|[.,]\d)(?:[\d.,']|\ (?=\d))*(?:[eE][+-]?\d+)?)"
    r"\s*(?P<after>[^\d\s.,'()<>+/:-](?:[^\d()<>]{0,14}(?<!\s))?[23]?)?\s*(?P<closing>\))?(?P<behind>-)?",
    re.ASCII,
)
_POINT_OR_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_COMMA_OR_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)


class Dressed(NamedTuple):
    """A number with what stands around it.

    Args:
        body: The number alone, with its sign.
        unit: What stands before or behind it, such as $, % or kg; may be empty.
        limit: What stands before a bound, such as <; may be empty.
    """

    body: str
    unit: str
    limit: str


def undress(text: str) -> Dressed | None:
    """A cell such as `$1,200`, `(12.00)`, `7 %` or `<1.0` taken apart; None where it has no number in it."""
    match = _DRESSED.fullmatch(plain_signs(text))
    if not match or (match["bracket"] is None) != (match["closing"] is None):
        return None
    signs = [match["sign"], match["sign2"], match["behind"], "-" if match["bracket"] else None]
    given = [sign for sign in signs if sign]
    if len(given) > 1 or (match["before"] and (match["after"] or "") not in ("", *MAGNITUDES)):
        return None
    unit = (match["before"] or "") + (match["after"] or "").rstrip(" .")
    return Dressed(("-" if given == ["-"] else "") + match["body"], unit, match["limit"] or "")


def same_unit(unit: str) -> str:
    """The unit as units are compared: rooms and Room are one, and m² and m2."""
    folded = unit.casefold().rstrip(" .").replace("²", "2").replace("³", "3")
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") else folded


def is_currency(unit: str) -> bool:
    """Whether a unit is one of money."""
    return re.fullmatch(_CURRENCY.replace(r"(?=[ \d(-])", ""), unit) is not None


def is_either(text: str) -> bool:
    """Whether a number such as 1.695 or 1,695 may have decimals or thousands."""
    return bool(_POINT_OR_THOUSANDS.fullmatch(text) or _COMMA_OR_THOUSANDS.fullmatch(text))
