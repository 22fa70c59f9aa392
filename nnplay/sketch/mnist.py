"""A drawing as MNIST would have it: 28 x 28 pixels.

MNIST's digits were fitted into a box of 20 x 20 pixels, grey where a pixel is partly ink, and moved so that their
centre of mass lies in the middle of 28 x 28 (LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to
Document Recognition, 1998). Measured on its test images: the longest side is 20 px, the centre of mass at
index 14.0, and a line 2.3 px wide gives as much ink and as many grey pixels as they have.
"""

from __future__ import annotations

import numpy as np

from nnplay.sketch.raster import bounds, centre_of_mass, draw, resample, thin_out
from nnplay.sketch.strokes import Strokes

SIZE = 28
BOX = 20.0
PEN = 2.3
CENTRE = 14.0

_NEAR = 1e-3  # pixels from the centre that are as good as none
_ROUNDS = 12  # moving changes the rounding of the edges a little, so the centre is met in a few steps


def fit_strokes(strokes: Strokes, pen: float = PEN) -> list[np.ndarray]:
    """The paths of normalised strokes, in the middle of the grid; drawn with `pen`, their longest side is `BOX`."""
    return [thin_out(path * (BOX - pen) + (SIZE - 1) / 2, 0.2) for path in strokes.paths]


def draw_strokes(paths: list[np.ndarray], pen: float = PEN) -> np.ndarray:
    """(28, 28) ink of fitted paths."""
    return draw(paths, (SIZE, SIZE), pen)


def centre_strokes(paths: list[np.ndarray], pen: float = PEN, rounds: int = _ROUNDS) -> np.ndarray:
    """(28, 28) ink of fitted paths, moved, before they are drawn, so that the centre of mass is at `CENTRE`."""
    low, high = bounds(paths)
    room = np.stack([pen / 2 - 0.5 - low, SIZE - 0.5 - pen / 2 - high])  # none of the ink may leave the grid
    shift = np.zeros(2)
    for _ in range(rounds):
        picture = draw_strokes([path + shift for path in paths], pen)
        missing = CENTRE - centre_of_mass(picture)[::-1]
        moved = np.clip(shift + missing, *room)
        if np.abs(moved - shift).max() < _NEAR:
            break
        shift = moved
    return picture


def fit_pixels(cropped: np.ndarray) -> np.ndarray:
    """(28, 28) ink of a cropped picture with `BOX` as its longest side, its top left corner at (4, 4)."""
    step = max(cropped.shape) / BOX
    corner = -(SIZE - BOX) / 2 * step
    return resample(cropped, (corner, corner), (step, step), (SIZE, SIZE))


def centre_pixels(cropped: np.ndarray) -> np.ndarray:
    """(28, 28) ink of a cropped picture, fitted and with its centre of mass at `CENTRE`.

    The picture is averaged once, straight to its final place: moving the small picture would blur it.
    """
    step = max(cropped.shape) / BOX
    room = np.array(cropped.shape) - SIZE * step  # none of the ink may leave the grid
    corner = (centre_of_mass(cropped) + 0.5) - (CENTRE + 0.5) * step
    for _ in range(_ROUNDS):
        corner = np.clip(corner, room, 0)
        picture = resample(cropped, corner, (step, step), (SIZE, SIZE))
        missing = (centre_of_mass(picture) - CENTRE) * step
        if np.abs(missing).max() < _NEAR * step:
            break
        corner = corner + missing
    return picture
