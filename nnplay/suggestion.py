"""A first network and training for a dataset: what a page starts from where nothing was chosen yet."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from nnplay.catalogue import SPECS
from nnplay.choice import DatasetSpec, LayerSpec, OptimizerSpec
from nnplay.datasets import load_dataset
from nnplay.errors import NnplayError
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec, TrainingSpec
from nnplay.tasks import Task

STEPS = 6000
"""Updates of the weights that a small table gets at most; early stopping ends most trainings before."""

_BY_FAMILY = {"image": "digits-cnn", "plane": "spiral", "line": "line", "text": "text-rnn"}
"""The preset whose layers and training other data of its family get."""

FOLLOWED = ("file", "target", "task", "text_column", "unit", "vocabulary")
"""Options of a dataset whose change makes other data of it."""

FEW, MANY = 500, 3000
"""Training rows below which a network is kept small and smooth, and from which on it may be large."""


def suggested_experiment(dataset: DatasetSpec, seed: int = 0) -> ExperimentSpec:
    """An experiment that learns a dataset well for a start.

    For a table, layers and training follow the number of its rows; `bench_tables` measures them. Other data get those
    of a preset on data of the same family.

    Args:
        dataset: Tables are loaded for their size; where that can't be done, the preset for tables is taken.
        seed: Of the experiment.
    """
    if dataset.kind.family == "text":
        return _for_text(dataset, seed)
    if dataset.kind.family != "table":
        return replace(SPECS[_BY_FAMILY[dataset.kind.family]], dataset=dataset, seed=seed)
    try:
        data = load_dataset(dataset)
    except NnplayError:
        return _for_table(dataset, FEW, "multiclass", seed)
    return _for_table(dataset, len(data.x_train), data.task, seed)


def _for_text(dataset: DatasetSpec, seed: int) -> ExperimentSpec:
    # The preset's table has room for letters; words want more.
    spec = replace(SPECS[_BY_FAMILY["text"]], dataset=dataset, seed=seed)
    table, *rest = spec.layers
    symbols = dataset.kind.signature(dataset.options).symbols
    rows = max(table["input_dim"], 2 ** math.ceil(math.log2(max(symbols, 2))))
    return spec.with_layers((table.with_options(input_dim=min(rows, 20_000)), *rest))


def _for_table(dataset: DatasetSpec, rows: int, task: Task, seed: int) -> ExperimentSpec:
    # Many weights memorize few rows; a penalty and early stopping hold against it, and where a value is learned, units
    # that bend gently.
    few = rows < FEW
    smooth = few and task == "regression"
    units = (16,) if few else (32, 16) if rows < MANY else (64, 32)
    penalty = min((3 if smooth else 1) / rows, 0.03) if few else float(np.clip(0.3 / rows, 1e-5, 3e-3))
    batch_size = int(np.clip(2 ** round(np.log2(max(rows, 1) / 40)), 8, 256))
    epochs = int(np.clip(round(STEPS * batch_size / rows, -1), 30, 300))
    return ExperimentSpec(
        dataset,
        tuple(
            LayerSpec("Dense", units=count, activation="tanh" if smooth else "relu", l2=round(penalty, 5))
            for count in units
        ),
        TrainingSpec(
            OptimizerSpec("Adam", learning_rate=0.005 if rows < MANY else 0.002),
            batch_size=batch_size,
            epochs=epochs,
            early_stopping=True,
            patience=max(10, epochs // 6),
        ),
        seed,
    )


def with_dataset(spec: ExperimentSpec, dataset: DatasetSpec) -> ExperimentSpec:
    """The experiment on other data, with a network and a training that fit them.

    What was chosen by hand stays as long as it can stand on data of the same family. A preset, the suggestion for the
    earlier data, and what can't stand give way to the suggestion for the new ones.
    """
    moved = spec.with_dataset(dataset)
    if _is_same(spec.dataset, dataset):
        return moved
    by_hand = spec not in SPECS.values() and spec != suggested_experiment(spec.dataset, spec.seed)
    if by_hand and spec.dataset.kind.family == dataset.kind.family and not trace(moved).error:
        return moved
    return suggested_experiment(dataset, spec.seed)


def _is_same(one: DatasetSpec, other: DatasetSpec) -> bool:
    """Whether two differ at most in how the same data are drawn, split and scaled."""
    return one.name == other.name and all(one.options.get(name) == other.options.get(name) for name in FOLLOWED)
