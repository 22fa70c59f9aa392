"""The part of the plane or line that pictures of a dataset show."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nnplay.datasets.base import Dataset

RESOLUTION = 50
"""Points along each axis of a decision map."""

MARGIN = 0.05
"""Share of the data's extent that is left free around it."""


def grid_axes(data: Dataset, resolution: int = RESOLUTION) -> tuple[np.ndarray, ...]:
    """One float32 array of `resolution` equally spaced values per coordinate, in the data's own units.

    In the plane both axes have the same length, so that a circle looks like one.
    """
    if data.span:
        return (np.linspace(-data.span, data.span, resolution, dtype=np.float32),) * 2
    return axes_around(data.points.values(), resolution)


def axes_around(parts: Iterable[np.ndarray], resolution: int = RESOLUTION) -> tuple[np.ndarray, ...]:
    """The same around points (n, coordinates) of several parts."""
    points = np.concatenate(list(parts))
    low, high = points.min(axis=0), points.max(axis=0)
    centre, half = (low + high) / 2, (high - low).max() / 2 * (1 + 2 * MARGIN)
    return tuple(np.linspace(c - half, c + half, resolution, dtype=np.float32) for c in centre)
