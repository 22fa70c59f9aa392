"""What one neuron computes, and what a stack of layers without activations comes down to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import pairwise

import numpy as np

from nnplay.theory.activations import ACTIVATIONS

Layer = tuple[np.ndarray, np.ndarray]
"""Weights (outputs, inputs) and biases (outputs,)."""


def weighted_sum(inputs: np.ndarray, weights: np.ndarray, bias: float) -> np.ndarray:
    """z: each input times its weight, all added up, plus the bias.

    Args:
        inputs: (..., n).
        weights: (n,).
        bias: One number.
    """
    return np.asarray(inputs) @ np.asarray(weights) + bias


def neuron(inputs: np.ndarray, weights: np.ndarray, bias: float, activation: str) -> np.ndarray:
    """The output a = f(z) of one neuron; see `weighted_sum`."""
    return ACTIVATIONS[activation].value(weighted_sum(inputs, weights, bias))


def forward(inputs: np.ndarray, layers: Sequence[Layer], activation: str) -> np.ndarray:
    """The output of a stack of layers, with the activation between them and none after the last.

    Args:
        inputs: (examples, n).
        layers: First to last.
        activation: Its name; `"linear"` for none.

    Returns:
        (examples, outputs of the last layer).
    """
    *hidden, last = layers
    values = np.asarray(inputs, dtype=float)
    for weights, biases in hidden:
        values = ACTIVATIONS[activation].value(values @ weights.T + biases)
    return values @ last[0].T + last[1]


def multiply_out(layers: Sequence[Layer]) -> Layer:
    """The one layer that does the same as a stack without activations.

    W2 (W1 x + b1) + b2 = (W2 W1) x + (W2 b1 + b2), again and again.
    """

    def after(first: Layer, second: Layer) -> Layer:
        return second[0] @ first[0], second[0] @ first[1] + second[1]

    return reduce(after, layers)


def random_layers(widths: Sequence[int], seed: int) -> list[Layer]:
    """Layers with weights between -1.5 and 1.5, rounded to one digit so that they can be multiplied by hand.

    Args:
        widths: Numbers of inputs, of units in each layer.
        seed: The same seed gives the same weights.
    """
    rng = np.random.default_rng(seed)
    return [
        (np.round(rng.uniform(-1.5, 1.5, (outputs, inputs)), 1), np.round(rng.uniform(-1, 1, outputs), 1))
        for inputs, outputs in pairwise(widths)
    ]


def bend(x: np.ndarray, values: np.ndarray) -> float:
    """How far values lie from the straight line that fits them best, at the furthest point; 0 if they are straight.

    Args:
        x, values: (n,).
    """
    slope, intercept = np.polyfit(x, values, 1)
    return float(np.abs(slope * x + intercept - values).max())


def between_two_means(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and bias of a neuron whose sum is positive for pictures that are closer to the mean of the first ones.

    |x - m₂|² > |x - m₁|² comes down to a weighted sum: (m₁ - m₂) · x + (|m₂|² - |m₁|²) / 2 > 0. Statistics calls it
    the nearest centroid.

    Args:
        first, second: Pictures of two classes, (n, pixels).

    Returns:
        Weights (pixels,) and the bias.
    """
    one, other = first.mean(axis=0), second.mean(axis=0)
    return one - other, float(other @ other - one @ one) / 2
