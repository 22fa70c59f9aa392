"""The page that opens a trained network: feature maps of every layer, and kernels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures
from nnplay.datasets import Dataset, load_dataset
from nnplay.datasets.preview import example_table
from nnplay.inspection.results import ConvKernels, LayerOutput
from nnplay.models.layers import show_shape
from nnplay.registry import LAYERS
from nnplay.ui.errors import show_errors
from nnplay.ui.live_chart import live_chart
from nnplay.ui.session import Run, ask

FEW_MAPS = 32
"""Feature maps of one layer that are shown at first; a toggle shows the rest."""

WIDTHS = (300, 860)
"""Widths in pixels that tiles are laid out for: a phone, and beside the example."""

EXAMPLE_SIZE = 240


def show(run: Run) -> None:
    """Draws a chosen test example on the left, and beside it what the network makes of it."""
    example_column, inside_column = st.columns([1, 3.1], gap="large")
    with example_column, show_errors():
        data = load_dataset(run.job.spec.dataset)
        index = _choose(run, data)
        outputs: list[LayerOutput] = ask(run, "feature_maps", example=data.x_test[index])
        _example(data, index, outputs[-1].values)
        with inside_column:
            maps, kernels = st.tabs(["Feature maps", "Kernels"])
            with maps, show_errors():
                _maps(run, data, outputs)
            with kernels, show_errors():
                _kernels(run)


def _choose(run: Run, data: Dataset) -> int:
    key = f"example-{run.number}"
    last = len(data.x_test) - 1

    def another() -> None:
        st.session_state[key] = int(np.random.default_rng().integers(last + 1))

    index = st.number_input(
        "Test example",
        min_value=0,
        max_value=last,
        value=0,
        step=1,
        key=key,
        help=f"Which of the {last + 1:,} test examples goes through the network. It has trained on none of them.",
    )
    st.button("Another one", icon=":material/shuffle:", key=f"{key}-random", on_click=another, width="stretch")
    return int(index)


def _example(data: Dataset, index: int, answer: np.ndarray) -> None:
    """The example itself, and what the network says to it."""
    truth = data.y_test[index]
    if data.task == "regression":
        st.markdown(f"Predicted {data.signature.target_name} **{answer[0]:.3g}**, true {truth:.3g}.")
    else:
        shares = answer if data.task == "multiclass" else np.array([1 - answer[0], answer[0]])
        best = int(shares.argmax())
        share = figures.show_percent(float(shares[best]))
        st.markdown(
            f"The network says **{data.class_names[best]}** with probability {share}. "
            + ("✓ That is right." if best == truth else f"✗ The truth is **{data.class_names[truth]}**.")
        )
    if data.family == "image":
        live_chart(
            figures.single_image(data.x_test[index], size=EXAMPLE_SIZE),
            key="example",
            label=f"Test example {index}",
        )
    else:
        st.dataframe(example_table(data, index), hide_index=True)


def _maps(run: Run, data: Dataset, outputs: list[LayerOutput]) -> None:
    everything = False
    if any(output.values.ndim == 3 and output.values.shape[2] > FEW_MAPS for output in outputs):
        everything = st.toggle(
            "Show all maps", key=f"all-maps-{run.number}", help=f"Else the first {FEW_MAPS} of each layer."
        )
    for number, output in enumerate(outputs[1:], start=1):
        _layer(data, number, output, everything)


def _layer(data: Dataset, number: int, output: LayerOutput, everything: bool) -> None:
    """One layer's numbers: maps as pictures, rows of numbers as bars."""
    values = output.values
    is_last = output.name == "output"
    title = "Output" if is_last else f"{number}. {output.kind}"
    key = f"maps-{number}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{title}** · {show_shape(values.shape)}", help=LAYERS[output.kind].help, width="content")
        numbers = st.popover("Numbers", key=f"{key}-numbers", type="tertiary", on_change="rerun")
    if values.ndim == 1:
        names = data.class_names if is_last and data.task == "multiclass" else ()
        live_chart(figures.unit_bars(values, names), key=key, label=f"{title}: {len(values)} numbers")
        table: Any = {"unit": list(names) or list(range(len(values))), "value": values}
    else:
        maps = np.moveaxis(values, -1, 0)
        shown = maps if everything else maps[:FEW_MAPS]
        if len(shown) < len(maps):
            st.caption(f"The first {len(shown)} of {len(maps)} feature maps.")
        live_chart(
            _tiles(shown, item_name="map", tile=int(np.clip(2.6 * values.shape[0], 30, 92))),
            key=key,
            label=f"{title}: {len(maps)} maps of {values.shape[0]} × {values.shape[1]}",
        )
        table = figures.tile_table(maps)
    if numbers.open:
        with numbers:
            st.dataframe(table, hide_index=True)


def _kernels(run: Run) -> None:
    layers: list[ConvKernels] = ask(run, "kernels")
    if not layers:
        st.info("This network has no convolution layer, so it has no kernels to show.", icon=":material/info:")
        return
    names = [layer.name for layer in layers]
    choice, channel_place = st.columns([1, 1], gap="medium")
    with choice:
        name = st.selectbox(
            "Layer", names, key=f"kernel-layer-{run.number}", help="A convolution layer of the network, by its place."
        )
    layer = layers[names.index(name)]
    height, width, channels, filters = layer.kernel.shape
    channel = 0
    if channels > 1:
        with channel_place:
            channel = int(
                st.number_input(
                    "Input channel",
                    min_value=0,
                    max_value=channels - 1,
                    value=0,
                    key=f"kernel-channel-{run.number}-{name}",
                    help="A filter has one kernel for every feature map that it reads; this chooses which is shown.",
                )
            )
    st.caption(
        f"{filters} filters of {height} × {width} × {channels} weights. Blue weights are positive, orange ones "
        "negative, white ones zero; the scale is the same for the whole layer."
    )
    kernels = np.moveaxis(layer.kernel[:, :, channel, :], -1, 0)
    limit = float(np.abs(layer.kernel).max())
    live_chart(
        _tiles(kernels, item_name="filter", value_name="weight", tile=72, diverging=True, limit=limit),
        key="kernels",
        label=f"Kernels of {name} for input channel {channel}",
    )


def _tiles(images: np.ndarray, **options: Any) -> Mapping[int, Any]:
    labels = [str(place) for place in range(len(images))]
    return figures.by_width(lambda width: figures.tile_grid(images, labels, width=width, **options), WIDTHS)
