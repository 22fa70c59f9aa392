"""The supervisor: takes trainings from the server, gives each a process, and passes their events up."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from typing import Any

from nnplay.engine import job
from nnplay.engine.memory import PROCESS_BYTES, Budget
from nnplay.engine.preparation import Preparations, free_memory_here
from nnplay.engine.protocol import (
    Alive,
    Answer,
    Ask,
    Beat,
    Cancel,
    Command,
    Ended,
    Events,
    Heard,
    Kill,
    Prepare,
    Ready,
    SetAside,
    Start,
    Stop,
    Suspend,
    Unprepare,
)
from nnplay.engine.questions import Questions
from nnplay.engine.queue import TrainingQueue, seconds_left
from nnplay.engine.thrift import give_back
from nnplay.engine.workers import MAX_COMMANDS, PIPE_CLOSED, Starter, Worker
from nnplay.errors import EngineError
from nnplay.i18n import tr
from nnplay.training.control import StopReason
from nnplay.training.events import Event, Failed, Finished, Paused, Queued, Resumed, Suspended, Testing

KILLED = -9
"""Exit code of a training that was ended without a process."""

ALIVE_SECONDS = 1.0
"""Between two signs of life to the server."""

LEAVE_SECONDS = 10.0
"""How long a paused training may take to leave its process before the next one is asked."""

MAX_PROCESSES_PER_CORE = 2
"""A paused training leaves its core to others and keeps its memory, so there is a bound to them too; the one that has
paused for longest then waits on the disk."""


class ServerGone(Exception):
    """The connection to the server has closed."""


class Supervisor:
    """Runs as many trainings at once as there are cores; the rest wait, short ones before long ones.

    A paused training leaves its core to the next one. Resumed, it runs beside it. After a while, or where there are too
    many processes, it leaves its process and waits on the disk; a wish of its student brings it to the queue's front.

    One loop does everything. It may wait for the server to read, which a thread of the server
    does all the time; it does not wait for a job or the inspector to read or to come to an end.

    Args:
        server: The connection to the server.
        cores: How many trainings may run at once.
        start: Starts the processes.
        inspectors: How many processes may answer questions about networks at once.
        budget: Of memory, for all processes of the server; none if None.
    """

    def __init__(
        self, server: Connection, cores: int, start: Starter, inspectors: int = 1, budget: Budget | None = None
    ) -> None:
        self.server = server
        self.budget = budget or Budget()
        self.cores = cores
        self.start = start
        self.jobs: dict[str, Worker] = {}
        self.queue = TrainingQueue()
        self.aside: dict[str, SetAside] = {}
        self.early: dict[str, list[Command]] = {}
        self.early_stops: dict[str, Stop] = {}
        self.places: dict[str, int] = {}
        self.questions = Questions(start, self._tell, inspectors, lambda: self.budget.has_room(PROCESS_BYTES))
        self.preparations = Preparations(start, lambda: free_memory_here(self.budget))
        self.ready = False
        self.alive_told = 0.0

    def run(self) -> None:
        """Serves until the server is gone.

        Raises:
            EngineError: If TensorFlow cannot be loaded.
        """
        try:
            # The first process of all: it returns when TensorFlow is loaded, messages wait meanwhile.
            self.questions.begin()
            while True:
                names: dict[Any, str] = {worker.connection: name for name, worker in self.jobs.items()}
                inspectors = self.questions.sources
                preparing = self.preparations.sources
                sources: list[Any] = [self.server, *names, *inspectors, *preparing]
                # One message of each at a time, so that a talkative job does not keep others from being heard.
                for source in wait(sources, self.preparations.seconds_to_wait(ALIVE_SECONDS)):
                    if source is self.server:
                        self._obey(self._hear())
                    elif source in inspectors:
                        self._hear_inspector(source)
                    elif names.get(source) in self.jobs:
                        self._pass_events(names[source])
                    elif preparing.get(source) in self.preparations.prepared:
                        self.preparations.hear(preparing[source])
                self._tell_alive()
                self.questions.rest()
                self._make_room()
                self._prepare()
                give_back(self.budget, self.jobs, self.questions, self._tell)
        except ServerGone:
            pass
        finally:
            self.questions.kill()
            self.preparations.kill()
            for worker in self.jobs.values():
                worker.process.kill()

    # The server -----------------------------------------------------------------------------

    def _tell_alive(self) -> None:
        if self.ready and time.monotonic() - self.alive_told >= ALIVE_SECONDS:
            self.alive_told = time.monotonic()
            self._tell(Alive())

    def _tell(self, message: Alive | Ready | Beat | Events | Ended | Answer) -> None:
        try:
            self.server.send(message)
        except OSError as error:
            raise ServerGone from error

    def _hear(self) -> Any:
        try:
            return self.server.recv()
        except PIPE_CLOSED as error:
            raise ServerGone from error

    def _obey(self, message: Start | Prepare | Unprepare | SetAside | Stop | Command | Kill | Ask | Cancel) -> None:
        match message:
            case Start():
                self.queue.append(message, self._still_needed)
                self._fill()
            case Prepare():
                if message.start.job not in self.jobs and not self._waits(message.start.job):
                    self.preparations.wish(message)
            case Unprepare():
                self.preparations.drop(message.job)
            case SetAside():
                self.aside[message.start.job] = message
            case Stop() | Kill():
                self._end_job(message)
            case Command():
                if worker := self.jobs.get(message.job):
                    worker.commands.append(message)
                    self._next_command(worker)
                elif self._waits(message.job):
                    self.early[message.job] = [*self.early.get(message.job, []), message][-MAX_COMMANDS:]
                    self._take_up(message.job)
            case Ask():
                self.questions.ask(message)
            case Cancel():
                self.questions.cancel(message.request)

    def _hear_inspector(self, connection: Connection) -> None:
        is_ready = self.questions.hear(connection)
        if self.ready:
            return
        if is_ready:
            self.ready = True
            self._tell(Ready())
            self._fill()
        elif not self.questions.sources:
            raise EngineError(
                tr("TensorFlow could not be loaded (exit code {exit_code}).", exit_code=self.questions.exit_code)
            )

    # Trainings ------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Starts waiting trainings while cores are free, and tells the rest their new places."""
        if not self.ready:
            return
        while self.queue and self._has_room():
            start = self.queue.take()
            self.places.pop(start.job, None)
            try:
                prepared = self.preparations.take(start)
                worker = self.jobs[start.job] = prepared.worker if prepared else self.start(job.train, start)
                if not prepared:
                    self.budget.promise(PROCESS_BYTES)
                worker.idle, worker.start, worker.since = True, start, time.monotonic()
                if prepared:
                    self._tell(Events(start.job, prepared.events))
                    self._note_pauses(worker, prepared.events, fill=False)
                worker.commands.extend(self.early.pop(start.job, ()))
                self._next_command(worker)
                if stop := self.early_stops.pop(start.job, None):
                    self._end_job(stop)
                if start.resumed:
                    self.aside.pop(start.job)
            except PIPE_CLOSED as error:
                if start.resumed:  # it still waits on the disk
                    self._back_aside(start.job)
                    continue
                reason = tr(
                    "No process could be started for this training ({value}). Try again.",
                    value=error or type(error).__name__,
                )
                self._tell(Events(start.job, [Failed(reason)]))
                self._tell(Ended(start.job, 0))
        for ahead, start in enumerate(self.queue):
            if self.places.get(start.job) != ahead:
                self.places[start.job] = ahead
                self._tell(Events(start.job, [Queued(ahead)]))
        self._make_room()
        self._prepare()

    def _prepare(self) -> None:
        """Lets trainings get ready on cores that nobody needs."""
        if self.ready:
            cores = 0 if self.queue else self.cores - self._running
            self.preparations.look(cores, MAX_PROCESSES_PER_CORE * self.cores - len(self.jobs))

    def _make_room(self) -> None:
        """Asks the training that has paused for longest to wait on the disk, where only its process is in the way."""
        now = time.monotonic()
        leaving = sum(not worker.refused and now - worker.asked < LEAVE_SECONDS for worker in self.jobs.values())
        if leaving >= (1 if self.budget.is_over else min(len(self.queue), self.cores - self._running)):
            return
        paused = [worker for worker in self.jobs.values() if worker.paused and not worker.asked and not worker.stopping]
        if paused:
            longest = min(paused, key=lambda worker: worker.paused_since)
            longest.asked = now
            with contextlib.suppress(OSError):
                longest.connection.send(Suspend())

    @property
    def _running(self) -> int:
        return sum(not worker.paused for worker in self.jobs.values())

    @property
    def _still_needed(self) -> float:
        """Seconds of work that those who have a core are expected to need."""
        now = time.monotonic()
        running = [worker for worker in self.jobs.values() if worker.start and not worker.paused]
        return sum(seconds_left(worker.start, now - worker.since) for worker in running if worker.start)

    def _has_room(self) -> bool:
        if self._running >= self.cores or len(self.jobs) >= MAX_PROCESSES_PER_CORE * self.cores:
            return False
        return not self._running or self.budget.has_room(PROCESS_BYTES)  # one may always run

    def _end_job(self, message: Stop | Kill) -> None:
        worker = self.jobs.get(message.job)
        if worker is None and message.job in self.aside:
            self._end_aside(message)
        elif worker is None:
            self._take_from_queue(message.job, "stopped" if isinstance(message, Kill) else message.reason)
        elif isinstance(message, Kill):
            worker.killed = True
            worker.process.kill()  # its pipe closes, and the loop hears of it there
        elif not worker.stopping:
            worker.stopping = message  # said once, it can never fill the pipe of a job that does not listen
            with contextlib.suppress(OSError):
                worker.connection.send(message)

    def _next_command(self, worker: Worker) -> None:
        """Gives a training its next command once it has heard the last: they never fill the pipe either."""
        if worker.idle and worker.commands:
            worker.idle = False
            worker.told = worker.commands.popleft()
            with contextlib.suppress(OSError):
                worker.connection.send(worker.told)

    def _take_from_queue(self, name: str, reason: StopReason) -> None:
        if start := self.queue.remove(name):
            self.places.pop(name, None)
            self.early.pop(name, None)
            ending = Failed(tr("It was stopped before it began.")) if start.more else Finished(reason, 0, {}, 0.0)
            self._tell(Events(name, [ending]))
            self._tell(Ended(name, 0))
        self._fill()

    # Those that wait on the disk

    def _waits(self, name: str) -> bool:
        """Whether a training waits in the queue or on the disk."""
        return name in self.aside or self.queue.get(name) is not None

    def _set_aside(self, name: str, worker: Worker) -> None:
        """Remembers a training that has left its process; what it did not hear any more it hears in the next one."""
        assert worker.start
        assert worker.paused
        self.aside[name] = SetAside(replace(worker.start, resumed=True), worker.paused)
        self.early[name] = [*([worker.told] if worker.told else []), *worker.commands]
        if worker.stopping and worker.stopping.reason == "stopped":
            self.early_stops[name] = worker.stopping
        self._take_up(name)

    def _take_up(self, name: str) -> None:
        """Brings a training from the disk to the front of the queue, if its student wants more than another rate."""
        wanted = any(command.name in ("resume", "reset", "step") for command in self.early.get(name, ()))
        if name in self.aside and (wanted or name in self.early_stops):
            if not self.queue.get(name):
                self.queue.append_first(self.aside[name].start)
            self._fill()

    def _back_aside(self, name: str) -> None:
        """Lets a training wait on the disk again, without what was wanted of it."""
        self.queue.remove(name)
        for told in (self.places, self.early, self.early_stops):
            told.pop(name, None)
        self._tell(Events(name, [self.aside[name].paused]))

    def _end_aside(self, message: Stop | Kill) -> None:
        name = message.job
        if isinstance(message, Kill):
            self.queue.remove(name)
            for told in (self.places, self.early, self.early_stops, self.aside):
                told.pop(name, None)
            self._tell(Ended(name, KILLED))
            self._fill()
        elif self.queue.get(name):  # who gives the place up finds it paused as before
            self._back_aside(name)
            self._fill()
        elif message.reason == "stopped":  # one that nobody looks at costs nothing
            self.early_stops[name] = message
            self._take_up(name)

    def _pass_events(self, name: str) -> None:
        worker = self.jobs[name]
        try:
            message: list[Event] | Beat | Heard = worker.connection.recv()
        except PIPE_CLOSED:
            del self.jobs[name]
            code = worker.end()
            if worker.suspended and not worker.killed:
                self._set_aside(name, worker)
            else:
                self._tell(Ended(name, code))
            self._fill()
        else:
            if isinstance(message, Heard):
                worker.idle, worker.told = True, None
                self._next_command(worker)
            elif isinstance(message, Beat):
                self._tell(replace(message, job=name))
            else:
                self._tell(Events(name, message))
                self._note_pauses(worker, message)

    def _note_pauses(self, worker: Worker, events: list[Event], fill: bool = True) -> None:
        for event in events:
            if isinstance(event, Paused):
                worker.refused = bool(worker.asked)  # it says so once more, because it cannot leave its process
                worker.paused, worker.paused_since = event, time.monotonic()
            elif isinstance(event, Resumed):
                worker.paused, worker.asked, worker.refused = None, 0.0, False
            elif isinstance(event, Suspended):
                worker.suspended = True
            elif isinstance(event, Testing):
                worker.stopping = None  # the test can be ended too
        if worker.paused and fill:
            self._fill()
