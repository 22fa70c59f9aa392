"""New rows of a table as the numbers that a network's way in takes, read as the training's rows were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.datasets.preprocessing.cells import number
from nnplay.datasets.preprocessing.column_format import ColumnFormat
from nnplay.datasets.preprocessing.encoding import InputColumn
from nnplay.errors import DataError
from nnplay.i18n import tr

if TYPE_CHECKING:
    import pandas as pd


def codes_of(column: InputColumn, cells: pd.Series, format: ColumnFormat) -> tuple[np.ndarray, list[int]]:
    """One column's numbers, places among its categories, or seconds since 1970.

    Args:
        column: The column.
        cells: Texts, numbers or times. An error calls a row by its entry in the index, and "line" where that is the
            name of the index.
        format: How its texts are meant.

    Returns:
        float64 (rows,), NaN for what is missing and -1 for an unknown category; and the places of cells that are no
        numbers and count as missing, because such cells of the training did.

    Raises:
        DataError: If another cell is no number; it is named with the cause.
    """
    texts = [cell.strip() if isinstance(cell, str) else None for cell in cells]
    if column.values:
        return _places(column, texts, cells, format), []
    codes, odd = format.numbers(texts)
    for place in odd:
        text = texts[place] or ""
        if not format.excuses(text):
            found = {"index": cells.index[place], "name": column.name, "text": text[:30]}
            trouble = format.trouble(text)
            raise DataError(
                tr("Line {index}, column “{name}”: “{text}” {trouble}.", **found, trouble=trouble)
                if cells.index.name == "line"
                else tr("Row {index}, column “{name}”: “{text}” {trouble}.", **found, trouble=trouble)
            )
    for place, (cell, missing) in enumerate(zip(cells, cells.isna(), strict=True)):
        if texts[place] is None and not missing:
            if column.parts and not (format.counted and isinstance(cell, (int, float, np.number))):
                codes[place] = _seconds(cell)
            else:
                codes[place] = format.numbers([str(cell)])[0][0] if column.parts else _finite(cell)
    return codes, odd


def _places(column: InputColumn, texts: list[str | None], cells: pd.Series, format: ColumnFormat) -> np.ndarray:
    known = {value: float(code) for code, value in enumerate(column.values)}
    # Categories that are numbers may come as numbers.
    known_numbers = {number(value, "point"): code for value, code in known.items()}
    written: dict[str, list[float]] = {}
    for value, code in known.items():
        written.setdefault(value.casefold(), []).append(code)
    codes = np.full(len(cells), np.nan)
    for place, (text, cell, missing) in enumerate(zip(texts, cells, cells.isna(), strict=True)):
        if text is not None:
            if text in known or not format.is_missing(text):
                # TRUE and True are one where the training has only one of them.
                alike = written.get(text.casefold(), [])
                codes[place] = known.get(text, alike[0] if len(alike) == 1 else -1.0)
        elif not missing:
            codes[place] = known.get(str(cell), known_numbers.get(_finite(cell), -1.0))
    return codes


def _finite(cell: Any) -> float:
    """A number that came as a number; NaN for what is none or infinite."""
    try:
        value = float(cell)
    except (TypeError, ValueError):
        return np.nan
    return value if np.isfinite(value) else np.nan


def _seconds(cell: Any) -> float:
    """A time that came as one."""
    try:
        return float(np.datetime64(cell, "s").astype(np.int64))
    except (TypeError, ValueError):
        return np.nan
