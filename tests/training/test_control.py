"""Control and the reporter that obeys it, with a dummy model; then real trainings both ways."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest

from nnplay.errors import SpecError
from nnplay.limits import HOME, Limits
from nnplay.spec import LayerSpec
from nnplay.training import compiled_epochs, fit_epochs
from nnplay.training.callback import Reporter
from nnplay.training.checkpoints import Checkpoints
from nnplay.training.control import TEST_SECONDS, Control
from nnplay.training.events import CheckpointSaved, EpochEnd, Event, LearningRate, Paused, Resumed, Rewound, Snapshot
from nnplay.training.fit_epochs import permutation
from nnplay.training.run import continue_experiment, run_experiment
from nnplay.training.signals import TrainingEnded
from tests.training.factories import assert_same_weights, dense, plain_keras, small, train
from tests.training.test_more_epochs import experiment
from tests.training.test_run import use_execution
from tests.waiting import SECONDS, eventually

STEPS, EPOCHS = 4, 3


class Pupil:
    """A reporter that is told of epochs as Keras would, in a thread of its own."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.control = Control(limits)
        self.events: list[Event] = []
        self.batches = 0
        self.ended = ""
        self.allowed: list[tuple[int | None, int | None]] = []
        self.model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        self.model.compile("sgd", "mse")
        self.reporter = Reporter(self.events.append, self.control, Snapshot)
        self.thread = threading.Thread(target=self._learn, daemon=True)

    def _learn(self) -> None:
        reporter = self.reporter
        reporter.set_model(self.model)
        reporter.set_params({"epochs": EPOCHS, "steps": STEPS})
        try:
            reporter.on_train_begin()
            for epoch in range(EPOCHS):
                reporter.on_epoch_begin(epoch)
                for batch in range(STEPS):
                    self.batches += 1
                    self.allowed.append((reporter.most_epochs, reporter.most_batches))
                    reporter.on_train_batch_end(batch, {"loss": 1.0})
                reporter.on_test_batch_end(0, {"loss": 1.0})
                reporter.on_epoch_end(epoch, {"loss": 1.0})
            self.ended = "completed"
        except TrainingEnded as ending:
            self.ended = str(ending)

    def __enter__(self) -> Pupil:
        """Begins paused, before the first batch."""
        self.control.pause()
        self.thread.start()
        self.pauses(1)
        return self

    def __exit__(self, *error: object) -> None:
        self.control.stop()
        self.thread.join(SECONDS)
        assert not self.thread.is_alive()

    def pauses(self, count: int) -> Paused:
        """The so-manieth pause, once it has come."""
        assert eventually(lambda: len(self.told(Paused)) >= count, SECONDS)
        return self.told(Paused)[count - 1]

    def told(self, kind: type) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


def test_a_pause_holds_training_with_a_picture_until_it_is_resumed() -> None:
    with Pupil() as pupil:
        assert pupil.events == [pupil.events[0], Paused(1, 0)]
        assert isinstance(pupil.events[0], Snapshot)
        assert pupil.batches == 0
        pupil.control.resume()
        assert eventually(lambda: pupil.ended == "completed")
        assert pupil.batches == STEPS * EPOCHS
        assert len(pupil.told(Resumed)) == 1
        assert set(pupil.allowed) == {(None, None)}


def test_a_step_of_one_batch_pauses_after_each_batch_and_at_the_end_of_an_epoch_after_its_validation() -> None:
    with Pupil() as pupil:
        for step in range(STEPS + 1):
            pupil.control.step("batch")
            expected = [Paused(1, 1), Paused(1, 2), Paused(1, 3), Paused(2, 0), Paused(2, 1)][step]
            assert pupil.pauses(step + 2) == expected
            assert pupil.batches == step + 1
        assert len(pupil.told(EpochEnd)) == 1
        assert set(pupil.allowed) == {(1, 1)}


def test_a_step_of_one_epoch_runs_to_the_end_of_the_running_one() -> None:
    with Pupil() as pupil:
        pupil.control.step("batch")
        assert pupil.pauses(2) == Paused(1, 1)
        pupil.control.step("epoch")
        assert pupil.pauses(3) == Paused(2, 0)
        pupil.control.step("epoch")
        assert pupil.pauses(4) == Paused(3, 0)
        assert pupil.batches == 2 * STEPS
        assert pupil.allowed[1:] == [(1, None)] * (2 * STEPS - 1)
        pupil.control.step("epoch")  # the last one: there is nothing to wait with
        assert eventually(lambda: pupil.ended == "completed")


def test_a_step_does_nothing_unless_paused() -> None:
    control = Control()
    control.step("batch")
    assert not control.must_wait(epoch_is_over=True)
    assert control.running_step is None
    control.pause()
    assert control.must_wait(epoch_is_over=True)


def test_the_last_wish_wins() -> None:
    control = Control()
    control.pause()
    control.step("epoch")
    assert not control.must_wait(epoch_is_over=True)
    control.step("batch")  # while the epoch runs
    assert not control.must_wait(epoch_is_over=False)
    assert control.running_step == "batch"
    control.step("epoch")
    control.pause()
    assert control.must_wait(epoch_is_over=False)
    control.step("epoch")
    control.resume()
    assert not control.must_wait(epoch_is_over=True)
    assert control.running_step is None
    control.set_learning_rate(1.0)
    control.set_learning_rate(2.0)
    assert (control.take_learning_rate(), control.take_learning_rate()) == (2.0, None)


def test_a_stop_is_heard_while_paused() -> None:
    with Pupil() as pupil:
        pupil.control.stop()
        assert eventually(lambda: pupil.ended == "stopped")
        assert pupil.batches == 0


def test_a_training_that_was_paused_too_long_ends_with_the_limit_in_its_message() -> None:
    with Pupil(TIGHT) as pupil:
        assert eventually(lambda: pupil.ended == "limit")
        assert "was paused for" in pupil.reporter.message
        assert pupil.batches == 0


def test_a_learning_rate_is_set_while_paused_without_going_on() -> None:
    with Pupil() as pupil:
        pupil.control.set_learning_rate(0.125)
        assert eventually(lambda: pupil.told(LearningRate))
        assert pupil.told(LearningRate) == [LearningRate(1, 0.125)]
        assert float(pupil.model.optimizer.learning_rate) == 0.125
        assert pupil.batches == 0
        assert not pupil.told(Resumed)


def test_who_ends_a_training_first_is_its_reason() -> None:
    control = Control()
    assert control.stop_requested is None
    control.stop("abandoned")
    control.stop()
    assert control.stop_requested == "abandoned"


def test_a_reset_drops_earlier_wishes_and_pauses() -> None:
    control = Control()
    control.set_learning_rate(2.0)
    control.reset()
    assert control.take_reset()
    assert not control.take_reset()
    assert control.take_learning_rate() is None
    assert control.must_wait(epoch_is_over=True)


class Times:
    """The time of `nnplay.training.control`, which only moves when told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr("nnplay.training.control.time", SimpleNamespace(monotonic=lambda: self.now))

    def pass_in_wait(self, control: Control, monkeypatch: pytest.MonkeyPatch, seconds: float) -> list[float]:
        """Lets the next wait take so long; a list that will hold how quiet the training was meanwhile."""
        quiet: list[float] = []

        def wait_for(wish: object, most: float | None = None) -> bool:
            if wish != control._has_reason:  # the wait before, until somebody asks for it
                return True
            self.now += seconds
            quiet.append(control.quiet_seconds)
            return True

        monkeypatch.setattr(control._changed, "wait_for", wait_for)
        return quiet


TIGHT = dataclasses.replace(HOME, seconds=60.0, pause_seconds=0.01)


def test_a_training_that_runs_too_long_has_passed_its_limit_and_pauses_do_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times = Times(monkeypatch)
    control = Control(TIGHT)
    times.now += 59
    assert control.passed_limit == ""
    times.pass_in_wait(control, monkeypatch, 1000)
    control.wait()
    assert control.running_seconds == 59
    assert control.passed_limit == ""
    times.now += 2
    assert "has run for 1 minute, the limit here" in control.passed_limit


def test_a_training_without_limits_runs_as_long_as_it_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    times = Times(monkeypatch)
    control = Control()
    times.now += 1e9
    assert control.passed_limit == ""


def test_a_pause_ends_with_its_limit() -> None:
    control = Control(TIGHT)
    control.pause()
    assert control.must_wait(epoch_is_over=True)
    control.wait()
    assert "was paused for" in control.passed_limit


def test_a_stop_during_the_test_means_the_test_and_one_from_before_does_not() -> None:
    control = Control()
    control.stop()
    control.begin_test()
    assert control.why_end_test == ""
    control.stop("abandoned")  # who comes back finds the whole test
    assert control.why_end_test == ""
    control.stop()
    assert control.why_end_test == "You ended the test early"
    assert control.stop_requested == "stopped"


def test_a_test_that_takes_too_long_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    times = Times(monkeypatch)
    control = Control(TIGHT)
    control.begin_test()
    times.now += TIGHT.seconds + TEST_SECONDS
    assert control.why_end_test == ""
    times.now += 1
    assert control.why_end_test == "The time limit ended the test early"


def test_only_a_paused_training_is_asked_to_leave_its_process_and_going_on_takes_it_back() -> None:
    control = Control()
    control.suspend()
    assert not control.take_suspend()
    control.pause()
    control.suspend()  # also in the moment before it waits
    control.wait()
    assert [control.take_suspend(), control.take_suspend()] == [True, False]
    control.suspend()
    control.resume()
    assert not control.take_suspend()


def test_silence_is_the_time_since_the_last_look_and_waiting_is_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    times = Times(monkeypatch)
    control = Control()
    times.now += 5
    assert control.quiet_seconds == 5
    control.look()
    assert control.quiet_seconds == 0
    while_waiting = times.pass_in_wait(control, monkeypatch, 50)
    control.wait()
    assert [*while_waiting, control.quiet_seconds] == [0, 0]


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_a_learning_rate_must_be_a_number_above_0(value: float) -> None:
    with pytest.raises(SpecError, match="above 0"):
        Control().set_learning_rate(value)


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(ValueError, match="Received: 'year'"):
        Control().step("year")  # type: ignore[arg-type]


def test_the_time_of_a_pause_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("nnplay.training.callback.time.perf_counter", lambda: now)
    events: list[Event] = []
    control = Control()
    reporter = Reporter(events.append, control)
    reporter.set_model(keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]))
    reporter.set_params({"epochs": EPOCHS, "steps": STEPS})

    def wait() -> None:
        nonlocal now
        now += 1000.0
        control.resume()

    monkeypatch.setattr(control, "wait", wait)
    reporter.on_epoch_begin(0)
    control.pause()
    now += 2.0
    reporter.on_train_batch_end(0, {"loss": 1.0})
    now += 3.0
    reporter.on_epoch_end(0, {"loss": 1.0})
    assert [event.seconds for event in events if isinstance(event, EpochEnd)] == [5.0]
    assert reporter.paused_seconds == 1000.0


# Real trainings ---------------------------------------------------------------------------------


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


def test_a_pause_after_some_epochs_comes_at_that_epoch_and_another_wish_takes_its_place() -> None:
    control = Control()
    assert control.epochs_until_pause(0) is None
    control.pause_after(5)
    assert control.epochs_until_pause(2) == 3
    assert not control.must_wait(epoch_is_over=True)
    assert control.epochs_until_pause(5) == 0
    assert control.must_wait(epoch_is_over=True)
    control.resume()
    assert not control.must_wait(epoch_is_over=True)
    control.pause_after(9)
    control.resume()
    assert control.epochs_until_pause(9) is None
