"""Missing values, and zeros that stand for them, filled by scikit-learn's own transformers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


def zeros_filling(columns: Sequence[int]) -> Any:
    """An unfitted `sklearn.pipeline.Pipeline`: zeros of some columns become NaN, then medians take their place.

    Its two steps are named `missing` and `fill`; both take and give float64 (n, n_features). A column without any
    value is filled with 0.

    Args:
        columns: Places of the columns in which a zero is impossible.
    """
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    return Pipeline(
        [
            ("missing", FunctionTransformer(zeros_to_nan, kw_args={"columns": list(columns)})),
            ("fill", SimpleImputer(strategy="median", keep_empty_features=True)),
        ]
    )


def zero_fills(filling: Any) -> dict[int, float]:
    """What a fitted `zeros_filling` puts in the place of an impossible zero, by place of the column."""
    steps = filling.named_steps
    return {place: float(steps["fill"].statistics_[place]) for place in steps["missing"].kw_args["columns"]}


def gap_filling(fill: Callable[[np.ndarray], np.ndarray]) -> Any:
    """A `sklearn.pipeline.Pipeline` of one step `fill`, for a function that was fitted elsewhere.

    Args:
        fill: From float64 (n, n_features) with NaN to the same without.
    """
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    return Pipeline([("fill", FunctionTransformer(fill))])


def zeros_to_nan(x: np.ndarray, columns: Sequence[int]) -> np.ndarray:
    """A float64 copy of (n, n_features) in which the zeros of these columns are NaN."""
    marked = np.array(x, dtype=np.float64)
    chosen = marked[:, columns]
    chosen[chosen == 0] = np.nan
    marked[:, columns] = chosen
    return marked
