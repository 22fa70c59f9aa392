"""Bringing a table: the file, how it is read, its columns, what is predicted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from nnplay.datasets.store import uploads
from nnplay.datasets.tables.column_types import ColumnReport
from nnplay.datasets.tables.csv_file import AUTO, Reading
from nnplay.datasets.tables.own_table import (
    columns_of,
    default_target,
    default_task,
    input_columns,
    own_table,
    possible_targets,
)
from nnplay.datasets.tables.own_table_options import (
    CATEGORIES,
    DECIMAL,
    ENCODING,
    FILE,
    HEADER,
    KEPT,
    LEFT_OUT,
    READING,
    SEPARATOR,
    TARGET,
    TASK,
)
from nnplay.errors import DataError, NnplayError
from nnplay.registry import Param
from nnplay.spec import DatasetSpec
from nnplay.ui.common.choices import choose
from nnplay.ui.common.current import current
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue

DRAWN = tuple(param.name for param in (FILE, *READING, TARGET, TASK, LEFT_OUT, KEPT, CATEGORIES))
"""Options that have their place here."""

ENDINGS = ("csv", "tsv", "txt", "tab", "dat")
_TASKS = {"binary": "two classes", "multiclass": "several classes", "regression": "a number"}
_SHOWN = {"comma": "comma ,", "semicolon": "semicolon ;", "tab": "tab", "bar": "bar |"}
_SHOWN_DECIMAL = {"comma": "comma: 1,5", "point": "point: 1.5"}


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
    upload(session, "table", "Your table", ENDINGS, "A text file such as CSV, with a row for each example.")
    try:
        reading, columns = columns_of(spec.options)
    except DataError:
        # Why is said where the data would be shown; what can mend it is here.
        with st.popover("How it is read", icon=":material/table_edit:", key=session.key("table-reading")):
            return spec.with_options(**_reading(session, spec, None))
    spec = _known(spec, columns)
    found, also = st.columns([1.25, 1], gap="small")
    with found:
        target = _target(session, spec, columns)
    with also:
        task = _task(session, spec, columns, target)
    spec = spec.with_options(target=target, task=task)
    details = st.popover(
        "Columns and how they are read",
        icon=":material/table_edit:",
        key=session.key("table-details"),
        on_change="rerun",
        width="stretch",
    )
    if details.open:
        with details, st.container(key="table-details"):
            spec = _details(session, spec, reading, columns)
    st.caption(_in_words(session, spec, reading, columns))
    return spec


def upload(session: Session, kind: str, label: str, endings: Sequence[str], help: str) -> None:
    """Draws the place for a file; one that is brought becomes the file of the dataset `kind`."""
    key = session.key(f"{kind}-file")
    st.file_uploader(label, type=list(endings), key=key, help=help, on_change=_take, args=(kind, key))
    own = session.part(OwnFiles)
    if own.refused:
        st.error(own.refused, icon=":material/error:")
        own.refused = ""
    if session.spec.dataset.name == kind and session.spec.dataset["file"]:
        st.button(
            "Back to the example",
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
        digest = uploads.keep(file.getvalue())
    except NnplayError as error:
        own.refused = error.message
        return
    own.names[digest] = file.name
    take(kind, digest)


def take(kind: str, digest: str) -> None:
    """Makes a kept file the file of the experiment; choices that hold for any file stay."""
    session = current()
    old = session.spec.dataset
    stay = {name: value for name, value in old.options.items() if name not in DRAWN} if old.name == kind else {}
    session.replace_spec(session.spec.with_dataset(DatasetSpec(kind, {**stay, "file": digest})))


def _known(spec: DatasetSpec, columns: Sequence[ColumnReport]) -> DatasetSpec:
    """Without the names of columns that are there no longer, since the table is read in another way."""
    names = {column.name for column in columns}
    kept = {
        param.name: tuple(name for name in spec[param.name] if name in names) for param in (LEFT_OUT, KEPT, CATEGORIES)
    }
    return spec.with_options(**kept, target=spec["target"] if spec["target"] in names else "")


def _target(session: Session, spec: DatasetSpec, columns: Sequence[ColumnReport]) -> str:
    names = possible_targets(columns)
    usual = default_target(columns)
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


def _task(session: Session, spec: DatasetSpec, columns: Sequence[ColumnReport], target: str) -> str:
    by_name = {column.name: column for column in columns}
    column = by_name.get(target or default_target(columns))
    auto = _TASKS[default_task(column)] if column else AUTO
    return choose(
        "What is predicted",
        {task: auto if task == AUTO else f"{_TASKS[task]} (chosen)" for task in TASK.values},
        spec["task"],
        session.key(f"table-task-{spec['file'][:8]}-{target}"),
        help=TASK.help,
    )


def _reading(session: Session, spec: DatasetSpec, found: Reading | None) -> dict[str, str]:
    """Widgets for how the file is read."""
    chosen = {}
    columns = st.columns(2, gap="small")
    for number, (param, words) in enumerate(
        ((SEPARATOR, _SHOWN), (DECIMAL, _SHOWN_DECIMAL), (ENCODING, {}), (HEADER, {}))
    ):
        with columns[number % 2]:
            chosen[param.name] = _choice(session, param, spec[param.name], words, found)
    return chosen


def _choice(session: Session, param: Param, value: str, words: Mapping[str, str], found: Reading | None) -> str:
    titles = {name: words.get(name, name) for name in param.values}
    if found and value == AUTO:
        titles[AUTO] = f"auto: {titles[getattr(found, param.name)]}"
    return choose(param.title, titles, value, session.key(f"table-{param.name}"), help=param.help)


def _details(session: Session, spec: DatasetSpec, reading: Reading, columns: tuple[ColumnReport, ...]) -> DatasetSpec:
    read = _reading(session, spec, reading)
    target = spec["target"] or default_target(columns)
    seen = [column.name for column in input_columns(columns, target, spec.options)]
    st.dataframe(
        pd.DataFrame(
            {
                "column": [column.name for column in columns],
                "used": ["target" if one.name == target else "✓" if one.name in seen else "" for one in columns],
                "type": [column.type for column in columns],
                "missing": [column.missing for column in columns],
                "values": [column.distinct for column in columns],
                "note": [column.note for column in columns],
            }
        ),
        hide_index=True,
        height=min(35 * len(columns) + 38, 320),
        column_config={
            "used": st.column_config.TextColumn(width=60),
            "type": st.column_config.TextColumn(width=75),
            "missing": st.column_config.NumberColumn(width=65),
            "values": st.column_config.NumberColumn(width=60, help="How many different values there are."),
            "note": st.column_config.TextColumn(width="large"),
        },
    )
    usable = [column.name for column in columns if column.is_usable and column.name != target]
    chosen = st.multiselect(
        "Columns that the network sees",
        usable,
        default=seen,
        key=session.key(f"table-seen-{spec['file'][:8]}-{target}-{len(columns)}"),
        help="Columns that name or number the rows, dates and columns that are always the same are left out by "
        "themselves.",
    )
    numbers = [column.name for column in columns if column.type == "number" or column.name in spec["categories"]]
    categories = spec["categories"]
    if numbers:
        categories = st.multiselect(
            "Numbers that are names",
            numbers,
            default=list(categories),
            key=session.key(f"table-categories-{spec['file'][:8]}-{len(columns)}"),
            help=CATEGORIES.help,
        )
    _balance(spec)
    suggested = {column.name for column in columns if column.suggested}
    return spec.with_options(
        **read,
        left_out=tuple(name for name in usable if name in suggested and name not in chosen),
        kept=tuple(name for name in chosen if name not in suggested),
        categories=tuple(categories),
    )


def _balance(spec: DatasetSpec) -> None:
    """How many examples each class has."""
    try:
        table = own_table(spec.options)
    except DataError as error:
        st.error(error.message, icon=":material/error:")
        return
    names = table.signature.class_names
    if not names:
        return
    counts = np.bincount(table.y.astype(int), minlength=len(names))
    st.markdown(f"**Examples of each class** of {table.target}")
    st.dataframe(
        pd.DataFrame({"class": names, "examples": counts, "share": counts / counts.sum()}),
        hide_index=True,
        height=min(35 * len(names) + 38, 220),
        column_config={
            "share": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1, color="primary")
        },
    )
    if counts.max() > 3 * counts.min():
        st.caption(
            f"“{names[int(counts.argmax())]}” has {counts.max() / counts.min():.1f} times as many examples as "
            f"“{names[int(counts.argmin())]}”. Balanced class weights, among the training's options, make up for it."
        )


def _in_words(session: Session, spec: DatasetSpec, reading: Reading, columns: tuple[ColumnReport, ...]) -> str:
    name = session.part(OwnFiles).names.get(spec["file"], "Your table") if spec["file"] else "A made-up example"
    try:
        table = own_table(spec.options)
    except DataError:
        return f"{name}: {len(columns)} columns."
    missing = sum(column.missing for column in columns)
    left_out = len(columns) - len(table.inputs) - 1
    dropped = f", {table.dropped:,} of them dropped" if table.dropped else ""
    return (
        f"{name}: {table.rows:,} rows{dropped}, {len(columns)} columns, {left_out} of them left out; "
        f"{missing:,} values are missing."
    )
