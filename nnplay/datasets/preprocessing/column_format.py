"""How the texts of one column are meant, found on a whole table and kept beside the run for new rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnplay.datasets.preprocessing.cells import DECIMALS, MISSING, number, usable
from nnplay.datasets.preprocessing.counted_dates import COUNTED, count_seconds
from nnplay.datasets.preprocessing.dates import DAY_FIRST, EITHER, MONTH_FIRST, is_date, read_dates, to_seconds
from nnplay.datasets.preprocessing.dress import (
    DURATION,
    MAGNITUDES,
    duration,
    is_either,
    magnitude_of,
    same_unit,
    undress,
)
from nnplay.i18n import tr

ColumnType = Literal["number", "category", "date", "text", "empty"]

MOST_ODD = 100


@dataclass(frozen=True)
class ColumnFormat:
    """How the texts of a column are meant.

    Args:
        name: The column.
        type: What its cells are.
        decimal: A name of `DECIMALS`; empty where no cell of the file shows it, or some cells have the one and some the
            other: then what is a number by either of them is read, and 1.695 is none.
        grouped: Whether the other sign stands between thousands in some cells.
        unit: What stands beside its numbers, such as kg; empty for nothing.
        bare: Whether numbers without that unit are taken for such with it.
        magnitudes: Whether letters say what numbers are counted in; see `MAGNITUDES`.
        limits: Whether cells such as <1.0 are taken for the number that they name.
        odd: Cells of the training's table that are no numbers or dates, and count as missing; at most `MOST_ODD`.
        day_first: Of dates, whether 03/04/2024 is of April.
        order: Of dates, whether the training's "told" that, so that no date is taken the other way, or left it
            "unknown", so that 03/04/2024 is none; empty where some had the day first and some the month.
        counted: Of dates that are numbers, how they count: a name of `COUNTED`; empty for texts.
        missing: What stands for a missing value, in small letters.
    """

    name: str
    type: ColumnType = "number"
    decimal: str = ""
    grouped: bool = False
    unit: str = ""
    bare: bool = True
    magnitudes: bool = False
    limits: bool = False
    odd: tuple[str, ...] = ()
    day_first: bool = False
    order: str = ""
    counted: str = ""
    missing: tuple[str, ...] = tuple(sorted(MISSING))

    def is_missing(self, text: str) -> bool:
        """Whether a stripped cell stands for no value."""
        return not text or text.casefold() in self.missing

    def numbers(self, texts: Sequence[str | None]) -> tuple[np.ndarray, list[int]]:
        """What the cells of a column say.

        Args:
            texts: Stripped; None for nothing.

        Returns:
            float64 (cells,), NaN for what is missing or no number, and the places of the cells that are no numbers.
            Of dates, seconds since 1970.
        """
        if self.type == "date":
            present = [None if text is None or self.is_missing(text) else text for text in texts]
            values = self._seconds(present)
            return values, [place for place, text in enumerate(present) if text is not None and np.isnan(values[place])]
        found = np.full(len(texts), np.nan)
        odd = []
        known: dict[str, float | None] = {}
        # A number such as -999 may be among what stands for a missing value.
        numbers = {word for word in self.missing if any(map(str.isdigit, word))}
        quick = self.decimal and not (self.unit or self.magnitudes or self.limits)
        for place, text in enumerate(texts):
            if text is None:
                continue
            value = self._quick(text) if quick and text not in numbers else None
            if value is None:
                if text not in known:
                    known[text] = self.number(text)
                value = known[text]
            if value is None:
                odd.append(place)
            else:
                found[place] = value
        return found, odd

    def _seconds(self, texts: list[str | None]) -> np.ndarray:
        """Dates as seconds since 1970, NaN for what is none or could be two."""
        if self.counted:
            numbers = [np.nan if text is None else number(text, "point") for text in texts]
            return count_seconds(np.array(numbers, np.float64), self.counted)
        moments = read_dates(texts, self.day_first)
        values = to_seconds(moments.values)
        if self.order == "told":
            values[moments.orders == (MONTH_FIRST if self.day_first else DAY_FIRST)] = np.nan
        elif self.order == "unknown":
            values[moments.orders == EITHER] = np.nan
        return values

    def _quick(self, text: str) -> float | None:
        """A number as Python writes it, which most are; None for all others."""
        if self.decimal == "comma":
            if "." in text:
                return None
            text = text.replace(",", ".")
        if "_" in text or not text.isascii():
            return None
        try:
            return usable(float(text))
        except ValueError:
            return None

    def number(self, text: str) -> float | None:
        """The number that one cell says, NaN where it says that there is none, None where it is something else."""
        if self.is_missing(text):
            return np.nan
        body, factor = text, 1.0
        if not self.unit and not self.magnitudes and not self.limits:
            plain = self._body(body)
            if plain is not None:
                return plain
        dressed = duration(text) if self.unit == DURATION else undress(text)
        if dressed is None or (dressed.limit and not self.limits):
            return None
        body, unit = dressed.body, dressed.unit
        if self.magnitudes:
            letters = magnitude_of(unit)
            factor, unit = MAGNITUDES.get(letters, 1.0), unit.removesuffix(letters).strip()
        if same_unit(unit) != same_unit(self.unit) and (unit or not self.bare):
            return None
        value = self._body(body)
        return None if value is None else value * factor

    def _body(self, text: str) -> float | None:
        """A number without anything around it, None where it is none or could mean two."""
        if not self.decimal:
            if is_either(text):
                return None
            value = number(text, "point")
            return number(text, "comma") if value is None else value
        value = number(text, self.decimal)
        other = "," if self.decimal == "point" else "."
        return None if other in text and not self.grouped else value

    def excuses(self, text: str) -> bool:
        """Whether a cell that is no number by this format counts as missing, as such cells of the training did."""
        if text in self.odd:
            return True
        if self.type == "date":
            return bool(self.odd) and not is_date(text)
        # A number that is written in another way is not missing: to say so would be to hide it.
        dressed = undress(text)
        return bool(self.odd) and not (dressed and any(number(dressed.body, name) is not None for name in DECIMALS))

    def trouble(self, text: str) -> str:
        """Why a cell that is no number by this format is none, as the end of a sentence that begins with the cell."""
        if self.counted:
            return tr(
                "is not a number that counts {counted}, as in the training data", counted=tr(COUNTED[self.counted])
            )
        if self.type == "date" and is_date(text):
            if self.order == "unknown":
                return tr(
                    "may have the day or the month first, and no date in the training data shows which. Write "
                    "2024-12-31"
                )
            if self.day_first:
                return tr("does not have the day first, as the dates in the training data do")
            return tr("does not have the month first, as the dates in the training data do")
        if self.unit == DURATION:
            return tr("is not a duration such as 25:30 or 1:02:33")
        dressed = undress(text)
        if dressed is None:
            return tr("is not a date") if self.type == "date" else tr("is not a number")
        if dressed.unit and same_unit(dressed.unit) != same_unit(self.unit) and not self.magnitudes:
            here = tr("have “{unit}”", unit=self.unit) if self.unit else tr("have no unit")
            return tr(
                "has the unit “{unit}”, and the numbers in the training data {here}", unit=dressed.unit, here=here
            )
        if not dressed.unit and self.unit and not self.bare:
            return tr("has no unit, and the numbers in the training data have “{unit}”", unit=self.unit)
        if not self.decimal and is_either(dressed.body):
            return tr(
                "may have decimals or thousands, and the numbers in the training data have neither. Write it without a "
                "thousands separator"
            )
        if dressed.limit and number(dressed.body, self.decimal or "point") is not None:
            return tr("is a bound such as <5, and the training data have none")
        if self.decimal and not is_either(dressed.body) and number(dressed.body, self.decimal) is not None:
            return tr("has a thousands separator, and the numbers in the training data have none")
        others = [name for name in DECIMALS if name != self.decimal and number(dressed.body, name) is not None]
        if self.decimal and others:
            return _other_decimal(self.decimal, unclear=is_either(dressed.body))
        return tr("is not a number")


def _other_decimal(decimal: str, unclear: bool) -> str:
    """As `ColumnFormat.trouble`, of a number that has, or may have, another decimal sign than those of the training."""
    if unclear and decimal == "point":
        return tr("may have decimals or thousands. The training data have a decimal point and no thousands separator")
    if unclear:
        return tr("may have decimals or thousands. The training data have a decimal comma and no thousands separator")
    if decimal == "point":
        return tr("is written with a decimal comma, and the numbers in the training data with a decimal point")
    return tr("is written with a decimal point, and the numbers in the training data with a decimal comma")
