"""The way through a network in NumPy alone: what the drawing page needs before, and without, TensorFlow.

Only the layers that the shipped reader has; what Keras does with the same weights is what the tests compare with.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import softmax

from nnplay.models.shapes import LayerShape


def layer(row: LayerShape, values: np.ndarray, weights: Sequence[np.ndarray]) -> np.ndarray:
    """What one layer makes of its input.

    Args:
        row: The layer, as `models.shapes.trace` gives it.
        values: float32, (n, *input_shape).
        weights: Kernel and bias, where the layer has them.

    Returns:
        float32, (n, *output_shape).
    """
    options = row.layer.options
    match row.layer.name:
        case "Conv2D":
            values = _convolve(values, *weights, same=options["padding"] == "same")
        case "MaxPooling2D":
            return _pool(values, options["pool_size"])
        case "Dense":
            kernel, bias = weights
            values = values @ kernel + bias
        case _ if row.layer.kind.passes_on:
            return values.reshape(len(values), *row.output_shape)
        case name:
            raise NotImplementedError(f"the reader has no {name}")
    match options["activation"]:
        case "relu":
            return np.maximum(values, 0)
        case "softmax":
            return softmax(values, axis=-1)
        case _:
            return values


def _convolve(values: np.ndarray, kernel: np.ndarray, bias: np.ndarray, *, same: bool) -> np.ndarray:
    """Stride 1; with `same`, zeros around the image keep its size (Keras puts an odd one below and on the right)."""
    size, _, channels, filters = kernel.shape
    if same:
        before, after = (size - 1) // 2, size // 2
        values = np.pad(values, ((0, 0), (before, after), (before, after), (0, 0)))
    windows = sliding_window_view(values, (size, size), axis=(1, 2)).transpose(0, 1, 2, 4, 5, 3)
    count, height, width = windows.shape[:3]
    rows = windows.reshape(count * height * width, size * size * channels)
    return (rows @ kernel.reshape(-1, filters) + bias).reshape(count, height, width, filters)


def _pool(values: np.ndarray, size: int) -> np.ndarray:
    """The largest of each window; rows and columns that fill no window are left out, as Keras does."""
    count, height, width, channels = values.shape
    down, across = height // size, width // size
    windows = values[:, : down * size, : across * size].reshape(count, down, size, across, size, channels)
    return windows.max(axis=(2, 4))
