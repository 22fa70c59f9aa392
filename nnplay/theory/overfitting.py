"""Polynomials and networks that follow noisy points, and what keeps them from following the noise.

The polynomial is y = w₀ + w₁u + w₂u² + …, with u = x / 5, so that u lies in −1..1 and high powers stay small.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Sequence

import numpy as np

from nnplay.datasets.base import VALIDATION_SIZE
from nnplay.datasets.kinds.synthetic_regression import draw_wave
from nnplay.i18n import N_
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec

SCALE = 5.0
"""The points lie between −5 and 5."""


def powers(x: np.ndarray, degree: int) -> np.ndarray:
    """1, u, u², …, as columns: (n,) to (n, degree + 1)."""
    return (x[:, None] / SCALE) ** np.arange(degree + 1)


def fit(x: np.ndarray, y: np.ndarray, degree: int, l2: float = 0.0) -> np.ndarray:
    """The weights that make `mean((y − prediction)²) + l2 · Σ w²` least; w₀ is not counted in the penalty.

    Args:
        x, y: (n,).
        degree: The highest power.
        l2: How much large weights cost; Keras's `L2` adds the same to the loss, statistics calls it ridge.

    Returns:
        float64, (degree + 1,). Without penalty and with fewer points than weights: the least of all that fit.
    """
    # The penalty is written as further points: √(n · l2) · w shall be 0 for each weight but the first.
    penalty = np.sqrt(len(x) * l2) * np.eye(degree + 1)[1:]
    rows = np.vstack([powers(x, degree), penalty])
    targets = np.concatenate([y, np.zeros(degree)])
    return np.linalg.lstsq(rows, targets, rcond=None)[0]


def fit_l1(x: np.ndarray, y: np.ndarray, degree: int, l1: float) -> np.ndarray:
    """The weights that make `mean((y − prediction)²) + l1 · Σ |w|` least, w₀ uncounted; many are exactly 0.

    There is no closed form, but the weights move along straight lines while the penalty shrinks from where all are 0,
    and one can follow them from corner to corner (least angle regression; Efron and others, Annals of Statistics 32,
    2004): `sklearn.linear_model.LassoLars`.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LassoLars

    if degree == 0:
        return np.array([y.mean()])
    with warnings.catch_warnings():
        # High powers are nearly alike; it then leaves out the corners that rounding has made meaningless.
        warnings.simplefilter("ignore", ConvergenceWarning)
        # It halves the mean of the squares.
        lars = LassoLars(alpha=l1 / 2, max_iter=2000, eps=1e-12).fit(powers(x, degree)[:, 1:], y)
    return np.concatenate([[lars.intercept_], lars.coef_])


def fit_penalized(x: np.ndarray, y: np.ndarray, degree: int, penalty: str, strength: float) -> np.ndarray:
    """`fit` or `fit_l1`, by the penalty's name, `"L1"` or `"L2"`; a strength of 0 is no penalty."""
    if penalty == "L1" and strength:
        return fit_l1(x, y, degree, strength)
    return fit(x, y, degree, strength)


def predict(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The polynomial's values: (n,)."""
    return powers(x, len(weights) - 1) @ weights


def mean_squared_error(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """Mean of the squared distances between points and polynomial, in squared units of y."""
    return float(np.mean((predict(x, weights) - y) ** 2))


def error_by_degree(
    train: tuple[np.ndarray, np.ndarray], validation: tuple[np.ndarray, np.ndarray], degrees: Sequence[int], l2: float
) -> tuple[np.ndarray, np.ndarray]:
    """The mean squared errors on both parts of the polynomial of each degree, fitted to the training part."""
    fitted = [fit(*train, degree, l2) for degree in degrees]
    return tuple(np.array([mean_squared_error(*part, weights) for weights in fitted]) for part in (train, validation))  # type: ignore[return-value]


TRAIN_SIZES = (5, 7, 10, 15, 20, 30, 50, 100, 200)
DRAWS = 20
"""Draws of points of which a learning curve shows the median."""


@functools.lru_cache(maxsize=64)
def learning_curve(degree: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Errors of a polynomial without penalty by the number of its training points.

    Args:
        degree: The highest power.
        noise: Standard deviation of what is added to each y.

    Returns:
        Mean squared errors on the training points and on 100 new ones, each float64 (sizes,) for `TRAIN_SIZES`. The
        median of `DRAWS` draws, because a few wild fits would be all that one sees.
    """
    rng = np.random.default_rng(0)
    errors = np.empty((2, len(TRAIN_SIZES), DRAWS))
    for place, size in enumerate(TRAIN_SIZES):
        for draw in range(DRAWS):
            (x, y), (new_x, new_y) = (draw_wave(size, noise, rng), draw_wave(100, noise, rng))
            weights = fit(x[:, 0], y, degree)
            errors[0, place, draw] = mean_squared_error(x[:, 0], y, weights)
            errors[1, place, draw] = mean_squared_error(new_x[:, 0], new_y, weights)
    on_train, on_validation = np.median(errors, axis=2)
    return on_train, on_validation


def wave(points: int, noise: float, seed: int) -> DatasetSpec:
    """So many training points of a noisy wave, as many for validation, and twice as many for the test."""
    halves = {"test_size": 0.5, VALIDATION_SIZE.name: 0.5}
    return DatasetSpec("wave", samples=4 * points, noise=noise, data_seed=seed, **halves)


NEW_POINTS = 2000


@functools.lru_cache(maxsize=32)
def new_points(noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Points of a wave that no experiment trains on or stops by, to judge all of them on the same ones.

    Args:
        noise: Standard deviation of what is added to each y.

    Returns:
        float32, inputs (`NEW_POINTS`, 1) and targets (`NEW_POINTS`,).
    """
    x, y = draw_wave(NEW_POINTS, noise, np.random.default_rng([2, 0, 0, 0]))  # no data seed gives these
    return x.astype(np.float32), y.astype(np.float32)


EPOCHS = 600
VARIANTS = (
    N_("Small"),
    N_("Large"),
    N_("Large, L2"),
    N_("Large, L1"),
    N_("Large, dropout"),
    N_("Large, early stopping"),
    N_("Large, 10 × data"),
)


def variants(points: int, noise: float, seed: int) -> dict[str, ExperimentSpec]:
    """A small network, a large one that overfits, and the large one with each remedy: by name, as in `VARIANTS`.

    The data and the training are the same for all, one thing is changed in each.

    Args:
        points, noise, seed: As `wave` takes them.
    """

    def dense(units: int, **options: float) -> LayerSpec:
        return LayerSpec("Dense", units=units, activation="relu", **options)

    training = TrainingSpec(OptimizerSpec("Adam", learning_rate=0.01), batch_size=16, epochs=EPOCHS)
    large = ExperimentSpec(wave(points, noise, seed), (dense(64), dense(64)), training)
    dropout = LayerSpec("Dropout", rate=0.2)
    made = (
        large.with_layers((dense(4),)),
        large,
        large.with_layers((dense(64, l2=0.003), dense(64, l2=0.003))),
        large.with_layers((dense(64, l1=0.001), dense(64, l1=0.001))),
        large.with_layers((dense(64), dropout, dense(64), dropout)),
        large.with_training(early_stopping=True, patience=30),
        large.with_dataset(wave(10 * points, noise, seed)),
    )
    return dict(zip(VARIANTS, made, strict=True))
