"""Seven optimizers, step by step, with the same numbers as Keras's.

Each is a function from the place w, the gradient g there and what it remembers, to the new place and memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

EPSILON = 1e-7
"""Keeps divisions away from zero; Keras's default."""

MOMENTUM = 0.9
RHO, RHO_ADADELTA = 0.9, 0.95
BETA_1, BETA_2 = 0.9, 0.999

FAR = 1e4
"""A place further out than this has run away."""

Memory = dict[str, np.ndarray]
Update = Callable[[np.ndarray, np.ndarray, Memory, float, int], tuple[np.ndarray, Memory]]


def sgd(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int) -> tuple[np.ndarray, Memory]:
    """A step against the gradient."""
    return w - rate * g, memory


def momentum(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int) -> tuple[np.ndarray, Memory]:
    """A velocity that keeps nine tenths of itself."""
    v = MOMENTUM * memory["v"] - rate * g
    return w + v, {"v": v}


def nesterov(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int) -> tuple[np.ndarray, Memory]:
    """Momentum that looks ahead; w is the place where the velocity is about to lead."""
    v = MOMENTUM * memory["v"] - rate * g
    return w + MOMENTUM * v - rate * g, {"v": v}


def adagrad(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int) -> tuple[np.ndarray, Memory]:
    """Each step divided by the root of all squared gradients so far."""
    s = memory["s"] + g**2
    return w - rate * g / np.sqrt(s + EPSILON), {"s": s}


def rmsprop(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int) -> tuple[np.ndarray, Memory]:
    """Each step divided by the root of a fading mean of squared gradients."""
    s = RHO * memory["s"] + (1 - RHO) * g**2
    return w - rate * g / np.sqrt(s + EPSILON), {"s": s}


def adadelta(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int) -> tuple[np.ndarray, Memory]:
    """RMSprop whose step size is the root of a fading mean of its own squared steps."""
    s = RHO_ADADELTA * memory["s"] + (1 - RHO_ADADELTA) * g**2
    step = -np.sqrt(memory["d"] + EPSILON) / np.sqrt(s + EPSILON) * g
    d = RHO_ADADELTA * memory["d"] + (1 - RHO_ADADELTA) * step**2
    return w + rate * step, {"s": s, "d": d}


def adam(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int) -> tuple[np.ndarray, Memory]:
    """Fading means of gradients and of their squares, corrected for having begun at zero."""
    m = BETA_1 * memory["m"] + (1 - BETA_1) * g
    v = BETA_2 * memory["v"] + (1 - BETA_2) * g**2
    corrected = rate * np.sqrt(1 - BETA_2**t) / (1 - BETA_1**t)
    return w - corrected * m / (np.sqrt(v) + EPSILON), {"m": m, "v": v}


@dataclass(frozen=True)
class Optimizer:
    """One optimizer.

    Args:
        name: Its key.
        title: What a page calls it.
        update: One step: place, gradient, memory, learning rate and number of the step, from 1.
        memory: What it remembers at the beginning, by name; the same number for each coordinate.
        formula: The update as LaTeX, a line each.
        about: What it does and where it comes from.
        rate: A learning rate that suits the landscapes here; as a share of the landscape's own where `relative`.
        relative: Whether its steps are as long as the gradient is steep.
    """

    name: str
    title: str
    update: Update
    memory: Mapping[str, float]
    formula: tuple[str, ...]
    about: str
    rate: float
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
                "One rate for every direction. It is *stochastic* gradient descent where g comes from a batch; here g "
                "is exact. Robbins and Monro, 1951.",
                1.0,
                relative=True,
            ),
            Optimizer(
                "momentum",
                "Momentum",
                momentum,
                {"v": 0.0},
                (rf"v \leftarrow {MOMENTUM}\, v - \eta\, g", r"w \leftarrow w + v"),
                "A heavy ball: swings across a valley cancel, steps along it add up. Polyak, 1964.",
                0.3,
                relative=True,
            ),
            Optimizer(
                "nesterov",
                "Nesterov",
                nesterov,
                {"v": 0.0},
                (rf"v \leftarrow {MOMENTUM}\, v - \eta\, g", rf"w \leftarrow w + {MOMENTUM}\, v - \eta\, g"),
                "Momentum that brakes in time, because it uses the gradient where it is about to be: w here is that "
                "place ahead, as in Keras. Nesterov, 1983.",
                0.3,
                relative=True,
            ),
            Optimizer(
                "adagrad",
                "Adagrad",
                adagrad,
                {"s": 0.1},
                (r"s \leftarrow s + g^2", r"w \leftarrow w - \eta\, g / \sqrt{s + \varepsilon}"),
                "A step size for each coordinate, that only ever shrinks. Duchi, Hazan and Singer, 2011.",
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
                "Adagrad that forgets: a fading mean in place of the sum. Hinton's lecture, 2012.",
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
                "Finds its own step size, and begins with tiny ones: d starts at zero. Zeiler, 2012, with η = 1.",
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
                "Momentum and RMSprop together, with a correction for the first steps. Kingma and Ba, 2014: two years "
                "*after* RMSprop, which it builds on.",
                0.1,
            ),
        )
    }
)
"""All optimizers by name, in the order of their years."""


@dataclass
class Walker:
    """An optimizer on its way.

    Args:
        optimizer: Which one.
        rate: Its learning rate.
        place: Where it stands: (2,).
        memory: What it remembers.
        t: How many steps it has made.
    """

    optimizer: Optimizer
    rate: float
    place: np.ndarray
    memory: Memory = field(default_factory=dict)
    t: int = 0

    def __post_init__(self) -> None:
        if not self.memory:
            self.memory = {name: np.full_like(self.place, start) for name, start in self.optimizer.memory.items()}

    def step(self, gradient: np.ndarray) -> None:
        """One update."""
        self.t += 1
        self.place, self.memory = self.optimizer.update(self.place, gradient, self.memory, self.rate, self.t)


def walk(
    optimizer: Optimizer,
    gradient: Callable[[np.ndarray], np.ndarray],
    start: tuple[float, float],
    rate: float,
    steps: int,
) -> np.ndarray:
    """The places that an optimizer comes to: (steps + 1, 2), fewer where it runs away."""
    walker = Walker(optimizer, rate, np.array(start, dtype=float))
    places = [walker.place]
    for _ in range(steps):
        walker.step(gradient(walker.place))
        if not np.abs(walker.place).max() < FAR:
            break
        places.append(walker.place)
    return np.array(places)


def one_update(
    optimizer: Optimizer,
    gradient: Callable[[np.ndarray], np.ndarray],
    start: tuple[float, float],
    rate: float,
    step: int,
) -> dict[str, np.ndarray]:
    """What goes into the update after so many steps and what comes out of it, by name: (2,) each."""
    walker = Walker(optimizer, rate, np.array(start, dtype=float))
    for _ in range(step):
        walker.step(gradient(walker.place))
    rows: dict[str, np.ndarray] = {"place w": walker.place, "gradient g": gradient(walker.place)}
    rows |= {f"{name} before": value for name, value in walker.memory.items()}
    walker.step(rows["gradient g"])
    rows |= {f"{name} after": value for name, value in walker.memory.items()}
    rows["new place w"] = walker.place
    return rows
