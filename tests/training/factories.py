"""Data, models and callbacks for tests of training, and plain Keras to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import keras
import numpy as np

from nnplay.models.build import build_model
from nnplay.models.losses import resolve_loss
from nnplay.spec import LayerSpec, OptimizerSpec
from nnplay.tasks import Task
from nnplay.training.fit_epochs import permutation
from tests.models.factories import data_of

FEATURES = 5
CLASSES = 3


@dataclass(frozen=True)
class Made:
    """Random data for a task, and how to build the same small model for it again."""

    task: Task
    loss: str
    layers: tuple[LayerSpec, ...]
    optimizer: OptimizerSpec
    examples: int = 45
    seed: int = 3
    weights: tuple[float, ...] = ()
    """Of each class, where they do not count the same."""

    def arrays(self) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
        """Training part and a validation part of 11 examples."""
        rng = np.random.default_rng(self.seed)
        size = self.examples + 11
        x = rng.normal(size=(size, FEATURES)).astype(np.float32)
        y: np.ndarray
        if self.task == "regression":
            y = rng.normal(size=size).astype(np.float32)
        else:
            y = rng.integers(0, CLASSES if self.task == "multiclass" else 2, size)
            if resolve_loss(self.loss, self.task).targets[self.task] == "one-hot":
                y = np.eye(CLASSES, dtype=np.float32)[y]
            elif self.task == "binary":
                y = y.astype(np.float32)
        return (x[: self.examples], y[: self.examples]), (x[self.examples :], y[self.examples :])

    def model(self, **compile_options: Any) -> keras.Model:
        """The model with its first weights."""
        with data_of((FEATURES,), self.task, CLASSES) as make:
            spec = make(self.layers, seed=self.seed, optimizer=self.optimizer, loss=self.loss)
            return build_model(spec, **compile_options)


def small(**changes: Any) -> Made:
    """A small classification with Adam."""
    usual: dict[str, Any] = {
        "task": "multiclass",
        "loss": "sparse_categorical_crossentropy",
        "layers": (LayerSpec("Dense", units=6, activation="tanh"),),
        "optimizer": OptimizerSpec("Adam", learning_rate=0.02),
    }
    return Made(**{**usual, **changes})


def train(
    execution: Any, made: Made, epochs: int, batch_size: int, **more: Any
) -> tuple[keras.Model, dict[str, list[float]]]:
    """A model trained so, and its logs by name; empty without `history=True`, Keras's own keeper of them."""
    train_part: tuple[np.ndarray, ...]
    train_part, val_part = made.arrays()
    if made.weights:
        y = train_part[1].argmax(axis=1) if train_part[1].ndim > 1 else train_part[1].astype(int)
        train_part = (*train_part, np.array(made.weights, np.float32)[y])
    model, history = made.model(**more.pop("compile_options", {})), keras.callbacks.History()
    callbacks = [*more.pop("callbacks", []), *([history] if more.pop("history", True) else [])]
    execution.fit(
        model, train_part, val_part, batch_size=batch_size, epochs=epochs, seed=made.seed, callbacks=callbacks, **more
    )
    return model, history.history


@lru_cache(maxsize=4)
def plain_keras(made: Made, epochs: int, batch_size: int) -> tuple[keras.Model, dict[str, list[float]]]:
    """The same by `model.fit(shuffle=False)` on arrays laid out in the order of each epoch; not to be changed.

    Eagerly: for so few batches TensorFlow would take longer to compile them than to run them.
    """
    (x, y), val_part = made.arrays()
    model = made.model(run_eagerly=True)
    columns: dict[str, list[float]] = {}
    for epoch in range(epochs):
        order = permutation(made.seed, epoch, len(x))
        history = model.fit(
            x[order],
            y[order],
            batch_size=batch_size,
            shuffle=False,
            validation_data=val_part,
            verbose=0,
            class_weight=dict(enumerate(made.weights)) or None,
        )
        for name, values in history.history.items():
            columns.setdefault(name, []).extend(values)
    return model, columns


def assert_same_weights(model: keras.Model, other: keras.Model, tolerance: float = 0.0) -> None:
    """Fails where two models differ, in the optimizer's variables too."""
    pairs = [
        *zip(model.get_weights(), other.get_weights(), strict=True),
        *(
            (np.asarray(one), np.asarray(two))
            for one, two in zip(model.optimizer.variables, other.optimizer.variables, strict=True)
        ),
    ]
    for one, two in pairs:
        np.testing.assert_allclose(one, two, rtol=tolerance, atol=tolerance)


def assert_same_logs(logs: dict[str, list[float]], others: dict[str, list[float]], tolerance: float = 0.0) -> None:
    """Fails where names or numbers of two histories differ."""
    assert logs.keys() == others.keys()
    for name, values in logs.items():
        np.testing.assert_allclose(values, others[name], rtol=tolerance, atol=tolerance, err_msg=name)


class Told(keras.callbacks.Callback):
    """Writes down what it is told, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Any, ...]] = []

    def on_train_begin(self, logs: Any = None) -> None:
        self.calls.append(("train begins",))

    def on_train_end(self, logs: Any = None) -> None:
        self.calls.append(("train ends",))

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.calls.append(("epoch begins", epoch))

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.calls.append(("epoch ends", epoch))

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.calls.append(("batch ends", batch))

    def named(self, *names: str) -> list[tuple[Any, ...]]:
        """The calls of some names."""
        return [call for call in self.calls if call[0] in names]


def dense(units: int, activation: str = "tanh", **options: Any) -> LayerSpec:
    """A Dense layer."""
    return LayerSpec("Dense", units=units, activation=activation, **options)
