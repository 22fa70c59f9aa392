"""Columns of a table as the inputs of a network, and categories as one-hot numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnplay.datasets.preprocessing.dates import is_cyclic, part_values

MISSING_LEVEL = "(missing)"
"""The category of rows whose category is missing, where that is one of its own."""


@dataclass(frozen=True)
class InputColumn:
    """How one column of a table becomes inputs.

    Args:
        name: Its name in the table.
        values: The values of a category, each of which becomes an input of 0 or 1; empty for a number.
        offset, scale: A number becomes the input `(number - offset) / scale`.
        fill: What a missing value is taken for: a number, or a category's place among `values`; None for nothing.
        low, high: The range of the numbers in the training part.
        typical: The median of the training part; of a category the place of its most frequent value.
        whole: Whether all numbers of the training part are whole.
        zero_missing: Whether a zero stands for a missing value.
        parts: Of a date, whose numbers are seconds since 1970, the parts that become inputs; see `dates.part_values`.
            Cyclic ones are not scaled.
    """

    name: str
    values: tuple[str, ...] = ()
    offset: float = 0.0
    scale: float = 1.0
    fill: float | None = None
    low: float = 0.0
    high: float = 1.0
    typical: float = 0.0
    whole: bool = False
    zero_missing: bool = False
    parts: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many inputs it becomes."""
        return len(self.values) or len(self.parts) or 1

    @property
    def input_names(self) -> tuple[str, ...]:
        """A name for each of them."""
        names = [f"{self.name} = {value}" for value in self.values] + [f"{self.name}: {part}" for part in self.parts]
        return tuple(names) or (self.name,)

    @property
    def is_scaled(self) -> tuple[bool, ...]:
        """Whether offset and scale hold for each of them."""
        return tuple(not is_cyclic(part) for part in self.parts) or (not self.values,) * self.width


def one_hot(labels: ArrayLike, classes: int) -> np.ndarray:
    """A row per label, with 1 at its place and else 0: float64 (labels, classes)."""
    return np.eye(classes)[np.asarray(labels, dtype=int)]


def encode(columns: Sequence[InputColumn], codes: np.ndarray) -> np.ndarray:
    """A column per input from one per column of the table, categories one-hot.

    Args:
        columns: Names and categories.
        codes: float64 (rows, columns): numbers, of a category the place among its values, or -1 for a value that is
            none of them, and of a date seconds since 1970; NaN for what is missing.

    Returns:
        float64 (rows, inputs): NaN for what is missing, 0 in all places of a category for -1.
    """
    parts = []
    for column, values in zip(columns, codes.T, strict=True):
        if column.values:
            parts.append(np.where(np.isnan(values)[:, None], np.nan, values[:, None] == np.arange(len(column.values))))
        elif column.parts:
            parts.append(np.column_stack([part_values(values, part) for part in column.parts]))
        else:
            parts.append(values[:, None])
    return np.hstack(parts).astype(np.float64) if parts else np.empty((len(codes), 0))
