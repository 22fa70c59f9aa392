"""The way through a layer in NumPy alone: what a page needs before, and without, TensorFlow.

Keras with the same weights is what the tests compare with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnplay.models import recurrence
from nnplay.models.normalization_layers import BATCH_EPSILON
from nnplay.models.shapes import LayerShape

# SciPy is imported when it is needed: the first page of a server can do without.


def _gelu(values: np.ndarray) -> Any:
    from scipy.special import erf

    return np.float32(0.5) * values * (1 + erf(values / np.float32(np.sqrt(2))))


def _sigmoid(values: np.ndarray) -> Any:
    from scipy.special import expit

    return expit(values)


def _softmax(values: np.ndarray) -> Any:
    from scipy.special import softmax

    return softmax(values, axis=-1)


ACTIVATIONS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "linear": lambda values: values,
    "relu": lambda values: np.maximum(values, 0),
    "leaky_relu": lambda values: np.where(values < 0, np.float32(0.2) * values, values),
    "elu": lambda values: np.where(values < 0, np.expm1(np.minimum(values, 0)), values),
    "gelu": _gelu,
    "silu": lambda values: values * _sigmoid(values),
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "softplus": lambda values: np.logaddexp(values, np.float32(0)),
    "softmax": _softmax,
}
"""By their Keras names; float32 in and out."""


class NotComputed(Exception):
    """Keras has to compute this layer or network."""


def can_compute(row: LayerShape) -> bool:
    """Whether `layer` knows this layer, with these options."""
    options = row.layer.options
    match row.layer.name:
        case "Dense" | "Activation" | "BatchNormalization" | "LayerNormalization" | "Rescaling":
            return True
        case "Conv2D":
            return bool(options["strides"] == 1 and options["dilation_rate"] == 1)
        case "MaxPooling2D" | "AveragePooling2D":
            return options["strides"] in (0, options["pool_size"]) and options["padding"] == "valid"
        case "GlobalAveragePooling2D" | "GlobalAveragePooling1D" | "GlobalMaxPooling1D" | "Embedding":
            return True
        case "PositionEmbedding" | "SimpleRNN" | "GRU" | "LSTM" | "SelfAttention":
            return True
        case _:
            return row.layer.kind.passes_on


def layer(row: LayerShape, values: np.ndarray, weights: Sequence[np.ndarray]) -> np.ndarray:
    """What one layer makes of its input.

    Args:
        row: The layer, as `models.shapes.trace` gives it.
        values: float32, (n, *input_shape).
        weights: Its weights in Keras's order, where it has some.

    Returns:
        float32, (n, *output_shape).

    Raises:
        NotComputed: If `can_compute` says no.
    """
    if not can_compute(row):
        raise NotComputed(f"{row.layer.name} {row.layer.options} is not computed here")
    options = row.layer.options
    match row.layer.name:
        case "Conv2D":
            values = _convolve(values, *weights, same=options["padding"] == "same")
        case "MaxPooling2D":
            return _windows(values, options["pool_size"]).max(axis=(2, 4))
        case "AveragePooling2D":
            return _windows(values, options["pool_size"]).mean(axis=(2, 4))
        case "GlobalAveragePooling2D":
            return values.mean(axis=(1, 2))
        case "GlobalAveragePooling1D":
            return values.mean(axis=1)
        case "GlobalMaxPooling1D":
            return values.max(axis=1)
        case "Embedding":
            return np.asarray(weights[0][values.astype(np.int64)])
        case "PositionEmbedding":
            return values + weights[0]
        case "SimpleRNN" | "GRU" | "LSTM":
            states = recurrent_states(row.layer.name, values, weights)
            return states if options["return_sequences"] else states[:, -1]
        case "SelfAttention":
            return recurrence.attention(values, weights, heads=options["num_heads"])[0]
        case "Dense":
            kernel, bias = weights
            values = values @ kernel + bias
        case "Activation":
            pass
        case "Rescaling":
            return values * np.float32(options["scale"]) + np.float32(options["offset"])
        case "BatchNormalization":
            return _normalized(values, weights, weights[2], weights[3], BATCH_EPSILON)
        case "LayerNormalization":
            mean, variance = values.mean(axis=-1, keepdims=True), values.var(axis=-1, keepdims=True)
            return _normalized(values, weights, mean, variance, options["epsilon"])
        case _:
            return values.reshape(len(values), *row.output_shape)
    return np.asarray(ACTIVATIONS[options["activation"]](values), np.float32)


def recurrent_states(name: str, values: np.ndarray, weights: Sequence[np.ndarray]) -> np.ndarray:
    """The states of a recurrent layer after every step: float32, (n, steps, units)."""
    kernel, recurrent, bias = weights
    if name == "SimpleRNN":
        return recurrence.simple_rnn(values, kernel, recurrent, bias)
    return {"GRU": recurrence.gru, "LSTM": recurrence.lstm}[name](values, kernel, recurrent, bias).states


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


def _windows(values: np.ndarray, size: int) -> np.ndarray:
    """The windows side by side; rows and columns that fill none are left out, as Keras does."""
    count, height, width, channels = values.shape
    down, across = height // size, width // size
    return values[:, : down * size, : across * size].reshape(count, down, size, across, size, channels)


def _normalized(values: np.ndarray, weights: Sequence[np.ndarray], mean: Any, variance: Any, epsilon: float) -> Any:
    """Brought to mean 0 and deviation 1, then scaled and shifted as was learned."""
    gamma, beta = weights[:2]
    return (values - mean) / np.sqrt(variance + np.float32(epsilon)) * gamma + beta
