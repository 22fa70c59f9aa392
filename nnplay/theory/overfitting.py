"""Polynomials that follow noisy points, and what keeps them from following the noise.

The polynomial is y = w₀ + w₁u + w₂u² + …, with u = x / 5, so that u lies in −1..1 and high powers stay small.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

SCALE = 5.0
"""The points lie between −5 and 5."""


def powers(x: np.ndarray, degree: int) -> np.ndarray:
    """1, u, u², …, as columns: (n,) to (n, degree + 1)."""
    return (x[:, None] / SCALE) ** np.arange(degree + 1)


def fit(x: np.ndarray, y: np.ndarray, degree: int, l2: float = 0.0) -> np.ndarray:
    """The weights that make `mean((y − prediction)²) + l2 · Σ w²` least; w₀ is not counted in the penalty.

    Args:
        x, y: (n,).
        degree: The highest power.
        l2: How much large weights cost; Keras's `L2` adds the same to the loss, statistics calls it ridge.

    Returns:
        float64, (degree + 1,). Without penalty and with fewer points than weights: the least of all that fit.
    """
    # The penalty is written as further points: √(n · l2) · w shall be 0 for each weight but the first.
    penalty = np.sqrt(len(x) * l2) * np.eye(degree + 1)[1:]
    rows = np.vstack([powers(x, degree), penalty])
    targets = np.concatenate([y, np.zeros(degree)])
    return np.linalg.lstsq(rows, targets, rcond=None)[0]


def fit_l1(x: np.ndarray, y: np.ndarray, degree: int, l1: float) -> np.ndarray:
    """The weights that make `mean((y − prediction)²) + l1 · Σ |w|` least, w₀ uncounted; many are exactly 0.

    There is no closed form, but the weights move along straight lines while the penalty shrinks from where all are 0,
    and one can follow them from corner to corner (least angle regression; Efron and others, Annals of Statistics 32,
    2004): `sklearn.linear_model.LassoLars`.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LassoLars

    if degree == 0:
        return np.array([y.mean()])
    with warnings.catch_warnings():
        # High powers are nearly alike; it then leaves out the corners that rounding has made meaningless.
        warnings.simplefilter("ignore", ConvergenceWarning)
        # It halves the mean of the squares.
        lars = LassoLars(alpha=l1 / 2, max_iter=2000, eps=1e-12).fit(powers(x, degree)[:, 1:], y)
    return np.concatenate([[lars.intercept_], lars.coef_])


def predict(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The polynomial's values: (n,)."""
    return powers(x, len(weights) - 1) @ weights


def mean_squared_error(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """Mean of the squared distances between points and polynomial, in squared units of y."""
    return float(np.mean((predict(x, weights) - y) ** 2))


def error_by_degree(
    train: tuple[np.ndarray, np.ndarray], validation: tuple[np.ndarray, np.ndarray], degrees: Sequence[int], l2: float
) -> tuple[np.ndarray, np.ndarray]:
    """The mean squared errors on both parts of the polynomial of each degree, fitted to the training part."""
    fitted = [fit(*train, degree, l2) for degree in degrees]
    return tuple(np.array([mean_squared_error(*part, weights) for weights in fitted]) for part in (train, validation))  # type: ignore[return-value]
