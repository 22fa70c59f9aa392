"""What several networks say all over the plane, or along the line, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.datasets import load_dataset
from nnplay.i18n import tr
from nnplay.runs import KeptRun
from nnplay.runs.own_data import bring_back
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session

ACROSS = 3
FAMILIES = ("plane", "line")


def has_maps(runs: Sequence[KeptRun]) -> bool:
    """Whether the data of any run lie in the plane or on a line."""
    return any(run.is_trained and run.spec.dataset.kind.family in FAMILIES for run in runs)


def show(session: Session, runs: Sequence[KeptRun]) -> None:
    """Draws the map of each run over its data."""
    drawn = [run for run in runs if has_maps([run])]
    for start in range(0, len(drawn), ACROSS):
        columns = st.columns(min(len(drawn), ACROSS), gap="medium")
        for run, place in zip(drawn[start : start + ACROSS], columns, strict=False):
            bring_back(run.spec, run.folder)
            figure, words = figures.data_with_answers(load_dataset(run.spec.dataset), _map(run.stamp, run), whole=True)
            with place:
                st.markdown(f"**{plain(run.name)}**")
                live_chart(figure, key=f"runs-map-{run.id}", label=f"{run.name}: {words}")
    if drawn:
        st.caption(tr("Each network's answer everywhere, over the points that it was trained and tested on."))


@st.cache_data(max_entries=64, show_spinner=False)
def _map(stamp: tuple[Any, ...], _run: KeptRun) -> np.ndarray:
    values: np.ndarray = engine().ask("decision_map", folder=str(_run.folder), epoch=None)
    return values
