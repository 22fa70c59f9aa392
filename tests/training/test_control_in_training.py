"""Control in real trainings, both ways: what is wished for changes what it should, and nothing else, bit for bit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnplay.spec import LayerSpec
from nnplay.training import compiled_epochs, fit_epochs
from nnplay.training.callback import Reporter
from nnplay.training.checkpoints import Checkpoints
from nnplay.training.control import Control
from nnplay.training.events import CheckpointSaved, EpochEnd, Event, LearningRate, Paused, Rewound, Snapshot
from nnplay.training.fit_epochs import permutation
from nnplay.training.run import continue_experiment, run_experiment
from nnplay.training.signals import TrainingEnded
from tests.training.factories import assert_same_weights, dense, plain_keras, small, train
from tests.training.test_more_epochs import experiment
from tests.training.test_run import use_execution
from tests.waiting import SECONDS


def driven(execution: Any, epochs: int, drive: Callable[[Control, Event], None]) -> tuple[Any, list[Event]]:
    """A model trained with a control that hears of every event."""
    control, events = Control(), []

    def emit(event: Event) -> None:
        events.append(event)
        # From another thread, as the engine does; joined, so that the order is certain.
        thread = threading.Thread(target=drive, args=(control, event))
        thread.start()
        thread.join(SECONDS)

    control.pause()
    model, _ = train(execution, small(), epochs, 10, callbacks=[Reporter(emit, control)], history=False)
    return model, events


@pytest.mark.sweep
@pytest.mark.parametrize("execution", [compiled_epochs, fit_epochs])
def test_a_training_with_pauses_and_steps_gives_the_same_weights_bit_for_bit(execution: Any) -> None:
    wishes = iter(["batch", "batch", "epoch", "epoch", "batch", "epoch"])

    def drive(control: Control, event: Event) -> None:
        if isinstance(event, Paused):
            wish = next(wishes, None)
            if wish is None:
                control.resume()
            else:
                control.step(wish)  # type: ignore[arg-type]

    model, events = driven(execution, 20, drive)
    undisturbed, _ = train(execution, small(), 20, 10)
    assert_same_weights(model, undisturbed)
    pauses = [event for event in events if isinstance(event, Paused)]
    # 45 examples: five batches an epoch.
    assert pauses == [
        Paused(1, 0), Paused(1, 1), Paused(1, 2), Paused(2, 0), Paused(3, 0), Paused(3, 1), Paused(4, 0),
    ]  # fmt: skip
    assert [event.epoch for event in events if isinstance(event, EpochEnd)] == list(range(1, 21))


@pytest.mark.thorough
@pytest.mark.parametrize("execution", ["compiled", "fit"])
def test_a_training_that_was_reset_is_an_undisturbed_one_bit_for_bit(
    execution: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_execution(monkeypatch, execution)
    layers = (dense(6), LayerSpec("Dropout", rate=0.5), LayerSpec("BatchNormalization"))
    spec = experiment(8, *layers, early_stopping=True, patience=100)
    control, wishes = Control(), iter(["epoch", "rate", "batch", "reset", "epoch", "reset", "resume"])
    events: list[Any] = []

    def emit(event: Event) -> None:
        events.append(event)
        if isinstance(event, Paused):
            match next(wishes):
                case "epoch":
                    control.step("epoch")
                case "batch":
                    control.step("batch")
                case "rate":
                    control.set_learning_rate(1.0)
                    control.step("epoch")
                case "reset":
                    control.reset()
                case _:
                    control.resume()

    control.pause()
    run = run_experiment(spec, emit, control, tmp_path)
    undisturbed = run_experiment(spec, folder=tmp_path / "other")
    assert_same_weights(run.model, undisturbed.model)
    assert run.history.columns == undisturbed.history.columns
    assert run.history.epochs == list(range(1, 9))
    assert run.history.learning_rates == []
    assert run.history.best_epoch == undisturbed.history.best_epoch
    assert run.test_metrics == undisturbed.test_metrics
    pauses = [event for event in events if isinstance(event, Paused)]
    in_the_middle = Paused(3, 1) if execution == "compiled" else Paused(4, 0)  # all five batches are one call of fit
    assert pauses == [Paused(1, 0), Paused(2, 0), Paused(3, 0), in_the_middle, Paused(1, 0), Paused(2, 0), Paused(1, 0)]
    # After each reset the page is given the initial weights: among the checkpoints, in the film and as a picture.
    first = next(event for event in events if isinstance(event, Snapshot))
    for place in [place for place, event in enumerate(events) if isinstance(event, Rewound)]:
        _, checkpoint, frame, picture, pause = events[place : place + 5]
        assert (checkpoint, frame.epoch, picture.epoch, pause) == (CheckpointSaved(0), 0, 0, Paused(1, 0))
        np.testing.assert_array_equal(frame.weights, picture.weights)
        np.testing.assert_array_equal(picture.outputs, first.outputs)
    saved = Checkpoints.load(tmp_path)
    assert saved.epochs == run.history.checkpoints
    for one, two in zip(saved.weights(0), Checkpoints.load(tmp_path / "other").weights(0), strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.thorough
def test_a_run_that_goes_on_can_be_reset_to_its_very_beginning(tmp_path: Path) -> None:
    run_experiment(experiment(3), folder=tmp_path)
    control = Control()
    control.pause()

    def emit(event: Event) -> None:
        if isinstance(event, Paused) and event.epoch == 4:
            control.reset()
        elif isinstance(event, Paused):
            control.resume()

    run = continue_experiment(tmp_path, 3, emit, control)
    at_once = run_experiment(experiment(6))
    assert_same_weights(run.model, at_once.model)
    assert run.history.columns == at_once.history.columns
    assert run.history.epochs == list(range(1, 7))
    assert run.history.total_seconds > sum(run.history.seconds)


@pytest.mark.sweep
@pytest.mark.parametrize("execution", [compiled_epochs, fit_epochs])
def test_a_changed_learning_rate_equals_a_training_by_hand_in_two_parts(execution: Any) -> None:
    def drive(control: Control, event: Event) -> None:
        if isinstance(event, Paused) and event.epoch < 3:
            control.step("epoch")
        elif isinstance(event, Paused):
            control.set_learning_rate(0.25)
            control.resume()

    model, events = driven(execution, 5, drive)
    assert [event for event in events if isinstance(event, LearningRate)] == [LearningRate(3, 0.25)]
    made = small()
    (x, y), _ = made.arrays()
    expected = made.model(run_eagerly=True)
    for epoch in range(5):
        if epoch == 2:
            expected.optimizer.learning_rate = 0.25
        order = permutation(made.seed, epoch, len(x))
        expected.fit(x[order], y[order], batch_size=10, shuffle=False, verbose=0)
    assert_same_weights(model, expected, 1e-4)
    unchanged, _ = plain_keras(small(), 5, 10)
    assert max(np.abs(a - b).max() for a, b in zip(unchanged.weights, model.weights, strict=True)) > 0.01


def test_a_wish_ends_a_run_of_many_epochs_per_call_within_one_call() -> None:
    calls = 0

    def drive(control: Control, event: Event) -> None:
        nonlocal calls
        if isinstance(event, Paused):
            calls += 1
            if calls == 1:
                control.resume()
            else:
                control.stop()
        elif isinstance(event, EpochEnd) and event.epoch == 50:
            control.pause()

    with pytest.raises(TrainingEnded):
        driven(compiled_epochs, 100_000, drive)
    assert calls == 2
