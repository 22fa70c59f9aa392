"""From rows of a table to a network's inputs: missing values filled, numbers scaled, categories one-hot.

Fitted once by scikit-learn on the training part, and kept as plain numbers beside the run: a file of numbers
can be opened without running code that a pickle may hold, and new rows are treated alike when the table has gone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.datasets.base import Dataset, Family, Signature
from nnplay.datasets.csv_file import MISSING, number
from nnplay.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

FILE = "preprocess.json"
"""Its name in the folder of a run."""


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

    @property
    def width(self) -> int:
        """How many inputs it becomes."""
        return max(1, len(self.values))

    @property
    def input_names(self) -> tuple[str, ...]:
        """A name for each of them."""
        return tuple(f"{self.name} = {value}" for value in self.values) or (self.name,)


@dataclass(frozen=True)
class Preprocess:
    """All that new examples need on their way into a trained network.

    Args:
        signature: Of the data that the network was trained on.
        family: Of the same.
        columns: The columns of a table in the order of their inputs; empty for images.
        brightness: Of images, the mean of the training part in 0..1.
    """

    signature: Signature
    family: Family
    columns: tuple[InputColumn, ...] = ()
    brightness: float = 0.0

    @property
    def offset(self) -> np.ndarray:
        """What is taken from each raw input: float64 (inputs,)."""
        return np.repeat([column.offset for column in self.columns], self._widths)

    @property
    def scale(self) -> np.ndarray:
        """What it is then divided by: float64 (inputs,)."""
        return np.repeat([column.scale for column in self.columns], self._widths)

    @property
    def _widths(self) -> list[int]:
        return [column.width for column in self.columns]

    def raw_rows(self, rows: pd.DataFrame, decimal: str = "point") -> np.ndarray:
        """Rows of a table as raw inputs: float64 (rows, inputs), NaN for what is missing.

        A category that the network does not know is 0 in all of its inputs. Other columns are ignored.

        Args:
            rows: With the columns' names; cells are texts or numbers.
            decimal: How texts write numbers; see `csv_file.DECIMALS`.

        Raises:
            DataError: If a column is missing, or a cell has something else than a number where one is needed.
        """
        named = {str(name).strip(): name for name in rows.columns}
        lacking = [column.name for column in self.columns if column.name not in named]
        if lacking:
            raise DataError(
                f"These rows lack the {'column' if len(lacking) == 1 else 'columns'} {_list(lacking)}, "
                "which the network was trained on."
            )
        codes = [
            self._codes(column, list(rows[named[column.name]]), list(rows.index), decimal) for column in self.columns
        ]
        return one_hot(self.columns, np.column_stack(codes) if codes else np.empty((len(rows), 0)))

    def inputs(self, raw: np.ndarray) -> np.ndarray:
        """Raw inputs as the network takes them: float32; what is missing is filled where that was fitted, else NaN."""
        return ((self.filled(raw) - self.offset) / self.scale).astype(np.float32)

    def filled(self, raw: np.ndarray) -> np.ndarray:
        """Raw inputs with what is missing filled in."""
        codes = collapse(self.columns, raw)
        for place, column in enumerate(self.columns):
            if column.fill is not None:
                gaps = np.isnan(codes[:, place])
                codes[gaps, place] = column.fill
        return one_hot(self.columns, codes)

    @staticmethod
    def _codes(column: InputColumn, cells: list[Any], names: list[Any], decimal: str) -> np.ndarray:
        codes = np.empty(len(cells))
        known = {value: float(code) for code, value in enumerate(column.values)}
        for row, cell in enumerate(cells):
            if cell is None or cell != cell or (isinstance(cell, str) and cell.strip().casefold() in MISSING):
                codes[row] = np.nan
            elif column.values:
                text = cell.strip() if isinstance(cell, str) else f"{cell:.12g}" if _is_number(cell) else str(cell)
                codes[row] = known.get(text, -1.0)
            else:
                value = number(cell.strip(), decimal) if isinstance(cell, str) else _finite(cell)
                if value is None:
                    raise DataError(
                        f"Row {names[row]}, column “{column.name}”: “{str(cell)[:30]}” is no number, "
                        "and the network was trained on numbers there."
                    )
                codes[row] = value
        return codes

    # Keeping it -----------------------------------------------------------------------------

    def to_json(self) -> str:
        """JSON text that `from_json` reads back."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Preprocess:
        """What `to_json` wrote.

        Raises:
            DataError: If it is something else.
        """
        try:
            data = json.loads(text)
            signature = Signature(**{name: _frozen(value) for name, value in data["signature"].items()})
            columns = tuple(
                InputColumn(**{name: _frozen(value) for name, value in one.items()}) for one in data["columns"]
            )
            return cls(signature, data["family"], columns, float(data["brightness"]))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DataError("How this run treats new examples cannot be read. Train it again.") from error

    @classmethod
    def load(cls, folder: Path) -> Preprocess:
        """The one of a stored run.

        Raises:
            DataError: If it is not there or cannot be read.
        """
        try:
            text = (Path(folder) / FILE).read_text(encoding="utf-8")
        except (OSError, ValueError):
            raise DataError("The files of this run are gone, or from an earlier nnplay. Train it again.") from None
        return cls.from_json(text)


def preprocess_of(data: Dataset) -> Preprocess:
    """What new examples need for any dataset; for an own table, what was fitted on it."""
    if data.preprocess is not None:
        return data.preprocess
    if data.family == "image":
        return Preprocess(data.signature, data.family, brightness=float(data.x_train.mean()))
    raw = data.to_raw(data.x_train.astype(np.float64))
    offset, scale = (np.broadcast_to(array, raw.shape[1:]) for array in (data.offset, data.scale))
    columns = [
        InputColumn(name, offset=float(offset[place]), scale=float(scale[place]))
        for place, name in enumerate(data.signature.feature_names)
    ]
    return Preprocess(data.signature, data.family, with_ranges(columns, np.round(raw, 6)))


# Fitting ----------------------------------------------------------------------------------------


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
            found.append(
                replace(column, low=float(known.min()), high=float(known.max()), typical=middle, whole=whole)
            )
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


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float | np.number) and not isinstance(cell, bool)


def _finite(cell: Any) -> float | None:
    try:
        value = float(cell)
    except (TypeError, ValueError):
        return None
    return value if np.isfinite(value) else None


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:8])
    return shown + (f" and {len(names) - 8} others" if len(names) > 8 else "")
