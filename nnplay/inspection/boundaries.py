"""What a network says over the whole plane, or along the whole line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nnplay.datasets.grid import RESOLUTION, grid_axes

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
    axes = grid_axes(data, resolution)
    points = np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=-1)
    values = np.asarray(model(data.from_points(points), training=False), np.float32)
    if values.shape[1] == 1:
        values = values[:, 0]
    if len(axes) == 1:
        return DecisionMap(axes[0], np.empty(0, np.float32), values)
    return DecisionMap(axes[0], axes[1], values.reshape(resolution, resolution, *values.shape[1:]))
