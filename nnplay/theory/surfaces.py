"""Landscapes over two numbers for optimizers to walk down: bowl, valleys, saddle, two minima."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from nnplay.i18n import N_, translated

Height = Callable[[np.ndarray, np.ndarray], np.ndarray]


@translated("title", "about")
@dataclass(frozen=True)
class Surface:
    """A landscape; its lowest point has the height 0.

    Args:
        name: Its key.
        title: What a page calls it.
        about: What it asks of an optimizer.
        height: f(x, y), elementwise.
        slope: ∂f/∂x and ∂f/∂y.
        formula: f as LaTeX, up to a constant.
        minima: Where it is lowest nearby, the lowest of all first.
        start: Where a race begins.
        learning_rate: A learning rate that suits plain gradient descent here.
        window: The part that is shown: least and largest x, least and largest y.
    """

    name: str
    title: str
    about: str
    height: Height
    slope: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
    formula: str
    minima: tuple[tuple[float, float], ...]
    start: tuple[float, float]
    learning_rate: float
    window: tuple[float, float, float, float]

    def gradient(self, place: np.ndarray) -> np.ndarray:
        """The gradient at one place (2,)."""
        return np.array(self.slope(place[0], place[1]), dtype=float)

    def at(self, places: np.ndarray) -> np.ndarray:
        """Heights of places (..., 2)."""
        return np.asarray(self.height(places[..., 0], places[..., 1]))

    def grid(self, count: int = 49) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """x (count,), y (count,) and heights (count, count) of the window."""
        x = np.linspace(self.window[0], self.window[1], count)
        y = np.linspace(self.window[2], self.window[3], count)
        return x, y, np.asarray(self.height(*np.meshgrid(x, y)))


_TILT = 0.3
# Both wells: where 4x(x² - 1) + tilt = 0, the left one deeper.
_LEFT, _, _RIGHT = np.sort(np.roots([4.0, 0.0, -4.0, _TILT]).real).tolist()


def _well(x: np.ndarray) -> np.ndarray:
    return (x**2 - 1) ** 2 + _TILT * x


SURFACES: Mapping[str, Surface] = MappingProxyType(
    {
        one.name: one
        for one in (
            Surface(
                "bowl",
                N_("Round bowl"),
                N_(
                    "The gradient always points straight away from the minimum. Six of the seven get there within 150 "
                    "steps. Which one is the fastest, and which one hardly moves?"
                ),
                lambda x, y: 0.5 * (x**2 + y**2),
                lambda x, y: (x, y),
                r"\tfrac12 x^2 + \tfrac12 y^2",
                ((0.0, 0.0),),
                (-2.4, 1.6),
                0.1,
                (-3, 3, -2.5, 2.5),
            ),
            Surface(
                "valley",
                N_("Narrow valley"),
                N_(
                    "It curves forty times as much across as along. A learning rate that suits one direction is wrong "
                    "for the other: plain gradient descent swings from wall to wall, or creeps."
                ),
                lambda x, y: 0.5 * (0.1 * x**2 + 4 * y**2),
                lambda x, y: (0.1 * x, 4 * y),
                r"\tfrac12 (0.1\,x^2 + 4\,y^2)",
                ((0.0, 0.0),),
                (-2.6, 1.2),
                0.4,
                (-3, 3, -1.8, 1.8),
            ),
            Surface(
                "curved",
                N_("Curved valley"),
                N_(
                    "Rosenbrock's banana function with gentler walls: a short way down to the floor, then a long way "
                    "around the bend."
                ),
                lambda x, y: 0.25 * ((1 - x) ** 2 + 10 * (y - x**2) ** 2),
                lambda x, y: (-0.5 * (1 - x) - 10 * x * (y - x**2), 5 * (y - x**2)),
                r"\tfrac14 (1 - x)^2 + \tfrac{10}{4} (y - x^2)^2",
                ((1.0, 1.0),),
                (-1.4, 0.4),
                0.03,
                (-2, 2, -1, 3),
            ),
            Surface(
                "saddle",
                N_("Saddle"),
                N_(
                    "At the origin the slope is zero, but it is not a minimum: the ground falls along y and rises "
                    "along x. The start is almost on the ridge, where the slope in y is tiny (0.01) while the slope in "
                    "x is not (2.2)."
                ),
                lambda x, y: 0.5 * x**2 - 0.5 * y**2 + 0.125 * y**4 + 0.5,
                lambda x, y: (x, -y + 0.5 * y**3),
                r"\tfrac12 x^2 - \tfrac12 y^2 + \tfrac18 y^4",
                ((0.0, 2**0.5), (0.0, -(2**0.5))),
                (-2.2, 0.01),
                0.1,
                (-2.5, 2.5, -2.2, 2.2),
            ),
            Surface(
                "two",
                N_("Two minima"),
                N_(
                    "The left minimum is deeper. Coming from the right, every method reaches the nearer one first. "
                    "Only one with enough momentum may roll over the ridge, and that takes some luck."
                ),
                lambda x, y: _well(x) + y**2 - _well(np.array(_LEFT)),
                lambda x, y: (4 * x * (x**2 - 1) + _TILT, 2 * y),
                rf"(x^2 - 1)^2 + {_TILT}\,x + y^2",
                ((_LEFT, 0.0), (_RIGHT, 0.0)),
                (1.7, 1.0),
                0.03,
                (-2, 2, -1.5, 1.5),
            ),
        )
    }
)
"""All landscapes by name."""
