"""What is drawn of a network while it is trained, where that can be done at once."""

from __future__ import annotations

from collections.abc import Callable

import keras

from nnplay.datasets import Dataset
from nnplay.inspection.boundaries import MAPPED, decision_map
from nnplay.inspection.layers import dense_kernels
from nnplay.training.events import MAX_LIVING_WEIGHTS, MAX_PICTURED_WEIGHTS, Snapshot
from nnplay.training.film import flat


def snapshot_taker(model: keras.Model, data: Dataset) -> Callable[[int], Snapshot] | None:
    """What draws the network after an epoch, if it is small or filmed, or its data can be drawn."""
    mapped, films = data.family in MAPPED, is_filmed(model, data)
    pictured = model.count_params() <= MAX_PICTURED_WEIGHTS
    if not (mapped or pictured or films):
        return None

    def take(epoch: int) -> Snapshot:
        outputs = decision_map(model, data).values if mapped else None
        weights = flat(model.get_weights()) if films else None
        return Snapshot(epoch, outputs, dense_kernels(model) if pictured else {}, weights)

    return take


def is_filmed(model: keras.Model, data: Dataset) -> bool:
    """Whether the browser draws the network from its weights; see `figures.living_network`."""
    return data.family in (*MAPPED, "table") and model.count_params() <= MAX_LIVING_WEIGHTS
