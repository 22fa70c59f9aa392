"""Seven optimizers, step by step, with the same numbers as Keras's.

Each is a function from the point w, the gradient g there and its state, to the new point and state.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from nnplay.i18n import N_, translated

EPSILON = 1e-7
"""Keeps divisions away from zero; Keras's default."""

MOMENTUM = 0.9
RHO, RHO_ADADELTA = 0.9, 0.95
BETA_1, BETA_2 = 0.9, 0.999

DIVERGED = 1e4
"""A point further out than this has diverged."""

OptimizerState = dict[str, np.ndarray]
UpdateRule = Callable[[np.ndarray, np.ndarray, OptimizerState, float, int], tuple[np.ndarray, OptimizerState]]


def sgd(
    w: np.ndarray, g: np.ndarray, state: OptimizerState, learning_rate: float, t: int
) -> tuple[np.ndarray, OptimizerState]:
    """A step against the gradient."""
    return w - learning_rate * g, state


def momentum(
    w: np.ndarray, g: np.ndarray, state: OptimizerState, learning_rate: float, t: int, beta: float = MOMENTUM
) -> tuple[np.ndarray, OptimizerState]:
    """A velocity that keeps the share `beta` of itself at each step."""
    v = beta * state["v"] - learning_rate * g
    return w + v, {"v": v}


def nesterov(
    w: np.ndarray, g: np.ndarray, state: OptimizerState, learning_rate: float, t: int, beta: float = MOMENTUM
) -> tuple[np.ndarray, OptimizerState]:
    """Momentum that looks ahead; w is the place where the velocity is about to lead."""
    v = beta * state["v"] - learning_rate * g
    return w + beta * v - learning_rate * g, {"v": v}


def adagrad(
    w: np.ndarray, g: np.ndarray, state: OptimizerState, learning_rate: float, t: int
) -> tuple[np.ndarray, OptimizerState]:
    """Each step divided by the root of the sum of all squared gradients so far, which begins at 0.1."""
    s = state["s"] + g**2
    return w - learning_rate * g / np.sqrt(s + EPSILON), {"s": s}


def rmsprop(
    w: np.ndarray, g: np.ndarray, state: OptimizerState, learning_rate: float, t: int
) -> tuple[np.ndarray, OptimizerState]:
    """Each step divided by the root of a fading mean of squared gradients."""
    s = RHO * state["s"] + (1 - RHO) * g**2
    return w - learning_rate * g / np.sqrt(s + EPSILON), {"s": s}


def adadelta(
    w: np.ndarray, g: np.ndarray, state: OptimizerState, learning_rate: float, t: int
) -> tuple[np.ndarray, OptimizerState]:
    """RMSprop whose step size is the root of a fading mean of its own squared steps."""
    s = RHO_ADADELTA * state["s"] + (1 - RHO_ADADELTA) * g**2
    step = -np.sqrt(state["d"] + EPSILON) / np.sqrt(s + EPSILON) * g
    d = RHO_ADADELTA * state["d"] + (1 - RHO_ADADELTA) * step**2
    return w + learning_rate * step, {"s": s, "d": d}


def adam(
    w: np.ndarray, g: np.ndarray, state: OptimizerState, learning_rate: float, t: int
) -> tuple[np.ndarray, OptimizerState]:
    """Fading means of gradients and of their squares, corrected for having begun at zero."""
    m = BETA_1 * state["m"] + (1 - BETA_1) * g
    v = BETA_2 * state["v"] + (1 - BETA_2) * g**2
    corrected = learning_rate * np.sqrt(1 - BETA_2**t) / (1 - BETA_1**t)
    return w - corrected * m / (np.sqrt(v) + EPSILON), {"m": m, "v": v}


@translated("about")
@dataclass(frozen=True)
class Optimizer:
    """One optimizer.

    Args:
        name: Its key.
        title: What a page calls it.
        update: One step: point, gradient, state, learning rate and number of the step, from 1.
        state: What it remembers at the beginning, by name; the same number for each coordinate.
        formula: The update as LaTeX, a line each.
        about: What it does and where it comes from.
        learning_rate: One that suits the landscapes here; as a share of the landscape's own where `relative`.
        relative: Whether its steps are as long as the gradient is steep.
    """

    name: str
    title: str
    update: UpdateRule
    state: Mapping[str, float]
    formula: tuple[str, ...]
    about: str
    learning_rate: float
    relative: bool = False


OPTIMIZERS: Mapping[str, Optimizer] = MappingProxyType(
    {
        one.name: one
        for one in (
            Optimizer(
                "sgd",
                "SGD",
                sgd,
                {},
                (r"w \leftarrow w - \eta\, g",),
                N_(
                    "One learning rate for every direction. It is called *stochastic* gradient descent when g comes "
                    "from a random batch; here g is exact. Robbins and Monro, 1951."
                ),
                1.0,
                relative=True,
            ),
            Optimizer(
                "momentum",
                "Momentum",
                momentum,
                {"v": 0.0},
                (r"v \leftarrow \beta\, v - \eta\, g", r"w \leftarrow w + v"),
                N_("Like a heavy ball: swings across a valley cancel out, and steps along it add up. Polyak, 1964."),
                0.3,
                relative=True,
            ),
            Optimizer(
                "nesterov",
                "Nesterov",
                nesterov,
                {"v": 0.0},
                (r"v \leftarrow \beta\, v - \eta\, g", r"w \leftarrow w + \beta\, v - \eta\, g"),
                N_(
                    "Momentum that brakes in time, because it uses the gradient at the point where it is about to be. "
                    "Here, as in Keras, w is that point ahead. Nesterov, 1983."
                ),
                0.3,
                relative=True,
            ),
            Optimizer(
                "adagrad",
                "Adagrad",
                adagrad,
                {"s": 0.1},
                (r"s \leftarrow s + g^2", r"w \leftarrow w - \eta\, g / \sqrt{s + \varepsilon}"),
                N_(
                    "Each weight gets its own step size, which only ever shrinks: s adds up all squared gradients so "
                    "far. In Keras it starts at 0.1. Duchi, Hazan and Singer, 2011."
                ),
                0.5,
            ),
            Optimizer(
                "rmsprop",
                "RMSprop",
                rmsprop,
                {"s": 0.0},
                (
                    rf"s \leftarrow {RHO}\, s + {1 - RHO:.1f}\, g^2",
                    r"w \leftarrow w - \eta\, g / \sqrt{s + \varepsilon}",
                ),
                N_("Adagrad that forgets: s is a running average, not a sum. Hinton's lecture, 2012."),
                0.05,
            ),
            Optimizer(
                "adadelta",
                "Adadelta",
                adadelta,
                {"s": 0.0, "d": 0.0},
                (
                    rf"s \leftarrow {RHO_ADADELTA}\, s + {1 - RHO_ADADELTA:.2f}\, g^2",
                    r"\Delta = -\sqrt{d + \varepsilon}\; g / \sqrt{s + \varepsilon}",
                    rf"d \leftarrow {RHO_ADADELTA}\, d + {1 - RHO_ADADELTA:.2f}\, \Delta^2",
                    r"w \leftarrow w + \eta\, \Delta",
                ),
                N_(
                    "Finds its own step size, and starts with tiny steps because d starts at zero. Zeiler, 2012, with "
                    "η = 1."
                ),
                1.0,
            ),
            Optimizer(
                "adam",
                "Adam",
                adam,
                {"m": 0.0, "v": 0.0},
                (
                    rf"m \leftarrow {BETA_1}\, m + {1 - BETA_1:.1f}\, g",
                    rf"v \leftarrow {BETA_2}\, v + {1 - BETA_2:.3f}\, g^2",
                    rf"\hat\eta = \eta \sqrt{{1 - {BETA_2}^t}} / (1 - {BETA_1}^t)",
                    r"w \leftarrow w - \hat\eta\, m / (\sqrt{v} + \varepsilon)",
                ),
                N_(
                    "Momentum and RMSprop combined, with a correction for the first steps. Kingma and Ba, 2014, two "
                    "years *after* RMSprop."
                ),
                0.1,
            ),
        )
    }
)
"""All optimizers by name, in the order of their years."""


HEAVY = {"momentum": momentum, "nesterov": nesterov}
"""Optimizers whose momentum can be chosen."""


def with_momentum(optimizer: Optimizer, beta: float) -> Optimizer:
    """An optimizer whose velocity keeps another share of itself at each step.

    Args:
        optimizer: One of `HEAVY`; any other one comes back as it is.
        beta: From 0, which is plain SGD, to below 1.
    """
    if optimizer.name not in HEAVY:
        return optimizer
    return replace(optimizer, update=functools.partial(HEAVY[optimizer.name], beta=beta))


@functools.cache
def gradient_noise(steps: int, seed: int = 0) -> np.ndarray:
    """What the gradients of random batches have too much or too little, for all optimizers alike: (steps, 2).

    Independent normal numbers with mean 0 and deviation 1, to be multiplied by the size of the noise.
    """
    noise = np.random.default_rng(seed).standard_normal((steps, 2))
    noise.flags.writeable = False
    return noise


@dataclass
class Minimizer:
    """An optimizer at work on one point.

    Args:
        optimizer: Which one.
        learning_rate: Which it steps with.
        point: Where it stands: (2,).
        state: What it remembers, by name, e.g. a velocity.
        iterations: How many steps it has made.
    """

    optimizer: Optimizer
    learning_rate: float
    point: np.ndarray
    state: OptimizerState = field(default_factory=dict)
    iterations: int = 0

    def __post_init__(self) -> None:
        if not self.state:
            self.state = {name: np.full_like(self.point, start) for name, start in self.optimizer.state.items()}

    def step(self, gradient: np.ndarray) -> None:
        """One update."""
        self.iterations += 1
        self.point, self.state = self.optimizer.update(
            self.point, gradient, self.state, self.learning_rate, self.iterations
        )


def minimize(
    optimizer: Optimizer,
    gradient: Callable[[np.ndarray], np.ndarray],
    start: tuple[float, float],
    learning_rate: float,
    steps: int,
    noise: float = 0.0,
) -> np.ndarray:
    """The points that an optimizer comes to: (steps + 1, 2), fewer where it diverges.

    Args:
        optimizer, learning_rate: Which one, and its rate.
        gradient: From a point (2,) to the gradient there (2,).
        start: The first point.
        steps: How many updates.
        noise: Deviation of what is added to each part of a gradient; see `gradient_noise`.
    """
    minimizer = Minimizer(optimizer, learning_rate, np.array(start, dtype=float))
    points = [minimizer.point]
    for error in noise * gradient_noise(steps):
        minimizer.step(gradient(minimizer.point) + error)
        if not np.abs(minimizer.point).max() < DIVERGED:
            break
        points.append(minimizer.point)
    return np.array(points)


def one_update(
    optimizer: Optimizer,
    gradient: Callable[[np.ndarray], np.ndarray],
    start: tuple[float, float],
    learning_rate: float,
    step: int,
    noise: float = 0.0,
) -> dict[str, np.ndarray]:
    """What goes into the update after so many steps and what comes out of it, by name: (2,) each; see `minimize`."""
    minimizer = Minimizer(optimizer, learning_rate, np.array(start, dtype=float))
    errors = noise * gradient_noise(step + 1)
    for error in errors[:-1]:
        minimizer.step(gradient(minimizer.point) + error)
    rows: dict[str, np.ndarray] = {"point w": minimizer.point, "gradient g": gradient(minimizer.point) + errors[-1]}
    rows |= {f"{name} before": value for name, value in minimizer.state.items()}
    minimizer.step(rows["gradient g"])
    rows |= {f"{name} after": value for name, value in minimizer.state.items()}
    rows["new point w"] = minimizer.point
    return rows
