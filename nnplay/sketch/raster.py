"""From lines and pictures to grids of ink, and from a grid to another, without jagged edges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from nnplay.sketch.one_thread import one_thread

_CHUNK = 1 << 15  # pixels times segments that are compared at once, so that they stay in the processor's cache


def draw(paths: Sequence[np.ndarray], shape: tuple[int, int], pen: float) -> np.ndarray:
    """Draws lines with a round pen.

    Args:
        paths: Arrays (n, 2) of x and y in pixels; the middle of pixel [row, column] is x = column, y = row.
        shape: Rows and columns of the picture.
        pen: Width of the line in pixels; its edge fades out over one pixel.

    Returns:
        Ink from 0 to 1, float64.
    """
    return np.clip(pen / 2 + 0.5 - distance(paths, shape), 0, 1)


def draw_cropped(paths: Sequence[np.ndarray], scale: float, pen: float, step: float = 1.0) -> np.ndarray:
    """Draws lines `scale` times as large, a point each `step` pixels, into a picture just large enough; see `draw`."""
    low, high = bounds(paths)
    size = np.ceil((high - low) * scale + pen).astype(int)
    placed = [thin_out((path - (low + high) / 2) * scale + (size - 1) / 2, step) for path in paths]
    return draw(placed, (size[1], size[0]), pen)


def distance(paths: Sequence[np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    """How far the middle of each pixel is from the nearest line, in pixels; see `draw`."""
    start = np.vstack([path[:-1] if len(path) > 1 else path for path in paths])
    step = np.vstack([path[1:] if len(path) > 1 else path for path in paths]) - start
    nearest = np.full(shape, np.inf)
    chunk = max(_CHUNK // nearest.size, 1)
    for first in range(0, len(start), chunk):
        x, y = start[first : first + chunk].T[..., None, None]
        dx, dy = step[first : first + chunk].T[..., None, None]
        right, down = np.arange(shape[1]) - x, np.arange(shape[0])[:, None] - y
        length = dx * dx + dy * dy
        along = right * dx + down * dy
        along /= np.where(length > 0, length, 1)
        np.clip(along, 0, 1, out=along)
        across = along * dx
        np.subtract(right, across, out=across)
        across *= across
        along *= dy
        np.subtract(down, along, out=along)
        along *= along
        along += across
        np.minimum(nearest, along.min(axis=0), out=nearest)
    return np.sqrt(nearest)


def thin_out(path: np.ndarray, step: float) -> np.ndarray:
    """The path with at most one point for each `step` of its length, first and last point included."""
    walked = np.concatenate([[0.0], np.hypot(*np.diff(path, axis=0).T).cumsum()])
    keep = np.diff(np.floor(walked / step), prepend=-1.0) > 0
    keep[-1] = True
    return path[keep]


def bounds(paths: Iterable[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The smallest and the largest x and y of all points."""
    points = np.vstack(list(paths))
    return points.min(axis=0), points.max(axis=0)


def resample(picture: np.ndarray, corner: Sequence[float], step: Sequence[float], shape: tuple[int, int]) -> np.ndarray:
    """Lays a new grid over a picture and averages the ink under each of its cells.

    Averaging by area keeps thin lines that picking single pixels would lose, and can move a
    picture by a part of a pixel in the same stroke. Outside of the picture there is no ink.

    Args:
        picture: Ink, (height, width).
        corner: Where the new grid's top left corner lies, in pixels (down, right) from the picture's.
        step: Height and width of a new cell in pixels of the picture.
        shape: Rows and columns of the new grid.
    """
    rows, columns = (
        _overlaps(size, start, width, cells)
        for size, start, width, cells in zip(picture.shape, corner, step, shape, strict=True)
    )
    with one_thread():
        return rows @ picture @ columns.T


def _overlaps(size: int, start: float, width: float, cells: int) -> np.ndarray:
    """(cells, size): which share of each new cell lies over each old pixel."""
    edges = start + width * np.arange(cells + 1)
    pixels = np.arange(size)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.clip(overlap, 0, None) / width


def centre_of_mass(picture: np.ndarray) -> np.ndarray:
    """The mean (row, column) of the ink, as indices; the picture must not be blank."""
    columns, rows = picture.sum(axis=0), picture.sum(axis=1)
    return np.array([rows @ np.arange(len(rows)), columns @ np.arange(len(columns))]) / picture.sum()
