"""One training that serves all who asked for the same experiment, and what each of them sees of it."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nnplay.engine.client.job import Job
from nnplay.engine.client.recording import LONGEST_GAP, Recording, ReplayPace
from nnplay.i18n import N_
from nnplay.spec import ExperimentSpec
from nnplay.training.events import (
    BatchEnd,
    EpochEnd,
    Event,
    Failed,
    Finished,
    Paused,
    Resumed,
    Snapshot,
    Started,
)
from nnplay.training.history import Stage

TRAINED = N_(
    "Someone in this class trained these settings before. The same settings and seed give the same network, so you see "
    "that training. It is yours to pause, to change and to look inside."
)
IN_TRAINING = N_(
    "Someone in this class is training these settings right now. The same settings and seed give the same network, so "
    "you see that training. It is yours to pause, to change and to look inside."
)
OWN = N_("Until your change, you shared this training with your class. From here on it is yours alone.")


@dataclass(eq=False)
class SharedTraining(Job):
    """A training that several follow, with all that it has told.

    Args:
        clock: Tells seconds.
        followers: Who sees it.
        recording: All that it has told since it has a process.
        heir: Whose own it has become, if it has.
        watched: Name of the example that is watched in it; empty for none.
    """

    clock: Callable[[], float] = time.monotonic
    followers: list[Follower] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=lambda: threading.Condition(threading.RLock()))
    """Guards what is told and who follows; taken before a job's own lock, never after it."""
    recording: Recording = field(default_factory=Recording)
    heir: Follower | None = None
    watched: str = ""

    def apply(self, events: Iterable[Event]) -> None:
        """Takes events in, and keeps them for those who follow."""
        events, was_live = list(events), self.is_live
        super().apply(events)
        with self.changed:
            heir = self.heir
            if heir is None and was_live:
                self._record(events)
                self.changed.notify_all()
        if heir:
            heir.apply(events)

    def _record(self, events: list[Event]) -> None:
        has_begun = any(isinstance(event, Started) for event in events)
        if has_begun:  # its places in the queue are of no more interest
            self.recording.clear()
        self.recording.add(events, self.clock())
        if has_begun:
            for follower in self.followers:
                follower.start()

    @functools.cached_property
    def disk_bytes(self) -> int:
        """What its files take; only of one that has ended."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    @property
    def checkpoints(self) -> tuple[int, ...]:
        """The epochs whose weights can be shown."""
        with self._lock:
            return self._history.checkpoints

    def follow(self, id: str) -> Follower:
        """One more who follows it, from its beginning.

        Args:
            id: A name of its own.
        """
        with self.changed:
            follower = Follower(id, self.spec, self.folder, follows=self)
            if self.followers or self.recording.told:
                follower.notice = IN_TRAINING if self.is_live else TRAINED
            follower.start()
            self.followers.append(follower)
            return follower

    def take_back(self, follower: Follower) -> None:
        """Lets one follow again who has followed it to its end."""
        with self.changed:
            follower.follows = self
            self.followers.append(follower)

    def hand_over(self, heir: Follower) -> None:
        """Gives the training to one who follows it, for good."""
        with self.changed:
            heir.see_all()
            self.heir = heir


@dataclass(eq=False)
class Follower(Job):
    """A training as one student sees it, while it is shared with others and after it has become the student's own.

    What has happened is taken in whenever somebody looks, so one who nobody looks at costs nothing.

    Args:
        follows: The training that is shared; None where it is the student's own.
        left_at: When it was last said that nobody looks at it.
    """

    follows: SharedTraining | None = None
    left_at: float = float("-inf")
    _seen: int = 0
    _pace: ReplayPace = field(default_factory=ReplayPace)
    _holds: bool = False
    _steps: bool = False
    _catches_up_to: int | None = None
    _then: list[Callable[[], None]] = field(default_factory=list)

    # What can be seen -----------------------------------------------------------------------

    @property
    def history(self) -> Any:
        self._look()
        history = super().history
        if (source := self.follows) and history.is_live:
            kept = source.checkpoints  # others may have made room for later ones
            history.checkpoints = tuple(epoch for epoch in history.checkpoints if epoch in kept)
        return history

    @property
    def is_live(self) -> bool:
        self._look()
        return super().is_live

    @property
    def stage(self) -> Stage:
        self._look()
        return super().stage

    @property
    def silence(self) -> float:
        source = self.follows
        return source.silence if source and not self._is_behind else super().silence

    @property
    def answers(self) -> bool:
        source = self.follows
        return source.answers if source else super().answers

    @property
    def training(self) -> str:
        source = self.follows
        return source.id if source else super().training

    @property
    def is_shared(self) -> bool:
        return self.follows is not None

    def wait(self, timeout: float | None = None) -> bool:
        limit = None if timeout is None else time.monotonic() + timeout
        while (source := self.follows) is not None:
            with source.changed:
                if not self.is_live:
                    return True
                left = None if limit is None else limit - time.monotonic()
                if left is not None and left <= 0:
                    return False
                due = self._next_due()
                pause = min((seconds for seconds in (left, due) if seconds is not None), default=None)
                source.changed.wait(pause)
        return super().wait(None if limit is None else max(0.0, limit - time.monotonic()))

    # The replay -----------------------------------------------------------------------------

    def start(self) -> None:
        """Begins the replay; its training's `changed` is held."""
        self._seen = 0
        self._go_on_at(0.0)

    def _go_on_at(self, at: float) -> None:
        source = self.follows
        assert source
        self._pace.begin(source.clock(), at, source.recording.seconds, source.is_live)

    @property
    def _is_behind(self) -> bool:
        return self.follows is not None and self._seen < len(self.follows.recording.told)

    def _next_due(self) -> float | None:
        """Seconds until there is something new to see; None where nobody knows."""
        assert self.follows
        if not self._is_behind or self._holds:
            return None
        return self._pace.seconds_until(self.follows.recording.told[self._seen].at, self.follows.clock())

    def _look(self) -> None:
        """Takes in what has become due."""
        source = self.follows
        if source is None:
            return
        with source.changed:
            while self.follows is source and self._next_due() == 0.0:
                self._take_next()

    def _take_next(self) -> None:
        assert self.follows
        told = self.follows.recording.told[self._seen]
        self._seen += 1
        if self.follows.is_live or self._seen < len(self.follows.recording.told):
            super().apply(told.events)
        else:  # all is said: exactly what the training has become
            with self._lock:
                self._history = self.follows.history
                self._ended.set()
        if self._steps and any(isinstance(event, EpochEnd) for event in told.events):
            self._steps = False
            self._hold_here()

    def see_all(self) -> None:
        """Takes in at once whatever was told."""
        source = self.follows
        if source is None:
            return
        with source.changed:
            self._holds = self._steps = False
            while self._is_behind:
                self._take_next()

    # What its student does while it is shared -------------------------------------------------

    @property
    def is_caught_up(self) -> bool:
        """Whether it is seen as it happens."""
        self._look()
        return not self._is_behind and not self._holds

    @property
    def holds(self) -> bool:
        """Whether its student has paused the replay."""
        return self._holds

    def hold(self) -> None:
        """Pauses the replay; the training and the others go on."""
        assert self.follows
        with self.follows.changed:
            self._look()
            self._hold_here()

    def _hold_here(self) -> None:
        if not self._holds and not self._ended.is_set():
            self._holds = True
            super().apply([Paused(len(self._history.epochs) + 1, self._history.batch)])

    def go_on_seeing(self, to_next_epoch: bool = False) -> None:
        """Goes on with the replay, perhaps only until one more epoch is done."""
        assert self.follows
        with self.follows.changed:
            if self._holds:
                self._holds, self._steps = False, to_next_epoch
                at = self.follows.recording.told[self._seen - 1].at if self._seen else 0.0
                if self._is_behind:
                    at = max(at, self.follows.recording.told[self._seen].at - LONGEST_GAP)
                self._go_on_at(at)
                super().apply([Resumed()])
                self.follows.changed.notify_all()

    # Becoming the student's own -----------------------------------------------------------------

    def leave(self, ending: Event | None = None) -> SharedTraining | None:
        """Follows no more; the training that it has followed, if it did.

        Args:
            ending: What is said of it as its end, if it is live.
        """
        source = self.follows
        if source:
            with source.changed:
                self._look()
                self.follows = None
                if self in source.followers:
                    source.followers.remove(self)
                source.changed.notify_all()
            if ending:
                super().apply([ending])
        return source

    def take_own_way(self, id: str, folder: Path, then: list[Callable[[], None]], spec: ExperimentSpec) -> None:
        """Becomes a training of its own, which is not told again what has been seen.

        Args:
            id, folder, spec: Of the new training, which pauses where this one stands.
            then: What is done when it is there.
        """
        with self._lock:
            self.id, self.folder, self.spec, self.notice = id, folder, spec, OWN
            self._catches_up_to, self._then = len(self._history.epochs), then
            self._history.checkpoints = ()
            self._history.batch = 0

    def add_wish(self, wish: Callable[[], None]) -> bool:
        """Notes what is done when it has caught up; whether that is still to come."""
        with self._lock:
            if self._catches_up_to is None:
                return False
            self._then.append(wish)
            return True

    def apply(self, events: Iterable[Event]) -> None:
        """Takes in what a training of its own tells, without what its student has seen."""
        there: list[Callable[[], None]] = []
        new = []
        for event in events:
            seen = self._catches_up_to
            if seen is not None:
                if (
                    isinstance(event, BatchEnd)
                    or (isinstance(event, EpochEnd) and event.epoch <= seen)
                    or (isinstance(event, Snapshot) and event.epoch < seen)
                ):
                    continue
                if isinstance(event, Paused | EpochEnd | Finished | Failed):
                    with self._lock:
                        self._catches_up_to, there, self._then = None, self._then, []
            new.append(event)
        super().apply(new)
        for wish in there:
            wish()
