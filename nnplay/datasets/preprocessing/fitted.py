"""From the source to a network's inputs: what was fitted to the training part, kept beside the run.

Every dataset has one, whatever its family, and new examples go through the same one. It is fitted by scikit-learn
(`preprocessing.fit`) and kept as plain numbers: a file of numbers can be opened without running code that a pickle
may hold, and new rows are treated like the old ones when the table has gone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from nnplay.datasets.preprocessing.cells import column_name
from nnplay.datasets.preprocessing.column_format import ColumnFormat
from nnplay.datasets.preprocessing.dates import to_moments
from nnplay.datasets.preprocessing.encoding import InputColumn, encode
from nnplay.datasets.preprocessing.imputation import fill_missing, mark_missing
from nnplay.datasets.preprocessing.new_rows import codes_of
from nnplay.datasets.preprocessing.pixels import Pixels
from nnplay.datasets.preprocessing.plane_features import axes_of, engineer
from nnplay.datasets.preprocessing.reading_rule import ReadingRule
from nnplay.datasets.preprocessing.text import COLUMN, TextReading
from nnplay.datasets.signature import Family, Signature
from nnplay.errors import DataError
from nnplay.i18n import plural, tr
from nnplay.tasks import TargetScaling, class_probabilities

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

FILE = "preprocess.json"
"""Its name in the folder of a run."""


@dataclass(frozen=True)
class Preprocess:
    """The way from the source to a network's inputs, and from its outputs to an answer.

    Raw examples are, by family: of a table float64 (rows, columns), as `encoding.encode` takes them, with NaN for what
    is missing; in the plane points (n, 2); on a line (n, 1); pictures (n, height, width, channels) as the source
    counts their pixels; texts (n, length) as the numbers of their symbols.

    Args:
        signature: Of the data that the network was trained on.
        family: Of the same.
        columns: The columns of the source in their order; empty for images.
        computed: The inputs, where they are not the columns but computed from x and y by the formulas of their names.
        pixels: How pictures become inputs; None for what is none.
        target: How a regression's target is scaled for learning; None where it is learned as it is.
        reading: How the file was read that the network was trained on, and how new rows are; None where it was none.
        text: How texts become numbers; None for what is none.
    """

    signature: Signature
    family: Family
    columns: tuple[InputColumn, ...] = ()
    computed: tuple[InputColumn, ...] = ()
    pixels: Pixels | None = None
    target: TargetScaling | None = None
    reading: ReadingRule | None = None
    text: TextReading | None = None

    # From the source to the network ---------------------------------------------------------

    def inputs(self, raw: np.ndarray) -> np.ndarray:
        """Raw examples as the network takes them: float32 (n, *input_shape); NaN for what is missing and not filled."""
        if self.pixels:
            return self.pixels.inputs(raw)
        if self.text:
            return raw.astype(np.float32)
        return ((self.encoded(raw) - self.offset) / self.scale).astype(np.float32)

    def marked(self, raw: np.ndarray) -> np.ndarray:
        """The first step: raw rows with NaN also for zeros that stand for missing values."""
        return mark_missing(self.columns, raw)

    def filled(self, raw: np.ndarray) -> np.ndarray:
        """The second step: what is missing filled in, where that was fitted."""
        return fill_missing(self.columns, self.marked(raw))

    def encoded(self, raw: np.ndarray) -> np.ndarray:
        """The third step: a number per input, (n, inputs), categories one-hot and formulas computed; not scaled yet."""
        if self.text:
            return raw
        filled = self.filled(raw)
        return engineer(filled, self.signature.feature_names) if self.computed else encode(self.columns, filled)

    @property
    def offset(self) -> np.ndarray:
        """What is then taken from each input: float64, broadcast over one example."""
        if self.pixels or self.text:
            return np.zeros(1)
        return np.array([column.offset if scaled else 0.0 for column in self._scaled for scaled in column.is_scaled])

    @property
    def scale(self) -> np.ndarray:
        """What it is at last divided by: float64, broadcast over one example."""
        if self.pixels:
            return np.full(1, self.pixels.maximum)
        if self.text:
            return np.ones(1)
        return np.array([column.scale if scaled else 1.0 for column in self._scaled for scaled in column.is_scaled])

    @property
    def _scaled(self) -> tuple[InputColumn, ...]:
        return self.computed or self.columns

    def unscaled(self, inputs: np.ndarray) -> np.ndarray:
        """A network's inputs before the scaling, as `encoded` gives them; of pictures as the source counts pixels."""
        return inputs * self.scale + self.offset

    def targets(self, y: np.ndarray) -> np.ndarray:
        """True values of the source as a dataset holds them: int64 class numbers, or float32 in the target's units."""
        return y.astype(np.float32 if self.signature.task == "regression" else np.int64)

    def table(self, raw: np.ndarray) -> pd.DataFrame:
        """Raw rows as a person reads them: a column per column of the source, with numbers or words.

        Raises:
            DataError: If these are pictures.
        """
        import pandas as pd

        if self.pixels:
            raise DataError(tr("Pictures have no table."))
        if self.text:
            return pd.DataFrame({COLUMN: pd.Series(self.text.texts(raw), dtype=object)})
        return pd.DataFrame({column.name: _values(column, raw[:, place]) for place, column in enumerate(self.columns)})

    # New examples ---------------------------------------------------------------------------

    @property
    def needed(self) -> tuple[InputColumn, ...]:
        """The columns that the inputs depend on: of the plane perhaps one coordinate alone."""
        if not self.computed:
            return self.columns
        axes = axes_of(self.signature.feature_names)
        return tuple(column for column in self.columns if column.name in axes)

    def raw_rows(self, rows: pd.DataFrame, decimal: str = "point") -> np.ndarray:
        """Rows of a table as raw examples: float64 (rows, columns), NaN for what is missing.

        A category that the network does not know is -1. Other columns are ignored.

        Args:
            rows: With the columns' names; cells are texts, numbers or times. An error calls a row by its entry in the
                index, and "line" where that is the name of the index.
            decimal: How texts write numbers, where `reading` does not say it; see `cells.DECIMALS`.

        Raises:
            DataError: If a column is missing, or a cell has something else than a number where one is needed.
        """
        if self.text:
            return self.text.codes([str(text) for text in self._texts(rows)])
        raw = np.full((len(rows), len(self.columns)), np.nan)
        for place, cells in self._cells(rows).items():
            raw[:, place] = codes_of(self.columns[place], cells, self._format(self.columns[place], decimal))[0]
        return raw

    def excused(self, rows: pd.DataFrame, decimal: str = "point") -> dict[str, list[str]]:
        """Cells that are no numbers and count as missing, as such cells of the training did, by column."""
        if self.text:
            return {}
        found = {}
        for place, cells in self._cells(rows).items():
            odd = codes_of(self.columns[place], cells, self._format(self.columns[place], decimal))[1]
            if odd:
                found[self.columns[place].name] = list(dict.fromkeys(str(cells.iloc[row]) for row in odd))
        return found

    def unknown(self, rows: pd.DataFrame) -> dict[str, list[str]]:
        """Values of categories, or letters or words, that the training's table never had, by column."""
        if self.text:
            new = [token for text in self._texts(rows) for token in self.text.left_out(str(text))[0]]
            return {COLUMN: list(dict.fromkeys(new))} if new else {}
        found = {}
        for place, cells in self._cells(rows).items():
            column = self.columns[place]
            if column.values:
                codes, _ = codes_of(column, cells, self._format(column, "point"))
                new = list(dict.fromkeys(str(cell).strip() for cell in cells[codes < 0]))
                if new:
                    found[column.name] = new
        return found

    def _texts(self, rows: pd.DataFrame) -> list[Any]:
        """The texts of a table: its column of that name, or its only one."""
        names = {column_name(str(name)): name for name in rows.columns}
        if COLUMN not in names and len(names) != 1:
            raise DataError(tr("These rows lack the column “{column}”, which the network reads.", column=COLUMN))
        return rows[names.get(COLUMN, rows.columns[0])].fillna("").tolist()

    def _cells(self, rows: pd.DataFrame) -> dict[int, pd.Series]:
        """The cells of the columns that are needed, by the columns' places."""
        named = {column_name(str(name)): name for name in rows.columns}
        lacking = [column.name for column in self.needed if column.name not in named]
        if lacking:
            raise DataError(
                plural(
                    "These rows lack the column {lacking}, which the network was trained on.",
                    "These rows lack the columns {lacking}, which the network was trained on.",
                    len(lacking),
                    lacking=_list(lacking),
                )
            )
        return {place: rows[named[column.name]] for place, column in enumerate(self.columns) if column in self.needed}

    def _format(self, column: InputColumn, decimal: str) -> ColumnFormat:
        known = self.reading.column(column.name) if self.reading else None
        return known or ColumnFormat(column.name, decimal=decimal, grouped=True)

    def pictures(self, pictures: np.ndarray) -> np.ndarray:
        """New pictures (n, height, width, channels) that are in 0..1 already, as the network takes them: float32.

        Raises:
            DataError: If the network takes no pictures.
        """
        if self.pixels is None:
            raise DataError(tr("This network was not trained on pictures."))
        return self.pixels.arrange(np.asarray(pictures, dtype=np.float32))

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
        shares = class_probabilities(outputs, signature.task)
        known = ~np.isnan(shares).any(axis=1)
        best = np.where(known, np.nan_to_num(shares).argmax(axis=1), -1)
        names = [signature.class_names[place] if place >= 0 else None for place in best]
        columns = {f"probability of {name}": shares[:, place] for place, name in enumerate(signature.class_names)}
        return pd.DataFrame({title: pd.Series(names, dtype=object), **columns})

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
            columns, computed = (
                tuple(_made(InputColumn, one) for one in data[kept]) for kept in ("columns", "computed")
            )
            pixels = _made(Pixels, data["pixels"]) if data["pixels"] is not None else None
            reading = ReadingRule.from_dict(data["reading"]) if data["reading"] is not None else None
            target = _made(TargetScaling, data["target"]) if data["target"] is not None else None
            texts = _made(TextReading, data["text"]) if data.get("text") is not None else None
            # Earlier versions did not say whose names they are; those of a student's own must stay.
            signature = _made(Signature, {"own": True, **data["signature"]})
            return cls(signature, data["family"], columns, computed, pixels, target, reading, texts)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DataError(tr("nnplay cannot read how this run prepares new examples. Train it again.")) from error

    @classmethod
    def load(cls, folder: Path) -> Preprocess:
        """The one of a stored run.

        Raises:
            DataError: If it is not there or cannot be read.
        """
        try:
            text = (Path(folder) / FILE).read_text(encoding="utf-8")
        except (OSError, ValueError):
            raise DataError(
                tr("The files of this run are missing, or an earlier version of nnplay wrote them. Train it again.")
            ) from None
        return cls.from_json(text)


def _values(column: InputColumn, codes: np.ndarray) -> np.ndarray:
    """Raw values as a person reads them: numbers, times, or words with None for what is missing or unknown."""
    if column.parts:
        return to_moments(codes)
    if not column.values:
        return codes.astype(np.float64)
    known = np.nan_to_num(codes, nan=-1.0).astype(int)
    return np.array([*column.values, None], dtype=object)[known]


def _made(kind: type[T], fields: Mapping[str, Any]) -> T:
    """A value of the plain fields that JSON gives back."""
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()})


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(tr("“{text}”", text=name) for name in names[:8])
    return shown + (tr(" and {names} others", names=len(names) - 8) if len(names) > 8 else "")
