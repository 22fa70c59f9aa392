"""A hidden layer of random units on a few digits: what many more weights than examples do to new ones.

Belkin, Hsu, Ma and Mandal, "Reconciling modern machine-learning practice and the classical bias-variance trade-off",
2019 (doi:10.1073/pnas.1903070116), show the same on MNIST.
"""

from __future__ import annotations

import functools

import numpy as np

from nnplay.sketch.one_thread import one_thread

SIZES = (5, 10, 20, 40, 60, 80, 90, 100, 110, 120, 150, 200, 300, 500, 1000)
"""Units of the hidden layer."""

IMAGES = 100
"""Digits that the output's weights are fitted to."""

NEW = 500
"""Digits that they are judged by."""

SEED = 3


def output_weights(hidden: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The weights with the least squared error; of all that fit equally well, the smallest ones.

    That is also where gradient descent from zero ends.

    Args:
        hidden: (n, units): what the hidden layer makes of each example.
        targets: (n, outputs).

    Returns:
        (units, outputs).
    """
    count, units = hidden.shape
    if units <= count:
        return np.linalg.lstsq(hidden, targets, rcond=None)[0]
    # The same by a system of as many equations as there are examples, which is the faster way.
    return np.asarray(hidden.T @ np.linalg.solve(hidden @ hidden.T, targets))


@functools.lru_cache(maxsize=16)
def digit_errors(wrong: float) -> tuple[np.ndarray, np.ndarray]:
    """Shares of digits that are misread, by the size of the hidden layer.

    Each hidden unit is a ReLU with fixed random weights; only the output is learned, by least squares to one-hot rows.
    Inputs are scikit-learn's 8 × 8 digits.

    Args:
        wrong: Share of the training digits whose label is replaced by a random one: 0 to 1.

    Returns:
        On the `IMAGES` training digits, with their labels as given, and on `NEW` other ones: float64, one for each of
        `SIZES`.
    """
    from sklearn.datasets import load_digits  # 0.1 s

    images, labels = load_digits(return_X_y=True)
    rng = np.random.default_rng(SEED)
    order = rng.permutation(len(images))
    train, new = order[:IMAGES], order[IMAGES : IMAGES + NEW]
    given = labels[train].copy()
    spoiled = rng.random(IMAGES) < wrong
    given[spoiled] = rng.integers(0, 10, spoiled.sum())
    pixels = images / 16 - 0.3  # about as much above zero as below
    weights, biases = rng.normal(0, 1 / 8, (pixels.shape[1], max(SIZES))), rng.normal(0, 0.3, max(SIZES))
    on_train, on_new = np.empty(len(SIZES)), np.empty(len(SIZES))
    with one_thread():
        for place, units in enumerate(SIZES):
            hidden, of_new = (
                np.maximum(pixels[part] @ weights[:, :units] + biases[:units], 0) for part in (train, new)
            )
            output = output_weights(hidden, np.eye(10)[given])
            on_train[place] = np.mean((hidden @ output).argmax(axis=1) != given)
            on_new[place] = np.mean((of_new @ output).argmax(axis=1) != labels[new])
    return on_train, on_new
