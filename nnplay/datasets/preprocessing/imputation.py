"""Missing values, and zeros that stand for them, in rows of numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnplay.datasets.preprocessing.encoding import InputColumn
from nnplay.i18n import N_

DROP = N_("drop")
"""The way with missing values that leaves out the rows which have one."""


def mark_missing(columns: Sequence[InputColumn], codes: np.ndarray) -> np.ndarray:
    """A float64 copy of (rows, columns) in which zeros that stand for a missing value are NaN."""
    marked = np.array(codes, dtype=np.float64)
    for place, column in enumerate(columns):
        if column.zero_missing:
            marked[marked[:, place] == 0, place] = np.nan
    return marked


def fill_missing(columns: Sequence[InputColumn], codes: np.ndarray) -> np.ndarray:
    """A copy of (rows, columns) with each column's `fill` in the place of NaN; NaN where it has none."""
    filled = np.array(codes, dtype=np.float64)
    for place, column in enumerate(columns):
        if column.fill is not None:
            filled[np.isnan(filled[:, place]), place] = column.fill
    return filled
