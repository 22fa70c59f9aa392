"""How pictures become inputs: their range, and the order of their pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

ALIGNMENT = 64
"""Bytes, as TensorFlow wants the memory of its tensors."""


@dataclass(frozen=True)
class Pixels:
    """How pictures become inputs.

    Args:
        maximum: The number of the source that means full ink.
        shuffled: Whether the pixels of every picture are put into another order, the same one for all.
        brightness: Mean of the training part in 0..1.
        bits: Of picture files with more than 8 bits per pixel, how many of them are used; 0 for others.
    """

    maximum: float = 1.0
    shuffled: bool = False
    brightness: float = 0.0
    bits: int = 0

    def inputs(self, raw: np.ndarray) -> np.ndarray:
        """Pictures as the source counts them, as inputs: float32 (n, height, width, channels) in 0..1."""
        pictures = shuffle(raw) if self.shuffled else raw
        # Without a detour through float64, which would take MNIST's memory three times for a moment.
        return np.divide(pictures, np.float32(self.maximum), out=aligned(pictures.shape), dtype=np.float32)

    def arrange(self, pictures: np.ndarray) -> np.ndarray:
        """Pictures (n, height, width, channels) that are in 0..1 already, as inputs: their pixels in this order."""
        return shuffle(pictures) if self.shuffled else pictures

    def seem_inverted(self, pictures: np.ndarray) -> bool:
        """Whether pictures in 0..1 are dark on light, as ink on paper, where the training part was light on dark."""
        return bool(np.median(pictures) > 0.5 > self.brightness)


def aligned(shape: tuple[int, ...]) -> np.ndarray:
    """An empty float32 array whose memory begins at a multiple of `ALIGNMENT`; TensorFlow can use it without a copy."""
    count, size = math.prod(shape), np.dtype(np.float32).itemsize
    room = np.empty(count + ALIGNMENT // size, np.float32)
    start = -room.ctypes.data % ALIGNMENT // size
    return room[start : start + count].reshape(shape)


def shuffle(pictures: np.ndarray) -> np.ndarray:
    """Pictures (n, height, width, channels) with their pixels in another order: always the same one for a size."""
    count, height, width, channels = pictures.shape
    order = np.random.default_rng(0).permutation(height * width)
    return pictures.reshape(count, height * width, channels)[:, order].reshape(pictures.shape)
