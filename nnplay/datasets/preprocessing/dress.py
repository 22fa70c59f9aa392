"""One cell that says a number in dress: money, units, bounds, brackets, shares of a full mark, durations."""

from __future__ import annotations

import re
from typing import NamedTuple

from nnplay.datasets.preprocessing.cells import plain_signs

MAGNITUDES = {
    "k": 1e3,
    "K": 1e3,
    "Tsd": 1e3,
    "tys": 1e3,
    "万": 1e4,
    "Lac": 1e5,
    "Lakh": 1e5,
    "M": 1e6,
    "Mio": 1e6,
    "mln": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "Cr": 1e7,
    "Crore": 1e7,
    "亿": 1e8,
    "億": 1e8,
    "B": 1e9,
    "bn": 1e9,
    "Mrd": 1e9,
    "mld": 1e9,
    "billion": 1e9,
}
"""What a number may be counted in: 1.5M is 1,500,000."""

_CODES = (
    "USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|BRL|MXN|ZAR|RUB|TRY|KRW|SGD|HKD|TWD|MYR|IDR"
    "|THB|PHP|VND|ILS|AED|SAR|EGP|NGN|KES|PKR|BDT|LKR|CLP|COP|ARS|PEN|UAH|BGN|ISK|RSD|MAD|TND|KZT"
)
_CURRENCY = (
    r"(?:US|R|A|C|HK|NT|S|NZ|MX|AU|CA)\$|[$€£¥₹₽₩₺₴₪₫฿¢₱₦₵₡₲₸₾]"
    rf"|(?:{_CODES})(?=[ \d(-])|(?:RM|Rp\.?|Tk\.?)(?=[ \d])"
    r"|Rs\.?|Fr\.|SFr\.|kr\.?"
)
_MONEY = re.compile(re.sub(r"\(\?=[^)]*\)", "", _CURRENCY))
_LOCAL = frozenset(("zł", "kč", "ft", "円", "元", "원", "лв", "руб", "грн", "lei"))
"""Money that is only written behind its number."""

_DRESSED = re.compile(
    rf"(?P<limit>[<>]=?|[≤≥~≈]|(?:ca|circa|approx)\.?(?=[ \d]))?\s*(?P<bracket>\()?\s*(?P<sign>[-+])?\s*"
    rf"(?P<before>{_CURRENCY})?\s*(?P<inner>\()?\s*(?P<sign2>[-+])?\s*"
    r"(?P<body>(?:\d|[.,]\d)(?:[\d.,']|\ (?=\d))*(?:[eE][+-]?\d+)?)"
    r"(?P<range>\s*(?:±|\+/-|\+-)\s*\d[\d.,]*)?"
    r"\s*(?P<after>[^\d\s.,'()<>+/:±-](?:[^\d()<>]{0,14}(?<!\s))?[23]?"
    r"|/ ?\d{1,4}|(?:out of|von|sur|de|of) \d{1,4}(?: \w+)?)?"
    r"\s*(?P<closing>\))?(?P<behind>[-+])?",
    re.ASCII,
)
_NO_CENTS = re.compile(r"(?<=\d)([.,])-{1,2}(?=$|[^\d-])")
_LIST_SIGN = re.compile(r"'(?=[-+.,]?\d)")
_FEET = re.compile(r"(\d)(?:'|′| ?ft\.?| feet) ?(\d|1[01])(?:\"|''|″|”| ?in\.?| inches)?", re.ASCII)
_HOURS = re.compile(r"(\d{1,3}) ?(?:h|hrs?|hours?|Std\.?) ?(\d{1,2}) ?(?:m|mins?|minutes|Min\.?)", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d\d)(?:[.,]\d+)?", re.ASCII)
_POINT_OR_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_COMMA_OR_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)

DURATION = "h:m:s"
"""The unit of durations with colons, which are counted in the last of their parts."""


class Dressed(NamedTuple):
    """A number with what stands around it.

    Args:
        body: The number alone, with its sign.
        unit: What stands before or behind it, such as $, % or kg; may be empty.
        limit: What stands before a bound, such as <, a + behind it, or ± where a tolerance follows; may be empty.
    """

    body: str
    unit: str
    limit: str


def undress(text: str) -> Dressed | None:
    """A cell such as `$1,200`, `(12.00)`, `7 %`, `<1.0`, `4/5` or `1h 20min` taken apart; None where it has no number.

    Heights such as 5'11" become inches, and durations in hours and minutes become minutes.
    """
    plain = plain_signs(text)
    two = _FEET.fullmatch(plain)
    if two:
        return Dressed(str(12 * int(two[1]) + int(two[2])), "in", "")
    two = _HOURS.fullmatch(plain)
    if two:
        return Dressed(str(60 * int(two[1]) + int(two[2])), "min", "")
    match = _DRESSED.fullmatch(_NO_CENTS.sub(r"\g<1>0", _LIST_SIGN.sub("", plain) if plain[:1] == "'" else plain))
    if not match:
        return None
    opened = [match["bracket"], match["inner"]].count("(")
    if opened != (match["closing"] is not None):
        return None
    signs = [match["sign"], match["sign2"], "-" if match["behind"] == "-" else None, "-" if opened else None]
    given = [sign for sign in signs if sign]
    after = (match["after"] or "").rstrip(" .")
    if len(given) > 1 or (match["before"] and after not in ("", *MAGNITUDES)):
        return None
    if match["before"] or not after:
        unit = (match["before"] or "") + after
    else:
        first, _, rest = after.partition(" ")
        magnitude = first.rstrip(".")
        # 1.2 Mio. € is written as €1.2Mio is.
        unit = rest + magnitude if magnitude in MAGNITUDES and is_currency(rest) else after
    limit = match["limit"] or ("±" if match["range"] else "+" if match["behind"] == "+" else "")
    return Dressed(("-" if given == ["-"] else "") + match["body"], unit, limit)


def duration(text: str) -> Dressed | None:
    """A duration such as 25:30 or 1:02:33, counted in the last of its parts; None for anything else.

    Whether it is one, rather than a time of the day, only a whole column tells.
    """
    match = _CLOCK.fullmatch(text)
    if not match or int(match[3]) > 59 or (match[1] and int(match[2]) > 59):
        return None
    return Dressed(str(3600 * int(match[1] or 0) + 60 * int(match[2]) + int(match[3])), DURATION, "")


def same_unit(unit: str) -> str:
    """The unit as units are compared: rooms and Room are one, Jahr and Jahre, and m² and m2."""
    folded = unit.casefold().rstrip(" .").replace("²", "2").replace("³", "3")
    for ending, least in (("es", 5), ("en", 5), ("e", 4), ("s", 3)):
        if len(folded) >= least and folded.endswith(ending):
            return folded[: -len(ending)]
    return folded


def magnitude_of(unit: str) -> str:
    """What a unit counts in, one of `MAGNITUDES`, alone or beside money; empty for none: 16 GB are no billions of G."""
    longest = max((name for name in MAGNITUDES if unit.endswith(name)), key=len, default="")
    rest = unit.removesuffix(longest).strip()
    return longest if not rest or is_currency(rest) else ""


def is_currency(unit: str) -> bool:
    """Whether a unit is one of money."""
    return unit.casefold().rstrip(".") in _LOCAL or _MONEY.fullmatch(unit) is not None


def is_either(text: str) -> bool:
    """Whether a number such as 1.695 or 1,695 may have decimals or thousands."""
    return bool(_POINT_OR_THOUSANDS.fullmatch(text) or _COMMA_OR_THOUSANDS.fullmatch(text))
