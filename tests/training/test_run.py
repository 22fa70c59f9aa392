"""Whole experiments: small real runs, their endings, and what is stored of them."""

from __future__ import annotations

import dataclasses
import json
import threading
from pathlib import Path

import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.errors import DataError, SpecError
from nnplay.inspection.boundaries import decision_map
from nnplay.limits import HOME
from nnplay.models.build import build_model
from nnplay.models.losses import METRICS, losses_for, resolve_loss
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.tasks import Task
from nnplay.training import events as training_events
from nnplay.training import run as run_module
from nnplay.training.control import Control
from nnplay.training.events import BatchEnd, EpochEnd, Event, Finished, Frame, Prepared, Snapshot
from nnplay.training.execution import Execution
from nnplay.training.film import flat
from nnplay.training.history import History
from nnplay.training.run import Run, run_experiment
from nnplay.training.stored import HISTORY_FILE, MODEL_FILE, SPEC_FILE
from tests.training.factories import dense
from tests.waiting import SECONDS

DATASETS: dict[Task, DatasetSpec] = {
    "binary": DatasetSpec("gaussians", samples=100),
    "multiclass": DatasetSpec("iris"),
    "regression": DatasetSpec("line", samples=100),
}


def experiment(task: Task = "binary", *, loss: str = "auto", epochs: int = 2, rate: float = 0.05) -> ExperimentSpec:
    optimizer = OptimizerSpec("SGD", learning_rate=rate)
    return ExperimentSpec(DATASETS[task], (dense(4),), TrainingSpec(optimizer, loss, batch_size=16, epochs=epochs))


def use_execution(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    execution = Execution(name, "The test wants it.")  # type: ignore[arg-type]
    monkeypatch.setattr(run_module, "choose_execution", lambda *arguments: execution)


@pytest.mark.sweep("task")
@pytest.mark.parametrize(("task", "loss"), [(task, loss) for task in DATASETS for loss in losses_for(task)])
def test_every_task_trains_with_every_loss_that_fits(task: Task, loss: str) -> None:
    events: list[Event] = []
    run = run_experiment(experiment(task, loss=loss), events.append)
    history = History()
    for event in events:
        history.apply(event)
    assert (history.status, history.reason, history.epochs) == ("finished", "completed", [1, 2])
    metric = METRICS[task]
    assert set(history.columns) == {"loss", metric, "val_loss", f"val_{metric}"}
    assert all(len(values) == 2 and np.isfinite(values).all() for values in history.columns.values())
    assert history.to_dict() == run.history.to_dict()
    # Test metrics and samples, worked out anew from the model's outputs.
    data = run_module.prepare(run.spec.dataset)
    outputs = np.asarray(run.model(data.x_test))
    assert history.sample_predictions is not None
    np.testing.assert_allclose(history.sample_predictions, outputs[list(history.sample_indices)], atol=1e-5)
    if task == "regression":
        expected = np.abs(outputs[:, 0] - data.y_test).mean()
    else:
        said = outputs.argmax(axis=1) if task == "multiclass" else outputs[:, 0] > 0.5
        expected = (said == data.y_test).mean()
    assert run.test_metrics[metric] == pytest.approx(expected, rel=1e-5)
    if resolve_loss(loss, task).targets[task] == "one-hot" and loss == "mean_squared_error":
        one_hot = np.eye(3)[data.y_test]
        assert run.test_metrics["loss"] == pytest.approx(((outputs - one_hot) ** 2).mean(), rel=1e-4)


@pytest.mark.parametrize("task", DATASETS)
def test_a_test_that_is_stopped_has_the_numbers_of_the_examples_that_it_read_and_says_so(
    task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_execution(monkeypatch, "fit")
    monkeypatch.setattr(run_module, "steps_per_execution", lambda *arguments: 1)
    monkeypatch.setattr(run_module, "evaluation_batch", lambda *arguments: 8)
    control = Control()

    def emit(event: Event) -> None:
        if isinstance(event, EpochEnd | training_events.Testing):
            control.stop()

    run = run_experiment(experiment(task), emit, control)
    data = run_module.prepare(run.spec.dataset)
    x, y = data.x_test[:8], data.y_test[:8]
    assert len(data.x_test) > 8
    outputs = np.asarray(run.model(x))
    if task == "regression":
        expected = np.abs(outputs[:, 0] - y).mean()
        baseline = np.abs(y - data.y_train.mean()).mean()
    else:
        expected = ((outputs.argmax(axis=1) if task == "multiclass" else outputs[:, 0] > 0.5) == y).mean()
        baseline = (y == np.bincount(data.y_train).argmax()).mean()
    assert run.test_metrics[METRICS[task]] == pytest.approx(expected, rel=1e-5)
    assert run.history.baseline == pytest.approx(baseline, rel=1e-5)
    assert run.history.reason == "stopped"
    assert run.history.message == (
        "You stopped the training; the network keeps what it has learned so far. You ended the test early, so its "
        f"numbers come from the first 8 of {len(data.x_test)} test examples."
    )


@pytest.mark.sweep
@pytest.mark.parametrize("execution", ["compiled", "fit"])
def test_the_same_experiment_gives_the_same_weights_bit_for_bit(
    monkeypatch: pytest.MonkeyPatch, execution: str
) -> None:
    use_execution(monkeypatch, execution)
    once, again = (run_experiment(experiment(epochs=3)) for _ in range(2))
    for weights, same in zip(once.model.get_weights(), again.model.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, same)
    assert once.history.columns == again.history.columns


def test_both_ways_give_the_same_run(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    for execution in ("compiled", "fit"):
        use_execution(monkeypatch, execution)
        runs.append(run_experiment(experiment("multiclass", epochs=4)))
    compiled, fitted = runs
    assert (compiled.history.execution, fitted.history.execution) == ("compiled", "fit")
    for name, values in compiled.history.columns.items():
        np.testing.assert_allclose(values, fitted.history.columns[name], rtol=1e-4)
    assert compiled.test_metrics == pytest.approx(fitted.test_metrics, rel=1e-4)


def test_the_beginning_tells_sizes_and_the_way_with_its_reason() -> None:
    events: list[Event] = []
    run = run_experiment(experiment("multiclass"), events.append)
    prepared = next(event for event in events if isinstance(event, Prepared))
    # Of 150 flowers a quarter (38) is kept for the test, and a fifth (23) of the rest for validation.
    assert prepared.examples == {"training": 89, "validation": 23, "test": 38}
    assert (prepared.epochs, prepared.steps) == (2, 6)
    assert prepared.parameters == run.model.count_params() == 4 * 4 + 4 + 4 * 3 + 3
    assert (prepared.execution, prepared.why) == (run.history.execution, run.history.why)
    assert prepared.why.endswith(".")


@pytest.mark.sweep
@pytest.mark.parametrize("execution", ["compiled", "fit"])
def test_early_stopping_keeps_the_weights_of_the_best_epoch(monkeypatch: pytest.MonkeyPatch, execution: str) -> None:
    use_execution(monkeypatch, execution)
    spec = experiment("multiclass", epochs=60, rate=2.0).with_training(early_stopping=True, patience=3)
    run = run_experiment(spec)
    losses = run.history.columns["val_loss"]
    best = int(np.argmin(losses))
    assert run.history.reason == "early"
    assert len(losses) == best + 1 + 3 < 60
    assert run.history.best_epoch == best + 1
    data = run_module.prepare(spec.dataset)
    kept = run.model.evaluate(data.x_val, data.y_val, verbose=0)[0]
    assert kept == pytest.approx(min(losses), rel=1e-5)


@pytest.mark.sweep
@pytest.mark.parametrize("execution", ["compiled", "fit"])
def test_a_stop_from_another_thread_ends_in_order_and_keeps_what_was_learned(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, execution: str
) -> None:
    use_execution(monkeypatch, execution)
    control, begun = Control(), threading.Event()
    events: list[Event] = []

    def emit(event: Event) -> None:
        events.append(event)
        if isinstance(event, EpochEnd):
            begun.set()

    def stop() -> None:
        assert begun.wait(SECONDS)
        control.stop()

    stopper = threading.Thread(target=stop)
    stopper.start()
    run = run_experiment(experiment(epochs=10_000), emit, control, tmp_path)
    stopper.join()
    done = len(run.history.epochs)
    assert run.history.reason == "stopped"
    assert 1 <= done < 10_000
    assert run.history.epochs == list(range(1, done + 1))
    assert {len(values) for values in run.history.columns.values()} == {done}
    assert run.test_metrics
    assert Run.load(tmp_path).history.reason == "stopped"
    if execution == "compiled":  # which stops between epochs: the weights are those of a shorter run
        shorter = run_experiment(experiment(epochs=done))
        for weights, same in zip(run.model.get_weights(), shorter.model.get_weights(), strict=True):
            np.testing.assert_allclose(weights, same, atol=1e-4)


def test_a_training_that_runs_too_long_ends_in_order_and_its_message_names_the_limit(tmp_path: Path) -> None:
    limits = dataclasses.replace(HOME, seconds=0.0)
    run = run_experiment(experiment(epochs=500), control=Control(limits), folder=tmp_path)
    assert run.history.reason == "limit"
    assert "the limit here" in run.history.message
    assert run.test_metrics
    assert Run.load(tmp_path).history.message == run.history.message


def test_a_stop_in_the_first_epoch_ends_it_in_the_middle() -> None:
    control = Control()
    events: list[Event] = []

    def emit(event: Event) -> None:
        events.append(event)
        if isinstance(event, BatchEnd):
            control.stop()

    spec = experiment(epochs=1).with_dataset(DatasetSpec("gaussians", samples=10_000)).with_training(batch_size=1)
    run = run_experiment(spec, emit, control)
    assert (run.history.reason, run.history.epochs, run.history.best_epoch) == ("stopped", [], 0)
    assert run.history.message


@pytest.mark.parametrize(
    ("spec", "execution"),
    [(SPECS["line"], "compiled"), (SPECS["line"], "fit"), (SPECS["digits-cnn"], "fit")],
    ids=["line compiled", "line fit", "digits-cnn fit"],
)
def test_a_far_too_large_learning_rate_ends_at_once_and_says_what_helps(
    monkeypatch: pytest.MonkeyPatch, spec: ExperimentSpec, execution: str
) -> None:
    use_execution(monkeypatch, execution)
    optimizer = OptimizerSpec("SGD", learning_rate=1e9)
    run = run_experiment(spec.with_training(optimizer=optimizer, epochs=50))
    assert run.history.status == "finished"
    assert run.history.reason == "diverged"
    assert len(run.history.epochs) < 5
    assert all(np.isfinite(values).all() for values in run.history.columns.values())
    assert "learning rate" in run.history.message
    assert run.test_metrics == {}


def test_a_loss_that_is_huge_but_finite_goes_on_because_it_may_come_back() -> None:
    optimizer = OptimizerSpec("RMSprop", learning_rate=1e9)
    run = run_experiment(SPECS["line"].with_training(optimizer=optimizer, epochs=3))
    assert run.history.reason == "completed"
    assert max(run.history.columns["loss"]) > 1e6


def test_data_in_the_plane_is_pictured_while_it_trains() -> None:
    events: list[Event] = []
    run = run_experiment(experiment(), events.append)
    pictures = [event for event in events if isinstance(event, Snapshot)]
    assert pictures[-1].epoch == 2
    data = run_module.prepare(run.spec.dataset)
    outputs = pictures[-1].outputs
    assert outputs is not None
    np.testing.assert_allclose(outputs, decision_map(run.model, data).values, atol=1e-6)
    names = [layer.name for layer in run.model.layers]
    assert list(pictures[-1].kernels) == names
    for layer in run.model.layers:
        np.testing.assert_array_equal(pictures[-1].kernels[layer.name], layer.get_weights()[0])


def test_the_film_of_a_network_in_the_plane_begins_with_its_initial_weights_and_ends_with_the_trained_ones() -> None:
    events: list[Event] = []
    spec = experiment().with_layers((LayerSpec("Dense", units=3), LayerSpec("BatchNormalization")))
    run = run_experiment(spec, events.append)
    film = run.history.film
    assert [event.epoch for event in events if isinstance(event, Frame)] == list(film) == [0, 1, 2]
    # As they lie in the network: kernels row by row, biases, scale, shift, mean and variance.
    initial = [np.ravel(weight) for weight in build_model(spec).get_weights()]
    np.testing.assert_array_equal(film[0], np.concatenate(initial))
    trained = [np.ravel(weight) for weight in run.model.get_weights()]
    np.testing.assert_array_equal(film[2], np.concatenate(trained))
    assert run.history.snapshot is not None
    np.testing.assert_array_equal(run.history.snapshot.weights, film[2])


@pytest.mark.parametrize("name", ["points in the plane", "a table"])
def test_the_film_of_a_large_network_is_of_half_precision_and_told_less_often(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = (LayerSpec("Dense", units=64), LayerSpec("Dense", units=64))
    base = experiment() if name == "points in the plane" else SPECS["wine"]
    spec = base.with_layers(layers).with_training(epochs=4)
    monkeypatch.setattr("nnplay.training.callback.FRAME_RATE", 1)
    monkeypatch.setattr("nnplay.training.callback.FILM_BYTES", 1)
    run = run_experiment(spec)
    film, exact = run.history.film, flat(run.model.get_weights())
    assert list(film) == [0, 4], "the first one and the last one always"
    assert {frame.dtype for frame in film.values()} == {np.dtype(np.float16)}
    np.testing.assert_allclose(film[0], flat(build_model(spec).get_weights()), rtol=1 / 2048, atol=1e-7)
    np.testing.assert_allclose(film[4], exact, rtol=1 / 2048, atol=1e-7)
    assert run.history.snapshot is not None
    np.testing.assert_array_equal(run.history.snapshot.weights, exact)
    assert run.history.snapshot.kernels == {}
    monkeypatch.setattr("nnplay.training.callback.FILM_BYTES", 1_000_000)
    again = run_experiment(spec)
    assert list(again.history.film) == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(flat(again.model.get_weights()), exact)


def test_a_network_on_one_number_has_a_film_too() -> None:
    run = run_experiment(SPECS["line"].with_training(epochs=2))
    assert list(run.history.film) == [0, 1, 2]
    np.testing.assert_array_equal(
        run.history.film[2], np.concatenate([np.ravel(one) for one in run.model.get_weights()])
    )


def test_what_is_an_image_has_no_film_of_weights() -> None:
    events: list[Event] = []
    spec = SPECS["digits-cnn"].with_layers((LayerSpec("Flatten"),)).with_training(epochs=2)
    run = run_experiment(spec, events.append)
    assert run.history.film == {}
    assert not any(isinstance(event, Frame) for event in events)
    assert run.history.snapshot is not None
    assert run.history.snapshot.weights is None


def test_a_stored_run_predicts_the_same(tmp_path: Path) -> None:
    events: list[Event] = []

    def emit(event: Event) -> None:
        events.append(event)
        if isinstance(event, Finished):  # whoever hears of the end finds the files
            assert (tmp_path / "run" / MODEL_FILE).exists()

    run = run_experiment(experiment("multiclass"), emit, folder=tmp_path / "run")
    again = Run.load(tmp_path / "run")
    assert isinstance(events[-1], Finished)
    assert again.spec == run.spec
    assert again.history.to_dict() == run.history.to_dict()
    x = run_module.prepare(run.spec.dataset).x_test
    np.testing.assert_array_equal(np.asarray(again.model(x)), np.asarray(run.model(x)))


@pytest.mark.parametrize("file", [SPEC_FILE, HISTORY_FILE, MODEL_FILE])
def test_missing_and_damaged_files_are_told_in_a_sentence(tmp_path: Path, file: str, stored: Path) -> None:
    for name in (SPEC_FILE, HISTORY_FILE, MODEL_FILE):
        (tmp_path / name).write_bytes((stored / name).read_bytes())
    Run.load(tmp_path)  # whole it can be read
    content = (tmp_path / file).read_bytes()
    for damaged in (None, b"", content[: len(content) // 2], b"[1, 2]"):
        (tmp_path / file).unlink()
        if damaged is not None:
            (tmp_path / file).write_bytes(damaged)
        with pytest.raises(DataError, match=r"gone or damaged.*Train it again\."):
            Run.load(tmp_path)
        (tmp_path / file).write_bytes(content)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    run_experiment(experiment(), folder=folder)
    return folder


def test_a_history_without_a_field_is_damaged(tmp_path: Path, stored: Path) -> None:
    for name in (SPEC_FILE, HISTORY_FILE, MODEL_FILE):
        (tmp_path / name).write_bytes((stored / name).read_bytes())
    data = json.loads((tmp_path / HISTORY_FILE).read_text())
    del data["columns"]
    (tmp_path / HISTORY_FILE).write_text(json.dumps(data))
    with pytest.raises(DataError, match="KeyError"):
        Run.load(tmp_path)


def test_a_batch_that_would_need_too_much_memory_is_refused_at_its_layer_before_data_is_loaded() -> None:
    layers = (LayerSpec("Conv2D", filters=512, padding="same"), LayerSpec("Flatten"))
    spec = ExperimentSpec(DatasetSpec("mnist"), layers, TrainingSpec(OptimizerSpec("Adam"), batch_size=8192))
    with pytest.raises(SpecError, match="batch size of at most 622") as caught:  # 250e6 // (28 * 28 * 512)
        run_experiment(spec)
    assert caught.value.where == ("layers", 0)
    assert caught.value.message.startswith("Layer 1: ")
