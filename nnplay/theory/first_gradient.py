"""How much of a gradient reaches each layer before anything is learned, by activation and initializer."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from nnplay.theory.activations import ACTIVATIONS

VARIANCE = {"glorot": 1.0, "he": 2.0}
"""Variance of a weight, times the inputs of a layer that has as many outputs."""


def gradient_sizes(activation: str, weights: Sequence[np.ndarray], inputs: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """The usual size of the gradient with respect to each layer's sums, first layer first.

    Args:
        activation: Of every layer, by name.
        weights: (inputs, units) of each layer; there are no biases.
        inputs: (examples, inputs).
        ahead: The gradient with respect to the last layer's outputs: (examples, units).

    Returns:
        Root of the mean square over examples and units: (layers,).
    """
    kind, sums, values = ACTIVATIONS[activation], [], np.asarray(inputs)
    for each in weights:
        sums.append(values @ each)
        values = kind.value(sums[-1])
    sizes, gradient = [], np.asarray(ahead)
    for each, z in zip(reversed(weights), reversed(sums), strict=True):
        at_sum = gradient * kind.slope(z)
        sizes.append(float(np.sqrt(np.mean(at_sum**2))))
        gradient = at_sum @ each.T
    return np.array(sizes[::-1])


@functools.lru_cache(maxsize=128)
def gradient_at_start(activation: str, initializer: str, layers: int, units: int = 64) -> np.ndarray:
    """`gradient_sizes` of a random network on random inputs, as shares of the last layer's.

    Args:
        activation: Of every layer, by name.
        initializer: `"glorot"` or `"he"`, with uniform weights.
        layers: How many.
        units: Of each layer, and inputs.
    """
    rng = np.random.default_rng(0)
    limit = np.sqrt(3 * VARIANCE[initializer] / units)
    weights = rng.uniform(-limit, limit, (layers, units, units))
    inputs, ahead = rng.standard_normal((2, 256, units))
    sizes = gradient_sizes(activation, list(weights), inputs, ahead)
    shares: np.ndarray = sizes / sizes[-1]
    return shares
