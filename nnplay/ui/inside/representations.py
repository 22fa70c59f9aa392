"""Representations: how layer after layer separates the classes."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.errors import DataError
from nnplay.i18n import N_, tr
from nnplay.inspection.results import Projection
from nnplay.ui.common.live_chart import Clicked, live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.inside.common import WIDTHS, Subject, sentence
from nnplay.ui.inside.state import InsideState

POINTS = 300
"""Test examples that are shown; t-SNE takes about a second a layer for so many."""

METHODS = ("PCA", "t-SNE")

HELP = N_(
    "PCA picks the two directions in which the layer's numbers are spread out most: far apart means different. t-SNE "
    "bends the space so that close neighbors stay close; distances between groups mean little."
)


def show(subject: Subject) -> None:
    """Draws a panel per layer with a point per test example; a click makes it the example on the left."""
    data, run = subject.data, subject.run
    places = _places(len(data.x_test))
    if len(places) < 5:
        st.info(tr("There are too few test examples to compare."), icon=":material/info:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        method = st.segmented_control(
            tr("In two dimensions by"),
            METHODS,
            default="PCA",
            required=True,
            key=f"represent-{run.number}",
            help=tr(HELP),
        )
    names = [output.name for output in subject.outputs if not output.passes_on]
    found: list[Projection] = []
    left_out: list[str] = []
    bar = st.empty()
    for number, name in enumerate(names):
        bar.progress(number / len(names), text=tr("{method} of {titles} …", method=method, titles=subject.titles[name]))
        try:
            found.append(subject.ask("projection", layer=name, method=method, places=places))
        except DataError as error:  # too wide; the other layers are shown all the same
            left_out.append(tr("{titles} is left out. {message}", titles=subject.titles[name], message=error.message))
    bar.empty()
    for text in left_out:
        sentence(plain(text))
    if not found:
        return
    st.caption(
        tr("{places:,} test examples as each layer sees them. ", places=len(places))
        + (
            tr(
                "The percentage says how many have their nearest neighbor, in all of the layer's dimensions, in "
                "their own class. It grows as the layers separate the classes. "
            )
            if data.class_names
            else tr(
                "The color is the true {target_name}: from dark blue, low, to yellow, high. ",
                target_name=plain(data.shown.target_name),
            )
        )
        + tr("Click a point to see its example.")
    )
    layers = [(subject.titles[one.layer], _line(one, str(method)), one.points) for one in found]
    live_chart(
        figures.by_width(
            lambda width: figures.layer_scatter(
                layers,
                data.y_test[places],
                data.shown.class_names,
                places,
                chosen=subject.example.index,
                target_name=data.shown.target_name,
                width=width,
            ),
            WIDTHS,
        ),
        key="representations",
        label=tr("{method} of {layers} layers: ", method=method, layers=len(layers))
        + "; ".join(f"{title}, {line}" for title, line, _ in layers),
        on_click=lambda clicked: _take(subject, clicked),
    )
    with st.expander(tr("The points as a table"), icon=":material/table:"):
        table = {tr("test example"): places, data.shown.target_name: _names(subject, places)}
        for one in found:
            title = subject.titles[one.layer]
            table |= {f"{title} x": one.points[:, 0], f"{title} y": one.points[:, 1]}
        st.dataframe(table, hide_index=True)


def _places(count: int) -> np.ndarray:
    """A seeded choice of test examples, the same for all layers and epochs."""
    if count <= POINTS:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).choice(count, POINTS, replace=False))


def _line(one: Projection, method: str) -> str:
    """What stands under a layer's title."""
    parts = (
        []
        if one.agreement is None
        else [tr("nearest neighbor of the same class: {agreement}", agreement=figures.show_percent(one.agreement))]
    )
    if method == "PCA":
        parts.append(tr("{explained} of the variance", explained=figures.show_percent(one.explained)))
    return " · ".join(parts)


def _names(subject: Subject, places: np.ndarray) -> np.ndarray:
    y_true = subject.data.y_test[places]
    return np.array(subject.data.shown.class_names, object)[y_true] if subject.data.class_names else y_true


def _take(subject: Subject, clicked: Clicked) -> None:
    if clicked.get("customdata") is not None:
        subject.session.part(InsideState).look_at(int(clicked["customdata"]))
