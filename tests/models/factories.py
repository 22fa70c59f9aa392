"""Datasets of any shape for tests of models, registered only while a test runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from unittest import mock

import numpy as np

from nnplay.datasets.base import DatasetKind, Raw
from nnplay.datasets.signature import Signature
from nnplay.errors import SpecError
from nnplay.models.layer_kind import LayerKind
from nnplay.registry import DATASETS, LAYERS
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.tasks import Task

Make = Callable[..., ExperimentSpec]


SYMBOLS = 8
"""That rows of numbers may count, where they are those of a text."""


def is_for_sequences(kind: LayerKind) -> bool:
    """Whether it stands in networks on texts only."""
    if kind.reads_symbols:
        return True
    for shape in ((8, 8, 2), (6,)):
        with suppress(SpecError):
            kind.output_shape(shape, LayerSpec(kind.name).options)
            return False
    return True


def other_kinds() -> list[LayerKind]:
    """The kinds of networks on images and tables."""
    return [kind for kind in LAYERS.values() if not is_for_sequences(kind)]


def sequence_layers(*last: str) -> tuple[LayerSpec, ...]:
    """A network on texts with a layer of each kind for sequences that leaves a sequence, and then others by name."""
    whole: list[LayerSpec] = []
    for kind in LAYERS.values():
        if is_for_sequences(kind) and kind.name not in ("GlobalAveragePooling1D", "GlobalMaxPooling1D"):
            small = {"input_dim": SYMBOLS, "output_dim": 3, "units": 3, "key_dim": 2, "return_sequences": True}
            whole.append(LayerSpec(kind.name, {name: small[name] for name in kind.complete({}) if name in small}))
    return (*whole, *map(LayerSpec, last))


@contextmanager
def data_of(
    input_shape: tuple[int, ...], task: Task = "multiclass", classes: int = 3, symbols: int = SYMBOLS
) -> Iterator[Make]:
    """A function from layers (and `seed`, `optimizer`, other training options) to an experiment on such data."""
    names = () if task == "regression" else tuple(f"class {number}" for number in range(classes))
    kind = DatasetKind(
        "made",
        "Made for a test.",
        family="table",
        source="A test.",
        signature=lambda options: Signature(input_shape, task, names, symbols=symbols if len(input_shape) == 1 else 0),
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
