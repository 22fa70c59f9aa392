"""Questions about networks: equal ones are asked once, and short answers are kept."""

from __future__ import annotations

import hashlib
import itertools
import pickle
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any

from nnplay.engine.client.life import Life
from nnplay.engine.protocol import Ask, Cancel
from nnplay.errors import EngineError

WANTED_SECONDS = 1.0
"""Between two looks whether somebody still waits for an answer."""

ANSWER_SECONDS = 60.0
"""How long a question may take; a first one also waits for TensorFlow."""

KEPT_BYTES, KEPT_ANSWER_BYTES = 48 * 2**20, 2 * 2**20
"""What all kept answers may take, and one of them."""

Question = tuple[str, bytes, int]
"""Function, digest of its arguments, and when the files of its run were written last."""


class KeptAnswers:
    """KeptAnswers by their questions, in the form in which they are sent, so that nobody changes those of another.

    Args:
        most: Bytes; what was not asked for longest goes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Question, bytes] = OrderedDict()
        self._size = 0

    def get(self, question: Question) -> bytes | None:
        """What is kept."""
        if question in self._kept:
            self._kept.move_to_end(question)
        return self._kept.get(question)

    def put(self, question: Question, answer: bytes) -> None:
        """Keeps an answer."""
        self._size += len(answer) - len(self._kept.pop(question, b""))
        self._kept[question] = answer
        while self._size > self._most:
            self._size -= len(self._kept.popitem(last=False)[1])


@dataclass
class Open:
    """A question that is not answered yet.

    Args:
        request: Its number.
        future: Gets the answer.
        waiting: How many wait for it.
    """

    request: int
    future: Future[Any]
    waiting: int = 0


class Asking(Life):
    """The part of the engine that asks."""

    def __init__(self, folder: Path | None = None, start_after: float = 0.0) -> None:
        self._requests = itertools.count()
        self._open: dict[Question, Open] = {}
        self._answered = KeptAnswers(KEPT_BYTES)
        super().__init__(folder, start_after)

    def ask(
        self,
        function: str,
        timeout: float = ANSWER_SECONDS,
        is_wanted: Callable[[], bool] = lambda: True,
        **arguments: Any,
    ) -> Any:
        """Calls a function of `nnplay.engine.inspector` in an inspector process.

        Who asks what another one is waiting for waits for the same answer. A short answer about a stored run is kept
        until the run's files change.

        Args:
            function: Its name.
            timeout: Seconds to wait for the answer.
            is_wanted: Asked again and again; where it says no, nobody waits any more, and the question is given up.
            **arguments: Passed on.

        Raises:
            NnplayError: What the function raised.
            EngineError: If no answer came, or the function failed for a reason of its own.
        """
        question = _question(function, arguments)
        with self._changed:
            self._check_open()
            if question and (kept := self._answered.get(question)):
                return pickle.loads(kept)
            asked = self._open.get(question) if question else None
            if asked is None or asked.request not in self._answers:
                asked = Open(next(self._requests), Future())
                self._send(Ask(asked.request, function, arguments))
                self._answers[asked.request] = asked.future
                if question:
                    self._open[question] = asked
            is_first = asked.waiting == 0
            asked.waiting += 1
        try:
            value = self._wait(asked, time.monotonic() + timeout, timeout, is_wanted)
        finally:
            with self._changed:
                asked.waiting -= 1
                if not asked.waiting:
                    if self._answers.pop(asked.request, None) and not asked.future.done():
                        self._send(Cancel(asked.request))
                    if question and self._open.get(question) is asked:
                        del self._open[question]
        if not question:
            return value
        pickled = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        if len(pickled) <= KEPT_ANSWER_BYTES and _question(function, arguments) == question:
            with self._changed:
                self._answered.put(question, pickled)
        return value if is_first else pickle.loads(pickled)

    def _wait(self, asked: Open, limit: float, timeout: float, is_wanted: Callable[[], bool]) -> Any:
        while True:
            try:
                return asked.future.result(max(0.0, min(limit - time.monotonic(), WANTED_SECONDS)))
            except FutureTimeout:
                if asked.future.done():  # the answer is an error of this kind, or has come just now
                    return asked.future.result()
                if time.monotonic() >= limit:
                    raise EngineError(f"The engine gave no answer within {timeout:.0f} s. Try again.") from None
                if not is_wanted():
                    raise EngineError("Nobody waits for this answer any more.") from None


def _question(function: str, arguments: Mapping[str, Any]) -> Question | None:
    """By what equal questions about a run are known; None for what is not about the files of one."""
    folder = arguments.get("folder")
    if folder is None:
        return None
    try:
        written = max((path.stat().st_mtime_ns for path in Path(folder).iterdir()), default=0)
    except OSError:
        return None
    return function, hashlib.sha256(ForkingPickler.dumps(dict(arguments))).digest(), written
