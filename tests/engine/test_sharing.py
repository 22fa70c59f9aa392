"""One training for all who ask for the same experiment: what each of them sees, and that nobody disturbs another."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnplay.engine.client import Engine, Job, sharing
from nnplay.engine.client.engine import SoloEngine
from nnplay.engine.client.recording import LEAST_SECONDS, MOST_PICTURES, REPLAY_SECONDS
from nnplay.engine.client.shared_training import TRAINED, Follower, SharedTraining
from nnplay.errors import SpecError
from nnplay.limits import HOSTED, HOSTED_VARIABLE
from nnplay.training.events import EpochEnd, Finished, Prepared, Queued, Snapshot, Started
from tests.engine.factories import TINY, with_epochs
from tests.engine.fake_engine import FINISHES, RUNS
from tests.waiting import SECONDS, eventually

Make = Callable[..., Engine]

FINISHING, RUNNING = (dataclasses.replace(TINY, seed=seed) for seed in (FINISHES, RUNS))

EPOCHS = 40


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def hosted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOSTED_VARIABLE, "1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def source(clock: Clock) -> SharedTraining:
    return SharedTraining("shared", TINY, Path("nowhere"), clock=clock)


def train_on(source: SharedTraining, clock: Clock, epochs: int = EPOCHS, seconds: float = 0.5) -> None:
    """An epoch every so many seconds."""
    source.apply([Started()])
    clock.now += 5
    source.apply([Prepared(epochs, 10, {}, 2)])
    for epoch in range(1, epochs + 1):
        clock.now += seconds
        source.apply([EpochEnd(epoch, {"loss": 1 / epoch}, seconds)])
    source.apply([Finished("completed", epochs, {"loss": 0.1}, epochs * seconds)])


def test_the_first_sees_it_as_it_happens_and_the_second_sees_all_of_it_within_seconds(
    source: SharedTraining, clock: Clock
) -> None:
    first = source.follow("first")
    source.apply([Queued(3)])
    assert (first.history.status, first.history.ahead, first.notice) == ("queued", 3, "")
    train_on(source, clock)
    assert first.history.to_dict() == source.history.to_dict()
    assert not first.is_live
    second = source.follow("second")
    assert second.notice == TRAINED
    seen = [len(second.history.epochs)]
    for _ in range(20):
        assert second.is_live
        clock.now += REPLAY_SECONDS / 20
        seen.append(len(second.history.epochs))
    assert seen == sorted(seen)
    assert len(set(seen)) > 15  # it grows before their eyes
    clock.now += 0.1
    assert not second.is_live
    assert second.history.to_dict() == source.history.to_dict()


def test_even_a_training_of_a_moment_is_seen_to_happen(source: SharedTraining, clock: Clock) -> None:
    train_on(source, clock, seconds=0.01)
    late = source.follow("late")
    clock.now += LEAST_SECONDS / 2
    assert EPOCHS / 8 < len(late.history.epochs) < EPOCHS
    clock.now += LEAST_SECONDS
    assert late.history.to_dict() == source.history.to_dict()


def test_epochs_that_were_told_at_once_are_seen_one_by_one(source: SharedTraining, clock: Clock) -> None:
    source.follow("first")
    source.apply([Started(), Prepared(30, 10, {}, 2)])
    ends = [EpochEnd(epoch, {"loss": 1.0}, 0.0) for epoch in range(1, 31)]
    source.apply([*ends, Finished("completed", 30, {"loss": 0.1}, 0.1)])
    late = source.follow("late")
    clock.now += LEAST_SECONDS / 2
    assert 10 < len(late.history.epochs) < 20


def test_who_comes_while_it_is_trained_catches_up_and_then_sees_it_as_it_happens(
    source: SharedTraining, clock: Clock
) -> None:
    source.follow("first")
    source.apply([Started(), Prepared(EPOCHS, 10, {}, 2)])
    for epoch in range(1, 11):
        clock.now += 1
        source.apply([EpochEnd(epoch, {"loss": 1.0}, 1.0)])
    late = source.follow("late")
    assert len(late.history.epochs) < 5
    for epoch in range(11, 21):
        clock.now += 1
        source.apply([EpochEnd(epoch, {"loss": 1.0}, 1.0)])
    assert late.history.epochs == list(range(1, 21))
    assert late.is_caught_up


def test_one_who_pauses_and_steps_sees_it_pause_and_the_others_do_not(source: SharedTraining, clock: Clock) -> None:
    first, second = source.follow("first"), source.follow("second")
    source.apply([Started(), Prepared(EPOCHS, 10, {}, 2)])
    source.apply([EpochEnd(1, {"loss": 1.0}, 1.0)])
    second.hold()
    for epoch in (2, 3, 4):
        clock.now += 1
        source.apply([EpochEnd(epoch, {"loss": 1.0}, 1.0)])
    assert (second.history.status, second.history.epochs) == ("paused", [1])
    assert first.history.epochs == [1, 2, 3, 4]
    second.go_on_seeing(to_next_epoch=True)
    clock.now += 10
    assert (second.history.status, second.history.epochs) == ("paused", [1, 2])
    second.go_on_seeing()
    clock.now += 10
    assert (second.history.status, second.history.epochs) == ("running", [1, 2, 3, 4])


def test_pictures_of_a_long_training_are_thinned_out_and_the_newest_is_there(source: SharedTraining) -> None:
    source.apply([Started(), Prepared(EPOCHS, 10, {}, 2)])
    for epoch in range(1, 5 * MOST_PICTURES):
        source.apply([Snapshot(epoch, np.zeros((100, 100), np.float32))])
    assert source.recording.size < (MOST_PICTURES + 1) * 41_000
    late = source.follow("late")
    late.see_all()
    assert late.history.snapshot
    assert late.history.snapshot.epoch == 5 * MOST_PICTURES - 1


def test_whatever_is_done_with_a_job_knows_that_it_may_be_shared() -> None:
    """A command to the engine under the name of one who follows would reach no training."""
    doing = {
        name
        for name, method in vars(SoloEngine).items()
        if inspect.isfunction(method) and not name.startswith("_") and "job" in inspect.signature(method).parameters
    }
    assert {"stop", "set_learning_rate", "change_settings"} <= doing
    assert doing <= set(vars(Engine))


# In the engine ----------------------------------------------------------------------------------


def followed(job: Job) -> SharedTraining:
    assert isinstance(job, Follower)
    assert job.follows
    return job.follows


def test_a_class_that_trains_the_same_has_one_training_and_one_who_stops_stops_no_other(fake_engine: Make) -> None:
    engine = fake_engine()
    everybody = [engine.train(RUNNING, shared=True) for _ in range(30)]
    assert len(engine._jobs) == 1
    assert len({job.id for job in everybody}) == 30
    assert all(eventually(lambda job=job: job.history.epochs == [1]) for job in everybody)  # type: ignore[misc]
    stopping = everybody[0]
    engine.stop(stopping)
    assert len(engine._jobs) == 2  # its own, which comes to the same point
    assert stopping.folder != everybody[1].folder
    assert all(job.is_live for job in everybody[1:])
    engine.kill(stopping)
    engine.kill(everybody[1])
    assert eventually(lambda: not stopping.is_live)
    assert not everybody[1].is_live
    assert all(job.is_live for job in everybody[2:])
    assert engine.train(RUNNING, shared=True).notice == ""  # one that hangs is not given to anybody else


def test_one_who_changes_settings_goes_on_alone_and_wrong_ones_are_refused_at_once(fake_engine: Make) -> None:
    engine = fake_engine()
    first, second = (engine.train(RUNNING, shared=True) for _ in range(2))
    assert all(eventually(lambda job=job: job.history.epochs == [1]) for job in (first, second))  # type: ignore[misc]
    with pytest.raises(SpecError, match="only its learning rate, batch size"):
        engine.change_settings(second, RUNNING.with_seed(7))
    assert followed(second) is followed(first)
    engine.change_settings(second, RUNNING.with_training(batch_size=5))
    assert second.folder != first.folder
    assert second.is_live
    assert len(engine._jobs) == 2
    assert followed(first).is_live


def test_the_only_one_who_sees_a_training_gets_it_for_good(fake_engine: Make) -> None:
    engine = fake_engine()
    job = engine.train(RUNNING, shared=True)
    assert eventually(lambda: job.history.epochs == [1])
    engine.stop(job)
    assert job.wait(SECONDS)
    assert job.history.reason == "stopped"
    assert eventually(lambda: not engine._jobs)
    assert not engine._shared


def test_others_are_shared_with_nobody(fake_engine: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = fake_engine()
    jobs = [engine.train(RUNNING, shared=True), engine.train(RUNNING), engine.train(RUNNING, paused=True)]
    jobs.append(engine.train(RUNNING.with_training(patience=9), shared=True))
    monkeypatch.delenv(HOSTED_VARIABLE)  # at home each training is one's own
    jobs.append(engine.train(RUNNING, shared=True))
    assert len({job.folder for job in jobs}) == len(engine._jobs) == 5


def test_a_training_stays_for_those_who_come_until_there_are_too_many(
    fake_engine: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = fake_engine()
    first = engine.train(FINISHING, shared=True)
    assert first.wait(SECONDS)
    folder = first.folder
    assert eventually(lambda: not engine._jobs)
    engine.forget(first)
    assert folder.exists()
    second = engine.train(FINISHING, shared=True)
    assert second.notice
    assert second.folder == folder
    monkeypatch.setattr(sharing, "limits", lambda: dataclasses.replace(HOSTED, shared_trainings=1))
    third = engine.train(FINISHING.with_training(patience=9), shared=True)
    assert list(engine._shared) == [third.spec]
    assert folder.exists()  # somebody still has it
    engine.forget(second)
    assert eventually(lambda: not folder.exists())


def test_a_training_that_failed_is_not_given_to_others(fake_engine: Make) -> None:
    engine = fake_engine()
    first = engine.train(RUNNING, shared=True)
    assert eventually(lambda: first.history.epochs == [1])
    followed(first)
    with pytest.raises(Exception, match="Try"):
        engine.ask("die")
    assert first.wait(SECONDS)
    assert first.history.status == "failed"
    second = engine.train(RUNNING, shared=True)
    assert second.notice == ""
    assert eventually(lambda: second.history.epochs == [1])


@pytest.mark.thorough
def test_a_shared_training_that_is_stopped_gives_the_weights_of_the_epoch_where_it_was_seen(engine: Engine) -> None:
    """With TensorFlow: what a training of so many epochs comes to."""
    spec = with_epochs("line", 30)
    first = engine.train(spec, shared=True)
    assert first.wait(SECONDS)
    shared = followed(first)
    shared.clock = clock = Clock()
    second = engine.train(spec, shared=True)
    at = shared.checkpoints[len(shared.checkpoints) // 2]
    while len(second.history.epochs) < at:
        clock.now += 0.01
    at = len(second.history.epochs)
    engine.stop(second)
    assert second.wait(SECONDS)
    history, whole = second.history, first.history
    assert (history.reason, history.epochs) == ("stopped", whole.epochs[:at])
    assert {name: values[:at] for name, values in whole.columns.items()} == history.columns
    alone = engine.train(spec.with_training(epochs=at))
    assert alone.wait(SECONDS)
    weights, expected = (engine.ask("weights", folder=str(job.folder)) for job in (second, alone))
    np.testing.assert_allclose(weights, expected, rtol=1e-4)
    # Trained on, it is the longer training; the shared one stays as it was.
    engine.train_more(first, 2)
    assert first.wait(SECONDS)
    assert len(first.history.epochs) == 32
    assert first.folder != shared.folder
    assert engine.train(spec, shared=True).history.planned_epochs in (0, 30)
