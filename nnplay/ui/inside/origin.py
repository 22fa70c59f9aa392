"""One map large, and the sum that made one of its numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.figures.marked import short as _in_cell
from nnplay.inspection.results import LayerOutput, Origin
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live_chart import Clicked, live_chart
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.inside.common import Subject

SIZE = 280

MOST_TERMS = 50
"""Longer sums are written out as grids or bars only."""

WIDTHS = (300, 640)

LAYER, CHANNEL = WidgetValue("origin-layer", ""), WidgetValue("origin-channel", 0)


def short(value: float) -> str:
    """A number in a written sum: with as many digits as let it add up to the eye."""
    return _in_cell(value, 3)


def first_place(output: LayerOutput) -> tuple[int, ...]:
    """Where a layer is opened when no pixel was clicked: at its largest number."""
    return tuple(int(at) for at in np.unravel_index(int(np.argmax(output.values)), output.values.shape))


def open_at(subject: Subject, layer: str, place: tuple[int, ...]) -> None:
    """Opens the dialog at a place of a layer: (row, column, channel), or (unit,)."""
    _set(layer, place)
    _dialog(subject)


@st.dialog("Where a number comes from", width="large")
def _dialog(subject: Subject) -> None:
    names = [output.name for output in subject.outputs]

    def begin() -> None:
        layer = LAYER.get()
        _set(layer, first_place(subject.outputs[names.index(layer)]))

    with st.container(horizontal=True, gap="small"):
        st.selectbox(
            "Layer",
            names,
            format_func=subject.titles.__getitem__,
            key=LAYER.key,
            on_change=begin,
            help="The layer that says the number.",
            width=210,
        )
        output = subject.outputs[names.index(LAYER.get())]
        labels = ("Row", "Column", "Map") if output.values.ndim == 3 else ("Unit",)
        place = tuple(
            int(st.number_input(label, 0, size - 1, step=1, key=_at(label).key, width=130))
            for label, size in zip(labels, output.values.shape, strict=True)
        )
    with show_errors():
        found: Origin = subject.ask("origin", example=subject.example.values, layer=output.name, place=place)
        _pictures(subject, output, found)
        _explain(subject, found)


def _pictures(subject: Subject, output: LayerOutput, found: Origin) -> None:
    """The input with the receptive field, and the map with the pixel."""
    if found.field is None:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        top, start, bottom, end = found.field
        st.markdown(
            f"**Input** · the frame is the receptive field, {bottom - top} × {end - start} pixels",
            help="Only these pixels can change the number. Where it reaches beyond the edge, zeros are read.",
        )
        picture = figures.picture(subject.example.values, size=SIZE, boxes=[found.field])
        live_chart(picture, key="origin-input", label="The input, with the receptive field framed")
    if output.values.ndim != 3:
        return
    with right:
        row, column, channel = found.place
        st.markdown(f"**{subject.titles[output.name]}**, map {channel} · click another pixel")
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
            label=f"Map {channel} of {subject.titles[output.name]}, with the chosen pixel framed",
            on_click=_take_click,
        )


def _take_click(clicked: Clicked) -> None:
    # In the callback, before the fields that show row and column are drawn.
    if clicked.get("x") is not None:
        _at("Row").set(round(clicked["y"]))
        _at("Column").set(round(clicked["x"]))


def _set(layer: str, place: tuple[int, ...]) -> None:
    LAYER.set(layer)
    for label, at in zip(("Row", "Column", "Map") if len(place) == 3 else ("Unit",), place, strict=True):
        _at(label).set(at)


def _at(label: str) -> WidgetValue[int]:
    """A number of the place: its row, column, map or unit."""
    return WidgetValue(f"origin-{label}", 0)


def _explain(subject: Subject, found: Origin) -> None:
    """How the number came about, by the kind of its layer."""
    value = f"**{short(found.value)}**"
    match found.kind:
        case "Input":
            st.markdown(f"The input says {value} here. Nothing comes before it.")
        case "Conv2D":
            _convolution(found)
        case "Dense":
            _dense(subject, found)
        case "MaxPooling2D" | "AveragePooling2D":
            what = "largest" if found.kind == "MaxPooling2D" else "mean"
            st.markdown(f"The {what} of the numbers in this window is {value}.")
            _grids([("Window", found.window[..., 0], bool(np.nanmin(found.window) < 0))], [])
        case "GlobalAveragePooling2D":
            rows, columns = found.window.shape[:2]
            st.markdown(f"The mean of all {rows} × {columns} numbers of map {found.place[0]} is {value}.")
        case "Flatten":
            st.markdown(f"Flatten only lays the numbers in one row: {value} stands where the frame shows.")
        case "Dropout":
            st.markdown(f"Dropout acts while training only. Here it hands on {value} unchanged.")
        case "BatchNormalization":
            assert found.kernel is not None
            st.markdown(
                f"{short(found.window[0])} × {short(found.kernel[0])} + ({short(found.bias)}) = {value}: mean, "
                "deviation, scale and shift that this layer has learned for the channel, in one factor and one sum."
            )
        case _:
            st.markdown(f"{found.activation}({short(found.weighted)}) = {value}")


def _convolution(found: Origin) -> None:
    assert found.kernel is not None
    channels = found.window.shape[2]
    sums = found.channel_sums
    channel = 0
    if channels > 1:
        st.markdown(f"**The sum of each of the {channels} input channels**, added up to {short(float(sums.sum()))}")
        live_chart(
            figures.unit_bars(sums, [f"channel {place}" for place in range(channels)]),
            key="origin-channels",
            label=f"Sums of {channels} input channels: " + ", ".join(short(one) for one in sums[:64]),
            on_click=_take_channel,
        )
        CHANNEL.keep_among(range(channels))
        channel = int(
            st.number_input(
                "Input channel",
                0,
                channels - 1,
                step=1,
                key=CHANNEL.key,
                help="Whose window is written out. Each input channel has a kernel of its own.",
                width=160,
            )
        )
    window, kernel = found.window[..., channel], found.kernel[..., channel]
    products = found.products[..., channel]
    of = f" of channel {channel}" if channels > 1 else ""
    _grids(
        [
            (f"Window{of}", window, bool(np.nanmin(np.nan_to_num(window)) < 0)),
            (f"Kernel{of}", kernel, True),
            ("Products", products, True),
        ],
        ["×", "="],
    )
    if products.size <= MOST_TERMS:
        terms = [f"{_number(a)} × {_number(b)}" for a, b in zip(np.nan_to_num(window).flat, kernel.flat, strict=True)]
        st.markdown(f"{' + '.join(terms)} = **{short(float(sums[channel]))}**")
    _ending(found, "sum" if channels == 1 else f"sum of all {channels} channels")


def _dense(subject: Subject, found: Origin) -> None:
    assert found.kernel is not None
    st.markdown(
        f"**Input times weight, for each of the {len(found.window):,} inputs**, "
        f"added up to {short(float(found.channel_sums.sum()))}"
    )
    live_chart(
        figures.unit_bars(found.products),
        key="origin-products",
        label=f"Products of {len(found.window)} inputs with their weights",
    )
    largest = np.argsort(-np.abs(found.products))[:8]
    st.dataframe(
        {
            "input": largest,
            "value": found.window[largest],
            "weight": found.kernel[largest],
            "product": found.products[largest],
        },
        hide_index=True,
    )
    st.caption("The products that matter most.")
    _ending(found, "sum")
    if found.activation == "softmax":
        st.caption("Softmax sets this number against those of the other units: all outputs together make 1.")


def _ending(found: Origin, what: str) -> None:
    total = float(found.channel_sums.sum())
    text = f"{what} {short(total)} + bias {_number(found.bias)} = {short(found.weighted)}"
    if found.activation == "linear":
        st.markdown(f"{text[0].upper()}{text[1:]}, and no activation: **{short(found.value)}**.")
    else:
        st.markdown(f"{text[0].upper()}{text[1:]} → {found.activation} → **{short(found.value)}**")


def _take_channel(clicked: Clicked) -> None:
    if clicked.get("index") is not None:
        CHANNEL.set(int(clicked["index"]))


def _grids(grids: list[tuple[str, Any, bool]], signs: list[str]) -> None:
    live_chart(
        figures.by_width(lambda width: figures.number_grids(grids, signs, width=width), WIDTHS),
        key="origin-sum",
        label="; ".join(f"{title}: {_rows(array)}" for title, array, _ in grids),
    )


def _rows(array: np.ndarray) -> str:
    return " / ".join(" ".join(short(value) for value in row) for row in np.nan_to_num(array))


def _number(value: float) -> str:
    """A number inside of a sum: negative ones in parentheses."""
    return f"({short(value)})" if value < 0 else short(value)
