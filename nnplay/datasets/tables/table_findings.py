"""All that a student should know of a table before training, and can choose otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnplay.datasets.preprocessing.reading_rule import AUTO
from nnplay.datasets.tables.choose import OwnTable
from nnplay.datasets.tables.columns.column_report import ColumnReport
from nnplay.datasets.tables.findings import Finding, FindingAnswer, quoted
from nnplay.datasets.tables.leaks import Leak
from nnplay.datasets.tables.own_table import columns_of, leaks_of, own_table
from nnplay.errors import DataError


def findings_of(options: Mapping[str, Any]) -> list[Finding]:
    """What was found of the table of a spec's options, questions first.

    Raises:
        DataError: If it is gone or cannot be read as a table; what does not fit it is no error here.
    """
    report = columns_of(options)
    findings = list(report.findings)
    try:
        table = own_table(options)
    except DataError:
        findings += [_left_out(column, options) for column in report.columns if column.left_out and column.is_usable]
    else:
        findings += [_leak(leak, table) for leak in leaks_of(options)]
        findings += [
            _left_out(column, options)
            for column in report.columns
            if column.left_out and column.is_usable and column.name != table.target
        ]
        findings += _rows(table, options)
        findings += _series(table, options)
    return sorted(findings, key=lambda finding: not finding.doubt)


def _left_out(column: ColumnReport, options: Mapping[str, Any]) -> Finding:
    kept = column.name in options["kept"]
    name = (column.name,)
    return Finding(
        f"{quoted(column.name, 60)} is {'an input, as you chose' if kept else 'left out'}. {column.left_out}",
        (FindingAnswer("Leave it out", removes={"kept": name}), FindingAnswer("Use it", adds={"kept": name})),
        now=1 if kept else 0,
        column=column.name,
    )


def _leak(leak: Leak, table: OwnTable) -> Finding:
    name = (leak.column,)
    target = quoted(table.target, 60)
    if table.signature.task == "regression":
        how = f"nearly all of {target} (R² {leak.score:.3f})"
    else:
        how = f"{target} in {leak.score:.0%} of the rows, and always giving the same answer in {leak.baseline:.0%}"
    return Finding(
        f"{quoted(leak.column, 60)} alone gives {how}. Is it known before {target} is? If not, the network just learns "
        "to copy it: leave it out.",
        (FindingAnswer("Use it", removes={"left_out": name}), FindingAnswer("Leave it out", adds={"left_out": name})),
        doubt=True,
        column=leak.column,
    )


def _rows(table: OwnTable, options: Mapping[str, Any]) -> list[Finding]:
    """Which rows are dropped, and which would be."""
    findings = []
    if table.without_target:
        findings.append(
            Finding(
                f"{_count(table.without_target, table.rows)} no {quoted(table.target, 60)} and cannot be used for "
                f"training: {'it is' if table.without_target == 1 else 'they are'} left out.",
                column=table.target,
            )
        )
    if table.incomplete:
        with_target = table.rows - table.without_target
        what = "left out" if table.drops else "filled"
        text = f"{_count(table.incomplete, with_target)} a missing value among the inputs: {what}."
        if not table.drops:
            text += f" Dropping such rows would leave {with_target - table.incomplete:,}."
        fill = "mean" if table.drops else options["missing"]
        findings.append(
            Finding(
                text,
                (
                    FindingAnswer("Fill", sets={"missing": fill}),
                    FindingAnswer("Drop the rows", sets={"missing": "drop"}),
                ),
                now=1 if table.drops else 0,
            )
        )
    return findings


def _count(count: int, rows: int) -> str:
    return f"{count:,} of {rows:,} rows {'has' if count == 1 else 'have'}"


def _series(table: OwnTable, options: Mapping[str, Any]) -> list[Finding]:
    """How rows that follow each other in time are split."""
    name = table.series or table.log
    if not name:
        return []
    in_time = options["split"] == "in time" or (options["split"] == AUTO and bool(table.series))
    if table.series:
        text = f"The rows are in order of time, by {quoted(name, 60)}. "
    else:
        text = f"The rows are in order of time, by {quoted(name, 60)}, with several rows for each moment. "
    if in_time:
        text += "So the latest ones are kept for the test: the network is tested on a time it has not seen."
    else:
        text += "With a random split, the test is about days between the training days, which is easier."
    return [
        Finding(
            text,
            (
                FindingAnswer("Split in time", sets={"split": AUTO if table.series else "in time"}),
                FindingAnswer("At random", sets={"split": "random" if table.series else AUTO}),
            ),
            now=0 if in_time else 1,
            column=name,
        )
    ]
