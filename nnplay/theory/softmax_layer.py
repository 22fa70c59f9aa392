"""One layer of softmax units that learns by gradient descent: enough to see on a page what data do to a classifier."""

from __future__ import annotations

import numpy as np
from scipy.special import softmax
from threadpoolctl import threadpool_limits

SoftmaxLayer = tuple[np.ndarray, np.ndarray]
"""Weights (inputs, classes) and biases (classes,)."""

STEPS = 400
MOMENTUM = 0.9


def teach(
    x: np.ndarray,
    labels: np.ndarray,
    *,
    classes: int = 10,
    start: SoftmaxLayer | None = None,
    steps: int = STEPS,
    momentum: float = 0.0,
) -> SoftmaxLayer:
    """The layer after some steps of gradient descent on the cross-entropy; every step uses all examples.

    The learning rate is the largest that can never run away: one over half of the largest eigenvalue of the mean of
    x · xᵀ (D. Böhning 1992, Multinomial logistic regression algorithm, bounds the curvature by that).

    Args:
        x: (n, inputs).
        labels: int64 (n,).
        classes: How many there are.
        start: What to begin with; zeros where it is None.
        steps: How many.
        momentum: The share of the last step that is added to the next one.

    Returns:
        float64 weights and biases.
    """
    inputs = np.column_stack([x, np.ones(len(x))]).astype(np.float64)
    weights = np.zeros((inputs.shape[1], classes)) if start is None else np.vstack(start).astype(np.float64)
    truth, step = np.eye(classes)[labels], np.zeros_like(weights)
    # Threads that wait for each other on a busy machine take far longer than these small products.
    with threadpool_limits(1, user_api="blas"):
        rate = 2 / np.linalg.norm(inputs, 2) ** 2
        for _ in range(steps):
            step = momentum * step - rate * inputs.T @ (softmax(inputs @ weights, axis=1) - truth)
            weights = weights + step
    return weights[:-1], weights[-1]


def answers(layer: SoftmaxLayer, x: np.ndarray) -> np.ndarray:
    """The most probable class of each example: int64 (n,)."""
    weights, biases = layer
    return np.asarray((x @ weights + biases).argmax(axis=1))


def accuracy(layer: SoftmaxLayer, x: np.ndarray, labels: np.ndarray) -> float:
    """The share of right answers, 0..1."""
    return float((answers(layer, x) == labels).mean())
