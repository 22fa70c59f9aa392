"""Kernels: what every filter looks at, its numbers, and what it does to the example."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay import figures
from nnplay.inspection.results import ConvKernels, FilterResponse, Origin
from nnplay.ui.common.live_chart import Clicked, live_chart
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.inside.common import WIDTHS, Subject, sentence, tiles

MOST_KERNELS = 4096
"""More are not drawn side by side."""

MOST_ROWS, MOST_COLUMNS = 200, 100
"""Weights of a dense layer that are drawn."""

SIZE = 170

EVERY = -1
"""Stands for all input channels."""


def show(subject: Subject) -> None:
    """Draws the kernels of a layer; a click on one shows its numbers, and what it does to the example."""
    convolutions = {layer.name: layer for layer in subject.ask("kernels")}
    dense = subject.ask("dense_kernels")
    if not convolutions:
        sentence(
            "This network has no convolution layer, so it has no kernels that slide over an image. "
            "These are the weights of its dense layers."
        )
    names = [output.name for output in subject.outputs if output.name in convolutions or output.name in dense]
    bar = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    with bar:
        name = st.selectbox(
            "Layer",
            names,
            format_func=subject.titles.__getitem__,
            key=f"kernel-layer-{subject.run.number}",
            help="A layer with weights, by its place.",
            width=220,
        )
    if name in convolutions:
        _convolution(subject, convolutions[name], bar)
    elif _reads_the_image(subject, name):
        _templates(subject, name, dense[name], bar)
    else:
        _matrix(subject, name, dense[name])


def _convolution(subject: Subject, layer: ConvKernels, bar: DeltaGenerator) -> None:
    height, width, channels, filters = layer.kernel.shape
    key = f"{subject.run.number}-{layer.name}"
    channel = 0
    with bar:
        if channels > 1:
            choices = [*range(channels), *([EVERY] if channels * filters <= MOST_KERNELS else [])]
            channel = st.selectbox(
                "Input channel",
                choices,
                format_func=lambda one: "all at once" if one == EVERY else f"channel {one}",
                key=f"kernel-channel-{key}",
                help="A filter has one kernel for every map that it reads. This chooses which of them are shown.",
                width=160,
            )
        chosen = _choose_filter(key, filters)
    st.caption(
        f"{filters} filters of {height} × {width} × {channels} weights. Blue weights are positive, orange ones "
        "negative, white ones zero; the scale is the same for the whole layer. Click one to see what it does."
    )
    _filter(subject, layer, chosen, max(channel, 0))
    limit = float(np.abs(layer.kernel).max())
    if channel == EVERY:
        _all_channels(layer, limit, key)
        return
    st.markdown(f"**All {filters} filters**" + (f", input channel {channel}" if channels > 1 else ""))
    live_chart(
        tiles(
            np.moveaxis(layer.kernel[:, :, channel, :], -1, 0),
            item_name="filter",
            value_name="weight",
            diverging=True,
            limit=limit,
        ),
        key="kernels",
        label=f"Kernels of {layer.name} for input channel {channel}",
        on_click=lambda clicked: _take_filter(key, clicked),
    )


def _all_channels(layer: ConvKernels, limit: float, key: str) -> None:
    """Every kernel of a layer: a row per filter, a column per input channel."""
    height, width, channels, filters = layer.kernel.shape
    st.markdown("**All filters and channels** · a row per filter, a column per input channel")
    kernels = layer.kernel.transpose(3, 2, 0, 1).reshape(-1, height, width)
    live_chart(
        figures.by_width(
            lambda room: figures.tile_grid(
                kernels,
                columns=channels,
                item_name="filter",
                column_name="channel",
                value_name="weight",
                width=room,
                diverging=True,
                limit=limit,
                stretch=0.6,
            ),
            WIDTHS,
        ),
        key="kernels-all",
        label=f"All {filters} × {channels} kernels of {layer.name}",
        on_click=lambda clicked: _take_filter(key, clicked),
    )


def _choose_filter(key: str, filters: int, label: str = "Filter") -> int:
    return int(
        st.number_input(
            label,
            0,
            filters - 1,
            step=1,
            key=_filter_number(key).key,
            help=f"Which of the {filters} is shown large. A click on a picture below chooses it too.",
            width=130,
        )
    )


def _take_filter(key: str, clicked: Clicked) -> None:
    if clicked.get("customdata"):
        _filter_number(key).set(int(clicked["customdata"][0]))


def _filter_number(key: str) -> WidgetValue[int]:
    """Which filter or unit is shown large."""
    return WidgetValue(f"kernel-filter-{key}", 0)


def _filter(subject: Subject, layer: ConvKernels, filter_: int, channel: int) -> None:
    """One kernel with its numbers, and what it does to the example."""
    found: FilterResponse = subject.ask(
        "filter_response",
        example=subject.example.values,
        layer=layer.name,
        filter=filter_,
        channel=channel,
    )
    channels = layer.kernel.shape[2]
    kernel = layer.kernel[:, :, channel, filter_]
    read = "the image" if layer.name == subject.outputs[1].name and channels == 1 else f"map {channel} before it"
    steps = [
        (f"It reads {read}", found.read, bool(found.read.min() < 0)),
        ("Its kernel answers", found.response, True),
        (f"All {channels} added, and bias" if channels > 1 else "With its bias", found.total, True),
        ("After the activation", found.output, bool(found.output.min() < 0)),
    ]
    numbers, *places = st.columns([1.1, 1, 1, 1, 1], gap="small")
    with numbers:
        st.caption(f"Filter {filter_}" + (f", channel {channel}" if channels > 1 else ""))
        live_chart(
            figures.number_grids([("Weights", kernel, True)], width=SIZE),
            key="kernel-numbers",
            label=f"The weights of filter {filter_}: " + " / ".join(str(row.round(2).tolist()) for row in kernel),
        )
        st.caption(f"bias {layer.bias[filter_]:.3f}")
    for number, (place, (title, array, diverging)) in enumerate(zip(places, steps, strict=True)):
        with place:
            st.caption(title)
            live_chart(
                figures.picture(array, size=SIZE, diverging=diverging, value_name="value"),
                key=f"kernel-step-{number}",
                label=f"{title}: {array.shape[0]} × {array.shape[1]}, from {array.min():.2f} to {array.max():.2f}",
            )


# Dense layers -----------------------------------------------------------------------------------


def _reads_the_image(subject: Subject, name: str) -> bool:
    """Whether a dense layer takes the image's own pixels, so that its weights are pictures."""
    place = [output.name for output in subject.outputs].index(name)
    return subject.is_image and all(output.kind in ("Flatten", "Dropout") for output in subject.outputs[1:place])


def _templates(subject: Subject, name: str, kernel: np.ndarray, bar: DeltaGenerator) -> None:
    """The weights of units that read pixels, as pictures."""
    units = kernel.shape[1]
    shape = subject.data.input_shape
    pictures = kernel.T.reshape(units, *shape)
    key = f"{subject.run.number}-{name}"
    channel = 0
    with bar:
        if shape[2] > 1:
            channel = int(
                st.selectbox("Color", range(shape[2]), key=f"kernel-channel-{key}", help="Of the image.", width=160)
            )
        unit = _choose_filter(key, units, "Unit")
    st.caption(
        "Each unit has a weight for every pixel: blue ones speak for it, orange ones against it. "
        "The scale is the same for the whole layer."
    )
    found: Origin = subject.ask("origin", example=subject.example.values, layer=name, place=(unit,))
    products = found.products.reshape(shape)[..., channel]
    for place, (title, array, diverging) in zip(
        st.columns(3, gap="small"),
        (
            ("Pixels", subject.example.values[..., channel], False),
            (f"Weights of unit {unit}", pictures[unit][..., channel], True),
            ("Products", products, True),
        ),
        strict=True,
    ):
        with place:
            st.caption(title)
            picture = figures.picture(array, size=220, diverging=diverging, value_name="value")
            live_chart(picture, key=f"template-{title.split()[0]}", label=title)
    st.markdown(
        f"All products together {float(found.channel_sums.sum()):.3f} + bias {found.bias:.3f} = "
        f"{found.weighted:.3f} → {found.activation} → **{found.value:.3f}**"
    )
    shown = pictures[:MOST_COLUMNS, ..., channel]
    st.markdown(f"**The first {len(shown)} of {units} units**" if len(shown) < units else f"**All {units} units**")
    limit = float(np.abs(kernel).max())
    live_chart(
        tiles(shown, item_name="unit", value_name="weight", tile=64, diverging=True, limit=limit),
        key="kernels",
        label=f"Weights of {units} units as pictures",
        on_click=lambda clicked: _take_filter(key, clicked),
    )


def _matrix(subject: Subject, name: str, kernel: np.ndarray) -> None:
    """The weights of any other dense layer, as a matrix."""
    place = [output.name for output in subject.outputs].index(name)
    names = list(subject.data.signature.feature_names) if place == 1 else []
    before = "input" if place == 1 else f"{subject.titles[subject.outputs[place - 1].name]}, unit"
    names = names or [f"{before} {number}" for number in range(len(kernel))]
    shown = kernel[:MOST_ROWS, :MOST_COLUMNS]
    inputs, units = kernel.shape
    st.caption(
        f"{inputs:,} inputs × {units:,} units. Blue weights are positive, orange ones negative."
        + (f" Shown are the first {shown.shape[0]} × {shown.shape[1]}." if shown.size < kernel.size else "")
    )
    live_chart(
        figures.weight_matrix(shown, names[: len(shown)], height=int(np.clip(22 * len(shown) + 60, 140, 560))),
        key="weight-matrix",
        label=f"Weights of {name}: {inputs} inputs by {units} units",
    )
    with st.expander("Numbers of the weights", icon=":material/table:"):
        columns = {f"unit {unit}": shown[:, unit] for unit in range(shown.shape[1])}
        st.dataframe({"input": names[: len(shown)], **columns}, hide_index=True)
