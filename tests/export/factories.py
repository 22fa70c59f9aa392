"""Small trained runs for the tests of exports, each trained once."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from nnplay.catalogue import SPECS
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.training.run import run_experiment
from nnplay.training.stored import Run

DIGITS = SPECS["digits-cnn"].with_training(epochs=2)
MOONS = ExperimentSpec(
    DatasetSpec("moons", samples=120, scaling="standard"),
    (LayerSpec("Dense", units=6, activation="tanh"), LayerSpec("Dropout", rate=0.1)),
    TrainingSpec(OptimizerSpec("Adam", learning_rate=0.01), epochs=3),
)
LINE = SPECS["line"].with_training(epochs=2)
TABLE = SPECS["table-mlp"].with_training(epochs=2)
TEXT = SPECS["text-attention"].with_training(epochs=1, batch_size=256)
TEXT = TEXT.with_layers((*TEXT.layers[:2], LayerSpec("LSTM", units=4, return_sequences=True), *TEXT.layers[2:]))
SPECS_BY_NAME = {"digits": DIGITS, "moons": MOONS, "line": LINE, "table": TABLE, "text": TEXT}


@functools.cache
def trained(name: str) -> Run:
    """One of `SPECS_BY_NAME`, trained."""
    return run_experiment(SPECS_BY_NAME[name])


def inputs_of(run: Run) -> np.ndarray:
    """The test part's inputs of a run."""
    from nnplay.datasets import load_dataset

    return load_dataset(run.spec.dataset).x_test


def outputs(run: Run, x: np.ndarray) -> np.ndarray:
    """What its network says: float32 (n, units)."""
    return np.asarray(run.model(x, training=False), np.float32)


def same(found: Any, expected: np.ndarray, tolerance: float) -> None:
    """Fails where two arrays differ by more."""
    np.testing.assert_allclose(np.asarray(found), expected, rtol=0, atol=tolerance)
