"""Whether the rows of a table follow each other in time, and by which columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnplay.datasets.preprocessing.dates import to_seconds
from nnplay.datasets.preprocessing.month_names import MONTHS
from nnplay.datasets.tables.columns.column_report import ColumnReport
from nnplay.datasets.tables.columns.identifiers import names_years, words_of
from nnplay.i18n import joined

DAY = 24 * 60 * 60

IN_TIME = 0.9
"""The share of different moments that rows have which follow each other in time."""

MANY_MOMENTS = 20
"""With so many different ones, rows that are sorted by them are a log, of which several may be of the same moment."""

MOST_UNKNOWN = 0.1
"""The share of rows that may lack their date; they have that of the row before."""

_PARTS = {
    "year": frozenset(("year", "yr", "jahr", "año", "année", "annee", "anno", "ano", "jaar", "rok")),
    "month": frozenset(("month", "mon", "mo", "monat", "mes", "mois", "mese", "mês", "maand", "mm")),
    "day": frozenset(("day", "dy", "tag", "día", "dia", "jour", "giorno", "dag", "dd")),
    "hour": frozenset(("hour", "hr", "stunde", "hora", "heure", "ora", "uur", "hh")),
    "minute": frozenset(("minute", "min", "minuto", "mi")),
}
_BOUNDS = {"year": (1500, 2100), "month": (1, 12), "day": (1, 31), "hour": (0, 24), "minute": (0, 59)}


@dataclass(frozen=True, eq=False)
class TimeOrder:
    """How the rows of a table stand in time.

    Args:
        series: The column by which they follow each other; empty where they do not.
        log: The column by which they are sorted, several for each moment; empty where they are not.
        times: float64 (rows,), when each was, or its place in the file where no column tells it.
    """

    series: str
    log: str
    times: np.ndarray


def time_order(columns: Sequence[ColumnReport], rows: int) -> TimeOrder:
    """How the rows of a table stand in time.

    Args:
        columns: All but the target.
        rows: How many there are.
    """
    dates = [column for column in columns if column.type == "date"]
    clocks = [column for column in dates if np.nanmax(np.abs(column.codes)) < DAY]
    days = [column for column in dates if column not in clocks]
    years = [column for column in columns if column.type == "number" and names_years(column.name, _known(column.codes))]
    candidates = [(column.name, _filled(column.codes)) for column in days]
    if len(days) == len(clocks) == 1:
        name = joined([days[0].name, clocks[0].name])
        candidates.insert(0, (name, _filled(days[0].codes) + _filled(clocks[0].codes)))
    hours = [column for column in columns if _is_named(column, "hour") and _part(column, "hour") is not None]
    if len(days) == len(hours) == 1 and not (_known(days[0].codes) % DAY).any():
        name = joined([days[0].name, hours[0].name])
        candidates.insert(0, (name, _filled(days[0].codes) + 3600 * hours[0].codes))
    together = _together(columns)
    candidates += [together] if together else []
    candidates += [(column.name, column.codes) for column in years]
    whole = [(name, codes) for name, codes in candidates if not np.isnan(codes).any()]
    ordered = [(name, codes) for name, codes in whole if _is_ordered(codes)]
    for name, codes in ordered:
        if len(np.unique(codes)) >= IN_TIME * rows:
            return TimeOrder(name, "", codes)
    for name, codes in ordered:
        if len(np.unique(codes)) >= MANY_MOMENTS:
            return TimeOrder("", name, codes)
    return TimeOrder("", "", whole[0][1] if whole else np.arange(rows, dtype=np.float64))


def _is_ordered(codes: np.ndarray) -> bool:
    steps = np.diff(codes)
    return bool((steps >= 0).all() or (steps <= 0).all())


def _together(columns: Sequence[ColumnReport]) -> tuple[str, np.ndarray] | None:
    """Year, month, day, hour and minute, where each has a column of its own: their names, and seconds since 1970."""
    found: dict[str, tuple[str, np.ndarray]] = {}
    for part in _PARTS:
        for column in columns:
            values = _part(column, part) if _is_named(column, part) else None
            if part not in found and values is not None:
                found[part] = column.name, values
    parts = [part for part in _PARTS if part in found]
    if len(parts) < 2 or parts != list(_PARTS)[: len(parts)]:
        return None
    zeros = np.zeros_like(found["year"][1])
    year, month, day, hour, minute = (found[part][1] if part in found else zeros for part in _PARTS)
    months = (12 * (year - 1970) + month - 1).astype(int).astype("datetime64[M]")
    seconds = to_seconds(months.astype("datetime64[s]")) + DAY * (day - ("day" in found)) + 3600 * hour + 60 * minute
    return joined([found[part][0] for part in parts]), seconds


def _is_named(column: ColumnReport, part: str) -> bool:
    words = words_of(column.name)
    return len(words) == 1 and words[0] in _PARTS[part]


def _part(column: ColumnReport, part: str) -> np.ndarray | None:
    """The numbers of a column of years, months, …; None where it has none."""
    values = column.codes
    if column.type == "category" and part == "month":
        numbers = [MONTHS.get(value.casefold().rstrip("."), 0) for value in column.values]
        if not all(numbers) or np.isnan(values).any():
            return None
        values = np.array(numbers, np.float64)[values.astype(int)]
    elif column.type != "number" or np.isnan(values).any() or (values != np.round(values)).any():
        return None
    low, high = _BOUNDS[part]
    return values if low <= values.min() and values.max() <= high else None


def _filled(codes: np.ndarray) -> np.ndarray:
    """Moments, with that of the row before where a few are missing."""
    missing = np.isnan(codes)
    if not missing.any() or missing.mean() > MOST_UNKNOWN or missing[0]:
        return codes
    return codes[np.maximum.accumulate(np.where(missing, 0, np.arange(len(codes))))]


def _known(codes: np.ndarray) -> np.ndarray:
    return codes[~np.isnan(codes)]
