"""How columns of a table become inputs: what is fitted to them, and categories as one-hot numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np


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

    @property
    def width(self) -> int:
        """How many inputs it becomes."""
        return max(1, len(self.values))

    @property
    def input_names(self) -> tuple[str, ...]:
        """A name for each of them."""
        return tuple(f"{self.name} = {value}" for value in self.values) or (self.name,)


def fit(columns: Sequence[InputColumn], raw: np.ndarray, missing: str, scaling: str) -> tuple[InputColumn, ...]:
    """The columns with what scikit-learn's transformers learn from the training part.

    Args:
        columns: Names and categories.
        raw: float64 (rows, inputs), NaN for what is missing: the training part alone.
        missing: A strategy of `SimpleImputer` for numbers, or "drop" where nothing is missing; a category gets its
            most frequent value.
        scaling: "none", "standard" or "minmax", of numbers.
    """
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, StandardScaler

    codes = collapse(columns, raw)
    scaler = {"none": FunctionTransformer, "standard": StandardScaler, "minmax": MinMaxScaler}[scaling]()
    strategy = "mean" if missing == "drop" else missing
    transformer = ColumnTransformer(
        [
            (
                "number",
                make_pipeline(SimpleImputer(strategy=strategy, keep_empty_features=True), scaler),
                [place for place, column in enumerate(columns) if not column.values],
            ),
            (
                "category",
                SimpleImputer(strategy="most_frequent", keep_empty_features=True),
                [place for place, column in enumerate(columns) if column.values],
            ),
        ]
    ).fit(codes)
    fitted = list(columns)
    for name, step, places in transformer.transformers_:
        if name == "remainder" or not places:
            continue
        fills = step[0].statistics_ if name == "number" else step.statistics_
        offsets, scales = np.zeros(len(places)), np.ones(len(places))
        if name == "number" and scaling == "standard":
            offsets, scales = step[1].mean_, step[1].scale_
        elif name == "number" and scaling == "minmax":
            offsets, scales = step[1].data_min_, 1 / step[1].scale_
        for place, fill, offset, scale in zip(places, fills, offsets, scales, strict=True):
            fitted[place] = replace(
                fitted[place],
                fill=None if missing == "drop" else float(fill),
                offset=float(offset),
                scale=float(scale),
            )
    return with_ranges(fitted, raw)


def with_ranges(columns: Sequence[InputColumn], raw: np.ndarray) -> tuple[InputColumn, ...]:
    """The columns with the range and the typical value of some rows."""
    found = []
    for column, codes in zip(columns, collapse(columns, raw).T, strict=True):
        known = codes[~np.isnan(codes)]
        if not len(known):
            found.append(column)
        elif column.values:
            found.append(replace(column, typical=float(np.bincount(known.astype(int)).argmax())))
        else:
            whole = bool((known == np.round(known)).all())
            middle = float(np.quantile(known, 0.5, method="lower"))
            found.append(replace(column, low=float(known.min()), high=float(known.max()), typical=middle, whole=whole))
    return tuple(found)


def one_hot(columns: Sequence[InputColumn], codes: np.ndarray) -> np.ndarray:
    """A column per input from one per column of the table: float64 (rows, inputs); NaN stays, -1 is no category."""
    parts = []
    for column, values in zip(columns, codes.T, strict=True):
        if column.values:
            parts.append(np.where(np.isnan(values)[:, None], np.nan, values[:, None] == np.arange(len(column.values))))
        else:
            parts.append(values[:, None])
    return np.hstack(parts).astype(np.float64) if parts else np.empty((len(codes), 0))


def collapse(columns: Sequence[InputColumn], raw: np.ndarray) -> np.ndarray:
    """The inverse of `one_hot`."""
    parts, start = [], 0
    for column in columns:
        part = raw[:, start : start + column.width]
        start += column.width
        if column.values:
            codes = np.where(part.any(axis=1), np.nan_to_num(part).argmax(axis=1), -1.0)
            parts.append(np.where(np.isnan(part[:, 0]), np.nan, codes))
        else:
            parts.append(part[:, 0].astype(np.float64))
    return np.column_stack(parts) if parts else np.empty((len(raw), 0))
