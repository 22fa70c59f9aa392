"""The numbers inside of a network at one epoch: its weights, its activations, and which units are dead."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from nnplay.inspection.results import LayerState
from nnplay.models.layer_kind import kind_of

MOST_NUMBERS = 5000
"""Weights, and activations, of a layer that are taken into account."""


def layer_states(model: keras.Model, examples: np.ndarray) -> list[LayerState]:
    """What each layer's weights and activations are like.

    Args:
        model: A built model whose layers follow one another.
        examples: float32, (n, *input_shape): a unit is dead where it says zero to all of them.
    """
    found = []
    values: Any = examples
    for layer in model.layers:
        values = layer(values, training=False)
        activations = np.asarray(values, np.float32)
        has_relu = getattr(getattr(layer, "activation", None), "__name__", "") == "relu"
        dead = float(np.mean(~activations.reshape(-1, activations.shape[-1]).any(axis=0))) if has_relu else None
        kernels = [np.asarray(getattr(layer, name)).reshape(-1) for name in kind_of(layer).kernels]
        weights = np.concatenate([*kernels, np.empty(0, np.float32)])
        found.append(LayerState(layer.name, type(layer).__name__, _some(weights), _some(activations), dead))
    return found


def _some(numbers: np.ndarray) -> np.ndarray:
    """A seeded choice of numbers, in the same places whenever the shape is the same."""
    flat = numbers.reshape(-1).astype(np.float32)
    if len(flat) <= MOST_NUMBERS:
        return flat
    return flat[np.random.default_rng(0).integers(0, len(flat), MOST_NUMBERS)]
