"""Along what a curve is drawn: epochs, updates of the weights, or seconds of training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from nnplay.i18n import N_
from nnplay.training.history import History

Pace = Literal["epoch", "step", "second"]

PACES: dict[Pace, str] = {"epoch": N_("Epoch"), "step": N_("Step"), "second": N_("Seconds")}
"""What the axis is called."""


def along(history: History, pace: Pace) -> np.ndarray:
    """Where on the axis each finished epoch ends: float64 (epochs,).

    Args:
        history: Of a run.
        pace: `"step"` counts updates of the weights; `"second"` is wall time without pauses.
    """
    epochs = np.asarray(history.epochs, np.float64)
    match pace:
        case "epoch":
            return epochs
        case "step":
            return epochs * history.steps
        case "second":
            return np.cumsum(np.asarray(history.seconds, np.float64))


def finite(values: Sequence[float]) -> np.ndarray:
    """Numbers as float64, NaN for what is none, as after a training that diverged."""
    numbers = np.asarray(values, np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)
