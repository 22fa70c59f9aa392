"""What can be chosen of an own table."""

from __future__ import annotations

from dataclasses import replace

from nnplay.datasets import base
from nnplay.datasets.preprocessing import cells
from nnplay.datasets.preprocessing.cells import MAX_NAME_LENGTH
from nnplay.datasets.preprocessing.reading_rule import AUTO, HEADERS, ODD_LINES
from nnplay.datasets.tables.columns.column_report import DATE_ORDERS
from nnplay.datasets.tables.reading.decoding import ENCODINGS, MAX_LINES
from nnplay.datasets.tables.reading.records import MAX_COLUMNS, SEPARATORS
from nnplay.i18n import N_
from nnplay.registry import Param

OWN_CATEGORY = N_("own category")
IN_TIME = N_("in time")

FILE = Param(
    "file", "text", "", N_("The checksum of the file; empty for the made-up example."), maximum=64, advanced=True
)
SEPARATOR = Param(
    "separator",
    "choice",
    AUTO,
    N_("The character between two columns."),
    choices=(AUTO, *SEPARATORS),
)
DECIMAL = Param(
    "decimal",
    "choice",
    AUTO,
    N_("The character before the decimals of a number: 1.5 or 1,5."),
    label=N_("Decimal sign"),
    choices=(AUTO, *cells.DECIMALS),
)
ENCODING = Param(
    "encoding",
    "choice",
    AUTO,
    N_("The way the file stores letters. A different one may fix a broken é or ü."),
    choices=(AUTO, *ENCODINGS),
)
HEADER = Param(
    "header",
    "choice",
    AUTO,
    N_("Whether the first line has the names of the columns."),
    label=N_("Column names"),
    choices=(AUTO, *HEADERS),
)
FIRST_LINE = Param(
    "first_line",
    "integer",
    0,
    N_("The line in which the table begins, including its names; 0 finds it automatically."),
    label=N_("The table begins in line"),
    minimum=0,
    maximum=MAX_LINES,
)
ODD_LINES_OPTION = Param(
    "odd_lines",
    "choice",
    AUTO,
    N_(
        "What to do with lines that are not rows. 'auto' skips titles, notes, totals and repeated names; 'keep' "
        "treats notes, totals and repeated names as rows; 'skip' also skips lines with a different number of columns."
    ),
    label=N_("Lines that are not rows"),
    choices=(AUTO, *ODD_LINES),
)
TARGET = Param(
    "target",
    "text",
    "",
    N_("The column that the network learns to predict. If you name none, the most likely one is chosen."),
    maximum=MAX_NAME_LENGTH,
)
TASK = Param(
    "task",
    "choice",
    AUTO,
    N_("What is predicted: one of two classes, one of several, or a number. 'auto' decides by the target."),
    choices=(AUTO, N_("binary"), N_("multiclass"), N_("regression")),
)
LEFT_OUT = Param("left_out", "several", (), N_("Columns that the network does not get."), maximum=MAX_COLUMNS)
KEPT = Param(
    "kept",
    "several",
    (),
    N_(
        "Columns that the network gets although they would be left out automatically: constant ones, nearly empty "
        "ones and those that name the rows."
    ),
    maximum=MAX_COLUMNS,
)
CATEGORIES = Param(
    "categories",
    "several",
    (),
    N_("Columns whose numbers are names, such as postal codes. Each value gets its own input."),
    maximum=MAX_COLUMNS,
)
THOUSANDS = Param(
    "thousands",
    "several",
    (),
    N_("Columns in which the separator of 1.695 or 1,695 groups thousands."),
    maximum=MAX_COLUMNS,
)
DECIMAL_COLUMNS = Param(
    "decimals",
    "several",
    (),
    N_("Columns in which the separator of 1.695 or 1,695 starts the decimals."),
    maximum=MAX_COLUMNS,
)
MISSING_WORDS = Param(
    "missing_words",
    "several",
    (),
    N_("Texts that stand for a missing value in any column, such as -999, besides the usual ones."),
    label=N_("Also missing"),
    maximum=100,
)
VALUE_WORDS = Param(
    "value_words",
    "several",
    (),
    N_("Texts such as none or NA that are real values, where they would count as missing."),
    label=N_("Not missing"),
    maximum=100,
)
DATE_ORDER = Param(
    "date_order",
    "choice",
    AUTO,
    N_("Whether 03/04/2024 is in April or in March."),
    label=N_("Order of dates"),
    choices=(AUTO, *DATE_ORDERS),
)
MISSING = replace(
    base.MISSING,
    help=N_(
        "What replaces a missing number, computed from the training data alone. 'drop' leaves out each row with a "
        "missing value."
    ),
    label=N_("Missing numbers"),
)
MISSING_CATEGORIES = Param(
    "missing_categories",
    "choice",
    OWN_CATEGORY,
    N_(
        "A missing category can be its own category (that it is missing may mean something), or be replaced by the "
        "most frequent one. If rows with missing numbers are dropped, so are these."
    ),
    label=N_("Missing categories"),
    choices=(OWN_CATEGORY, N_("most_frequent")),
)
SPLIT = Param(
    "split",
    "choice",
    AUTO,
    N_(
        "The way the rows are split. 'in time' tests on the latest rows, just as forecasts are judged; 'random' mixes "
        "them. 'auto' splits in time where the rows follow each other in time."
    ),
    label=N_("Split of the rows"),
    choices=(AUTO, N_("random"), IN_TIME),
)

READING = (SEPARATOR, DECIMAL, ENCODING, HEADER, FIRST_LINE, ODD_LINES_OPTION)
"""How the file is read; in the order of `ReadingRule`."""

COLUMNS = (CATEGORIES, THOUSANDS, DECIMAL_COLUMNS, MISSING_WORDS, VALUE_WORDS, DATE_ORDER)
"""How its columns are meant; in the order of `ColumnChoices`."""
