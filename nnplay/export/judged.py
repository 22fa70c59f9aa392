"""What a trained network says to its test part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnplay.datasets import Dataset, load_dataset
from nnplay.export.export_format import TrainedRun
from nnplay.tasks import class_probabilities
from nnplay.training.history import show_metric

BATCH = 500
"""Examples that go through the network at once."""


@dataclass(frozen=True, eq=False)
class AnswersOnTest:
    """The test part and the answers to it.

    Args:
        data: The run's dataset.
        outputs: float32 (n, units of the output layer).
    """

    data: Dataset
    outputs: np.ndarray

    @property
    def probabilities(self) -> np.ndarray:
        """Of each class, (n, classes); not for a regression."""
        return class_probabilities(self.outputs, self.data.task)

    @property
    def said(self) -> np.ndarray:
        """The predicted class numbers, or values: (n,)."""
        return self.outputs[:, 0] if self.data.task == "regression" else self.probabilities.argmax(axis=1)

    @property
    def score(self) -> tuple[str, float]:
        """`"accuracy"`, or for a regression `"mean_absolute_error"`, and its value."""
        if self.data.task == "regression":
            return "mean_absolute_error", float(np.abs(self.said - self.data.y_test).mean())
        return "accuracy", float((self.said == self.data.y_test).mean())

    @property
    def shown_score(self) -> str:
        """The score as people read it."""
        return show_metric(*self.score)


def judge(run: TrainedRun, predict: Callable[[np.ndarray], np.ndarray] | None = None) -> AnswersOnTest:
    """The answers of a run's network, or of another form of it, to its test part.

    Args:
        run: With a trained model.
        predict: From inputs to outputs; the model if None.
    """
    data = load_dataset(run.spec.dataset)
    ask = predict or (lambda x: np.asarray(run.model(x, training=False), np.float32))
    parts = [ask(data.x_test[start : start + BATCH]) for start in range(0, len(data.x_test), BATCH)]
    return AnswersOnTest(data, np.concatenate(parts))


def compared(run: TrainedRun, predict: Callable[[np.ndarray], np.ndarray]) -> str:
    """A sentence that says how another form of a network does on the test part, beside the network itself."""
    before, after = judge(run), judge(run, predict)
    name = "Accuracy" if before.data.task != "regression" else "Mean absolute error"
    return (
        f"{name} of this file on the test part: {after.shown_score}; of the network as trained: {before.shown_score}."
    )
