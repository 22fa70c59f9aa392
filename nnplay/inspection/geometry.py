"""Which pixels a number depends on: receptive fields, layer by layer from what each of them declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.inspection.results import Box
from nnplay.models.connectivity import Places
from nnplay.models.layer_kind import Place, kind_of, options_of


def places_read(layer: Any, places: Places) -> Places:
    """Where a built layer reads its input for some places of its output; beyond the edges where it is padded."""
    return kind_of(layer).connectivity.inputs(tuple(layer.input.shape[1:]), options_of(layer), places)


def receptive_field(layers: Sequence[Any], place: Place) -> Places:
    """The input's numbers that one number depends on; beyond the edges where the first layer is padded.

    Args:
        layers: From the first layer of the model to the one whose output holds the number.
        place: (row, column, channel), or (unit,).
    """
    places = single(place)
    for layer in reversed(layers):
        shape = layer.output.shape[1:]
        # What a later layer was padded with depends on nothing.
        inside = tuple(at[(at >= 0) & (at < size)] for at, size in zip(places, shape, strict=True))
        places = places_read(layer, inside)
    return places


def single(place: Place) -> Places:
    """One place as places."""
    return tuple(np.array([at]) for at in place)


def box_around(places: Places) -> Box | None:
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
