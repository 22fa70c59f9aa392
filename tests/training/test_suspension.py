"""A paused training that leaves its process: it ends with exactly the numbers of one that never paused."""

from __future__ import annotations

import dataclasses
import functools
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nnplay.errors import DataError
from nnplay.limits import HOME
from nnplay.spec import ExperimentSpec, LayerSpec
from nnplay.training import callback, suspension
from nnplay.training import run as run_module
from nnplay.training.checkpoints import Checkpoints
from nnplay.training.control import Control, TrainingSuspended
from nnplay.training.events import (
    BatchEnd,
    EpochEnd,
    Event,
    LearningRate,
    Paused,
    Prepared,
    Preparing,
    Resumed,
    Suspended,
)
from nnplay.training.history import History
from nnplay.training.run import Run, continue_experiment, resume_experiment, run_experiment
from nnplay.training.suspension import FILE, Suspension
from tests.training.factories import assert_same_weights, dense
from tests.training.test_more_epochs import experiment
from tests.training.test_run import use_execution
from tests.waiting import SECONDS

AT_ONCE = dataclasses.replace(HOME, suspend_seconds=0.0)
"""Limits with which every pause ends the process."""

LAYERS = (dense(6), LayerSpec("BatchNormalization"), LayerSpec("Dropout", rate=0.4))
STEPS = 4
"""Batches of an epoch of these experiments: 60 training examples in batches of 16."""

PLACES: dict[str, Callable[[Event], bool]] = {
    "untrained": lambda event: isinstance(event, Prepared),
    "between two epochs": lambda event: isinstance(event, EpochEnd) and event.epoch == 2,
    "within a later epoch": lambda event: isinstance(event, BatchEnd) and (event.epoch, event.batch) == (3, 2),
    "within the last epoch": lambda event: isinstance(event, BatchEnd) and (event.epoch, event.batch) == (6, 3),
}


@pytest.fixture(autouse=True)
def _every_batch_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callback, "BATCH_INTERVAL", 0.0)
    monkeypatch.setattr(run_module, "steps_per_execution", lambda *arguments: 1)


def one_batch_a_call(monkeypatch: pytest.MonkeyPatch, execution: str) -> None:
    """Makes every place reachable: several epochs of a small network are one call else."""
    use_execution(monkeypatch, execution)
    monkeypatch.setattr(callback.Reporter, "most_batches", 1)

    def obey(reporter: callback.Reporter, batches: int = 0) -> None:
        real_obey(reporter, batches)
        reporter.most_epochs = reporter.most_batches = 1

    real_obey = callback.Reporter._obey
    monkeypatch.setattr(callback.Reporter, "_obey", obey)


def suspend(folder: Path, train: Callable[..., Run], where: Callable[[Event], bool]) -> list[Event]:
    """Trains up to a place, where the training leaves its process; what it told."""
    events: list[Event] = []
    control = Control(AT_ONCE, suspends=True)

    def emit(event: Event) -> None:
        events.append(event)
        if where(event):
            control.pause()

    with pytest.raises(TrainingSuspended):
        train(folder=folder, emit=emit, control=control)
    assert isinstance(events[-1], Suspended)
    assert (folder / FILE).is_file()
    return events


_suspended: dict[tuple[str, str], tuple[Path, list[Event]]] = {}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where trainings wait that several tests go on with."""
    yield tmp_path_factory.mktemp("suspended")
    _suspended.clear()


def suspended(store: Path, folder: Path, execution: str, place: str) -> list[Event]:
    """As `suspend` with six epochs of `LAYERS`, which is trained up to a place once for all tests."""
    key = execution, place
    if key not in _suspended:
        first = store / f"{execution} {place}"
        _suspended[key] = first, suspend(first, training(experiment(6, *LAYERS)), PLACES[place])
    first, events = _suspended[key]
    shutil.copytree(first, folder, dirs_exist_ok=True)
    return events


def training(spec: ExperimentSpec) -> Callable[..., Run]:
    return functools.partial(run_experiment, spec)


def go_on(folder: Path, *wishes: Callable[[Control], None]) -> tuple[Run, list[Event]]:
    """Goes on with what waits in a folder, to the end."""
    events: list[Event] = []
    control = Control()
    control.pause()
    for wish in (*wishes, Control.resume):
        wish(control)
    return resume_experiment(folder, events.append, control), events


def assert_same(run: Run, other: Run) -> None:
    assert_same_weights(run.model, other.model)
    assert run.spec == other.spec
    for name in ("epochs", "columns", "reason", "best_epoch", "test_metrics", "baseline", "planned_epochs", "steps"):
        assert getattr(run.history, name) == getattr(other.history, name), name


@pytest.mark.sweep(keep=("fit-between two epochs",))
@pytest.mark.parametrize(
    ("execution", "place"), [*(("fit", place) for place in PLACES), ("compiled", "within a later epoch")]
)
def test_it_goes_on_in_another_process_as_if_it_had_never_paused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, store: Path, execution: str, place: str
) -> None:
    one_batch_a_call(monkeypatch, execution)
    spec = experiment(6, *LAYERS)
    before = suspended(store, tmp_path, execution, place)
    run, after = go_on(tmp_path)
    assert not (tmp_path / FILE).exists()
    assert_same(run, undisturbed(execution, spec))
    # What was told before and after is one story.
    told = History()
    for event in (*before, *after):
        told.apply(event)
    assert told.to_dict() == run.history.to_dict() == Run.load(tmp_path).history.to_dict()
    assert isinstance(next(event for event in after if not isinstance(event, Preparing)), Resumed)
    assert not any(isinstance(event, Prepared) for event in after)
    assert Checkpoints.load(tmp_path).epochs == run.history.checkpoints
    assert run.history.checkpoints[0] == 0


_undisturbed: dict[Any, Run] = {}


def undisturbed(execution: str, spec: ExperimentSpec) -> Run:
    """The same training without a pause."""
    key = execution, spec.to_json()
    if key not in _undisturbed:
        _undisturbed[key] = run_experiment(spec)
    return _undisturbed[key]


@pytest.mark.thorough
def test_it_may_leave_its_process_again_and_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, store: Path) -> None:
    execution = "fit"
    one_batch_a_call(monkeypatch, execution)
    spec = experiment(6, *LAYERS)
    suspended(store, tmp_path, execution, "within a later epoch")
    for _ in range(3):  # a batch at a time, over the end of an epoch
        control = Control(AT_ONCE, suspends=True)
        control.pause()
        control.step("batch")
        with pytest.raises(TrainingSuspended):
            resume_experiment(tmp_path, control=control)
    waiting = Suspension.load(tmp_path)
    assert (waiting.epochs, waiting.batches) == (3, 1)
    run, _ = go_on(tmp_path)
    assert_same(run, undisturbed(execution, spec))


@pytest.mark.thorough
def test_early_stopping_remembers_where_it_stood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one_batch_a_call(monkeypatch, "fit")
    spec = experiment(30, dense(8), early_stopping=True, patience=1)
    whole = run_experiment(spec)
    assert whole.history.reason == "early"
    last = len(whole.history.epochs)
    assert last > 3
    where = (last, 2)
    suspend(tmp_path, training(spec), lambda event: isinstance(event, BatchEnd) and (event.epoch, event.batch) == where)
    run, _ = go_on(tmp_path)
    assert_same(run, whole)


@pytest.mark.thorough
def test_more_epochs_may_leave_their_process_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one_batch_a_call(monkeypatch, "fit")
    run_experiment(experiment(3, *LAYERS), folder=tmp_path)
    suspend(tmp_path, functools.partial(continue_experiment, epochs=3), PLACES["within the last epoch"])
    assert len(Run.load(tmp_path).history.epochs) == 3  # the earlier run stands
    run, _ = go_on(tmp_path)
    assert_same(run, undisturbed("fit", experiment(6, *LAYERS)))
    assert {0, 3, 6} < set(run.history.checkpoints)


@pytest.mark.thorough
def test_a_new_rate_and_a_reset_are_heard_by_the_next_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, store: Path
) -> None:
    one_batch_a_call(monkeypatch, "fit")
    suspended(store, tmp_path / "rate", "fit", "within a later epoch")
    _, events = go_on(tmp_path / "rate", lambda control: control.set_learning_rate(0.125))
    assert [event for event in events if isinstance(event, LearningRate)] == [LearningRate(3, 0.125)]
    suspended(store, tmp_path / "reset", "fit", "within a later epoch")
    run, _ = go_on(tmp_path / "reset", Control.reset)
    assert_same(run, undisturbed("fit", experiment(6, *LAYERS)))


def test_a_stop_keeps_what_was_learned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, store: Path) -> None:
    one_batch_a_call(monkeypatch, "fit")
    suspended(store, tmp_path, "fit", "between two epochs")
    run, _ = go_on(tmp_path, Control.stop)
    assert (run.history.reason, run.history.epochs) == ("stopped", [1, 2])
    assert run.test_metrics


def test_time_goes_on_and_pauses_do_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, store: Path) -> None:
    one_batch_a_call(monkeypatch, "fit")
    suspended(store, tmp_path, "fit", "between two epochs")
    waiting = Suspension.load(tmp_path)
    assert 0 < sum(waiting.history.seconds) <= waiting.seconds <= waiting.running_seconds
    waiting.seconds, waiting.running_seconds = 1000.0, 2000.0
    waiting.save(tmp_path)
    control = Control(dataclasses.replace(HOME, seconds=1999.0))
    run = resume_experiment(tmp_path, control=control)
    assert 1000.0 <= run.history.total_seconds < 1000.0 + SECONDS
    assert run.history.reason == "limit"


@pytest.mark.thorough
def test_a_wish_that_comes_while_it_is_stored_keeps_it_in_its_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one_batch_a_call(monkeypatch, "fit")
    control = Control(AT_ONCE, suspends=True)
    control.pause()
    real_save = Suspension.save

    def save(state: Suspension, folder: Path) -> None:
        real_save(state, folder)
        control.resume()

    monkeypatch.setattr(Suspension, "save", save)
    run = run_experiment(experiment(6, *LAYERS), control=control, folder=tmp_path)
    assert_same(run, undisturbed("fit", experiment(6, *LAYERS)))
    assert not (tmp_path / FILE).exists()
    assert not control.is_closed


def test_without_room_on_the_disk_it_waits_in_its_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one_batch_a_call(monkeypatch, "fit")
    other, mine = tmp_path / "other", tmp_path / "mine"
    suspend(other, training(experiment(2)), PLACES["untrained"])
    size = (other / FILE).stat().st_size
    monkeypatch.setattr(suspension, "limits", lambda: dataclasses.replace(HOME, suspended_bytes=2 * size - 1000))
    control, pauses = Control(AT_ONCE, suspends=True), 0
    control.pause()

    def emit(event: Event) -> None:
        nonlocal pauses
        pauses += isinstance(event, Paused)
        if pauses == 2:  # it has said once more that it is still there
            threading.Thread(target=control.resume).start()

    run = run_experiment(experiment(2), emit, control, mine)
    assert run.history.reason == "completed"
    assert not (mine / FILE).exists()


def test_what_is_gone_or_damaged_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="gone or damaged"):
        resume_experiment(tmp_path)
    (tmp_path / FILE).write_bytes(b"PK\x03\x04 half")
    with pytest.raises(DataError, match="gone or damaged"):
        resume_experiment(tmp_path)
