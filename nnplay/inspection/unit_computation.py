"""The sum behind one number of a layer: what it reads, with which weights, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.inspection.geometry import box_around, places_read, receptive_field, single, window_at
from nnplay.inspection.layers import feature_maps
from nnplay.inspection.results import Origin
from nnplay.models.layer_kind import Place, kind_of

if TYPE_CHECKING:
    import keras


def origin(model: keras.Model, example: np.ndarray, layer: str, place: Place) -> Origin:
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
        raise DataError(tr("This network has no layer {layer!r}.", layer=layer))
    number = names.index(layer)
    output = outputs[number].values
    if len(place) != output.ndim or not all(0 <= at < size for at, size in zip(place, output.shape, strict=True)):
        raise DataError(
            tr(
                "The layer {layer} has no place {place}: its output has the shape {shape}.",
                layer=layer,
                place=place,
                shape=output.shape,
            )
        )
    layers = model.layers[:number]
    field, reach = (box_around(receptive_field(layers, place, edges=edges)) for edges in (True, False))
    value = float(output[place])
    if not layers:
        return Origin("input", "Input", place, value, field, reach, field)
    read = places_read(layers[-1], single(place))
    computation = kind_of(layers[-1]).compute(layers[-1], place, window_at(outputs[number - 1].values, read))
    return Origin(layer, outputs[number].kind, place, value, field, reach, box_around(read), computation)
