"""What a network predicts, and what its outputs mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np

Task = Literal["binary", "multiclass", "regression"]

OUTPUT_ACTIVATION: dict[Task, str] = {"binary": "sigmoid", "multiclass": "softmax", "regression": "linear"}
"""The activation of the output layer, by task."""


def class_probabilities(outputs: np.ndarray, task: Task) -> np.ndarray:
    """The probability of every class, (n, classes), from a network's outputs (n, units).

    The one output of a binary network is the probability of the second class.
    """
    import numpy as np

    return outputs if task == "multiclass" else np.concatenate([1 - outputs, outputs], axis=1)
