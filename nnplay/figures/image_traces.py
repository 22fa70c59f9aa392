"""Images as parts of a figure: as heatmaps with their scale, or in color as a picture with a heatmap unseen over it."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.errors import DataError
from nnplay.figures import style
from nnplay.i18n import tr


def as_stack(arrays: Sequence[np.ndarray] | np.ndarray, *, colors: bool = True) -> np.ndarray:
    """All images as (count, height, width), or (count, height, width, 3) in colour."""
    pictures = [np.asarray(array) for array in arrays]
    pictures = [picture[..., 0] if picture.ndim == 3 and picture.shape[2] == 1 else picture for picture in pictures]
    for picture in pictures:
        fits = picture.ndim == 2 or (colors and picture.ndim == 3 and picture.shape[2] == 3)
        if not fits or 0 in picture.shape or picture.shape != pictures[0].shape:
            raise DataError(
                tr(
                    "Only images of one size, with one channel or with red, green and blue, fit in a grid. Received: "
                    "{shape} and {shape2}.",
                    shape=pictures[0].shape,
                    shape2=picture.shape,
                )
            )
    return np.stack(pictures) if pictures else np.empty((0, 1, 1))


def color_scale(diverging: bool, light: bool) -> list[list[float | str]]:
    """What colors values: see `tile_grid`."""
    return style.DIVERGING if diverging else style.BLACK_TO_WHITE if light else style.INK_ON_PAPER


def as_levels(colored: np.ndarray) -> np.ndarray:
    """Colours in 0..1 as screens count them: uint8, 0 to 255."""
    return np.rint(np.clip(np.nan_to_num(colored), 0, 1) * 255).astype(np.uint8)


def pasted(levels: np.ndarray, across: int, down: int, gap: int, label: int) -> np.ndarray:
    """Images in colour on one see-through canvas with room for gaps and labels: uint8, (height, width, 4)."""
    _, rows, columns, _ = levels.shape
    wide, high = columns + gap, rows + gap + label
    canvas = np.zeros((down * high - gap, across * wide - gap, 4), np.uint8)
    for index, image in enumerate(levels):
        top, left = (index // across) * high + label, (index % across) * wide
        canvas[top : top + rows, left : left + columns, :3] = image
        canvas[top : top + rows, left : left + columns, 3] = 255
    return canvas


def picture_trace(levels: np.ndarray, start: float = 0.5) -> dict[str, Any]:
    """A picture whose pixels are one unit wide, the middle of its first one at `start`."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(levels).save(file, "PNG")
    source = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")
    return {
        "type": "image",
        "uid": "picture",
        "source": source,
        "x0": start,
        "y0": start,
        "dx": 1,
        "dy": 1,
        "hoverinfo": "skip",
    }


def where(row: str, column: str) -> str:
    """What a hover text says of a pixel's place, from what Plotly calls its row and its column."""
    row, column = f"%{{{row}}}", f"%{{{column}}}"
    return tr("row {row}, column {column}", row=row, column=column)


def unseen(where: str, first: int) -> dict[str, Any]:
    """What makes a heatmap unseen, and tells the colour that begins at a place of its `customdata`."""
    red, green, blue = (f"%{{customdata[{first + channel}]}}" for channel in range(3))
    return {
        "opacity": 0,
        "hovertemplate": where
        + "<br>"
        + tr("red {red}, green {green}, blue {blue} of 255", red=red, green=green, blue=blue)
        + "<extra></extra>",
    }


def laid_out(images: np.ndarray, across: int, down: int, empty: float) -> np.ndarray:
    """All images on one canvas, float32, with one empty line of pixels between neighbours."""
    _, rows, columns = images.shape
    canvas = np.full((down * (rows + 1) - 1, across * (columns + 1) - 1), empty, dtype=np.float32)
    for index, image in enumerate(images):
        top, left = (index // across) * (rows + 1), (index % across) * (columns + 1)
        canvas[top : top + rows, left : left + columns] = image
    return canvas


def edges_of(tiles: int, pixels: int, space: float, start: float) -> np.ndarray:
    """Where the canvas's lines begin and end: pixels are one unit wide, empty lines `space`."""
    starts = start + np.arange(tiles) * (pixels + space)
    return (starts[:, None] + np.arange(pixels + 1)).reshape(-1)


def scaled_each(images: np.ndarray, diverging: bool) -> np.ndarray:
    """Each image stretched to the whole scale: -1..1 around zero, or 0..1."""
    if diverging:
        return np.stack([image / style.spread([image]) for image in images])
    low = images.min(axis=(1, 2), keepdims=True)
    width = images.max(axis=(1, 2), keepdims=True) - low
    return (images - low) / np.where(width == 0, 1, width)


def value_limits(values: np.ndarray, diverging: bool) -> tuple[float, float]:
    """The values at both ends of the scale."""
    if diverging:
        half = style.spread([values])
        return -half, half
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 1.0
    # Zero is always paper; a map without any signal stays blank instead of turning black.
    low, high = min(float(finite.min()), 0.0), float(finite.max())
    return low, high if high > low else low + 1.0
