"""A supervisor to be driven by hand: its processes are pipes that the test holds the other end of."""

from __future__ import annotations

import threading
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, cast

from nnplay.engine import desk, job
from nnplay.engine.memory import Budget
from nnplay.engine.protocol import (
    Alive,
    Ended,
    Events,
    Ready,
    Start,
    Stop,
)
from nnplay.engine.supervisor import Supervisor
from nnplay.engine.workers import Worker
from nnplay.training.events import Finished, Queued
from tests.waiting import SECONDS, eventually


class FakeProcess:
    """A process whose life is a pipe: killed, it closes its end."""

    def __init__(self, target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        self.target, self.start = target, cast(Start, arguments[0] if arguments else None)
        self.ours, self.pipe = Pipe()
        self.exitcode: int | None = None
        self.joined = threading.Event()

    def kill(self) -> None:
        self.end(-9)

    def end(self, code: int = 0) -> None:
        if self.exitcode is None:
            self.exitcode = code
            self.pipe.close()

    def join(self, timeout: float | None = None) -> None:
        self.joined.set()

    def is_alive(self) -> bool:
        return self.exitcode is None

    def close(self) -> None:
        pass

    def hear(self) -> Any:
        assert self.pipe.poll(SECONDS), "nothing was sent to this process"
        return self.pipe.recv()


class Stage:
    """A supervisor in a thread, the server's end of its connection, and the processes that it starts."""

    def __init__(self, cores: int = 2, inspectors: int = 1, budget: Budget | None = None) -> None:
        self.server, theirs = Pipe()
        self.processes: list[FakeProcess] = []
        self.refuse: Exception | None = None
        self.error: Exception | None = None
        self.supervisor = Supervisor(theirs, cores, self.start, inspectors, budget)
        self.theirs: Connection = theirs
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        try:
            self.supervisor.run()
        except Exception as error:
            self.error = error
        self.theirs.close()

    def start(self, target: Callable[..., None], *arguments: Any) -> Worker:
        if self.refuse:
            raise self.refuse
        process = FakeProcess(target, arguments)
        self.processes.append(process)
        return Worker(process, process.ours)  # type: ignore[arg-type]

    def made_ready(self) -> Stage:
        self.inspector().pipe.send(Ready())
        assert self.hear() == Ready()
        return self

    def inspector(self, number: int = 1) -> FakeProcess:
        return self.process(lambda process: process.target is desk.inspect, number)

    def training(self, number: int = 1) -> FakeProcess:
        return self.process(lambda process: process.target is job.train, number)

    def process(self, fits: Callable[[FakeProcess], bool], number: int) -> FakeProcess:
        assert eventually(lambda: len([each for each in self.processes if fits(each)]) >= number, SECONDS)
        return [each for each in self.processes if fits(each)][number - 1]

    def hear(self) -> Any:
        """What the server is told next, beside signs of life."""
        while (message := self.hear_all()) == Alive():
            pass
        return message

    def hear_all(self) -> Any:
        assert self.server.poll(SECONDS), "the server was told nothing"
        return self.server.recv()

    def say(self, *messages: Any) -> None:
        for message in messages:
            self.server.send(message)

    def train(self, *names: str) -> None:
        self.say(*(Start(name, "{}", name) for name in names))

    def settle_behind(self, first: str) -> None:
        """As `settle`, where a training waits in the queue already."""
        self.say(Start("marker", "{}", ""), Stop("marker"))
        assert self.hear() == Events("marker", [Queued(1)]), first
        assert isinstance(self.hear().events[0], Finished)
        assert self.hear() == Ended("marker", 0)

    def settle(self) -> None:
        """Returns when all messages so far have been obeyed and nothing was told to the server meanwhile."""
        self.say(Start("marker", "{}", ""), Stop("marker"))
        assert isinstance(self.hear().events[0], Queued), "the cores must be busy"
        assert isinstance(self.hear().events[0], Finished)
        assert self.hear() == Ended("marker", 0)
