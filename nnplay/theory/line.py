"""A line y = m x + b through points, found by gradient descent on its mean squared error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.errors import DataError
from nnplay.i18n import tr

DIVERGED = 1e9
"""A loss beyond has diverged; the descent ends there."""


@dataclass(frozen=True)
class Update:
    """One update of slope and intercept.

    Args:
        m, b: Before the update.
        loss: Mean squared error over *all* points, before the update.
        gradient: ∂/∂m and ∂/∂b of the mean squared error over the batch.
        batch: Indices of the points in the batch.
        epoch: Counted from 1.
    """

    m: float
    b: float
    loss: float
    gradient: tuple[float, float]
    batch: tuple[int, ...]
    epoch: int


@dataclass(frozen=True)
class Descent:
    """All updates of a descent, and where it ends.

    Args:
        updates: In their order.
        m, b, loss: After the last one.
        batches: Batches in an epoch.
    """

    updates: tuple[Update, ...]
    m: float
    b: float
    loss: float
    batches: int

    def __len__(self) -> int:
        return len(self.updates)

    def path(self) -> np.ndarray:
        """m, b and loss before each update and at the end: (updates + 1, 3)."""
        return np.array([*((one.m, one.b, one.loss) for one in self.updates), (self.m, self.b, self.loss)])


def errors(x: np.ndarray, y: np.ndarray, m: float, b: float) -> np.ndarray:
    """Prediction minus true value at each point: (n,)."""
    return m * x + b - y


def mse(x: np.ndarray, y: np.ndarray, m: float, b: float) -> float:
    """Mean squared error, in squared units of y."""
    return float(np.mean(errors(x, y, m, b) ** 2))


def rmse(x: np.ndarray, y: np.ndarray, m: float, b: float) -> float:
    """Its square root, in units of y: the usual size of an error."""
    return float(np.sqrt(mse(x, y, m, b)))


def gradient(x: np.ndarray, y: np.ndarray, m: float, b: float) -> tuple[float, float]:
    """∂MSE/∂m and ∂MSE/∂b: twice the mean of error times x, and twice the mean of the error."""
    error = errors(x, y, m, b)
    return float(2 * np.mean(error * x)), float(2 * np.mean(error))


def least_squares(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """The m and b with the least squared error, at once.

    Raises:
        DataError: If there are not two points with different x.
    """
    if len(x) < 2 or np.ptp(x) == 0:
        raise DataError(tr("A line needs at least two points with different x. Add a point beside the others."))
    dx = x - x.mean()
    m = float(np.sum(dx * (y - y.mean())) / np.sum(dx**2))
    return m, float(y.mean() - m * x.mean())


def largest_curvature(x: np.ndarray) -> float:
    """The largest curvature of the loss surface: the largest eigenvalue of its second derivatives.

    With all points in each batch a learning rate below 2 / that comes down, a larger one diverges.
    """
    second = 2 * np.array([[np.mean(x**2), np.mean(x)], [np.mean(x), 1.0]])
    return float(np.linalg.eigvalsh(second)[-1])


def loss_surface(x: np.ndarray, y: np.ndarray, m: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Mean squared error for every slope and intercept: (len(b), len(m))."""
    error = m[None, :, None] * x + b[:, None, None] - y
    return np.asarray(np.mean(error**2, axis=-1))


def gradient_descent(
    x: np.ndarray,
    y: np.ndarray,
    start: tuple[float, float],
    learning_rate: float,
    batch_size: int,
    steps: int,
    seed: int = 0,
) -> Descent:
    """Gradient descent, one update per batch.

    Args:
        x, y: (n,) each.
        start: m and b at the beginning.
        learning_rate: Times the gradient is the step.
        batch_size: Points per update: n for all, 1 for a single sample.
        steps: How many updates; fewer are made where the loss diverges.
        seed: Decides the order of the points; they are shuffled anew in every epoch.
    """
    m, b = start
    rng = np.random.default_rng(seed)
    batches = -(-len(x) // batch_size)
    order = np.arange(len(x))
    made: list[Update] = []
    for number in range(steps):
        place = number % batches
        if place == 0 and batches > 1:
            order = rng.permutation(len(x))
        batch = np.sort(order[place * batch_size : (place + 1) * batch_size])
        down = gradient(x[batch], y[batch], m, b)
        made.append(Update(m, b, mse(x, y, m, b), down, tuple(batch.tolist()), number // batches + 1))
        m, b = m - learning_rate * down[0], b - learning_rate * down[1]
        if mse(x, y, m, b) > DIVERGED:
            break
    return Descent(tuple(made), m, b, mse(x, y, m, b), batches)
