"""The weights of a dense layer: as pictures where its units read pixels, else as a matrix."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay import figures
from nnplay.figures.style import NEGATIVE_NAME, POSITIVE_NAME
from nnplay.i18n import tr
from nnplay.inspection.results import Origin
from nnplay.models.computation import WeightedSum
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.inside.common import Subject, choose_filter, take_filter, tiles

MOST_ROWS, MOST_COLUMNS = 200, 100
"""Weights that are drawn."""


def show(subject: Subject, name: str, kernel: np.ndarray, bar: DeltaGenerator) -> None:
    """Draws the weights of a layer: (inputs, units)."""
    if _reads_the_image(subject, name):
        _templates(subject, name, kernel, bar)
    else:
        _matrix(subject, name, kernel)


def _reads_the_image(subject: Subject, name: str) -> bool:
    """Whether a dense layer takes the image's own pixels, so that its weights are pictures."""
    place = [output.name for output in subject.outputs].index(name)
    return subject.is_image and all(output.passes_on for output in subject.outputs[1:place])


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
                st.selectbox(
                    tr("Color"), range(shape[2]), key=f"kernel-channel-{key}", help=tr("Of the image."), width=160
                )
            )
        unit = choose_filter(key, units, tr("Unit"))
    st.caption(
        tr(
            "Each unit has a weight for every pixel: {positive_name} ones raise its sum, {negative_name} ones "
            "lower it. The scale is the same for the whole layer.",
            positive_name=tr(POSITIVE_NAME),
            negative_name=tr(NEGATIVE_NAME),
        )
    )
    found: Origin = subject.ask("origin", example=subject.example.values, layer=name, place=(unit,))
    made = found.computation
    assert isinstance(made, WeightedSum)
    products = made.products.reshape(shape)[..., channel]
    for place, (what, title, array, diverging) in zip(
        st.columns(3, gap="small"),
        (
            ("Pixels", tr("Pixels"), subject.example.values[..., channel], False),
            ("Weights", tr("Weights of unit {unit}", unit=unit), pictures[unit][..., channel], True),
            ("Products", tr("Products"), products, True),
        ),
        strict=True,
    ):
        with place:
            st.caption(title)
            light = subject.data.signature.light and not diverging
            picture = figures.picture(array, size=220, diverging=diverging, light=light, value_name="value")
            live_chart(picture, key=f"template-{what}", label=title)
    st.markdown(
        tr(
            "All products together {terms:.3f} + bias {bias:.3f} = {total:.3f} → {activation} → **{value:.3f}**",
            terms=float(made.terms.sum()),
            bias=made.bias,
            total=made.total,
            activation=made.activation,
            value=found.value,
        )
    )
    shown = pictures[:MOST_COLUMNS, ..., channel]
    st.markdown(
        tr("**The first {shown} of {units} units**", shown=len(shown), units=units)
        if len(shown) < units
        else tr("**All {units} units**", units=units)
    )
    limit = float(np.abs(kernel).max())
    live_chart(
        tiles(shown, item_name="unit", value_name="weight", tile=64, diverging=True, limit=limit),
        key="kernels",
        label=tr("Weights of {units} units as pictures", units=units),
        on_click=lambda clicked: take_filter(key, clicked),
    )


def _matrix(subject: Subject, name: str, kernel: np.ndarray) -> None:
    """The weights of any other dense layer, as a matrix."""
    place = [output.name for output in subject.outputs].index(name)
    names = list(subject.data.shown.feature_names) if place == 1 else []
    reading = subject.data.preprocess.text
    if place == 1 and reading and subject.outputs[1].kind == "Embedding":
        names = [symbol.replace(" ", "␣") for symbol in reading.symbols]
        names += [tr("unused row {row}", row=row) for row in range(len(names), len(kernel))]
    before = tr("input") if place == 1 else tr("{titles}, unit", titles=subject.titles[subject.outputs[place - 1].name])
    names = names or [f"{before} {number}" for number in range(len(kernel))]
    shown = kernel[:MOST_ROWS, :MOST_COLUMNS]
    inputs, units = kernel.shape
    st.caption(
        tr(
            "{inputs:,} inputs × {units:,} units. {positive_name} weights are positive, {negative_name} ones negative.",
            inputs=inputs,
            units=units,
            positive_name=tr(POSITIVE_NAME).capitalize(),
            negative_name=tr(NEGATIVE_NAME),
        )
        + (
            tr(" Shown are the first {shape} × {shape2}.", shape=shown.shape[0], shape2=shown.shape[1])
            if shown.size < kernel.size
            else ""
        )
    )
    live_chart(
        figures.weight_matrix(shown, names[: len(shown)], height=int(np.clip(22 * len(shown) + 60, 140, 560))),
        key="weight-matrix",
        label=tr("Weights of {name}: {inputs} inputs by {units} units", name=name, inputs=inputs, units=units),
    )
    with st.expander(tr("The weights as a table"), icon=":material/table:"):
        columns = {tr("unit {unit}", unit=unit): shown[:, unit] for unit in range(shown.shape[1])}
        st.dataframe({tr("input"): names[: len(shown)], **columns}, hide_index=True)
