"""Smooth lines through points, as a hand draws them."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import make_interp_spline

STEPS = 8
"""Points of the curve for each point that it passes."""


def through(points: np.ndarray) -> np.ndarray:
    """A curve through points (n, 2), n >= 4, no two neighbours equal: cubic, with as many points as `STEPS` says."""
    walked = np.concatenate([[0.0], np.hypot(*np.diff(points, axis=0).T).cumsum()])
    return make_interp_spline(walked, points, k=3)(np.linspace(0, walked[-1], STEPS * len(points)))
