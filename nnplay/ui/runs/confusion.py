"""The mistakes of the chosen runs side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.i18n import tr
from nnplay.inspection import evaluation
from nnplay.runs import KeptRun
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.runs.asked import answers_of

MANY_CLASSES = 10
"""With more, only two matrices stand side by side."""


def show(session: Session, runs: Sequence[KeptRun]) -> None:
    """Draws a confusion matrix for each run, or predicted against true values where it answers with numbers."""
    answers = answers_of(runs)
    judged = [run for run in runs if run.id in answers]
    classes = max((len(answers[run.id].data.class_names) for run in judged), default=0)
    across = min(len(judged), 2 if classes > MANY_CLASSES or len(judged) == 4 else 3)
    for start in range(0, len(judged), max(across, 1)):
        for run, place in zip(judged[start : start + across], st.columns(across, gap="large"), strict=False):
            mine = answers[run.id]
            with place:
                if mine.data.task == "regression":
                    st.markdown(
                        tr(
                            "**{name}** · mean absolute error {value:.4g}",
                            name=plain(run.name),
                            value=mine.interval.value,
                        )
                    )
                    live_chart(
                        figures.predicted_plot(mine.y_true, mine.y_pred, mine.data.shown.target_name),
                        key=f"runs-predicted-{run.id}",
                        label=tr("Predicted against true values of {name}", name=run.name),
                    )
                    continue
                names = mine.data.shown.class_names
                counts = evaluation.confusion(mine.y_true, mine.y_pred, len(names))
                right = int(np.trace(counts))
                st.markdown(
                    tr(
                        "**{name}** · {right:,} of {counts:,} right",
                        name=plain(run.name),
                        right=right,
                        counts=counts.sum(),
                    )
                )
                live_chart(
                    figures.confusion_map(counts, names),
                    key=f"runs-confusion-{run.id}",
                    label=tr(
                        "Confusion matrix of {name}, {right:,} of {counts:,} right",
                        name=run.name,
                        right=right,
                        counts=counts.sum(),
                    ),
                )
    tasks = {answers[run.id].data.task for run in judged}
    if tasks - {"regression"}:
        st.caption(tr("A row per true class, a column per answer. Right answers are gray, mistakes red."))
    if "regression" in tasks:
        st.caption(
            tr("A dot per test example: its true value, and what the network predicts. On the line both are equal.")
        )
