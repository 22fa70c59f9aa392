"""Small pictures as PNG: quicker to make and to send than a chart, where nothing is to be clicked or zoomed."""

from __future__ import annotations

import functools
import io
import math

import numpy as np

from nnplay.figures import style

WHITE = 255
"""Number of the palette's color between two maps."""


def picture_png(image: np.ndarray) -> bytes:
    """One image (height, width), ink from 0 to 1, as PNG in the colors of images, a pixel for each number."""
    return _png(_shades(image))


def mosaic_png(images: np.ndarray, columns: int) -> bytes:
    """Feature maps side by side as PNG, a pixel for each number and one white line between two maps.

    Zero or less is paper and the largest number of all maps is full ink, as in `tile_grid`.

    Args:
        images: (count, height, width), at least one.
        columns: Maps in a row.
    """
    count, height, width = images.shape
    top = float(np.nanmax(images, initial=0.0))
    shades = _shades(np.nan_to_num(images / (top if np.isfinite(top) and top > 0 else 1.0)))
    across, down = min(columns, count), math.ceil(count / columns)
    canvas = np.full((down * (height + 1) - 1, across * (width + 1) - 1), WHITE, np.uint8)
    for place, shade in enumerate(shades):
        row, column = (place // across) * (height + 1), (place % across) * (width + 1)
        canvas[row : row + height, column : column + width] = shade
    return _png(canvas)


def _shades(shares: np.ndarray) -> np.ndarray:
    """Shares of ink, 0..1, as numbers of the palette's colors."""
    return np.rint(np.clip(shares, 0, 1) * (WHITE - 1)).astype(np.uint8)


@functools.cache
def _palette() -> list[int]:
    """Red, green and blue of the shades from paper to ink, then white."""
    (_, paper), (_, ink) = style.INK_ON_PAPER
    low, high = (np.array(style.rgb(str(color)), np.float64) for color in (paper, ink))
    colors = low + np.linspace(0, 1, WHITE)[:, None] * (high - low)
    return [*np.rint(colors).astype(int).ravel().tolist(), 255, 255, 255]


def _png(shades: np.ndarray) -> bytes:
    from PIL import Image

    image = Image.fromarray(shades).convert("P")
    image.putpalette(_palette())
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=1)
    return target.getvalue()
