"""Whether the first record of a table names its columns."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from nnplay.datasets.preprocessing.cells import DECIMALS, MARKS, is_missing, number
from nnplay.datasets.preprocessing.dates import is_date
from nnplay.datasets.preprocessing.dress import undress

SAMPLE = 200
"""Records that are looked at."""

_YEARS = range(1500, 2101)


def is_number(cell: str) -> bool:
    """Whether a cell is a number with either decimal sign."""
    return any(number(cell, decimal) is not None for decimal in DECIMALS)


def has_number(cell: str) -> bool:
    """Whether a cell is a number, perhaps with a unit."""
    return is_number(cell) or undress(cell) is not None


def find_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> tuple[bool, bool]:
    """Whether a record names the columns of those that follow, and whether that is sure.

    Names are no numbers, and stand over numbers or over texts that are others; but years and a count may be names too.
    """
    named = [cell for cell in first if cell]
    # The names may come again further down.
    rows = [row for row in rest[:SAMPLE] if list(row) != list(first)]
    if not rows or not named:
        return False, True
    marked = any(cell.casefold() in MARKS for cell in named)
    over_numbers = same = repeated = other = 0
    few = False
    for place, cell in enumerate(first):
        if not cell:
            continue
        below = [row[place] for row in rows if row[place] and not is_missing(row[place])]
        of_numbers = _mostly([has_number(one) for one in below])
        of_dates = _mostly([is_date(one) for one in below])
        if is_number(cell):
            same += of_numbers
        elif of_dates and is_date(cell):
            same += 1
        elif of_numbers or of_dates:
            over_numbers += not is_missing(cell)
        elif cell in below:
            repeated += 1
        else:
            other += 1
            few |= len(set(below)) <= len(below) / 2
    if marked and (same or not over_numbers):
        return False, True
    if not same:
        if over_numbers:
            return True, True
        return (False, True) if repeated else (True, few)
    sequence, certain = _is_sequence(first, rows)
    if sequence:
        return True, certain or bool(over_numbers)
    if other and same == 1 and _is_year_alone(first, rows):
        return True, False
    if _stands_out(first, rows):
        return True, len(first) > 4
    growing = _grows([float(number(cell, "point") or 0) for cell in first if is_number(cell)])
    if over_numbers and not repeated:
        return growing, False
    return False, not (growing and other and same > 2)


def _mostly(flags: Sequence[bool]) -> bool:
    return bool(flags) and sum(flags) >= 0.9 * len(flags)


def _grows(numbers: Sequence[float]) -> bool:
    return len(numbers) > 1 and all(left < right for left, right in itertools.pairwise(numbers))


def _is_year_alone(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the only number of a record is a year, and far from all below it."""
    place = next(place for place, cell in enumerate(first) if is_number(cell))
    return number(first[place], "point") in _YEARS and _is_far(first[place], [row[place] for row in rows])


def _is_far(cell: str, others: Sequence[str]) -> bool:
    """Whether a number lies farther from all others than they lie from each other."""
    below = [value for text in others if (value := number(text, "point")) is not None]
    own = number(cell, "point") or 0.0
    return bool(below) and min(abs(value - own) for value in below) > max(below) - min(below)


def _stands_out(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the numbers of a record grow, as wavelengths do, and each lies far from all below it."""
    places = [place for place, cell in enumerate(first) if is_number(cell)]
    if len(places) < 3 or not _grows([float(number(first[place], "point") or 0) for place in places]):
        return False
    return all(_is_far(first[place], [row[place] for row in rows]) for place in places)


def _is_sequence(first: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[bool, bool]:
    """Whether the numbers of a record are years or a count that the columns do not go on with; and whether surely."""
    places = [place for place, cell in enumerate(first) if is_number(cell)]
    numbers = [number(first[place], "point") for place in places]
    if len(numbers) < 2 or any(value is None or value != int(value) for value in numbers):
        return False, False
    whole = [int(value or 0) for value in numbers]
    steps = {right - left for left, right in itertools.pairwise(whole)}
    if len(steps) > 1 or 0 in steps:
        return False, False
    below = [number(row[place], "point") for row in rows for place in places]
    known = [value for value in below if value is not None]
    if all(value in _YEARS for value in whole):
        years = [value in _YEARS for value in known]
        return not (years and all(years)), len(whole) > 2 or not any(years)
    if whole[0] in (0, 1) and steps == {1}:
        differ = any(value != int(value) for value in known)
        return differ or len(whole) > 4, len(whole) > 4 or (differ and (len(whole) > 2 or not first[0]))
    return False, False
