"""The trainings that wait for a core, short ones before long ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from nnplay.engine.protocol import Start

LONGEST_SECONDS = 120.0
"""A training that is expected to take longer counts as one that takes so long."""

BACKGROUND_SECONDS = 30.0
"""A training of a sweep lets single ones go before it that come up to so much later."""

HANDICAP = 0.25
"""A training lets others go before it that come up to this part of its expected time later, but no others."""


class TrainingQueue:
    """Trainings in the order in which they shall begin.

    Each has its place by the moment at which it came and the time that it is expected to take: a short one goes before
    a long one that came a little earlier, and each comes before all that come half a minute later. Those of a sweep let
    single ones go first, but also only for a while.

    Args:
        now: The clock.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._waiting: list[tuple[float, int, Start]] = []
        self._count = 0

    def append(self, start: Start) -> None:
        """Takes a training in."""
        later = HANDICAP * min(start.seconds, LONGEST_SECONDS) + BACKGROUND_SECONDS * start.background
        self._put(self._now() + later, start)

    def append_first(self, start: Start) -> None:
        """Takes a training in before all others."""
        first = self._waiting[0][0] if self._waiting else 0.0
        self._put(min(first, 0.0) - 1.0, start)

    def _put(self, key: float, start: Start) -> None:
        self._count += 1
        self._waiting.append((key, self._count, start))
        self._waiting.sort(key=lambda waiting: waiting[:2])

    def take(self) -> Start:
        """Takes the first one out."""
        return self._waiting.pop(0)[2]

    def remove(self, job: str) -> Start | None:
        """Takes a training out by its name; None where it is not here."""
        start = self.get(job)
        self._waiting = [waiting for waiting in self._waiting if waiting[2].job != job]
        return start

    def get(self, job: str) -> Start | None:
        """A training by its name; None where it is not here."""
        return next((start for start in self if start.job == job), None)

    def __iter__(self) -> Iterator[Start]:
        return iter([start for _, _, start in self._waiting])

    def __len__(self) -> int:
        return len(self._waiting)
