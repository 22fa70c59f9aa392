"""All kept runs in one table: found by words, sorted by any column, and chosen from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.i18n import ENGLISH, N_, language, tr
from nnplay.runs import COLORS, KeptRun
from nnplay.runs.overview import differing, matching, overview
from nnplay.training.words import ENDED
from nnplay.ui.common.current import current
from nnplay.ui.common.table_height import table_height
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.runs.state import RunsState

MOST_ROWS = 9
"""So many are in sight at once."""

DIFFERING = "runs-differing"
FILTER = "runs-filter"
HIDDEN = "runs-hidden"


_METRICS = {"accuracy": N_("accuracy"), "MAE": N_("MAE")}


def found(runs: Sequence[KeptRun]) -> list[KeptRun]:
    """Draws the ways to find runs; the runs that the table shows."""
    hidden = sum(run.about.hidden for run in runs)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        words = st.text_input(
            tr("Find"),
            key=FILTER,
            icon=":material/search:",
            placeholder=tr("Find by name, data, network, optimizer, tag or note"),
            label_visibility="collapsed",
            width=420,
        )
        st.toggle(
            tr("Only columns that differ"),
            key=DIFFERING,
            help=tr("Leaves out what is the same for all runs in the table."),
        )
        also_hidden = hidden > 0 and st.toggle(tr("Hidden runs too ({hidden})", hidden=hidden), key=HIDDEN)
    return matching([run for run in runs if also_hidden or not run.about.hidden], words)


def draw(state: RunsState, runs: Sequence[KeptRun]) -> None:
    """Draws the table; rows that are ticked are chosen."""
    table = overview(runs)
    if WidgetValue(DIFFERING, False).get():
        table = table[differing(table)]
    dark = st.context.theme.type == "dark"
    if "ended" in table:
        table["ended"] = [tr(ENDED[ending]) if ending in ENDED else ending for ending in table["ended"]]
    table.insert(0, "color", [figures.run_swatch(run.about.color, dark=dark) for run in runs])
    ids = [run.id for run in runs]
    key = f"runs-table-{state.revision}-{hash(tuple(ids))}"
    st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        height=table_height(len(ids), MOST_ROWS),
        column_config=_columns(table),
        key=key,
        on_select=lambda: _take(key, ids),
        selection_mode="multi-row",
        selection_default={"selection": {"rows": [ids.index(id) for id in state.chosen if id in ids]}},
        alt=tr("{ids} kept runs with their settings and results", ids=len(ids)),
    )
    if state.too_many:
        words = tr("At most {most} runs are compared at once; the first {most} are.", most=COLORS)
        st.caption(f":material/info: {words}")


def _take(key: str, ids: Sequence[str]) -> None:
    selected: Any = WidgetValue[Any](key, {}).get()
    rows = (selected.get("selection") or {}).get("rows", [])
    state = current().part(RunsState)
    unseen = [id for id in state.chosen if id not in ids]
    state.choose([*unseen, *(ids[row] for row in rows if row < len(ids))])


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    """How each column is shown."""
    columns = st.column_config
    config: dict[str, Any] = {
        "color": columns.ImageColumn("", width=40, pinned=True, help=tr("The run's color on every page.")),
        "name": columns.TextColumn(tr("name"), width=210),
        "data": columns.TextColumn(tr("data")),
        "network": columns.TextColumn(tr("network"), width=190),
        "parameters": columns.NumberColumn(tr("parameters"), format="localized", width=90),
        "optimizer": columns.TextColumn(tr("optimizer")),
        "learning rate": columns.NumberColumn(tr("learning rate"), format="%g", width=90),
        "batch": columns.NumberColumn(tr("batch"), width=60),
        "epochs": columns.NumberColumn(tr("epochs"), width=65),
        "curve": columns.LineChartColumn(
            tr("loss curve"), width=100, help=tr("The loss on the validation data, from the first epoch to the last.")
        ),
        "time": columns.NumberColumn(
            tr("time"), format="%.1f s", width=75, help=tr("Wall time of the whole training, without pauses.")
        ),
        "ended": columns.TextColumn(tr("ended")),
        "seed": columns.NumberColumn(tr("seed"), width=60),
        "tags": columns.TextColumn(tr("tags")),
        "note": columns.TextColumn(tr("note")),
        "kept": columns.DatetimeColumn(
            tr("kept since"), format="D MMM YYYY, HH:mm" if language() == ENGLISH else "localized", width=140
        ),
    }
    for name in table:
        if name.startswith(("validation", "test")):
            percent = name.endswith("accuracy")
            part, _, metric = name.partition(" ")
            measured = _METRICS.get(metric, metric)
            config[name] = columns.NumberColumn(
                tr("val. {metric}", metric=tr(measured))
                if part == "validation"
                else tr("test {metric}", metric=tr(measured)),
                format="percent" if percent else "%.4g",
                width=105,
                help=tr("On the validation data, in the epoch whose weights were kept.")
                if part == "validation"
                else tr("On the test data, which the network has never seen."),
            )
    return {name: one for name, one in config.items() if name in table}
