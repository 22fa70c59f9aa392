"""What a network is told about a point: its coordinates, and numbers computed from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnplay.i18n import N_
from nnplay.registry import Param

CODE: dict[str, str] = {
    "x": "x",
    "y": "y",
    "x²": "x * x",
    "y²": "y * y",
    "xy": "x * y",
    "sin x": "np.sin(x)",
    "sin y": "np.sin(y)",
}
"""The formulas as Python writes them, for scripts; calculated with by `FORMULAS`, so that both are the same."""

FORMULAS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    name: eval(f"lambda x, y: {code}", {"np": np}) for name, code in CODE.items()
}
"""The inputs of TensorFlow Playground, by name.

Source: `INPUTS` in https://github.com/tensorflow/playground/blob/master/src/playground.ts.
"""

FEATURES = Param(
    "features",
    "several",
    ("x", "y"),
    N_(
        "What the network is told about each point. With the right input even a network without hidden layers solves a "
        "hard shape: try x² and y² on the circle, or xy on XOR."
    ),
    label=N_("Inputs"),
    minimum=1,
    maximum=len(FORMULAS),
    choices=tuple(FORMULAS),
)


AXES = ("x", "y")
"""The coordinates of a point."""


def engineer(points: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """The inputs of some points.

    Args:
        points: (n, 2) in the plane.
        names: Names of `FORMULAS`.

    Returns:
        float32, (n, names): calculated with 32 bits, as points are drawn.
    """
    x, y = points.astype(np.float32).T
    return np.column_stack([FORMULAS[name](x, y) for name in names]).astype(np.float32)


def axes_of(names: Sequence[str]) -> tuple[str, ...]:
    """The coordinates that some formulas need: a formula's name has their letters."""
    return tuple(axis for axis in AXES if any(axis in name for name in names))
