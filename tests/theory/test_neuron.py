"""The neuron against sums by hand, and the stack of layers against Keras."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.theory import neuron
from nnplay.ui.lessons.neuron_stack import STRAIGHT, StackState


def test_the_weighted_sum_by_hand() -> None:
    # 1.5 * 1 - 1 * 2 + 0.8
    assert neuron.weighted_sum(np.array([1.0, 2.0]), np.array([1.5, -1.0]), 0.8) == pytest.approx(0.3)
    assert neuron.neuron(np.array([1.0, 2.0]), np.array([1.5, -1.0]), 0.8, "relu") == pytest.approx(0.3)
    assert neuron.neuron(np.array([0.0, 2.0]), np.array([1.5, -1.0]), 0.8, "relu") == 0
    assert neuron.neuron(np.array([0.0, 2.0]), np.array([1.5, -1.0]), 0.8, "step") == 0


def test_two_layers_multiplied_out_by_hand() -> None:
    first = (np.array([[2.0], [-1.0]]), np.array([1.0, 0.5]))
    second = (np.array([[3.0, 4.0]]), np.array([-2.0]))
    weight, bias = neuron.multiply_out([first, second])
    np.testing.assert_allclose(weight, [[2.0]])  # 3 * 2 + 4 * -1
    np.testing.assert_allclose(bias, [3.0])  # 3 * 1 + 4 * 0.5 - 2


@pytest.mark.parametrize("hidden", [1, 2, 4])
def test_a_linear_stack_says_what_its_product_says_and_a_bent_one_does_not(hidden: int) -> None:
    layers = neuron.random_layers([1, *[2] * hidden, 1], 1)
    x = np.linspace(-3, 3, 50)[:, None]
    weight, bias = neuron.multiply_out(layers)
    single = x @ weight.T + bias
    np.testing.assert_allclose(neuron.forward(x, layers, "linear"), single, atol=1e-12)
    assert np.abs(neuron.forward(x, layers, "tanh") - single).max() > 0.1


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
def test_every_stack_that_the_lesson_begins_with_bends(hidden: int, activation: str) -> None:
    x = np.linspace(-3, 3, 241)
    layers = neuron.random_layers([1, *[2] * hidden, 1], StackState().seed)
    assert neuron.bend(x, neuron.forward(x[:, None], layers, activation)[:, 0]) > 0.3


def test_a_stack_with_relu_can_be_straight_all_the_same() -> None:
    # Then the page says so: with three and four layers of the seed 1 the output is constant.
    x = np.linspace(-3, 3, 241)
    for hidden in (3, 4):
        values = neuron.forward(x[:, None], neuron.random_layers([1, *[2] * hidden, 1], 1), "relu")[:, 0]
        assert np.ptp(values) < 1e-9
        assert neuron.bend(x, values) < STRAIGHT
    assert neuron.bend(x, 2 * x - 1) < STRAIGHT
    assert neuron.bend(x, np.abs(x)) == pytest.approx(1.5, abs=0.02)


def test_a_neuron_between_two_means_is_scikit_learns_nearest_centroid() -> None:
    from sklearn.datasets import load_digits
    from sklearn.neighbors import NearestCentroid

    pixels, labels = load_digits(return_X_y=True)
    pixels, labels = pixels[labels < 2], labels[labels < 2]
    weights, bias = neuron.between_two_means(pixels[labels == 0], pixels[labels == 1])
    answers = neuron.weighted_sum(pixels, weights, bias) < 0
    np.testing.assert_array_equal(answers, NearestCentroid().fit(pixels, labels).predict(pixels))


@pytest.mark.parametrize("activation", ["linear", "relu", "tanh"])
def test_a_stack_gives_what_keras_gives_for_the_same_weights(activation: str) -> None:
    import keras

    layers = neuron.random_layers([3, 4, 2, 1], 5)
    stack = [keras.layers.Dense(len(biases), activation=activation) for _, biases in layers[:-1]]
    model = keras.Sequential([keras.Input((3,)), *stack, keras.layers.Dense(1)])
    for layer, (weights, biases) in zip(model.layers, layers, strict=True):
        layer.set_weights([weights.T, biases])
    x = np.random.default_rng(0).normal(size=(6, 3))
    np.testing.assert_allclose(neuron.forward(x, layers, activation), model(x), rtol=1e-5, atol=1e-6)


def test_another_seed_gives_other_weights_and_the_same_seed_the_same() -> None:
    (first, _), *_ = neuron.random_layers([2, 3], 1)
    (again, _), *_ = neuron.random_layers([2, 3], 1)
    (other, _), *_ = neuron.random_layers([2, 3], 2)
    assert first.shape == (3, 2)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
