"""Checkpoints: which epochs stay, and that their weights are the network's."""

from __future__ import annotations

import dataclasses
import errno
import os
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest

from nnplay.datasets import load_dataset
from nnplay.engine import inspector
from nnplay.errors import DataError, TrainingError
from nnplay.inspection import boundaries
from nnplay.limits import HOME
from nnplay.models.build import build_model
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.training import checkpoints as checkpoints_module
from nnplay.training.checkpoints import FOLDER, Checkpoints, CheckpointWriter
from nnplay.training.events import CheckpointSaved, Event, FilmEnded, Snapshot
from nnplay.training.history import History
from nnplay.training.run import Run, run_experiment
from nnplay.training.spread import dropped
from tests.training.factories import dense
from tests.training.test_run import use_execution


def experiment(epochs: int, *layers: LayerSpec, data: DatasetSpec | None = None) -> ExperimentSpec:
    training = TrainingSpec(OptimizerSpec("Adam", learning_rate=0.02), batch_size=16, epochs=epochs)
    return ExperimentSpec(data or DatasetSpec("moons", samples=100), layers or (dense(4),), training)


# Which epochs stay ------------------------------------------------------------------------------


def test_those_in_closest_proportion_to_their_neighbours_go_first() -> None:
    # Proportions of the neighbours, each plus one, of 1..4: 3/1, 4/2, 5/3, 9/4: 3 goes; then 3/1, 5/2, 9/3: 2 goes.
    assert dropped([0, 1, 2, 3, 4, 8], 5) == [3]
    assert dropped([0, 1, 2, 3, 4, 8], 4) == [2, 3]
    assert dropped([0, 1, 2, 3, 4, 8], 2) == [1, 2, 3, 4]
    assert dropped([0, 5], 2) == []
    assert dropped([0, 1, 2], 3) == []


def test_many_checkpoints_are_spread_logarithmically_with_first_and_newest() -> None:
    epochs: list[int] = []
    for epoch in range(1001):
        epochs.append(epoch)
        epochs = [kept for kept in epochs if kept not in dropped(epochs, 20)]
        assert epochs[0] == 0
        assert epochs[-1] == epoch
        assert len(epochs) <= 20
    # So many between each epoch and its double: 20 over ten doublings.
    counts = [sum(2**power <= epoch < 2 ** (power + 1) for epoch in epochs) for power in range(9)]
    assert min(counts) >= 1
    assert max(counts) <= 4


# The writer -----------------------------------------------------------------------------------


def writer_of(folder: Path, events: list[Event], size: int = 3) -> tuple[CheckpointWriter, list[np.ndarray]]:
    weights = [np.zeros((size, 2), np.float32), np.zeros(2, np.float32)]
    return CheckpointWriter(folder, experiment(1), lambda: weights, events.append), weights


def allow(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Checkpoints of so many bytes."""
    monkeypatch.setattr(checkpoints_module, "limits", lambda: dataclasses.replace(HOME, checkpoint_bytes=count))


def test_checkpoints_stay_within_their_bytes_and_the_writer_tells_what_it_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, 5 * 8 * 4 + 3)  # five checkpoints of eight numbers
    events: list[Event] = []
    writer, weights = writer_of(tmp_path, events)
    for epoch in range(40):
        weights[0][:] = epoch
        weights[1][:] = -epoch
        writer.save(epoch, always=True)
    history = History(status="running")
    for event in events:
        history.apply(event)
    saved = Checkpoints.load(tmp_path)
    assert saved.epochs == history.checkpoints == tuple(writer.epochs)
    assert len(saved.epochs) == 5
    assert (saved.epochs[0], saved.epochs[-1]) == (0, 39)
    for epoch in saved.epochs:
        kernel, bias = saved.weights(epoch)
        np.testing.assert_array_equal(kernel, np.full((3, 2), epoch, np.float32))
        np.testing.assert_array_equal(bias, np.full(2, -epoch, np.float32))
    with pytest.raises(DataError, match="does not show epoch 38"):
        saved.weights(38)


def test_a_network_of_which_not_two_checkpoints_fit_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch, 2 * 8 * 4 - 1)
    events: list[Event] = []
    writer_of(tmp_path, events)[0].save(0, always=True)
    assert events == []
    with pytest.raises(DataError, match="no film"):
        Checkpoints.load(tmp_path)


def test_saving_takes_at_most_a_tenth_of_the_time_beyond_its_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(checkpoints_module.time, "perf_counter", lambda: now)

    def weights() -> list[np.ndarray]:
        nonlocal now
        now += 0.05
        return [np.zeros(2, np.float32)]

    events: list[Event] = []
    writer = CheckpointWriter(tmp_path, experiment(1), weights, events.append)
    for epoch in range(1000):
        writer.save(epoch)
        now += 0.01
    # Of t seconds 0.1 t + 0.1, and at most one checkpoint more.
    spent = 0.05 * len(events)
    assert 0.1 * (now - 100) - 0.1 <= spent <= 0.1 * (now - 100) + 0.15
    count = len(events)
    writer.save(2000, always=True)
    assert len(events) == count + 1


def test_new_checkpoints_replace_old_ones(tmp_path: Path) -> None:
    for size in (3, 4):
        writer, _ = writer_of(tmp_path, [], size)
        writer.save(size, always=True)
    saved = Checkpoints.load(tmp_path)
    assert saved.epochs == (4,)
    assert saved.weights(4)[0].shape == (4, 2)


def refuse(error: int, *, when: Callable[[str], bool]) -> Callable[..., None]:
    """In the place of `np.save`: some files cannot be written."""

    def save(path: Path, values: np.ndarray) -> None:
        path.write_bytes(b"half")
        if when(path.name):
            raise OSError(error, os.strerror(error), str(path))
        real_save(path, values)

    real_save = np.save
    return save


@pytest.mark.parametrize(
    ("error", "why"), [(errno.ENOSPC, "the disk is full"), (errno.EIO, "it cannot be written (Input/output error)")]
)
def test_a_film_that_cannot_be_written_ends_with_a_word_and_what_is_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, why: str
) -> None:
    events: list[Event] = []
    writer, _ = writer_of(tmp_path, events)
    writer.save(0, always=True)
    monkeypatch.setattr(checkpoints_module.np, "save", refuse(error, when=lambda name: True))
    writer.save(1, always=True)
    monkeypatch.undo()
    writer.save(2, always=True)  # it is not tried again
    assert events == [CheckpointSaved(0), FilmEnded(f"The film of this run ends early: {why}.")]
    assert Checkpoints.load(tmp_path).epochs == (0,)
    assert [path.name for path in (tmp_path / FOLDER).glob("*.npy")] == ["000000.npy"]


def test_a_film_that_cannot_be_begun_leaves_the_earlier_one_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer_of(tmp_path, [])[0].save(3, always=True)
    monkeypatch.setattr(checkpoints_module.shutil, "copytree", raising(OSError(errno.ENOSPC, "full")))
    events: list[Event] = []
    weights = [np.zeros((3, 2), np.float32), np.zeros(2, np.float32)]
    writer = CheckpointWriter(tmp_path, experiment(1), lambda: weights, events.append, goes_on=True)
    writer.save(4, always=True)
    writer.replace_earlier()
    assert [type(event) for event in events] == [FilmEnded]
    assert Checkpoints.load(tmp_path).epochs == (3,)


def raising(error: Exception) -> Callable[..., None]:
    def fail(*arguments: object, **more: object) -> None:
        raise error

    return fail


# Of real trainings ------------------------------------------------------------------------------


def assert_shows(saved: Checkpoints, epoch: int, model: keras.Model) -> None:
    for weights, same in zip(saved.weights(epoch), model.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, same)


@pytest.mark.sweep(keep=("compiled",))
@pytest.mark.parametrize("execution", ["compiled", "fit"])
def test_checkpoints_go_from_the_initial_weights_to_those_of_the_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, execution: str
) -> None:
    use_execution(monkeypatch, execution)
    monkeypatch.setattr(checkpoints_module, "CHECKPOINT_GRACE", 1000.0)  # time shall not decide
    spec = experiment(30, dense(4), LayerSpec("BatchNormalization"))
    run = run_experiment(spec, folder=tmp_path)
    saved = Checkpoints.load(tmp_path)
    assert saved.spec == spec
    assert saved.epochs == run.history.checkpoints == Run.load(tmp_path).history.checkpoints
    # Dense at the beginning; through fit all of them.
    assert set(saved.epochs) >= {*range(9), 30} if execution == "compiled" else saved.epochs == tuple(range(31))
    assert_shows(saved, 0, build_model(spec))  # which is what a reset gives
    assert_shows(saved, 30, run.model)
    between = saved.epochs[len(saved.epochs) // 2]
    assert_shows(saved, between, run_experiment(spec.with_training(epochs=between)).model)


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.thorough
def test_a_full_disk_ends_the_film_and_not_the_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_execution(monkeypatch, "fit")
    spec = experiment(4)
    undisturbed = run_experiment(spec)
    with monkeypatch.context() as patched:
        patched.setattr(
            checkpoints_module.np,
            "save",
            refuse(errno.ENOSPC, when=lambda name: (tmp_path / FOLDER / "000002.npy").exists()),
        )
        events: list[Event] = []
        run = run_experiment(spec, events.append, folder=tmp_path)
    note = "The film of this run ends early: the disk is full."
    assert [event.note for event in events if isinstance(event, FilmEnded)] == [note]
    stored = Run.load(tmp_path)
    assert stored.history.checkpoints == Checkpoints.load(tmp_path).epochs == (0, 1, 2)
    assert stored.history.message == f"All epochs are done. {note}"
    assert stored.test_metrics == run.test_metrics == undisturbed.test_metrics


@pytest.mark.thorough
def test_a_run_that_finds_no_room_takes_that_of_its_film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_save = keras.Model.save

    def save(model: keras.Model, path: Path) -> None:
        path.write_bytes(b"half")
        if (tmp_path / FOLDER).exists():
            raise FULL
        real_save(model, path)

    monkeypatch.setattr(keras.Model, "save", save)
    history = History()
    run_experiment(experiment(2), history.apply, folder=tmp_path)
    assert history.status == "finished"
    assert history.checkpoints == Run.load(tmp_path).history.checkpoints == ()
    assert history.message == "All epochs are done. This run has no film: the disk is full."
    assert not (tmp_path / FOLDER).exists()


def test_a_run_that_finds_no_room_at_all_says_so_and_leaves_no_half_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keras.Model, "save", raising(FULL))
    with pytest.raises(TrainingError, match="could not be stored: the disk is full"):
        run_experiment(experiment(1), folder=tmp_path)
    assert list(tmp_path.glob("new.*")) == []


@pytest.mark.thorough
def test_with_early_stopping_checkpoints_show_all_and_the_model_is_the_best_epochs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_execution(monkeypatch, "fit")
    monkeypatch.setattr(checkpoints_module, "CHECKPOINT_GRACE", 1000.0)
    noisy = DatasetSpec("gaussians", samples=60, noise=0.5)
    spec = experiment(100, dense(8), data=noisy).with_training(early_stopping=True, patience=2)
    run = run_experiment(spec, folder=tmp_path)
    assert run.history.best_epoch < len(run.history.epochs)
    assert run.history.checkpoints == (0, *run.history.epochs)
    assert_shows(Checkpoints.load(tmp_path), run.history.best_epoch, run.model)


def test_the_inspector_shows_the_network_as_it_was(tmp_path: Path) -> None:
    events: list[Event] = []
    spec = experiment(4)
    run = run_experiment(spec, events.append, folder=tmp_path)
    folder = str(tmp_path)
    inputs = np.array([[0.0, 0.5], [1.0, -2.0]], np.float32)
    start = build_model(spec)
    np.testing.assert_array_equal(inspector.predict(folder, inputs, epoch=0), np.asarray(start(inputs)))
    np.testing.assert_array_equal(inspector.predict(folder, inputs, epoch=4), inspector.predict(folder, inputs))
    np.testing.assert_array_equal(inspector.predict(folder, inputs), np.asarray(run.model(inputs)))
    np.testing.assert_array_equal(
        inspector.feature_maps(folder, inputs[0], epoch=0)[-1].values, np.asarray(start(inputs[:1]))[0]
    )
    newest = [event for event in events if isinstance(event, Snapshot)][-1]
    assert newest.outputs is not None
    np.testing.assert_allclose(inspector.decision_map(folder), newest.outputs, atol=1e-6)
    np.testing.assert_array_equal(inspector.decision_map(folder, epoch=4), inspector.decision_map(folder))
    data = load_dataset(spec.dataset)
    np.testing.assert_array_equal(inspector.decision_map(folder, epoch=0), boundaries.decision_map(start, data).values)
    assert inspector.dense_kernels(folder).keys() == newest.kernels.keys()
    for name, kernel in newest.kernels.items():
        np.testing.assert_array_equal(inspector.dense_kernels(folder, epoch=4)[name], kernel)
        np.testing.assert_array_equal(
            inspector.dense_kernels(folder, epoch=0)[name], np.asarray(start.get_layer(name).kernel)
        )
    with pytest.raises(DataError, match="does not show epoch 5"):
        inspector.predict(folder, inputs, epoch=5)


def test_kernels_are_shown_while_the_training_runs(tmp_path: Path) -> None:
    spec = experiment(2, LayerSpec("Conv2D", filters=2), LayerSpec("Flatten"), data=DatasetSpec("digits"))
    seen: list[np.ndarray] = []

    def emit(event: Event) -> None:
        if isinstance(event, CheckpointSaved):
            seen.append(inspector.kernels(str(tmp_path), epoch=event.epoch)[0].kernel)

    run = run_experiment(spec.with_training(batch_size=500), emit, folder=tmp_path)
    assert len(seen) == 3
    np.testing.assert_array_equal(seen[0], np.asarray(build_model(spec).layers[0].kernel))
    np.testing.assert_array_equal(seen[2], np.asarray(run.model.layers[0].kernel))
    assert np.abs(seen[1] - seen[2]).max() > 0


def test_a_map_of_data_that_has_no_plane_is_refused(tmp_path: Path) -> None:
    run_experiment(experiment(1, data=DatasetSpec("iris")), folder=tmp_path)
    with pytest.raises(DataError, match="in the plane or on a line"):
        inspector.decision_map(str(tmp_path))
    assert (tmp_path / FOLDER).is_dir()
