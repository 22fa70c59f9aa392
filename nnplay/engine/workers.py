"""The processes of the engine: how they are started, spoken to and ended."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from nnplay.engine.protocol import Command, Start, Stop
from nnplay.training.events import Paused

JOIN_SECONDS = 5.0
"""How long a process whose pipe has closed may take to be gone."""

MAX_COMMANDS = 16
"""Commands that wait for one training at most; older ones are dropped."""

ABANDONED = 70
"""Exit code of a process whose engine is gone."""

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
        stopping: With what it was asked to stop, if it was.
        killed: Whether its process was ended on purpose.
        paused: Where a training waits for its student, if it does.
        paused_since: Since when, as `time.monotonic` tells it.
        commands: What a training is told next.
        told: The command that it has not heard yet, if there is one.
        start: What a training was started with.
        since: When it got a core, as `time.monotonic` tells it.
        asked: When it was asked to leave its process since it paused; 0 where it was not.
        refused: Whether it could not, then.
        suspended: Whether it has left its process and waits on the disk.
    """

    process: BaseProcess
    connection: Connection
    idle: bool = False
    was_ready: bool = False
    stopping: Stop | None = None
    killed: bool = False
    paused: Paused | None = None
    paused_since: float = 0.0
    commands: deque[Command] = field(default_factory=lambda: deque(maxlen=MAX_COMMANDS))
    told: Command | None = None
    start: Start | None = None
    since: float = 0.0
    asked: float = 0.0
    refused: bool = False
    suspended: bool = False

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

    def start(target: Callable[..., None], *arguments: Any) -> Worker:
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
