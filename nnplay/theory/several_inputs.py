"""A line with several inputs, and its way downhill, on measurements of real patients."""

from __future__ import annotations

import functools

import numpy as np

from nnplay.i18n import N_

INPUTS = {"bmi": N_("body mass index"), "bp": N_("blood pressure")}
"""Columns of scikit-learn's diabetes set (Efron, Hastie, Johnstone and Tibshirani, "Least Angle Regression", 2004).

The mass index is in kilograms by square meter, the mean blood pressure in millimeters of mercury.
"""

TARGET = N_("progression")
"""How far the disease has come a year later, as the set counts it: 25 to 346."""

DIVERGED = 1e12
"""A loss above this has diverged."""


@functools.cache
def patients() -> tuple[np.ndarray, np.ndarray]:
    """The inputs (442, 2) and the target (442,) of all patients, float64, as they were measured."""
    from sklearn.datasets import load_diabetes  # 0.1 s

    data = load_diabetes(scaled=False)
    places = [data.feature_names.index(name) for name in INPUTS]
    return data.data[:, places], data.target


def standardized(x: np.ndarray) -> np.ndarray:
    """Each column with mean 0 and standard deviation 1: (n, inputs)."""
    return np.asarray((x - x.mean(axis=0)) / x.std(axis=0))


def predict(x: np.ndarray, slopes: np.ndarray, b: float) -> np.ndarray:
    """m₁ x₁ + m₂ x₂ + … + b for each row: (n,)."""
    return np.asarray(x @ slopes + b)


def gradient(x: np.ndarray, y: np.ndarray, slopes: np.ndarray, b: float) -> np.ndarray:
    """The derivatives of the mean squared error: of each slope, and of b last: (inputs + 1,)."""
    error = predict(x, slopes, b) - y
    return np.append(2 * error @ x / len(y), 2 * error.mean())


def descend(x: np.ndarray, y: np.ndarray, learning_rate: float, steps: int) -> np.ndarray:
    """Gradient descent with all rows in each step, from zero: slopes and b after each step, (steps + 1, inputs + 1).

    There are fewer rows where the loss diverges.
    """
    weights = np.zeros(x.shape[1] + 1)
    path = [weights]
    for _ in range(steps):
        weights = weights - learning_rate * gradient(x, y, weights[:-1], weights[-1])
        if not np.mean((predict(x, weights[:-1], weights[-1]) - y) ** 2) < DIVERGED:
            break
        path.append(weights)
    return np.array(path)


def least_squares(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The slopes and b with the least squared error, at once: (inputs + 1,)."""
    found, *_ = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y, rcond=None)
    return np.asarray(found)
