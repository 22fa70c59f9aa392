"""Losses and their slopes against Keras, automatic differentiation, SciPy and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from nnplay.datasets.preprocessing.encoding import one_hot
from nnplay.theory import classification as theory
from nnplay.theory.activations import sigmoid, softmax

Z = np.array([-6.0, -1.0, 0.0, 0.5, 4.0])
Y = np.array([1.0, 0.0, 1.0, 0.0, 1.0])


def test_binary_cross_entropy_is_that_of_scikit_learn_and_of_keras() -> None:
    import keras

    mine = theory.binary_cross_entropy(Z, Y)
    assert np.mean(mine) == pytest.approx(log_loss(Y, sigmoid(Z)))
    assert np.mean(mine) == pytest.approx(float(keras.losses.BinaryCrossentropy(from_logits=True)(Y, Z)), rel=1e-5)
    assert theory.binary_cross_entropy(np.array(-800.0), np.array(1.0)) == pytest.approx(800)


@pytest.mark.parametrize("loss", theory.LOSSES)
def test_slopes_are_those_of_automatic_differentiation(loss: str) -> None:
    import tensorflow as tf

    z, y = tf.Variable(Z), tf.constant(Y)
    with tf.GradientTape() as tape:
        value = tf.nn.sigmoid_cross_entropy_with_logits(y, z) if loss == "cross-entropy" else (tf.sigmoid(z) - y) ** 2
    mine, slope = theory.LOSSES[loss]
    np.testing.assert_allclose(mine(Z, Y), value.numpy(), rtol=1e-9)
    np.testing.assert_allclose(slope(Z, Y), tape.gradient(value, z).numpy(), rtol=1e-9)


def test_softmax_with_categorical_cross_entropy_and_its_slope() -> None:
    import keras
    import tensorflow as tf

    logits = np.array([1.0, 2.0, -0.5])
    target = one_hot([2], 3)[0]
    np.testing.assert_array_equal(target, [0, 0, 1])
    z = tf.Variable(logits)
    with tf.GradientTape() as tape:
        value = keras.losses.CategoricalCrossentropy(from_logits=True)(target[None], z[None])
    assert theory.categorical_cross_entropy(softmax(logits), target) == pytest.approx(float(value), rel=1e-5)
    slopes = theory.categorical_cross_entropy_slope(logits, target)
    np.testing.assert_allclose(slopes, tape.gradient(value, z).numpy(), rtol=1e-5)
    assert slopes.sum() == pytest.approx(0)


def test_the_best_curve_is_the_logistic_regression_of_scikit_learn() -> None:
    x, y = theory.HOURS, theory.PASSED
    fitted = LogisticRegression(C=1e10, tol=1e-10, max_iter=10_000).fit(x[:, None], y)
    assert theory.fit_logistic(x, y) == pytest.approx((fitted.coef_[0, 0], fitted.intercept_[0]), rel=1e-3)


def test_a_surely_wrong_neuron_learns_with_cross_entropy_and_hardly_with_the_squared_error() -> None:
    entropy = theory.gradient_descent(-5.0, 1.0, "cross-entropy", 1.0, 20)
    square = theory.gradient_descent(-5.0, 1.0, "squared error", 1.0, 20)
    # By hand: the first steps are 1 - σ(-5) and 2 (1 - σ(-5)) σ(-5) (1 - σ(-5))
    p = 1 / (1 + np.exp(5))
    assert entropy.z[1] == pytest.approx(-5 + 1 - p)
    assert square.z[1] == pytest.approx(-5 + 2 * (1 - p) * p * (1 - p))
    assert sigmoid(entropy.z[-1]) > 0.9
    assert sigmoid(square.z[-1]) < 0.02
