"""From a sum to a probability to a loss: sigmoid with binary cross-entropy, softmax with categorical cross-entropy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nnplay.theory.activations import sigmoid, softmax, softplus


def binary_cross_entropy(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """-ln of the probability that the sigmoid gives to the true class.

    Args:
        z: Sums before the sigmoid.
        y: 1 or 0.

    Worked out from z, where the probability itself would round to 0 or 1: softplus(z) - y z.
    """
    return np.asarray(softplus(z) - np.asarray(y) * z)


def squared_error(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(σ(z) - y)²."""
    return np.asarray((sigmoid(z) - y) ** 2)


def binary_cross_entropy_slope(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Its derivative by z: σ(z) - y. The sigmoid's slope has cancelled."""
    return np.asarray(sigmoid(z) - y)


def squared_error_slope(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Its derivative by z: 2 (σ(z) - y) σ'(z), nearly 0 where the sigmoid is saturated, however wrong it is."""
    p = sigmoid(z)
    return np.asarray(2 * (p - y) * p * (1 - p))


def categorical_cross_entropy(probabilities: np.ndarray, target: np.ndarray) -> np.ndarray:
    """-Σ y ln p: the surprise at the true class.

    Args:
        probabilities: (..., classes), above 0.
        target: (..., classes), one-hot.
    """
    return np.asarray(-np.sum(target * np.log(probabilities), axis=-1))


def categorical_cross_entropy_slope(logits: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The derivative of softmax and categorical cross-entropy together, by each logit: p - y."""
    return np.asarray(softmax(logits) - target)


def evidence(logits: np.ndarray) -> np.ndarray:
    """ln Σ eᶻ over the last axis: how much speaks for any class at all, which softmax divides away."""
    return np.asarray(np.logaddexp.reduce(np.asarray(logits, np.float64), axis=-1))


class Trajectory(NamedTuple):
    """Sum and loss of one neuron before each update and at the end."""

    z: np.ndarray
    loss: np.ndarray


def gradient_descent(start: float, y: float, loss: str, learning_rate: float, steps: int) -> Trajectory:
    """One sum z that is moved straight by gradient descent.

    Args:
        start: Where z begins.
        y: The true class, 0 or 1.
        loss: `"cross-entropy"` or `"squared error"`.
        learning_rate: Times the slope is the step.
        steps: How many updates.
    """
    value, slope = LOSSES[loss]
    z = [float(start)]
    for _ in range(steps):
        z.append(float(z[-1] - learning_rate * slope(np.array(z[-1]), np.array(y))))
    path = np.array(z)
    return Trajectory(path, value(path, np.array(y)))


LOSSES = {
    "cross-entropy": (binary_cross_entropy, binary_cross_entropy_slope),
    "squared error": (squared_error, squared_error_slope),
}
"""Both losses with their slopes by z."""

HOURS = np.array([0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0])
PASSED = np.array([0, 0, 0, 0, 1, 0, 1, 1, 1, 1], dtype=float)
"""A made-up class: hours of study, and whether a test was passed."""


def fit_logistic(x: np.ndarray, y: np.ndarray, steps: int = 12) -> tuple[float, float]:
    """Weight and bias with the least mean cross-entropy: logistic regression, by Newton's method.

    The classes have to overlap; where a border parts them cleanly, larger weights are better without end.
    """
    rows = np.column_stack([x, np.ones_like(x)])
    weights = np.zeros(2)
    for _ in range(steps):
        p = sigmoid(rows @ weights)
        gradient = rows.T @ (p - y)
        curvature = rows.T @ (rows * (p * (1 - p))[:, None])
        weights -= np.linalg.solve(curvature, gradient)
    return float(weights[0]), float(weights[1])
