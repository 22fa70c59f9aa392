"""Tensors: their names, where a number lies in memory, and what is done to data before training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnplay.i18n import N_, tr

RANKS = (N_("scalar"), N_("vector"), N_("matrix"))


def rank_name(axes: int) -> str:
    """What a tensor with so many axes is called."""
    return tr(RANKS[axes]) if axes < len(RANKS) else tr("{axes}-D tensor", axes=axes)


def place_in_row(place: Sequence[int], shape: Sequence[int]) -> int:
    """Where a number stands when the tensor is laid out in one row, the last axis running fastest.

    NumPy, Keras and `Flatten` keep numbers in this order; a reshape changes the shape and never the row.
    """
    position = 0
    for index, size in zip(place, shape, strict=True):
        position = position * size + index
    return position


def from_0_to_1(values: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Values moved and stretched so that each column of the training part reaches from 0 to 1.

    Args:
        values: (n, features) of any part.
        train: (m, features), the training part: the other parts must not decide how data are scaled.
    """
    low, high = train.min(axis=0), train.max(axis=0)
    return (values - low) / (high - low)


def standardized(values: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Values in standard deviations from the mean, both of the training part's columns; see `from_0_to_1`."""
    return (values - train.mean(axis=0)) / train.std(axis=0)
