"""Where the error on new points comes from: bias, variance and noise.

As in Geman, Bienenstock and Doursat, "Neural Networks and the Bias/Variance Dilemma", Neural Computation 4, 1992.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from nnplay.datasets.kinds.synthetic_regression import draw_wave
from nnplay.theory import overfitting

MOST = 4.0
"""Curves are judged from −4 to 4: at the very ends a polynomial has points on one side only."""

X = np.linspace(-MOST, MOST, 161)


@dataclass(frozen=True)
class Refits:
    """The same model fitted to many random draws of points.

    Args:
        curves: (draws, n): each fit at `X`.
        truth: (n,): the true curve there.
        noise: Standard deviation of the noise of a point.
    """

    curves: np.ndarray
    truth: np.ndarray
    noise: float

    @property
    def mean(self) -> np.ndarray:
        """The mean of all fits: (n,)."""
        return np.asarray(self.curves.mean(axis=0))

    @property
    def squared_bias(self) -> float:
        """The mean squared distance of that mean from the truth."""
        return float(np.mean((self.mean - self.truth) ** 2))

    @property
    def variance(self) -> float:
        """The mean squared distance of a fit from the mean of all fits."""
        return float(self.curves.var(axis=0).mean())

    @property
    def error(self) -> float:
        """The mean squared error of a fit on new noisy points: squared bias, variance and noise² together."""
        return self.squared_bias + self.variance + self.noise**2


@functools.lru_cache(maxsize=64)
def refits(degree: int, points: int, noise: float, draws: int = 60) -> Refits:
    """A polynomial fitted again and again, each time to new noisy points of a wave.

    Args:
        degree: The highest power.
        points: Training points of each fit.
        noise: Standard deviation of what is added to each y.
        draws: How many fits.
    """
    rng = np.random.default_rng(0)
    curves = []
    for _ in range(draws):
        x, y = draw_wave(points, noise, rng)
        curves.append(overfitting.predict(X, overfitting.fit(x[:, 0], y, degree)))
    return Refits(np.array(curves), np.sin(X), noise)
