"""A network that predicts a number: how far off it is, and where."""

from __future__ import annotations

import streamlit as st

from nnplay import figures
from nnplay.i18n import tr
from nnplay.inspection import evaluation
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.evaluate.judged import Judged, examples


def show(judged: Judged) -> None:
    """Draws predicted against true values, and what is left over."""
    target = judged.data.shown.target_name
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(tr("**Predicted and true**"))
        live_chart(
            figures.predicted_plot(judged.y_true, judged.y_pred, target),
            key="predicted",
            label=tr(
                "Predicted against true {target} for {y_true} test examples", target=target, y_true=len(judged.y_true)
            ),
        )
        st.caption(tr("Each dot is a test example. On the dashed line, the prediction is exactly right."))
    with right:
        st.markdown(tr("**Residuals: predicted minus true**"))
        live_chart(
            figures.residual_plot(judged.y_true, judged.y_pred, target),
            key="residuals",
            label=tr("Residuals of {y_true} test examples", y_true=len(judged.y_true)),
        )
        st.caption(
            tr(
                "If there is no pattern, what remains is random. A bend or a slope shows something that the network "
                "has not learned. A funnel means that its errors are larger for large values."
            )
        )


def worst(judged: Judged) -> None:
    """Draws the examples whose prediction is furthest off."""
    st.markdown(tr("The worst predictions come first."))
    examples(judged, evaluation.largest_errors(judged.y_true, judged.y_pred), "worst")
