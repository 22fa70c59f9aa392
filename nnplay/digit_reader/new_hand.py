"""The shipped reader and digits of people whom it never saw: what it learns from a few of them, and what that is worth.

All layers but the last are frozen: they stay as they are, so what they make of a digit is computed once, its features.
Only the last layer learns from the new digits, by gradient descent on the cross-entropy.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from nnplay.datasets.kinds.digits import load_digits
from nnplay.digit_reader.classifier import shipped
from nnplay.i18n import N_
from nnplay.sketch import to_input
from nnplay.theory.softmax_layer import accuracy, teach

POOL, TEST = 200, 500
"""Digits to learn from, and other ones to judge by."""

COUNTS = (20, 50, 100, 200)
"""How many of the digits to learn from are used."""

WAYS = (N_("Reader, last layer taught"), N_("Frozen layers, new last layer"), N_("No reader, pixels only"))
"""What learns: the reader's own last layer, one that knows nothing on the same features, one on the pixels."""


@dataclass(frozen=True, eq=False)
class NewHand:
    """Digits of people whom the reader never saw, and what its frozen layers make of them.

    Args:
        pictures: float32 (n, 28, 28, 1), as the reader takes them; the first `POOL` are to learn from.
        pixels: float32 (n, 64), the 8 × 8 pixels.
        features: float32 (n, 96), the outputs of the reader's last hidden layer.
        labels: int64 (n,).
        last_layer: The reader's own last layer: weights (96, 10) and biases (10,).
    """

    pictures: np.ndarray
    pixels: np.ndarray
    features: np.ndarray
    labels: np.ndarray
    last_layer: tuple[np.ndarray, np.ndarray]


@functools.cache
def small_digits() -> tuple[np.ndarray, np.ndarray]:
    """Scikit-learn's digits in the order of `NewHand`: float32 (n, 8, 8), ink from 0 to 1, with int64 labels (n,)."""
    raw = load_digits({})
    chosen = np.random.default_rng(0).permutation(len(raw.x))[: POOL + TEST]
    return raw.x[chosen, ..., 0].astype(np.float32) / 16, raw.y[chosen].astype(np.int64)


@functools.cache
def new_hand() -> NewHand:
    """Scikit-learn's digits, made larger and read by the shipped reader's frozen layers. It takes a second or two."""
    small, labels = small_digits()
    reader = shipped()
    pictures = np.array([to_input(image, (28, 28, 1)) for image in small])
    return NewHand(
        pictures,
        small.reshape(len(small), -1),
        reader.features(pictures),
        labels,
        (reader.weights[-2], reader.weights[-1]),
    )


@functools.cache
def transfer() -> dict[str, list[float]]:
    """Accuracy on the test digits after learning from each of `COUNTS`: by `WAYS`, and by the reader as it is."""
    hand = new_hand()
    found: dict[str, list[float]] = {name: [] for name in WAYS}
    for count in COUNTS:
        tried = zip(WAYS, (hand.features, hand.features, hand.pixels), (hand.last_layer, None, None), strict=True)
        for name, features, start in tried:
            layer = teach(features[:count], hand.labels[:count], start=start)
            found[name].append(accuracy(layer, features[POOL:], hand.labels[POOL:]))
    untouched = accuracy(hand.last_layer, hand.features[POOL:], hand.labels[POOL:])
    return {"Reader as it is": [untouched] * len(COUNTS), **found}
