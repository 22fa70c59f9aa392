"""How a file is read as a table: found once, kept beside the run, and held to for new rows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from nnplay.datasets.preprocessing.column_format import ColumnFormat
from nnplay.errors import DataError
from nnplay.i18n import N_, tr

AUTO = N_("auto")
HEADERS = (N_("first line"), N_("none"))
ODD_LINES = (N_("keep"), N_("skip"))


@dataclass(frozen=True)
class ReadingRule:
    """How a file is read; `"auto"` is found by itself.

    Args:
        separator: A name of `SEPARATORS`.
        decimal: A name of `DECIMALS`.
        encoding: A name of `ENCODINGS`.
        header: One of `HEADERS`.
        first_line: The line of the file that the table begins in; 0 is found by itself.
        odd_lines: What is done with lines that seem to be no rows, such as notes or sums; one of `ODD_LINES`, or
            "auto": those over and under the table are skipped, others are an error.
        row_names: Whether the first line has no name for the first column, as R writes tables with names of rows.
        width: How many columns the file has, with empty ones.
        columns: How the texts of each column are meant, in the order of the file; empty where nothing is known yet.
    """

    separator: str = AUTO
    decimal: str = AUTO
    encoding: str = AUTO
    header: str = AUTO
    first_line: int = 0
    odd_lines: str = AUTO
    row_names: bool = False
    width: int = 0
    columns: tuple[ColumnFormat, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> ColumnFormat | None:
        """How the texts of a column are meant; None where nothing is known of it."""
        return next((column for column in self.columns if column.name == name), None)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `from_dict` reads back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Any) -> ReadingRule:
        """What `to_dict` wrote.

        Raises:
            DataError: If it is something else.
        """
        try:
            columns = tuple(_column(one) for one in data["columns"])
            return cls(**{**data, "columns": columns})
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise DataError(
                tr("nnplay can no longer tell how the table of this run was read. Train it again.")
            ) from error

    def to_json(self) -> str:
        """JSON text that `from_json` reads back."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_json(cls, text: str) -> ReadingRule:
        """What `to_json` wrote.

        Raises:
            DataError: If it is something else.
        """
        try:
            data = json.loads(text)
        except ValueError as error:
            raise DataError(
                tr("nnplay can no longer tell how the table of this run was read. Train it again.")
            ) from error
        return cls.from_dict(data)


def _column(data: dict[str, Any]) -> ColumnFormat:
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    return ColumnFormat(**fields)
