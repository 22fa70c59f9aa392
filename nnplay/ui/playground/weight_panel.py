"""All weights of the network as a table of numbers, to read, to copy, and to set."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay.errors import NnplayError, SpecError
from nnplay.inspection.weight_table import layer_tables, weights_from_text, weights_text
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History
from nnplay.ui.classroom import held
from nnplay.ui.common.current import current
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.playground import hand

TITLE = "Weights as a table"


def draw(spec: ExperimentSpec, run: SessionRun | None) -> None:
    """Draws the button, and the table when it is open.

    Args:
        spec: The experiment at hand.
        run: The run whose weights the network has, if any.
    """
    try:
        layer_tables(spec)
    except SpecError:
        return

    @st.fragment
    def panel() -> None:
        popover = st.popover(TITLE, icon=":material/grid_on:", key="weight-table", type="tertiary", on_change="rerun")
        if popover.open:
            with popover:
                _table(spec, run)

    panel()


def _table(spec: ExperimentSpec, run: SessionRun | None) -> None:
    history = run.job.history if run else History()
    if run and history.stage in ("queued", "running", "testing"):
        st.caption("Pause the training, or wait until it ends, to read and set its weights here.")
        return
    waits = run is not None and hand.takes(run, history)
    try:
        now = hand.shown_weights(run)
        if now is None:
            now = np.zeros(trace(spec).checked().parameters, np.float32)
    except NnplayError as error:
        st.error(plain(error.message))
        return
    number, epoch = (run.number, run.epoch) if run else (0, None)
    text = st.text_area(
        "One row for each input and one for the biases, layer by layer; one column for each unit",
        weights_text(spec, now),
        height=300,
        key=f"weights-{number}-{epoch}-{len(history.epochs)}-{history.batch}-{history.hand_changes}-{hash(spec.layers)}",
        help="Copy this into a spreadsheet, or paste a table from one. Names may be left out.",
    )
    with st.container(horizontal=True, gap="small"):
        pressed = st.button(
            "Set all weights",
            type="primary",
            key="set-weights",
            **held.fixed(
                current(),
                "weights",
                "The paused training continues with them." if waits else "A new run starts with these weights, paused.",
            ),
        )
        st.download_button(
            "Save as file",
            text,
            file_name="weights.tsv",
            mime="text/tab-separated-values",
            icon=":material/download:",
            key="save-weights",
            on_click="ignore",
        )
    if not pressed:
        return
    try:
        values = weights_from_text(spec, text)
        if waits:
            assert run
            engine().set_weights(run.job, values)
        else:
            hand.begin(current(), spec, values)
    except NnplayError as error:
        st.error(plain(error.message), icon=":material/error:")
        return
    st.rerun()
