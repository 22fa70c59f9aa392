"""All weights of the network as a table of numbers, to read, to copy, and to set."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay.errors import NnplayError, SpecError
from nnplay.i18n import N_, tr
from nnplay.inspection.weight_table import layer_slices, layer_tables, weights_from_text, weights_text
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.training.events import MAX_PICTURED_WEIGHTS
from nnplay.training.history import History
from nnplay.ui.classroom import held
from nnplay.ui.common import untrained
from nnplay.ui.common.choices import choose
from nnplay.ui.common.current import current
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.playground import hand

TITLE = N_("Weights as a table")

MOST_SHOWN = 10_000
"""Weights of one layer that are written: more would be a wall of numbers."""


def can_write(spec: ExperimentSpec) -> bool:
    """Whether all weights of a network can be written as tables."""
    try:
        return bool(layer_tables(spec))
    except SpecError:
        return False


def draw(spec: ExperimentSpec, run: SessionRun | None) -> None:
    """Draws the button, and the table when it is open.

    Args:
        spec: The experiment at hand.
        run: The run whose weights the network has, if any.
    """
    if not can_write(spec):
        return

    @st.fragment
    def panel() -> None:
        popover = st.popover(
            tr(TITLE), icon=":material/grid_on:", key="weight-table", type="tertiary", on_change="rerun"
        )
        if popover.open:
            with popover:
                _table(spec, run)

    panel()


def _choose_layer(spec: ExperimentSpec) -> tuple[int | None, int | None]:
    """Of a large network, the layer that is shown, and how many of its rows where those are not all."""
    tables = layer_tables(spec)
    total = sum(table.count for table in tables)
    if total <= MAX_PICTURED_WEIGHTS:
        return None, None
    titles = {
        place: tr("{title} · {count:,} weights", title=table.title, count=table.count)
        for place, table in enumerate(tables)
    }
    key = f"weight-table-layer-{hash(spec.layers)}"
    only = choose(tr("Layer"), titles, 0, key, help=tr("Large networks are shown layer by layer."))
    table = tables[only]
    most = max(1, MOST_SHOWN // table.units) if table.count > MOST_SHOWN else None
    rows = (
        ""
        if most is None
        else tr(" The first {most:,} of the layer's {rows:,} rows; the file has all.", most=most, rows=len(table.rows))
    )
    st.caption(tr("{total:,} weights in all.{rows}", total=total, rows=rows))
    return only, most


def _table(spec: ExperimentSpec, run: SessionRun | None) -> None:
    history = run.job.history if run else History()
    if run and history.stage in ("queued", "running", "testing"):
        st.caption(tr("Pause the training, or wait until it ends, to read and set its weights here."))
        return
    waits = run is not None and hand.takes(run, history)
    try:
        now = hand.shown_weights(run) if run else untrained.weights(spec, wait=True)
        if now is None:
            st.caption(tr("The initial weights are not known yet. Until then, zeros stand here."))
            now = np.zeros(trace(spec).checked().parameters, np.float32)
    except NnplayError as error:
        st.error(plain(tr(error.message)))
        return
    only, most_rows = _choose_layer(spec)
    number, epoch = (run.number, run.epoch) if run else (0, None)
    state = f"{number}-{epoch}-{len(history.epochs)}-{history.batch}-{history.hand_changes}-{hash(spec.layers)}-{only}"
    text = st.text_area(
        tr("One row for each input and one for the biases, layer by layer; one column for each unit")
        if only is None
        else tr("One row for each input and one for the biases; one column for each unit"),
        weights_text(spec, now, only, most_rows=most_rows),
        height=300,
        key=f"weights-{state}",
        disabled=most_rows is not None,
        help=tr("Copy this into a spreadsheet, or paste a table from one. Names may be left out."),
    )
    with st.container(horizontal=True, gap="small"):
        pressed = most_rows is None and st.button(
            tr("Set all weights") if only is None else tr("Set these weights"),
            type="primary",
            key="set-weights",
            **held.fixed(
                current(),
                "weights",
                tr("The paused training continues with them.")
                if waits
                else tr("A new run starts with these weights, paused."),
            ),
        )
        st.download_button(
            tr("Save as file"),
            text if most_rows is None else lambda: weights_text(spec, now, only),
            file_name="weights.tsv",
            mime="text/tab-separated-values",
            icon=":material/download:",
            key="save-weights",
            on_click="ignore",
        )
    if not pressed:
        return
    try:
        values = weights_from_text(spec, text, only)
        if only is not None:
            part, values = values, np.array(now, np.float32)
            values[layer_slices(layer_tables(spec))[only]] = part
        if waits:
            assert run
            engine().set_weights(run.job, values)
        else:
            hand.begin(current(), spec, values)
    except NnplayError as error:
        st.error(plain(tr(error.message)), icon=":material/error:")
        return
    st.rerun()
