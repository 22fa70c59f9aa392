"""The supervisor: takes trainings from the server, gives each a process, and passes their events up."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from nnplay.engine import job
from nnplay.engine.protocol import Answer, Ask, Cancel, Command, Ended, Events, Heard, Kill, Ready, Start, Stop
from nnplay.errors import EngineError
from nnplay.training.events import Event, Failed, Finished, Queued

JOIN_SECONDS = 5.0
"""How long a process whose pipe has closed may take to be gone."""

MAX_COMMANDS = 16
"""Commands that wait for one training at most; older ones are dropped."""

PIPE_CLOSED = (EOFError, OSError)
"""What reading from a process raises when it has died, at whatever byte of a message."""


@dataclass
class Worker:
    """A process with the pipe to it.

    Args:
        process: As `multiprocessing` gives it.
        connection: Our end of the pipe.
        idle: Whether it waits for a message; the inspector does between two answers, a training after a command.
        was_ready: Whether it has loaded what it needs.
        stopping: Whether it was asked to stop.
        commands: What a training is told next.
    """

    process: BaseProcess
    connection: Connection
    idle: bool = False
    was_ready: bool = False
    stopping: bool = False
    commands: deque[Command] = field(default_factory=lambda: deque(maxlen=MAX_COMMANDS))

    def end(self) -> int:
        """Makes sure that the process is gone; its exit code."""
        self.process.join(JOIN_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.connection.close()
        code = self.process.exitcode or 0
        self.process.close()
        return code


Starter = Callable[..., Worker]
"""Starts a function in a process of its own: (function, *its arguments before the pipe) -> Worker."""


class ServerGone(Exception):
    """The connection to the server has closed."""


class Supervisor:
    """Runs as many trainings at once as there are cores; the rest wait in their order.

    One loop does everything. It may wait for the server to read, which a thread of the server
    does all the time; it does not wait for a job or the inspector to read or to come to an end.

    Args:
        server: The connection to the server.
        cores: How many trainings may run at once.
        start: Starts the processes.
    """

    def __init__(self, server: Connection, cores: int, start: Starter) -> None:
        self.server = server
        self.cores = cores
        self.start = start
        self.jobs: dict[str, Worker] = {}
        self.queue: deque[Start] = deque()
        self.places: dict[str, int] = {}
        self.inspector: Worker | None = None
        self.questions: deque[Ask] = deque()
        self.current: Ask | None = None
        self.ready = False

    def run(self) -> None:
        """Serves until the server is gone.

        Raises:
            EngineError: If TensorFlow cannot be loaded.
        """
        try:
            # The first process of all: it returns when TensorFlow is loaded, messages wait meanwhile.
            self.inspector = self.start(job.inspect)
            while True:
                names: dict[Any, str] = {worker.connection: name for name, worker in self.jobs.items()}
                sources: list[Any] = [self.server, *names]
                if self.inspector:
                    sources.append(self.inspector.connection)
                # One message of each at a time, so that a talkative job does not keep others from being heard.
                for source in wait(sources):
                    if source is self.server:
                        self._obey(self._hear())
                    elif self.inspector and source is self.inspector.connection:
                        self._hear_inspector(self.inspector)
                    elif names.get(source) in self.jobs:
                        self._pass_events(names[source])
        except ServerGone:
            pass
        finally:
            for worker in [*self.jobs.values(), *([self.inspector] if self.inspector else [])]:
                worker.process.kill()

    # The server -----------------------------------------------------------------------------

    def _tell(self, message: Ready | Events | Ended | Answer) -> None:
        try:
            self.server.send(message)
        except OSError as error:
            raise ServerGone from error

    def _hear(self) -> Any:
        try:
            return self.server.recv()
        except PIPE_CLOSED as error:
            raise ServerGone from error

    def _obey(self, message: Start | Stop | Command | Kill | Ask | Cancel) -> None:
        match message:
            case Start():
                self.queue.append(message)
                self._fill()
            case Stop() | Kill():
                self._end_job(message)
            case Command():
                if worker := self.jobs.get(message.job):
                    worker.commands.append(message)
                    self._next_command(worker)
            case Ask():
                self.questions.append(message)
                self._next_question()
            case Cancel():
                self._cancel(message.request)

    # Trainings ------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Starts waiting trainings while cores are free, and tells the rest their new places."""
        if not self.ready:
            return
        while self.queue and len(self.jobs) < self.cores:
            start = self.queue.popleft()
            self.places.pop(start.job, None)
            try:
                beginning = [str(start.more), start.base] if start.more or start.base else []
                self.jobs[start.job] = self.start(job.train, start.spec, start.folder, *beginning)
                self.jobs[start.job].idle = True
            except PIPE_CLOSED as error:
                reason = f"No process could be started for this training ({error or type(error).__name__}). Try again."
                self._tell(Events(start.job, [Failed(reason)]))
                self._tell(Ended(start.job, 0))
        for ahead, start in enumerate(self.queue):
            if self.places.get(start.job) != ahead:
                self.places[start.job] = ahead
                self._tell(Events(start.job, [Queued(ahead)]))

    def _end_job(self, message: Stop | Kill) -> None:
        worker = self.jobs.get(message.job)
        if worker is None:
            self._take_from_queue(message.job)
        elif isinstance(message, Kill):
            worker.process.kill()  # its pipe closes, and the loop hears of it there
        elif not worker.stopping:
            worker.stopping = True  # said once, it can never fill the pipe of a job that does not listen
            with contextlib.suppress(OSError):
                worker.connection.send(message)

    def _next_command(self, worker: Worker) -> None:
        """Gives a training its next command once it has heard the last: they never fill the pipe either."""
        if worker.idle and worker.commands:
            worker.idle = False
            with contextlib.suppress(OSError):
                worker.connection.send(worker.commands.popleft())

    def _take_from_queue(self, name: str) -> None:
        for start in [start for start in self.queue if start.job == name]:
            self.queue.remove(start)
            self.places.pop(name, None)
            ending = Failed("It was stopped before it began.") if start.more else Finished("stopped", 0, {}, 0.0)
            self._tell(Events(name, [ending]))
            self._tell(Ended(name, 0))
        self._fill()

    def _pass_events(self, name: str) -> None:
        worker = self.jobs[name]
        try:
            message: list[Event] | Heard = worker.connection.recv()
        except PIPE_CLOSED:
            del self.jobs[name]
            self._tell(Ended(name, worker.end()))
            self._fill()
        else:
            if isinstance(message, Heard):
                worker.idle = True
                self._next_command(worker)
            else:
                self._tell(Events(name, message))

    # Questions ------------------------------------------------------------------------------

    def _next_question(self) -> None:
        """Gives the inspector its next question once it waits for one.

        Two at a time could end with both sides writing and nobody reading.
        """
        if self.questions and self.inspector is None:
            try:
                self.inspector = self.start(job.inspect)
            except PIPE_CLOSED:
                self._fail_questions()
        if self.questions and self.inspector and self.inspector.idle:
            self.current = self.questions.popleft()
            self.inspector.idle = False
            with contextlib.suppress(OSError):  # it has died, which the loop hears next
                self.inspector.connection.send(self.current)

    def _hear_inspector(self, inspector: Worker) -> None:
        try:
            message: Ready | Answer = inspector.connection.recv()
        except PIPE_CLOSED:
            self._drop_inspector(inspector)
            return
        inspector.idle = True
        if isinstance(message, Ready):
            inspector.was_ready = True
            if not self.ready:
                self.ready = True
                self._tell(message)
                self._fill()
        else:
            self.current = None
            self._tell(message)
        self._next_question()

    def _drop_inspector(self, inspector: Worker) -> None:
        """Answers what a dead inspector was asked with an error, and asks a new one the rest."""
        self.inspector = None
        code = inspector.end()
        if not self.ready:
            raise EngineError(f"TensorFlow could not be loaded (exit code {code}).") from None
        if self.current:
            self._tell(Answer(self.current.request, error=_broken_off()))
            self.current = None
        if not inspector.was_ready:  # a new one would fare no better
            self._fail_questions()
        self._next_question()

    def _fail_questions(self) -> None:
        while self.questions:
            self._tell(Answer(self.questions.popleft().request, error=_broken_off()))

    def _cancel(self, request: int) -> None:
        self.questions = deque(ask for ask in self.questions if ask.request != request)
        if self.current and self.current.request == request and self.inspector:
            self.inspector.process.kill()  # it would keep everybody waiting; the next question starts another


def _broken_off() -> EngineError:
    return EngineError("The process that looks into networks has broken off and was started again. Try once more.")


def core_count() -> int:
    """Cores that this process may use: at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def process_starter() -> Starter:
    """What starts jobs on this platform.

    Forked from a process that has TensorFlow loaded, a job starts within 50 ms. Where that is not
    safe (macOS) or not there (Windows), each job loads it again.
    """
    method = "forkserver" if sys.platform.startswith("linux") else "spawn"
    context: Any = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["nnplay.engine.preload"])

    def start(target: Callable[..., None], *arguments: str) -> Worker:
        ours, theirs = context.Pipe()
        try:
            process = context.Process(target=target, args=(*arguments, theirs), daemon=True)
            process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return Worker(process, ours)

    return start
