"""The inside view: the choice of the example, and of the part that is drawn beside it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nnplay.i18n import N_, tr
from nnplay.ui.common import familiar, living_run, loading
from nnplay.ui.common.asked_once import ask_once
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live import poll_seconds
from nnplay.ui.common.parts import choose_part
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.inside import (
    activation_maximization,
    example,
    kernels,
    maps,
    network_picture,
    neurons,
    reading,
    representations,
    training,
    why,
)
from nnplay.ui.inside.common import Subject
from nnplay.ui.inside.state import InsideState

PARTS: dict[str, Callable[[Subject], None]] = {
    N_("Feature maps"): maps.show,
    N_("Network"): network_picture.show_part,
    N_("Kernels"): kernels.show,
    N_("Why"): why.show,
    N_("Representations"): representations.show,
    N_("What a filter looks for"): activation_maximization.show,
    N_("Over training"): training.show,
    N_("Neurons"): neurons.show,
    N_("Reading"): reading.show,
}

PICTURES_ONLY = ("What a filter looks for",)
FOR_TEXTS = ("Reading", "Network", "Feature maps", "Kernels", "Representations", "Over training")
"""Parts that say something of texts: between two letters there is no slope to follow."""

WITHOUT_PICTURES = {"Feature maps": N_("Outputs"), "Kernels": N_("Weights")}
"""What parts are called where the inputs are numbers and not pictures."""


def show(session: Session, run: SessionRun) -> None:
    """Draws the example on the left, and beside it the part of the network's inside that is chosen."""
    example_column, inside_column = st.columns([1, 3.1], gap="large")
    with example_column, show_errors():
        data = loading.load(run.job.spec.dataset)
        chosen = None
        with show_errors():
            chosen = example.choose(session, run, data)
        if chosen is None:
            chosen = example.test_example(session, data)
            st.caption(tr("Until then test example {index} goes through the network.", index=chosen.index))
        epoch = run.shown_epoch
        outputs = ask_once(run, "feature_maps", example=chosen.values, epoch=epoch)
        example.show(chosen, data, outputs[-1].values)
        if chosen.index is None and familiar.unfamiliar(run, chosen.values[None])[0]:
            familiar.warn(tr("**{sentence}** Its answer is a guess.", sentence=tr(familiar.SENTENCE)))
        with inside_column:
            inside = session.part(InsideState)
            pictures = data.family == "image"
            parts = [part for part in PARTS if part != "Reading" and (pictures or part not in PICTURES_ONLY)]
            if data.family == "text":
                parts = list(FOR_TEXTS)
            if not living_run.has_picture(run.job.spec):
                parts.remove("Network")
            titles = {part: tr(part if pictures else WITHOUT_PICTURES.get(part, part)) for part in parts}
            part = choose_part("part", parts, inside.part, inside.open, titles=titles)
            if run.job.is_live:
                _watch(run, None if part == "Network" else epoch)
            with show_errors():
                PARTS[part](Subject(session, run, data, chosen, outputs, epoch))


def _watch(run: SessionRun, epoch: int | None) -> None:
    """Says that the network is still being trained, and draws the page again when that has ended.

    Args:
        run: The training.
        epoch: That is shown; None where the picture follows the training by itself.
    """

    @st.fragment(run_every=poll_seconds(run))
    def watch() -> None:
        if not run.job.is_live:
            st.rerun()
        if epoch is None:
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(tr("Still in training, shown as it was after epoch {epoch}.", epoch=epoch), width="content")
            if st.button(tr("Newest epoch"), key="inside-newest", type="tertiary", icon=":material/refresh:"):
                st.rerun()

    watch()
