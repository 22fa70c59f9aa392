"""Which numbers of a network's layers its picture shows; plain NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnplay.inspection.results import (
    ACTIVE_MAPS,
    ACTIVE_UNITS,
    FIRST_MAPS,
    FIRST_UNITS,
    SHARES,
    LayerOutput,
    PictureFrame,
    ShownLayer,
    shown_count,
    shown_heads,
    shown_step,
)
from nnplay.models.connectivity import Past
from nnplay.models.shapes import OUTPUT_NAME, TARGET_UNITS, LayerShape, trace
from nnplay.spec import ExperimentSpec


@dataclass(frozen=True)
class Pictured:
    """What a picture of a network draws of one layer.

    Args:
        row: The layer.
        shape: Of the numbers that are drawn: (height, width, channels), (steps, units) or (units,).
        shown: How many of the last axis are shown.
        heads: How many heads, where these are the shares of an attention; else 0.
    """

    row: LayerShape
    shape: tuple[int, ...]
    shown: int
    heads: int = 0

    @property
    def name(self) -> str:
        """By which it is told apart from all others of the network."""
        return shares_name(self.row.name) if self.heads else self.row.name

    @property
    def numbers(self) -> int:
        """How many numbers of it are in a frame."""
        step = shown_step(self.shape)
        return self.shown * int(np.prod([-(-side // step) for side in self.shape[:-1]], dtype=int))


def pictured(rows: Sequence[LayerShape]) -> list[Pictured]:
    """What a picture of a network draws, in order; a frame has one `ShownLayer` for each.

    Args:
        rows: The network, as `models.shapes.trace` gives it.
    """
    found = []
    for row in rows:
        kind, shape = row.layer.kind, row.output_shape
        if not kind.changes_numbers:
            continue
        if kind.name == "SelfAttention" and (heads := shown_heads(row.layer["num_heads"], shape[0])):
            found.append(Pictured(row, (shape[0], row.layer["num_heads"] * shape[0]), heads * shape[0], heads))
        if isinstance(kind.connectivity, Past):  # of one that passes on the last state, the ones before it too
            shape = row.input_shape[0], shape[-1]
        found.append(Pictured(row, shape, shown_count(shape)))
    return found


def shares_name(layer: str) -> str:
    """What the shares of an attention are called, by its own name."""
    return f"{layer} {SHARES}"


def frame_of_outputs(spec: ExperimentSpec, outputs: Sequence[LayerOutput]) -> PictureFrame:
    """What a picture of a network that reads images shows of its layers, from all that they say to one example.

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
        values: (height, width, channels), (steps, units) or (units,).
    """
    count = values.shape[-1]
    if count == shown_count(values.shape):
        return tuple(range(count))
    first, active = (FIRST_MAPS, ACTIVE_MAPS) if values.ndim > 1 else (FIRST_UNITS, ACTIVE_UNITS)
    size = np.abs(values).reshape(-1, count).max(axis=0)[first:]
    strongest = np.argsort(-size, kind="stable")[:active] + first
    return (*range(first), *sorted(int(unit) for unit in strongest))


def shown_layer(output: LayerOutput, units: Sequence[int]) -> ShownLayer:
    """Some maps or units of a layer, as a picture of the network shows them."""
    values = np.asarray(output.values, np.float32)[..., list(units)]
    if values.ndim == 3:
        step = shown_step(output.values.shape)
        values = values[::step, ::step]
    values = np.moveaxis(values, -1, 0)
    low, high = float(min(values.min(), 0.0)), float(max(values.max(), 0.0))
    return ShownLayer(tuple(units), np.ascontiguousarray(values), low, high)
