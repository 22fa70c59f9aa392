"""The drawing page: canvas, what the network sees of it, and what it says."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay import figures, sketch
from nnplay.datasets import Signature, images
from nnplay.errors import BlankSketchError, NnplayError
from nnplay.registry import DATASETS
from nnplay.ui import canvas, session
from nnplay.ui.live_chart import live_chart

BARS_HEIGHT = 330


def reads_digits(run: session.Run) -> bool:
    """Whether a run was trained on pictures of the ten digits that a drawing can be turned into."""
    signature = _signature(run)
    if run.job.spec.dataset.options.get("shuffle_pixels", False):
        return False
    return sketch.is_sketchable(signature.input_shape) and signature.class_names == images.DIGIT_NAMES


def show(mine: session.Session, run: session.Run | None) -> None:
    """Draws the page for a run; without one only the canvas."""

    @st.fragment
    def draw() -> None:
        with st.container(key="draw-columns"):
            left, middle, right = st.columns([1, 1, 1.2], gap="medium")
        with left:
            st.markdown("**Your drawing**")
            drawing = canvas.draw(mine)
        if run is None:
            return
        with middle:
            st.markdown("**What the network sees**")
            place = st.container()
        with right:
            st.markdown("**What it says**")
            answer = st.container()
        _read(run, drawing, place, answer)

    draw()


def _read(run: session.Run, drawing: dict[str, Any] | None, place: DeltaGenerator, answer: DeltaGenerator) -> None:
    signature = _signature(run)
    try:
        steps = sketch.steps(drawing, signature.input_shape)
        pixels = steps[-1].picture.reshape(signature.input_shape)
        outputs = session.ask(run, "predict", inputs=pixels[None])[0]
    except BlankSketchError as error:
        answer.info(f"{error.message} A digit from 0 to 9, with mouse, pen or finger.", icon=":material/draw:")
        place.caption("The drawing as numbers appears here, fitted and centred like the digits it was trained on.")
        return
    except NnplayError as error:
        answer.error(error.message, icon=":material/error:")
        return
    with place:
        side = f"{pixels.shape[0]} × {pixels.shape[1]}"
        live_chart(
            figures.single_image(steps[-1].picture, size=canvas.SIZE),
            key="sketch-pixels",
            label=f"The drawing as {side} pixels",
        )
        with st.expander(f"How {side} pixels come from the drawing"):
            for step in steps:
                picture, text = st.columns([1, 2.4], vertical_alignment="center")
                picture.image(1 - step.picture, width=84, clamp=True)
                text.markdown(f"**{step.title}.** {step.text}")
    with answer:
        best = int(outputs.argmax())
        share = figures.show_percent(float(outputs[best]))
        st.markdown(f"It reads a **{signature.class_names[best]}**, with probability {share}.")
        live_chart(
            figures.probability_bars(signature.class_names, outputs),
            key="sketch-bars",
            height=BARS_HEIGHT,
            label="Probabilities: "
            + ", ".join(
                f"{name} {figures.show_percent(float(value))}"
                for name, value in zip(signature.class_names, outputs, strict=True)
            ),
        )


def _signature(run: session.Run) -> Signature:
    dataset = run.job.spec.dataset
    return DATASETS[dataset.name].signature(dataset.options)
