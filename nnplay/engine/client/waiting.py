"""About how long a training waits in the queue."""

from __future__ import annotations

import heapq
import statistics
from collections.abc import Iterable, Sequence

from nnplay.training.history import History

Known = tuple[float, History]
"""The seconds that a training is expected to take on a core, by `execution.expected_seconds`, and its history."""


def seconds_until_start(ahead: int, known: Iterable[Known], places: int) -> float:
    """The wall time until a waiting training has a core, roughly.

    What runs takes as long as it says itself. What waits takes as long as expected, by the pace at which this machine
    trains the others: the median of measured against expected time of those that have told theirs.

    Args:
        ahead: Trainings that start before it.
        known: All trainings that are live, in any order.
        places: Trainings that run at once.
    """
    all_known = list(known)
    busy = [(expected, one) for expected, one in all_known if one.stage in ("running", "testing")]
    pace = _pace(busy)
    free = [one.seconds_left if one.seconds_per_epoch else pace * expected for expected, one in busy]
    free = sorted(free)[-places:] if len(free) > places else [*free, *[0.0] * (places - len(free))]
    heapq.heapify(free)
    before = sorted(
        ((one.ahead, expected) for expected, one in all_known if one.stage == "queued" and one.ahead < ahead),
    )
    for _, expected in before:
        heapq.heapreplace(free, free[0] + pace * expected)
    return free[0]


def _pace(running: Sequence[Known]) -> float:
    """Measured against expected time; 1 where nothing is measured."""
    ratios = [
        one.planned_epochs * one.seconds_per_epoch / expected
        for expected, one in running
        if one.seconds_per_epoch and expected > 0
    ]
    return statistics.median(ratios) if ratios else 1.0
