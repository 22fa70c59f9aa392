"""A training as the server sees it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from nnplay.i18n import ANYBODY, N_, sentences, using
from nnplay.spec import ExperimentSpec
from nnplay.training.events import BatchEnd, EpochEnd, Event, Paused, SettingsChanged, Started, Suspended
from nnplay.training.history import History, Stage

STUCK_SECONDS = 30.0
"""After so long without a sign of life a training is offered for ending."""

STANDS = N_("What was trained before is unchanged.")


@dataclass(eq=False)
class Job:
    """A training that was sent to the engine; safe to read from any thread.

    Args:
        id: Its name between server and engine; another one when it is trained on.
        spec: The experiment; trained on, with the number of all epochs.
        folder: Where the finished run is stored.
        forgotten: Whether its files shall go when its process has ended.
        killed: Whether its process was ended on purpose.
        wanted: The experiment with the settings that it was last asked to go on with, if any.
        aside: Where it paused, if it waits on the disk without a process.
        was_ready: Whether it may have been prepared before it was asked for.
        notice: What its student should know of where it comes from, as a sentence; empty where there is nothing.
    """

    id: str
    spec: ExperimentSpec
    folder: Path
    forgotten: bool = False
    killed: bool = False
    wanted: ExperimentSpec | None = None
    aside: Paused | None = None
    was_ready: bool = False
    notice: str = ""
    _history: History = field(default_factory=History)
    _earlier: tuple[ExperimentSpec, History] | None = None
    _beat: tuple[float, float] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)
    _news: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def ended(cls, id: str, spec: ExperimentSpec, folder: Path, history: History) -> Job:
        """A training that has ended before, with its run in the folder."""
        job = cls(id, spec, folder, _history=history.copy())
        job._ended.set()
        return job

    @property
    def history(self) -> History:
        """A copy of what is known now."""
        with self._lock:
            return self._history.copy()

    @property
    def is_live(self) -> bool:
        """Whether more events can come."""
        return not self._ended.is_set()

    @property
    def stage(self) -> Stage:
        """What can be done with it now."""
        with self._lock:
            return self._history.stage

    @property
    def silence(self) -> float:
        """Seconds since its last sign of life, 0 while it has no process; a step that takes long is silence too."""
        beat = self._beat
        if beat is None or not self.is_live:
            return 0.0
        heard, quiet = beat
        return quiet + time.monotonic() - heard

    @property
    def answers(self) -> bool:
        """Whether its process lives, if it has one; a silent training may be in a long step."""
        beat = self._beat
        return beat is None or time.monotonic() - beat[0] < STUCK_SECONDS

    @property
    def training(self) -> str:
        """Name of the training that is seen: the same for all who see one that is shared."""
        return self.id

    @property
    def is_shared(self) -> bool:
        """Whether it is a training that others may see too."""
        return False

    def beat(self, quiet: float) -> None:
        """Takes a sign of life in.

        Args:
            quiet: Seconds since the training itself came back from a call into TensorFlow.
        """
        if not self.aside:
            self._beat = time.monotonic(), quiet

    def wait(self, timeout: float | None = None) -> bool:
        """Waits for the end, at most `timeout` seconds; whether it has come."""
        return self._ended.wait(timeout)

    def wait_for_news(self, timeout: float) -> bool:
        """Waits for the first numbers of a training or its end, at most `timeout` seconds; whether they have come."""
        return self._news.wait(timeout)

    def apply(self, events: Iterable[Event]) -> None:
        """Takes events in."""
        events = list(events)
        with self._lock:
            for event in events:
                self._history.apply(event)
                if isinstance(event, Suspended):
                    self.aside, self._beat = Paused(len(self._history.epochs) + 1, self._history.batch), None
                elif isinstance(event, SettingsChanged):
                    self.spec = ExperimentSpec.from_json(event.spec)
                elif isinstance(event, Started):
                    self.aside = None
            if self._history.status == "failed" and self._earlier:
                with using(ANYBODY):
                    message = sentences(self._history.message, STANDS)
                self.spec, self._history = self._earlier
                self._history.message = message
            if not self._history.is_live:
                self._earlier = None
                self._ended.set()
            if any(isinstance(event, EpochEnd | BatchEnd) for event in events) or not self._history.is_live:
                self._news.set()

    def go_on(self, id: str, spec: ExperimentSpec) -> None:
        """Makes an ended training a live one again; should it fail, spec and history are as they were."""
        with self._lock:
            self._earlier = self.spec, self._history
            self.id, self.spec, self.killed, self.aside, self._beat = id, spec, False, None, None
            self._history = self._history.go_on()
            self._ended.clear()
            self._news.clear()
