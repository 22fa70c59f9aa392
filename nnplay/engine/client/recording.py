"""What a training has told, kept for those who come later, and at what pace they see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from nnplay.training.events import EpochEnd, Event, ExampleSeen, Snapshot

LEAST_SECONDS, REPLAY_SECONDS = 3.0, 8.0
"""Who comes late sees what has happened until then in so many seconds at least and at most, and sees it happen."""

CATCH_UP_SPEED = 2.0
"""Who comes late to a training that still runs sees it at least so much faster, until it is seen as it happens."""

LONGEST_GAP, FIRST_GAP = 1.0, 0.2
"""Seconds between two messages in a replay at most, and before the first epoch, while data were loaded."""

EPOCH_SECONDS = 0.002
"""Between two epochs that were told at once, at least; so that they are not seen at once."""

MOST_PICTURES = 100
"""Pictures of the network in a replay; where there are more, every second one goes."""

EVENT_BYTES = 300
"""What an event takes in memory, beside its arrays, roughly."""


class RecordedMessage(NamedTuple):
    """What a training told at once, and when: in seconds of the replay."""

    at: float
    events: list[Event]


class Recording:
    """All that a training has told.

    Attributes:
        told: In order.
        size: Bytes of it, roughly.
    """

    def __init__(self) -> None:
        self.told: list[RecordedMessage] = []
        self.size = 0
        self._last = 0.0
        self._pictures = 0
        self._has_epochs = False

    @property
    def seconds(self) -> float:
        """How long it takes in a replay."""
        return self.told[-1].at if self.told else 0.0

    def add(self, events: list[Event], now: float) -> None:
        """Takes a message in; of several epochs each by itself, so that all are seen.

        Args:
            events: Of the message.
            now: When it came, in seconds.
        """
        gap = min(now - self._last, LONGEST_GAP if self._has_epochs else FIRST_GAP) if self.told else 0.0
        self._last = now
        parts = list(_by_epoch(events))
        if len(parts) > 1:
            gap = max(gap, min(EPOCH_SECONDS * len(parts), LONGEST_GAP))
        for moment, part in zip(np.linspace(self.seconds, self.seconds + gap, len(parts) + 1)[1:], parts, strict=True):
            self.told.append(RecordedMessage(float(moment), part))
        self._has_epochs = self._has_epochs or any(isinstance(event, EpochEnd) for event in events)
        self._pictures += sum(map(_is_picture, events))
        self.size += sum(map(_size, events))
        if self._pictures > MOST_PICTURES:
            self._thin_out()

    def clear(self) -> None:
        """Forgets all of it."""
        self.told.clear()
        self.size = self._pictures = 0

    def _thin_out(self) -> None:
        """Lets every second picture go, but not the newest one."""
        places = [(row, event) for row, told in enumerate(self.told) for event in told.events if _is_picture(event)]
        for row, picture in places[-2::-2]:
            left = [event for event in self.told[row].events if event is not picture]
            self.told[row] = RecordedMessage(self.told[row].at, left)
        self._pictures = len(places) - len(places[-2::-2])
        self.size = sum(_size(event) for told in self.told for event in told.events)


class ReplayPace:
    """From seconds of a replay to those of a clock."""

    def __init__(self) -> None:
        self._speed = 1.0
        self._began = self._at = 0.0

    def begin(self, now: float, at: float, end: float, is_live: bool) -> None:
        """Begins, or goes on after a pause.

        Args:
            now: Of the clock.
            at, end: Of the replay: where it goes on from, and where it ends as far as is known.
            is_live: Whether more is being told meanwhile.
        """
        self._began, self._at = now, at
        backlog = end - at
        least = CATCH_UP_SPEED if is_live else min(1.0, backlog / LEAST_SECONDS)
        self._speed = max(least, backlog / REPLAY_SECONDS) if backlog > 0 else 1.0

    def seconds_until(self, at: float, now: float) -> float:
        """Seconds of the clock until a moment of the replay has come; 0 where it has."""
        return max(0.0, self._began + (at - self._at) / self._speed - now)


def _by_epoch(events: list[Event]) -> Iterator[list[Event]]:
    """The events in pieces that each end with an epoch, but for the last one."""
    part: list[Event] = []
    for event in events:
        part.append(event)
        if isinstance(event, EpochEnd) and event is not events[-1]:
            yield part
            part = []
    yield part


def _is_picture(event: Event) -> bool:
    return isinstance(event, Snapshot | ExampleSeen)


def _size(event: Event) -> int:
    arrays: Any = (getattr(event, name, None) for name in ("weights", "outputs", "frame"))
    return EVENT_BYTES + sum(array.nbytes for array in arrays if array is not None)
