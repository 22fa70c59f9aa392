"""What differs in the settings of the chosen runs."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from nnplay.i18n import N_, tr
from nnplay.runs import KeptRun
from nnplay.runs.differences import differences, settings
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_heads import heads


def show(session: Session, runs: Sequence[KeptRun]) -> None:
    """Draws a row for each setting that differs, and on wish all others."""
    names = unlike([run.name for run in runs])
    rows = differences([run.spec for run in runs])
    if len(runs) > 1:
        if not rows:
            st.info(
                tr(
                    "These experiments are identical. On the same machine, identical experiments give identical "
                    "weights."
                ),
                icon=":material/equal:",
            )
        else:
            table = pd.DataFrame([row.values for row in rows], columns=names, index=[row.title for row in rows])
            st.dataframe(
                table.reset_index(names=N_("setting")),
                hide_index=True,
                column_config=heads(["setting"]),
                alt=tr("{rows} settings in which {runs} runs differ", rows=len(rows), runs=len(runs)),
                height="content",
            )
            if len(rows) == 1:
                st.caption(tr("Only one setting differs, so apart from chance it explains the difference."))
            elif len(rows) > 1:
                st.caption(
                    tr("{rows} settings differ, so you can't tell which of them made the difference.", rows=len(rows))
                )
    with st.expander(tr("All settings"), icon=":material/list:", expanded=len(runs) == 1):
        every = {name: dict(settings(run.spec).values()) for name, run in zip(names, runs, strict=True)}
        table = pd.DataFrame(every).fillna("–").reset_index(names="setting")
        st.dataframe(table, hide_index=True, column_config=heads(["setting"]))


def unlike(names: Sequence[str]) -> list[str]:
    """Names for columns: where two are alike, they are counted."""
    counted: list[str] = []
    for name in names:
        number, unique = 1, name
        while unique in counted:
            number += 1
            unique = f"{name} ({number})"
        counted.append(unique)
    return counted
