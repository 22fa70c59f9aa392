"""Epochs as one compiled function, for networks whose steps are cheaper than calling them.

The first batch of all comes before it is compiled; see `first_batch`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from nnplay.training.first_batch import FirstBatch
from nnplay.training.fit_epochs import make_variables, permutation
from nnplay.training.signals import BeginAgain, LateListener

CALL_SECONDS = 0.07
"""How long one call shall take: a wish to stop is heard between two calls, and the page ten times a second."""

MAX_TOGETHER = 256
"""Epochs of one call at most."""

Pair = tuple[Any, Any]
"""Inputs and targets, as arrays or tensors."""

Weighted = tuple[Any, ...]
"""The same, perhaps with a third: how much each example counts."""


def fit(
    model: keras.Model,
    train: Weighted,
    validation: Pair,
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
    """Trains as `fit_epochs.fit` does, over the same orders, with many batches or epochs in one call of TensorFlow.

    Loss, regularizers, optimizer and metrics are the model's own `train_step` and `test_step`. Any
    callback works: `on_train_batch_end` comes once per call, with the number of the last batch, as it does
    with `steps_per_execution`. Several epochs go into one call only where all callbacks are `LateListener`s.

    Args:
        model: A compiled model.
        train, validation: As in `fit_epochs.fit`.
        batch_size, epochs: As in `keras.Model.fit`; the last batch of an epoch may be smaller.
        seed: Seed of the permutations.
        callbacks: Any Keras callbacks.
        initial_epoch, initial_batch: As in `fit_epochs.fit`.
        validation_batch_size: Examples per step where no gradients are needed.
        warm_up: Whether all is compiled before the callbacks hear of the beginning.
    """
    examples = len(train[0])
    batch_size = min(batch_size, examples)
    steps = -(-examples // batch_size)
    late = [callback for callback in callbacks if isinstance(callback, LateListener)]
    together = min(MAX_TOGETHER, epochs) if len(late) == len(callbacks) else 1
    make_variables(model, train)
    names = list(model.get_metrics_result())
    call = _compile(model, train, validation, batch_size, validation_batch_size)
    pace = _Pace()
    orders = np.zeros((together, examples), np.int32)
    beginning = FirstBatch(model, train, permutation(seed, 0, examples)[:batch_size])
    if warm_up:
        if (initial_epoch, initial_batch) == (0, 0) and steps > 1:
            numbers = beginning.prepare()
            for listener in late:
                listener.first_batch_known(numbers)
        call(orders, 0, 0, 0)  # no rows: it changes nothing
        pace.took(0.0, 0)

    listeners = keras.callbacks.CallbackList(callbacks, model=model, epochs=epochs, steps=steps)

    def run(epoch: int, done: int) -> dict[str, float]:
        """All epochs from this one on, of which some batches may be done; the logs of the last."""
        model.stop_training = False
        logs: dict[str, float] = {}
        listeners.on_train_begin()
        count = 1
        if done:
            orders[0] = permutation(seed, epoch, examples)
            listeners.on_epoch_begin(epoch)
        while epoch < epochs and not model.stop_training:
            batches = min([pace.batches, *(listener.most_batches for listener in late if listener.most_batches)])
            if done == 0:
                most = [listener.most_epochs for listener in late if listener.most_epochs]
                count = max(1, min(batches // steps, together, epochs - epoch, *most))
                for row in range(count):
                    orders[row] = permutation(seed, epoch + row, examples)
                listeners.on_epoch_begin(epoch)
            is_plain = epoch == 0 and done == 0 and steps > 1
            if is_plain:
                count = 1
            stop = 1 if is_plain else min(steps, done + batches) if count == 1 else steps
            for listener in late:
                listener.is_compiled = not is_plain
            listeners.on_train_batch_begin(done)
            start_time = time.perf_counter()
            if is_plain:
                table = np.array([list(beginning.run().values())])
            else:
                table = call(orders, count, done, stop).numpy()
                seconds = time.perf_counter() - start_time
                pace.took(seconds, stop - done + (count - 1) * steps)
            done = stop % steps
            for row, values in enumerate(table[:count].tolist()):
                for listener in late:
                    listener.behind = count - 1 - row
                    listener.epoch_seconds = seconds / count if count > 1 else None
                if row:
                    listeners.on_epoch_begin(epoch)
                    listeners.on_train_batch_begin(0)
                logs = dict(zip(names, values, strict=False))
                listeners.on_train_batch_end(stop - 1, logs)
                if done:
                    continue
                validated = dict(zip(names, values[len(names) :], strict=True))
                listeners.on_test_begin()
                listeners.on_test_end(validated)
                logs |= {f"val_{name}": value for name, value in validated.items()}
                listeners.on_epoch_end(epoch, logs)
                epoch += 1
                if model.stop_training:
                    break
        return logs

    while True:
        try:
            logs = run(initial_epoch, initial_batch)
            break
        except BeginAgain:
            initial_epoch = initial_batch = 0
    listeners.on_train_end(logs)


class _Pace:
    """How many batches the next call takes, so that it lasts about `CALL_SECONDS`."""

    def __init__(self) -> None:
        self.batches = 1
        self._compiled = False

    def took(self, seconds: float, batches: int) -> None:
        """Learns from a call; the first one, which compiles, says nothing about the next."""
        if not self._compiled:
            self._compiled = True
            return
        wanted = CALL_SECONDS * batches / max(seconds, 1e-6)
        # Growing step by step, because the overhead of short calls tells little about long ones.
        self.batches = int(np.clip(wanted, 1, 16 * self.batches))


def _compile(
    model: keras.Model, train: Weighted, validation: Pair, batch_size: int, val_batch_size: int
) -> Callable[[np.ndarray, int, int, int], Any]:
    """The function that trains on batches `start` to `stop` of one epoch, or on several whole epochs.

    It takes orders (rows, examples), the number of rows to take, `start` and `stop`. It returns float32
    (rows, 2 * metrics): the training metrics of each row's epoch, and, where `stop` is its end, the validation ones.
    """
    parts = tuple(map(tf.convert_to_tensor, train))
    x_val, y_val = map(tf.convert_to_tensor, validation)
    full, rest = divmod(len(train[0]), batch_size)
    steps = full + bool(rest)
    val_full, val_rest = divmod(len(validation[0]), val_batch_size)
    # Keras's own code needs no conversion of Python's if and for, and is traced faster without.
    plain = tf.autograph.experimental.do_not_convert
    train_step, test_step, reset = plain(model.train_step), plain(model.test_step), plain(model.reset_metrics)

    @plain
    def row_part(orders: Any, row: Any, begin: Any, size: int) -> Any:
        # Not orders[row, begin:]: where row is a tensor, XLA gives other places for it than TensorFlow does.
        return tf.slice(orders, [row, begin], [1, size])[0]

    @plain
    def learn(places: Any) -> None:
        train_step(tuple(tf.gather(part, places) for part in parts))

    @plain
    def results() -> Any:
        return tf.stack([tf.cast(value, tf.float32) for value in model.get_metrics_result().values()])

    @tf.function(jit_compile=True)
    def call(orders: Any, rows: Any, start: Any, stop: Any) -> Any:
        blank = tf.zeros_like(results())
        table = tf.zeros((orders.shape[0], 2 * blank.shape[0]))
        # Loops with `while`, because XLA compiles the bounds of a `tf.range` in: new ones would be compiled anew.
        row = 0
        while row < rows:
            if start == 0:
                reset()
            place = start
            while place < tf.minimum(stop, full):
                learn(row_part(orders, row, place * batch_size, batch_size))
                place += 1
            trained, validated = results(), blank
            if stop == steps:
                if rest:
                    learn(row_part(orders, row, full * batch_size, rest))
                    trained = results()
                reset()
                if val_full:  # even a loop that is never run must fit the data
                    for place in tf.range(val_full):
                        begin = place * val_batch_size
                        test_step((_rows(x_val, begin, val_batch_size), _rows(y_val, begin, val_batch_size)))
                if val_rest:
                    test_step((x_val[-val_rest:], y_val[-val_rest:]))
                validated = results()
            table = tf.tensor_scatter_nd_update(table, [[row]], [tf.concat([trained, validated], 0)])
            row += 1
        return table

    def numbers(orders: np.ndarray, rows: int, start: int, stop: int) -> Any:
        # As tensors: a Python number would be compiled in, and each other one compiled anew.
        return call(tf.constant(orders), *(tf.constant(number, tf.int32) for number in (rows, start, stop)))

    return numbers


def _rows(array: Any, begin: Any, size: int) -> Any:
    """`size` rows, sliced so that their number is known when compiling."""
    rest = array.shape[1:]
    return tf.slice(array, [begin, *(0 for _ in rest)], [size, *rest])
