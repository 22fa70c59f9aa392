"""A photo or scan of a written digit: the paper is taken away, whatever its shade, and the ink stays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.errors import BlankSketchError
from nnplay.i18n import N_, tr
from nnplay.picture_file import on_paper, open_picture
from nnplay.sketch import lines
from nnplay.sketch.one_thread import one_thread

SIDE = 480
"""Longest side in pixels that is worked on."""

_CONTRAST = 0.1  # ink differs from the paper by at least this part of black to white
_NEAR = 0.15  # parts of a digit lie this near to its largest one, as a part of that one's longest side
_SPECK = 0.02  # smaller parts, as a share of the largest one's area, are dirt
_NOTHING = N_("No digit was found in this picture. Use one digit, written with a thick dark pen on plain paper.")


@dataclass(frozen=True, eq=False)
class Photo:
    """A picture and the ink that was found on it.

    Args:
        grey: Brightness from 0 to 1, (height, width).
        ink: From 0 to 1, the digit alone, with lines as thick as MNIST's in proportion to its size; float64.
    """

    grey: np.ndarray
    ink: np.ndarray


def read(content: bytes) -> Photo:
    """The digit on a picture file.

    Raises:
        DataError: If it is not one picture that can be read, or too large.
        BlankSketchError: If there is no digit on it.
    """
    grey = _decode(content)
    return Photo(grey, find_ink(grey))


def find_ink(grey: np.ndarray) -> np.ndarray:
    """The ink of one digit on paper whose brightness changes smoothly, dark on light or light on dark.

    A surface of second degree is fitted to the paper; what differs from it most, to the darker or to the lighter
    side, is ink, parted from the rest by Otsu's threshold (N. Otsu 1979, A Threshold Selection Method from
    Gray-Level Histograms, https://doi.org/10.1109/TSMC.1979.4310076).

    Args:
        grey: Brightness from 0 to 1, (height, width).

    Raises:
        BlankSketchError: If there is none.
    """
    from scipy import ndimage

    difference = ndimage.gaussian_filter(grey - _paper(grey), 0.7)
    strength = np.clip(difference if difference.max() > -difference.min() else -difference, 0, None)
    threshold = otsu(strength)
    inked = strength > threshold
    if not inked.any() or strength[inked].mean() - strength[~inked].mean() < _CONTRAST:
        raise BlankSketchError(tr(_NOTHING))
    return lines.usual(_digit(inked))


def otsu(values: np.ndarray) -> float:
    """The threshold that parts values into two groups with the least variance within, to a 256th of their range."""
    counts, edges = np.histogram(values, 256)
    middles = (edges[1:] + edges[:-1]) / 2
    below = counts.cumsum()[:-1]
    above = counts.sum() - below
    sums = (counts * middles).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums[:-1] / below - (sums[-1] - sums[:-1]) / above) ** 2
    return float(edges[1:-1][np.nanargmax(between)]) if np.isfinite(between).any() else float(edges[-1])


def _decode(content: bytes) -> np.ndarray:
    """Brightness from 0 to 1, the longest side at most `SIDE`; transparent parts are white."""
    return np.asarray(on_paper(open_picture(content, SIDE), grey=True), np.float64) / 255


def _paper(grey: np.ndarray) -> np.ndarray:
    """The brightness of the paper: a surface of second degree, fitted without what lies far from it."""
    height, width = grey.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    values, used = grey.ravel(), np.ones(grey.size, bool)
    rim = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    # Of a digit that fills the picture the paper is what the rim shows.
    used &= np.abs(values - np.median(rim)) < 0.35
    for _ in range(3):
        if used.sum() < 50:
            return np.full_like(grey, np.median(rim))
        with one_thread():
            surface = terms @ np.linalg.lstsq(terms[used], values[used], rcond=None)[0]
        away = np.abs(values - surface)
        used &= away <= max(2.5 * float(np.median(away[used])), 0.02)
    return surface.reshape(grey.shape)


def _digit(inked: np.ndarray) -> np.ndarray:
    """The largest connected part and what lies near it, without dirt and without what comes in from the rim."""
    from scipy import ndimage

    parts, count = ndimage.label(inked, np.ones((3, 3)))
    areas = np.bincount(parts.ravel(), minlength=count + 1)
    areas[0] = 0
    at_rim = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    inside = np.setdiff1d(np.arange(1, count + 1), at_rim)
    if len(inside) and areas[inside].max() >= 20:
        areas[np.setdiff1d(at_rim, 0)] = 0
    largest = int(areas.argmax())
    rows, columns = ndimage.find_objects(parts)[largest - 1]
    reach = round(_NEAR * max(rows.stop - rows.start, columns.stop - columns.start))
    window = (
        slice(max(rows.start - reach, 0), rows.stop + reach),
        slice(max(columns.start - reach, 0), columns.stop + reach),
    )
    kept = [part for part in np.unique(parts[window]) if areas[part] >= max(_SPECK * areas[largest], 1)]
    return np.isin(parts, kept)
