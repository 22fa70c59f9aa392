"""The Keras callback that tells what happens and obeys control."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.training.checkpoints import CheckpointWriter
from nnplay.training.control import Control
from nnplay.training.events import (
    BatchEnd,
    EpochEnd,
    Event,
    Frame,
    LearningRate,
    Paused,
    Preparing,
    Reason,
    Resumed,
    Rewound,
    SetByHand,
    Snapshot,
)
from nnplay.training.film import FILM_BYTES, FRAME_RATE, as_frame, flat
from nnplay.training.hand_weights import HandWeights
from nnplay.training.signals import BeginAgain, LateListener, SettingsWanted, TrainingEnded
from nnplay.training.watching import Watcher

if TYPE_CHECKING:
    from nnplay.training.suspension import Suspension

BATCH_INTERVAL = 0.2
"""Seconds between two `BatchEnd` events; more would only be overwritten on the page."""

SNAPSHOT_SHARE = 0.1
"""Pictures of the network may take this share of the time, so that they never slow training much."""

CHECKPOINTS_PER_DOUBLING = 8
"""A call runs at most this part of the epochs so far, so that the early ones, where most happens, have checkpoints."""


class Reporter(LateListener):
    """Emits events, does what control wants, and ends training where loss or weights are no longer finite.

    A wish is heard after any call into TensorFlow, but an epoch that is already done is told first.
    Through `fit`, a step of one batch is one such call, which may take several batches.

    Args:
        emit: Takes each event.
        control: Read after every call.
        take_snapshot: From an epoch number to a `Snapshot`, or None where there is nothing to draw.
        epochs_done: Epochs of an earlier training that this one goes on from.
        checkpoints: Saves the weights after epochs, if anything does.
        reinitialize: Gives model and optimizer the state that they had before any training.
        loss_units: What the losses are multiplied by when they are told; see `LossKind.in_units`.
        suspend: Stores a paused training, given how many batches of its epoch are done, and leaves it; returns where
            it must stay.
        suspended: The training that this one is the continuation of; it begins paused, unless there is a wish.
        films: Whether the weights are told after every call, for the film of a network's picture; those of a large
            network less often, see `FRAME_RATE`.
    """

    def __init__(
        self,
        emit: Callable[[Event], None],
        control: Control,
        take_snapshot: Callable[[int], Snapshot] | None = None,
        epochs_done: int = 0,
        checkpoints: CheckpointWriter | None = None,
        reinitialize: Callable[[], None] = lambda: None,
        loss_units: float = 1.0,
        suspend: Callable[[int], None] | None = None,
        suspended: Suspension | None = None,
        films: bool = False,
    ) -> None:
        super().__init__()
        self.suspend, self._suspended = suspend, suspended
        self.emit = emit
        self.films = films
        self.control = control
        self.take_snapshot = take_snapshot
        self.reinitialize = reinitialize
        self.loss_units = loss_units
        self.reason: Reason | None = None
        self.message = ""
        self.epochs_done = epochs_done
        self.hand = HandWeights()
        self._change: str | None = None
        self.checkpoints = checkpoints
        self.paused_seconds = 0.0
        self._epoch_start = 0.0
        self._waits_since = 0.0
        self._has_waited = False
        self._last_batch_event = 0.0
        self._has_compiled = control.prepares
        self._pace = _BatchTime()
        self._next_snapshot = self._last_frame = 0.0
        self._frame_bytes = float(FILM_BYTES)
        self._snapshot_epoch = 0
        self.watcher = Watcher(emit, control)

    def first_batch_known(self, logs: dict[str, float]) -> None:
        """Tells them as soon as somebody asks for the training, be it that the rest is still being compiled."""
        first = BatchEnd(1, 1, in_units(logs, self.loss_units))

        def tell() -> None:
            self.emit(first)
            self.emit(Preparing("compile"))

        self.control.when_begun(tell)

    def on_train_begin(self, logs: Any = None) -> None:
        self.control.when_begun(None)
        if self._suspended and self._suspended.batches:
            return  # the epoch that is under way begins next
        self._save_checkpoint(always=True)
        if self._suspended:
            self._take_up()
        else:
            self._film(self.model.get_weights)
            self._obey()  # what was wanted while the data was loaded

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch_start = time.perf_counter()
        if self._suspended:
            self._take_up()

    def _take_up(self) -> None:
        """Goes on with a training that another process has left, in the middle of an epoch or between two."""
        assert self._suspended
        before, self._suspended = self._suspended, None
        before.give_metrics(self.model)
        self._epoch_start = time.perf_counter() - before.epoch_seconds
        self._obey(before.batches)
        if not self._has_waited:
            self.emit(Resumed())

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        if self.is_compiled and not self._has_compiled:
            self._has_compiled = True
            self.emit(Preparing("compile"))

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if not _is_finite(logs):
            self._end("diverged")
        now = time.perf_counter()
        pace = 0.0
        if self.is_compiled:
            pace = self._pace.reached(self.epochs_done * self.params["steps"] + batch + 1, now - self.paused_seconds)
        if now - self._last_batch_event >= BATCH_INTERVAL:
            self._last_batch_event = now
            so_far = in_units(logs or {}, self.loss_units)
            self.emit(BatchEnd(self.epochs_done + 1, batch + 1, so_far, pace))
        self.watcher.look(self.model, self.epochs_done + (batch + 1) / self.params["steps"])
        # After the last batch comes validation or the epoch's end, where wishes are heard too.
        if batch + 1 < self.params["steps"]:
            self._obey(batch + 1)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self._obey(self.params["steps"])

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.epochs_done = epoch + 1
        seconds = self.epoch_seconds
        if seconds is None:
            seconds = time.perf_counter() - self._epoch_start
        self.emit(EpochEnd(self.epochs_done, in_units(logs or {}, self.loss_units), seconds))
        if not _is_finite(logs):
            self._end("diverged")
        if self.behind:
            return
        weights = self.model.get_weights()
        if not all(np.isfinite(weight).all() for weight in weights):
            self._end("diverged")
        self._film(lambda: weights, always=self._is_last())
        self.watcher.look(self.model, self.epochs_done, always=self._is_last())
        self._save_checkpoint(always=self._is_last() or bool(self.control.stop_requested))
        self._obey()
        if time.perf_counter() >= self._next_snapshot:
            self.snapshot()

    def _film(self, weights: Callable[[], list[np.ndarray]], always: bool = True) -> None:
        if not self.films:
            return
        frame = as_frame(flat(weights()))
        if frame.dtype == np.float16:
            now = time.perf_counter()
            self._frame_bytes = min(FILM_BYTES, self._frame_bytes + FRAME_RATE * (now - self._last_frame))
            self._last_frame = now
            if self._frame_bytes < frame.nbytes and not always:
                return
            self._frame_bytes -= frame.nbytes
        self.emit(Frame(self.epochs_done, frame))

    def snapshot(self) -> None:
        """Emits a picture of the network as it is now, where there is something to draw."""
        if self.take_snapshot is None:
            return
        start = time.perf_counter()
        self.emit(self.take_snapshot(self.epochs_done))
        taken = time.perf_counter() - start
        self._next_snapshot = time.perf_counter() + max(BATCH_INTERVAL, taken / SNAPSHOT_SHARE)

    def _obey(self, batches: int = 0) -> None:
        """Ends, resets or holds training, or changes its learning rate or weights, where that is wanted.

        Args:
            batches: Those of the running epoch that are done; 0 between two epochs.
        """
        self.control.look()
        self._end_if_wanted()
        if self.control.take_reset():
            self._begin_again()
        self._change_learning_rate()
        until_pause = None if batches else self.control.epochs_until_pause(self.epochs_done)
        self._set_weights(batches)
        self._change_settings(batches)
        self._has_waited = self._must_wait(batches)
        if self._has_waited:
            self._wait(batches)
        step = self.control.running_step
        if step:
            self.most_epochs = 1
        elif self.checkpoints:  # the first ones are close together
            self.most_epochs = max(1, self.epochs_done // CHECKPOINTS_PER_DOUBLING)
        else:
            self.most_epochs = None
        if until_pause:
            self.most_epochs = min(self.most_epochs or until_pause, until_pause)
        self.most_batches = 1 if step == "batch" else None

    def _must_wait(self, batches: int) -> bool:
        if batches == 0 and self._is_last():
            return False  # there is nothing left to wait with
        return self.control.must_wait(epoch_is_over=batches == 0, in_validation=batches == self.params["steps"])

    def _is_last(self) -> bool:
        return self.epochs_done >= self.params["epochs"] or getattr(self.model, "stop_training", False)

    def _save_checkpoint(self, always: bool) -> None:
        if self.checkpoints:
            self.checkpoints.save(self.epochs_done, always=always)

    def _wait(self, batches: int) -> None:
        start = time.perf_counter()
        if batches == 0:
            self._save_checkpoint(always=True)
        self.snapshot()
        where = self.epochs_done + batches / self.params["steps"]
        self.watcher.look(self.model, where, always=True)
        self._waits_since = start
        self.emit(Paused(self.epochs_done + 1, batches))
        while True:
            self.control.wait()
            if self.control.take_suspend():
                self._leave(batches)
                self.emit(Paused(self.epochs_done + 1, batches))  # still here
            if self.control.stop_requested or self.control.passed_limit or self.control.reset_requested:
                break
            self._change_learning_rate()
            if self.control.take_watch():
                self.watcher.look(self.model, where, always=True)
            self._set_weights(batches)
            self._change_settings(batches, start)
            if not self._must_wait(batches):
                break
        waited = time.perf_counter() - start
        self.paused_seconds += waited
        self._epoch_start += waited
        self._end_if_wanted()
        if self.control.take_reset():
            self._begin_again()
        self.hand.forget()
        self.emit(Resumed())

    def _leave(self, batches: int) -> None:
        """Waits on the disk instead of here, where that can be done."""
        if self._change is not None:
            self.control.stay()  # until the epoch is over and the settings are changed
        elif batches < self.params["steps"]:
            if self.suspend:
                self.suspend(batches)
        elif self.epochs_done + 1 < self.params["epochs"]:
            # In the middle of a validation, which cannot be stored. It changes nothing, so it may as well be ended.
            self.control.step("batch")
        else:
            self.control.stay()

    @property
    def epoch_seconds_so_far(self) -> float:
        """Wall time of the running epoch until the pause that the training is in."""
        return self._waits_since - self._epoch_start if self._epoch_start else 0.0

    def seconds_since(self, start: float) -> float:
        """Wall time from a moment to the pause that the training is in, without earlier pauses."""
        return self._waits_since - start - self.paused_seconds

    def _change_learning_rate(self) -> None:
        value = self.control.take_learning_rate()
        if value is not None:
            self.model.optimizer.learning_rate = value
            self.emit(LearningRate(self.epochs_done + 1, value))

    def _change_settings(self, batches: int, waits_since: float | None = None) -> None:
        """Leaves `fit` for other settings, where they are wanted and no epoch is under way; else it does so later."""
        self._change = self.control.take_change() or self._change
        if self._change is None or batches or self._is_last():
            return
        if waits_since is not None:
            self.paused_seconds += time.perf_counter() - waits_since
        raise SettingsWanted(self._change)

    def _set_weights(self, batches: int) -> None:
        """Gives the network the weights that are wanted, if any are."""
        numbers = self.hand.obey(self.control.take_weights(), self.model)
        if numbers is None:
            return
        if batches == 0:  # what is kept of this epoch is what training goes on from
            if self.checkpoints:
                self.checkpoints.save(self.epochs_done, always=True, again=True)
            self._film(self.model.get_weights)
        self.snapshot()
        self.emit(SetByHand(self.epochs_done + 1, batches, numbers))  # last: it sends on what came before

    def _begin_again(self) -> None:
        self.reinitialize()
        self.hand.forget()
        self._change = None
        self.epochs_done, self.behind, self.paused_seconds = 0, 0, 0.0
        self.emit(Rewound())
        if self.checkpoints:
            self.checkpoints.clear()
        raise BeginAgain

    def _end_if_wanted(self) -> None:
        if reason := self.control.stop_requested:
            self._end(reason)
        if passed := self.control.passed_limit:
            self._end("limit", passed)

    def _end(self, reason: Reason, message: str = "") -> None:
        self.reason, self.message = reason, message
        raise TrainingEnded(reason)


class _BatchTime:
    """Seconds of a batch, since the first compiled call of this process, in which it was compiled."""

    def __init__(self) -> None:
        self._first: tuple[int, float] | None = None

    def reached(self, batches: int, now: float) -> float:
        """Seconds of a batch, when so many are done; 0 where that is not known."""
        if self._first is None or batches <= self._first[0]:  # it has begun again
            self._first = batches, now
            return 0.0
        return (now - self._first[1]) / (batches - self._first[0])


def in_units(logs: Mapping[str, float], loss_units: float) -> dict[str, float]:
    """Keras's numbers as they are told: losses multiplied, metrics as they are."""
    return {name: float(value) * (loss_units if name.endswith("loss") else 1.0) for name, value in logs.items()}


def _is_finite(logs: Any) -> bool:
    return all(math.isfinite(value) for name, value in (logs or {}).items() if name.endswith("loss"))
