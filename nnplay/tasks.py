"""What a network predicts, and what its outputs mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

Task = Literal["binary", "multiclass", "regression"]

OUTPUT_ACTIVATION: dict[Task, str] = {"binary": "sigmoid", "multiclass": "softmax", "regression": "linear"}
"""The activation of the output layer, by task."""


def class_probabilities(outputs: np.ndarray, task: Task) -> np.ndarray:
    """The probability of every class, (n, classes), from a network's outputs (n, units).

    The one output of a binary network is the probability of the second class.
    """
    return outputs if task == "multiclass" else np.concatenate([1 - outputs, outputs], axis=1)


@dataclass(frozen=True)
class TargetScaling:
    """How the network's own number becomes an answer in the target's units: `number * scale + offset`.

    Args:
        offset: Mean of the training part's targets.
        scale: Their standard deviation; above 0.
    """

    offset: float = 0.0
    scale: float = 1.0

    def scaled(self, y: np.ndarray) -> np.ndarray:
        """Targets in their own units as the network learns them: float64."""
        return (np.asarray(y, dtype=np.float64) - self.offset) / self.scale

    def unscaled(self, numbers: np.ndarray) -> np.ndarray:
        """The inverse of `scaled`."""
        return np.asarray(numbers, dtype=np.float64) * self.scale + self.offset
