"""What is measured on the training part: fills, scales and ranges, by scikit-learn's transformers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nnplay.datasets.preprocessing.encoding import MISSING_LEVEL, InputColumn, encode
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.datasets.preprocessing.imputation import DROP, fill_missing, mark_missing
from nnplay.datasets.preprocessing.pixels import Pixels
from nnplay.datasets.preprocessing.plane_features import AXES, engineer
from nnplay.datasets.signature import Family, Signature


def fit_pictures(
    signature: Signature, raw: np.ndarray, *, maximum: float, shuffled: bool = False, bits: int = 0
) -> Preprocess:
    """How pictures become inputs, from those of the training part (n, height, width, channels) in the source."""
    return Preprocess(signature, "image", pixels=Pixels(maximum, shuffled, float(raw.mean()) / maximum, bits))


def fit_plane(signature: Signature, raw: np.ndarray, *, scaling: str) -> Preprocess:
    """How points of the plane become inputs, from those of the training part, (n, 2).

    Args:
        signature: Its inputs are names of formulas.
        raw: The points.
        scaling: "none", "standard" or "minmax", of what the formulas give.
    """
    names = signature.feature_names
    computed = _scaled([InputColumn(name) for name in names], engineer(raw, names).astype(np.float64), scaling)
    axes = _measured([InputColumn(axis) for axis in AXES], _short(raw))
    return Preprocess(signature, "plane", axes, computed=computed)


def fit_columns(
    signature: Signature,
    family: Family,
    columns: Sequence[InputColumn],
    raw: np.ndarray,
    *,
    missing: str = "",
    scaling: str = "none",
) -> Preprocess:
    """How rows become inputs.

    Args:
        signature: What the network is to fit.
        family: Of the data.
        columns: Names, categories, and whether a zero stands for a missing value.
        raw: float64 (rows, columns), as for `encode`, of the training part alone.
        missing: A strategy of `SimpleImputer` for numbers; a category gets its most frequent value. Nothing is filled
            with `DROP`, where no such row is left, or without a strategy.
        scaling: "none", "standard" or "minmax", of numbers.
    """
    codes = mark_missing(columns, raw)
    strategy = "" if missing == DROP else missing
    found = _filled(columns, codes, strategy) if strategy else tuple(columns)
    return Preprocess(
        signature, family, _measured(_scaled(found, fill_missing(found, codes), scaling), _short(codes, raw.dtype))
    )


def _filled(columns: Sequence[InputColumn], codes: np.ndarray, strategy: str) -> tuple[InputColumn, ...]:
    from sklearn.impute import SimpleImputer

    found = list(columns)
    for words, how in ((False, strategy), (True, "most_frequent")):
        places = [place for place, column in enumerate(columns) if bool(column.values) == words]
        if not places:
            continue
        fills = SimpleImputer(strategy=how, keep_empty_features=True).fit(codes[:, places]).statistics_
        for place, fill in zip(places, fills, strict=True):
            if MISSING_LEVEL in columns[place].values:
                fill = columns[place].values.index(MISSING_LEVEL)
            # What was missing in every row is filled with 0.
            found[place] = replace(columns[place], fill=float(np.nan_to_num(fill)))
    return tuple(found)


def _scaled(columns: Sequence[InputColumn], codes: np.ndarray, scaling: str) -> tuple[InputColumn, ...]:
    """The columns with offset and scale of their numbers."""
    places = [place for place, column in enumerate(columns) if any(column.is_scaled)]
    if scaling == "none" or not places:
        return tuple(columns)
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    # Of a date, one part at most is scaled: it is no year and no day of the month at once.
    numbers = [encode([columns[place]], codes[:, [place]])[:, columns[place].is_scaled.index(True)] for place in places]
    scaler: Any = {"standard": StandardScaler, "minmax": MinMaxScaler}[scaling]().fit(np.column_stack(numbers))
    offsets = scaler.mean_ if scaling == "standard" else scaler.data_min_
    scales = scaler.scale_ if scaling == "standard" else 1 / scaler.scale_
    found = list(columns)
    for place, offset, scale in zip(places, offsets, scales, strict=True):
        found[place] = replace(columns[place], offset=float(offset), scale=float(scale))
    return tuple(found)


def _measured(columns: Sequence[InputColumn], codes: np.ndarray) -> tuple[InputColumn, ...]:
    """The columns with the range and the typical value of some rows."""
    found = []
    for column, values in zip(columns, codes.T, strict=True):
        known = values[~np.isnan(values)]
        if not len(known):
            found.append(column)
        elif column.values:
            found.append(replace(column, typical=float(np.bincount(known.astype(int)).argmax())))
        else:
            whole = bool((known == np.round(known)).all())
            middle = float(np.quantile(known, 0.5, method="lower"))
            found.append(replace(column, low=float(known.min()), high=float(known.max()), typical=middle, whole=whole))
    return tuple(found)


def _short(values: np.ndarray, dtype: Any = None) -> np.ndarray:
    """As float64; numbers of 32 bits without the digits that they do not have: 0.3, not 0.300000012."""
    wide = values.astype(np.float64)
    return np.round(wide, 6) if (dtype or values.dtype) == np.float32 else wide
