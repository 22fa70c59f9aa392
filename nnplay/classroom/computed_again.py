"""A doubtful result, trained once more from its experiment, beside what was handed in."""

from __future__ import annotations

from dataclasses import dataclass

from nnplay.classroom.handing_in import rounded
from nnplay.classroom.result import Result, metric_words
from nnplay.i18n import tr
from nnplay.training.history import History
from nnplay.training.words import show_metric

NEAR = 1e-5
"""Relative difference of metrics that another processor may make."""


@dataclass(frozen=True)
class ComputedAgain:
    """What came of it.

    Args:
        agrees: Whether it confirms the result.
        sentence: The same, in words.
    """

    agrees: bool
    sentence: str


def compare_again(result: Result, history: History, weights: str) -> ComputedAgain:
    """Compares a result with a new training of its experiment.

    Args:
        result: That was handed in.
        history: Of the new training, finished.
        weights: Digest of its weights.
    """
    again = {name: rounded(value) for name, value in history.test_metrics.items()}
    shared = [name for name in result.metrics if name in again]
    if weights == result.weights and all(_near(result.metrics[name], again[name]) for name in shared):
        return ComputedAgain(True, tr("Confirmed: trained again, it has the same weights and the same result."))
    if shared and all(_near(result.metrics[name], again[name]) for name in shared):
        return ComputedAgain(
            True,
            tr(
                "Confirmed: trained again, it has the same result. The weights differ in their last digits, as they do "
                "between different computers."
            ),
        )
    shown = "; ".join(
        tr(
            "{metric} {first} handed in, {again} computed again",
            metric=metric_words(name),
            first=show_metric(name, result.metrics[name]),
            again=show_metric(name, again[name]),
        )
        for name in shared
    )
    if not shown:
        return ComputedAgain(False, tr("Not confirmed: trained again, it has no result to compare."))
    return ComputedAgain(False, tr("Not confirmed: {shown}.", shown=shown))


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= NEAR * max(abs(one), abs(other), 1e-9)
