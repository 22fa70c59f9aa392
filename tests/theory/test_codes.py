"""The autoencoder in NumPy: forward pass, gradients and steps are those of Keras; PCA is scikit-learn's."""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest
import tensorflow as tf
from sklearn.decomposition import PCA
from sklearn.neighbors import KNeighborsClassifier

from nnplay.theory.codes import (
    EPOCHS,
    HIDDEN,
    PIXELS,
    RATE,
    TRAINING,
    Adam,
    Autoencoder,
    bounds,
    digits,
    linear,
    nearest,
    neighbor_accuracy,
    trained,
    walk,
)


@pytest.fixture(scope="module")
def twins() -> tuple[Autoencoder, keras.Model]:
    """The same network here and in Keras, in float64."""
    mine = Autoencoder.fresh(3, seed=5)
    rng = np.random.default_rng(0)
    mine = Autoencoder(tuple(weight + rng.normal(0, 0.1, weight.shape) for weight in mine.weights))
    layers = [
        keras.layers.Dense(units, activation, dtype="float64")
        for units, activation in ((HIDDEN, "tanh"), (3, None), (HIDDEN, "tanh"), (PIXELS, "sigmoid"))
    ]
    model = keras.Sequential([keras.Input((PIXELS,), dtype="float64"), *layers])
    model.set_weights(list(mine.weights))
    return mine, model


def test_forward_gradients_and_two_steps_are_those_of_keras(twins: tuple[Autoencoder, keras.Model]) -> None:
    mine, model = twins
    x = digits().train[:32]
    optimizer = keras.optimizers.Adam(RATE)
    optimizer.build(model.trainable_variables)
    zeros = tuple(np.zeros_like(weight) for weight in mine.weights)
    memory = Adam(zeros, zeros)
    for near in (1e-9, 1e-5):  # Keras keeps Adam's rate in float32
        with tf.GradientTape() as tape:
            y = model(x)
            loss = tf.reduce_mean((y - x) ** 2)
        slopes = tape.gradient(loss, model.trainable_variables)
        np.testing.assert_allclose(mine.decode(mine.encode(x)), y, atol=near)
        assert mine.loss(x) == pytest.approx(float(loss), rel=near)
        gradients = mine.gradients(x)
        for found, expected in zip(gradients, slopes, strict=True):
            np.testing.assert_allclose(found, expected, atol=near)
        optimizer.apply(slopes, model.trainable_variables)
        mine, memory = memory.moved(mine, gradients)
        for found, weight in zip(mine.weights, model.get_weights(), strict=True):
            np.testing.assert_allclose(found, weight, atol=2e-6)


def test_training_lowers_the_error_on_new_digits_and_is_the_same_each_time() -> None:
    kept = trained(2)
    errors = [network.loss(digits().test) for network in kept]
    assert len(kept) == len(EPOCHS)
    assert errors == sorted(errors, reverse=True)
    trained.cache_clear()
    again = trained(2)[-1]
    np.testing.assert_array_equal(again.weights[0], kept[-1].weights[0])


def test_the_linear_code_is_that_of_scikit_learn() -> None:
    data, expected = digits(), PCA(4, svd_solver="full").fit(digits().train)
    mine = linear(4)
    np.testing.assert_allclose(np.abs(mine.encode(data.test)), np.abs(expected.transform(data.test)), atol=1e-9)
    drawn = expected.inverse_transform(expected.transform(data.test))
    np.testing.assert_allclose(mine.decode(mine.encode(data.test)), drawn, atol=1e-9)


def test_what_the_lesson_says_of_errors_and_neighbors_is_true() -> None:
    data = digits()
    network, flat = trained(2)[-1], linear(2)
    assert (round(network.loss(data.test), 3), round(flat.loss(data.test), 3)) == (0.038, 0.053)
    assert neighbor_accuracy(network) == pytest.approx(0.758, abs=0.011)
    assert neighbor_accuracy(trained(16)[-1]) == pytest.approx(0.984, abs=0.005)
    model = KNeighborsClassifier(1).fit(flat.encode(data.train), data.y[:TRAINING])
    assert neighbor_accuracy(flat) == pytest.approx(model.score(flat.encode(data.test), data.y[TRAINING:]), abs=0.003)
    for (low, high), numbers in zip(bounds(network), network.encode(data.x).T, strict=True):
        assert low <= numbers.min() < low + 1
        assert high - 1 < numbers.max() <= high


def test_a_walk_begins_and_ends_at_the_copies_of_both_digits() -> None:
    network, (first, last) = trained(2)[-1], digits().test[:2]
    pictures = walk(network, first, last, 5)
    np.testing.assert_allclose(pictures[[0, -1]], network.decode(network.encode(np.stack([first, last]))), atol=1e-12)
    middle = network.encode(np.stack([first, last])).mean(axis=0)
    np.testing.assert_allclose(pictures[2], network.decode(middle[None])[0], atol=1e-12)


def test_the_nearest_codes_come_first() -> None:
    codes = np.array([[0.0, 0], [3, 0], [1, 1], [0, -1]])
    assert nearest(codes, np.array([0.1, 0.0]), 3).tolist() == [0, 3, 2]
