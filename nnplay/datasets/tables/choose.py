"""From what is known of a table's columns, and what was chosen of them, to examples that a network can learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.datasets.preprocessing.encoding import MISSING_LEVEL, InputColumn
from nnplay.datasets.preprocessing.imputation import DROP
from nnplay.datasets.preprocessing.reading_rule import AUTO, ReadingRule
from nnplay.datasets.signature import Signature
from nnplay.datasets.tables.columns.column_report import ColumnReport
from nnplay.datasets.tables.findings import quoted
from nnplay.datasets.tables.own_table_options import OWN_CATEGORY
from nnplay.datasets.tables.targets import default_task, suggested_target, unfit
from nnplay.datasets.tables.time_order import time_order
from nnplay.errors import DataError
from nnplay.i18n import language, tr
from nnplay.registry import did_you_mean

MAX_CLASSES = 50
MAX_INPUTS = 2000
MAX_NUMBERS = 8_000_000
"""Rows times inputs."""

LARGEST_UNSCALED = 1e15
"""Inputs are 32-bit numbers, and their squares must be numbers too."""


@dataclass(frozen=True, eq=False)
class OwnTable:
    """A table as it was read, and what was chosen of it.

    Args:
        rule: How the file was read, and how new rows are.
        columns: What is known of each of its columns.
        target: Name of the column that is predicted.
        why: Why it is that one, as a sentence; empty where it was chosen.
        inputs: The columns that the network sees, not fitted yet.
        signature: What a network must fit.
        x: float64 (rows, columns), as `Preprocess` takes it: numbers, places of categories, seconds of dates, NaN for
            what is missing.
        y: (rows,), class numbers or float64.
        rows: Rows of the file.
        without_target: Rows of the file that have no target; they are dropped.
        incomplete: Further rows that have another missing value.
        drops: Whether those are dropped.
        series: The column by which the rows follow each other in time; empty where they do not.
        log: The one by which they are sorted in time, several of each moment; empty where they are not.
        times: float64 (rows,): when each row was, or where it stands in the file.
    """

    rule: ReadingRule
    columns: tuple[ColumnReport, ...]
    target: str
    why: str
    inputs: tuple[InputColumn, ...]
    signature: Signature
    x: np.ndarray
    y: np.ndarray
    rows: int
    without_target: int
    incomplete: int
    drops: bool
    series: str
    log: str
    times: np.ndarray

    @property
    def dropped(self) -> int:
        """Rows of the file that are no examples."""
        return self.rows - len(self.y)


def choose(rule: ReadingRule, columns: tuple[ColumnReport, ...], options: Mapping[str, Any]) -> OwnTable:
    """The examples of a table.

    Raises:
        DataError: If what was chosen does not fit the table; the sentence names the column and the cause.
    """
    by_name = {column.name: column for column in columns}
    for name in (*options["left_out"], *options["kept"], *options["categories"], options["target"]):
        if name and name not in by_name:
            raise DataError(tr("This table has no column “{name}”.{hint}", name=name, hint=did_you_mean(name, by_name)))
    if len(columns[0].codes) == 1:
        raise DataError(
            tr("This table has only one row, and a network learns from many. Each example needs a row of its own.")
        )
    target, why = _target(columns, by_name, options["target"])
    seen = input_columns(columns, target.name, options)
    if not seen:
        raise DataError(_nothing_left(rule, columns, target, options))
    inputs = tuple(_input_column(column, options) for column in seen)
    width = sum(column.width for column in inputs)
    rows = len(target.codes)
    if width > MAX_INPUTS or width * rows > MAX_NUMBERS:
        raise DataError(
            tr(
                "{rows:,} rows with {width:,} inputs each are too many here; at most {max_inputs:,} inputs, and "
                "{max_numbers:,} numbers in all are allowed. Leave out some columns.",
                rows=rows,
                width=width,
                max_inputs=MAX_INPUTS,
                max_numbers=MAX_NUMBERS,
            )
        )
    x = np.column_stack([column.codes for column in seen])
    _check_size(seen, x, options)
    has_target = ~np.isnan(target.codes)
    complete = ~np.isnan(x).any(axis=1)
    drops = options["missing"] == DROP
    whole = has_target & complete if drops else has_target
    if not whole.any():
        raise DataError(_no_row_is_whole(seen, target, has_target))
    x = _with_own_level(inputs, x)
    y, task, class_names = _targets(target, whole, options["task"], drops)
    names = tuple(name for column in inputs for name in column.input_names)
    order = time_order([column for column in columns if column.name != target.name], rows)
    return OwnTable(
        rule=rule,
        columns=columns,
        target=target.name,
        why=why,
        inputs=inputs,
        signature=Signature((width,), task, class_names, names, target.name, own=True),  # type: ignore[arg-type]
        x=x[whole],
        y=y,
        rows=rows,
        without_target=int((~has_target).sum()),
        incomplete=int((has_target & ~complete).sum()),
        drops=drops,
        series=order.series,
        log=order.log,
        times=order.times[whole],
    )


def input_columns(columns: Sequence[ColumnReport], target: str, options: Mapping[str, Any]) -> list[ColumnReport]:
    """The columns that the network sees: chosen ones, or, where no better is left, what seems to number the rows."""
    usable = [
        column
        for column in columns
        if column.name != target and column.is_usable and column.name not in options["left_out"]
    ]
    chosen = [column for column in usable if column.suggested or column.name in options["kept"]]
    return chosen or [column for column in usable if column.distinct > 1]


def _target(
    columns: Sequence[ColumnReport], by_name: Mapping[str, ColumnReport], chosen: str
) -> tuple[ColumnReport, str]:
    """The target and why it is that one."""
    if chosen:
        reason = unfit(by_name[chosen])
        if reason:
            raise DataError(tr("The target “{chosen}” {reason}. Choose another target.", chosen=chosen, reason=reason))
        return by_name[chosen], ""
    suggestion = suggested_target(columns)
    if not suggestion.name:
        reasons = "; ".join(f"{quoted(column.name)} {unfit(column)}" for column in columns[:5])
        more = tr("; and {columns:,} more", columns=len(columns) - 5) if len(columns) > 5 else ""
        raise DataError(tr("No column can be predicted: {reasons}{more}.", reasons=reasons, more=more))
    return by_name[suggestion.name], suggestion.why


def _nothing_left(
    rule: ReadingRule, columns: Sequence[ColumnReport], target: ColumnReport, options: Mapping[str, Any]
) -> str:
    if len(columns) == 1:
        return tr(
            "This table has only one column, {name}: there is nothing to predict it from. If its lines have several "
            "values, choose the separator; it was read with the separator “{separator}”.",
            name=quoted(target.name),
            separator=tr(rule.separator),
        )
    others = [column for column in columns if column.name != target.name]
    reasons = [
        f"{quoted(column.name)} ({tr('you left it out') if column.name in options['left_out'] else _why_not(column)})"
        for column in others[:5]
    ]
    more = tr(" and {others:,} more", others=len(others) - 5) if len(others) > 5 else ""
    return tr(
        "No input column is left from which {name} could be predicted. Left out: {reasons}{more}.",
        name=quoted(target.name),
        reasons=", ".join(reasons),
        more=more,
    )


def _why_not(column: ColumnReport) -> str:
    reason = (column.left_out or unfit(column)).rstrip(".")
    # A sentence may begin with a noun, which German writes with a capital letter anywhere.
    return reason if language() == "de" else reason[:1].lower() + reason[1:]


def _input_column(column: ColumnReport, options: Mapping[str, Any]) -> InputColumn:
    values = column.values
    own = options["missing_categories"] == OWN_CATEGORY and options["missing"] != DROP
    if values and own and column.missing and MISSING_LEVEL not in values:
        values = (*values, MISSING_LEVEL)
    return InputColumn(column.name, values, parts=column.parts)


def _with_own_level(inputs: Sequence[InputColumn], x: np.ndarray) -> np.ndarray:
    """Missing categories at the place of their own category, where they have one."""
    for place, column in enumerate(inputs):
        if MISSING_LEVEL in column.values:
            x[np.isnan(x[:, place]), place] = column.values.index(MISSING_LEVEL)
    return x


def _check_size(seen: Sequence[ColumnReport], x: np.ndarray, options: Mapping[str, Any]) -> None:
    """Refuses numbers that a network cannot calculate with as they are."""
    if options["scaling"] != "none":
        return
    for place, column in enumerate(seen):
        if column.type != "number":
            continue
        largest = float(np.nanmax(np.abs(x[:, place])))
        if largest > LARGEST_UNSCALED:
            raise DataError(
                tr(
                    "The column “{name}” has numbers up to {largest:.3g}. Without scaling, they are too large to "
                    "compute with. Choose a scaling, or leave the column out.",
                    name=column.name,
                    largest=largest,
                )
            )


def _no_row_is_whole(seen: Sequence[ColumnReport], target: ColumnReport, has_target: np.ndarray) -> str:
    worst = max(seen, key=lambda column: column.missing)
    return tr(
        "Every row has a missing value, so no row is left. {name} is missing most often, {missing:,} of "
        "{has_target:,}. Leave it out, or fill missing values instead of dropping rows.",
        name=quoted(worst.name),
        missing=worst.missing,
        has_target=len(has_target),
    )


def _targets(
    target: ColumnReport, whole: np.ndarray, task: str, drops: bool
) -> tuple[np.ndarray, str, tuple[str, ...]]:
    """Class numbers or values of the rows that are whole, the task, and the names of the classes."""
    values = target.codes[whole]
    found = default_task(target)
    distinct, y = np.unique(values, return_inverse=True)
    task = found if task == AUTO else task
    if task == "regression":
        if target.type != "number":
            raise DataError(
                tr(
                    "The target “{name}” has texts, but a regression predicts numbers. Choose classification as the "
                    "task.",
                    name=target.name,
                )
            )
        return values, task, ()
    if len(distinct) < 2:
        why = tr("once rows with missing values are dropped") if drops else tr("in the rows that are used")
        raise DataError(
            tr(
                "The target “{name}” has only one class {why}: there is nothing to tell apart. Choose another "
                "target, or fill missing values.",
                name=target.name,
                why=why,
            )
        )
    if len(distinct) > MAX_CLASSES:
        raise DataError(
            tr(
                "The target “{name}” has {distinct:,} different values; classes must be 2 to {max_classes} classes.",
                name=target.name,
                distinct=len(distinct),
                max_classes=MAX_CLASSES,
            )
        )
    if task == "binary" and len(distinct) != 2:
        raise DataError(
            tr(
                "The target “{name}” has {distinct} classes, but a binary task has two. Choose multiclass.",
                name=target.name,
                distinct=len(distinct),
            )
        )
    # Two classes are told apart by one probability, however the task is called.
    task = "binary" if len(distinct) == 2 else "multiclass"
    if target.type != "number":
        return y, task, tuple(target.values[int(code)] for code in distinct)
    return y, task, tuple(f"{value:.12g}" for value in distinct)
