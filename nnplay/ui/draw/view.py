"""The drawing page: a drawing or photo, what a network sees of it, what each layer makes of it and what it says."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay import figures, sketch
from nnplay.datasets import load_dataset
from nnplay.digit_reader.reading import DigitReading, read
from nnplay.errors import NnplayError
from nnplay.figures import living_images as described
from nnplay.i18n import N_, tr
from nnplay.inspection.results import LayerOutput
from nnplay.inspection.shown import frame_of_outputs
from nnplay.sketch import Drawing, Photo
from nnplay.ui.common import familiar, pictures
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.draw import canvas, collection, networks, photo
from nnplay.ui.draw.networks import DigitReader
from nnplay.ui.draw.state import DrawState
from nnplay.ui.inside import network_picture
from nnplay.ui.inside.common import Subject
from nnplay.ui.inside.example import ChosenExample
from nnplay.ui.inside.state import InsideState

BARS_HEIGHT = 256
UNFAMILIAR = N_("{name} reads {digit}, but finds it unfamiliar")
WAYS = (N_("Draw"), N_("Photo"))
COMPARED = 6
"""Networks that read the same drawing side by side, the newest ones."""


def show(mine: Session, reader: DigitReader) -> None:
    """Draws the page for a network."""
    collection.say_once(mine)

    @st.fragment
    def draw() -> None:
        if mine.part(DrawState).notice:
            st.rerun()  # a drawing was kept, which the rest of the page shows
        with st.container(key="draw-halves"):
            half, right = st.columns([2.1, 1.5], gap="medium")
        with half:
            with st.container(key="draw-columns"):
                left, middle = st.columns([1.1, 1.0], gap="medium")
            below = st.container()
        with left:
            drawing, wanted = _input(mine)
        with middle:
            st.markdown(tr("**Its answer**"))
            answer = st.container()
        with right:
            st.markdown(tr("**What the network sees, and what each layer makes of it**"))
            place = st.container()
        if drawing is None:
            answer.info(wanted, icon=":material/draw:")
            with place:
                _network(mine, reader, np.zeros(reader.input_shape, np.float32), [])
            return
        _read(mine, reader, drawing, (place, answer, below))

    draw()
    collection.show(mine, reader)


def _input(mine: Session) -> tuple[Drawing, str]:
    """The canvas, or a picture in its place; and what is wanted where there is nothing yet."""
    drawn = mine.part(DrawState)
    way = st.segmented_control(
        tr("Where the digit comes from"),
        WAYS,
        default="Photo" if drawn.photo else "Draw",
        format_func=tr,
        required=True,
        key=f"input-{mine.token}",
        label_visibility="collapsed",
    )
    if way == "Photo":
        return photo.choose(mine), tr("Upload a picture of one digit, from 0 to 9.")
    drawn.photo = None
    return canvas.draw(mine), tr("Draw something. A digit from 0 to 9, with mouse, pen or finger.")


def _read(
    mine: Session,
    reader: DigitReader,
    drawing: Drawing,
    places: tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator],
) -> None:
    place, answer, below = places
    try:
        reading = read(reader, drawing, canvas.SIZE)
    except NnplayError as error:
        answer.error(error.message, icon=":material/error:")
        return
    with place:
        _network(mine, reader, reading.steps[-1].picture.reshape(reader.input_shape), reading.layers)
    with answer:
        _answer(reader, reading)
        if not isinstance(drawing, Photo):
            _why(mine, reader)
            collection.keep(mine)
    with below:
        st.markdown(tr("**From the drawing to what it sees**"))
        shown = figures.step_pictures(reading.steps, reading.squeezed, reading.squeezed_probabilities)
        pictures.row(shown, "draw-steps")
        _compare(mine, drawing)


def _network(mine: Session, reader: DigitReader, values: np.ndarray, layers: list[LayerOutput]) -> None:
    """The network with the drawing running through all its layers; a run of the session also opens a number's sum."""
    title = tr("Your drawing") if layers else tr("Nothing is drawn yet")
    run = reader.run
    if run and layers:
        data = load_dataset(run.job.spec.dataset)
        example = ChosenExample(values, title)
        network_picture.show(Subject(mine, run, data, example, layers, run.shown_epoch))
    else:
        content, frame = described.content_of(values), frame_of_outputs(reader.spec, layers) if layers else None
        network_picture.draw("drawn-network", reader.spec, reader.signature, content, frame, title=title)


def _answer(reader: DigitReader, reading: DigitReading) -> None:
    names, probabilities = reader.signature.shown.class_names, reading.probabilities
    with st.container(key="sketch-answer"):
        if reading.unfamiliar:
            familiar.warn(_in_words(reader, reading))
        else:
            st.markdown(_in_words(reader, reading))
    live_chart(
        figures.probability_bars(names, probabilities),
        key="sketch-bars",
        height=BARS_HEIGHT,
        label=tr("Probabilities: ")
        + ", ".join(
            f"{name} {figures.show_percent(float(value))}" for name, value in zip(names, probabilities, strict=True)
        ),
    )


def _why(mine: Session, reader: DigitReader) -> None:
    """The way to the reasons for the answer, on Look inside; of a network of this session."""
    run = reader.run
    asked = st.button(
        tr("Why?"),
        icon=":material/psychology_alt:",
        key="draw-why",
        disabled=run is None,
        help=tr("Shows, on Look inside, which pixels of your drawing count for this digit.")
        if run
        else tr("Look inside can open only networks of this session. Train one on digits, then ask it."),
    )
    if asked and run:
        inside = mine.part(InsideState)
        inside.source, inside.part = "drawing", "Why"
        mine.choose_run(run)
        st.switch_page("pages/look_inside.py")


def _in_words(reader: DigitReader, reading: DigitReading) -> str:
    """What the network says to the drawing, as Markdown."""
    best = int(reading.probabilities.argmax())
    digit = plain(reader.signature.shown.class_names[best])
    share = figures.show_percent(float(reading.probabilities[best]))
    if not reading.unfamiliar:
        return tr("It reads a **{digit}**, with probability {share}.", digit=digit, share=share)
    if reader.run is None:
        return tr(
            "**This looks like none of the ten digits.** If it had to be one: {digit}, with probability {share}.",
            digit=digit,
            share=share,
        )
    return tr(
        "**{sentence}** Its answer is a guess: {digit}, with probability {share}.",
        sentence=tr(familiar.SENTENCE),
        digit=digit,
        share=share,
    )


def _compare(mine: Session, drawing: Drawing) -> None:
    """The same drawing, read by every network of the session."""
    every = networks.all_of(mine)
    if len(every) < 2:
        return
    chosen = [*every[:-1][: COMPARED - 1], every[-1]]
    st.markdown(tr("**The same drawing, read by several networks**"))
    with show_errors():
        inputs = [reader.arrange(sketch.to_input(drawing, reader.input_shape)[None]) for reader in chosen]
        answers = np.array([reader.predict(one)[0] for reader, one in zip(chosen, inputs, strict=True)])
        unknown = [bool(reader.unfamiliar(one)[0]) for reader, one in zip(chosen, inputs, strict=True)]
        names = [
            f"{reader.short} · {reader.spec.dataset.kind.title}" if reader.run else reader.short for reader in chosen
        ]
        said = ", ".join(
            tr(UNFAMILIAR if new else N_("{name} reads {digit}"), name=name, digit=int(row.argmax()))
            for name, row, new in zip(names, answers, unknown, strict=True)
        )
        live_chart(
            figures.answer_grid(
                [f"{name} (?)" if new else name for name, new in zip(names, unknown, strict=True)],
                chosen[0].signature.shown.class_names,
                answers,
            ),
            key=f"compared-{len(chosen)}",
            label=tr("Each network's answer, in percent: {said}", said=said),
        )
        if any(unknown):
            st.caption(tr("(?) This looks like nothing that the network was trained on."))
