"""Over training: how weights and activations of each layer changed from epoch to epoch, and which units died."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.i18n import N_, tr
from nnplay.inspection.results import LayerState
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.inside.common import Subject, sentence

MOST_EPOCHS = 16
"""Epochs of the film that are looked at."""

PARTS = {"weights": (N_("weights"), N_("Weights")), "activations": (N_("activations"), N_("Activations"))}
"""What the numbers of a layer are called, in a sentence and alone."""

EXAMPLES = 64
"""Test examples that activations are measured with."""


def show(subject: Subject) -> None:
    """Draws histograms of each layer's weights and activations for epochs of the film, and the dead units."""
    run = subject.run
    film = run.job.history.checkpoints
    if len(film) < 2:
        sentence(
            tr(
                "This run has no film, which would hold its weights epoch by epoch: its network is too large for one, "
                "or it was trained too briefly."
            )
        )
        return
    epochs = spread(film, MOST_EPOCHS)
    places = np.arange(min(EXAMPLES, len(subject.data.x_test)))
    found: list[list[LayerState]] = []
    bar = st.empty()
    for number, epoch in enumerate(epochs):
        bar.progress(number / len(epochs), text=tr("Looking at epoch {epoch} …", epoch=epoch))
        found.append(subject.ask("layer_states", places=places, epoch=epoch))
    bar.empty()
    st.caption(
        tr(
            "Histograms for {epochs} epochs of the film, 0 before any training; activations on {places} test "
            "examples. The stronger the color of a place, the more of the layer's numbers lie there.",
            epochs=len(epochs),
            places=len(places),
        )
    )
    _dead(subject, epochs, found)
    passes_on = {output.name: output.passes_on for output in subject.outputs}
    heads = (tr("epoch"), tr("layer"), tr("of"), tr("mean"), tr("deviation"))
    table: dict[str, list[object]] = {head: [] for head in heads}
    for number, state in enumerate(found[0]):
        if passes_on[state.name]:
            continue
        title = subject.titles[state.name]
        st.markdown(f"**{title}**")
        for place, (what, (word, alone)) in zip(st.columns(2, gap="medium"), PARTS.items(), strict=True):
            numbers = [getattr(states[number], what) for states in found]
            if not len(numbers[0]):
                continue
            for epoch, array in zip(epochs, numbers, strict=True):
                row = (epoch, title, tr(word), float(array.mean()), float(array.std()))
                for name, value in zip(table, row, strict=True):
                    table[name].append(value)
            with place:
                live_chart(
                    figures.histograms(epochs, numbers, title=tr(word)),
                    key=f"training-{what}-{number}",
                    label=tr(
                        "{what} of {title}: first {numbers}, last {numbers2}",
                        what=tr(alone),
                        title=title,
                        numbers=_words(numbers[0]),
                        numbers2=_words(numbers[-1]),
                    ),
                )
    with st.expander(tr("The histograms as a table"), icon=":material/table:"):
        st.dataframe(table, hide_index=True)


def spread(epochs: tuple[int, ...], most: int) -> list[int]:
    """At most so many of the epochs, the first and the last among them, spread evenly on a logarithmic scale."""
    if len(epochs) <= most:
        return list(epochs)
    logarithms = np.log1p(np.array(epochs))
    wanted = np.linspace(logarithms[0], logarithms[-1], most)
    return [epochs[place] for place in sorted({int(np.abs(logarithms - one).argmin()) for one in wanted})]


def _dead(subject: Subject, epochs: list[int], found: list[list[LayerState]]) -> None:
    shares = {
        subject.titles[state.name]: [float(states[number].dead or 0.0) for states in found]
        for number, state in enumerate(found[0])
        if state.dead is not None
    }
    if not shares:
        sentence(tr("No layer of this network has ReLU as its activation, so it has no dead units."))
        return
    st.markdown(
        tr("**Dead units**"),
        help=tr(
            "A unit or filter with ReLU whose output is zero for every one of these examples. If it is zero for all "
            "training examples too, it gets no gradient and its own weights stop changing. In the first layer that "
            "is for good; in later layers it can come back, because the layers before it still learn."
        ),
    )
    live_chart(
        figures.dead_shares(epochs, shares),
        key="training-dead",
        label=tr("Share of dead units at the last epoch: ")
        + ", ".join(f"{title} {figures.show_percent(values[-1])}" for title, values in shares.items()),
    )
    with st.expander(tr("Dead units as a table"), icon=":material/table:"):
        st.dataframe({tr("epoch"): epochs, **shares}, hide_index=True)


def _words(numbers: np.ndarray) -> str:
    return tr("{numbers:.2g} to {numbers2:.2g}", numbers=numbers.min(), numbers2=numbers.max())
