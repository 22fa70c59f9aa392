"""Epochs through Keras's fit, against plain Keras."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from nnplay.spec import LayerSpec
from nnplay.training import fit_epochs
from nnplay.training.fit_epochs import permutation
from tests.training.factories import Told, assert_same_logs, assert_same_weights, dense, plain_keras, small, train


@pytest.mark.parametrize("examples", [1, 2, 1000])
def test_an_order_holds_every_example_once(examples: int) -> None:
    assert sorted(permutation(7, 3, examples)) == list(range(examples))


def test_orders_are_equal_for_equal_seeds_and_differ_between_epochs_and_seeds() -> None:
    order = permutation(7, 3, 1000)
    assert (permutation(7, 3, 1000) == order).all()
    others = [permutation(7, 4, 1000), permutation(8, 3, 1000), permutation(3, 7, 1000), np.arange(1000)]
    # Two independent orders agree in one place on average.
    assert all((other == order).mean() < 0.02 for other in others)


@pytest.mark.sweep
@pytest.mark.parametrize("steps_per_execution", [1, 2, 3, 32])
def test_training_equals_plain_keras_over_the_same_order(steps_per_execution: int) -> None:
    made = small()  # 45 examples: two batches of 20 and one of 5
    options = {"compile_options": {"steps_per_execution": steps_per_execution}}
    model, logs = train(fit_epochs, made, 3, 20, **options)
    expected, expected_logs = plain_keras(made, 3, 20)
    assert_same_weights(model, expected, 1e-6)
    assert_same_logs(logs, expected_logs, 1e-6)


def test_validation_in_parts_gives_the_same_numbers() -> None:
    _, logs = train(fit_epochs, small(), 2, 20, validation_batch_size=4)  # of 11 examples
    _, expected = train(fit_epochs, small(), 2, 20)
    assert_same_logs(logs, expected, 1e-6)


def test_the_same_seed_gives_the_same_weights_bit_for_bit_also_with_dropout() -> None:
    made = small(layers=(dense(8), LayerSpec("Dropout", rate=0.5)))
    once, logs = train(fit_epochs, made, 2, 7)
    again, logs_again = train(fit_epochs, made, 2, 7)
    assert_same_weights(once, again)
    assert_same_logs(logs, logs_again)


def test_the_first_batch_is_told_before_anything_is_traced_and_the_epoch_goes_on_as_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told, traced = Told(), list[list[Any]]()
    make = keras.Model.make_train_function

    def making(model: keras.Model) -> Any:
        traced.append(list(told.calls))
        return make(model)

    monkeypatch.setattr(keras.Model, "make_train_function", making)
    train(fit_epochs, small(), 2, 20, callbacks=[told])
    first = [("train begins",), ("epoch begins", 0), ("batch ends", 0)]
    assert traced[0] == first
    second = [("epoch begins", 1), *(("batch ends", batch) for batch in range(3)), ("epoch ends", 1)]
    assert told.calls == [*first, ("batch ends", 1), ("batch ends", 2), ("epoch ends", 0), *second, ("train ends",)]
