"""Polynomials against NumPy and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import Lasso, LinearRegression, Ridge

from nnplay.theory.overfitting import error_by_degree, fit, fit_l1, mean_squared_error, powers, predict

RNG = np.random.default_rng(0)
X = RNG.uniform(-5, 5, 30)
Y = np.sin(X) + 0.3 * RNG.standard_normal(30)


@pytest.mark.parametrize("degree", [0, 1, 4, 9])
def test_without_penalty_it_is_least_squares(degree: int) -> None:
    expected = np.polynomial.polynomial.polyfit(X / 5, Y, degree)
    np.testing.assert_allclose(fit(X, Y, degree), expected, rtol=1e-6)
    line = LinearRegression().fit(powers(X, degree), Y)
    np.testing.assert_allclose(predict(X, fit(X, Y, degree)), line.predict(powers(X, degree)))


@pytest.mark.parametrize("l2", [1e-4, 0.01, 3.0])
def test_with_l2_it_is_the_ridge_of_scikit_learn(l2: float) -> None:
    # scikit-learn takes the sum of the squares instead of their mean.
    ridge = Ridge(alpha=l2 * len(X)).fit(powers(X, 9)[:, 1:], Y)
    np.testing.assert_allclose(fit(X, Y, 9, l2), [ridge.intercept_, *ridge.coef_], rtol=1e-6)


@pytest.mark.parametrize("l1", [0.003, 0.05, 5.0])
def test_with_l1_no_weight_can_move_without_loss_and_many_are_zero(l1: float) -> None:
    weights = fit_l1(X, Y, 9, l1)
    residual = Y - predict(X, weights)
    slopes = -2 / len(X) * powers(X, 9).T @ residual
    assert slopes[0] == pytest.approx(0, abs=1e-9)
    # The condition for the least: a weight's pull equals the penalty's, and a zero weight's is not stronger.
    moved = weights[1:] != 0
    np.testing.assert_allclose(slopes[1:][moved], -l1 * np.sign(weights[1:][moved]), atol=1e-6)
    assert (np.abs(slopes[1:][~moved]) <= l1 + 1e-6).all()
    assert (~moved).sum() >= 3


def test_with_l1_it_reaches_the_loss_of_scikit_learns_lasso() -> None:
    def loss(weights: np.ndarray) -> float:
        return mean_squared_error(X, Y, weights) + 0.01 * np.abs(weights[1:]).sum()

    lasso = Lasso(alpha=0.005, max_iter=500_000, tol=1e-8).fit(powers(X, 9)[:, 1:], Y)
    assert loss(fit_l1(X, Y, 9, 0.01)) == pytest.approx(loss(np.array([lasso.intercept_, *lasso.coef_])), abs=1e-7)
    assert fit_l1(X, Y, 0, 0.01) == pytest.approx(Y.mean())


def test_as_many_weights_as_points_follow_every_point() -> None:
    weights = fit(X[:8], Y[:8], 7)
    assert mean_squared_error(X[:8], Y[:8], weights) == pytest.approx(0, abs=1e-12)


def test_the_training_error_falls_with_the_degree_and_the_validation_error_rises_again() -> None:
    train, validation = (X[:12], Y[:12]), (X[12:], Y[12:])
    on_train, on_validation = error_by_degree(train, validation, range(11), 0.0)
    assert (np.diff(on_train) < 1e-9).all()
    best = int(on_validation.argmin())
    assert 2 <= best <= 7
    assert on_validation[-1] > 10 * on_validation[best]
