"""Runs that go on for more epochs, against one longer training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnplay.errors import DataError, SpecError, TrainingError
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.training.checkpoints import Checkpoints
from nnplay.training.control import Control
from nnplay.training.events import EpochEnd, Event, Paused, Prepared
from nnplay.training.run import Run, continue_experiment, run_experiment
from tests.training.factories import assert_same_weights, dense
from tests.training.test_run import use_execution


def experiment(epochs: int, *layers: LayerSpec, **more: Any) -> ExperimentSpec:
    training = TrainingSpec(OptimizerSpec("Adam", learning_rate=0.02), batch_size=16, epochs=epochs)
    data = DatasetSpec("gaussians", samples=100, noise=0.5)
    return ExperimentSpec(data, layers or (dense(4),), training).with_training(**more)


@pytest.fixture(autouse=True)
def _uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    use_execution(monkeypatch, "fit")  # compiling takes seconds, and only the first test is about both ways


@pytest.mark.sweep(keep=("compiled",))
@pytest.mark.parametrize("execution", ["compiled", "fit"])
def test_ten_epochs_and_ten_more_equal_twenty_bit_for_bit_also_with_dropout(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, execution: str
) -> None:
    use_execution(monkeypatch, execution)
    layers = (dense(4), LayerSpec("Dropout", rate=0.5))
    first = run_experiment(experiment(10, *layers), folder=tmp_path)
    events: list[Event] = []
    both = continue_experiment(tmp_path, 10, events.append)
    at_once = run_experiment(experiment(20, *layers))
    assert_same_weights(both.model, at_once.model)
    assert both.spec == at_once.spec
    for name, values in at_once.history.columns.items():
        assert both.history.columns[name] == values, name
    assert both.history.epochs == list(range(1, 21))
    assert both.test_metrics == at_once.test_metrics
    assert both.history.best_epoch == 20
    assert both.history.total_seconds > first.history.total_seconds + sum(both.history.seconds[10:])
    assert [event.epochs for event in events if isinstance(event, Prepared)] == [20]
    assert [event.epoch for event in events if isinstance(event, EpochEnd)] == list(range(11, 21))
    stored = Run.load(tmp_path)
    assert stored.spec == at_once.spec
    assert stored.history.to_dict() == both.history.to_dict()
    assert_same_weights(stored.model, at_once.model)
    assert {0, 10, 20} < set(both.history.checkpoints)
    saved = Checkpoints.load(tmp_path)
    assert saved.epochs == both.history.checkpoints
    for weights, same in zip(saved.weights(10), first.model.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, same)


@pytest.mark.thorough
def test_a_changed_learning_rate_goes_on(tmp_path: Path) -> None:
    control = Control()
    control.pause()

    def emit(event: Event) -> None:
        if isinstance(event, Paused):
            control.set_learning_rate(0.5)
            control.resume()

    run_experiment(experiment(2), emit, control, tmp_path)
    both = continue_experiment(tmp_path, 1)
    assert float(both.model.optimizer.learning_rate) == 0.5
    assert both.history.learning_rates == [(1, 0.5)]


@pytest.mark.thorough
def test_early_stopping_counts_on_from_the_best_epoch_so_far(tmp_path: Path) -> None:
    first = run_experiment(experiment(200).with_training(early_stopping=True, patience=1), folder=tmp_path)
    assert first.history.reason == "early"
    done, best = len(first.history.epochs), first.history.best_epoch
    both = continue_experiment(tmp_path, 3)
    assert both.history.epochs[:done] == first.history.epochs
    assert done < len(both.history.epochs) <= done + 3
    assert both.spec.training.epochs == done + 3
    losses = both.history.columns["val_loss"]
    assert both.history.best_epoch == (best if min(losses[done:]) >= losses[best - 1] else 1 + int(np.argmin(losses)))
    assert losses[both.history.best_epoch - 1] == min(losses[best - 1], *losses[done:])
    if both.history.best_epoch == best:
        for weights, same in zip(both.model.get_weights(), first.model.get_weights(), strict=True):
            np.testing.assert_array_equal(weights, same)


@pytest.mark.thorough
def test_a_training_that_goes_on_and_breaks_off_leaves_the_stored_run_and_its_checkpoints(tmp_path: Path) -> None:
    first = run_experiment(experiment(4), folder=tmp_path)

    def emit(event: Event) -> None:
        if isinstance(event, EpochEnd):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        continue_experiment(tmp_path, 4, emit)
    stored = Run.load(tmp_path)
    assert stored.history.to_dict() == first.history.to_dict()
    assert_same_weights(stored.model, first.model)
    assert all(Checkpoints.load(tmp_path).weights(epoch) for epoch in first.history.checkpoints)
    again = continue_experiment(tmp_path, 4)
    assert_same_weights(again.model, run_experiment(experiment(8)).model)


def test_what_cannot_go_on_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="gone or damaged"):
        continue_experiment(tmp_path, 3)
    run_experiment(experiment(2), folder=tmp_path / "run")
    with pytest.raises(SpecError, match="10,000"):
        continue_experiment(tmp_path / "run", 9_999)
    with pytest.raises(SpecError, match="epochs=0"):
        continue_experiment(tmp_path / "run", 0)
    diverging = experiment(2, dense(4, "relu"), optimizer=OptimizerSpec("SGD", learning_rate=1e10))
    diverging = diverging.with_dataset(DatasetSpec("line", samples=100))
    assert run_experiment(diverging, folder=tmp_path / "diverged").history.reason == "diverged"
    with pytest.raises(TrainingError, match="diverged"):
        continue_experiment(tmp_path / "diverged", 3)
