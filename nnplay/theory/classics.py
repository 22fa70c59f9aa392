"""What one can know of a table before any training: values that cannot be, and what a guess would reach."""

from __future__ import annotations

import numpy as np


def count_zeros(table: np.ndarray) -> np.ndarray:
    """How many zeros each column has: (n, columns) to (columns,)."""
    return (table == 0).sum(axis=0)


def rows_with_zeros(table: np.ndarray, columns: list[int]) -> int:
    """How many rows have a zero in at least one of these columns."""
    return int((table[:, columns] == 0).any(axis=1).sum())


def majority_share(classes: np.ndarray) -> float:
    """The accuracy, 0 to 1, of always answering with the most frequent class; what is learned must beat it."""
    return float(np.bincount(classes).max() / len(classes))


def mean_images(images: np.ndarray, classes: np.ndarray, count: int) -> np.ndarray:
    """The mean image of each class: (n, height, width) to (count, height, width)."""
    return np.stack([images[classes == one].mean(axis=0) for one in range(count)])
