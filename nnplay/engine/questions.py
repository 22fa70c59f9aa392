"""Questions about networks, and the inspector processes that answer them."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection

from nnplay.engine import job
from nnplay.engine.protocol import Answer, Ask, Ready
from nnplay.engine.workers import PIPE_CLOSED, Starter, Worker
from nnplay.errors import EngineError

IDLE_SECONDS = 60.0
"""After so long without a question an inspector beside the first one ends, and gives its memory back."""


class Questions:
    """Gives each question to an inspector that has nothing to do; the rest wait in their order.

    A second inspector starts when there is a question and the first one is busy: a heavy question does not hold up
    the others. It has one question at a time, because two could end with both sides writing and nobody reading.

    Args:
        start: Starts processes.
        tell: Takes answers.
        most: Inspectors at most.
    """

    def __init__(self, start: Starter, tell: Callable[[Answer], None], most: int) -> None:
        self._start, self._tell, self._most = start, tell, most
        self._inspectors: dict[Connection, Worker] = {}
        self._asked: dict[Connection, Ask] = {}
        self._waiting: deque[Ask] = deque()
        self._idle_since: dict[Connection, float] = {}

    def begin(self) -> None:
        """Starts the first inspector, and with it all that later processes share."""
        self._add()

    def ask(self, ask: Ask) -> None:
        """Takes a question."""
        self._waiting.append(ask)
        self._next()

    def cancel(self, request: int) -> None:
        """Nobody waits for this answer any more: an inspector that works on it is ended."""
        self._waiting = deque(ask for ask in self._waiting if ask.request != request)
        for connection, ask in self._asked.items():
            if ask.request == request:
                self._inspectors[connection].process.kill()  # the next question starts another

    @property
    def sources(self) -> list[Connection]:
        """What can be heard from."""
        return list(self._inspectors)

    def hear(self, connection: Connection) -> bool:
        """Takes one message in, or the end of an inspector; whether this one is ready for its first question.

        Raises:
            EngineError: If the first inspector of all could not load TensorFlow.
        """
        inspector = self._inspectors.get(connection)
        if inspector is None:
            return False
        try:
            message: Ready | Answer = connection.recv()
        except PIPE_CLOSED:
            self._drop(connection)
            return False
        inspector.idle = isinstance(message, Ready) or not message.last
        self._idle_since[connection] = time.monotonic()
        if isinstance(message, Answer):
            self._asked.pop(connection, None)
            self._tell(message)
        else:
            inspector.was_ready = True
        self._next()
        return isinstance(message, Ready)

    def rest(self) -> None:
        """Ends inspectors beside the first one that have had nothing to do for a while."""
        for connection, inspector in list(self._inspectors.items())[1:]:
            if inspector.idle and time.monotonic() - self._idle_since[connection] > IDLE_SECONDS:
                inspector.idle = False  # it is given no question any more
                inspector.process.kill()

    def kill(self) -> None:
        """Ends all inspectors."""
        for inspector in self._inspectors.values():
            inspector.process.kill()

    def _add(self) -> None:
        inspector = self._start(job.inspect)
        self._inspectors[inspector.connection] = inspector

    def _next(self) -> None:
        """Gives idle inspectors what waits, and starts another one where all are busy."""
        for connection, inspector in self._inspectors.items():
            if self._waiting and inspector.idle:
                self._asked[connection] = self._waiting.popleft()
                inspector.idle = False
                with contextlib.suppress(OSError):  # it has died, which the loop hears next
                    connection.send(self._asked[connection])
        coming = any(not inspector.was_ready for inspector in self._inspectors.values())
        if self._waiting and not coming and len(self._inspectors) < self._most:
            try:
                self._add()
            except PIPE_CLOSED:
                if not self._inspectors:
                    self._fail()

    def _drop(self, connection: Connection) -> None:
        """Answers what a dead inspector was asked with an error, and asks another one the rest."""
        inspector = self._inspectors.pop(connection)
        self._idle_since.pop(connection, None)
        code = inspector.end()
        if ask := self._asked.pop(connection, None):
            self._tell(Answer(ask.request, error=_broken_off()))
        if not inspector.was_ready and not self._inspectors:  # a new one would fare no better
            self._fail()
            self.exit_code = code
        self._next()

    exit_code = 0
    """Of an inspector that has ended before it was ready."""

    def _fail(self) -> None:
        while self._waiting:
            self._tell(Answer(self._waiting.popleft().request, error=_broken_off()))


def _broken_off() -> EngineError:
    return EngineError("The process that looks into networks has broken off and was started again. Try once more.")
