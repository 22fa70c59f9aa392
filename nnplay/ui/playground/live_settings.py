"""Settings that were changed on the page while a training runs, and the button that gives them to it."""

from __future__ import annotations

import streamlit as st

from nnplay.errors import NnplayError
from nnplay.i18n import tr
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.training.live_change import changes
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine
from nnplay.ui.common.session_run import SessionRun


def offered(spec: ExperimentSpec, run: SessionRun) -> tuple[str, ...]:
    """What the training could go on with that it does not have, in words; none where it can't take it."""
    if run.stage not in ("running", "paused") or run.is_of(spec) or trace(spec).error:
        return ()
    return changes(run.job.spec, _asked(spec, run)) or ()


def draw(spec: ExperimentSpec, run: SessionRun, offered: tuple[str, ...]) -> None:
    """Offers the changes to the training that runs or waits."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="live-settings"):
        st.markdown(tr("Not in this training yet: **{offered}**", offered=plain("; ".join(offered))), width="content")
        st.button(
            tr("Go on with it"),
            icon=":material/published_with_changes:",
            key="go-on-with-it",
            on_click=_change,
            args=(spec, run),
            help=tr(
                "The change takes effect from the next epoch and is marked on the curves. The network is compiled "
                "again, which takes a second or two; its weights stay. Or press Train later for a new run."
            ),
        )


def _asked(spec: ExperimentSpec, run: SessionRun) -> ExperimentSpec:
    return spec.with_training(epochs=run.job.spec.training.epochs)


def _change(spec: ExperimentSpec, run: SessionRun) -> None:
    try:
        engine().change_settings(run.job, _asked(spec, run))
    except NnplayError as error:
        st.toast(plain(tr(error.message)), icon=":material/error:", duration="long")
