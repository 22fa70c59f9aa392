"""What a trained network says to its test part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnplay.datasets import load_dataset
from nnplay.export.export_format import TrainedRun
from nnplay.runs.answers import AnswersOnTest

BATCH = 500
"""Examples that go through the network at once."""


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
        f"{name} of this file on the test data: {after.shown_score}; of the network as trained: {before.shown_score}."
    )
