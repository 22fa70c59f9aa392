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
from nnplay.datasets.tables.own_table_options import IN_TIME
from nnplay.errors import DataError
from nnplay.i18n import N_, plural, tr


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
    shown = {"name": quoted(column.name, 60), "left_out": column.left_out}
    return Finding(
        tr("{name} is an input, as you chose. {left_out}", **shown)
        if kept
        else tr("{name} is left out. {left_out}", **shown),
        (FindingAnswer(N_("Leave it out"), removes={"kept": name}), FindingAnswer(N_("Use it"), adds={"kept": name})),
        now=1 if kept else 0,
        column=column.name,
    )


def _leak(leak: Leak, table: OwnTable) -> Finding:
    name = (leak.column,)
    target = quoted(table.target, 60)
    if table.signature.task == "regression":
        how = tr("nearly all of {target} (R² {score:.3f})", target=target, score=leak.score)
    else:
        how = tr(
            "{target} in {score:.0%} of the rows, and always giving the same answer in {baseline:.0%}",
            target=target,
            score=leak.score,
            baseline=leak.baseline,
        )
    return Finding(
        tr(
            "{column} alone gives {how}. Is it known before {target} is? If not, the network just learns to copy "
            "it: leave it out.",
            column=quoted(leak.column, 60),
            how=how,
            target=target,
        ),
        (
            FindingAnswer(N_("Use it"), removes={"left_out": name}),
            FindingAnswer(N_("Leave it out"), adds={"left_out": name}),
        ),
        doubt=True,
        column=leak.column,
    )


def _rows(table: OwnTable, options: Mapping[str, Any]) -> list[Finding]:
    """Which rows are dropped, and which would be."""
    findings = []
    if table.without_target:
        findings.append(
            Finding(
                plural(
                    "{n:,} of {rows:,} rows has no {target} and cannot be used for training: it is left out.",
                    "{n:,} of {rows:,} rows have no {target} and cannot be used for training: they are left out.",
                    table.without_target,
                    rows=table.rows,
                    target=quoted(table.target, 60),
                ),
                column=table.target,
            )
        )
    if table.incomplete:
        with_target = table.rows - table.without_target
        if table.drops:
            text = plural(
                "{n:,} of {rows:,} rows has a missing value among the inputs: left out.",
                "{n:,} of {rows:,} rows have a missing value among the inputs: left out.",
                table.incomplete,
                rows=with_target,
            )
        else:
            text = plural(
                "{n:,} of {rows:,} rows has a missing value among the inputs: filled.",
                "{n:,} of {rows:,} rows have a missing value among the inputs: filled.",
                table.incomplete,
                rows=with_target,
            )
            text += tr(" Dropping such rows would leave {with_target:,}.", with_target=with_target - table.incomplete)
        fill = "mean" if table.drops else options["missing"]
        findings.append(
            Finding(
                text,
                (
                    FindingAnswer(N_("Fill"), sets={"missing": fill}),
                    FindingAnswer(N_("Drop the rows"), sets={"missing": "drop"}),
                ),
                now=1 if table.drops else 0,
            )
        )
    return findings


def _series(table: OwnTable, options: Mapping[str, Any]) -> list[Finding]:
    """How rows that follow each other in time are split."""
    name = table.series or table.log
    if not name:
        return []
    in_time = options["split"] == IN_TIME or (options["split"] == AUTO and bool(table.series))
    if table.series:
        text = tr("The rows are in order of time, by {name}. ", name=quoted(name, 60))
    else:
        text = tr(
            "The rows are in order of time, by {name}, with several rows for each moment. ", name=quoted(name, 60)
        )
    if in_time:
        text += tr("So the latest ones are kept for the test: the network is tested on a time it has not seen.")
    else:
        text += tr("With a random split, the test is about days between the training days, which is easier.")
    return [
        Finding(
            text,
            (
                FindingAnswer(N_("Split in time"), sets={"split": AUTO if table.series else IN_TIME}),
                FindingAnswer(N_("At random"), sets={"split": "random" if table.series else AUTO}),
            ),
            now=0 if in_time else 1,
            column=name,
        )
    ]
