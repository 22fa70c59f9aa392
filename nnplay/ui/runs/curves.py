"""The curves of several runs over each other."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.figures import RunLine
from nnplay.i18n import N_, tr
from nnplay.runs import KeptRun
from nnplay.runs.pace import PACES, along
from nnplay.runs.smoothing import smooth
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_heads import heads

PARTS = {"training": N_("Training"), "validation": N_("Validation")}
"""What the parts of a run are called."""


def show(session: Session, runs: Sequence[KeptRun]) -> None:
    """Draws the loss and every metric, with all runs in each."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        parts = st.pills(
            tr("Part"),
            list(PARTS),
            default=list(PARTS),
            selection_mode="multi",
            format_func=lambda part: tr(PARTS[part]),
            key="runs-curves-parts",
            help=tr("Training is drawn solid, validation dashed."),
        )
        pace = st.segmented_control(
            tr("Along"),
            list(PACES),
            default="epoch",
            required=True,
            format_func=lambda pace: tr(PACES[pace]),
            key="runs-curves-pace",
            help=tr("By epoch, by weight update, or by training time."),
        )
        weight = st.slider(
            tr("Smoothing"),
            0.0,
            0.98,
            0.0,
            0.02,
            key="runs-curves-smoothing",
            help=tr("Each point becomes an average of those up to it. The original line stays, faintly."),
            width=180,
        )
        log = st.toggle(tr("Logarithmic loss"), key="runs-curves-log")
    names = metrics(runs)
    lines = [_line(run, pace, weight) for run in runs]
    columns = st.columns(len(names[:2]), gap="medium") if len(names) > 1 else [st.container()]
    for place, name in enumerate(names):
        measured = [line for line in lines if any(column.removeprefix("val_") == name for column in line.columns)]
        with columns[place % len(columns)]:
            live_chart(
                figures.run_curves(
                    measured,
                    name,
                    parts=[part for part in PARTS if part in parts],
                    x_title=tr(PACES[pace]),
                    log=log and name == "loss",
                ),
                key=f"runs-curve-{name}",
                label=tr("{name} of {measured} runs", name=figures.metric_title(name), measured=len(measured)),
            )
    st.caption(tr("Training solid, validation dashed; the colors match the names above."))
    if len({run.metric for run in runs}) > 1 or len({run.spec.training.loss for run in runs}) > 1:
        words = tr("These runs have different losses, so you cannot compare their sizes.")
        st.caption(f":material/info: {words}")
    with st.expander(tr("The curves as a table"), icon=":material/table:"):
        st.dataframe(_numbers(runs), hide_index=True, column_config=heads(("run", "epoch", "seconds")))


def metrics(runs: Sequence[KeptRun]) -> list[str]:
    """The loss, and what else was measured in any of the runs."""
    found = dict.fromkeys(column.removeprefix("val_") for run in runs for column in run.history.columns)
    return sorted(found, key=lambda name: name != "loss") or ["loss"]


def _line(run: KeptRun, pace: str, weight: float) -> RunLine:
    columns = run.history.columns
    smoothed = {name: smooth(values, weight) for name, values in columns.items()} if weight else {}
    return RunLine(run.name, run.about.color, along(run.history, pace), columns, smoothed)  # type: ignore[arg-type]


def _numbers(runs: Sequence[KeptRun]) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {N_("run"): run.name, "epoch": run.history.epochs, **run.history.columns, "seconds": run.history.seconds}
        )
        for run in runs
    ]
    return pd.concat(parts, ignore_index=True)
