"""Two classes: what another threshold than one half would change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.i18n import N_, tr
from nnplay.inspection import evaluation
from nnplay.registry import Param
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.widgets import param_widget
from nnplay.ui.evaluate.judged import Judged

THRESHOLD = Param(
    "threshold",
    "number",
    0.5,
    N_(
        "The network answers with the second class when its probability is at least this. Lower it if missing one is "
        "worse than a false alarm."
    ),
    minimum=0.0,
    maximum=1.0,
    step=0.01,
)


def show(judged: Judged) -> None:
    """Draws the curves over all thresholds, and the counts at a chosen one."""
    if len(np.unique(judged.y_true)) < 2:
        st.info(tr("The test data contain only one of the two classes, so there is nothing to tell apart."))
        return
    other, name = judged.data.shown.class_names
    probability = judged.probabilities[:, 1]
    roc = evaluation.roc(judged.y_true, probability)
    precision = evaluation.precision_recall(judged.y_true, probability)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(tr("**Hits against false alarms (ROC)** · area {area:.3f}", area=roc.area))
        live_chart(
            figures.threshold_curve(roc.x, roc.y, roc.thresholds, tr("False alarms"), tr("Hits")),
            key="roc",
            label=tr("ROC curve, area {area:.3f}", area=roc.area),
        )
        st.caption(
            tr(
                "Hits: the share of {name} that is found. False alarms: the share of {other} that is mistaken for "
                "{name}. Guessing has an area of 0.5, a perfect network has 1.",
                name=plain(name),
                other=plain(other),
            )
        )
    with right:
        st.markdown(tr("**Precision against recall** · average precision {area:.3f}", area=precision.area))
        share = float(np.mean(judged.y_true))
        live_chart(
            figures.threshold_curve(
                precision.x, precision.y, precision.thresholds, tr("Recall"), tr("Precision"), chance=share
            ),
            key="precision-recall",
            label=tr("Precision-recall curve, average precision {area:.3f}", area=precision.area),
        )
        st.caption(
            tr(
                "This tells you more than ROC if one class is rare. Here {share:.0%} are {name}: the dashed line.",
                share=share,
                name=plain(name),
            )
        )
    _at_threshold(judged, probability)


def _at_threshold(judged: Judged, probability: np.ndarray) -> None:
    names = judged.data.shown.class_names
    with st.container(width=420):
        chosen = param_widget(THRESHOLD, THRESHOLD.default, judged.key("threshold"))
    y_pred = (probability >= chosen).astype(int)
    counts = evaluation.confusion(judged.y_true, y_pred, 2)
    report = evaluation.class_report(judged.y_true, y_pred, names).loc[names[1]]
    table = pd.DataFrame(
        counts, [tr("true {name}", name=name) for name in names], [tr("answer {name}", name=name) for name in names]
    ).reset_index(names="")
    st.dataframe(table, hide_index=True, width="content", alt=tr("Counts at the chosen threshold"))
    st.markdown(
        tr(
            "At **{chosen:.2f}**: accuracy **{mean:.1%}**, precision **{report:.1%}**, recall **{report2:.1%}**, "
            "F1 **{report3:.1%}** for {names}.",
            chosen=chosen,
            mean=np.mean(y_pred == judged.y_true),
            report=report["precision"],
            report2=report["recall"],
            report3=report["F1"],
            names=plain(names[1]),
        )
    )
