"""Targets of a regression are learned scaled, and everything that is told is in their own units."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from nnplay import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.datasets import load_dataset
from nnplay.datasets.preprocessing.target import fit_target
from nnplay.engine import inspector
from nnplay.models.build import build_model
from nnplay.models.losses import losses_for
from nnplay.tasks import TargetScaling
from nnplay.training.fit_epochs import permutation
from nnplay.training.run import continue_experiment, run_experiment


def experiment(loss: str = "auto", epochs: int = 40, **options: object) -> ExperimentSpec:
    return ExperimentSpec(
        DatasetSpec("diabetes", **options),
        (LayerSpec("Dense", units=16, l2=0.001),),
        TrainingSpec(OptimizerSpec("Adam", learning_rate=0.01), loss=loss, epochs=epochs),
    )


@pytest.mark.thorough
def test_a_target_of_large_numbers_is_learned() -> None:
    run = run_experiment(experiment(epochs=12))
    data = load_dataset(run.spec.dataset)
    errors = run.model.predict(data.x_test, verbose=0)[:, 0] - data.y_test
    assert np.mean(errors**2) < 0.75 * np.var(data.y_test)
    assert run.test_metrics["mean_absolute_error"] == pytest.approx(np.mean(np.abs(errors)), rel=1e-5)
    unscaled = run_experiment(experiment(epochs=12, target_scaling="none"))
    assert unscaled.test_metrics["mean_absolute_error"] > 1.5 * run.test_metrics["mean_absolute_error"]


@pytest.mark.sweep
@pytest.mark.parametrize("loss", losses_for("regression"))
def test_it_is_the_training_of_targets_that_were_scaled_by_hand(loss: str) -> None:
    spec = experiment(loss, epochs=3)
    data = load_dataset(spec.dataset)
    mean, deviation = data.y_train.mean(dtype=np.float64), data.y_train.std(dtype=np.float64)
    run = run_experiment(spec)

    by_hand = build_model(spec)
    y = ((data.y_train - mean) / deviation).astype(np.float32)
    for epoch in range(3):
        places = permutation(spec.seed, epoch, len(y))
        for start in range(0, len(y), 32):
            batch = places[start : start + 32]
            by_hand.train_on_batch(data.x_train[batch], y[batch])
    for trained, expected in zip(run.model.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_allclose(trained, expected, rtol=1e-3, atol=1e-4)
    predicted = by_hand.predict(data.x_test, verbose=0)[:, 0] * deviation + mean
    np.testing.assert_allclose(run.model.predict(data.x_test, verbose=0)[:, 0], predicted, rtol=1e-3)


def test_losses_are_told_in_the_targets_units(tmp_path: Path) -> None:
    spec = experiment("mean_squared_error", epochs=2).with_layers((LayerSpec("Dense", units=16),))
    run = run_experiment(spec, folder=tmp_path / "run")
    data = load_dataset(spec.dataset)
    for name, x, y in (("val_loss", data.x_val, data.y_val), ("loss", data.x_test, data.y_test)):
        told = run.history.columns[name][-1] if name == "val_loss" else run.test_metrics[name]
        errors = run.model.predict(x, verbose=0)[:, 0] - y
        assert told == pytest.approx(np.mean(errors.astype(np.float64) ** 2), rel=1e-4)


def test_stored_runs_and_checkpoints_answer_in_the_targets_units(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run = run_experiment(experiment(epochs=4), folder=folder)
    x = load_dataset(run.spec.dataset).x_test[:9]
    expected = run.model.predict(x, verbose=0)
    np.testing.assert_allclose(inspector.predict(str(folder), x), expected, rtol=1e-6)
    np.testing.assert_allclose(inspector.predict(str(folder), x, epoch=4), expected, rtol=1e-6)
    first = inspector.predict(str(folder), x, epoch=0)
    assert abs(first.mean() - load_dataset(run.spec.dataset).y_train.mean()) < 100
    loaded = keras.saving.load_model(folder / "model.keras")  # by Keras alone
    np.testing.assert_allclose(loaded.predict(x, verbose=0), expected, rtol=1e-6)


@pytest.mark.thorough
def test_trained_on_it_is_one_longer_training(tmp_path: Path) -> None:
    spec = experiment(epochs=2)
    whole = run_experiment(spec.with_training(epochs=4))
    run_experiment(spec, folder=tmp_path / "run")
    parts = continue_experiment(tmp_path / "run", 2)
    for one, other in zip(whole.model.get_weights(), parts.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert parts.history.columns["val_loss"] == whole.history.columns["val_loss"]


def test_equal_targets_keep_their_scale() -> None:
    assert fit_target(np.full(5, 7.0)) == TargetScaling(7.0, 1.0)
    scaling = fit_target(np.array([100.0, 300.0]))
    assert scaling == TargetScaling(200.0, 100.0)
    np.testing.assert_array_equal(scaling.scaled(np.array([100.0, 350.0])), [-1.0, 1.5])
    np.testing.assert_array_equal(scaling.unscaled(np.array([-1.0, 1.5])), [100.0, 350.0])


@pytest.mark.thorough
def test_the_answer_that_needs_no_network_is_measured() -> None:
    regression = run_experiment(experiment(epochs=1))
    data = load_dataset(regression.spec.dataset)
    assert regression.history.baseline == pytest.approx(np.abs(data.y_test - data.y_train.mean()).mean(), rel=1e-5)
    assert (
        "no better than always answering the mean"
        in run_experiment(experiment(epochs=1, target_scaling="none")).history.baseline_note
    )
