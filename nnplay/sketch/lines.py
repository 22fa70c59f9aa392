"""How thick the lines of a picture are, and the same lines as thick as MNIST's."""

from __future__ import annotations

import numpy as np

from nnplay.sketch import mnist

USUAL = mnist.PEN / mnist.BOX
"""Width of MNIST's lines, as a part of the digit's longest side."""

THIN, FAT = 0.45, 1.85
"""Lines between these times the usual width stay as they are: MNIST's own lie within."""

_THINNEST = 0.25  # at most so much of a line's width is taken from each of its sides, or it would break

_ALL_SIDES = np.ones((3, 3))  # corners touch too


def width(inked: np.ndarray) -> float:
    """The mean width in pixels of the lines of a bool picture with some ink."""
    from scipy import ndimage

    inside = ndimage.distance_transform_edt(np.pad(inked, 1))[1:-1, 1:-1]
    # Points of a line lie a quarter of its width from its edge, on average.
    return float(4 * (inside[inked] - 0.5).mean())


def usual(inked: np.ndarray) -> np.ndarray:
    """Ink from 0 to 1 of a bool picture, its lines made as thick as MNIST's: by the same amount everywhere."""
    from scipy import ndimage

    rows, columns = (np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0))
    longest = max(np.ptp(rows), np.ptp(columns)) + 1
    now = width(inked)
    grow = float(USUAL * longest - now) / (2 * (1 - USUAL))  # the digit becomes larger too
    grow = max(grow, -now * _THINNEST)
    inked = np.pad(inked, int(max(grow, 0)) + 2)
    inside, outside = ndimage.distance_transform_edt(inked), ndimage.distance_transform_edt(~inked)
    return np.clip(np.where(inked, inside - 0.5, 0.5 - outside) + grow + 0.5, 0, 1)


def mend(cropped: np.ndarray) -> np.ndarray:
    """Cropped ink with usual lines where they are far too thin or too fat to be read well, else as it is."""
    inked = cropped > cropped.max() / 2
    longest = max(cropped.shape)
    if longest < 2:
        return cropped
    share = width(inked) / longest
    # A dot is all line; so is a blot, whose shape says nothing anyway.
    if THIN * USUAL <= share <= FAT * USUAL or share > 0.5:
        return cropped
    mended = usual(inked)
    return mended if share < USUAL or _is_whole(mended > 0.5, inked) else cropped


def _is_whole(thinned: np.ndarray, inked: np.ndarray) -> bool:
    """Whether thinner lines still hang together as they did, and no thin part of them has gone."""
    from scipy import ndimage

    if ndimage.label(thinned, _ALL_SIDES)[1] != ndimage.label(inked, _ALL_SIDES)[1]:
        return False
    by_side = [[np.ptp(np.flatnonzero(picture.any(axis=axis))) for axis in (1, 0)] for picture in (inked, thinned)]
    (height, width_), (thin_height, thin_width) = by_side
    # Every side moves in by the same amount, at most.
    most = 2 * _THINNEST * width(inked) + 2
    return bool(height - thin_height <= most and width_ - thin_width <= most)
