"""Dates that a file writes as numbers: seconds since 1970, days as spreadsheets count them, 202403."""

from __future__ import annotations

import numpy as np

from nnplay.datasets.preprocessing.dates import to_seconds
from nnplay.i18n import N_

DAY = 24 * 60 * 60
FIRST_DAY = 25569
"""1970-01-01 as spreadsheets count days."""

_TIMES = frozenset(
    ("timestamp", "time", "datetime", "date", "unix", "epoch", "ts", "utc", "created", "updated", "zeit", "zeitstempel")
    + ("datum", "uhrzeit", "fecha", "hora", "heure", "horodatage", "ora", "tijd")
)
_DATES = frozenset(("date", "datum", "fecha", "tag", "dato", "datetime", "data", "dates"))
_MONTHS = frozenset(
    (
        "month",
        "monat",
        "yyyymm",
        "ym",
        "period",
        "periode",
        "yearmonth",
        "date",
        "datum",
        "mois",
        "mes",
        "mese",
        "jahrmonat",
    )
)
COUNTED = {
    "seconds": N_("seconds since 1970"),
    "milliseconds": N_("milliseconds since 1970"),
    "days": N_("days as spreadsheets count them, from 1900"),
    "months": N_("years and months"),
}
"""What a number may count, by name."""


def counted_as(words: frozenset[str] | set[str], values: np.ndarray) -> str:
    """What the numbers of a column count that are dates, a name of `COUNTED`; empty where they are none.

    Args:
        words: Of the column's name, in small letters.
        values: float64 (rows,), NaN for what is missing.
    """
    known = values[~np.isnan(values)]
    if len(known) < 3 or known.min() == known.max():
        return ""
    low, high = known.min(), known.max()
    if words & _TIMES and low > 6e8 and high < 4e9:
        return "seconds"
    if words & _TIMES and low > 6e11 and high < 4e12:
        return "milliseconds"
    whole = bool((known == np.round(known)).all())
    if words & _MONTHS and whole and low >= 190001 and high <= 210012 and np.isin(known % 100, range(1, 13)).all():
        return "months"
    # Of 1954 to 2064.
    return "days" if words & _DATES and low >= 20_000 and high <= 60_000 else ""


def count_seconds(values: np.ndarray, counted: str) -> np.ndarray:
    """float64 seconds since 1970 of such numbers, NaN for what is missing or no date."""
    if counted == "seconds":
        return np.round(values)
    if counted == "milliseconds":
        return np.floor(values / 1000)
    if counted == "days":
        return np.round((values - FIRST_DAY) * DAY)
    month = values % 100
    known = (month >= 1) & (month <= 12) & (values == np.round(values)) & (values >= 100) & (values < 1_000_000)
    months = np.full(values.shape, "NaT", "datetime64[M]")
    months[known] = (12 * (values[known] // 100 - 1970) + month[known] - 1).astype(int).astype("datetime64[M]")
    return to_seconds(months.astype("datetime64[s]"))
