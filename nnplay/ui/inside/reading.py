"""How a network reads a text: its table as a map, the states over the letters, and who looks at whom."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.figures.style import NEGATIVE_NAME, POSITIVE_NAME
from nnplay.i18n import N_, tr
from nnplay.inspection.results import ReadingLayer
from nnplay.models.layers import show_shape
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.inside.common import Subject, sentence

MOST_UNITS = 64
MOST_SYMBOLS = 300


def show(subject: Subject) -> None:
    """Draws each layer for sequences, in order."""
    reading = subject.data.preprocess.text
    assert reading
    found: list[ReadingLayer] = subject.ask("reading", example=subject.example.values)
    if not found:
        sentence(
            tr("This network has no embedding, no recurrent layer and no attention: it takes the numbers as they are.")
        )
        return
    codes = subject.example.values.astype(int)
    steps = reading.shown(codes)
    st.caption(
        tr(
            "What is read: {join}. A · is padding: it fills up the front of a short text.",
            join=" ".join(f"`{step}`" for step in steps),
        )
    )
    for layer in found:
        st.markdown(f"**{subject.titles[layer.name]}**")
        if layer.table is not None:
            _table(layer.table[: len(reading.symbols)], list(reading.symbols), codes)
        if layer.states is not None:
            _states(layer.states[:, :MOST_UNITS], layer.states.shape[1], steps, layer.name)
        if layer.shares is not None:
            _attention(layer.shares, steps, layer.name)


def _table(table: np.ndarray, symbols: list[str], codes: np.ndarray) -> None:
    st.caption(
        tr(
            "The table has {shape} numbers. The map shows the two directions in which its rows differ most: "
            "symbols close together are used alike. Those in this text are blue.",
            shape=show_shape(table.shape),
        )
        + (tr(" Shown are the first {most_symbols}.", most_symbols=MOST_SYMBOLS) if len(symbols) > MOST_SYMBOLS else "")
    )
    shown = [symbol.replace(" ", "␣") for symbol in symbols[:MOST_SYMBOLS]]
    places = figures.main_directions(table)[:MOST_SYMBOLS]
    live_chart(
        figures.symbol_map(places, shown, np.unique(codes).tolist()),
        key="reading-map",
        label=tr("{shown} symbols where their rows lie in two dimensions", shown=len(shown)),
    )


def _states(states: np.ndarray, units: int, steps: list[str], name: str) -> None:
    st.caption(
        tr(
            "The state after each step, from left to right: {positive_name} is positive, {negative_name} negative.",
            positive_name=tr(POSITIVE_NAME),
            negative_name=tr(NEGATIVE_NAME),
        )
        + (
            tr(" Shown are the first {t} of {units} units.", t=len(states.T), units=units)
            if units > states.shape[1]
            else ""
        )
    )
    live_chart(
        figures.named_matrix(
            states.T, [str(unit) for unit in range(states.shape[1])], steps, row="unit", column="read"
        ),
        key=f"reading-states-{name}",
        label=tr("The state of {units} units after each of {steps} steps", units=units, steps=len(steps)),
    )


def _attention(shares: np.ndarray, steps: list[str], name: str) -> None:
    head = 0
    if len(shares) > 1:
        head = int(
            st.segmented_control(
                tr("Head"), range(len(shares)), default=0, required=True, key=f"reading-head-{name}",
                help=tr("Each head looks for something different."),
            )
        )  # fmt: skip
    st.caption(tr("Each row is one step: how much it takes from every step. Its shares add up to 1."))
    live_chart(
        figures.named_matrix(shares[head], steps, steps, row=N_("asks"), column=N_("answers"), shares=True),
        key=f"reading-attention-{name}",
        label=tr("Shares of attention between {steps} steps", steps=len(steps)),
    )
