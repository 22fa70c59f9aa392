"""The sum behind one number of a layer: what it reads, with which weights, and what comes of it."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from nnplay.errors import DataError
from nnplay.inspection.geometry import WINDOWED, read_box, receptive_field, spans
from nnplay.inspection.layers import feature_maps
from nnplay.inspection.results import Origin


def origin(model: keras.Model, example: np.ndarray, layer: str, place: tuple[int, ...]) -> Origin:
    """Where one number of a layer's output comes from.

    Args:
        model: A built model whose layers follow one another.
        example: float32, the input without a batch axis.
        layer: Name of the layer, or `"input"`.
        place: (row, column, channel), or (unit,).

    Raises:
        DataError: If the network has no such layer, or the layer no such place.
    """
    outputs = feature_maps(model, example)
    names = [output.name for output in outputs]
    if layer not in names:
        raise DataError(f"This network has no layer {layer!r}.")
    number = names.index(layer)
    output = outputs[number].values
    if len(place) != output.ndim or not all(0 <= at < size for at, size in zip(place, output.shape, strict=True)):
        raise DataError(f"The layer {layer} has no place {place}: its output has the shape {output.shape}.")
    value = float(output[place])
    if not number:
        pixel = receptive_field([], place)
        return Origin("input", "Input", place, value, pixel, pixel, np.array([value], np.float32))
    kept = model.layers[:number]
    parts = _parts(kept[-1], outputs[number - 1].values, place)
    return Origin(layer, outputs[number].kind, place, value, receptive_field(kept, place), **parts)


def _parts(layer: Any, read: np.ndarray, place: tuple[int, ...]) -> dict[str, Any]:
    """Window, weights and bias of a number, by the kind of its layer."""
    pixel = (place[0], place[1], place[0] + 1, place[1] + 1) if len(place) == 3 else None
    everything = (0, 0, *read.shape[:2]) if read.ndim == 3 else None
    if isinstance(layer, WINDOWED):
        assert pixel
        box = read_box(layer, pixel)
        window = _window(layer, read, place)
        if not isinstance(layer, keras.layers.Conv2D):
            return {"source": box, "window": window[..., place[2] :][..., :1]}
        filter_ = place[2]
        return {
            "source": box,
            "window": window,
            "kernel": np.asarray(layer.kernel)[..., filter_],
            "bias": float(np.asarray(layer.bias)[filter_]),
            "activation": layer.activation.__name__,
        }
    if isinstance(layer, keras.layers.Dense):
        return {
            "source": None,
            "window": read,
            "kernel": np.asarray(layer.kernel)[:, place[0]],
            "bias": float(np.asarray(layer.bias)[place[0]]),
            "activation": layer.activation.__name__,
        }
    if isinstance(layer, keras.layers.GlobalAveragePooling2D):
        return {"source": everything, "window": read[..., place[0] :][..., :1]}
    if isinstance(layer, keras.layers.Flatten):
        at = np.unravel_index(place[0], read.shape)
        source = (int(at[0]), int(at[1]), int(at[0]) + 1, int(at[1]) + 1) if read.ndim == 3 else None
        return {"source": source, "window": read.reshape(-1)[place[0]][None]}
    one = {"source": pixel, "window": read[place].reshape(1)}
    if isinstance(layer, keras.layers.BatchNormalization):
        gamma, beta, mean, variance = (np.asarray(weight)[place[-1]] for weight in layer.weights)
        factor = gamma / np.sqrt(variance + layer.epsilon)
        return {**one, "kernel": np.array([factor], np.float32), "bias": float(beta - mean * factor)}
    if isinstance(layer, keras.layers.Activation):
        return {**one, "activation": layer.activation.__name__}
    return one


def _window(layer: Any, read: np.ndarray, place: tuple[int, ...]) -> np.ndarray:
    """What a sliding layer reads for one of its pixels: (height, width, channels), NaN outside of its input."""
    rows, columns = (
        at * stride - before + dilation * np.arange(size)
        for (size, stride, dilation, before), at in zip(spans(layer), place, strict=False)
    )
    inside = np.ix_((rows >= 0) & (rows < read.shape[0]), (columns >= 0) & (columns < read.shape[1]))
    window = np.full((len(rows), len(columns), read.shape[2]), np.nan, np.float32)
    near = np.ix_(np.clip(rows, 0, read.shape[0] - 1), np.clip(columns, 0, read.shape[1] - 1))
    window[inside] = read[near][inside]
    return window
