"""The example that goes through a network: a test example, an uploaded picture or the drawn digit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from nnplay import figures, sketch
from nnplay.datasets import Dataset
from nnplay.datasets.explore.preview import example_table
from nnplay.sketch import picture_file
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.session import Run, Session

SIZE = 240
"""Width of its picture, in pixels."""

ANY = "any"

SOURCES = {"test": "Test example", "upload": "Upload", "drawing": "Drawing"}

MAX_UPLOAD = 20
"""Megabytes."""


@dataclass(frozen=True, eq=False)
class Example:
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


def choose(session: Session, run: Run, data: Dataset) -> Example | None:
    """Draws the choice of an example; None, with a sentence, where there is none yet.

    Raises:
        SketchError: If the uploaded or the drawn picture cannot be used.
    """
    if data.family != "image":
        return _test_example(session, run, data)
    _hold(f"example-source-{run.number}", session.example_source)
    names = [name for name in SOURCES if name != "drawing" or _is_digits(data)]
    if session.example_source not in names:
        session.example_source = st.session_state[f"example-source-{run.number}"] = "test"

    def take() -> None:
        session.example_source = st.session_state[f"example-source-{run.number}"] or "test"

    st.segmented_control(
        "Example",
        names,
        format_func=SOURCES.__getitem__,
        key=f"example-source-{run.number}",
        on_change=take,
        label_visibility="collapsed",
        required=True,
        width="stretch",
    )
    if session.example_source == "test":
        return _test_example(session, run, data)
    if session.example_source == "upload":
        return _uploaded(session, data)
    if session.drawing is None:
        st.info("There is no drawing yet. Draw a digit on the page Draw, and look at it here.", icon=":material/draw:")
        return None
    return Example(sketch.to_input(session.drawing, data.input_shape), "Your drawing")


def show(example: Example, data: Dataset, answer: np.ndarray) -> None:
    """Draws the example, and what the network says to it.

    Args:
        example: The example.
        data: The dataset that the network was trained on.
        answer: The network's output, (units,).
    """
    y_true = example.y_true
    if data.task == "regression":
        told = "" if y_true is None else f", true {y_true:.3g}"
        st.markdown(f"Predicted {data.signature.target_name} **{answer[0]:.3g}**{told}.")
    else:
        shares = class_shares(data, answer)
        best = int(shares.argmax())
        text = f"The network says **{data.class_names[best]}** with probability {figures.show_percent(shares[best])}. "
        if y_true is not None:
            text += "✓ That is right." if best == y_true else f"✗ The truth is **{data.class_names[y_true]}**."
        st.markdown(text)
    if data.family == "image":
        live_chart(figures.picture(example.values, size=SIZE), key="example", label=example.title)
    elif example.index is not None:
        st.dataframe(example_table(data, example.index), hide_index=True)


def class_shares(data: Dataset, answer: np.ndarray) -> np.ndarray:
    """A probability for each class, from the output of a network: (classes,)."""
    return answer if data.task == "multiclass" else np.array([1 - answer[0], answer[0]])


def _test_example(session: Session, run: Run, data: Dataset) -> Example:
    key = f"example-{run.number}"
    last = len(data.x_test) - 1
    index = min(session.example, last)
    _hold(key, index)

    def take() -> None:
        session.example = int(st.session_state[key])

    st.number_input(
        "Test example",
        min_value=0,
        max_value=last,
        step=1,
        key=key,
        on_change=take,
        help=f"Which of the {last + 1:,} test examples goes through the network. It has trained on none of them.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if data.class_names:
            st.selectbox(
                "Class",
                [ANY, *data.class_names],
                key=f"{key}-class",
                on_change=_another,
                args=(key, data, False),
                help="Examples of this class only: the next one is shown at once, a random one by the button.",
                width=110,
            )
        st.button(
            "Random",
            icon=":material/shuffle:",
            key=f"{key}-random",
            on_click=_another,
            args=(key, data, True),
            help="Another test example, of the class that is chosen.",
        )
    return test_example(session, data)


def test_example(session: Session, data: Dataset) -> Example:
    """The test example that the session looks at."""
    index = min(session.example, len(data.x_test) - 1)
    return Example(data.x_test[index], f"Test example {index}", index, data.y_test[index])


def _another(key: str, data: Dataset, random: bool) -> None:
    session = current()
    name = st.session_state.get(f"{key}-class", ANY)
    if name == ANY:
        if not random:
            return
        places = np.arange(len(data.y_test))
    else:
        places = np.flatnonzero(data.y_test == data.class_names.index(name))
    if not len(places):
        return
    if random:
        session.example = int(np.random.default_rng().choice(places))
    else:
        later = places[places >= session.example]
        session.example = int(later[0] if len(later) else places[0])


def _uploaded(session: Session, data: Dataset) -> Example | None:
    file = st.file_uploader(
        "A PNG or JPEG picture",
        type=["png", "jpg", "jpeg"],
        key="example-upload",
        max_upload_size=MAX_UPLOAD,
        help="It stays on this server for as long as your session lasts, and is shown to nobody else.",
    )
    if file is not None:
        with show_errors():
            session.picture = None  # should the new one be damaged, the old one must not stand for it
            session.picture = _pixels(file.getvalue())
    if session.picture is None:
        return None
    if _is_digits(data):
        return Example(picture_file.read_digit(session.picture, data.input_shape), "Your picture")
    return Example(picture_file.resize(session.picture, data.input_shape), "Your picture")


@st.cache_data(max_entries=8, show_spinner=False)
def _pixels(file: bytes) -> np.ndarray:
    return picture_file.read_picture(file)


def _is_digits(data: Dataset) -> bool:
    """Whether drawings and photos of digits can be made to look like these data."""
    return sketch.is_sketchable(data.input_shape) and data.class_names == tuple("0123456789")


def _hold(key: str, value: Any) -> None:
    """Makes the widget that follows show a value of the session."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
