"""Words such as none and NA: missing values in most columns, values where many cells share them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from nnplay.datasets.preprocessing.cells import MARKS, MISSING
from nnplay.datasets.tables.findings import Finding, FindingAnswer, quoted
from nnplay.i18n import N_, tr

_MEANT = frozenset(("none", "nil", "-", "--"))
"""What says that there is nothing, rather than that nobody knows: a value already where two cells share it."""

SHARED = 0.05
"""The share of a column's cells from which on another such word is a value."""

MOST_STAND_INS = 3
LEAST_NUMBERS = 10
"""Of how many texts each may stand for a missing number, and beside how many different numbers at least."""

_TRUTHS = frozenset(("true", "false"))
"""Between these, NA is what R writes for a missing one."""

_SAYS_NOTHING = frozenset(("none", "nil"))
"""Words that may be a value among numbers too: a dose of none, 10 or 20."""

_NINES = re.compile(r"-?9{2,}(?:[.,](?:0+|9+))?|-1")
"""Numbers that programs write where they have none."""


@dataclass(frozen=True)
class Words:
    """The texts of a column parted.

    Args:
        values: How often each text is there that is a value in any column.
        shared: The same of words that are values where the column has categories.
        missing: The same of what is missing.
        stand_ins: The same of texts that are taken for missing because all others of the column are numbers.
    """

    values: dict[str, int]
    shared: dict[str, int]
    missing: dict[str, int]
    stand_ins: dict[str, int] = field(default_factory=dict)


def part_words(counts: Mapping[str, int], rows: int, as_missing: Collection[str], as_values: Collection[str]) -> Words:
    """The texts of a column, parted by whether they are values.

    Args:
        counts: How often each text is there.
        rows: Of the table.
        as_missing, as_values: Texts that were said to be the one or the other.
    """
    missing_too = {text.casefold() for text in as_missing}
    values_too = {text.casefold() for text in as_values} - missing_too
    parted = Words({}, {}, {})
    others = {text.casefold() for text in counts} - MISSING
    truths = bool(others) and others <= _TRUTHS
    for text, count in counts.items():
        folded = text.casefold()
        if folded in missing_too:
            parted.missing[text] = count
        elif folded not in MISSING or folded in values_too:
            parted.values[text] = count
        elif folded not in MARKS and not truths and (count > 1 if folded in _MEANT else count > max(2, SHARED * rows)):
            parted.shared[text] = count
        else:
            parted.missing[text] = count
    return parted


def without_stand_ins(words: Words, is_number: Callable[[str], bool], as_values: Collection[str]) -> Words | None:
    """The words of a column of numbers in which a few texts come again and again, such as "refused"; else None.

    Args:
        words: The column's.
        is_number: Whether a text is a number, perhaps with a unit.
        as_values: Texts that were said to be values.
    """
    others = {}
    for text, count in words.values.items():
        if not is_number(text):
            others[text] = count
            if len(others) > MOST_STAND_INS:
                return None
    numbers = {text: count for text, count in words.values.items() if text not in others}
    kept = {text.casefold() for text in as_values}
    if (
        not others
        or min(others.values()) < 2
        or any(text.casefold() in kept for text in others)
        or len(numbers) <= LEAST_NUMBERS
        or sum(numbers.values()) < sum(others.values())
    ):
        return None
    return replace(words, values=numbers, stand_ins=others)


def ask_for_stand_ins(name: str, words: Words, rows: int) -> list[Finding]:
    """Asks whether a text among numbers stands for a missing one."""
    now = tr("missing, because the others are numbers")
    return [
        word_finding(name, text, count, rows, now, is_value=False, doubt=True)
        for text, count in words.stand_ins.items()
    ]


def ask_for_words(name: str, words: Words, rows: int, are_values: bool) -> list[Finding]:
    """What is said of the words of a column, with the choice between the two."""
    findings = []
    for text, count in words.shared.items():
        if not are_values and text.casefold() not in _SAYS_NOTHING:
            continue
        now = tr("a value of its own") if are_values else tr("missing, because the others are numbers")
        findings.append(word_finding(name, text, count, rows, now, are_values, doubt=False))
    return findings


def word_finding(name: str, text: str, count: int, rows: int, now: str, is_value: bool, doubt: bool) -> Finding:
    """The choice whether a text is a value or stands for none."""
    return Finding(
        tr(
            "In “{name}”, {text} occurs in {count:,} of {rows:,} rows. It is treated as {now}.",
            name=name,
            text=quoted(text),
            count=count,
            rows=rows,
            now=now,
        ),
        (
            FindingAnswer(N_("A value"), adds={"value_words": (text,)}, removes={"missing_words": (text,)}),
            FindingAnswer(N_("Missing"), adds={"missing_words": (text,)}, removes={"value_words": (text,)}),
        ),
        now=0 if is_value else 1,
        doubt=doubt,
        column=name,
    )


def stand_ins(name: str, values: np.ndarray, texts: Sequence[str | None]) -> list[Finding]:
    """Asks for numbers such as -999 that stand far from all others and are there several times.

    Args:
        name: The column.
        values: float64 (rows,), NaN for what is missing.
        texts: How they are written.
    """
    known = values[~np.isnan(values)]
    findings = []
    for candidate in {float(known.min()), float(known.max())}:
        text = texts[int((values == candidate).argmax())] or ""
        if not _NINES.fullmatch(text):
            continue
        count = int((known == candidate).sum())
        others = known[known != candidate]
        if count < max(3, 0.01 * len(values)) or len(np.unique(others)) < 5:
            continue
        span = others.max() - others.min()
        far = np.abs(others - candidate).min() > span if candidate != -1 else others.min() >= 1
        if far:
            findings.append(
                word_finding(name, text, count, len(values), tr("a number, far from all others"), True, doubt=True)
            )
    return findings
