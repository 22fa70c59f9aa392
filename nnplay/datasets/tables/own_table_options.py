"""What can be chosen of an own table."""

from __future__ import annotations

from nnplay.datasets.preprocessing import cells
from nnplay.datasets.tables import csv_file
from nnplay.datasets.tables.csv_file import AUTO, MAX_COLUMNS, MAX_NAME_LENGTH
from nnplay.registry import Param

FILE = Param("file", "text", "", "The checksum of the file; empty for the made-up example.", maximum=64, advanced=True)
SEPARATOR = Param(
    "separator",
    "choice",
    AUTO,
    "What stands between two columns.",
    choices=(AUTO, *csv_file.SEPARATORS),
)
DECIMAL = Param(
    "decimal",
    "choice",
    AUTO,
    "What stands before the decimals of a number: 1.5 or 1,5.",
    label="Decimal sign",
    choices=(AUTO, *cells.DECIMALS),
)
ENCODING = Param(
    "encoding",
    "choice",
    AUTO,
    "How the file stores letters. Another one may mend a broken é or ü.",
    choices=(AUTO, *csv_file.ENCODINGS),
)
HEADER = Param(
    "header",
    "choice",
    AUTO,
    "Whether the first line names the columns.",
    label="Column names",
    choices=(AUTO, *csv_file.HEADERS),
)
TARGET = Param(
    "target",
    "text",
    "",
    "The column that the network learns to predict; where none is named, the last one that fits.",
    maximum=MAX_NAME_LENGTH,
)
TASK = Param(
    "task",
    "choice",
    AUTO,
    "What is predicted: one of two classes, one of several, or a number. 'auto' finds it from the target.",
    choices=(AUTO, "binary", "multiclass", "regression"),
)
LEFT_OUT = Param("left_out", "several", (), "Columns that the network does not see.", maximum=MAX_COLUMNS)
KEPT = Param(
    "kept",
    "several",
    (),
    "Columns that the network sees although they would be left out by themselves: constant ones and row numbers.",
    maximum=MAX_COLUMNS,
)
CATEGORIES = Param(
    "categories",
    "several",
    (),
    "Columns whose numbers are names, such as postal codes: each value becomes an input of its own.",
    maximum=MAX_COLUMNS,
)
READING = (SEPARATOR, DECIMAL, ENCODING, HEADER)
