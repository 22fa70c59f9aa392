"""Which pixels a number depends on: receptive fields, from kernel sizes, strides, padding, dilation and pooling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from nnplay.inspection.results import Box

WINDOWED = (keras.layers.Conv2D, keras.layers.MaxPooling2D, keras.layers.AveragePooling2D)
SAME_PLACE = (keras.layers.BatchNormalization, keras.layers.Dropout, keras.layers.Activation)


def spans(layer: Any) -> list[tuple[int, int, int, int]]:
    """Window size, stride, dilation and padding before the first pixel of a sliding layer, along each axis.

    Source of the padding: https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2.
    """
    sizes = layer.kernel_size if isinstance(layer, keras.layers.Conv2D) else layer.pool_size
    dilations = getattr(layer, "dilation_rate", (1, 1))
    found = []
    for size, stride, dilation, length in zip(sizes, layer.strides, dilations, layer.input.shape[1:3], strict=True):
        reach = (size - 1) * dilation + 1
        missing = max((-(-length // stride) - 1) * stride + reach - length, 0) if layer.padding == "same" else 0
        found.append((size, stride, dilation, missing // 2))
    return found


def read_box(layer: Any, box: Box) -> Box:
    """The pixels of its input that a sliding layer reads for a box of its output; they may lie outside."""
    edges = []
    for (size, stride, dilation, before), start, end in zip(spans(layer), box[:2], box[2:], strict=True):
        edges.append((start * stride - before, (end - 1) * stride - before + (size - 1) * dilation + 1))
    return edges[0][0], edges[1][0], edges[0][1], edges[1][1]


def receptive_field(layers: Sequence[Any], place: tuple[int, ...]) -> Box | None:
    """The input's pixels that a number depends on.

    Args:
        layers: From the first layer of the model to the one whose output holds the number.
        place: (row, column, channel), or (unit,).

    Returns:
        None where the input is no image. The box reaches beyond the image where padding does.
    """
    box = _pixel(place) if len(place) == 3 else None
    unit = place[0] if len(place) == 1 else None
    for layer in reversed(layers):
        shape = layer.input.shape[1:]
        if isinstance(layer, WINDOWED):
            assert box
            box = read_box(layer, box)
        elif isinstance(layer, SAME_PLACE):
            continue
        elif len(shape) == 3:  # from an image to a row of numbers
            if isinstance(layer, keras.layers.Flatten) and unit is not None:
                box = _pixel(tuple(int(at) for at in np.unravel_index(unit, shape)))
            else:
                box = (0, 0, shape[0], shape[1])
        elif isinstance(layer, keras.layers.Dense):
            unit = None  # all units of the layer before
    return box


def _pixel(place: tuple[int, ...]) -> Box:
    return place[0], place[1], place[0] + 1, place[1] + 1
