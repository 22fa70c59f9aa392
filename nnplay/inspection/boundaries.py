"""What a network says over the whole plane, or along the whole line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.datasets.explore.grid import RESOLUTION, grid_axes
from nnplay.inspection.pieces import outputs, pieces
from nnplay.inspection.results import NeuronMaps

if TYPE_CHECKING:
    import keras

    from nnplay.datasets import Dataset

MAPPED = ("plane", "line")
"""Families of datasets whose examples lie in the plane or on a line."""


@dataclass(frozen=True, eq=False)
class DecisionMap:
    """A network's output at the points of a grid.

    Args:
        x, y: float32, (resolution,), in the data's own units; `y` is empty on a line.
        values: float32; in the plane (resolution, resolution), rows along `y`: the probability
            of the second class, or the prediction of a regression; (resolution, resolution, classes)
            for more than two classes; on a line (resolution,).
    """

    x: np.ndarray
    y: np.ndarray
    values: np.ndarray


def decision_map(model: keras.Model, data: Dataset, resolution: int = RESOLUTION) -> DecisionMap:
    """The output of a network over the plane or line of its data, whatever inputs are computed there.

    Args:
        model: Trained on these data.
        data: The dataset that it is trained on, of family `"plane"` or `"line"`.
        resolution: Points along each axis.
    """
    axes, inputs = _grid(data, resolution)
    values = outputs(model, inputs)
    if values.shape[1] == 1:
        values = values[:, 0]
    if len(axes) == 1:
        return DecisionMap(axes[0], np.empty(0, np.float32), values)
    return DecisionMap(axes[0], axes[1], values.reshape(resolution, resolution, *values.shape[1:]))


NEURON_RESOLUTION = 36
"""Points along each axis of a neuron's map; there are many maps at once."""

MOST_NEURONS = 64
"""Of a layer; the first ones are mapped."""


def neuron_maps(model: keras.Model, data: Dataset, resolution: int = NEURON_RESOLUTION) -> NeuronMaps:
    """What every unit of every layer says over the space of its data; see `decision_map`."""
    axes, inputs = _grid(data, resolution)
    parts: dict[str, list[np.ndarray]] = {layer.name: [] for layer in model.layers}
    for piece in pieces(model, inputs, len(inputs)):
        values: Any = piece
        for layer in model.layers:
            values = layer(values, training=False)
            parts[layer.name].append(np.asarray(values, np.float32).T[:MOST_NEURONS])
    shape = [resolution] * len(axes)
    found = {name: np.concatenate(part, axis=1).reshape(-1, *shape) for name, part in parts.items()}
    totals = {layer.name: int(layer.output.shape[-1]) for layer in model.layers}
    return NeuronMaps(axes[0], axes[1] if len(axes) > 1 else np.empty(0, np.float32), found, totals)


def _grid(data: Dataset, resolution: int) -> tuple[tuple[np.ndarray, ...], np.ndarray]:
    """The axes in the data's own units, and all points between them as the network takes them."""
    axes = grid_axes(data, resolution)
    points = np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=-1)
    return axes, data.preprocess.inputs(points)
