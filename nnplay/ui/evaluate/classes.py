"""Which classes a network takes for which, how well it knows each, and whether its probabilities can be trusted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.i18n import N_, tr
from nnplay.inspection import evaluation
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.evaluate.judged import Judged, examples


def confusion(judged: Judged) -> None:
    """Draws the confusion matrix; a click on a cell shows the examples behind it."""
    names, signature = judged.data.class_names, judged.data.signature
    counts = evaluation.confusion(judged.y_true, judged.y_pred, len(names))
    row, column = _most_confused(counts)
    true, answer = WidgetValue(judged.key("true"), names[row]), WidgetValue(judged.key("answer"), names[column])
    for choice in (true, answer):
        choice.keep_among(names)
    matrix, behind = st.columns([1, 1.15], gap="large")
    with matrix:
        clicked = live_chart(
            figures.confusion_map(counts, signature.shown.class_names),
            key="confusion",
            label=tr(
                "Confusion matrix of {names} classes, {counts:,} of {counts2:,} right",
                names=len(names),
                counts=int(np.trace(counts)),
                counts2=counts.sum(),
            ),
            clicks=True,
        )
        st.caption(tr("A row per true class, a column per answer. Click a cell to see the examples behind its number."))
        with st.expander(tr("Confusion matrix as a table"), icon=":material/table:"):
            classes = list(signature.shown.class_names)
            table = pd.DataFrame(counts, [tr("true {name}", name=name) for name in classes], classes)
            st.dataframe(table.rename_axis(tr("true class")), alt=tr("Confusion matrix"))
    if clicked:
        true.set(names[int(clicked["y"])])
        answer.set(names[int(clicked["x"])])
    with behind:
        with st.container(horizontal=True, gap="small"):
            st.selectbox(
                tr("True class"),
                names,
                key=true.key,
                format_func=signature.said,
                help=tr("The class the examples belong to."),
                width=160,
            )
            st.selectbox(
                tr("Network's answer"),
                names,
                key=answer.key,
                format_func=signature.said,
                help=tr("The class the network chose."),
                width=160,
            )
        row, column = names.index(true.get()), names.index(answer.get())
        places = np.flatnonzero((judged.y_true == row) & (judged.y_pred == column))
        if len(places):
            examples(judged, places, "cell")
        else:
            said = signature.said
            other = tr("is mistaken for {answer}", answer=said(answer.get()))
            what = tr("is read correctly") if row == column else other
            st.info(plain(tr("No {true} {what}.", true=said(true.get()), what=what)), icon=":material/info:")


def _most_confused(counts: np.ndarray) -> tuple[int, int]:
    """Row and column of the most frequent mistake; of the first class where there is none."""
    mistakes = counts - np.diag(np.diag(counts))
    row, column = np.unravel_index(int(mistakes.argmax()), counts.shape)
    return int(row), int(column)


def report(judged: Judged) -> None:
    """Draws precision, recall and F1 of each class, and how frequent each is."""
    table = evaluation.class_report(judged.y_true, judged.y_pred, judged.data.shown.class_names)
    columns: dict[str, Any] = {
        name: st.column_config.ProgressColumn(tr(name), min_value=0, max_value=1, format="percent", help=help)
        for name, help in (
            (N_("precision"), tr("Of the examples that the network puts in this class, the share that belongs there.")),
            (N_("recall"), tr("Of the examples that belong to this class, the share that the network finds.")),
            ("F1", tr("The harmonic mean of precision and recall. It is high only if both are.")),
        )
    }
    columns["examples"] = tr("examples")
    shown = table.set_axis([*table.index[:-1], tr("mean")]).reset_index(names=judged.data.shown.target_name)
    st.dataframe(
        shown,
        hide_index=True,
        column_config=columns,
        height=min(36 * len(table) + 40, 560),
        alt=tr("Precision, recall and F1 by class"),
    )
    st.caption(
        tr(
            "The last row is the plain mean over the classes, so a rare class counts as much as a frequent one. High "
            "precision with low recall: the network rarely chooses this class, but when it does, it is right. Low "
            "precision with high recall: it chooses this class too often."
        )
    )


def calibration(judged: Judged) -> None:
    """Draws predicted probabilities beside how often they came true."""
    if judged.data.task == "binary":
        y_true, y_prob = judged.y_true == 1, judged.probabilities[:, 1]
        what = tr("it is {class_names}", class_names=judged.data.shown.class_names[1])
    else:
        y_true, y_prob = judged.y_pred == judged.y_true, judged.probabilities.max(axis=1)
        what = tr("its answer is right")
    found = evaluation.calibration(y_true, y_prob)
    plot, text = st.columns([1.2, 1], gap="large")
    with plot:
        live_chart(
            figures.calibration_plot(found.prob_pred, found.prob_true, found.counts),
            key="calibration",
            label=tr(
                "Calibration: predicted probability against the share for which {what}; mean distance {error:.1%}",
                what=what,
                error=found.error,
            ),
        )
    with text:
        st.markdown(
            tr(
                "When the network says 80%, is it true in 8 of 10 cases? Each dot is a group of test examples with "
                "similar predicted probabilities that {what}; a larger dot stands for more examples. On the dashed "
                "line, the probabilities are right. Below it, the network is too confident.\n\nMean distance from the "
                "line: **{error:.1%}**, the expected calibration error.",
                what=plain(what),
                error=found.error,
            )
        )
        bins = pd.DataFrame(
            {
                tr("predicted between"): [
                    tr("{low:.0%} and {low2:.0%}", low=low, low2=low + 0.1) for low in found.edges[:-1]
                ],
                tr("mean prediction"): found.prob_pred,
                tr("came true"): found.prob_true,
                tr("examples"): found.counts,
            }
        )
        with st.expander(tr("The dots as a table"), icon=":material/table:"):
            percent = st.column_config.NumberColumn(format="percent")
            st.dataframe(
                bins, hide_index=True, column_config={tr("mean prediction"): percent, tr("came true"): percent}
            )
