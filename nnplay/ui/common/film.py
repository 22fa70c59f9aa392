"""The film of a training: a slider that shows the network as it was after an epoch, on every page, and plays."""

from __future__ import annotations

import math

import streamlit as st

from nnplay.i18n import tr
from nnplay.training.spread import dropped
from nnplay.ui.common import playing
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widget_value import WidgetValue

TRAINED = -1
"""Stands for the network as it is now, among the film's epochs."""

PLAYED = 24
"""So many frames are shown when it plays: the page is drawn anew for each."""


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
    left_out = dropped(epochs, PLAYED)
    played = [*(epoch for epoch in epochs if epoch not in left_out), TRAINED]

    def take(stop: int) -> None:
        run.epoch = None if stop == TRAINED else stop
        playing.move(key, stop)

    def show() -> None:
        # As a callback, so that what is drawn above the slider knows it too.
        playing.stop()
        epoch = WidgetValue(key, TRAINED).get()
        run.epoch = None if epoch == TRAINED else epoch

    def shown() -> int:
        return run.epoch if run.epoch in epochs else TRAINED

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        playing.button(key, shown(), played, take, what=tr("the film"))
        st.select_slider(
            tr("Film"),
            stops,
            value=shown(),
            format_func=lambda epoch: tr("now") if epoch == TRAINED else tr("epoch {epoch}", epoch=epoch),
            key=key,
            on_change=show,
            help=tr("The network as it was after an earlier epoch; 0 is before any training. All pages show it."),
        )
    playing.go_on(key, lambda: take(playing.next_stop(shown(), played, _order)))


def _order(stop: int) -> float:
    return math.inf if stop == TRAINED else stop
