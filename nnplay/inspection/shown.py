"""Which numbers of a network's layers its picture shows; plain NumPy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnplay.inspection.results import (
    ACTIVE_MAPS,
    ACTIVE_UNITS,
    FIRST_MAPS,
    FIRST_UNITS,
    LayerOutput,
    PictureFrame,
    ShownLayer,
    shown_count,
    shown_step,
)
from nnplay.models.shapes import OUTPUT_NAME, TARGET_UNITS, trace
from nnplay.spec import ExperimentSpec


def frame_of_outputs(spec: ExperimentSpec, outputs: Sequence[LayerOutput]) -> PictureFrame:
    """What a picture of the network shows of its layers, from all that they say to one example.

    Args:
        spec: The network's experiment.
        outputs: From its input or first layer on, as `feature_maps` gives them.
    """
    drawn = {row.name for row in trace(spec).rows if row.layer.kind.changes_numbers}
    if any(output.name == TARGET_UNITS for output in outputs):  # the answer is told in the target's own units
        drawn = (drawn - {OUTPUT_NAME}) | {TARGET_UNITS}
    return PictureFrame(
        tuple(shown_layer(output, active_units(output.values)) for output in outputs if output.name in drawn)
    )


def active_units(values: np.ndarray) -> tuple[int, ...]:
    """The maps or units of a layer that are shown: all of few, else the first ones and those that say most.

    Args:
        values: (height, width, channels) or (units,).
    """
    count = values.shape[-1]
    if count == shown_count(values.shape):
        return tuple(range(count))
    first, active = (FIRST_MAPS, ACTIVE_MAPS) if values.ndim == 3 else (FIRST_UNITS, ACTIVE_UNITS)
    size = np.abs(values).reshape(-1, count).max(axis=0)[first:]
    strongest = np.argsort(-size, kind="stable")[:active] + first
    return (*range(first), *sorted(int(unit) for unit in strongest))


def shown_layer(output: LayerOutput, units: Sequence[int]) -> ShownLayer:
    """Some maps or units of a layer, as a picture of the network shows them."""
    values = np.asarray(output.values, np.float32)[..., list(units)]
    if values.ndim == 3:
        step = shown_step(output.values.shape)
        values = np.moveaxis(values[::step, ::step], -1, 0)
    low, high = float(min(values.min(), 0.0)), float(max(values.max(), 0.0))
    return ShownLayer(tuple(units), np.ascontiguousarray(values), low, high)
