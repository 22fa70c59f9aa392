"""Bias and variance against the error that is counted on new points; double descent against the pseudoinverse."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.theory import overfitting
from nnplay.theory.bias_variance import X, refits
from nnplay.theory.double_descent import IMAGES, SIZES, digit_errors, output_weights
from nnplay.ui.lessons.experiments import PREDICTIONS


def test_bias_variance_and_noise_add_up_to_the_error_on_new_points() -> None:
    found = refits(5, 20, 0.3)
    rng = np.random.default_rng(1)
    new = found.truth + rng.normal(0, 0.3, (400, len(X)))
    measured = np.mean([(curve - new) ** 2 for curve in found.curves])
    assert found.error == pytest.approx(measured, rel=0.01)


def test_a_constant_has_the_bias_of_the_waves_own_variance() -> None:
    found = refits(0, 100, 0.0)
    assert np.ptp(found.curves[0]) < 1e-12
    assert found.squared_bias == pytest.approx(np.var(np.sin(X)), abs=0.02)
    # A curve that is free of noise and can bend enough is the truth.
    assert refits(9, 100, 0.0).squared_bias < 1e-3


def test_more_points_lower_the_variance_alone() -> None:
    few, many = refits(3, 20, 0.3), refits(3, 100, 0.3)
    assert many.variance < few.variance / 3
    assert many.squared_bias == pytest.approx(few.squared_bias, abs=0.03)


@pytest.mark.parametrize("units", [5, 12, 40])
def test_the_weights_are_those_of_the_pseudoinverse(units: int) -> None:
    rng = np.random.default_rng(0)
    hidden, targets = rng.normal(size=(12, units)), rng.normal(size=(12, 3))
    np.testing.assert_allclose(output_weights(hidden, targets), np.linalg.pinv(hidden) @ targets, atol=1e-8)


def test_what_the_lesson_says_of_stiff_curves_and_huge_layers() -> None:
    told = {one.name: one for one in PREDICTIONS["overfitting"]}
    line = refits(1, 20, 0.3)
    assert f"{line.squared_bias:.3f}" in told["stiff"].why
    assert f"{line.variance:.3f}" in told["stiff"].why
    on_train, on_new = digit_errors(0.1)
    errors = dict(zip(SIZES, on_new, strict=True))
    assert on_train[SIZES.index(IMAGES)] == on_train[-1] == 0
    assert errors[IMAGES] == pytest.approx(2 / 3, abs=0.02)
    assert f"{errors[1000]:.1%}" in told["huge"].why
    valley = min(errors[size] for size in SIZES if size < IMAGES)
    assert errors[1000] < valley < errors[110], "it falls, rises, and falls below the first valley"


def test_the_mean_of_the_fits_is_a_polynomial_too() -> None:
    found = refits(2, 20, 0.3)
    weights = overfitting.fit(X, found.mean, 2)
    np.testing.assert_allclose(overfitting.predict(X, weights), found.mean, atol=1e-9)
