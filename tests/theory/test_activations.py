"""Activations and their slopes against Keras, automatic differentiation and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special

from nnplay.registry import ACTIVATIONS as KERAS_NAMES
from nnplay.theory.activations import ACTIVATIONS, softmax, softmax_slopes
from nnplay.theory.first_gradient import gradient_at_start, gradient_sizes

Z = np.array([-30.0, -4.0, -1.5, -0.3, 0.0, 0.2, 1.0, 3.3, 30.0])
OF_KERAS = [name for name in ACTIVATIONS if name != "step"]


@pytest.mark.parametrize("name", OF_KERAS)
def test_values_and_slopes_are_those_of_keras_and_of_automatic_differentiation(name: str) -> None:
    import keras
    import tensorflow as tf

    assert name in KERAS_NAMES
    function = getattr(keras.activations, name)
    # Keras's own default of gelu is the exact one, and of leaky_relu a slope of 0.2.
    z = tf.Variable(Z, dtype=tf.float64)
    with tf.GradientTape() as tape:
        value = function(z) + 0.0 * z
    one = ACTIVATIONS[name]
    np.testing.assert_allclose(one.value(Z), value, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(one.slope(Z), tape.gradient(value, z), rtol=1e-6, atol=1e-9)


def test_the_lesson_shows_every_activation_that_the_playground_offers() -> None:
    # Softmax has a section of its own, and the step cannot be learned with.
    assert set(ACTIVATIONS) - {"step"} == set(KERAS_NAMES) - {"softmax"}


@pytest.mark.parametrize(
    ("activation", "initializer", "low", "high"),
    [("sigmoid", "glorot", 0.009, 0.016), ("relu", "he", 0.9, 1.1), ("tanh", "glorot", 0.4, 0.55)],
)
def test_the_usual_start_keeps_a_gradient_alive_for_relu_but_not_for_sigmoid(
    activation: str, initializer: str, low: float, high: float
) -> None:
    shares = gradient_at_start(activation, initializer, layers=4)
    assert shares[-1] == 1
    assert low < shares[0] < high


def test_the_gradient_at_the_start_is_that_of_automatic_differentiation() -> None:
    import tensorflow as tf

    rng = np.random.default_rng(3)
    inputs, ahead = rng.standard_normal((2, 5, 4))
    weights = rng.standard_normal((3, 4, 4))
    sums = []
    with tf.GradientTape(persistent=True) as tape:
        values = tf.constant(inputs)
        for each in weights:
            sums.append(values @ each)
            tape.watch(sums[-1])
            values = tf.tanh(sums[-1])
        loss = tf.reduce_sum(values * ahead)
    sizes = np.array([float(tf.sqrt(tf.reduce_mean(tape.gradient(loss, one) ** 2))) for one in sums])
    np.testing.assert_allclose(gradient_sizes("tanh", list(weights), inputs, ahead), sizes)


def test_the_step_is_one_from_zero_on_and_has_no_slope() -> None:
    one = ACTIVATIONS["step"]
    np.testing.assert_array_equal(one.value(np.array([-0.1, 0.0, 0.1])), [0, 1, 1])
    np.testing.assert_array_equal(one.slope(np.array([-0.1, 0.1])), [0, 0])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nothing_overflows_for_huge_sums(name: str) -> None:
    with np.errstate(all="raise", under="ignore"):
        for function in (ACTIVATIONS[name].value, ACTIVATIONS[name].slope):
            assert np.isfinite(function(np.array([-1e4, 1e4]))).all()


@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_softmax_and_its_slopes(temperature: float) -> None:
    logits = np.array([2.0, -1.0, 0.5, 900.0 if temperature == 1.0 else 1.0])
    np.testing.assert_allclose(softmax(logits, temperature), scipy.special.softmax(logits / temperature), atol=1e-12)
    step = 1e-5
    numeric = np.column_stack(
        [
            (softmax(logits + step * unit, temperature) - softmax(logits - step * unit, temperature)) / (2 * step)
            for unit in np.eye(4)
        ]
    )
    np.testing.assert_allclose(softmax_slopes(logits, temperature), numeric, atol=1e-6)


def test_softmax_of_two_logits_is_the_sigmoid_of_their_difference() -> None:
    shares = softmax(np.array([1.2, -0.3]))
    assert shares[0] == pytest.approx(ACTIVATIONS["sigmoid"].value(np.array(1.5)))
