"""The reporter, with scripted logs and a dummy model."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from nnplay.training import callback
from nnplay.training.callback import Reporter
from nnplay.training.control import Control
from nnplay.training.events import BatchEnd, EpochEnd, Event, Snapshot
from nnplay.training.signals import TrainingEnded


class DummyModel:
    """Has weights and nothing else."""

    def __init__(self, *weights: float) -> None:
        self.weights = [np.array(weights)]

    def get_weights(self) -> list[np.ndarray]:
        return self.weights


class Clock:
    """A time that only moves when told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(callback.time, "perf_counter", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def reporter(events: list[Event], model: Any = None, **more: Any) -> Reporter:
    made = Reporter(events.append, more.pop("control", Control()), **more)
    made.set_model(model or DummyModel(1.0))
    made.set_params({"epochs": 5, "steps": 10})
    return made


def test_an_epoch_is_told_with_plain_logs_and_its_time(clock: Clock) -> None:
    events: list[Event] = []
    teller = reporter(events)
    teller.on_epoch_begin(0)
    clock.now += 2.5
    teller.on_epoch_end(0, {"loss": np.float32(0.5), "val_loss": np.float32(0.25)})
    assert events == [EpochEnd(1, {"loss": 0.5, "val_loss": 0.25}, 2.5)]
    assert type(events[0].logs["loss"]) is float  # type: ignore[union-attr]
    assert teller.epochs_done == 1


def test_an_epoch_told_late_has_the_time_it_is_given(clock: Clock) -> None:
    events: list[Event] = []
    teller = reporter(events)
    teller.epoch_seconds = 0.002
    teller.on_epoch_begin(0)
    teller.on_epoch_end(0, {"loss": 1.0})
    assert events == [EpochEnd(1, {"loss": 1.0}, 0.002)]


@pytest.mark.parametrize("loss", [float("nan"), float("inf"), float("-inf"), np.float32("nan")])
def test_a_loss_that_is_not_finite_ends_training_at_its_batch(loss: float) -> None:
    events: list[Event] = []
    teller = reporter(events)
    teller.on_epoch_begin(0)
    with pytest.raises(TrainingEnded):
        teller.on_train_batch_end(3, {"loss": loss, "accuracy": 0.5})
    assert teller.reason == "diverged"
    assert events == []


def test_a_validation_loss_that_is_not_finite_ends_training_after_its_epoch_was_told() -> None:
    events: list[Event] = []
    teller = reporter(events)
    teller.on_epoch_begin(0)
    with pytest.raises(TrainingEnded):
        teller.on_epoch_end(0, {"loss": 1.0, "val_loss": float("nan")})
    assert teller.reason == "diverged"
    assert [event.epoch for event in events if isinstance(event, EpochEnd)] == [1]


@pytest.mark.parametrize("weight", [float("nan"), float("inf")])
def test_weights_that_are_not_finite_end_training_also_where_the_loss_is_a_number(weight: float) -> None:
    teller = reporter([], DummyModel(1.0, weight))
    teller.on_epoch_begin(0)
    with pytest.raises(TrainingEnded):
        teller.on_epoch_end(0, {"loss": 16.1})
    assert teller.reason == "diverged"


def test_large_but_finite_numbers_and_a_metric_without_meaning_go_on() -> None:
    teller = reporter([], DummyModel(3e38))
    teller.on_epoch_begin(0)
    teller.on_train_batch_end(3, {"loss": 1e30, "accuracy": float("nan")})
    teller.on_epoch_end(0, {"loss": 1e30, "accuracy": float("nan")})
    assert teller.reason is None


def test_a_wish_to_stop_ends_training_after_the_batch() -> None:
    control = Control()
    teller = reporter([], control=control)
    teller.on_epoch_begin(0)
    teller.on_train_batch_end(3, {"loss": 1.0})
    control.stop()
    with pytest.raises(TrainingEnded):
        teller.on_train_batch_end(4, {"loss": 1.0})
    assert teller.reason == "stopped"


def test_a_wish_to_stop_after_the_last_batch_waits_for_one_batch_of_validation() -> None:
    control = Control()
    teller = reporter([], control=control)
    teller.on_epoch_begin(0)
    control.stop()
    teller.on_train_batch_end(9, {"loss": 1.0})  # of ten steps
    with pytest.raises(TrainingEnded):
        teller.on_test_batch_end(0, {"loss": 1.0})
    assert teller.reason == "stopped"


def test_a_wish_to_stop_is_heard_after_an_epoch_that_is_told_first() -> None:
    control = Control()
    events: list[Event] = []
    teller = reporter(events, control=control)
    teller.on_epoch_begin(0)
    control.stop()
    with pytest.raises(TrainingEnded):
        teller.on_epoch_end(0, {"loss": 1.0})
    assert [event.epoch for event in events if isinstance(event, EpochEnd)] == [1]


def test_a_wish_to_stop_waits_until_all_epochs_that_are_done_are_told() -> None:
    control = Control()
    events: list[Event] = []
    pictures: list[int] = []

    def take(epoch: int) -> Snapshot:
        pictures.append(epoch)
        return Snapshot(epoch)

    teller = reporter(events, control=control, take_snapshot=take)
    control.stop()
    for epoch, behind in ((0, 2), (1, 1)):
        teller.behind = behind
        teller.on_epoch_begin(epoch)
        teller.on_train_batch_end(9, {"loss": 1.0})
        teller.on_epoch_end(epoch, {"loss": 1.0})
    assert pictures == []  # the model is ahead of these epochs
    teller.behind = 0
    teller.on_epoch_begin(2)
    with pytest.raises(TrainingEnded):
        teller.on_epoch_end(2, {"loss": 1.0})
    assert [event.epoch for event in events if isinstance(event, EpochEnd)] == [1, 2, 3]


def test_batches_are_told_at_most_five_times_a_second(clock: Clock) -> None:
    events: list[Event] = []
    teller = reporter(events)
    teller.on_epoch_begin(0)
    for batch in range(9):  # 0.06 s apart: after 0, 0.24 and 0.48 s
        teller.on_train_batch_end(batch, {"loss": 1.0})
        clock.now += 0.06
    told = [event for event in events if isinstance(event, BatchEnd)]
    assert [(event.epoch, event.batch, event.logs) for event in told] == [(1, at, {"loss": 1.0}) for at in (1, 5, 9)]
    # The first call compiles, so it says nothing about the next ones.
    assert [event.seconds for event in told] == [0.0, pytest.approx(0.06), pytest.approx(0.06)]


def test_pictures_take_at_most_a_tenth_of_the_time(clock: Clock) -> None:
    taken: list[float] = []

    def take(epoch: int) -> Snapshot:
        taken.append(clock.now)
        clock.now += 0.5
        return Snapshot(epoch)

    teller = reporter([], take_snapshot=take)
    for epoch in range(120):
        teller.on_epoch_begin(epoch)
        clock.now += 0.1
        teller.on_epoch_end(epoch, {"loss": 1.0})
    # One takes 0.5 s, so 5 s pass before the next one.
    assert len(taken) == 3
    assert all(5.0 <= later - 0.5 - earlier <= 5.2 for earlier, later in pairwise(taken))
