"""The numbers inside of a network at one epoch: its weights, its activations, and which units are dead."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np

from nnplay.inspection.pieces import pieces
from nnplay.inspection.results import LayerState
from nnplay.models.layer_kind import kernels_of

MOST_NUMBERS = 5000
"""Weights, and activations, of a layer that are taken into account."""

TOGETHER = 256
"""Examples that go through the network at once, at most."""


def layer_states(model: keras.Model, examples: np.ndarray) -> list[LayerState]:
    """What each layer's weights and activations are like.

    Args:
        model: A built model whose layers follow one another.
        examples: float32, (n, *input_shape): a unit is dead where it says zero to all of them.
    """
    shapes = [layer.output.shape[1:] for layer in model.layers]
    chosen = [_some(len(examples) * math.prod(shape)) for shape in shapes]
    activations = [np.empty(len(places), np.float32) for places in chosen]
    alive = [np.zeros(shape[-1], bool) for shape in shapes]
    done = 0
    for piece in pieces(model, examples, TOGETHER):
        values: Any = piece
        for number, layer in enumerate(model.layers):
            values = layer(values, training=False)
            flat = np.asarray(values, np.float32).reshape(-1)
            places = chosen[number] - done * math.prod(shapes[number])
            here = (places >= 0) & (places < len(flat))
            activations[number][here] = flat[places[here]]
            alive[number] |= flat.reshape(-1, shapes[number][-1]).any(axis=0)
        done += len(piece)
    found = []
    for number, layer in enumerate(model.layers):
        has_relu = getattr(getattr(layer, "activation", None), "__name__", "") == "relu"
        dead = float(np.mean(~alive[number])) if has_relu else None
        kernels = [np.asarray(kernel).reshape(-1) for kernel in kernels_of(layer)]
        weights = np.concatenate([*kernels, np.empty(0, np.float32)]).astype(np.float32)
        weights = weights[_some(len(weights))]
        found.append(LayerState(layer.name, type(layer).__name__, weights, activations[number], dead))
    return found


def _some(count: int) -> np.ndarray:
    """A seeded choice among so many places, the same whenever there are as many; all of few."""
    if count <= MOST_NUMBERS:
        return np.arange(count)
    return np.random.default_rng(0).integers(0, count, MOST_NUMBERS)
