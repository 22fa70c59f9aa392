"""One map large, and the sum that made one of its numbers."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.i18n import N_, tr
from nnplay.inspection.results import LayerOutput, Origin
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live_chart import Clicked, live_chart
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.inside.common import Subject
from nnplay.ui.inside.computation import explain, short

SIZE = 280

_LABELS = {1: (N_("Unit"),), 2: (N_("Step"), N_("Unit")), 3: (N_("Row"), N_("Column"), N_("Map"))}
"""What the numbers of a place are called, by how many they are."""

LAYER = WidgetValue("origin-layer", "")


def first_place(output: LayerOutput) -> tuple[int, ...]:
    """Where a layer is opened when no pixel was clicked: at its largest number."""
    return tuple(int(at) for at in np.unravel_index(int(np.argmax(output.values)), output.values.shape))


def open_at(subject: Subject, layer: str, place: tuple[int, ...]) -> None:
    """Opens the dialog at a place of a layer: (row, column, channel), or (unit,)."""
    _set(layer, place)
    st.dialog(tr("Where a number comes from"), width="large")(_draw)(subject)


def _draw(subject: Subject) -> None:
    names = [output.name for output in subject.outputs]

    def begin() -> None:
        layer = LAYER.get()
        _set(layer, first_place(subject.outputs[names.index(layer)]))

    with st.container(horizontal=True, gap="small"):
        st.selectbox(
            tr("Layer"),
            names,
            format_func=subject.titles.__getitem__,
            key=LAYER.key,
            on_change=begin,
            help=tr("The layer that the number is in."),
            width=210,
        )
        output = subject.outputs[names.index(LAYER.get())]
        labels = _LABELS[output.values.ndim]
        place = tuple(
            int(st.number_input(tr(label), 0, size - 1, step=1, key=_at(label).key, width=130))
            for label, size in zip(labels, output.values.shape, strict=True)
        )
    with show_errors():
        found: Origin = subject.ask("origin", example=subject.example.values, layer=output.name, place=place)
        _pictures(subject, output, found)
        if found.computation is None:
            st.markdown(tr("The input is **{value}** here. Nothing comes before it.", value=short(found.value)))
        else:
            _where(subject, found)
            explain(found.computation, found.value)


def _pictures(subject: Subject, output: LayerOutput, found: Origin) -> None:
    """The input with the receptive field, and the map with the pixel."""
    if found.field is None:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            tr("**Input** · the frame is the receptive field, {found}", found=_size(found)),
            help=tr("Only these pixels can change the number. What lies beyond the edges is padding."),
        )
        picture = figures.picture(
            subject.example.values, size=SIZE, boxes=[found.field], light=subject.data.signature.light
        )
        live_chart(picture, key="origin-input", label=tr("The input, with the receptive field framed"))
    if output.values.ndim != 3:
        return
    with right:
        row, column, channel = found.place
        st.markdown(
            tr("**{titles}**, map {channel} · click another pixel", titles=subject.titles[output.name], channel=channel)
        )
        plane = output.values[..., channel]
        live_chart(
            figures.picture(
                plane,
                size=SIZE,
                boxes=[(row, column, row + 1, column + 1)],
                diverging=bool(output.values.min() < 0),
                value_name="value",
            ),
            key="origin-map",
            label=tr(
                "Map {channel} of {titles}, with the chosen pixel framed",
                channel=channel,
                titles=subject.titles[output.name],
            ),
            on_click=_take_click,
        )


def _size(found: Origin) -> str:
    """How large the receptive field is, and how much of it lies in the image."""
    assert found.field
    assert found.reach
    inside, whole = (f"{bottom - top} × {right - left}" for top, left, bottom, right in (found.field, found.reach))
    if len(found.place) < 3 or inside == whole:
        return tr("{inside} pixels", inside=inside)
    return tr("{whole} pixels, {inside} of them in the image", whole=whole, inside=inside)


def _where(subject: Subject, found: Origin) -> None:
    """Which pixels of the layer before it the number is made from."""
    number = [output.name for output in subject.outputs].index(found.name)
    if found.source is None or not number:
        return
    top, left, bottom, right = found.source
    rows, columns = subject.outputs[number - 1].values.shape[:2]
    padded = top < 0 or left < 0 or bottom > rows or right > columns
    st.markdown(
        tr(
            "Read in **{titles}**: {span}, {span2}",
            titles=subject.titles[subject.outputs[number - 1].name],
            span=_rows(top, bottom - 1),
            span2=_columns(left, right - 1),
        )
        + "."
        + (" " + tr("What lies beyond the edge is padding.") if padded else "")
    )


def _rows(start: int, end: int) -> str:
    text = tr("row {start}", start=start) if end == start else tr("rows {start} to {end}", start=start, end=end)
    return text.replace("-", "−")


def _columns(start: int, end: int) -> str:
    text = tr("column {start}", start=start) if end == start else tr("columns {start} to {end}", start=start, end=end)
    return text.replace("-", "−")


def _take_click(clicked: Clicked) -> None:
    # In the callback, before the fields that show row and column are drawn.
    if clicked.get("x") is not None:
        _at("Row").set(round(clicked["y"]))
        _at("Column").set(round(clicked["x"]))


def _set(layer: str, place: tuple[int, ...]) -> None:
    LAYER.set(layer)
    for label, at in zip(_LABELS[len(place)], place, strict=True):
        _at(label).set(at)


def _at(label: str) -> WidgetValue[int]:
    """A number of the place: its row, column, map or unit."""
    return WidgetValue(f"origin-{label}", 0)
