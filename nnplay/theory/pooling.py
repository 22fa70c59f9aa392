"""Pooling: one number for each window of a feature map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from nnplay.theory.convolution import Slide

POOLS: Mapping[str, Callable[..., np.ndarray]] = MappingProxyType({"max": np.max, "average": np.mean, "min": np.min})
"""What is kept of a window, by name."""


def pooled(image: np.ndarray, slide: Slide, kind: str = "max") -> np.ndarray:
    """One number per window of a feature map; windows that do not fit whole are left out.

    Args:
        image: (height, width).
        slide: Size and stride of the window.
        kind: A name of `POOLS`.

    Returns:
        float64, (slide.output(height), slide.output(width)).

    Raises:
        DataError: If the window is larger than the map.
    """
    return POOLS[kind](slide.windows(image), axis=(2, 3)).astype(np.float64)


def shifted(image: np.ndarray, down: int, right: int, *, edge: bool = False) -> np.ndarray:
    """The image (height, width, …) moved by whole pixels; what leaves it is lost.

    Args:
        image: (height, width, …).
        down, right: By how many pixels; negative is up and left.
        edge: Whether the outermost pixels are repeated where the image has left, which suits a photograph; else
            zeros come in, which suits ink on paper.
    """
    height, width = image.shape[:2]
    rows, columns = np.arange(height) - down, np.arange(width) - right
    moved = image[rows.clip(0, height - 1)][:, columns.clip(0, width - 1)]
    if not edge:
        moved[(rows < 0) | (rows >= height)] = 0
        moved[:, (columns < 0) | (columns >= width)] = 0
    return moved


def change(before: np.ndarray, after: np.ndarray) -> float:
    """How much two maps differ: the sum of the absolute differences, as a share of both sums of absolute numbers.

    0 where nothing has changed; 1 at most, where no number is left in its place, or all are gone.
    """
    size = float(np.abs(before).sum() + np.abs(after).sum())
    return float(np.abs(after - before).sum()) / size if size else 0.0
