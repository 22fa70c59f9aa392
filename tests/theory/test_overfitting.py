"""Polynomials against NumPy and scikit-learn; learning curves; the networks that are compared."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import Lasso, LinearRegression, Ridge

import nnplay
from nnplay.datasets import load_dataset
from nnplay.theory.overfitting import (
    TRAIN_SIZES,
    VARIANTS,
    error_by_degree,
    fit,
    fit_l1,
    fit_penalized,
    learning_curve,
    mean_squared_error,
    new_points,
    powers,
    predict,
    variants,
    wave,
)

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


def test_a_penalty_goes_by_its_name() -> None:
    np.testing.assert_array_equal(fit_penalized(X, Y, 5, "L2", 0.1), fit(X, Y, 5, 0.1))
    np.testing.assert_array_equal(fit_penalized(X, Y, 5, "L1", 0.1), fit_l1(X, Y, 5, 0.1))
    np.testing.assert_array_equal(fit_penalized(X, Y, 5, "L1", 0.0), fit(X, Y, 5))


def test_a_learning_curve_is_what_statistics_expects_of_least_squares() -> None:
    # Around a constant there is the sine's own variance, 1/2 − sin(10)/20 between −5 and 5, beside the noise's. With n
    # points and k weights the training error is 1 − k/n of the variance, the error on new points about 1 + k/n of it.
    on_train, on_new = learning_curve(0, 0.5)
    whole = 0.5 - np.sin(10) / 20 + 0.25
    most = TRAIN_SIZES.index(200)
    assert on_train[most] == pytest.approx(whole * (1 - 1 / 200), rel=0.1)
    assert on_new[most] == pytest.approx(whole * (1 + 1 / 200), rel=0.1)
    # A degree that can follow the sine leaves the noise alone.
    on_train, on_new = learning_curve(9, 0.5)
    assert on_train[most] < on_new[most]
    assert on_train[most] == pytest.approx(0.25 * (1 - 10 / 200), rel=0.15)
    assert on_new[most] == pytest.approx(0.25 * (1 + 10 / 200), rel=0.15)
    assert on_train[TRAIN_SIZES.index(10)] == pytest.approx(0, abs=1e-6)  # ten weights, ten points


def test_a_wave_has_as_many_points_as_it_is_asked_for() -> None:
    data = load_dataset(wave(12, 0.3, 1))
    assert [len(x) for x, _ in data.parts.values()] == [12, 12, 24]


def test_the_new_points_are_nobodys_training_points_and_their_noise_is_the_least_error() -> None:
    x, y = new_points(0.4)
    assert x.shape == (2000, 1)
    assert np.mean((y - np.sin(x[:, 0])) ** 2) == pytest.approx(0.16, rel=0.1)
    for spec in variants(10, 0.4, 0).values():
        assert not np.isin(load_dataset(spec.dataset).x_train, x).any()


def test_dropout_and_penalties_of_the_lesson_act_as_it_says() -> None:
    # Drawn for each example and unit; what stays is divided by 0.8, and at prediction everything passes unchanged.
    import keras

    model = nnplay.build_model(variants(10, 0.4, 8)["Large, dropout"])
    dropout = next(layer for layer in model.layers if isinstance(layer, keras.layers.Dropout))
    ones = np.ones((400, 64), np.float32)
    kept = np.asarray(dropout(ones, training=True))
    assert set(np.unique(kept)) == {np.float32(0), np.float32(1 / 0.8)}
    assert np.mean(kept == 0) == pytest.approx(0.2, abs=0.02)
    assert len({row.tobytes() for row in kept}) > 390
    np.testing.assert_array_equal(dropout(ones, training=False), ones)
    for name in ("Large, L1", "Large, L2"):
        *hidden, output = nnplay.build_model(variants(10, 0.4, 8)[name]).layers
        assert all(layer.kernel_regularizer for layer in hidden)
        assert output.kernel_regularizer is None


def test_the_variants_change_one_thing_each() -> None:
    specs = variants(10, 0.3, 1)
    assert tuple(specs) == VARIANTS
    large = specs["Large"]
    assert len(load_dataset(large.dataset).y_train) == 10
    assert len(load_dataset(specs["Large, 10 × data"].dataset).y_train) == 100
    for name, spec in specs.items():
        parts = ("dataset", "layers", "training", "seed")
        changed = [part for part in parts if getattr(spec, part) != getattr(large, part)]
        assert len(changed) == (name != "Large"), name
