"""Datasets of any shape for tests of models, registered only while a test runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

import numpy as np

from nnplay.datasets.base import DatasetKind, Raw
from nnplay.datasets.signature import Signature
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
