"""Runs that start from the weights of another one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnplay.errors import DataError, SpecError
from nnplay.spec import DatasetSpec, ExperimentSpec, OptimizerSpec, TrainingSpec
from nnplay.training.checkpoints import Checkpoints
from nnplay.training.run import run_experiment
from nnplay.training.stored import WEIGHTS_FILE
from tests.training.factories import assert_same_weights, dense
from tests.training.test_run import use_execution


def experiment(data: str, epochs: int = 20, units: int = 4, learning_rate: float = 0.02) -> ExperimentSpec:
    training = TrainingSpec(OptimizerSpec("Adam", learning_rate=learning_rate), batch_size=16, epochs=epochs)
    return ExperimentSpec(DatasetSpec(data, samples=100), (dense(units),), training)


@pytest.fixture(autouse=True)
def _uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    use_execution(monkeypatch, "fit")  # compiling takes seconds, and both ways begin alike


def test_it_starts_from_the_weights_of_the_other_run_and_learns_other_data(tmp_path: Path) -> None:
    base = run_experiment(experiment("gaussians"), folder=tmp_path / "base")
    tuned = run_experiment(experiment("moons", 1), folder=tmp_path / "tuned", base=tmp_path / "base")
    for first, weights in zip(Checkpoints.load(tmp_path / "tuned").weights(0), base.model.get_weights(), strict=True):
        np.testing.assert_array_equal(first, weights)
    assert tuned.spec == experiment("moons", 1)
    # Its optimizer is new, as if it had never trained: one batch of Adam moves no weight by more than the rate.
    moved = [
        np.abs(a - b).max() for a, b in zip(tuned.model.get_weights(), base.model.get_weights(), strict=True) if a.size
    ]
    assert 0 < max(moved) < 0.02 * 5


@pytest.mark.thorough
def test_it_can_start_from_weights_alone_as_the_shipped_reader_is_stored(tmp_path: Path) -> None:
    base = run_experiment(experiment("gaussians", 2), folder=tmp_path / "base")
    (tmp_path / "alone").mkdir()
    weights = {f"{place:02d}": array for place, array in enumerate(base.model.get_weights())}
    np.savez(tmp_path / "alone" / WEIGHTS_FILE, allow_pickle=False, **weights)
    runs = [run_experiment(experiment("moons", 3), base=tmp_path / name) for name in ("base", "alone")]
    assert_same_weights(runs[0].model, runs[1].model)
    assert runs[0].history.columns == runs[1].history.columns


def test_weights_of_other_layers_are_refused_with_a_sentence(tmp_path: Path) -> None:
    run_experiment(experiment("gaussians", 1), folder=tmp_path)
    with pytest.raises(SpecError, match="a network with other layers"):
        run_experiment(experiment("gaussians", 1, units=5), base=tmp_path)


def test_a_base_that_is_gone_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="gone or damaged"):
        run_experiment(experiment("gaussians", 1), base=tmp_path / "nowhere")
