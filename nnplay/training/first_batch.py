"""The first batch of all, a plain step: to trace or compile the others takes a second or two, and there is something to
see at once.

It is one whether a training was prepared or not, so that equal trainings give equal weights to the last bit.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

MOST_KEPT = 100_000_000
"""Bytes that a prepared first batch may hold until it is wanted."""


class FirstBatch:
    """Trains on the first batch of an epoch, and can do so ahead.

    Args:
        model: A compiled model.
        train: Inputs and targets as arrays or tensors; perhaps with a third, how much each example counts.
        places: Of the batch's examples.
    """

    def __init__(self, model: keras.Model, train: tuple[Any, ...], places: np.ndarray) -> None:
        self._model, self._train, self._places = model, train, places
        self._kept: tuple[list[np.ndarray], list[np.ndarray], dict[str, float]] | None = None

    def prepare(self) -> dict[str, float]:
        """Runs it and puts everything back; its metrics by name. What it has changed is kept if that is not too much.

        The variables of optimizer, loss and metrics must be there.
        """
        with unchanged(self._model):
            before = _state(self._model)
            numbers = self._step()
            if 2 * sum(array.nbytes for array in before) <= MOST_KEPT:
                self._kept = before, _state(self._model), numbers
        return numbers

    def run(self) -> dict[str, float]:
        """Trains on it; its metrics by name. Prepared, it takes the result, unless anything has changed meanwhile."""
        kept, self._kept = self._kept, None
        if kept:
            before, after, numbers = kept
            if all(map(np.array_equal, before, _state(self._model))):
                for variable, value in zip(_variables(self._model), after, strict=True):
                    variable.assign(value)
                return numbers
        return self._step()

    def _step(self) -> dict[str, float]:
        self._model.reset_metrics()
        self._model.train_step(tuple(tf.gather(part, self._places) for part in self._train))
        return {name: float(value) for name, value in self._model.get_metrics_result().items()}


@contextlib.contextmanager
def unchanged(model: keras.Model) -> Iterator[None]:
    """Puts back all that a training inside of it changes: weights, optimizer, metrics, random generators."""
    state = _state(model)
    yield
    for variable, value in zip(_variables(model), state, strict=True):
        variable.assign(value)


def _variables(model: keras.Model) -> list[Any]:
    return [*model.variables, *model.optimizer.variables, *model.metrics_variables]


def _state(model: keras.Model) -> list[np.ndarray]:
    return [np.copy(variable.numpy()) for variable in _variables(model)]
