"""Dates and times: read from texts, and taken apart into numbers that a network can learn from.

What comes round again, such as the month, becomes a sine and a cosine, so that December lies beside January.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nnplay.datasets.preprocessing.month_names import MONTHS, OTHER_WORDS

_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?)?"
    r"(?: ?Uhr| ?(?:Z|[A-Z]{3,4})?(?: ?[+-]\d\d?:?(?:\d\d)?)?)"
)
_THEN = rf"(?:(?:T|,? +){_TIME})?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,? +)?"
_SHORT_WEEKDAY = r"(?:[^\W\d_]{2,3}\.?,? +)?"
_MONTH = r"(?P<word>[^\W\d_]{3,12})\.?"
_OF = r"(?: (?:de|di|of)(?= ))?"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})(?P<cut>[-/.])(?P<month>\d{1,2})(?P=cut)(?P<day>\d{1,2})" + _THEN,
        _SHORT_WEEKDAY + r"(?P<first>\d{1,2})(?P<cut>[-/.])(?P<next>\d{1,2})(?P=cut)(?P<year>\d{4}|\d\d)" + _THEN,
        r"(?P<year>\d{4})[-/.M](?P<month>\d{1,2})",
        r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})",
        _WEEKDAY
        + rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?{_OF}[ /-]*{_MONTH},?{_OF}[ /-]*(?P<year>\d{{4}}|\d\d)"
        + _THEN,
        _WEEKDAY + rf"{_MONTH}[ -]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<year>\d{{4}})" + _THEN,
        _WEEKDAY + rf"{_MONTH} +(?P<day>\d{{1,2}}) +{_TIME} +(?P<year>\d{{4}})",
        rf"{_MONTH},?{_OF}[ ./-]*(?P<year>\d{{4}}|'?\d\d)",
        rf"(?P<year>\d{{4}})[ ./-]*{_MONTH}",
        r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월](?:\s?(?P<day>\d{1,2})\s?[日일])?" + _THEN,
        r"(?P<year>\d{4})[ /-]?[QT](?P<quarter>[1-4])",
        r"[QT](?P<quarter>[1-4])[ /-]?(?P<year>\d{4})",
        r"Q(?P<quarter>[1-4])[/'](?P<year>\d\d)",
        r"(?P<quarter>[1-4])\.? ?(?:Quartal|[Qq]uarter|trimestre|Q),?[ /]*(?P<year>\d{4})",
        r"(?P<year>\d{4})[ /-]*(?:KW|CW|W) ?(?P<week>\d{1,2})",
        r"(?:KW|CW|W|Week|Woche) ?(?P<week>\d{1,2})[ ,/-]+(?P<year>\d{4})",
        r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<hour>\d{1,2}) ?[hH] ?(?P<minute>\d\d)",
        _TIME,
    )
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")
_EPOCH = datetime.date(1970, 1, 1)
_MIDNIGHT = datetime.time()
DAY_FIRST, MONTH_FIRST, EITHER, CLOCK, CLEAR, POINTS, NONE = range(7)
"""What a text says of the order of day and month: of a time alone nothing, with points the day is first."""


@dataclass(frozen=True, eq=False)
class Moments:
    """Dates and times of a column.

    Args:
        values: datetime64[s] (cells,), NaT where a text is none; a time without a date is one of 1970-01-01.
        ordered: How many say by themselves that their day comes first, and how many that their month does.
        ambiguous: Place of a cell such as 03/04/2024 that can be both; -1 where there is none.
        clock: Whether they are times without a date.
        orders: int (cells,), what each says of the order: `DAY_FIRST`, `MONTH_FIRST`, `EITHER` or something else.
    """

    values: np.ndarray
    ordered: tuple[int, int]
    ambiguous: int
    clock: bool
    orders: np.ndarray


def read_dates(texts: Sequence[str | None], day_first: bool) -> Moments:
    """The moments that texts say.

    Args:
        texts: One per cell; None where there is none.
        day_first: Whether 03/04/2024 is of April rather than of March; with points the day is always first.
    """
    values = _plain_dates(texts)
    if values is not None:
        return Moments(values, (0, 0), -1, False, np.full(len(texts), CLEAR, np.int8))
    values = np.full(len(texts), "NaT", "datetime64[s]")
    known: dict[str, tuple[datetime.datetime, int] | None] = {}
    orders = np.full(len(texts), NONE, np.int8)
    ambiguous = -1
    latest = _FORMS[0]
    for place, text in enumerate(texts):
        if text is None:
            continue
        if text not in known:
            known[text] = None
            for form in (latest, *_FORMS):
                match = form.fullmatch(text)
                moment = _moment(match, day_first) if match else None
                if moment is not None:
                    known[text], latest = moment, form
                    break
        moment = known[text]
        if moment is None:
            continue
        values[place], orders[place] = moment
        if orders[place] == EITHER and ambiguous < 0:
            ambiguous = place
    counts = np.bincount(orders, minlength=7)
    ordered = int(counts[DAY_FIRST] + counts[POINTS]), int(counts[MONTH_FIRST])
    return Moments(values, ordered, ambiguous, counts[CLOCK] == counts[:NONE].sum() > 0, orders)


def _plain_dates(texts: Sequence[str | None]) -> np.ndarray | None:
    """Dates that all are as ISO 8601 writes them, which NumPy reads in a tenth of the time; None for others."""
    present = [text for text in texts if text is not None]
    if not present or not _ISO.fullmatch(present[0]) or not set(map(len, present)) <= {10, 16, 19}:
        return None
    if not set("".join(present)) <= set("0123456789-:T "):
        return None
    try:
        return np.array(["NaT" if text is None else text for text in texts], "datetime64[s]")
    except ValueError:
        return None


def is_date(text: str) -> bool:
    """Whether a text says a date or a time."""
    return any(match and _moment(match, True) for match in (form.fullmatch(text) for form in _FORMS))


def _moment(match: re.Match[str], day_first: bool) -> tuple[datetime.datetime, int] | None:
    """The moment, and what it says of the order."""
    parts = match.groupdict()
    order = CLEAR
    try:
        if "year" not in parts:
            return datetime.datetime.combine(_EPOCH, _time(parts)), CLOCK
        year = int(parts["year"].removeprefix("'"))
        if len(parts["year"]) < 4:
            year += 1900 if year >= 69 else 2000  # as POSIX has it
        if parts.get("week"):
            return datetime.datetime.combine(
                datetime.date.fromisocalendar(year, int(parts["week"]), 1), _MIDNIGHT
            ), order
        if "first" in parts:
            day, month = int(parts["first"]), int(parts["next"])
            order = DAY_FIRST if day > 12 else MONTH_FIRST if month > 12 else EITHER
            order = POINTS if parts["cut"] == "." else CLEAR if day == month else order
            if order == MONTH_FIRST or (order == EITHER and not day_first):
                day, month = month, day
        else:
            word = (parts.get("word") or "").casefold()
            if word in OTHER_WORDS and len(parts["year"]) < 4 and not parts.get("day"):
                return None
            month = MONTHS.get(word, 0) or int(parts.get("month") or 0)
            month = month or 3 * int(parts.get("quarter") or 0) - 2
            day = int(parts.get("day") or 1)
        return datetime.datetime.combine(datetime.date(year, month, day), _time(parts)), order
    except ValueError:  # the 31st of February
        return None


def _time(parts: dict[str, str | None]) -> datetime.time:
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or "").casefold()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    midnight = hour == 24 and not minute and not second
    return datetime.time(0 if midnight else hour, minute, second)


# What a network gets of them --------------------------------------------------------------------


def _year(moments: np.ndarray) -> np.ndarray:
    return moments.astype("datetime64[Y]").astype(int) + 1970


def _month(moments: np.ndarray) -> np.ndarray:
    return moments.astype("datetime64[M]").astype(int) % 12


def _day(moments: np.ndarray) -> np.ndarray:
    return (moments.astype("datetime64[D]") - moments.astype("datetime64[M]")).astype(int) + 1


def _weekday(moments: np.ndarray) -> np.ndarray:
    # 1970-01-01 was a Thursday; Monday is 0.
    return (moments.astype("datetime64[D]").astype(int) + 3) % 7


def _hour(moments: np.ndarray) -> np.ndarray:
    return (moments - moments.astype("datetime64[D]")).astype(int) / 3600


_NUMBERS: dict[str, tuple[Callable[[np.ndarray], np.ndarray], int]] = {
    "year": (_year, 0),
    "month": (_month, 12),
    "day": (_day, 0),
    "weekday": (_weekday, 7),
    "hour": (_hour, 24),
}
"""What a moment has, and after how many it comes round; 0 for never."""


def parts_of(moments: Moments) -> tuple[str, ...]:
    """What of a column's moments differs between rows, as names that `part_values` takes."""
    known = moments.values[~np.isnat(moments.values)]
    if not len(known):
        return ()
    years, months, days, weekdays, hours = (np.unique(number(known)) for number, _ in _NUMBERS.values())
    names = []
    if not moments.clock:
        names += ["year"] if len(years) > 1 else []
        names += ["month"] if len(months) > 1 else []
        names += ["day"] if len(days) > 1 and len(months) == len(years) == 1 else []
        # The first of each month falls on any weekday, and means none.
        names += ["weekday"] if len(weekdays) > 1 and len(days) > 2 else []
    names += ["hour"] if len(hours) > 1 else []
    return tuple(part for name in names for part in _spelled(name))


def _spelled(name: str) -> Iterable[str]:
    return (f"{name} (sine)", f"{name} (cosine)") if _NUMBERS[name][1] else (name,)


def is_cyclic(part: str) -> bool:
    """Whether a part is a sine or cosine."""
    return part.endswith(")")


def to_moments(seconds: np.ndarray) -> np.ndarray:
    """datetime64[s] of float64 seconds since 1970, NaT for NaN."""
    known = ~np.isnan(seconds)
    moments = np.full(seconds.shape, "NaT", "datetime64[s]")
    moments[known] = np.round(seconds[known]).astype("datetime64[s]")
    return moments


def to_seconds(moments: np.ndarray) -> np.ndarray:
    """The inverse of `to_moments`."""
    return np.where(np.isnat(moments), np.nan, moments.astype("datetime64[s]").astype(np.int64))


def part_values(seconds: np.ndarray, part: str) -> np.ndarray:
    """float64 (n,): a part of the moments at so many seconds since 1970, NaN for NaN.

    Args:
        seconds: float64 (n,).
        part: One of those that `parts_of` names. A cyclic one is `sin` or `cos` of `2π k / period`, with k from 0.
    """
    name, _, wave = part.partition(" ")
    number, period = _NUMBERS[name]
    values = np.full(len(seconds), np.nan)
    known = ~np.isnan(seconds)
    values[known] = number(to_moments(seconds[known]))
    if not period:
        return values
    angle = 2 * np.pi * values / period
    return np.sin(angle) if wave == "(sine)" else np.cos(angle)
