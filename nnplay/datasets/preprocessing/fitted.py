"""From new examples to a network's inputs: what was learned of the training part, kept beside the run.

Fitted once by scikit-learn, and kept as plain numbers: a file of numbers can be opened without running code that
a pickle may hold, and new rows are treated like the old ones when the table has gone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.datasets.preprocessing.cells import is_missing, number
from nnplay.datasets.preprocessing.encoding import InputColumn, collapse, one_hot
from nnplay.datasets.preprocessing.plane_features import engineer
from nnplay.datasets.signature import Family, Signature
from nnplay.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

FILE = "preprocess.json"
"""Its name in the folder of a run."""


@dataclass(frozen=True)
class Preprocess:
    """All that new examples need on their way into a trained network.

    Args:
        signature: Of the data that the network was trained on.
        family: Of the same.
        columns: The columns of a table in the order of their inputs; empty for images.
        brightness: Of images, the mean of the training part in 0..1.
        computed: The inputs, where they are not the columns but computed from x and y by the formulas of their names.
    """

    signature: Signature
    family: Family
    columns: tuple[InputColumn, ...] = ()
    brightness: float = 0.0
    computed: tuple[InputColumn, ...] = ()

    @property
    def offset(self) -> np.ndarray:
        """What is taken from each input: float64 (inputs,)."""
        return np.array([column.offset for column in self._inputs for _ in range(column.width)])

    @property
    def scale(self) -> np.ndarray:
        """What it is then divided by: float64 (inputs,)."""
        return np.array([column.scale for column in self._inputs for _ in range(column.width)])

    @property
    def _inputs(self) -> tuple[InputColumn, ...]:
        return self.computed or self.columns

    def raw_rows(self, rows: pd.DataFrame, decimal: str = "point") -> np.ndarray:
        """Rows of a table as numbers: float64 (rows, columns and categories), NaN for what is missing.

        A category that the network does not know is 0 in all of its numbers. Other columns are ignored.

        Args:
            rows: With the columns' names; cells are texts or numbers. An error calls a row by the name of the index
                ("row" where it has none) and its entry.
            decimal: How texts write numbers; see `cells.DECIMALS`.

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
        codes = [self._codes(column, rows[named[column.name]], decimal) for column in self.columns]
        return one_hot(self.columns, np.column_stack(codes) if codes else np.empty((len(rows), 0)))

    def unknown(self, rows: pd.DataFrame) -> dict[str, list[str]]:
        """Values of categories that the training part's table never had, by column."""
        found = {}
        for column in self.columns:
            if column.values and column.name in rows:
                values = (str(cell).strip() for cell in rows[column.name].dropna().unique())
                new = [one for one in values if one not in column.values and not is_missing(one)]
                if new:
                    found[column.name] = new
        return found

    def inputs(self, raw: np.ndarray) -> np.ndarray:
        """Raw rows as the network takes them: float32; what is missing is filled where that was fitted, else NaN."""
        filled = self.filled(raw)
        if self.computed:
            filled = engineer(filled, [column.name for column in self.computed])
        return ((filled - self.offset) / self.scale).astype(np.float32)

    def filled(self, raw: np.ndarray) -> np.ndarray:
        """Raw rows with what is missing filled in."""
        codes = collapse(self.columns, raw)
        for place, column in enumerate(self.columns):
            if column.fill is not None:
                gaps = np.isnan(codes[:, place])
                codes[gaps, place] = column.fill
        return one_hot(self.columns, codes)

    def needs_inverting(self, pixels: np.ndarray) -> bool:
        """Whether new pictures are mostly light, as ink on paper is, and those of the training part mostly dark.

        Args:
            pixels: Of all new pictures together, in 0..1.
        """
        return bool(np.median(pixels) > 0.5 > self.brightness)

    def answers(self, outputs: np.ndarray) -> pd.DataFrame:
        """A network's outputs as a person reads them.

        Args:
            outputs: float32 (n, units of the output layer); NaN where there is none.

        Returns:
            A column `predicted …` with class names (None for NaN) or numbers, and for classes one
            `probability of …` each, in 0..1.
        """
        import pandas as pd

        signature = self.signature
        title = f"predicted {signature.target_name}"
        if signature.task == "regression":
            return pd.DataFrame({title: outputs[:, 0].astype(np.float64)})
        shares = outputs if signature.task == "multiclass" else np.column_stack([1 - outputs[:, 0], outputs[:, 0]])
        known = ~np.isnan(shares).any(axis=1)
        best = np.where(known, np.nan_to_num(shares).argmax(axis=1), -1)
        names = [signature.class_names[place] if place >= 0 else None for place in best]
        columns = {f"probability of {name}": shares[:, place] for place, name in enumerate(signature.class_names)}
        return pd.DataFrame({title: pd.Series(names, dtype=object), **columns})

    @staticmethod
    def _codes(column: InputColumn, cells: pd.Series, decimal: str) -> np.ndarray:
        """One column's numbers, or places among its categories: float64 (rows,)."""
        codes = np.full(len(cells), np.nan)
        known = {value: float(code) for code, value in enumerate(column.values)}
        # Categories that are numbers may come as numbers.
        known_numbers = {number(value, "point"): code for value, code in known.items()}
        for row, (cell, missing) in enumerate(zip(cells, cells.isna(), strict=True)):
            text = cell.strip() if isinstance(cell, str) else None
            if missing or (text is not None and is_missing(text)):
                continue
            value = number(text, decimal) if text is not None else _finite(cell)
            if column.values:
                code = known.get(str(cell) if text is None else text)
                if code is None and text is None and value is not None:
                    code = known_numbers.get(value)
                codes[row] = -1.0 if code is None else code
            elif value is None:
                raise DataError(
                    f"{str(cells.index.name or 'row').capitalize()} {cells.index[row]}, column “{column.name}”: "
                    f"“{str(cell)[:30]}” is no number, and the network was trained on numbers there."
                )
            else:
                codes[row] = value
        if column.zero_missing:
            codes[codes == 0] = np.nan
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
            columns, computed = (
                tuple(InputColumn(**{name: _frozen(value) for name, value in one.items()}) for one in data[kept])
                for kept in ("columns", "computed")
            )
            return cls(signature, data["family"], columns, float(data["brightness"]), computed)
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
