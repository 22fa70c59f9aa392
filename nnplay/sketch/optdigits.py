"""A drawing as scikit-learn's handwritten digits would have it: 8 x 8 numbers.

Each number of `sklearn.datasets.load_digits` counts the ink in 4 x 4 pixels of a bitmap of 32 x 32, which NIST's
preprocessing made (so says the dataset's description, which points to Garris et al., NISTIR 5469, 1994). What it did
is inferred here from the images: the digit is stretched to 20 columns and 32 rows, whatever its proportions; its lines
are made thinner or thicker until the ink has the usual amount; its rows are shifted until the leftmost ink of the
first and of the last row are below each other. Each of these steps makes pen strokes read better.
Measured on the 1,797 images: ink in the first and last row of all, in the outer columns of 1% and 12%, 313 of 1,024
pixels (standard deviation 34), and 7s whose foot stands under the left end of their bar.
"""

from __future__ import annotations

import numpy as np

from nnplay.sketch.pixels import crop
from nnplay.sketch.raster import bounds, draw_cropped, resample
from nnplay.sketch.strokes import Strokes

SIZE = 8
ROWS, COLUMNS = 32, 20
INK = 310
"""Pixels of ink among 32 x 32."""
PEN = 0.13
"""Width of the pen that filled in NIST's forms, as a part of the digit's longest side; the best on strokes."""

FINE = 4  # the bitmap is kept this much finer, so that its counts can be fractions
_FULL = 32 * FINE
_DRAWN = 96  # longest side in pixels of strokes before they are stretched


def draw_strokes(strokes: Strokes) -> np.ndarray:
    """Ink of normalised strokes with a pen as on a form, in their own proportions, cropped."""
    low, high = bounds(strokes.paths)
    pen = _DRAWN * (PEN if (high > low).any() else 1.0)  # a dot is all pen
    return draw_cropped(strokes.paths, _DRAWN - pen, pen)


def stretch(cropped: np.ndarray) -> np.ndarray:
    """(128, 128) bools: the picture stretched to 20 x 32 of 32 x 32, four times as fine."""
    height, width = ROWS * FINE, COLUMNS * FINE
    cropped = crop(cropped, cropped.max() / 2)  # a bitmap knows no grey: what is half ink or more is ink
    rows, columns = cropped.shape
    picture = np.zeros((_FULL, _FULL), dtype=bool)
    left = (_FULL - width) // 2
    fitted = resample(cropped, (0, 0), (rows / height, columns / width), (height, width))
    picture[:, left : left + width] = fitted >= 0.5 * fitted.max()
    return picture


def upright(picture: np.ndarray) -> np.ndarray:
    """The same picture with its rows shifted, so that the leftmost ink of its first and last row are in line."""
    first, last = (int(np.argmax(rows.any(axis=0))) for rows in (picture[:FINE], picture[-FINE:]))
    shifts = (last - first) * (0.5 - np.arange(_FULL) / (_FULL - 1))
    sheared = np.zeros_like(picture)
    for row, shift in enumerate(np.rint(shifts).astype(int)):
        inked = np.flatnonzero(picture[row])
        if len(inked):  # none of the ink may leave the grid
            sheared[row, inked + np.clip(shift, -inked[0], _FULL - 1 - inked[-1])] = True
    return sheared


def usual_ink(picture: np.ndarray) -> np.ndarray:
    """(128, 128) ink: lines thinner or thicker by the same amount everywhere, until there is `INK` of it."""
    from scipy import ndimage

    inside = ndimage.distance_transform_edt(picture)
    outside = ndimage.distance_transform_edt(~picture)
    depth = np.where(picture, inside - 0.5, 0.5 - outside)
    low, high = -float(_FULL), float(_FULL)
    for _ in range(20):
        grow = (low + high) / 2
        ink = np.clip(depth + grow + 0.5, 0, 1)
        low, high = (grow, high) if ink.sum() < INK * FINE**2 else (low, grow)
    return ink


def count(ink: np.ndarray) -> np.ndarray:
    """(8, 8): the share of ink in each block of 4 x 4 of the 32 x 32 pixels."""
    side = _FULL // SIZE
    return ink.reshape(SIZE, side, SIZE, side).mean(axis=(1, 3))
