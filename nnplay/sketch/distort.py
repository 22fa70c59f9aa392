"""Strokes as another hand would have drawn them: more examples to learn from than were written."""

from __future__ import annotations

import numpy as np

from nnplay.sketch.strokes import Strokes

TURN = 12.0
"""Degrees."""
SLANT = 0.3
"""How far the top moves to the side, as a part of the height."""
STRETCH = 0.2
"""Of height and of width, as a logarithm."""
BEND = 0.04
"""Height of the waves that bend lines, as a part of the longest side."""
SHIFT = 0.03
"""How far each stroke moves on its own, as a part of the longest side."""
TRIM = 0.08
"""How much of a stroke's points may be missing at each of its ends."""


def distort(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """The strokes turned, slanted, stretched, bent, moved and shortened at random, within the bounds above; normalised.

    Raises:
        BlankSketchError: If there are no strokes.
    """
    strokes = strokes.normalised()
    matrix = (
        _turn(np.radians(rng.uniform(-TURN, TURN)))
        @ np.array([[1, rng.uniform(-SLANT, SLANT)], [0, 1]])
        @ np.diag(np.exp(rng.uniform(-STRETCH, STRETCH, 2)))
    )
    # Waves of about the digit's size along both axes, for the shift in x and the shift in y.
    frequency, phase = rng.uniform(2, 6, (2, 2)), rng.uniform(0, 2 * np.pi, (2, 2))
    height = rng.uniform(-BEND, BEND, (2, 2))

    def bent(path: np.ndarray) -> np.ndarray:
        first, last = (rng.uniform(0, TRIM, 2) * len(path)).astype(int)
        path = path[first : len(path) - last]
        waves = height * np.sin(path[:, None, :] * frequency + phase)
        return (path + waves.sum(axis=2) + rng.uniform(-SHIFT, SHIFT, 2)) @ matrix.T

    return Strokes(tuple(bent(path) for path in strokes.paths), strokes.pen_width).normalised()


def _turn(angle: float) -> np.ndarray:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
