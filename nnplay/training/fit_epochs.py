"""Epochs through `keras.Model.fit`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from nnplay.training.callback import BeginAgain


def permutation(seed: int, epoch: int, examples: int) -> np.ndarray:
    """The order in which an epoch sees the examples: int64, (examples,), the same for equal seeds.

    Args:
        seed: The experiment's.
        epoch: Counted from 0.
        examples: Size of the training part.
    """
    return np.random.default_rng([seed, epoch]).permutation(examples)


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
    validation_batch_size: int = 1024,
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
        validation_batch_size: Examples per step where no gradients are needed.
    """
    while True:
        clock = _Clock()
        try:
            model.fit(
                _epoch_batches(train, batch_size, seed, clock),
                epochs=epochs,
                initial_epoch=initial_epoch,
                shuffle=False,
                validation_data=validation,
                validation_batch_size=validation_batch_size,
                callbacks=[clock, *callbacks],
                verbose=0,
            )
            return
        except BeginAgain:
            initial_epoch = 0


class _Clock(keras.callbacks.Callback):
    """Knows which epoch runs."""

    epoch = 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.epoch = epoch


def _epoch_batches(train: tuple[Any, ...], batch_size: int, seed: int, clock: _Clock) -> Any:
    """The batches of one epoch as a `tf.data.Dataset`, in the order of the epoch in which they are drawn."""
    parts = tuple(map(tf.convert_to_tensor, train))
    examples = len(train[0])

    def order() -> Iterator[np.ndarray]:
        yield permutation(seed, clock.epoch, examples)

    orders = tf.data.Dataset.from_generator(order, output_signature=tf.TensorSpec((examples,), tf.int64))
    batches = orders.flat_map(lambda places: tf.data.Dataset.from_tensor_slices(places).batch(batch_size))
    batches = batches.map(lambda places: tuple(tf.gather(part, places) for part in parts))
    # Its length tells Keras where an epoch ends when one call takes several batches.
    return batches.apply(tf.data.experimental.assert_cardinality(-(-examples // batch_size))).prefetch(2)
