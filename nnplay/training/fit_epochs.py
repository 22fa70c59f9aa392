"""Epochs through `keras.Model.fit`, after a first batch without it; see `first_batch`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from nnplay.training.first_batch import FirstBatch, unchanged
from nnplay.training.signals import BeginAgain, LateListener


def permutation(seed: int, epoch: int, examples: int) -> np.ndarray:
    """The order in which an epoch sees the examples: int64, (examples,), the same for equal seeds.

    Args:
        seed: The experiment's.
        epoch: Counted from 0.
        examples: Size of the training part.
    """
    return np.random.default_rng([seed, epoch]).permutation(examples)


def make_variables(model: keras.Model, train: tuple[Any, ...]) -> None:
    """Makes the variables of optimizer, loss and metrics, which Keras makes with the first batch."""
    x, y = (tf.convert_to_tensor(array[:1]) for array in train[:2])
    outputs = model(x, training=False)
    model.compute_loss(x, y, outputs, training=False)
    model.compute_metrics(x, y, outputs)
    model.optimizer.build(model.trainable_variables)


def fit(
    model: keras.Model,
    train: tuple[Any, ...],
    validation: tuple[Any, Any],
    *,
    batch_size: int,
    epochs: int,
    seed: int,
    callbacks: list[keras.callbacks.Callback],
    initial_epoch: int = 0,
    initial_batch: int = 0,
    validation_batch_size: int = 1024,
    warm_up: bool = False,
) -> None:
    """Trains as `model.fit` does, on a seeded permutation per epoch.

    `fit(shuffle=True)` would not give the same weights twice; this does.

    Args:
        model: A compiled model.
        train, validation: Inputs and targets, as arrays or tensors; tensors are not copied. `train` may have a third:
            how much each example counts, as `sample_weight` in Keras.
        batch_size, epochs: As in `keras.Model.fit`; the last batch of an epoch may be smaller.
        seed: Seed of the permutations.
        callbacks: Any Keras callbacks.
        initial_epoch: Epochs that an earlier training has done; those up to `epochs` are run.
        initial_batch: Batches of the next epoch that it has done too; a callback sets the running metrics when it
            hears of the epoch's begin.
        validation_batch_size: Examples per step where no gradients are needed.
        warm_up: Whether all is traced and run once before the callbacks hear of the beginning; the model's state is
            then what it was.
    """
    steps = -(-len(train[0]) // batch_size)
    beginning = FirstBatch(model, train, permutation(seed, 0, len(train[0]))[:batch_size])
    if warm_up:
        make_variables(model, train)
        if (initial_epoch, initial_batch) == (0, 0) and steps > 1:
            numbers = beginning.prepare()
            for callback in callbacks:
                if isinstance(callback, LateListener):
                    callback.first_batch_known(numbers)
        _warm_up(model, train, validation, batch_size, validation_batch_size)
    if initial_batch:
        make_variables(model, train)  # for those who set the running metrics
    while True:
        clock = _Clock()
        listeners = _Listeners([clock, *callbacks], add_history=True, model=model, epochs=epochs, steps=steps)

        def run(first: int, last: int, done: int, clock: _Clock = clock, listeners: _Listeners = listeners) -> None:
            listeners.done, listeners.is_last = done, last == epochs
            model.fit(
                _epoch_batches(train, batch_size, seed, clock, done),
                epochs=last,
                initial_epoch=first,
                shuffle=False,
                validation_data=validation,
                validation_batch_size=validation_batch_size,
                callbacks=listeners,
                verbose=0,
            )

        try:
            if (initial_epoch, initial_batch) == (0, 0) and steps > 1:
                listeners.first_batch(beginning)
                initial_batch = 1
            if initial_batch:  # the rest of an epoch is a fit of its own, because its batches are fewer
                run(initial_epoch, initial_epoch + 1, initial_batch)
                initial_epoch += 1
                if model.stop_training and not listeners.is_last:
                    listeners.end()
                    return
                if listeners.is_last:
                    return
            run(initial_epoch, epochs, 0)
            return
        except BeginAgain:
            initial_epoch = initial_batch = 0


def _warm_up(
    model: keras.Model, train: tuple[Any, ...], validation: tuple[Any, Any], batch_size: int, validation_batch: int
) -> None:
    """Runs one call of training and of validation, and puts back all that it has changed."""
    calls = model.steps_per_execution
    with unchanged(model):
        model.fit(
            _epoch_batches(tuple(part[: calls * batch_size] for part in train), batch_size, 0, _Clock()),
            shuffle=False,
            validation_data=tuple(part[: calls * validation_batch] for part in validation),
            validation_batch_size=validation_batch,
            verbose=0,
        )


class _Listeners(keras.callbacks.CallbackList):
    """Callbacks that hear of one training, although its first batch and the rest of its first epoch are run apart.

    Attributes:
        done: Batches of the epoch that were done before.
        is_last: Whether the training ends with this fit.
    """

    done = 0
    is_last = True
    _has_begun = False
    _metrics: list[np.ndarray] | None = None

    def first_batch(self, batch: FirstBatch) -> None:
        """Tells of the first batch of all, which `fit` does not run; it may then go on with the epoch."""
        model, late = self.model, [each for each in self.callbacks if isinstance(each, LateListener)]
        model.stop_training = False
        self.on_train_begin()
        self.on_epoch_begin(0)
        for listener in late:
            listener.is_compiled = False
        self.on_train_batch_begin(0)
        self.on_train_batch_end(0, batch.run())
        for listener in late:
            listener.is_compiled = True
        self._metrics = [np.copy(variable.numpy()) for variable in model.metrics_variables]

    def on_train_begin(self, logs: Any = None) -> None:
        if not self._has_begun:
            self._has_begun = True
            super().on_train_begin(logs)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        if self._metrics is None:
            super().on_epoch_begin(epoch, logs)
            return
        # `fit` has set them back for an epoch that has begun already.
        for variable, value in zip(self.model.metrics_variables, self._metrics, strict=True):
            variable.assign(value)
        self._metrics = None

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        super().on_train_batch_begin(batch + self.done, logs)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        super().on_train_batch_end(batch + self.done, logs)

    def on_train_end(self, logs: Any = None) -> None:
        if self.is_last:
            super().on_train_end(logs)

    def end(self) -> None:
        """Ends the training before its last fit."""
        super().on_train_end()


class _Clock(keras.callbacks.Callback):
    """Knows which epoch runs."""

    epoch = 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.epoch = epoch


def _epoch_batches(train: tuple[Any, ...], batch_size: int, seed: int, clock: _Clock, done: int = 0) -> Any:
    """The batches of one epoch as a `tf.data.Dataset`, in the order of the epoch in which they are drawn.

    Args:
        train, batch_size, seed: As in `fit`.
        clock: Knows the epoch.
        done: Batches that are left out at its beginning.
    """
    parts = tuple(map(tf.convert_to_tensor, train))
    examples = len(train[0])
    left = examples - done * batch_size

    def order() -> Iterator[np.ndarray]:
        yield permutation(seed, clock.epoch, examples)[done * batch_size :]

    orders = tf.data.Dataset.from_generator(order, output_signature=tf.TensorSpec((left,), tf.int64))
    batches = orders.flat_map(lambda places: tf.data.Dataset.from_tensor_slices(places).batch(batch_size))
    batches = batches.map(lambda places: tuple(tf.gather(part, places) for part in parts))
    # Its length tells Keras where an epoch ends when one call takes several batches.
    return batches.apply(tf.data.experimental.assert_cardinality(-(-left // batch_size))).prefetch(2)
