"""Questions about networks, and the inspector processes that answer them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from nnplay.engine import desk
from nnplay.engine.protocol import Answer, Ask, Ready
from nnplay.engine.workers import PIPE_CLOSED, Starter, Worker
from nnplay.errors import EngineError
from nnplay.i18n import tr

IDLE_SECONDS = 60.0
"""After so long without a question an inspector beside the first one ends, and gives its memory back."""

HEAVY = frozenset({"export", "layer_states", "neuron_maps", "novelty", "preferred", "projection", "reasons"})
"""Functions of `nnplay.engine.inspector` that may take seconds; one inspector is never asked them."""

HEAVY_SECONDS = 2.0
"""So long others that come later may go before a heavy question."""

SPARED = 2
"""Inspectors that start whatever the memory: with one alone, a heavy question would hold up all others."""


class Questions:
    """Gives each question to an inspector that has nothing to do; the rest wait, heavy ones a bit longer.

    Another inspector starts when there is a question and all are busy. However many heavy questions there are, one
    inspector is free of them. Each has one question at a time, because two could end with both sides writing and
    nobody reading.

    Args:
        start: Starts processes.
        tell: Takes answers.
        most: Inspectors at most.
        has_room: Whether there is memory for one more.
    """

    def __init__(
        self,
        start: Starter,
        tell: Callable[[Answer], None],
        most: int,
        has_room: Callable[[], bool] = lambda: True,
    ) -> None:
        self._start, self._tell, self._most, self._has_room = start, tell, most, has_room
        self._inspectors: dict[Connection, Worker] = {}
        self._asked: dict[Connection, Ask] = {}
        self._waiting: list[tuple[float, Ask]] = []
        self._idle_since: dict[Connection, float] = {}

    def begin(self) -> None:
        """Starts the first inspector, and with it all that later processes share."""
        self._add()

    def ask(self, ask: Ask) -> None:
        """Takes a question."""
        self._waiting.append((time.monotonic() + (HEAVY_SECONDS if _is_heavy(ask) else 0.0), ask))
        self._waiting.sort(key=lambda waiting: waiting[0])  # a stable sort
        self._next()

    def cancel(self, request: int) -> None:
        """Nobody waits for this answer any more: an inspector that works on it is ended."""
        self._waiting = [waiting for waiting in self._waiting if waiting[1].request != request]
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

    def rest(self, seconds: float | None = None, spared: int = 1) -> None:
        """Ends inspectors that have had nothing to do for a while; the next question starts another.

        Args:
            seconds: How long; `IDLE_SECONDS` if None.
            spared: So many stay.
        """
        most = IDLE_SECONDS if seconds is None else seconds
        for connection, inspector in list(self._inspectors.items())[spared:]:
            if inspector.idle and time.monotonic() - self._idle_since[connection] > most:
                inspector.idle = False  # it is given no question any more
                inspector.process.kill()

    def kill(self) -> None:
        """Ends all inspectors."""
        for inspector in self._inspectors.values():
            inspector.process.kill()

    def _add(self) -> None:
        inspector = self._start(desk.inspect)
        self._inspectors[inspector.connection] = inspector

    def _next(self) -> None:
        """Gives idle inspectors what waits, and starts another one where all are busy."""
        for connection, inspector in self._inspectors.items():
            if inspector.idle and (ask := self._take()):
                self._asked[connection] = ask
                inspector.idle = False
                with contextlib.suppress(OSError):  # it has died, which the loop hears next
                    connection.send(ask)
        coming = any(not inspector.was_ready for inspector in self._inspectors.values())
        count = len(self._inspectors)
        if not coming and count < self._most and self._first() is not None and (count < SPARED or self._has_room()):
            try:
                self._add()
            except PIPE_CLOSED:
                if not self._inspectors:
                    self._fail()

    def _first(self) -> int | None:
        """Place of the question that may be asked next; None where none may."""
        heavy = sum(map(_is_heavy, self._asked.values()))
        takes_heavy = heavy < max(1, self._most - 1)
        return next((n for n, (_, ask) in enumerate(self._waiting) if takes_heavy or not _is_heavy(ask)), None)

    def _take(self) -> Ask | None:
        place = self._first()
        return None if place is None else self._waiting.pop(place)[1]

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
            self._tell(Answer(self._waiting.pop(0)[1].request, error=_broken_off()))


def _is_heavy(ask: Ask) -> bool:
    return ask.function in HEAVY


def _broken_off() -> EngineError:
    return EngineError(
        tr("The process that looks into networks stopped unexpectedly and was started again. Try again.")
    )
