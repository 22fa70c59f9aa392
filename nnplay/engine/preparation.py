"""Trainings that get ready before anybody has asked for them, so that Train only has to let them go.

A prepared training is a process that has its data, its model and its compiled functions, and waits. It is none of the
trainings that are told of, counted or queued: asked for, it takes its turn as any other one, and whenever another
training needs its core or its place, it goes at once.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nnplay.engine import job
from nnplay.engine.memory import Budget
from nnplay.engine.protocol import Beat, Command, Heard, Prepare, Start
from nnplay.engine.workers import PIPE_CLOSED, Starter, Worker
from nnplay.limits import Limits, limits
from nnplay.training.events import Event, Failed, Paused

SWITCH = "NNPLAY_PREPARE"
"""Set to 0 in the server's environment, nothing is prepared."""

STILL_SECONDS = 0.5
"""So long an experiment must have been left as it is; who moves a slider changes it many times a second."""

BUSY_SECONDS = 60.0
"""An experiment that nobody has come back to for so long is not counted among those that people work on."""

LEFT_SECONDS = 20.0
"""So long after it was wished for last, one that is ready makes room for another wish, where there is none left."""

LEAST_TO_BEGIN, LEAST_TO_STAY = 1_000_000_000, 400_000_000
"""Bytes of memory that must be free for a training to be prepared, and for those that are ready to stay."""


@dataclass
class InAdvance:
    """A training that gets ready, or is.

    Args:
        worker: Its process.
        began: When it began to get ready, as `time.monotonic` tells it.
        wished: When it was wished for last.
        done: When it was ready; 0 while it is not.
        events: What it has told.
    """

    worker: Worker
    began: float
    wished: float
    done: float = 0.0
    events: list[Event] = field(default_factory=list)


class Preparations:
    """All trainings that get ready, and the wishes for others. The supervisor's loop calls it; nothing here waits.

    Where many people work at once, a preparation that was in vain is followed by a rest, which is the longer the more
    of them there are: altogether they cost about as much as those of one person.

    Args:
        start: Starts the processes.
        free_memory: Gives the bytes of memory that are free; None where that is not known.
        allowed: The limits; those that hold here if None.
        now: The clock.
    """

    def __init__(
        self,
        start: Starter,
        free_memory: Callable[[], float | None] | None = None,
        allowed: Limits | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._start = start
        self._free_memory = free_memory or free_memory_here
        self._allowed = allowed or limits()
        self._now = now
        self._most = 0 if os.environ.get(SWITCH) == "0" else self._allowed.prepared
        self.wishes: dict[str, tuple[Start, float]] = {}
        """By job: what is wished for, and since when."""
        self.prepared: dict[str, InAdvance] = {}
        self._recent: dict[str, float] = {}
        self._rests_until = 0.0

    @property
    def sources(self) -> dict[Any, str]:
        """The pipes to listen to, with the jobs at their other ends."""
        return {each.worker.connection: name for name, each in self.prepared.items()}

    @property
    def busy(self) -> int:
        """How many take a core at this moment."""
        return sum(not each.done for each in self.prepared.values())

    # Wishes ---------------------------------------------------------------------------------

    def wish(self, message: Prepare) -> None:
        """Takes a wish in; it is looked at when the experiment has been still for a while."""
        name, now = message.start.job, self._now()
        self._recent[name] = now
        if name in self.prepared:
            self.prepared[name].wished = now
        else:
            self.wishes.setdefault(name, (replace(message.start, prepared=True), now))

    def drop(self, name: str) -> None:
        """Forgets a wish and ends what was prepared for it."""
        self.wishes.pop(name, None)
        if name in self.prepared:
            self._end(name, in_vain=True)

    def take(self, start: Start) -> InAdvance | None:
        """Hands what was prepared for a training over, its process with what it has told; None where there is none."""
        self.wishes.pop(start.job, None)
        found = self.prepared.pop(start.job, None)
        if found is None:
            return None
        if not found.worker.process.is_alive():
            found.worker.end()
            return None
        if not start.paused:
            found.events = [event for event in found.events if not isinstance(event, Paused)]
        found.worker.start = start
        found.worker.commands.append(Command(start.job, "begin", start.paused))
        return found

    # Keeping the bounds ---------------------------------------------------------------------

    def look(self, cores: int, places: int) -> None:
        """Ends what is in the way or was left, and begins the oldest wish where there is room for it.

        Args:
            cores: That no training uses or waits for.
            places: Processes that may be added to those of the trainings.
        """
        now = self._now()
        while self.busy > max(cores, 0):
            self._end([name for name, each in self.prepared.items() if not each.done][-1])
        while len(self.prepared) > max(places, 0):
            self._end(next(iter(self.prepared)))
        for name, each in list(self.prepared.items()):
            if now - each.wished > self._allowed.prepared_seconds:
                self._end(name)
        if self.prepared and self._memory() < LEAST_TO_STAY:
            self._end(next(iter(self.prepared)))
        most = min(self._most, places)
        if most < 1 or not self._due(now) or self.busy >= cores or self._memory() < LEAST_TO_BEGIN:
            return
        if len(self.prepared) >= most:
            oldest = min(self.prepared, key=lambda name: self.prepared[name].wished)
            if now - self.prepared[oldest].wished < LEFT_SECONDS:
                return
            self._end(oldest, in_vain=True)
        name = next(name for name, (_, since) in self.wishes.items() if now - since >= STILL_SECONDS)
        start, since = self.wishes.pop(name)
        with contextlib.suppress(*PIPE_CLOSED):  # whoever presses Train is told why
            worker = self._start(job.train, start)
            worker.idle, worker.start = True, start
            self.prepared[name] = InAdvance(worker, now, since)

    def seconds_to_wait(self, most: float) -> float:
        """How long the loop may sleep before a wish is due, at most so long."""
        now = self._now()
        waits = [max(since + STILL_SECONDS, self._rests_until) - now for _, since in self.wishes.values()]
        return min([most, *(wait for wait in waits if wait > 0)])

    def _due(self, now: float) -> bool:
        """Whether a wish is old enough; those that nobody has repeated for long are forgotten."""
        self._recent = {name: at for name, at in self._recent.items() if now - at < BUSY_SECONDS}
        self.wishes = {name: wish for name, wish in self.wishes.items() if name in self._recent}
        return now >= self._rests_until and any(now - since >= STILL_SECONDS for _, since in self.wishes.values())

    def _memory(self) -> float:
        free = self._free_memory()
        return float("inf") if free is None else free

    # Their processes ------------------------------------------------------------------------

    def hear(self, name: str) -> None:
        """Reads one message of a training that gets ready."""
        found = self.prepared[name]
        try:
            message: list[Event] | Beat | Heard = found.worker.connection.recv()
        except PIPE_CLOSED:
            self._end(name)
            return
        if isinstance(message, list):
            found.events += message
            if any(isinstance(event, Failed) for event in message):
                self._end(name)  # whoever asks for it hears why from a process of their own
            elif any(isinstance(event, Paused) for event in message):
                found.done = self._now()

    def _end(self, name: str, in_vain: bool = False) -> None:
        found = self.prepared.pop(name)
        now = self._now()
        if in_vain:
            others = max(len(self._recent) - 1, 0)
            self._rests_until = max(self._rests_until, now + others * ((found.done or now) - found.began))
        found.worker.process.kill()
        found.worker.end()
        if start := found.worker.start:
            folder = Path(start.folder)
            # One of its own, which has its name: what is added to a stored run shares that one's.
            if folder.is_absolute() and folder.name == name and not start.more:
                shutil.rmtree(folder, ignore_errors=True)

    def kill(self) -> None:
        """Ends all processes."""
        for each in self.prepared.values():
            each.worker.process.kill()


def free_memory_here(budget: Budget | None = None) -> float | None:
    """Bytes of memory that processes here can still take, within a budget too; None where that is not known."""
    free = [] if budget is None or budget.free is None else [budget.free]
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines: Any = Path("/proc/meminfo").read_text().splitlines()
        free.append(1024 * float(next(line.split()[1] for line in lines if line.startswith("MemAvailable:"))))
    group = Path("/sys/fs/cgroup")
    with contextlib.suppress(OSError, ValueError, StopIteration):  # without a bound it says "max", which is no number
        most, taken = (float((group / f"memory.{name}").read_text()) for name in ("max", "current"))
        lines = (group / "memory.stat").read_text().splitlines()
        cached = next(float(line.split()[1]) for line in lines if line.startswith("inactive_file "))
        free.append(most - taken + cached)
    return min(free, default=None)
