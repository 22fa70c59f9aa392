"""Bringing a table: the file, what is predicted, what is doubtful of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from nnplay.datasets.store import uploads
from nnplay.datasets.tables.columns.column_types import TableReport
from nnplay.datasets.tables.csv_file import ENDINGS
from nnplay.datasets.tables.own_table import columns_of, own_table
from nnplay.datasets.tables.own_table_options import (
    CATEGORIES,
    COLUMNS,
    DECIMAL_COLUMNS,
    FILE,
    KEPT,
    LEFT_OUT,
    MISSING,
    MISSING_CATEGORIES,
    READING,
    SPLIT,
    TARGET,
    TASK,
    THOUSANDS,
)
from nnplay.datasets.tables.table_findings import findings_of
from nnplay.datasets.tables.targets import default_task, possible_targets, suggested_target
from nnplay.errors import DataError, NnplayError
from nnplay.i18n import N_, plural, tr
from nnplay.spec import DatasetSpec
from nnplay.ui.common import table_findings
from nnplay.ui.common.choices import choose
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_columns import show_lines
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.playground import table_details

DRAWN = tuple(
    param.name for param in (FILE, *READING, TARGET, TASK, LEFT_OUT, KEPT, *COLUMNS, MISSING, MISSING_CATEGORIES, SPLIT)
)
"""Options that have their place here."""

MOST_QUESTIONS = 3
"""Doubts that are asked beside the data; the others are among the details."""

_TASKS = {"binary": N_("two classes"), "multiclass": N_("several classes"), "regression": N_("a number")}


@dataclass
class OwnFiles:
    """What a session keeps of the files that were brought.

    Args:
        names: What they were called, by their checksum.
        refused: Why the last one cannot be taken, until the page has said it.
    """

    names: dict[str, str] = field(default_factory=dict)
    refused: str = ""


def edit(session: Session, spec: DatasetSpec) -> DatasetSpec:
    """Draws the upload and the choices of an own table; the spec as its widgets say."""
    upload(session, "table", tr("Your table"), ENDINGS, tr("A text file such as CSV, with a row for each example."))
    try:
        report = columns_of(spec.options)
    except DataError:
        # Why is said where the data would be shown; what can mend it is here.
        with st.expander(tr("How it is read"), icon=":material/table_edit:", key="table-reading", expanded=True):
            show_lines(spec)
            return table_details.reading(session, spec, None)
    spec = _known(spec, report)
    found, also = st.columns([1.25, 1], gap="small")
    with found:
        spec = spec.with_options(target=_target(session, spec, report))
    with also:
        spec = spec.with_options(task=_task(session, spec, report))
    suggestion = suggested_target(report.columns)
    if not spec["target"] and suggestion.name:
        st.caption(tr("Why {name}: {why}", name=plain(suggestion.name), why=plain(suggestion.why)))
    doubts = [finding for finding in findings_of(spec.options) if finding.doubt]
    table_findings.show(session, doubts[:MOST_QUESTIONS], "doubt")
    details = st.popover(
        tr("Columns and how they are read"),
        icon=":material/table_edit:",
        key="table-popover",
        on_change="rerun",
        width="stretch",
    )
    if details.open:
        with details, st.container(key="table-details"):
            spec = table_details.edit(session, spec, report)
    st.caption(_in_words(session, spec, report))
    return spec


def upload(session: Session, kind: str, label: str, endings: Sequence[str], help: str) -> None:
    """Draws the place for a file; one that is brought becomes the file of the dataset `kind`."""
    key = session.key(f"{kind}-file")
    st.file_uploader(label, type=list(endings), key=key, help=help, on_change=_take, args=(kind, key))
    own = session.part(OwnFiles)
    if own.refused:
        show_error(own.refused)
        own.refused = ""
    if session.spec.dataset.name == kind and session.spec.dataset["file"]:
        st.button(
            tr("Back to the example"),
            key=session.key(f"{kind}-example"),
            icon=":material/undo:",
            type="tertiary",
            on_click=take,
            args=(kind, ""),
        )


def _take(kind: str, key: str) -> None:
    file: UploadedFile | None = WidgetValue(key, None).get()
    if file is None:
        return
    own = current().part(OwnFiles)
    try:
        digest = uploads.keep(file.getvalue(), current().owner)
    except NnplayError as error:
        own.refused = error.message
        return
    own.names[digest] = file.name
    take(kind, digest)


def take(kind: str, digest: str) -> None:
    """Makes a kept file the file of the experiment; choices that hold for any file stay."""
    session = current()
    old = session.spec.dataset
    stay = (
        {name: value for name, value in old.options.items() if name not in (*DRAWN, "text_column")}
        if old.name == kind
        else {}
    )
    session.replace_spec(session.spec.with_dataset(DatasetSpec(kind, {**stay, "file": digest})))


def _known(spec: DatasetSpec, report: TableReport) -> DatasetSpec:
    """Without the names of columns that are there no longer, since the table is read in another way."""
    names = {column.name for column in report.columns}
    lists = (LEFT_OUT, KEPT, CATEGORIES, THOUSANDS, DECIMAL_COLUMNS)
    kept = {param.name: tuple(name for name in spec[param.name] if name in names) for param in lists}
    return spec.with_options(**kept, target=spec["target"] if spec["target"] in names else "")


def _target(session: Session, spec: DatasetSpec, report: TableReport) -> str:
    names = possible_targets(report.columns)
    usual = suggested_target(report.columns).name
    now = spec["target"] or usual
    if now not in names:
        names.append(now)
    chosen = st.selectbox(
        TARGET.title,
        names,
        index=names.index(now),
        key=session.key(f"table-target-{spec['file'][:8]}"),
        help=TARGET.help,
    )
    return "" if chosen == usual and not spec["target"] else chosen


def _task(session: Session, spec: DatasetSpec, report: TableReport) -> str:
    target = spec["target"] or suggested_target(report.columns).name
    column = next((column for column in report.columns if column.name == target), None)
    auto = tr(_TASKS[default_task(column)] if column else "auto")
    return choose(
        tr("What is predicted"),
        {task: auto if task == "auto" else tr("{tasks} (chosen)", tasks=tr(_TASKS[task])) for task in TASK.values},
        spec["task"],
        session.key(f"table-task-{spec['file'][:8]}-{target}"),
        help=TASK.help,
    )


def _in_words(session: Session, spec: DatasetSpec, report: TableReport) -> str:
    name = session.part(OwnFiles).names.get(spec["file"], tr("Your table")) if spec["file"] else tr("A made-up example")
    count = len(report.columns)
    columns = plural("{n} column", "{n} columns", count)
    try:
        table = own_table(spec.options)
    except DataError:
        return plain(f"{name}: {columns}.")
    missing = sum(column.missing for column in report.columns)
    left_out = count - len(table.inputs) - 1
    dropped = tr(", {dropped:,} of them dropped", dropped=table.dropped) if table.dropped else ""
    return plain(
        tr(
            "{name}: {rows:,} rows{dropped}, {columns}, {left_out} of them left out; {missing:,} values are missing.",
            name=name,
            rows=table.rows,
            dropped=dropped,
            columns=columns,
            left_out=left_out,
            missing=missing,
        )
    )
