"""What a network makes of the digits that a class drew: its confusion, and whose digits are hardest, without names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnplay.classroom.class_names import in_a_row
from nnplay.classroom.stored_drawings import ClassDrawing
from nnplay.datasets.kinds.class_drawings import PooledDrawings, pooled
from nnplay.i18n import tr
from nnplay.inspection.evaluation import confusion

DIGITS = 10

FEW = 5
"""Drawings of one writer; from fewer, whose digits are hardest says little."""


@dataclass(frozen=True)
class ReadShare:
    """How many of some drawings were read correctly.

    Args:
        number: Of the writer, from 1, or the digit.
        right, count: Drawings that were read correctly, and all.
    """

    number: int
    right: int
    count: int

    @property
    def share(self) -> float:
        """Of the drawings that were read correctly, 0..1; NaN where there are none."""
        return self.right / self.count if self.count else float("nan")


@dataclass(frozen=True, eq=False)
class ClassReading:
    """How a network reads the drawings of a class.

    Args:
        counts: int (10, 10): how often each digit (row) was read as each digit (column).
        writers: By writer, hardest first; those with fewer than `FEW` drawings stand at the end.
        digits: By digit, hardest first; digits that nobody drew are left out.
        wrong: Places of the drawings that were misread.
    """

    counts: np.ndarray
    writers: tuple[ReadShare, ...]
    digits: tuple[ReadShare, ...]
    wrong: tuple[int, ...]

    @property
    def right(self) -> int:
        """Drawings that were read correctly."""
        return int(np.trace(self.counts))

    @property
    def count(self) -> int:
        """All drawings."""
        return int(self.counts.sum())

    @property
    def accuracy(self) -> float:
        """Share that was read correctly, 0..1; NaN where there are none."""
        return self.right / self.count if self.count else float("nan")


def pool(drawings: Iterable[ClassDrawing]) -> PooledDrawings:
    """The drawings that were not taken out, in their order, with the numbers of their writers."""
    return pooled((one.digit, one.number, one.pixels) for one in drawings if not one.removed)


def judge(drawings: PooledDrawings, y_pred: np.ndarray) -> ClassReading:
    """How well the drawings were read.

    Args:
        drawings: What was drawn.
        y_pred: (n,), 0..9, what was read.
    """
    right = drawings.labels == y_pred
    return ClassReading(
        confusion(drawings.labels, y_pred, DIGITS) if len(drawings) else np.zeros((DIGITS, DIGITS), int),
        tuple(sorted(_shares(drawings.writers, right), key=lambda one: one.count < FEW)),
        _shares(drawings.labels, right),
        tuple(np.flatnonzero(~right).tolist()),
    )


def _shares(groups: np.ndarray, right: np.ndarray) -> tuple[ReadShare, ...]:
    """Hardest first; of equal ones that with more drawings, then the lower number."""
    found = [
        ReadShare(int(group), int(right[groups == group].sum()), int((groups == group).sum()))
        for group in np.unique(groups)
    ]
    return tuple(sorted(found, key=lambda one: (one.share, -one.count, one.number)))


def hardest_words(reading: ClassReading, most: int = 3) -> str:
    """Whose digits are hardest to read, in a sentence; empty where that cannot be said.

    Only writers with `FEW` drawings or more are compared, and only those that are read worse than the class.
    """
    enough = [one for one in reading.writers if one.count >= FEW]
    hard = [one for one in enough if one.share < reading.accuracy][:most]
    if len(enough) < 2 or not hard:
        return ""
    named = [
        tr("writer {number} ({right} of {count} read)", number=one.number, right=one.right, count=one.count)
        for one in hard
    ]
    return tr("Hardest to read: {listed}.", listed=in_a_row(named))


def missing_digits(drawn: Sequence[int]) -> list[int]:
    """The digits that a student has not drawn yet, in order."""
    return [digit for digit in range(DIGITS) if digit not in drawn]


def counts_by_digit(drawings: PooledDrawings) -> Mapping[int, int]:
    """How many drawings there are of each digit."""
    return dict(enumerate(np.bincount(drawings.labels, minlength=DIGITS).tolist()))
