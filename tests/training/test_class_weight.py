"""Class weights: equal to Keras's `fit(class_weight=...)` in both ways of running epochs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnplay.datasets import prepare
from nnplay.errors import SpecError
from nnplay.models.shapes import trace
from nnplay.spec import DatasetSpec, ExperimentSpec, OptimizerSpec, TrainingSpec
from nnplay.tasks import Task
from nnplay.training import compiled_epochs, fit_epochs
from nnplay.training.run import _weights, run_experiment
from tests.training.factories import assert_same_logs, assert_same_weights, plain_keras, small, train

CASES: list[tuple[Task, str, tuple[float, ...]]] = [
    ("binary", "binary_crossentropy", (0.4, 3.0)),
    ("multiclass", "sparse_categorical_crossentropy", (0.5, 1.0, 4.0)),
    ("multiclass", "categorical_crossentropy", (0.5, 1.0, 4.0)),
]


@pytest.mark.sweep
@pytest.mark.parametrize("execution", [compiled_epochs, fit_epochs])
@pytest.mark.parametrize(("task", "loss", "weights"), CASES)
def test_training_equals_keras_with_the_same_class_weights(
    execution: Any, task: Task, loss: str, weights: tuple[float, ...]
) -> None:
    made = small(task=task, loss=loss, weights=weights)
    # 45 examples: two batches of 20 and one of 5. For `fit`, which Keras compiles alike for all weights, eagerly.
    options = {"compile_options": {"run_eagerly": True}} if execution is fit_epochs else {}
    model, logs = train(execution, made, 3, 20, **options)
    expected, expected_logs = plain_keras(made, 3, 20)
    assert_same_weights(model, expected, 2e-5)
    assert_same_logs(logs, expected_logs, 1e-5)
    _, unweighted = plain_keras(small(task=task, loss=loss), 3, 20)
    assert abs(unweighted["loss"][-1] - logs["loss"][-1]) > 1e-3


def test_balanced_lets_every_class_count_the_same() -> None:
    data = prepare(DatasetSpec("breast_cancer"))
    training = TrainingSpec(OptimizerSpec("SGD"), class_weight="balanced")
    (weights,) = _weights(training, data)
    counts = np.bincount(data.y_train)
    # As scikit-learn and Keras's guide on imbalanced data compute it: n / (classes * count).
    np.testing.assert_allclose(weights, (len(data.y_train) / (2 * counts))[data.y_train], rtol=1e-6)
    assert weights[data.y_train == 0].sum() == pytest.approx(weights[data.y_train == 1].sum(), rel=1e-5)
    assert _weights(TrainingSpec(OptimizerSpec("SGD")), data) == ()


def test_an_experiment_with_class_weights_learns_something_else() -> None:
    plain = ExperimentSpec(DatasetSpec("iris"), (), TrainingSpec(OptimizerSpec("SGD"), epochs=1, batch_size=64))
    plain_uneven = plain.with_dataset(DatasetSpec("iris", stratify=False))
    uneven = plain_uneven.with_training(class_weight="balanced")
    weighted, same = (run_experiment(spec).model.get_weights()[0] for spec in (uneven, plain_uneven))
    assert not np.allclose(weighted, same, rtol=1e-4)


def test_class_weights_for_a_regression_get_a_sentence() -> None:
    spec = ExperimentSpec(DatasetSpec("line"), (), TrainingSpec(OptimizerSpec("SGD"), class_weight="balanced"))
    error = trace(spec).error
    assert isinstance(error, SpecError)
    assert "need classes" in error.message
    assert error.where == ("training", "class_weight")
