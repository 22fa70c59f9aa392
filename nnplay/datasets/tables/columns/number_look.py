"""What is seen of the numbers of a column: signs, units, bounds. Counted over all of its cells together."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nnplay.datasets.preprocessing.cells import DECIMALS, LARGEST, number, usable
from nnplay.datasets.preprocessing.dress import (
    DURATION,
    duration,
    is_either,
    magnitude_of,
    same_unit,
    undress,
)
from nnplay.datasets.tables.findings import quoted
from nnplay.i18n import joined, tr

MOST_LOOKED_AT = 20_000
"""Different cells of a column with units that are taken apart, evenly spread."""

FEW = 500
"""Cells that are looked at first: a column of texts is seen by them."""


FEW_BOUNDS = 10
"""A column that has nearly only bounds, and no more of them, has classes."""


@dataclass
class Evidence:
    """What the cells of a column say of its decimal sign, by how many.

    Args:
        point, comma: Cells that are numbers with that decimal sign alone.
        either: Cells such as 1.695, by their sign.
        round: Those of them that end in 000.
        grouped: Cells that are numbers with one decimal sign and have the other between thousands, by the former.
        short, long: Whole numbers without any sign, of up to three digits and of more.
        example: A cell with which either can be meant.
    """

    point: int = 0
    comma: int = 0
    either: dict[str, int] = field(default_factory=lambda: {".": 0, ",": 0})
    round: int = 0
    grouped: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DECIMALS, 0))
    short: int = 0
    long: int = 0
    example: str = ""

    def add(self, body: str, count: int) -> bool:
        """Counts the cells with this number; False where it is none."""
        if body.isdigit() and body.isascii():
            self.short += count * (len(body) < 4)
            self.long += count * (len(body) > 3)
            return True
        if is_either(body):
            self.either["." if "." in body else ","] += count
            self.round += count * body.endswith("000")
            self.example = self.example or body
            return True
        point, comma = (number(body, name) is not None for name in DECIMALS)
        if point != comma:
            self.point += count * point
            self.comma += count * comma
            both = "." in body and "," in body
            self.grouped["point" if point else "comma"] += count * (both or body.count(".") > 1 or body.count(",") > 1)
        return point or comma


@dataclass(frozen=True)
class NumberLook:
    """What is seen of a column's numbers before other columns are looked at.

    Args:
        evidence: Of the decimal sign.
        unit, bare, magnitudes, limits: As in `ColumnFormat`.
        share: The share of the cells that are numbers with this unit.
        trouble: Why others are not, as a sentence; may be empty.
    """

    evidence: Evidence
    share: float
    unit: str = ""
    bare: bool = True
    magnitudes: bool = False
    limits: bool = False
    trouble: str = ""


def quick_numbers(texts: Sequence[str]) -> tuple[NumberLook, np.ndarray] | None:
    """What is seen of a column whose cells are all numbers without anything around them, and the numbers.

    They are read with the decimal sign that they have, which is a point where both are possible. Most columns of
    numbers are like that, and seen in a tenth of the time of `look`; None for all others.
    """
    joined = "\n".join(texts)
    if "_" in joined or not joined.isascii() or not texts:
        return None
    comma = "," in joined
    if comma and "." in joined:
        return None
    plain = joined.replace(",", ".").split("\n") if comma else texts
    try:
        values = np.fromiter(map(float, plain), np.float64, len(plain))
    except ValueError:
        return None
    if not (np.abs(values) < LARGEST).all():  # NaN is none either
        return None
    evidence = Evidence()
    if comma or "." in joined:
        sign = "," if comma else "."
        sure = next((text for text in texts if sign in text and not is_either(text)), None)
        if sure is not None:
            evidence.add(sure, len(texts))
        else:
            for text in texts:
                evidence.add(text, 1)
    return NumberLook(evidence, 1.0), values


def look(counts: Mapping[str, int]) -> NumberLook:
    """What is seen of a column.

    Args:
        counts: How often each text is there, without those that stand for missing values.
    """
    evidence = Evidence()
    total = sum(counts.values())
    texts = list(counts)
    few = texts[:: max(1, len(texts) // FEW)]
    take_apart = undress
    if sum(any(map(str.isdigit, text[:40])) and undress(text) is not None for text in few) < 0.5 * len(few):
        if sum(duration(text) is not None for text in few) < 0.5 * len(few):
            return NumberLook(evidence, 0.0)
        take_apart = duration
    quick, slow = _quick(counts, evidence)
    if not slow:
        return NumberLook(evidence, quick / total)
    sample = {text: slow[text] for text in list(slow)[:: max(1, len(slow) // MOST_LOOKED_AT)]}
    apart = {text: found for text in sample if (found := take_apart(text)) is not None}
    units: Counter[str] = Counter()
    for text, found in apart.items():
        units[found.unit] += sample[text]
    units[""] += quick
    unit, bare, magnitudes = _unit(units)
    limits = fit = 0
    bounds = set()
    for text, found in apart.items():
        letters = magnitude_of(found.unit) if magnitudes else ""
        own = found.unit.removesuffix(letters)
        if same_unit(own) == same_unit(unit) or (bare and not own):
            known = evidence.add(found.body, sample[text])
            fit += sample[text] * known
            if known and found.limit:
                limits += sample[text]
                bounds.add(found.body)
    slow_share = fit / sum(sample.values())
    share = (quick * (bare or not unit) + slow_share * sum(slow.values())) / total
    if limits / sum(sample.values()) * sum(slow.values()) > 0.7 * total and len(bounds) <= FEW_BOUNDS:
        share = 0.0  # <=50K and >50K are two classes rather than one number
    different = [name for name, count in units.most_common() if 0 < len(name) < 9 and count > 0.1 * total]
    trouble = ""
    if share < 0.9 and len(different) > 1 and not magnitudes:
        shown = functools.reduce(lambda left, right: joined([left, right]), map(quoted, different[:3]))
        trouble = tr("Its numbers have different units, such as {shown}, and cannot be compared.", shown=shown)
    return NumberLook(evidence, share, unit, bare, magnitudes, limits > 0, trouble)


def _quick(counts: Mapping[str, int], evidence: Evidence) -> tuple[int, dict[str, int]]:
    """How many cells are numbers as Python writes them, and the other texts; counts the former as evidence."""
    slow = {}
    fit = 0
    for text, count in counts.items():
        try:
            value = None if "_" in text or "," in text else usable(float(text))
        except ValueError:
            value = None
        if value is None or not text.isascii():
            slow[text] = count
            continue
        fit += count
        if "." not in text:
            digits = len(text.lstrip("+-"))
            evidence.short += count * (digits < 4)
            evidence.long += count * (digits > 3)
        elif is_either(text):
            evidence.either["."] += count
            evidence.round += count * text.endswith("000")
            evidence.example = evidence.example or text
        else:
            evidence.point += count
    return fit, slow


def _unit(units: Counter[str]) -> tuple[str, bool, bool]:
    """The unit of a column, whether numbers without it are meant with it, and whether letters count thousands."""
    named = {unit: count for unit, count in units.items() if unit and count}
    if not named:
        return "", True, False
    rests = {unit.removesuffix(magnitude_of(unit)) for unit in named}
    kinds = {magnitude_of(unit) for unit in units if units[unit]}
    if len(rests) == 1 and kinds != {""} and (rests != {""} or len(kinds) > 1):
        return rests.pop(), True, True
    same: Counter[str] = Counter()
    for unit, count in named.items():
        same[same_unit(unit)] += count
    most, count = same.most_common(1)[0]
    if count <= units[""]:
        return "", True, False
    shown = max((unit for unit in named if same_unit(unit) == most), key=lambda unit: named[unit])
    return shown, not most.startswith(("%", "‰", "/", DURATION)), False
