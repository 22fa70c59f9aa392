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


def shifted(image: np.ndarray, down: int, right: int) -> np.ndarray:
    """The image (height, width, …) moved by whole pixels; zeros come in, and what leaves it is lost."""
    moved = np.zeros_like(image)
    height, width = image.shape[:2]
    if abs(down) < height and abs(right) < width:
        kept = image[max(-down, 0) : height - max(down, 0), max(-right, 0) : width - max(right, 0)]
        moved[max(down, 0) : max(down, 0) + kept.shape[0], max(right, 0) : max(right, 0) + kept.shape[1]] = kept
    return moved


def share_kept(before: np.ndarray, after: np.ndarray) -> float:
    """Which share of the numbers, 0 to 1, is the same in both arrays."""
    return float(np.isclose(before, after, atol=1e-9).mean())
