"""The film of a training: a slider that shows the network as it was after an epoch, on every page."""

from __future__ import annotations

import streamlit as st

from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widget_value import WidgetValue

TRAINED = -1
"""Stands for the network as it is now, among the film's epochs."""


def choose(run: SessionRun, place: str) -> None:
    """Draws the slider where there is a film, and keeps its choice in the run.

    Args:
        run: Its pictures, kernels, maps and predictions then come from the chosen epoch.
        place: Name of the page, for the widget's key.
    """
    epochs = run.job.history.checkpoints
    if len(epochs) < 2:
        run.epoch = None
        return
    stops = [*epochs, TRAINED]
    key = f"film-{place}-{run.number}-{len(epochs)}"

    def show() -> None:
        # As a callback, so that what is drawn above the slider knows it too.
        epoch = WidgetValue(key, TRAINED).get()
        run.epoch = None if epoch == TRAINED else epoch

    st.select_slider(
        "Film",
        stops,
        value=run.epoch if run.epoch in epochs else TRAINED,
        format_func=lambda epoch: "now" if epoch == TRAINED else f"epoch {epoch}",
        key=key,
        on_change=show,
        help="The network as it was after an earlier epoch; 0 is before any training. All pages show it.",
    )
