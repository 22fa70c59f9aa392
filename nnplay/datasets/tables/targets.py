"""Which column of a table is predicted where nothing is said, and why; and what task it makes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnplay.datasets.tables.columns.column_report import ColumnReport
from nnplay.datasets.tables.columns.identifiers import words_of
from nnplay.datasets.tables.csv_file import nameless
from nnplay.datasets.tables.findings import quoted
from nnplay.i18n import tr

CLASS_NUMBERS = 10
"""A target of so few different whole numbers is taken for classes where nothing else is said."""

MOSTLY_THERE = 0.5
"""The share of rows that must have a target."""

# Names that people give to what is to be predicted.
_SAID = frozenset(
    ("target", "label", "labels", "y", "outcome", "ziel", "zielwert", "zielgröße", "cible", "objetivo", "etiqueta")
)
_USUAL = frozenset(
    (
        "species",
        "diagnosis",
        "survived",
        "medv",
        "churn",
        "mpg",
        "saleprice",
        "medianhousevalue",
        "isfraud",
        "attrition",
    )
    + ("exited", "loanstatus", "heartdisease")
)
_CLASSES = frozenset(("class", "klasse", "clase", "classe"))
# What is often predicted, and often an input too.
_OFTEN = frozenset(
    ("price", "preis", "precio", "prix", "prezzo", "preço", "sellingprice", "charges", "salary", "gehalt", "result")
    + ("results", "ergebnis", "resultado", "résultat", "resultat", "risultato", "winner")
)
_SCHOOL_CLASS = re.compile(r"(?:[5-9]|1[0-3]) ?[a-zA-Z]?")


@dataclass(frozen=True)
class Suggestion:
    """A target and why it is suggested.

    Args:
        name: The column; empty where none can be predicted.
        why: As a sentence.
    """

    name: str
    why: str


def possible_targets(columns: Sequence[ColumnReport]) -> list[str]:
    """The columns that can be predicted."""
    return [column.name for column in columns if not unfit(column)]


def unfit(column: ColumnReport) -> str:
    """Why a column cannot be predicted, as what follows its name in a sentence; empty where it can."""
    if column.type == "empty":
        return tr("has no values")
    if column.type == "date":
        return tr("has dates, which can be inputs but not the target")
    if column.type == "text":
        return tr("has {distinct:,} different texts, too many to be classes", distinct=column.distinct)
    if column.distinct < 2:
        value = column.values[0] if column.values else f"{np.nanmin(column.codes):g}"
        return tr("is always {value}, so there is nothing to tell apart", value=quoted(value))
    return ""


def suggested_target(columns: Sequence[ColumnReport]) -> Suggestion:
    """The column that is most likely meant to be predicted.

    It is named so, or the first where that has classes and a file without names has numbers behind it, or the last;
    none that is nearly empty, always the same or names the rows.
    """
    possible = [column for column in columns if not unfit(column)]
    good = [column for column in possible if not _poor(column)]
    if not good:
        best = max(possible, key=lambda column: (not column.identifier, -column.missing), default=None)
        return Suggestion(best.name if best else "", tr("No other column can be predicted.") if best else "")
    last, first = good[-1], good[0]
    for names in (_SAID, _USUAL, _CLASSES, _OFTEN):
        # A y is a name when it stands alone: the return of 1Y is none.
        named = [column for column in good if {word for word in words_of(column.name) if len(word) > 1} & names]
        whole = [column for column in good if "".join(words_of(column.name)) in names]
        if names is _OFTEN:
            named = whole
            if last is columns[-1] and last.distinct == 2:
                break  # rather the last column is told by a price than the other way round
        if (len(named) == 1 or len(whole) == 1) and not _is_other((whole or named)[-1], columns):
            return Suggestion((whole or named)[-1].name, tr("Its name says so."))
    if first is columns[0] and first.name == nameless(0) and _has_classes(first):
        others = any(_has_classes(column) for column in good[1:])
        if len(good) > 1 and not others:
            return Suggestion(first.name, tr("It is the only column that has classes."))
    if last is columns[-1]:
        return Suggestion(last.name, tr("It is the last column, where most tables have the target."))
    passed = columns[-1]
    why = unfit(passed) or _poor(passed)
    return Suggestion(
        last.name, tr("It is the last column that can be predicted; {name} {why}.", name=quoted(passed.name), why=why)
    )


def _is_other(named: ColumnReport, columns: Sequence[ColumnReport]) -> bool:
    """Whether a column is called like a target and is none: a y between x and z, or a class of a school."""
    names = {column.name.casefold() for column in columns}
    if named.name.casefold() == "y":
        return {"x", "z"} <= names
    if not _CLASSES & set(words_of(named.name)):
        return False
    if named.type == "number":
        known = named.codes[~np.isnan(named.codes)]
        return "klasse" in named.name.casefold() and known.min() >= 5 and known.max() <= 13
    return all(map(_SCHOOL_CLASS.fullmatch, named.values))


def _poor(column: ColumnReport) -> str:
    """Why a column is hardly meant to be predicted, as what follows its name in a sentence."""
    rows = len(column.codes)
    if rows - column.missing < MOSTLY_THERE * rows:
        return tr("is empty in {missing:,} of {rows:,} rows", missing=column.missing, rows=rows)
    return tr("only identifies the rows") if column.identifier else ""


def _has_classes(column: ColumnReport) -> bool:
    return default_task(column) != "regression" and column.distinct <= max(2, len(column.codes) / 3)


def default_task(target: ColumnReport) -> str:
    """The task that a target suggests."""
    if target.type == "number":
        known = target.codes[~np.isnan(target.codes)]
        if target.distinct > CLASS_NUMBERS or (known != np.round(known)).any():
            return "regression"
    return "binary" if target.distinct == 2 else "multiclass"
