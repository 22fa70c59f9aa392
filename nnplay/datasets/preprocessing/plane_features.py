"""What a network is told about a point: its coordinates, and numbers computed from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnplay.registry import Param

FORMULAS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "x": lambda x, y: x,
    "y": lambda x, y: y,
    "x²": lambda x, y: x * x,
    "y²": lambda x, y: y * y,
    "xy": lambda x, y: x * y,
    "sin x": lambda x, y: np.sin(x),
    "sin y": lambda x, y: np.sin(y),
}
"""The inputs of TensorFlow Playground, by name.

Source: `INPUTS` in https://github.com/tensorflow/playground/blob/master/src/playground.ts.
"""

FEATURES = Param(
    "features",
    "several",
    ("x", "y"),
    "What the network is told about each point. With the right input even a network without hidden layers solves a "
    "hard shape: try x² and y² on the circle, or xy on XOR.",
    label="Inputs",
    minimum=1,
    maximum=len(FORMULAS),
    choices=tuple(FORMULAS),
)


def engineer(points: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """The inputs of some points.

    Args:
        points: (n, 2) in the plane, or (n, 1) on a line, which has the input x alone.
        names: Names of `FORMULAS`.

    Returns:
        float32, (n, names).
    """
    x, y = points[:, 0], points[:, -1]
    return np.column_stack([FORMULAS[name](x, y) for name in names]).astype(np.float32)
