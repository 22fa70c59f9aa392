"""The film: which epochs stay, and that its weights are the network's."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import keras
import numpy as np
import pytest

from nnplay.datasets import load_dataset
from nnplay.engine import inspector
from nnplay.errors import DataError
from nnplay.inspection import boundaries
from nnplay.limits import HOME
from nnplay.models.build import build_model
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.training import checkpoints as film_module
from nnplay.training.checkpoints import FILM, Camera, Film, dropped
from nnplay.training.events import Event, Filmed, Snapshot
from nnplay.training.history import History
from nnplay.training.run import Run, run_experiment
from tests.training.factories import dense
from tests.training.test_run import take_way


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


def test_a_long_film_is_spread_logarithmically_with_first_and_newest() -> None:
    epochs: list[int] = []
    for epoch in range(1001):
        epochs.append(epoch)
        epochs = [kept for kept in epochs if kept not in dropped(epochs, 20)]
        assert epochs[0] == 0
        assert epochs[-1] == epoch
        assert len(epochs) <= 20
    # So many frames between each epoch and its double: 20 over ten doublings.
    counts = [sum(2**power <= epoch < 2 ** (power + 1) for epoch in epochs) for power in range(9)]
    assert min(counts) >= 1
    assert max(counts) <= 4


# The camera -------------------------------------------------------------------------------------


def camera(folder: Path, events: list[Event], size: int = 3) -> tuple[Camera, list[np.ndarray]]:
    weights = [np.zeros((size, 2), np.float32), np.zeros(2, np.float32)]
    return Camera(folder, experiment(1), lambda: weights, events.append), weights


def allow(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Films of so many bytes."""
    monkeypatch.setattr(film_module, "limits", lambda: dataclasses.replace(HOME, film_bytes=count))


def test_a_film_stays_within_its_bytes_and_tells_what_it_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, 5 * 8 * 4 + 3)  # five frames of eight numbers
    events: list[Event] = []
    filming, weights = camera(tmp_path, events)
    for epoch in range(40):
        weights[0][:] = epoch
        weights[1][:] = -epoch
        filming.take(epoch, always=True)
    history = History(status="running")
    for event in events:
        history.apply(event)
    film = Film.load(tmp_path)
    assert film.epochs == history.film == tuple(filming.epochs)
    assert len(film.epochs) == 5
    assert (film.epochs[0], film.epochs[-1]) == (0, 39)
    for epoch in film.epochs:
        kernel, bias = film.weights(epoch)
        np.testing.assert_array_equal(kernel, np.full((3, 2), epoch, np.float32))
        np.testing.assert_array_equal(bias, np.full(2, -epoch, np.float32))
    with pytest.raises(DataError, match="does not show epoch 38"):
        film.weights(38)


def test_a_network_of_which_not_two_frames_fit_has_no_film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch, 2 * 8 * 4 - 1)
    events: list[Event] = []
    camera(tmp_path, events)[0].take(0, always=True)
    assert events == []
    with pytest.raises(DataError, match="no film"):
        Film.load(tmp_path)


def test_filming_takes_at_most_a_tenth_of_the_time_beyond_its_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(film_module.time, "perf_counter", lambda: now)

    def weights() -> list[np.ndarray]:
        nonlocal now
        now += 0.05
        return [np.zeros(2, np.float32)]

    events: list[Event] = []
    filming = Camera(tmp_path, experiment(1), weights, events.append)
    for epoch in range(1000):
        filming.take(epoch)
        now += 0.01
    # Of t seconds 0.1 t + 0.1, and at most one frame more.
    spent = 0.05 * len(events)
    assert 0.1 * (now - 100) - 0.1 <= spent <= 0.1 * (now - 100) + 0.15
    count = len(events)
    filming.take(2000, always=True)
    assert len(events) == count + 1


def test_a_new_film_replaces_an_old_one(tmp_path: Path) -> None:
    for size in (3, 4):
        filming, _ = camera(tmp_path, [], size)
        filming.take(size, always=True)
    film = Film.load(tmp_path)
    assert film.epochs == (4,)
    assert film.weights(4)[0].shape == (4, 2)


# Of real trainings ------------------------------------------------------------------------------


def assert_shows(film: Film, epoch: int, model: keras.Model) -> None:
    for weights, same in zip(film.weights(epoch), model.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, same)


@pytest.mark.parametrize("way", ["compiled", "fit"])
def test_a_film_goes_from_the_initial_weights_to_those_of_the_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
) -> None:
    take_way(monkeypatch, way)
    monkeypatch.setattr(film_module, "FILM_GRACE", 1000.0)  # time shall not decide
    spec = experiment(30, dense(4), LayerSpec("BatchNormalization"))
    run = run_experiment(spec, folder=tmp_path)
    film = Film.load(tmp_path)
    assert film.spec == spec
    assert film.epochs == run.history.film == Run.load(tmp_path).history.film
    # Dense at the beginning; through fit all of them.
    assert set(film.epochs) >= {*range(9), 30} if way == "compiled" else film.epochs == tuple(range(31))
    assert_shows(film, 0, build_model(spec))  # which is what a reset gives
    assert_shows(film, 30, run.model)
    between = film.epochs[len(film.epochs) // 2]
    assert_shows(film, between, run_experiment(spec.with_training(epochs=between)).model)


def test_with_early_stopping_the_film_shows_all_and_the_model_is_the_best_epochs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    take_way(monkeypatch, "fit")
    monkeypatch.setattr(film_module, "FILM_GRACE", 1000.0)
    noisy = DatasetSpec("gaussians", samples=60, noise=0.5)
    spec = experiment(100, dense(8), data=noisy).with_training(early_stopping=True, patience=2)
    run = run_experiment(spec, folder=tmp_path)
    assert run.history.best_epoch < len(run.history.epochs)
    assert run.history.film == (0, *run.history.epochs)
    assert_shows(Film.load(tmp_path), run.history.best_epoch, run.model)


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
        if isinstance(event, Filmed):
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
    assert (tmp_path / FILM).is_dir()
