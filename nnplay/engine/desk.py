"""The process that inspects trained runs: it answers questions, one after the other."""

from __future__ import annotations

import contextlib
import os
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any

from nnplay.engine.memory import memory_in_use
from nnplay.engine.protocol import Answer, Ask, Ready
from nnplay.engine.workers import ABANDONED
from nnplay.errors import EngineError, NnplayError
from nnplay.i18n import tr
from nnplay.limits import limits, show_bytes

KEPT_SHARE = 0.75
"""Part of its memory that an inspector may still have after an answer, for the next one."""

WATCH_SECONDS = 0.1
"""Between two looks at an inspector's memory; in them it can grow by a few hundred megabytes."""


class Desk:
    """Where an inspector answers; an answer that takes too much memory is refused, and its process ends.

    It also ends, after an answer, where it keeps so much of old questions that this would be held against the next one.

    Args:
        connection: The pipe to the engine.
        most: Bytes that the process may take beside what it had at first.
    """

    def __init__(self, connection: Connection, most: int) -> None:
        self._connection, self._most = connection, most
        self._before = memory_in_use()
        self._sending = threading.Lock()
        self._ask: Ask | None = None

    def serve(self, functions: dict[str, Callable[..., Any]]) -> None:
        """Answers one question after the other."""
        threading.Thread(target=self._watch, daemon=True).start()
        with self._sending:
            self._connection.send(Ready())
        while True:
            self._ask = self._connection.recv()
            said = answer(self._ask, functions)
            said = replace(said, last=self._taken > KEPT_SHARE * self._most)
            with self._sending:
                self._ask = None
                self._connection.send_bytes(pickled(said))
            if said.last:
                os._exit(0)

    @property
    def _taken(self) -> int:
        return memory_in_use() - self._before

    def _watch(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(WATCH_SECONDS)
            if self._taken > self._most:
                self.refuse()

    def refuse(self) -> None:
        """Ends the process, and tells who has asked why."""
        with self._sending:  # for good: nothing is sent after it
            if self._ask:
                sentence = tr(
                    "This answer needed more than {most} of memory, the limit here. Look at a smaller layer, or train "
                    "a smaller network.",
                    most=show_bytes(self._most),
                )
                with contextlib.suppress(OSError):
                    self._connection.send(Answer(self._ask.request, error=EngineError(sentence), last=True))
            os._exit(0)


def inspect(connection: Connection) -> None:
    """Body of the inspector process: answers questions about trained runs, one after the other."""
    import nnplay.engine.preload  # noqa: F401
    from nnplay.datasets.kinds.digits import kept_images
    from nnplay.engine.inspector import FUNCTIONS

    kept_images.bound(0)  # the part of a file's images that a run has is kept, not the whole file beside it
    try:
        Desk(connection, limits().inspector_memory).serve(FUNCTIONS)
    except (EOFError, OSError):
        os._exit(ABANDONED)


def answer(ask: Ask, functions: dict[str, Callable[..., Any]]) -> Answer:
    """What a function says to a question, or the error that it raised."""
    try:
        if ask.function not in functions:
            known = ", ".join(sorted(functions))
            raise EngineError(
                tr("The engine has no function {function!r}. It has: {known}.", function=ask.function, known=known)
            )
        return Answer(ask.request, functions[ask.function](**ask.arguments))
    except MemoryError:
        message = tr("There is not enough memory to answer this. Look at a smaller layer, or train a smaller network.")
        return Answer(ask.request, error=EngineError(message))
    except NnplayError as error:
        return Answer(ask.request, error=error)
    except Exception as error:
        traceback.print_exc()
        message = tr("Looking into the network failed: {name}: {error}", name=type(error).__name__, error=error)
        return Answer(ask.request, error=EngineError(message))


def pickled(said: Answer) -> memoryview:
    """An answer as it is sent; an error where it cannot be."""
    try:
        return ForkingPickler.dumps(said)
    except Exception as error:
        traceback.print_exc()
        message = tr("Looking into the network failed: {name}: {error}", name=type(error).__name__, error=error)
        return ForkingPickler.dumps(Answer(said.request, error=EngineError(message), last=said.last))
