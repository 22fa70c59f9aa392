"""Texts of the student's own: a file with a column of texts and one with the class of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from nnplay.datasets.base import SPLIT_SEED, STRATIFY, TEST_SIZE, VALIDATION_SIZE, DatasetKind, Raw
from nnplay.datasets.kinds.sentences import ANIMALS, all_sentences
from nnplay.datasets.kinds.texts import text_signature
from nnplay.datasets.preprocessing.cells import MAX_NAME_LENGTH
from nnplay.datasets.preprocessing.reading_rule import ReadingRule
from nnplay.datasets.preprocessing.text import UNKNOWN, TextReading, vocabulary
from nnplay.datasets.store import uploads
from nnplay.datasets.store.cache import Shared
from nnplay.datasets.tables import csv_file
from nnplay.datasets.tables.findings import named, quoted
from nnplay.datasets.tables.own_table_options import ENCODING, FILE, HEADER, SEPARATOR
from nnplay.errors import DataError
from nnplay.i18n import N_, language, tr
from nnplay.registry import DATASETS, Param

NAME = "texts"
MAX_TEXTS = 20_000
MAX_CLASSES = 20

TEXT_COLUMN = Param(
    "text_column",
    "text",
    "",
    N_("The column with the texts. If you name none, it is the one with the longest texts."),
    label=N_("Texts"),
    maximum=MAX_NAME_LENGTH,
)
CLASS_COLUMN = Param(
    "target",
    "text",
    "",
    N_("The column with the class of each text. If you name none, it is the one with the fewest different values."),
    label=N_("Classes"),
    maximum=MAX_NAME_LENGTH,
)
UNIT = Param(
    "unit",
    "choice",
    "words",
    N_("What the network reads one after the other. Words suit sentences; letters suit names and single words."),
    label=N_("Read by"),
    choices=(N_("words"), N_("letters")),
)
LENGTH = Param(
    "length",
    "integer",
    30,
    N_("How many words or letters of each text are read. Longer texts are cut, shorter ones are padded."),
    minimum=2,
    maximum=300,
)
VOCABULARY = Param(
    "vocabulary",
    "integer",
    500,
    N_("How many different words or letters the network knows: the most frequent ones. All others count as unknown."),
    minimum=10,
    maximum=10_000,
)


@dataclass(frozen=True, eq=False)
class OwnText:
    """What a file of texts holds.

    Args:
        columns: The names of its columns.
        text_column, class_column: Those that are used.
        texts: One per row.
        y: int64 (n,), places in `class_names`.
        class_names: In alphabetical order.
        reading: How the texts become numbers.
        dropped: Rows that lack a text or a class.
    """

    columns: tuple[str, ...]
    text_column: str
    class_column: str
    texts: list[str]
    y: np.ndarray
    class_names: tuple[str, ...]
    reading: TextReading
    dropped: int = 0


@cache
def example() -> bytes:
    """What there is before a file is brought: the sentences about who does it, as CSV."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["sentence", "who"])
    writer.writerows((text, ANIMALS[label]) for text, label in zip(*all_sentences(), strict=True))
    return file.getvalue().encode()


_READ: Shared[tuple[Any, ...], OwnText | DataError] = Shared(
    50_000_000, lambda found: 1 if isinstance(found, DataError) else 100 + sum(map(len, found.texts))
)
_OPTIONS = (FILE, SEPARATOR, ENCODING, HEADER, TEXT_COLUMN, CLASS_COLUMN, UNIT, LENGTH, VOCABULARY)


def own_text(options: Mapping[str, Any]) -> OwnText:
    """The texts of a spec's options.

    Raises:
        DataError: If the file is gone, is no table, has no such columns, or no classes to tell apart.
    """
    content = uploads.content(options["file"]) if options["file"] else example()

    def make() -> OwnText | DataError:
        try:
            return _read(content, options)
        except DataError as error:
            return error

    # Errors are kept in the language of the reader.
    found = _READ.get((language(), str(uploads.folder()), *(options[param.name] for param in _OPTIONS)), make)
    if isinstance(found, DataError):
        raise DataError(found.message)
    return found


def _read(content: bytes, options: Mapping[str, Any]) -> OwnText:
    rule = ReadingRule(
        separator=options["separator"], encoding=options["encoding"], header=options["header"], odd_lines="keep"
    )
    columns = csv_file.read(content, rule).columns
    if len(columns) < 2:
        raise DataError(
            tr(
                "This file has only one column. Two are needed: one with the texts, and one with the class of each "
                "text. If the texts have commas, put each text in quotation marks."
            )
        )
    text_column, class_column = _columns(columns, options["text_column"], options["target"])
    pairs = zip(columns[text_column], columns[class_column], strict=True)
    rows = [(text, label) for text, label in pairs if text and label]
    if len(rows) > MAX_TEXTS:
        raise DataError(
            tr(
                "This file has {rows:,} texts; at most {max_texts:,} are allowed here. Use only part of it.",
                rows=len(rows),
                max_texts=MAX_TEXTS,
            )
        )
    names = tuple(sorted({label for _, label in rows}))
    if not 2 <= len(names) <= MAX_CLASSES:
        found = (
            tr("only one class")
            if len(names) == 1
            else tr("no classes")
            if not names
            else tr("{names:,} different values", names=len(names))
        )
        raise DataError(
            tr(
                "The column {class_column} has {found}. Between 2 and {max_classes} classes are needed. Choose "
                "another column for the classes.",
                class_column=quoted(class_column),
                found=found,
                max_classes=MAX_CLASSES,
            )
        )
    texts = [text for text, _ in rows]
    # The columns of a spec are known before it is split, so the vocabulary is that of all texts.
    symbols = vocabulary(texts, options["unit"], options["vocabulary"] + UNKNOWN + 1)
    return OwnText(
        tuple(columns),
        text_column,
        class_column,
        texts,
        np.array([names.index(label) for _, label in rows], np.int64),
        names,
        TextReading(symbols, options["unit"], options["length"]),
        len(columns[text_column]) - len(rows),
    )


def _columns(columns: Mapping[str, list[str | None]], text: str, label: str) -> tuple[str, str]:
    for chosen in (text, label):
        if chosen and chosen not in columns:
            raise DataError(
                tr(
                    "This file has no column {chosen}. It has {columns}.",
                    chosen=quoted(chosen),
                    columns=named(list(columns)),
                )
            )
    if text and text == label:
        raise DataError(tr("The texts and the classes cannot both be in the column {text}.", text=quoted(text)))

    def longest(name: str) -> float:
        return float(np.mean([len(cell or "") for cell in columns[name]]))

    def different(name: str) -> tuple[bool, int]:
        count = len({cell for cell in columns[name] if cell})
        return count < 2, count

    text = text or max((name for name in columns if name != label), key=longest)
    return text, label or min((name for name in columns if name != text), key=different)


def _load(options: Mapping[str, Any]) -> Raw:
    found = own_text(options)
    return Raw(found.reading.codes(found.texts), found.y)


DATASETS.register(
    DatasetKind(
        NAME,
        N_(
            "Texts of your own, each with its class: reviews, names, headlines. Upload a CSV or text file with a row "
            "for each text. Until you do, you see the dataset *Sentences* as an example."
        ),
        label=N_("Own texts"),
        params=(*_OPTIONS, TEST_SIZE, VALIDATION_SIZE, STRATIFY, SPLIT_SEED),
        family="text",
        source=N_("your file; the example is made by nnplay"),
        signature=lambda options: replace(
            text_signature(own_text(options).reading, own_text(options).class_names, own_text(options).class_column),
            own=True,
        ),
        load=_load,
        text=lambda options: own_text(options).reading,
    )
)
