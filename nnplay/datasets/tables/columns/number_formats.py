"""How the numbers of a column are written: decimal sign, thousands, units. Decided by all of its cells together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nnplay.datasets.preprocessing.cells import DECIMALS, LARGEST, number, usable
from nnplay.datasets.preprocessing.column_format import (
    MAGNITUDES,
    ColumnFormat,
    is_currency,
    is_either,
    same_unit,
    undress,
)
from nnplay.datasets.tables.findings import Answer, Finding, named, quoted

MOST_LOOKED_AT = 20_000
"""Different cells of a column with units that are taken apart, evenly spread."""

FEW = 500
"""Cells that are looked at first: a column of texts is seen by them."""


@dataclass
class Evidence:
    """What the cells of a column say of its decimal sign, by how many.

    Args:
        point, comma: Cells that are numbers with that decimal sign alone.
        either: Cells such as 1.695, by their sign.
        grouped: Cells that are numbers with one decimal sign and have the other between thousands, by the former.
        short, long: Whole numbers without any sign, of up to three digits and of more.
        example: A cell with which either can be meant.
    """

    point: int = 0
    comma: int = 0
    either: dict[str, int] = field(default_factory=lambda: {".": 0, ",": 0})
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
    if sum(any(map(str.isdigit, text[:40])) and undress(text) is not None for text in few) < 0.5 * len(few):
        return NumberLook(evidence, 0.0)
    quick, slow = _quick(counts, evidence)
    if not slow:
        return NumberLook(evidence, quick / total)
    sample = {text: slow[text] for text in list(slow)[:: max(1, len(slow) // MOST_LOOKED_AT)]}
    apart = {text: found for text in sample if (found := undress(text)) is not None}
    units: Counter[str] = Counter()
    for text, found in apart.items():
        units[found.unit] += sample[text]
    units[""] += quick
    unit, bare, magnitudes = _unit(units)
    limits = fit = 0
    for text, found in apart.items():
        letters = _letters(found.unit) if magnitudes else ""
        own = found.unit.removesuffix(letters)
        if same_unit(own) == same_unit(unit) or (bare and not own):
            known = evidence.add(found.body, sample[text])
            fit += sample[text] * known
            limits += sample[text] * (known and bool(found.limit))
    slow_share = fit / sum(sample.values())
    share = (quick * (bare or not unit) + slow_share * sum(slow.values())) / total
    different = [name for name, count in units.most_common() if name and count > 0.1 * total]
    trouble = ""
    if share < 0.9 and len(different) > 1:
        shown = " and ".join(quoted(name) for name in different[:3])
        trouble = f"Its numbers have different units, such as {shown}, and cannot be compared."
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
            evidence.example = evidence.example or text
        else:
            evidence.point += count
    return fit, slow


def _letters(unit: str) -> str:
    return max((name for name in MAGNITUDES if unit.endswith(name)), key=len, default="")


def _unit(units: Counter[str]) -> tuple[str, bool, bool]:
    """The unit of a column, whether numbers without it are meant with it, and whether letters count thousands."""
    named = {unit: count for unit, count in units.items() if unit and count}
    if not named:
        return "", True, False
    rests = {unit.removesuffix(_letters(unit)) for unit in named}
    kinds = {_letters(unit) for unit in units if units[unit]}
    if len(rests) == 1 and kinds != {""} and (rests != {""} or len(kinds) > 1):
        return rests.pop(), True, True
    same: Counter[str] = Counter()
    for unit, count in named.items():
        same[same_unit(unit)] += count
    most, count = same.most_common(1)[0]
    if count <= units[""]:
        return "", True, False
    shown = max((unit for unit in named if same_unit(unit) == most), key=lambda unit: named[unit])
    return shown, most != "%", False


# The decimal sign -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Either:
    """A column whose numbers have decimals or thousands.

    Args:
        column: Its name.
        example: One of its cells.
        decimal: The sign that was taken for decimal.
        why: Why, as the end of a sentence.
        doubt: Whether it could well be otherwise.
    """

    column: str
    example: str
    decimal: str
    why: str
    doubt: bool


def number_format(
    name: str,
    seen: NumberLook,
    others: Evidence,
    separator: str,
    decimal: str,
    thousands: Collection[str],
    decimals: Collection[str],
) -> tuple[ColumnFormat, Either | None]:
    """How the numbers of a column are written, and what is to be asked or said of it.

    Args:
        name: The column.
        seen: What is seen of it.
        others: What all columns together say.
        separator: A name of `SEPARATORS`.
        decimal: A name of `DECIMALS` that holds for the file, or "auto".
        thousands, decimals: Columns in which a single sign was said to stand between thousands, or before decimals.
    """
    own = seen.evidence
    sign, either = "", None
    if decimal in DECIMALS:
        sign = decimal
    elif own.point or own.comma:
        sign = "comma" if own.comma > own.point else "point"
    elif any(own.either.values()):
        either = _either(name, seen, others, separator, thousands, decimals)
        sign = either.decimal
    elif others.point or others.comma:
        sign = "comma" if others.comma > others.point else "point"
    other = "," if sign == "point" else "."
    grouped = bool(sign) and own.either[other] + own.grouped[sign] > 0
    made = ColumnFormat(
        name,
        "number",
        decimal=sign,
        grouped=grouped,
        unit=seen.unit,
        bare=seen.bare,
        magnitudes=seen.magnitudes,
        limits=seen.limits,
    )
    return made, either if either and either.why else None


def _either(
    name: str,
    seen: NumberLook,
    others: Evidence,
    separator: str,
    thousands: Collection[str],
    decimals: Collection[str],
) -> Either:
    """The decimal sign of a column whose cells have decimals or thousands, and why it is that one."""
    own = seen.evidence
    mark = "." if own.either["."] >= own.either[","] else ","
    as_decimal, as_thousands = ("point", "comma") if mark == "." else ("comma", "point")
    known = "comma" if others.comma > others.point else "point" if others.point > others.comma else ""
    if name in thousands:
        return Either(name, own.example, as_thousands, "as you chose", doubt=False)
    if name in decimals:
        return Either(name, own.example, as_decimal, "as you chose", doubt=False)
    if is_currency(seen.unit) and not own.long:
        # No money has three decimals.
        return Either(name, own.example, as_thousands, "", doubt=False)
    if own.long and known in ("", as_decimal):
        # Who writes 1.695 for a thousand does not write 1234 beside it.
        return Either(name, own.example, as_decimal, "", doubt=False)
    if known:
        return Either(name, own.example, known, f"because other columns have a decimal {known}", doubt=own.long > 0)
    if own.short:
        why = "because the other numbers there have no more than three digits"
        return Either(name, own.example, as_thousands, why, doubt=True)
    usual = {"comma": "point", "semicolon": "comma"}.get(separator, "point")
    return Either(name, own.example, usual, "as is usual in such files", doubt=True)


def ask_for_thousands(found: Sequence[Either]) -> list[Finding]:
    """What is to be asked or said of columns with decimals or thousands; those that are alike together."""
    alike: dict[tuple[str, str, str, bool], list[Either]] = {}
    for one in found:
        alike.setdefault(("." if "." in one.example else ",", one.decimal, one.why, one.doubt), []).append(one)
    findings = []
    for (mark, sign, why, doubt), columns in alike.items():
        names = tuple(one.column for one in columns)
        example = columns[0].example
        whole, decimal = example.replace(mark, ""), example.replace(mark, ".")
        grouped = sign != ("point" if mark == "." else "comma")
        findings.append(
            Finding(
                f"In {named(names)}, {quoted(example)} can be {whole} or {decimal}. It is read as "
                f"{whole if grouped else decimal}, {why}.",
                (
                    Answer(whole, adds={"thousands": names}, removes={"decimals": names}),
                    Answer(decimal, adds={"decimals": names}, removes={"thousands": names}),
                ),
                now=0 if grouped else 1,
                doubt=doubt,
                column=names[0],
            )
        )
    return findings
