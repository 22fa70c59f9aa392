"""One hidden layer that follows any curve: its weights written down, not learned.

Each hidden unit adds one step or one corner where two pieces of the curve meet, and the output adds them up. That
enough units come as close as one likes to any continuous curve on an interval is the universal approximation theorem:
Cybenko, "Approximation by superpositions of a sigmoidal function", 1989; Hornik, Stinchcombe and White, 1989.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from nnplay.i18n import N_
from nnplay.theory.activations import ACTIVATIONS

LEFT, RIGHT = -3.0, 3.0
"""The interval that the curves are followed on."""

STEEPNESS = 12.0
"""Weight of a sigmoid unit times the width of its piece: a soft step within a tenth of it."""

OneInput = Callable[[np.ndarray], np.ndarray]

CURVES: Mapping[str, tuple[str, OneInput]] = MappingProxyType(
    {
        "wave": (N_("A wave"), lambda x: np.sin(2 * x)),
        "hill": (N_("A hill"), lambda x: 2 * np.exp(-(x**2)) - 1),
        "growing": (N_("A growing wave"), lambda x: (x + 3) * np.sin(3 * x) / 6),
        "valley": (N_("Two valleys"), lambda x: (x**2 - 4) ** 2 / 12.5 - 1),
    }
)
"""Title and formula of the curves to follow, by name; values lie between -1 and 1."""


@dataclass(frozen=True)
class HiddenLayer:
    """A network with one input, one hidden layer and one linear output.

    Args:
        activation: Name of the hidden units' activation: sigmoid or relu.
        weights, biases: (units,), of the hidden units.
        output: (units,), what the output multiplies each unit with.
        bias: The output's.
    """

    activation: str
    weights: np.ndarray
    biases: np.ndarray
    output: np.ndarray
    bias: float

    def parts(self, x: np.ndarray) -> np.ndarray:
        """What each unit adds to the output: (units, n) at the inputs x (n,)."""
        sums = self.weights[:, None] * x + self.biases[:, None]
        return np.asarray(self.output[:, None] * ACTIVATIONS[self.activation].value(sums))

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """The outputs (n,) at the inputs x (n,)."""
        return np.asarray(self.parts(x).sum(axis=0) + self.bias)


def follow(curve: OneInput, units: int, activation: str) -> HiddenLayer:
    """A hidden layer that follows a curve from `LEFT` to `RIGHT`.

    Sigmoid units are soft steps: between two of them the output is flat, at the curve's height in the middle. ReLU
    units are corners: between two of them the output is straight, and it meets the curve where they are.

    Args:
        curve: From x (n,) to y (n,).
        units: How many hidden units: at least 1.
        activation: sigmoid or relu.
    """
    if activation == "sigmoid":
        edges = np.linspace(LEFT, RIGHT, units + 2)
        heights = curve((edges[:-1] + edges[1:]) / 2)
        weight = STEEPNESS / (edges[1] - edges[0])
        places = edges[1:-1]
        return HiddenLayer("sigmoid", np.full(units, weight), -weight * places, np.diff(heights), float(heights[0]))
    corners = np.linspace(LEFT, RIGHT, units + 1)
    heights = curve(corners)
    slopes = np.diff(heights) / np.diff(corners)
    turns = np.diff(slopes, prepend=0.0)
    return HiddenLayer("relu", np.ones(units), -corners[:-1], turns, float(heights[0]))


def mean_error(curve: OneInput, layer: HiddenLayer) -> float:
    """The mean absolute distance between a curve and what follows it."""
    x = np.linspace(LEFT, RIGHT, 2001)
    return float(np.abs(curve(x) - layer(x)).mean())
