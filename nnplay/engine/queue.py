"""The trainings that wait for a core, short ones before long ones."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nnplay.engine.protocol import Start

LONGEST_SECONDS = 120.0
"""A training that is expected to take longer counts as one that takes so long."""

LEAST_SECONDS = 1.0
"""A training that is expected to take less counts as one that takes so long: its process has to start too."""

BACKGROUND_SECONDS = 30.0
"""A training of a sweep lets single ones go before it that come up to so much later."""

HANDICAP = 0.25
"""A training lets others go before it that come up to this part of its expected time later, but no others."""

PATIENCE = 0.25
"""Those that it lets go before it take this part of the time together that it has to wait without them, at most."""

SURE_SECONDS = 30.0
"""Of a training's expected time so much counts as work that will be done: who trains for longer often presses Stop."""


def seconds_left(start: Start, worked: float = 0.0) -> float:
    """What a training is still expected to need, within bounds.

    Args:
        start: It.
        worked: Seconds for which it has had a core.
    """
    return max(min(max(start.seconds, LEAST_SECONDS), SURE_SECONDS) - worked, 0.0)


@dataclass
class Waiting:
    """A training in the queue.

    Args:
        start: It.
        later: When it would begin if the order were by time of arrival alone, later by what it lets pass.
        patience: Seconds of others' work that it still lets go before it.
    """

    start: Start
    later: float
    patience: float

    @property
    def seconds(self) -> float:
        """What it is expected to take, within bounds."""
        return seconds_left(self.start)


class TrainingQueue:
    """Trainings in the order in which they shall begin.

    Each has its place by the moment at which it came and the time that it is expected to take: a short one goes before
    a long one that came a little earlier. But nobody is made to wait much longer by that: those that overtake a
    training add no more than a quarter to its wait, as far as the times are as expected. Those of a sweep let single
    ones go first, but also only for a while.

    Args:
        now: The clock.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._waiting: list[Waiting] = []

    def append(self, start: Start, running: float = 0.0) -> None:
        """Takes a training in.

        Args:
            start: It.
            running: Seconds of work that the trainings which have a core are still expected to need.
        """
        later = HANDICAP * min(start.seconds, LONGEST_SECONDS) + BACKGROUND_SECONDS * start.background
        one = Waiting(start, self._now() + later, math.inf if start.background else 0.0)
        place = len(self._waiting)
        while place and self._lets_pass(self._waiting[place - 1], one):
            place -= 1
        for other in self._waiting[place:]:
            other.patience -= one.seconds
        one.patience += PATIENCE * (running + sum(other.seconds for other in self._waiting[:place]))
        self._waiting.insert(place, one)

    @staticmethod
    def _lets_pass(other: Waiting, one: Waiting) -> bool:
        return other.later > one.later and other.patience >= one.seconds

    def append_first(self, start: Start) -> None:
        """Takes a training in before all others, of which none will pass it."""
        self._waiting.insert(0, Waiting(start, -math.inf, 0.0))

    def take(self) -> Start:
        """Takes the first one out."""
        return self._waiting.pop(0).start

    def remove(self, job: str) -> Start | None:
        """Takes a training out by its name; None where it is not here."""
        start = self.get(job)
        self._waiting = [waiting for waiting in self._waiting if waiting.start.job != job]
        return start

    def get(self, job: str) -> Start | None:
        """A training by its name; None where it is not here."""
        return next((start for start in self if start.job == job), None)

    def __iter__(self) -> Iterator[Start]:
        return iter([waiting.start for waiting in self._waiting])

    def __len__(self) -> int:
        return len(self._waiting)
