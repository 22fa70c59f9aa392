"""What was found of a table of the student's own: its lines, its columns, and what can be chosen otherwise."""

from __future__ import annotations

import streamlit as st

from nnplay.datasets.tables.choose import input_columns
from nnplay.datasets.tables.own_table import columns_of
from nnplay.datasets.tables.table_findings import findings_of
from nnplay.datasets.tables.targets import suggested_target
from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.ui.common import table_findings
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_columns import show_columns, show_lines
from nnplay.ui.data_page.common import title

NAME = "table"
"""The dataset that this is for."""


def show(session: Session) -> None:
    """Draws the findings with their choices, the columns, and the file's first lines."""
    spec = session.spec.dataset
    try:
        report = columns_of(spec.options)
    except DataError as error:
        show_error(error.message)
        show_lines(spec)
        return
    suggestion = suggested_target(report.columns)
    target = spec["target"] or suggestion.name
    title(tr("What was found"))
    why = tr("You chose it.") if spec["target"] else suggestion.why
    st.markdown(
        tr("**{target}** is predicted. {why}", target=plain(target), why=plain(why))
        if target
        else tr("No column can be predicted.")
    )
    table_findings.show(session, findings_of(spec.options), "data-page")
    title(tr("Columns"))
    seen = [column.name for column in input_columns(report.columns, target, spec.options)]
    show_columns(report, target, seen)
    title(tr("The file"))
    show_lines(spec)
