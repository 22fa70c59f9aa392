"""Predicting a place in the plane: a click into the map, and what the network and its neurons say there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.datasets import load_dataset
from nnplay.datasets.explore.grid import grid_axes
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.figures.answers import AXES
from nnplay.figures.style import NEGATIVE_NAME, POSITIVE_NAME
from nnplay.i18n import number, tr
from nnplay.inspection.results import LayerOutput
from nnplay.models.shapes import OUTPUT_NAME, TARGET_UNITS
from nnplay.ui.common.asked_once import ask_once
from nnplay.ui.common.current import current
from nnplay.ui.common.live_chart import Clicked, live_chart
from nnplay.ui.common.server import ask
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.inside.common import title
from nnplay.ui.predict.answer import one_answer

HEIGHT = 470
"""Of the map, in pixels."""

STEP, DIGITS = 0.01, 2
MOST_LAYERS = 6
"""Hidden layers whose neurons are shown."""


@dataclass
class PredictedPlace:
    """The place that is asked about.

    Args:
        x, y: In the units of the data.
    """

    x: float = 0.0
    y: float = 0.0


def show(session: Session, run: SessionRun, preprocess: Preprocess) -> None:
    """Draws the plane with what the network says, and beside it the answer for one place."""
    data = load_dataset(run.job.spec.dataset)
    ends = [(math.floor(axis[0] * 10) / 10, math.ceil(axis[-1] * 10) / 10) for axis in grid_axes(data)]
    keys = [f"predict-place-{run.number}-{axis}" for axis in AXES]

    def take(clicked: Clicked) -> None:
        last = clicked["places"][-1]
        _move(last["x"], last["y"])

    def _move(x: float, y: float) -> None:
        inside = [min(max(value, low), high) for value, (low, high) in zip((x, y), ends, strict=True)]
        place = current().part(PredictedPlace)
        # A rounded number just below zero would be told as -0.00.
        place.x, place.y = (round(value, DIGITS) + 0.0 for value in inside)
        for key, value in zip(keys, (place.x, place.y), strict=True):
            WidgetValue(key, 0.0).set(value)

    def slide() -> None:
        _move(*(WidgetValue(key, 0.0).get() for key in keys))

    @st.fragment
    def draw() -> None:
        place = session.part(PredictedPlace)
        if not WidgetValue(keys[0], None).exists:
            _move(place.x, place.y)
        left, right = st.columns([1.2, 1], gap="large")
        with left:
            outputs = ask_once(run, "decision_map")
            figure, label = figures.data_with_answers(data, outputs, place=(place.x, place.y))
            live_chart(
                figure,
                key="predict-plane",
                height=HEIGHT,
                label=tr("{label}, and the place x {x:.2f}, y {y:.2f}", label=label, x=place.x, y=place.y),
                on_click=take,
                anywhere=True,
            )
            for column, axis, key, (low, high) in zip(st.columns(2, gap="medium"), AXES, keys, ends, strict=True):
                column.slider(axis, low, high, step=STEP, format=f"%.{DIGITS}f", key=key, on_change=slide)
            st.caption(
                tr("Click in the plane, or move the sliders. ")
                + (tr("The line is where both classes are equally likely.") if data.task == "binary" else "")
            )
        with right:
            raw = np.array([[place.x, place.y]], np.float64)
            rows = pd.DataFrame(raw, columns=[column.name for column in preprocess.columns])
            one_answer(preprocess.signature, ask(run, "predict_rows", rows=rows))
            _neurons(ask_once(run, "feature_maps", example=preprocess.inputs(raw).astype(np.float32)[0]))

    draw()


def _neurons(outputs: list[LayerOutput]) -> None:
    """What each hidden neuron says there."""
    hidden = [
        (place, output)
        for place, output in enumerate(outputs)
        if place and output.name not in (OUTPUT_NAME, TARGET_UNITS)
    ]
    if not hidden:
        return
    st.markdown(tr("**What the neurons say here**"))
    for place, output in hidden[:MOST_LAYERS]:
        name = title(place, output)
        st.caption(
            tr("Layer {number} · {kind} · {size} units", number=place, kind=output.kind, size=output.values.size)
        )
        live_chart(
            figures.unit_bars(output.values, height=96),
            key=f"predict-units-{place}",
            label=tr(
                "What the units of {name} say: {join}",
                name=name,
                join=", ".join(number(value, ".3g") for value in output.values.ravel()[:32]),
            ),
        )
    more = (
        tr(" The first {most_layers} hidden layers are shown.", most_layers=MOST_LAYERS)
        if len(hidden) > MOST_LAYERS
        else ""
    )
    st.caption(
        tr(
            "{positive_name} is above zero, {negative_name} below.{more}",
            positive_name=tr(POSITIVE_NAME).capitalize(),
            negative_name=tr(NEGATIVE_NAME),
            more=more,
        )
    )
