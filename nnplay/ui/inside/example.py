"""The example that goes through a network: a test example, an uploaded picture or the drawn digit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures, sketch
from nnplay.datasets import Dataset
from nnplay.datasets.explore.preview import example_table
from nnplay.datasets.preprocessing.text import TextReading
from nnplay.i18n import N_, plural, tr
from nnplay.picture_file import KINDS, PICTURE_ENDINGS
from nnplay.sketch import picture_file
from nnplay.tasks import class_probabilities
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.table_heads import said
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.draw.state import DrawState
from nnplay.ui.inside.state import InsideState

SIZE = 240
"""Width of its picture, in pixels."""

ANY = N_("any")

UNITS = (N_("letters"), N_("words"))
"""What a text is cut into."""

SOURCES = {"test": N_("Test example"), "upload": N_("Upload"), "drawing": N_("Drawing")}

MAX_UPLOAD = 20
"""Megabytes."""


@dataclass(frozen=True, eq=False)
class ChosenExample:
    """What goes through the network.

    Args:
        values: float32, as the network takes it, without a batch axis.
        title: What it is.
        index: Its place in the test part, if it is from there.
        y_true: Its class number or its target, where that is known.
    """

    values: np.ndarray
    title: str
    index: int | None = None
    y_true: Any = None


def choose(
    session: Session, run: SessionRun, data: Dataset, draw: Callable[[Session], Any] | None = None
) -> ChosenExample | None:
    """Draws the choice of an example; None, with a sentence, where there is none yet.

    Args:
        session: The session.
        run: The run whose network it is for.
        data: The dataset of that.
        draw: Draws a canvas and gives the drawing on it, where digits are drawn on this page itself.

    Raises:
        SketchError: If the uploaded or the drawn picture cannot be used.
    """
    if data.preprocess.text:
        return _text(session, run, data, data.preprocess.text)
    if data.family != "image":
        return _test_example(session, run, data)
    inside, drawing = session.part(InsideState), session.part(DrawState).drawing
    source = WidgetValue(f"example-source-{run.number}", "test")
    source.set(inside.source)
    names = [name for name in SOURCES if name != "drawing" or is_digits(data)]
    if inside.source not in names:
        inside.source = "test"
        source.set("test")

    def take() -> None:
        inside.source = source.get()

    st.segmented_control(
        tr("Example"),
        names,
        format_func=lambda name: tr(SOURCES[name]),
        key=source.key,
        on_change=take,
        label_visibility="collapsed",
        required=True,
        width="stretch",
    )
    if inside.source == "test":
        return _test_example(session, run, data)
    if inside.source == "upload":
        return _uploaded(inside, data)
    if draw:
        drawing = draw(session)
        if drawing is None:
            return None
    if drawing is None:
        st.info(
            tr("There is no drawing yet. Draw a digit on the page Draw, and look at it here."), icon=":material/draw:"
        )
        return None
    return _brought(sketch.to_input(drawing, data.input_shape), tr("Your drawing"), data)


def _text(session: Session, run: SessionRun, data: Dataset, reading: TextReading) -> ChosenExample | None:
    """A test example, or a text that is typed in."""
    inside = session.part(InsideState)
    names = {"test": tr("Test example"), "own": tr("Your text")}
    source: WidgetValue[str] = WidgetValue(f"example-text-{run.number}", "test")
    source.set("own" if inside.source == "own" else "test")

    def take() -> None:
        inside.source = source.get()

    st.segmented_control(
        tr("Example"), list(names), format_func=names.__getitem__, key=source.key, on_change=take,
        label_visibility="collapsed", required=True, width="stretch",
    )  # fmt: skip
    if inside.source != "own":
        return _test_example(session, run, data)
    typed = WidgetValue(f"example-typed-{run.number}", inside.text)
    typed.set(inside.text)

    def keep() -> None:
        inside.text = typed.get()

    st.text_input(tr("Your text"), key=typed.key, on_change=keep, max_chars=500)
    if not inside.text.strip():
        st.info(tr("Type a text, and see how the network reads it."), icon=":material/keyboard:")
        return None
    for caution in cautions(reading, inside.text):
        st.caption(f":material/warning: {caution}")
    return own_text(data, reading, inside.text)


def own_text(data: Dataset, reading: TextReading, text: str) -> ChosenExample:
    """A text that was typed in, as the network takes it."""
    return ChosenExample(data.preprocess.inputs(reading.codes([text]))[0], tr("Your text"))


def cautions(reading: TextReading, text: str, write: Callable[[str], str] = plain) -> list[str]:
    """What is to be said of a text that a network cannot see as a whole.

    Args:
        reading: How it becomes numbers.
        text: The text.
        write: Makes its words show as they are where the sentences go.
    """
    unknown, beyond = reading.left_out(text)
    found = []
    if unknown:
        shown = ", ".join(f"“{write(one)}”" for one in unknown[:8]) + (" …" if len(unknown) > 8 else "")
        found.append(
            plural(
                "It has never seen {shown}, and reads it as unknown.",
                "It has never seen {shown}, and reads them as unknown.",
                len(unknown),
                shown=shown,
            )
        )
    if beyond:
        found.append(
            tr(
                "It reads only the first {length} {unit}; {beyond:,} more are left out.",
                length=reading.length,
                unit=tr(reading.unit),
                beyond=beyond,
            )
        )
    return found


def _brought(picture: np.ndarray, title: str, data: Dataset) -> ChosenExample:
    """A picture in 0..1 from elsewhere, as the network takes those of its dataset."""
    return ChosenExample(data.preprocess.pictures(picture[None])[0], title)


def show(example: ChosenExample, data: Dataset, answer: np.ndarray) -> None:
    """Draws the example, and what the network says to it.

    Args:
        example: The example.
        data: The dataset that the network was trained on.
        answer: The network's output, (units,).
    """
    say(example, data, answer)
    if data.family == "image":
        live_chart(
            figures.picture(example.values, size=SIZE, light=data.signature.light), key="example", label=example.title
        )
    elif example.index is not None:
        st.dataframe(said(example_table(data, example.index), data.signature), hide_index=True)


def say(example: ChosenExample, data: Dataset, answer: np.ndarray) -> None:
    """Draws what the network says to the example, in words; see `show`."""
    y_true = example.y_true
    if data.task == "regression":
        told = "" if y_true is None else tr(", true {y_true:.3g}", y_true=y_true)
        st.markdown(
            tr(
                "Predicted {target_name} **{answer:.3g}**{told}.",
                target_name=plain(data.shown.target_name),
                answer=answer[0],
                told=told,
            )
        )
    else:
        (shares,) = class_probabilities(answer[None], data.task)
        best = int(shares.argmax())
        share = figures.show_percent(shares[best])
        text = tr(
            "The network says **{class_names}** with probability {share}. ",
            class_names=plain(data.shown.class_names[best]),
            share=share,
        )
        if y_true is not None:
            text += (
                tr("✓ That is right.")
                if best == y_true
                else tr("✗ It is really **{class_names}**.", class_names=plain(data.shown.class_names[y_true]))
            )
        st.markdown(text)


def _test_example(session: Session, run: SessionRun, data: Dataset) -> ChosenExample:
    inside = session.part(InsideState)
    key = f"example-{run.number}"
    last = len(data.x_test) - 1
    index = min(inside.example, last)
    place = WidgetValue(key, index)
    place.set(index)

    def take() -> None:
        inside.example = int(place.get())

    st.number_input(
        tr("Test example"),
        min_value=0,
        max_value=last,
        step=1,
        key=key,
        on_change=take,
        help=tr(
            "Which of the {last:,} test examples goes through the network. It was trained on none of them.",
            last=last + 1,
        ),
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if data.class_names:
            st.selectbox(
                tr("Class"),
                [ANY, *data.class_names],
                format_func=lambda name: tr(ANY) if name == ANY else data.signature.said(name),
                key=f"{key}-class",
                on_change=_another,
                args=(key, data, False),
                help=tr(
                    "Shows only examples of this class: the next one right away, a random one when you press "
                    "the button."
                ),
                width=110,
            )
        st.button(
            tr("Random"),
            icon=":material/shuffle:",
            key=f"{key}-random",
            on_click=_another,
            args=(key, data, True),
            help=tr("Another test example of the chosen class."),
        )
    return test_example(session, data)


def test_example(session: Session, data: Dataset) -> ChosenExample:
    """The test example that the session looks at."""
    index = min(session.part(InsideState).example, len(data.x_test) - 1)
    return ChosenExample(data.x_test[index], tr("Test example {index}", index=index), index, data.y_test[index])


def _another(key: str, data: Dataset, random: bool) -> None:
    inside = current().part(InsideState)
    name = WidgetValue(f"{key}-class", ANY).get()
    if name == ANY:
        if not random:
            return
        places = np.arange(len(data.y_test))
    else:
        places = np.flatnonzero(data.y_test == data.class_names.index(name))
    if not len(places):
        return
    if random:
        inside.example = int(np.random.default_rng().choice(places))
    else:
        later = places[places >= inside.example]
        inside.example = int(later[0] if len(later) else places[0])


def _uploaded(inside: InsideState, data: Dataset) -> ChosenExample | None:
    file = st.file_uploader(
        tr("A picture"),
        type=[ending[1:] for ending in PICTURE_ENDINGS],
        key="example-upload",
        max_upload_size=MAX_UPLOAD,
        help=tr(
            "{kinds}. It stays on this server for as long as your session lasts, and is shown to nobody else.",
            kinds=tr(KINDS),
        ),
    )
    if file is not None:
        with show_errors():
            inside.picture = None  # should the new one be damaged, the old one must not stand for it
            inside.picture = _pixels(file.getvalue())
    if inside.picture is None:
        return None
    if is_digits(data):
        return _brought(picture_file.read_digit(inside.picture, data.input_shape), tr("Your picture"), data)
    return _brought(picture_file.resize(inside.picture, data.input_shape), tr("Your picture"), data)


@st.cache_data(max_entries=8, show_spinner=False)
def _pixels(file: bytes) -> np.ndarray:
    return picture_file.read_picture(file)


def is_digits(data: Dataset) -> bool:
    """Whether drawings and photos of digits can be made to look like these data."""
    return sketch.is_sketchable(data.input_shape) and data.class_names == tuple("0123456789")
