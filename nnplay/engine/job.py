"""The process of one training: what it hears of the engine, and what it tells."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

from nnplay.engine.memory import memory_in_use
from nnplay.engine.protocol import Beat, Command, Heard, Start, Stop, Suspend
from nnplay.engine.workers import ABANDONED
from nnplay.errors import NnplayError
from nnplay.i18n import tr
from nnplay.limits import Limits, limits, show_bytes, show_seconds
from nnplay.spec import ExperimentSpec
from nnplay.training.control import Control, TrainingSuspended
from nnplay.training.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    ExampleSeen,
    Failed,
    Frame,
    Snapshot,
    Started,
    Suspended,
)

FLUSH_INTERVAL = 0.1
"""Seconds between two messages to the server; it hears of a small network's hundred epochs at once."""

BEAT_SECONDS = 1.0
"""Seconds between two signs of life."""

LATE_SECONDS = 60.0
"""A training that does not end by itself so long after its limit of time is ended."""

NICENESS = 10
"""Trainings give way to the server, which answers people."""


class Sender:
    """Collects events and sends them on at most every `FLUSH_INTERVAL` seconds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sending = threading.Lock()
        self._waiting: list[Event] = []
        self._last = 0.0
        self._is_over = False

    def __call__(self, event: Event) -> None:
        """Takes an event; milestones are sent at once."""
        self._waiting.append(event)
        frequent = isinstance(event, BatchEnd | EpochEnd | Snapshot | Frame | ExampleSeen | CheckpointSaved)
        # The initial weights and the first batch are there before anything is compiled, which takes a while.
        is_first = isinstance(event, Frame) and event.epoch == 0
        is_first |= isinstance(event, BatchEnd) and (event.epoch, event.batch) == (1, 1)
        if not frequent or is_first or time.perf_counter() - self._last >= FLUSH_INTERVAL:
            self.flush()
        if isinstance(event, Suspended):
            self._is_over = True  # a sign of life would tell of a process that is gone

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

    def beat(self, quiet: float) -> None:
        """Tells the engine that the process lives; from another thread too."""
        self._send(Beat("", quiet))

    def fail(self, sentence: str) -> None:
        """Says the last word and ends the process; from another thread, where the training would not."""
        self._send([Failed(sentence)])
        os._exit(0)

    def _send(self, message: list[Event] | Beat | Heard) -> None:
        try:
            with self._sending:
                if not self._is_over:
                    self._connection.send(message)
        except OSError:
            os._exit(ABANDONED)


def train(start: Start, connection: Connection) -> None:
    """Body of a training process: runs the experiment and sends its events.

    Args:
        start: What to train.
        connection: The pipe to the engine.
    """
    with contextlib.suppress(OSError, AttributeError):  # Windows has no nice
        os.nice(NICENESS)
    if start.device:
        os.environ["CUDA_VISIBLE_DEVICES"] = start.device  # TensorFlow looks when it is first used, not when imported
        os.environ["TF_FORCE_GPU_ALLOW_GROWTH"] = "true"
    # First of all: a wish to stop, or an engine that is gone, is heard during the imports too.
    allowed = limits()
    control, sender = Control(allowed, suspends=True, prepares=start.prepared), Sender(connection)
    if start.paused or start.resumed:
        control.pause()
    elif start.hold:
        control.pause_after(start.hold)
    threading.Thread(target=_obey, args=(connection, control, sender), daemon=True).start()
    threading.Thread(target=_watch, args=(sender, control, allowed), daemon=True).start()
    sender(Started())
    import nnplay.engine.preload  # noqa: F401

    use_threads(start.threads)
    from nnplay.training.run import continue_experiment, resume_experiment, run_experiment

    try:
        if start.resumed:
            resume_experiment(Path(start.folder), sender, control)
        elif start.more:
            continue_experiment(Path(start.folder), start.more, sender, control)
        else:
            base = Path(start.base) if start.base else None
            run_experiment(ExperimentSpec.from_json(start.spec), sender, control, Path(start.folder), base=base)
    except TrainingSuspended:
        pass  # its process is not needed until its student goes on
    except NnplayError as error:
        sender(Failed(error.message))
    except Exception as error:
        traceback.print_exc()
        sender(
            Failed(
                tr(
                    "Training stopped because of an unexpected error: {name}: {error}",
                    name=type(error).__name__,
                    error=error,
                )
            )
        )
    sender.flush()
    sys.stdout.flush()
    # All is said and stored. Taking TensorFlow down in order would only keep the core from the next training.
    os._exit(0)


def use_threads(count: int) -> None:
    """Shares each operation out among so many threads, before there is one; 0 leaves it to TensorFlow."""
    if count:
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(count)


def _obey(connection: Connection, control: Control, sender: Sender) -> None:
    """Listens to the engine beside the training; without an engine there is nobody to train for."""
    try:
        while True:
            match connection.recv():
                case Stop(reason=reason):
                    control.stop(reason)
                case Command(name=name, value=value):
                    getattr(control, name)(*([] if value is None else [value]))
                    if not control.is_closed:  # else the next process hears it
                        sender.hear()
                case Suspend():
                    control.suspend()
    except (EOFError, OSError):
        os._exit(ABANDONED)


def _watch(sender: Sender, control: Control, allowed: Limits) -> None:
    """Gives signs of life beside the training, and ends it where it passes a limit and does not end by itself."""
    before = memory_in_use()
    pause = threading.Event()
    while True:
        sender.beat(control.quiet_seconds)
        if sentence := broken_limit(memory_in_use() - before, control.running_seconds, allowed):
            sender.fail(sentence)
        pause.wait(BEAT_SECONDS)


def broken_limit(memory: int, seconds: float, allowed: Limits) -> str:
    """The limit that a training must not pass and has passed, as a sentence; empty where it has passed none.

    Args:
        memory: Bytes that it has taken since it began.
        seconds: How long it runs.
        allowed: The limits.
    """
    if memory > allowed.memory:
        return tr(
            "This training took more than {memory} of memory, the limit for one training here. Use a smaller batch, "
            "fewer units or fewer filters.",
            memory=show_bytes(allowed.memory),
        )
    if seconds > allowed.seconds + LATE_SECONDS:
        return tr(
            "This training ran for more than {seconds}, the longest that is allowed here, and did not end by itself. "
            "Use a smaller network, fewer examples or a smaller batch.",
            seconds=show_seconds(allowed.seconds),
        )
    return ""
