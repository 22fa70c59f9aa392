"""The deep network against Keras and finite differences; the spread of its numbers against the formulas."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from nnplay.models.shapes import trace
from nnplay.theory import starting as theory
from nnplay.theory.first_gradient import gradient_sizes
from nnplay.theory.starting import DeepNetwork, NetworkStart
from nnplay.ui.lessons.experiments import PREDICTIONS

REMEDIES = list(product((False, True), repeat=2))


def batch(examples: int = 16) -> tuple[np.ndarray, np.ndarray]:
    x, y = theory.digits()
    return x[:examples], y[:examples]


@pytest.mark.parametrize(("normalize", "residual"), REMEDIES)
def test_loss_and_gradients_are_those_of_keras(normalize: bool, residual: bool) -> None:
    import keras
    import tensorflow as tf

    network = DeepNetwork(NetworkStart("He", "tanh", 3, normalize, residual), seed=4)
    rng = np.random.default_rng(2)
    for array in network.parameters:
        array += 0.1 * rng.standard_normal(array.shape)
    x, y = batch()
    values = inputs = keras.Input((theory.UNITS,), dtype="float64")
    layers = []
    for _ in network.layers:
        layers.append(keras.layers.Dense(theory.UNITS, dtype="float64"))
        sums = layers[-1](values)
        if normalize:
            layers.append(keras.layers.BatchNormalization(dtype="float64", epsilon=theory.EPSILON))
            sums = layers[-1](sums)
        after = keras.layers.Activation("tanh", dtype="float64")(sums)
        values = keras.layers.Add(dtype="float64")([values, after]) if residual else after
    layers.append(keras.layers.Dense(theory.CLASSES, dtype="float64"))
    model = keras.Model(inputs, layers[-1](values))
    mine = [(place, one) for place, one in enumerate(network.parameters) if normalize or place % 4 < 2 or place > 11]
    theirs = [weight for layer in layers for weight in layer.trainable_weights]
    for (_, one), weight in zip(mine, theirs, strict=True):
        weight.assign(one)
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    found = network.backward(x, y)
    assert found.loss == pytest.approx(float(loss), rel=1e-9)
    for (place, _), gradient in zip(mine, tape.gradient(loss, [each.value for each in theirs]), strict=True):
        np.testing.assert_allclose(found.gradients[place], gradient.numpy(), atol=1e-10)


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_gradients_are_finite_differences(activation: str) -> None:
    network = DeepNetwork(NetworkStart("He", activation, 2, normalize=True, residual=True))
    x, y = batch()
    gradients = network.backward(x, y).gradients
    for place, spot in ((0, (3, 5)), (2, (7,)), (3, (1,)), (4, (0, 63)), (-2, (9, 2)), (-1, (4,))):
        array, losses = network.parameters[place], []
        for step in (1e-6, -2e-6):
            array[spot] += step
            losses.append(network.backward(x, y).loss)
        array[spot] += 1e-6
        assert gradients[place][spot] == pytest.approx((losses[0] - losses[1]) / 2e-6, rel=1e-4, abs=1e-9)


def test_the_error_that_arrives_is_the_one_of_the_lesson_on_activations() -> None:
    network = DeepNetwork(NetworkStart("Glorot", "sigmoid", 4))
    x, y = batch(64)
    last = network.forward(x)[-1].outputs
    powers = np.exp(last @ network.out_weights)
    ahead = (powers / powers.sum(axis=1, keepdims=True) - np.eye(10)[y]) @ network.out_weights.T
    sizes = gradient_sizes("sigmoid", [layer.weights for layer in network.layers], x, ahead)
    errors = theory.at_start(network.start).errors
    np.testing.assert_allclose(errors, sizes)
    # As in a random network of that kind: about 0.014 against about 1 with He and ReLU.
    assert errors[0] / errors[-1] == pytest.approx(0.014, rel=0.3)
    fitting = theory.at_start(NetworkStart("He", "relu", 4)).errors
    assert fitting[0] / fitting[-1] == pytest.approx(1.0, rel=0.3)


def test_each_layer_multiplies_the_spread_as_the_formula_says() -> None:
    for name, factor in (("half He", 0.5), ("He", 1.0), ("twice He", 2.0)):
        # ReLU keeps half of a layer's mean square, so the mean square grows by gain / 2.
        squares = theory.at_start(NetworkStart(name, "relu", 20)).mean_squares
        assert (squares[20] / squares[0]) ** (1 / 40) == pytest.approx(factor, rel=0.05)
    assert theory.at_start(NetworkStart("Glorot", "linear", 10)).deviations[-1] == pytest.approx(1.0, rel=0.25)


def test_normalized_sums_have_mean_0_and_deviation_1_whatever_the_weights() -> None:
    rng = np.random.default_rng(0)
    unit, deviation = theory.normalized(rng.normal(3, [1.0, 50.0], (1000, 2)))
    np.testing.assert_allclose(unit.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(unit.std(axis=0), 1, atol=1e-3)
    np.testing.assert_allclose(deviation, [1, 50], rtol=0.1)
    half, twice = (theory.at_start(NetworkStart(name, "relu", 10, normalize=True)) for name in ("half He", "twice He"))
    np.testing.assert_allclose(half.deviations, twice.deviations, rtol=0.02)


def test_from_zero_only_the_biases_of_the_output_learn() -> None:
    network = DeepNetwork(NetworkStart("Zeros", "tanh", 5))
    *inner, out_bias = network.backward(*batch(64)).gradients
    assert all((gradient == 0).all() for gradient in inner)
    assert (out_bias != 0).all()
    # With sigmoid the last weights move too, the same for every unit.
    *inner, out_weights, _ = DeepNetwork(NetworkStart("Zeros", "sigmoid", 5)).backward(*batch(64)).gradients
    assert all((gradient == 0).all() for gradient in inner)
    np.testing.assert_allclose(out_weights - out_weights[0], 0, atol=1e-15)


def test_what_the_lesson_says_of_training_is_so() -> None:
    guessing = np.log(theory.CLASSES)
    ends = {name: theory.losses(one, 0.1)[-5:].mean() for name, one in theory.remedies(theory.DEFAULT).items()}
    assert ends["plain"] > 0.98 * guessing
    assert max(ends[name] for name in ("batch normalization", "residual", "both")) < 0.5 * guessing
    with_relu = replace(theory.DEFAULT, activation="relu", initializer="He")
    runs = {name: theory.losses(one, 0.1) for name, one in theory.remedies(with_relu).items()}
    assert len(runs["residual"]) < theory.STEPS  # it leaves all numbers behind
    assert runs["both"][-5:].mean() < runs["plain"][-5:].mean() < guessing


def test_the_numbers_that_predictions_tell_are_those_of_the_page() -> None:
    why = {each.name: each.why for each in PREDICTIONS["starting"]}
    deviations = theory.at_start(NetworkStart("twice He", "relu", 20)).deviations
    assert f"about {round(deviations[-1], -4):,.0f}" in why["twice"]
    errors = theory.at_start(NetworkStart("Glorot", "sigmoid", 20, residual=True)).errors
    assert f"{errors[0] / errors[-1]:.2f} times" in why["residual"]
    plain = theory.at_start(NetworkStart("Glorot", "sigmoid", 20)).errors
    assert plain[0] / plain[-1] < 1e-11


def test_the_experiments_for_the_playground_fit() -> None:
    for normalize in (False, True):
        assert trace(theory.deep("sigmoid", "GlorotUniform", normalize=normalize)).error is None
