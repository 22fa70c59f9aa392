"""The process of one training, and the process that inspects trained runs."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any

from nnplay.engine.protocol import Answer, Ask, Command, Heard, Ready, Stop
from nnplay.errors import EngineError, NnplayError
from nnplay.spec import ExperimentSpec
from nnplay.training.control import Control
from nnplay.training.events import BatchEnd, EpochEnd, Event, Failed, Filmed, Snapshot

FLUSH_INTERVAL = 0.1
"""Seconds between two messages to the server; it hears of a small network's hundred epochs at once."""

NICENESS = 5
"""Trainings give way to the server, which answers people."""

ABANDONED = 70
"""Exit code of a process whose engine is gone."""


class Sender:
    """Collects events and sends them on at most every `FLUSH_INTERVAL` seconds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sending = threading.Lock()
        self._waiting: list[Event] = []
        self._last = 0.0

    def __call__(self, event: Event) -> None:
        """Takes an event; milestones are sent at once."""
        self._waiting.append(event)
        frequent = isinstance(event, BatchEnd | EpochEnd | Snapshot | Filmed)
        if not frequent or time.perf_counter() - self._last >= FLUSH_INTERVAL:
            self.flush()

    def flush(self) -> None:
        """Sends what waits; only the newest picture of the network is worth sending."""
        pictures = [event for event in self._waiting if isinstance(event, Snapshot)]
        outdated = {id(event) for event in pictures[:-1]}
        events = [event for event in self._waiting if id(event) not in outdated]
        self._waiting = []
        self._last = time.perf_counter()
        if events:
            self._send(events)

    def hear(self) -> None:
        """Tells the engine that its command was heard; from another thread than all else."""
        self._send(Heard())

    def _send(self, message: list[Event] | Heard) -> None:
        try:
            with self._sending:
                self._connection.send(message)
        except OSError:
            os._exit(ABANDONED)


def train(spec: str, folder: str, *beginning_and_connection: Any) -> None:
    """Body of a training process: runs the experiment and sends its events.

    Args:
        spec: The experiment as JSON.
        folder: Where the run is stored.
        *beginning_and_connection: Where the run does not begin anew, how many epochs are added to the stored run and
            the folder whose weights it starts from (0 or empty for none); and the pipe to the engine.
    """
    *beginning, connection = beginning_and_connection
    more, base = beginning or ("0", "")
    with contextlib.suppress(OSError, AttributeError):  # Windows has no nice
        os.nice(NICENESS)
    # First of all: a wish to stop, or an engine that is gone, is heard during the imports too.
    control, sender = Control(), Sender(connection)
    threading.Thread(target=_obey, args=(connection, control, sender), daemon=True).start()
    import nnplay.engine.preload  # noqa: F401
    from nnplay.training.run import continue_experiment, run_experiment

    try:
        if int(more):
            continue_experiment(Path(folder), int(more), sender, control)
        else:
            run_experiment(
                ExperimentSpec.from_json(spec), sender, control, Path(folder), base=Path(base) if base else None
            )
    except NnplayError as error:
        sender(Failed(error.message))
    except Exception as error:
        traceback.print_exc()
        sender(Failed(f"Training broke off for a reason that nnplay did not expect: {type(error).__name__}: {error}"))
    sender.flush()
    sys.stdout.flush()
    # All is said and stored. Taking TensorFlow down in order would only keep the core from the next training.
    os._exit(0)


def _obey(connection: Connection, control: Control, sender: Sender) -> None:
    """Listens to the engine beside the training; without an engine there is nobody to train for."""
    try:
        while True:
            match connection.recv():
                case Stop():
                    control.stop()
                case Command(name=name, value=value):
                    getattr(control, name)(*([] if value is None else [value]))
                    sender.hear()
    except (EOFError, OSError):
        os._exit(ABANDONED)


def inspect(connection: Connection) -> None:
    """Body of the inspector process: answers questions about trained runs, one after the other."""
    import nnplay.engine.preload  # noqa: F401
    from nnplay.engine.inspector import FUNCTIONS

    try:
        connection.send(Ready())
        while True:
            connection.send_bytes(answer(connection.recv(), FUNCTIONS))
    except (EOFError, OSError):
        os._exit(ABANDONED)


def answer(ask: Ask, functions: dict[str, Callable[..., Any]]) -> memoryview:
    """What a function says to a question, or the error that it raised: a pickled `Answer`."""
    try:
        if ask.function not in functions:
            known = ", ".join(sorted(functions))
            raise EngineError(f"The engine has no function {ask.function!r}. It has: {known}.")
        return ForkingPickler.dumps(Answer(ask.request, functions[ask.function](**ask.arguments)))
    except NnplayError as error:
        return ForkingPickler.dumps(Answer(ask.request, error=error))
    except Exception as error:
        traceback.print_exc()
        message = f"Looking into the network failed: {type(error).__name__}: {error}"
        return ForkingPickler.dumps(Answer(ask.request, error=EngineError(message)))
