"""A line with several inputs against scikit-learn, and its gradient against finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler

from nnplay.theory.several_inputs import descend, gradient, least_squares, patients, predict, standardized
from nnplay.ui.lessons.experiments import PREDICTIONS


def test_the_best_weights_and_the_scaling_are_those_of_scikit_learn() -> None:
    x, y = patients()
    assert x.shape == (442, 2)
    np.testing.assert_allclose(standardized(x), StandardScaler().fit_transform(x))
    model = LinearRegression().fit(x, y)
    np.testing.assert_allclose(least_squares(x, y), [*model.coef_, model.intercept_])


def test_the_gradient_is_that_of_small_changes() -> None:
    x, y = patients()
    weights = np.array([3.0, -0.5, 20.0])

    def loss(w: np.ndarray) -> float:
        return float(np.mean((predict(x, w[:-1], w[-1]) - y) ** 2))

    small = 1e-4 * np.eye(3)
    expected = [(loss(weights + each) - loss(weights - each)) / 2e-4 for each in small]
    np.testing.assert_allclose(gradient(x, y, weights[:-1], weights[-1]), expected, rtol=1e-5)


def test_one_step_by_hand() -> None:
    # Predictions are 0, so the errors are -1 and -3: derivatives -(1·1 + 3·2) = -7, -(1·0 + 3·1) = -3 and -4.
    path = descend(np.array([[1.0, 0.0], [2.0, 1.0]]), np.array([1.0, 3.0]), 0.1, 1)
    np.testing.assert_allclose(path, [[0.0, 0.0, 0.0], [0.7, 0.3, 0.4]])


def test_what_the_lesson_says_of_scaling() -> None:
    x, y = patients()
    np.testing.assert_allclose(descend(standardized(x), y, 0.1, 60)[-1], least_squares(standardized(x), y), rtol=0.01)
    assert len(descend(x, y, 0.1, 60)) == 2, "the loss runs away at once"
    slow = descend(x, y, 0.00005, 60)
    losses = [np.mean((predict(x, w[:-1], w[-1]) - y) ** 2) for w in slow]
    assert len(slow) == 61
    assert losses[-1] < losses[0]
    assert abs(slow[-1][-1]) < 0.01
    (told,) = (one for one in PREDICTIONS["line"] if one.name == "unscaled")
    assert f"{least_squares(x, y)[-1]:.1f}" in told.why
    assert x.mean(axis=0) == pytest.approx([26.4, 94.6], abs=0.1)
