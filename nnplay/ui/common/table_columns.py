"""A table of the student's own at a glance: its columns, and the first lines of its file."""

from __future__ import annotations

import streamlit as st

from nnplay.datasets.tables.columns.column_types import TableReport
from nnplay.datasets.tables.csv_file import first_lines
from nnplay.datasets.tables.own_table import file_of
from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.spec import DatasetSpec
from nnplay.ui.common.table_height import table_height

MOST_ROWS = 8
"""Columns of a table that are in sight at once."""


def show_columns(report: TableReport, target: str, seen: list[str]) -> None:
    """Draws a line for each column: what it is, and what is to be said of it."""
    import pandas as pd

    columns = report.columns
    used = [tr("target") if one.name == target else "✓" if one.name in seen else "" for one in columns]
    st.dataframe(
        pd.DataFrame(
            {
                "column": [column.name for column in columns],
                "used": used,
                "type": [tr(column.type) for column in columns],
                "missing": [column.missing for column in columns],
                "values": [column.distinct for column in columns],
                "note": [" ".join(filter(None, (column.note, column.left_out))) for column in columns],
            }
        ),
        hide_index=True,
        height=table_height(len(columns), MOST_ROWS),
        column_config={
            "column": tr("column"),
            "used": st.column_config.TextColumn(tr("used"), width=60),
            "type": st.column_config.TextColumn(tr("type"), width=75),
            "missing": st.column_config.NumberColumn(tr("missing"), width=65),
            "values": st.column_config.NumberColumn(
                tr("values"), width=60, help=tr("How many different values there are.")
            ),
            "note": st.column_config.TextColumn(tr("note"), width="large"),
        },
        alt=tr("The columns of the table, with type, missing values and notes"),
    )


def show_lines(spec: DatasetSpec) -> None:
    """Draws the first lines of the file as they are."""
    try:
        lines = first_lines(file_of(spec.options), spec["encoding"])
    except DataError:
        return
    if lines:
        st.caption(tr("The file begins like this. If its table begins further down, say in which line."))
        st.code("\n".join(lines), language=None, line_numbers=True)
