"""Datasets of any shape for tests of models, registered only while a test runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

import numpy as np

from nnplay.datasets.base import DatasetKind, Raw
from nnplay.datasets.signature import Signature
from nnplay.errors import SpecError
from nnplay.models.layer_kind import LayerKind
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.tasks import Task

Make = Callable[..., ExperimentSpec]


@contextmanager
def data_of(input_shape: tuple[int, ...], task: Task = "multiclass", classes: int = 3) -> Iterator[Make]:
    """A function from layers (and `seed`, `optimizer`, other training options) to an experiment on such data."""
    names = () if task == "regression" else tuple(f"class {number}" for number in range(classes))
    kind = DatasetKind(
        "made",
        "Made for a test.",
        family="table",
        source="A test.",
        signature=lambda options: Signature(input_shape, task, names),
        load=lambda options: Raw(np.zeros((1, *input_shape)), np.zeros(1)),
    )

    def make(
        layers: Sequence[LayerSpec] = (),
        seed: int = 0,
        optimizer: OptimizerSpec | None = None,
        **training: Any,
    ) -> ExperimentSpec:
        chosen = TrainingSpec(optimizer or OptimizerSpec("SGD"), **training)
        return ExperimentSpec(DatasetSpec("made"), tuple(layers), chosen, seed)

    len(DATASETS)  # loads the real ones first
    with mock.patch.dict(DATASETS._kinds, {"made": kind}):
        yield make


def one_of_each(shape: tuple[int, ...], kinds: Iterable[LayerKind], **options: Any) -> tuple[LayerSpec, ...]:
    """A layer of each kind, in an order in which they stand behind each other: those for images first.

    Args:
        shape: Of an image.
        kinds: The kinds; one must make rows of images where others take rows alone.
        **options: Given to each layer that has them. Images keep their size, and no unit is silent, where nothing else
            is said.
    """
    wanted = {"activation": "tanh", "padding": "same", **options}
    layers = []
    for kind in kinds:
        known = {name: value for name, value in wanted.items() if name in kind.complete({})}
        layers.append(LayerSpec(kind.name, known))

    def rank(layer: LayerSpec) -> int:
        try:
            return 0 if len(layer.kind.output_shape(shape, layer.options)) == 3 else 1
        except SpecError:
            return 2

    return tuple(sorted(layers, key=rank))
