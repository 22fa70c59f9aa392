"""Control and the reporter that obeys it, with a dummy model."""

from __future__ import annotations

import dataclasses
import threading
from types import SimpleNamespace
from typing import Any

import keras
import pytest

from nnplay.errors import SpecError
from nnplay.limits import HOME, Limits
from nnplay.training.callback import Reporter
from nnplay.training.control import TEST_SECONDS, Control
from nnplay.training.events import EpochEnd, Event, LearningRate, Paused, Resumed, Snapshot
from nnplay.training.signals import TrainingEnded
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
