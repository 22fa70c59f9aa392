"""A hidden layer that follows a curve, against interpolation by NumPy and a network of Keras with the same weights."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.theory.any_curve import CURVES, LEFT, RIGHT, follow, mean_error
from nnplay.ui.lessons.experiments import PREDICTIONS

X = np.linspace(LEFT, RIGHT, 501)


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("units", [1, 7, 40])
def test_corners_join_points_of_the_curve_by_straight_lines(name: str, units: int) -> None:
    curve = CURVES[name][1]
    corners = np.linspace(LEFT, RIGHT, units + 1)
    np.testing.assert_allclose(follow(curve, units, "relu")(X), np.interp(X, corners, curve(corners)), atol=1e-9)


@pytest.mark.parametrize("units", [1, 7, 40])
def test_steps_are_as_high_as_the_curve_in_the_middle_of_each_piece(units: int) -> None:
    curve = CURVES["growing"][1]
    edges = np.linspace(LEFT, RIGHT, units + 2)
    middles = (edges[1:] + edges[:-1]) / 2
    # In the middle of a piece the steps on both sides are 6 of their widths away: sigmoid(6) = 0.9975.
    np.testing.assert_allclose(follow(curve, units, "sigmoid")(middles), curve(middles), atol=0.01)


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_a_network_of_keras_with_these_weights_has_the_same_output(activation: str) -> None:
    import keras

    layer = follow(CURVES["hill"][1], 9, activation)
    hidden, output = keras.layers.Dense(9, activation=activation), keras.layers.Dense(1)
    model = keras.Sequential([keras.Input((1,)), hidden, output])
    hidden.set_weights([layer.weights[None], layer.biases])
    output.set_weights([layer.output[:, None], np.array([layer.bias])])
    np.testing.assert_allclose(model(X[:, None])[:, 0], layer(X), atol=1e-5)


def test_what_the_lesson_says_of_twice_the_units() -> None:
    curve = CURVES["wave"][1]
    errors = {
        (name, units): mean_error(curve, follow(curve, units, name))
        for name in ("relu", "sigmoid")
        for units in (20, 40)
    }
    assert errors["relu", 20] / errors["relu", 40] == pytest.approx(4, abs=0.1)
    assert errors["sigmoid", 20] / errors["sigmoid", 40] == pytest.approx(2, abs=0.1)
    (told,) = (one for one in PREDICTIONS["activations"] if one.name == "double")
    assert f"{errors['relu', 20]:.4f}" in told.question
    assert f"{errors['relu', 40]:.4f}" in told.why


def test_all_curves_fit_into_the_figure() -> None:
    for _, curve in CURVES.values():
        assert np.abs(curve(X)).max() <= 1
