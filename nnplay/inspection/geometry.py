"""Which pixels a number depends on: receptive fields, layer by layer from what each of them declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.inspection.results import PixelBox
from nnplay.models.connectivity import Places
from nnplay.models.layer_kind import Place, kind_of, options_of


def places_read(layer: Any, places: Places) -> Places:
    """Where a built layer reads its input for some places of its output; beyond the edges where it is padded."""
    return kind_of(layer).connectivity.inputs(tuple(layer.input.shape[1:]), options_of(layer), places)


def receptive_field(layers: Sequence[Any], place: Place, *, edges: bool = True) -> Places:
    """The input's numbers that one number depends on.

    Args:
        layers: From the first layer of the model to the one whose output holds the number.
        place: (row, column, channel), or (unit,).
        edges: Whether images end at their edges; if not, how far windows reach over them.
    """
    places = single(place)
    for layer in reversed(layers):
        places = places_read(layer, places)
        if edges:  # padding depends on nothing
            shape = layer.input.shape[1:]
            places = tuple(at[(at >= 0) & (at < size)] for at, size in zip(places, shape, strict=True))
    return places


def single(place: Place) -> Places:
    """One place as places."""
    return tuple(np.array([at]) for at in place)


def box_around(places: Places) -> PixelBox | None:
    """The smallest box of pixels around places; None of a row of numbers."""
    if len(places) != 3:
        return None
    (top, bottom), (left, right) = ((int(at[0]), int(at[-1]) + 1) if len(at) else (0, 0) for at in places[:2])
    return top, left, bottom, right


def window_at(values: np.ndarray, places: Places) -> np.ndarray:
    """The numbers at some places: float32, NaN outside of the array."""
    inside = [(at >= 0) & (at < size) for at, size in zip(places, values.shape, strict=True)]
    window = np.full([len(at) for at in places], np.nan, np.float32)
    window[np.ix_(*inside)] = values[np.ix_(*(at[here] for at, here in zip(places, inside, strict=True)))]
    return window
