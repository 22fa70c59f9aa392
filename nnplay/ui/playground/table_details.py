"""How a table is read, what each of its columns is, and what can be changed of that."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from nnplay.datasets.preprocessing.reading_rule import AUTO, ReadingRule
from nnplay.datasets.tables.choose import input_columns
from nnplay.datasets.tables.columns.column_types import TableReport
from nnplay.datasets.tables.own_table import own_table
from nnplay.datasets.tables.own_table_options import (
    CATEGORIES,
    DATE_ORDER,
    DECIMAL,
    ENCODING,
    FIRST_LINE,
    HEADER,
    MISSING,
    MISSING_CATEGORIES,
    MISSING_WORDS,
    ODD_LINES_OPTION,
    SEPARATOR,
    SPLIT,
    VALUE_WORDS,
)
from nnplay.datasets.tables.table_findings import findings_of
from nnplay.datasets.tables.targets import suggested_target
from nnplay.errors import DataError
from nnplay.i18n import N_, tr
from nnplay.registry import LONGEST_NAME, Param
from nnplay.spec import DatasetSpec
from nnplay.ui.common import table_findings
from nnplay.ui.common.choices import choose
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_columns import show_columns
from nnplay.ui.common.table_heads import heads
from nnplay.ui.common.table_height import table_height
from nnplay.ui.common.widgets import param_widget

MOST_CLASSES = 5
"""So many are in sight at once."""

_SEPARATORS = {
    "comma": N_("comma ,"),
    "semicolon": N_("semicolon ;"),
    "tab": N_("tab"),
    "bar": N_("bar |"),
    "blanks": N_("spaces, one or more"),
    "wide blanks": N_("spaces, two or more"),
}
_DECIMALS = {"comma": N_("comma: 1,5"), "point": N_("point: 1.5")}
_HEADERS = {"first line": N_("first line names them"), "none": N_("there is none")}


def edit(session: Session, spec: DatasetSpec, report: TableReport) -> DatasetSpec:
    """Draws all that can be chosen of a table that is read; the spec as the widgets say."""
    columns, found, file, values = st.tabs(
        [tr("Columns"), tr("What was found"), tr("File"), tr("Missing values and split")]
    )
    with columns:
        spec = _columns(session, spec, report)
    with found:
        findings = findings_of(spec.options)
        table_findings.show(session, findings, "details")
        if not findings:
            st.caption(tr("Nothing to report."))
    with file:
        spec = reading(session, spec, report.rule)
    with values:
        return _values(session, spec)


def reading(session: Session, spec: DatasetSpec, found: ReadingRule | None) -> DatasetSpec:
    """Widgets for how the file is read; the spec as they say."""
    titles: Mapping[Param, Mapping[str, str]] = {
        SEPARATOR: _SEPARATORS,
        DECIMAL: _DECIMALS,
        ENCODING: {},
        HEADER: _HEADERS,
        ODD_LINES_OPTION: {},
        DATE_ORDER: {},
    }
    chosen = {}
    columns = st.columns(2, gap="small")
    for number, (param, words) in enumerate(titles.items()):
        with columns[number % 2]:
            chosen[param.name] = _choice(session, param, spec[param.name], words, found)
    first = param_widget(FIRST_LINE, spec[FIRST_LINE.name], session.key("table-first-line"))
    return spec.with_options(**chosen, **{FIRST_LINE.name: first})


def _choice(session: Session, param: Param, value: str, words: Mapping[str, str], found: ReadingRule | None) -> str:
    titles = {name: tr(words.get(name, name)) for name in param.values}
    known = getattr(found, param.name, AUTO)
    if value == AUTO and known != AUTO:
        titles[AUTO] = tr("auto: {titles}", titles=titles[known])
    return choose(param.title, titles, value, session.key(f"table-{param.name}"), help=param.help)


def _columns(session: Session, spec: DatasetSpec, report: TableReport) -> DatasetSpec:
    target = spec["target"] or suggested_target(report.columns).name
    seen = [column.name for column in input_columns(report.columns, target, spec.options)]
    show_columns(report, target, seen)
    usable = [column.name for column in report.columns if column.is_usable and column.name != target]
    chosen = st.multiselect(
        tr("Columns that the network sees"),
        usable,
        default=seen,
        key=session.key(f"table-seen-{spec['file'][:8]}-{target}-{len(report.columns)}"),
        help=tr(
            "Columns that name or number the rows, nearly empty ones, and those that are always the same are left out "
            "automatically."
        ),
    )
    numbers = [one.name for one in report.columns if one.type == "number" or one.name in spec["categories"]]
    categories = spec["categories"]
    if numbers:
        categories = st.multiselect(
            tr("Numbers that are names"),
            numbers,
            default=list(categories),
            key=session.key(f"table-categories-{spec['file'][:8]}-{len(report.columns)}"),
            help=CATEGORIES.help,
        )
    _balance(spec)
    suggested = {column.name for column in report.columns if column.suggested}
    return spec.with_options(
        left_out=tuple(name for name in usable if name in suggested and name not in chosen),
        kept=tuple(name for name in chosen if name not in suggested),
        categories=tuple(categories),
    )


def _balance(spec: DatasetSpec) -> None:
    """How many examples each class has."""
    import pandas as pd

    try:
        table = own_table(spec.options)
    except DataError as error:
        show_error(error.message)
        return
    names = table.signature.shown.class_names
    if not names:
        return
    counts = np.bincount(table.y.astype(int), minlength=len(names))
    st.markdown(tr("**Examples of each class** of {target}", target=plain(table.target)))
    st.dataframe(
        pd.DataFrame({N_("class"): names, N_("examples"): counts, N_("share"): counts / counts.sum()}),
        hide_index=True,
        height=table_height(len(names), MOST_CLASSES),
        column_config={
            **heads(("class", "examples")),
            "share": st.column_config.ProgressColumn(
                tr("share"), format="percent", min_value=0, max_value=1, color="primary"
            ),
        },
    )
    if counts.max() > 3 * counts.min():
        st.caption(
            tr(
                "“{names}” has {counts:.1f} times as many examples as “{names2}”. Balanced class weights, among the "
                "training's options, make up for it.",
                names=plain(names[int(counts.argmax())]),
                counts=counts.max() / counts.min(),
                names2=plain(names[int(counts.argmin())]),
            )
        )


def _values(session: Session, spec: DatasetSpec) -> DatasetSpec:
    """Widgets for missing values and the split; the spec as they say."""
    chosen = {}
    columns = st.columns(2, gap="small")
    for number, param in enumerate((MISSING, MISSING_CATEGORIES, SPLIT)):
        with columns[number % 2]:
            chosen[param.name] = param_widget(param, spec[param.name], session.key(f"table-{param.name}"))
    for param in (MISSING_WORDS, VALUE_WORDS):
        words = st.multiselect(
            param.title,
            spec[param.name],
            default=list(spec[param.name]),
            key=session.key(f"table-{param.name}"),
            help=param.help,
            accept_new_options=True,
            max_selections=int(param.maximum or 0),
            placeholder=tr("Write a text and press Enter"),
        )
        chosen[param.name] = tuple(dict.fromkeys(word[:LONGEST_NAME] for word in words))
    return spec.with_options(**chosen)
