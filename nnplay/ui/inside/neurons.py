"""For data in the plane: what every neuron says all over it, layer by layer, also while it is trained."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.datasets import Dataset
from nnplay.figures.style import NEGATIVE_NAME, POSITIVE_NAME
from nnplay.i18n import plural, tr
from nnplay.inspection.results import NeuronMaps
from nnplay.models.shapes import OUTPUT_NAME
from nnplay.ui.common.asked_once import ask_once
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live_chart import Clicked, live_chart
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.inside.common import Subject, sentence, tiles

LIVE_SECONDS = 1.0
"""Between two looks at a network that is being trained."""

TILE = 64

WIDTHS = (300, 540)
"""Least widths of the maps' column: on a phone, and beside the large one."""


def show(subject: Subject) -> None:
    """Draws a map per neuron, and one of them large; a click chooses which."""
    if subject.data.family not in ("plane", "line"):
        sentence(
            tr(
                "A neuron can be drawn as a map only where the data lie in the plane or on a line. The feature maps "
                "show its output for one example."
            )
        )
        return
    run = subject.run
    is_live = run.job.is_live

    @st.fragment(run_every=LIVE_SECONDS if is_live else None)
    def draw() -> None:
        if is_live and not run.job.is_live:
            st.rerun()  # once, so that the whole page knows that it has ended
        with show_errors():
            epoch = run.shown_epoch
            found: NeuronMaps = ask_once(run, "neuron_maps", epoch=epoch)
            when = (
                tr("trained")
                if epoch is None
                else tr("after epoch {epoch}", epoch=epoch) + (tr(", still in training") if is_live else "")
            )
            (_plane if len(found.y) else _line)(subject, found, when)

    draw()


def _plane(subject: Subject, found: NeuronMaps, when: str) -> None:
    st.caption(
        tr(
            "Each picture is the whole plane as one neuron sees it, {when}: {positive_name} above zero, "
            "{negative_name} below, white at zero, or at 50% where the answer is a probability. Each has a scale "
            "of its own. Click one to see it large.",
            when=when,
            positive_name=tr(POSITIVE_NAME),
            negative_name=tr(NEGATIVE_NAME),
        )
    )
    small, large = st.columns([1.5, 1], gap="medium")
    with large:
        _large(subject, found)
    with small:
        for name, maps in found.layers.items():
            total = found.totals[name]
            more = tr(" · the first {maps}", maps=len(maps)) if len(maps) < total else ""
            st.markdown(f"**{subject.titles[name]}** · {_neurons(total)}{more}")
            live_chart(
                # Rows of an array go down, the axis goes up.
                tiles(
                    maps[:, ::-1] - _centre(subject, name),
                    item_name="neuron",
                    value_name=tr("above 50%") if _centre(subject, name) else "value",
                    diverging=True,
                    shared=False,
                    tile=TILE,
                    stretch=1.0,
                    widths=WIDTHS,
                ),
                key=f"neurons-{name}",
                label=tr(
                    "{titles}: maps of {maps} neurons over the plane", titles=subject.titles[name], maps=len(maps)
                ),
                on_click=lambda clicked, name=name: _take(subject.run.number, name, clicked),  # type: ignore[misc]
            )
    with st.expander(tr("The maps as a table"), icon=":material/table:"):
        heads = (tr("layer"), tr("neuron"), tr("least"), tr("mean"), tr("largest"))
        table: dict[str, list[Any]] = {head: [] for head in heads}
        for name, maps in found.layers.items():
            for number, one in enumerate(maps):
                row = (subject.titles[name], number, float(one.min()), float(one.mean()), float(one.max()))
                for column, value in zip(table, row, strict=True):
                    table[column].append(value)
        st.dataframe(table, hide_index=True)


def _neurons(count: int) -> str:
    return plural("{n} neuron", "{n} neurons", count)


def _large(subject: Subject, found: NeuronMaps) -> None:
    names = list(found.layers)
    with st.container(horizontal=True, gap="small"):
        layer = st.selectbox(
            tr("Layer"),
            names,
            index=len(names) - 1,
            format_func=subject.titles.__getitem__,
            key=_layer(subject.run.number).key,
            help=tr("The layer of the neuron that is shown large."),
            width=180,
        )
        maps = found.layers[layer]
        _number(subject.run.number).keep_among(range(len(maps)))
        number = int(
            st.number_input(
                tr("Neuron"),
                0,
                len(maps) - 1,
                step=1,
                key=_number(subject.run.number).key,
                help=tr("Its number in the layer."),
                width=120,
            )
        )
    data = subject.data
    points, targets = _points(data)
    live_chart(
        figures.neuron_map(
            found.x,
            found.y,
            maps[number],
            points,
            targets,
            data.shown.class_names,
            feature_names=data.shown.feature_names,
            centre=_centre(subject, layer),
        ),
        key="neuron-large",
        label=tr(
            "Neuron {number} of {titles} over the plane, from {maps:.2f} to {maps2:.2f}, with the training points",
            number=number,
            titles=subject.titles[layer],
            maps=maps[number].min(),
            maps2=maps[number].max(),
        ),
    )


def _centre(subject: Subject, layer: str) -> float:
    """What is white: 50% where the layer is the probability of the second class."""
    return 0.5 if layer == OUTPUT_NAME and subject.data.task == "binary" else 0.0


def _take(run: int, layer: str, clicked: Clicked) -> None:
    if clicked.get("customdata"):
        _layer(run).set(layer)
        _number(run).set(int(clicked["customdata"][0]))


def _layer(run: int) -> WidgetValue[str]:
    """The layer of the neuron that is shown large, by its name."""
    return WidgetValue(f"neuron-layer-{run}", "")


def _number(run: int) -> WidgetValue[int]:
    """Its number in the layer."""
    return WidgetValue(f"neuron-number-{run}", 0)


def _points(data: Dataset, most: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Training points in the data's own units, and their targets."""
    return data.points["training"][:most], data.y_train[:most]


def _line(subject: Subject, found: NeuronMaps, when: str) -> None:
    st.caption(tr("The output of each neuron along the line, {when}.", when=when))
    for name, curves in found.layers.items():
        title = subject.titles[name]
        st.markdown(f"**{title}** · {_neurons(found.totals[name])}")
        live_chart(
            figures.neuron_curves(
                found.x,
                {tr("neuron {number}", number=number): one for number, one in enumerate(curves)},
                feature_name=subject.data.shown.feature_names[0],
            ),
            key=f"neurons-{name}",
            label=tr(
                "{title}: answers of {curves} neurons from {curves2:.2f} to {curves3:.2f}",
                title=title,
                curves=len(curves),
                curves2=curves.min(),
                curves3=curves.max(),
            ),
        )
        with st.expander(tr("The curves as a table"), icon=":material/table:"):
            columns = {tr("neuron {number}", number=number): one for number, one in enumerate(curves)}
            st.dataframe({subject.data.shown.feature_names[0]: found.x, **columns}, hide_index=True)
