"""The end of a training: why it ended, its test, and its place on the disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from nnplay.datasets import Dataset
from nnplay.errors import TrainingError
from nnplay.i18n import tr
from nnplay.training.callback import Reporter, in_units
from nnplay.training.checkpoints import CheckpointWriter, show_disk_error
from nnplay.training.control import Control
from nnplay.training.events import Finished, Reason
from nnplay.training.history import History
from nnplay.training.stored import Run
from nnplay.training.words import ENDINGS

SAMPLES = 24
"""How many test examples are shown with their predictions when training ends."""


def ending(reporter: Reporter, stopper: Any, epochs: int) -> tuple[Reason, int]:
    """Why a training ended, and the epoch whose weights were kept."""
    done = reporter.epochs_done
    if reporter.reason is not None:
        return reporter.reason, done
    # Keras puts the best weights back at the end, also where all epochs were run.
    best = stopper.best_epoch + 1 if stopper is not None else done
    return ("early" if done < epochs else "completed"), best


class Examiner(keras.callbacks.Callback):
    """Ends a test early where control wants that, after at least one batch.

    Args:
        control: Read after every call into TensorFlow.
        batch_size: Of the test.

    Attributes:
        examples: How many have been tested at least; the last batch may be smaller.
        why: Why it ended early, as the beginning of a sentence; empty where it did not.
    """

    def __init__(self, control: Control, batch_size: int) -> None:
        super().__init__()
        self.control, self.batch_size = control, batch_size
        self.examples, self.why = 0, ""

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self.control.look()
        self.examples = (batch + 1) * self.batch_size
        self.why = self.control.why_end_test
        if self.why:
            self.model.stop_evaluating = True


def examine(
    model: keras.Model,
    data: Dataset,
    targets: Callable[[np.ndarray], np.ndarray],
    examiner: Examiner,
    reason: Reason,
    best_epoch: int,
    start: float,
    message: str,
    loss_units: float,
) -> Finished:
    """Loss and metric on the test part, or on its beginning where the test is ended early, and some predictions."""
    if reason == "diverged":
        return Finished(reason, best_epoch, {}, time.perf_counter() - start)
    metrics = model.evaluate(
        data.x_test,
        targets(data.y_test),
        batch_size=examiner.batch_size,
        verbose=0,
        return_dict=True,
        callbacks=[examiner],
    )
    tested = min(examiner.examples, len(data.x_test))
    if tested < len(data.x_test):
        message = tr(
            "{value} {why}, so its numbers come from the first {tested:,} of {x_test:,} test examples.",
            value=message or ENDINGS[reason],
            why=examiner.why,
            tested=tested,
            x_test=len(data.x_test),
        )
    count = min(SAMPLES, len(data.x_test))
    chosen = np.sort(np.random.default_rng(0).choice(len(data.x_test), count, replace=False))
    predictions = np.asarray(model(data.x_test[chosen], training=False), np.float32)
    return Finished(
        reason,
        best_epoch,
        in_units(metrics, loss_units),
        time.perf_counter() - start,
        tuple(int(place) for place in chosen),
        predictions,
        message,
        _baseline(data, tested),
    )


def _baseline(data: Dataset, tested: int) -> float:
    """The metric, on those that were tested, of the one answer that fits the training part best; see `Finished`."""
    y_test = data.y_test[:tested]
    if data.task == "regression":
        return float(np.mean(np.abs(y_test - data.y_train.mean(dtype=np.float64))))
    return float(np.mean(y_test == np.bincount(data.y_train).argmax()))


def store(run: Run, folder: Path, finished: Finished, history: History, checkpoints: CheckpointWriter | None) -> None:
    """Saves the run; where the disk is full, without its film.

    Args:
        run: The run.
        folder: Where to.
        finished: How it ended.
        history: Of the training, up to its end; told of the film by the writer.
        checkpoints: The film's writer, if there is a film.

    Raises:
        TrainingError: If there is no room for it either.
    """
    try:
        try:
            run.save(folder)
        except OSError as error:
            if checkpoints is None:
                raise
            _remove_unfinished(folder)
            checkpoints.give_way(error)
            run.history = history.copy()
            run.history.apply(finished)
            run.save(folder)
    except OSError as error:
        _remove_unfinished(folder)
        raise TrainingError(
            tr(
                "The trained network could not be stored: {error}. Tell whoever runs this server.",
                error=show_disk_error(error),
            )
        ) from error
    if checkpoints:
        checkpoints.replace_earlier()


def _remove_unfinished(folder: Path) -> None:
    """What `Run.save` has left of a run that it could not write in full."""
    for path in folder.glob("new.*"):
        path.unlink(missing_ok=True)
