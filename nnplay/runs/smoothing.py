"""Smoothed curves, beside which the raw ones stay in sight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def smooth(values: Sequence[float], weight: float) -> np.ndarray:
    """An exponential moving average that starts without bias.

    Each point is the average of all points up to it, where one that is k points older counts `weight ** k` as much.
    Numbers that are not finite stay where they are and count nothing.

    Args:
        values: One per epoch.
        weight: 0 leaves the values as they are; below 1.

    Returns:
        float64 (n,).
    """
    if not 0 <= weight < 1:
        raise ValueError(f"The weight must be at least 0 and below 1. Received: {weight}")
    raw = np.asarray(values, np.float64)
    found = raw.copy()
    total = counted = 0.0
    for place in np.flatnonzero(np.isfinite(raw)):
        total = weight * total + raw[place]
        counted = weight * counted + 1.0
        found[place] = total / counted
    return found
