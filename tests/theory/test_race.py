"""The optimizers against Keras's, step by step; the landscapes against automatic differentiation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnplay.theory.race import DIVERGED, OPTIMIZERS, Minimizer, gradient_noise, minimize, one_update, with_momentum
from nnplay.theory.surfaces import SURFACES

STEPS = 20


def of_keras(name: str, rate: float) -> Any:
    import keras

    optimizers = keras.optimizers
    made = {
        "sgd": lambda: optimizers.SGD(rate),
        "momentum": lambda: optimizers.SGD(rate, momentum=0.9),
        "nesterov": lambda: optimizers.SGD(rate, momentum=0.9, nesterov=True),
        "adagrad": lambda: optimizers.Adagrad(rate),
        "rmsprop": lambda: optimizers.RMSprop(rate),
        "adadelta": lambda: optimizers.Adadelta(rate),
        "adam": lambda: optimizers.Adam(rate),
    }
    return made[name]()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_places_are_those_of_keras(name: str) -> None:
    import keras

    land, rate = SURFACES["two"], 0.02 if name != "adadelta" else 1.0
    places = minimize(OPTIMIZERS[name], land.gradient, land.start, rate, STEPS)
    weight = keras.Variable(np.array(land.start), dtype="float64")
    optimizer = of_keras(name, rate)
    optimizer.build([weight])
    for place in places[1:]:
        gradient = land.gradient(weight.numpy())
        optimizer.apply([keras.ops.convert_to_tensor(gradient, "float64")], [weight])
        # Keras keeps its rates in float32.
        np.testing.assert_allclose(place, weight.numpy(), rtol=1e-4, atol=1e-5)


def test_the_first_steps_of_adam_by_hand() -> None:
    # m = 0.1 g, v = 0.001 g², corrected: the step is the rate, whatever the gradient's size.
    for gradient in (0.001, 5.0):
        minimizer = Minimizer(OPTIMIZERS["adam"], 0.1, np.array([1.0, 1.0]))
        minimizer.step(np.array([gradient, -gradient]))
        np.testing.assert_allclose(minimizer.point, [0.9, 1.1], atol=1e-4 if gradient == 5.0 else 2e-3)


def test_the_first_steps_of_momentum_by_hand() -> None:
    minimizer = Minimizer(OPTIMIZERS["momentum"], 0.1, np.array([1.0, 0.0]))
    minimizer.step(np.array([2.0, 0.0]))
    assert minimizer.point[0] == pytest.approx(0.8)
    minimizer.step(np.array([1.0, 0.0]))
    assert minimizer.point[0] == pytest.approx(0.8 + 0.9 * -0.2 - 0.1)


def test_a_far_too_large_rate_ends_the_walk() -> None:
    places = minimize(OPTIMIZERS["sgd"], SURFACES["bowl"].gradient, (1, 1), 30.0, 100)
    assert len(places) < 20
    assert np.abs(places).max() < DIVERGED


@pytest.mark.parametrize("name", SURFACES)
def test_slopes_are_those_of_automatic_differentiation(name: str) -> None:
    import tensorflow as tf

    surface = SURFACES[name]
    x, y = (tf.Variable(values, dtype=tf.float64) for values in ([-1.3, 0.4, 2.0], [0.7, -0.2, 1.5]))
    with tf.GradientTape() as tape:
        height = surface.height(x, y)
    expected = tape.gradient(height, [x, y])
    np.testing.assert_allclose(surface.slope(x.numpy(), y.numpy()), [part.numpy() for part in expected], rtol=1e-9)


@pytest.mark.parametrize("name", SURFACES)
def test_minima_are_flat_and_lower_than_all_around_them(name: str) -> None:
    surface = SURFACES[name]
    assert surface.at(np.array(surface.minima[0])) == pytest.approx(0, abs=1e-12)
    assert surface.grid()[2].min() > -1e-12
    for place in np.array(surface.minima):
        np.testing.assert_allclose(surface.gradient(place), 0, atol=1e-9)
        angles = np.linspace(0, 2 * np.pi, 12)
        around = place + 0.05 * np.column_stack([np.cos(angles), np.sin(angles)])
        assert (surface.at(around) > surface.at(place)).all()


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_rates_of_the_lesson_lead_downhill_everywhere(name: str, surface: str) -> None:
    land, optimizer = SURFACES[surface], OPTIMIZERS[name]
    rate = optimizer.learning_rate * (land.learning_rate if optimizer.relative else 1.0)
    places = minimize(optimizer, land.gradient, land.start, rate, 150)
    heights = land.at(places)
    assert len(places) == 151
    assert heights[-1] < 0.8 * heights[0]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_numbers_of_one_update_are_those_between_two_places(name: str) -> None:
    land, rate = SURFACES["bowl"], 0.01
    places = minimize(OPTIMIZERS[name], land.gradient, land.start, rate, 6)
    rows = one_update(OPTIMIZERS[name], land.gradient, land.start, rate, 5)
    np.testing.assert_array_equal(rows["point w"], places[5])
    np.testing.assert_array_equal(rows["gradient g"], land.gradient(places[5]))
    np.testing.assert_array_equal(rows["new point w"], places[6])


def test_the_state_of_one_update_by_hand() -> None:
    rows = one_update(OPTIMIZERS["momentum"], lambda w: np.array([2.0, -1.0]), (0.0, 0.0), 0.1, 1)
    # v after one step: -0.1 g; after two: 0.9 v - 0.1 g.
    np.testing.assert_allclose(rows["v before"], [-0.2, 0.1])
    np.testing.assert_allclose(rows["v after"], [-0.38, 0.19])
    np.testing.assert_allclose(rows["new point w"], [-0.58, 0.29])


def test_what_the_lesson_says_of_the_bowl_and_the_saddle() -> None:
    bowl, saddle = SURFACES["bowl"], SURFACES["saddle"]
    ends = {}
    for name, one in OPTIMIZERS.items():
        rate = one.learning_rate * (bowl.learning_rate if one.relative else 1.0)
        ends[name] = float(bowl.at(minimize(one, bowl.gradient, bowl.start, rate, 150)[-1]))
    assert bowl.at(np.array(bowl.start)) == pytest.approx(4.16)
    assert [name for name, end in ends.items() if end > 0.001] == ["adadelta"]
    assert ends["adadelta"] == pytest.approx(3.29, abs=0.01)
    np.testing.assert_allclose(saddle.gradient(np.array(saddle.start)), [-2.2, -0.01], rtol=1e-3)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_momentum_is_that_of_keras_and_without_it_plain_descent_is_left(name: str) -> None:
    import keras

    land, rate = SURFACES["valley"], 0.01
    lighter = minimize(with_momentum(OPTIMIZERS[name], 0.5), land.gradient, land.start, rate, STEPS)
    if name not in ("momentum", "nesterov"):
        np.testing.assert_array_equal(lighter, minimize(OPTIMIZERS[name], land.gradient, land.start, rate, STEPS))
        return
    weight = keras.Variable(np.array(land.start), dtype="float64")
    optimizer = keras.optimizers.SGD(rate, momentum=0.5, nesterov=name == "nesterov")
    for _ in range(STEPS):
        optimizer.apply([keras.ops.convert_to_tensor(land.gradient(weight.numpy()), "float64")], [weight])
    np.testing.assert_allclose(lighter[-1], weight.numpy(), rtol=1e-4)
    without = minimize(with_momentum(OPTIMIZERS[name], 0.0), land.gradient, land.start, rate, STEPS)
    np.testing.assert_allclose(without, minimize(OPTIMIZERS["sgd"], land.gradient, land.start, rate, STEPS))


def test_noise_is_added_to_each_gradient_and_is_the_same_for_all() -> None:
    start, rate, size = (1.0, -1.0), 0.1, 0.3
    flat = lambda w: np.zeros(2)  # noqa: E731
    points = minimize(OPTIMIZERS["sgd"], flat, start, rate, 50, size)
    np.testing.assert_allclose(points[1:], np.array(start) - rate * size * np.cumsum(gradient_noise(50), axis=0))
    rows = one_update(OPTIMIZERS["sgd"], flat, start, rate, 7, size)
    np.testing.assert_allclose(rows["gradient g"], size * gradient_noise(50)[7])
    np.testing.assert_allclose([rows["point w"], rows["new point w"]], points[7:9])
    # The mean of many such gradients is the true one.
    assert abs(gradient_noise(5000).mean()) < 0.03
    assert gradient_noise(5000).std() == pytest.approx(1, abs=0.02)
