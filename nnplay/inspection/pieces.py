"""Many examples through a network, no more at once than memory allows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras

PIECE_BYTES = 32_000_000
"""What the widest layer may say at once; a few such arrays are in memory at the same time."""


def together(model: keras.Model, most: int) -> int:
    """How many examples may go through a network at once: 1 to `most`.

    Args:
        model: A built model whose layers follow one another.
        most: More would be no faster.
    """
    widest = max(math.prod(layer.output.shape[1:]) for layer in model.layers)
    return max(1, min(most, PIECE_BYTES // (4 * max(widest, 1))))


def pieces(model: keras.Model, inputs: np.ndarray, most: int) -> Iterator[np.ndarray]:
    """Inputs in pieces that may go through a network at once, in order; see `together`."""
    step = together(model, most)
    for start in range(0, len(inputs), step):
        yield inputs[start : start + step]


def outputs(model: keras.Model, inputs: np.ndarray, most: int = 1024) -> np.ndarray:
    """What a network says to many inputs: float32, (n, units of the output layer)."""
    parts = [np.asarray(model(piece, training=False), np.float32) for piece in pieces(model, inputs, most)]
    return np.concatenate(parts) if parts else np.empty((0, *model.output_shape[1:]), np.float32)
