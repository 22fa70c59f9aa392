"""What can be chosen of an own table."""

from __future__ import annotations

from dataclasses import replace

from nnplay.datasets import base
from nnplay.datasets.preprocessing import cells
from nnplay.datasets.preprocessing.cells import MAX_NAME_LENGTH
from nnplay.datasets.preprocessing.reading_rule import AUTO, HEADERS, ODD_LINES
from nnplay.datasets.tables.reading.decoding import ENCODINGS, MAX_LINES
from nnplay.datasets.tables.reading.records import MAX_COLUMNS, SEPARATORS
from nnplay.registry import Param

FILE = Param("file", "text", "", "The checksum of the file; empty for the made-up example.", maximum=64, advanced=True)
SEPARATOR = Param(
    "separator",
    "choice",
    AUTO,
    "What stands between two columns.",
    choices=(AUTO, *SEPARATORS),
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
    choices=(AUTO, *ENCODINGS),
)
HEADER = Param(
    "header",
    "choice",
    AUTO,
    "Whether the first line names the columns.",
    label="Column names",
    choices=(AUTO, *HEADERS),
)
FIRST_LINE = Param(
    "first_line",
    "integer",
    0,
    "The line of the file in which the table begins, its names included; 0 finds it.",
    label="Table begins in line",
    minimum=0,
    maximum=MAX_LINES,
)
ODD_LINES_OPTION = Param(
    "odd_lines",
    "choice",
    AUTO,
    "What is done with lines that are no rows. 'auto' skips titles, notes, sums and repeated names; 'keep' takes "
    "notes, sums and repeated names for rows; 'skip' also skips lines with another number of columns.",
    label="Lines that are no rows",
    choices=(AUTO, *ODD_LINES),
)
TARGET = Param(
    "target",
    "text",
    "",
    "The column that the network learns to predict; where none is named, the one that is most likely meant.",
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
    "Columns that the network sees although they would be left out by themselves: constant ones, nearly empty ones and "
    "those that name the rows.",
    maximum=MAX_COLUMNS,
)
CATEGORIES = Param(
    "categories",
    "several",
    (),
    "Columns whose numbers are names, such as postal codes: each value becomes an input of its own.",
    maximum=MAX_COLUMNS,
)
THOUSANDS = Param(
    "thousands",
    "several",
    (),
    "Columns in which the sign of 1.695 or 1,695 stands between thousands.",
    maximum=MAX_COLUMNS,
)
DECIMAL_COLUMNS = Param(
    "decimals",
    "several",
    (),
    "Columns in which the sign of 1.695 or 1,695 stands before decimals.",
    maximum=MAX_COLUMNS,
)
MISSING_WORDS = Param(
    "missing_words",
    "several",
    (),
    "Texts that stand for a missing value in any column, such as -999, besides the usual ones.",
    label="Also missing",
    maximum=100,
)
VALUE_WORDS = Param(
    "value_words",
    "several",
    (),
    "Texts such as none or NA that are values, where they would be taken for missing ones.",
    label="Not missing",
    maximum=100,
)
DATE_ORDER = Param(
    "date_order",
    "choice",
    AUTO,
    "Whether 03/04/2024 is of April or of March.",
    label="Order of dates",
    choices=(AUTO, "day first", "month first"),
)
MISSING = replace(
    base.MISSING,
    help="What a missing number is taken for, measured on the training part alone. 'drop' leaves out each row with a "
    "missing value.",
    label="Missing numbers",
)
MISSING_CATEGORIES = Param(
    "missing_categories",
    "choice",
    "own category",
    "A missing category can be a category of its own, since that it is missing may say something, or be taken for the "
    "most frequent one. Rows are dropped where missing numbers are.",
    label="Missing categories",
    choices=("own category", "most_frequent"),
)
SPLIT = Param(
    "split",
    "choice",
    AUTO,
    "How the rows are parted. 'in time' tests on the latest rows, as forecasts are judged; 'random' mixes them. 'auto' "
    "splits in time where the rows follow each other in time.",
    label="Split of the rows",
    choices=(AUTO, "random", "in time"),
)

READING = (SEPARATOR, DECIMAL, ENCODING, HEADER, FIRST_LINE, ODD_LINES_OPTION)
"""How the file is read; in the order of `ReadingRule`."""

COLUMNS = (CATEGORIES, THOUSANDS, DECIMAL_COLUMNS, MISSING_WORDS, VALUE_WORDS, DATE_ORDER)
"""How its columns are meant; in the order of `ColumnChoices`."""
