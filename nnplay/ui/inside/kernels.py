"""Kernels: what every filter looks at, its numbers, and what it does to the example."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay import figures
from nnplay.figures.style import NEGATIVE_NAME, POSITIVE_NAME
from nnplay.i18n import tr
from nnplay.inspection.results import FilterResponse, SlidingKernels
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.inside import dense_weights
from nnplay.ui.inside.common import WIDTHS, Subject, choose_filter, sentence, take_filter, tiles

MOST_KERNELS = 4096
"""More are not drawn side by side."""

MOST_ROWS, MOST_COLUMNS = 200, 100
"""Of the 1 × 1 weights, that are drawn."""

SIZE = 170

EVERY = -1
"""Stands for all input channels."""


def show(subject: Subject) -> None:
    """Draws the kernels of a layer; a click on one shows its numbers, and what it does to the example."""
    convolutions = {layer.name: layer for layer in subject.ask("kernels")}
    dense = subject.ask("dense_kernels")
    if not convolutions and subject.is_image:
        sentence(
            tr(
                "This network has no convolution layer, so it has no kernels that slide over an image. These are the "
                "weights of its dense layers."
            )
        )
    names = [output.name for output in subject.outputs if output.name in convolutions or output.name in dense]
    bar = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    with bar:
        name = st.selectbox(
            tr("Layer"),
            names,
            format_func=subject.titles.__getitem__,
            key=f"kernel-layer-{subject.run.number}",
            help=tr("A layer with weights, by its place."),
            width=220,
        )
    if name in convolutions:
        _convolution(subject, convolutions[name], bar)
    else:
        dense_weights.show(subject, name, dense[name], bar)


def _convolution(subject: Subject, layer: SlidingKernels, bar: DeltaGenerator) -> None:
    height, width, maps, _ = layer.kernel.shape
    key = f"{subject.run.number}-{layer.name}"
    number = 0
    with bar:
        if layer.terms > 1:
            number = _choose_kernel(layer, key)
        chosen = choose_filter(key, layer.filters)
    st.caption(
        tr(
            "{layer} {positive_name} weights are positive, {negative_name} ones negative, those without a color "
            "zero; the scale is the same for the whole layer. Click one to see what it does.",
            layer=_in_words(layer),
            positive_name=tr(POSITIVE_NAME).capitalize(),
            negative_name=tr(NEGATIVE_NAME),
        )
    )
    _filter(subject, layer, chosen, max(number, 0))
    limit = float(np.abs(layer.kernel).max())
    if number == EVERY:
        _all_channels(layer, limit, key)
        return
    shown = layer.kernel.reshape(height, width, -1) if layer.per_map else layer.kernel[:, :, number]
    what = "kernel" if layer.mixing is not None else "filter"
    count = shown.shape[2]
    every = (
        tr("**All {count} filters**", count=count) if what == "filter" else tr("**All {count} kernels**", count=count)
    )
    st.markdown(every + (tr(", input channel {number}", number=number) if maps > 1 and not layer.per_map else ""))
    live_chart(
        tiles(np.moveaxis(shown, -1, 0), item_name=what, value_name="weight", diverging=True, limit=limit),
        key="kernels",
        label=tr("Kernels of {name}", name=layer.name)
        + ("" if layer.per_map else tr(" for input channel {number}", number=number)),
        on_click=lambda clicked: take_filter(key, clicked, what),
    )
    if layer.mixing is not None:
        _mixing(layer)


def _in_words(layer: SlidingKernels) -> str:
    """What the layer has, in a sentence."""
    height, width, maps, _ = layer.kernel.shape
    if not layer.per_map:
        return tr(
            "{filters} filters of {height} × {width} × {maps} weights.",
            filters=layer.filters,
            height=height,
            width=width,
            maps=maps,
        )
    each = tr("one") if layer.per_map == 1 else layer.per_map
    own = tr(
        "{maps} kernels of {height} × {width} weights, {each} for each map that is read.",
        maps=maps * layer.per_map,
        height=height,
        width=width,
        each=each,
    )
    if layer.mixing is None:
        return tr("{own} A filter is one kernel on one map.", own=own)
    return tr(
        "{own} Each of the {filters} filters combines all their results with 1 × 1 weights of its own.",
        own=own,
        filters=layer.filters,
    )


def _choose_kernel(layer: SlidingKernels, key: str) -> int:
    """Which of the kernels of a filter is shown."""
    together = not layer.per_map and layer.terms * layer.filters <= MOST_KERNELS
    names = {EVERY: tr("all at once")}
    for number in range(layer.terms):
        map_, _, _ = layer.term(0, number)
        names[number] = (
            tr("kernel {number}, map {map}", number=number, map=map_)
            if layer.per_map > 1
            else tr("channel {map}", map=map_)
        )
    return int(
        st.selectbox(
            tr("Kernel") if layer.per_map else tr("Input channel"),
            [*range(layer.terms), *([EVERY] if together else [])],
            format_func=names.__getitem__,
            key=f"kernel-channel-{key}",
            help=tr("All filters share these kernels; this chooses which one is shown large.")
            if layer.per_map
            else tr("A filter has one kernel for every map that it reads. This chooses which of them are shown."),
            width=160,
        )
    )


def _mixing(layer: SlidingKernels) -> None:
    """The 1 × 1 weights of a separable convolution."""
    assert layer.mixing is not None
    shown = layer.mixing[:MOST_ROWS, :MOST_COLUMNS]
    st.markdown(
        tr(
            "**The 1 × 1 weights** · {shape} kernels × {shape2} filters",
            shape=layer.mixing.shape[0],
            shape2=layer.mixing.shape[1],
        )
        + (
            tr(", the first {shape} × {shape2}", shape=shown.shape[0], shape2=shown.shape[1])
            if shown.size < layer.mixing.size
            else ""
        )
    )
    live_chart(
        figures.weight_matrix(
            shown,
            [tr("kernel {number}", number=number) for number in range(len(shown))],
            height=int(np.clip(22 * len(shown) + 60, 140, 560)),
            row="kernel",
            column="filter",
        ),
        key="mixing",
        label=tr(
            "1 × 1 weights of {name}: {shape} kernels by {shape2} filters",
            name=layer.name,
            shape=layer.mixing.shape[0],
            shape2=layer.mixing.shape[1],
        ),
    )


def _all_channels(layer: SlidingKernels, limit: float, key: str) -> None:
    """Every kernel of a layer: a row per filter, a column per input channel."""
    height, width, channels, filters = layer.kernel.shape
    st.markdown(tr("**All filters and channels** · a row per filter, a column per input channel"))
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
        label=tr("All {filters} × {channels} kernels of {name}", filters=filters, channels=channels, name=layer.name),
        on_click=lambda clicked: take_filter(key, clicked),
    )


def _filter(subject: Subject, layer: SlidingKernels, filter_: int, number: int) -> None:
    """One kernel with its numbers, and what it does to the example."""
    found: FilterResponse = subject.ask(
        "filter_response",
        example=subject.example.values,
        layer=layer.name,
        filter=filter_,
        channel=number,
    )
    map_, kernel, weight = layer.term(filter_, number)
    maps = layer.kernel.shape[2]
    reads_image = layer.name == subject.outputs[1].name and maps == 1
    read = tr("the image") if reads_image else tr("map {map} before it", map=map_)
    added = tr("With its bias")
    if layer.terms > 1:
        added = (
            tr("All {terms} added, and bias", terms=layer.terms)
            if layer.mixing is None
            else tr("All {terms} weighed, and bias", terms=layer.terms)
        )
    steps = [
        (tr("It reads {read}", read=read), found.read, bool(found.read.min() < 0)),
        (tr("Its kernel answers"), found.response, True),
        (added, found.total, True),
        (tr("After the activation"), found.output, bool(found.output.min() < 0)),
    ]
    numbers, *places = st.columns([1.1, 1, 1, 1, 1], gap="small")
    with numbers:
        which = (
            tr("kernel {number}", number=number)
            if layer.per_map > 1 and layer.terms > 1
            else tr("channel {map}", map=map_)
        )
        st.caption(tr("Filter {filter}", filter=filter_) + (f", {which}" if maps > 1 or layer.terms > 1 else ""))
        live_chart(
            figures.number_grids([(tr("Weights"), kernel, True)], width=SIZE),
            key="kernel-numbers",
            label=tr("The weights of filter {filter}: ", filter=filter_)
            + " / ".join(str(row.round(2).tolist()) for row in kernel),
        )
        st.caption(
            (tr("1 × 1 weight {weight:.3f}, ", weight=weight) if layer.mixing is not None else "")
            + tr("bias {bias:.3f}", bias=layer.bias[filter_])
        )
    for step, (place, (title, array, diverging)) in enumerate(zip(places, steps, strict=True)):
        with place:
            st.caption(title)
            live_chart(
                figures.picture(
                    array,
                    size=SIZE,
                    diverging=diverging,
                    light=not step and reads_image and subject.data.signature.light,
                    value_name="value",
                ),
                key=f"kernel-step-{step}",
                label=tr(
                    "{title}: {shape} × {shape2}, from {array:.2f} to {array2:.2f}",
                    title=title,
                    shape=array.shape[0],
                    shape2=array.shape[1],
                    array=array.min(),
                    array2=array.max(),
                ),
            )
