"""The drawings of a class: each student draws digits, and all judge networks on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from nnplay import figures
from nnplay.classroom.class_drawings import (
    DIGITS,
    ClassReading,
    counts_by_digit,
    hardest_words,
    missing_digits,
    pool,
)
from nnplay.datasets.kinds import class_drawings
from nnplay.datasets.kinds.class_drawings import PER_STUDENT, PooledDrawings, dataset_of, pixels_of
from nnplay.datasets.kinds.digits import DIGIT_NAMES
from nnplay.datasets.kinds.drawings import MIN_DRAWINGS
from nnplay.errors import ClassroomError, NnplayError
from nnplay.sketch import to_input
from nnplay.suggestion import suggested_experiment
from nnplay.ui.classroom import class_readings
from nnplay.ui.classroom.class_tiles import SHOWN, count_words, tiles
from nnplay.ui.classroom.membership import class_at_hand, classes
from nnplay.ui.common.choices import choose
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.live_chart import live_chart
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.draw import networks
from nnplay.ui.draw.networks import DigitReader
from nnplay.ui.draw.state import DrawState

DATASET = class_drawings.NAME


@dataclass
class ClassDrawingState:
    """What a session keeps of the drawings of its class.

    Args:
        digit: What is drawn next; None for the next one that is missing.
        notice: What came of the last drawing.
        failed: Why the last one was not taken.
        chosen: Key of the network that is judged.
    """

    digit: int | None = None
    notice: str = ""
    failed: str = ""
    chosen: str = "ready"


# The student draws --------------------------------------------------------------------------------


def draw(session: Session) -> None:
    """Draws the part of a student: the canvas, what is wanted, and what is there already."""
    mine = class_at_hand(session)
    if not mine.is_student:
        return
    # Where no Streamlit runs it cannot be imported, and tests import the page's parts.
    from nnplay.ui.draw import canvas

    @st.fragment
    def panel() -> None:
        state = session.part(ClassDrawingState)
        try:
            drawn = list(classes().own_drawings(mine.code, mine.token))
        except ClassroomError as error:
            show_error(error.message)
            return
        missing = missing_digits(drawn)
        digit = state.digit if state.digit is not None else missing[0] if missing else 0
        st.markdown(
            f"**{_progress(drawn, missing)}** Together, the drawings of your class become a dataset that nobody's "
            "network has seen before. Nobody sees whose drawing is whose."
        )
        left, right = st.columns([1, 1.2], gap="large")
        with left:
            drawing = canvas.draw(session, wanted=f"Draw a {digit} here")
            st.button(
                f"Give this {digit} to the class",
                icon=":material/send:",
                key="give-drawing",
                type="primary",
                disabled=drawing is None or len(drawn) >= PER_STUDENT,
                on_click=_give,
                args=(digit,),
                help="It is turned into 28 × 28 pixels first, placed and scaled as in MNIST. Your teacher can "
                "remove it.",
            )
        with right:
            _choose_digit(state, digit, drawn)
            if state.failed:
                show_error(state.failed)
            elif state.notice:
                st.success(state.notice, icon=":material/check:")
            if len(drawn) >= PER_STUDENT:
                st.info(f"You have given {PER_STUDENT} drawings. That is as many as one student can give.")

    panel()


def _progress(drawn: list[int], missing: list[int]) -> str:
    if not drawn:
        return "Draw each digit once."
    if missing:
        return f"You have drawn {DIGITS - len(missing)} of the 10 digits."
    return f"You have drawn all 10 digits, {len(drawn)} drawings in all. Thank you! You may draw more."


def _choose_digit(state: ClassDrawingState, digit: int, drawn: list[int]) -> None:
    """Which digit is drawn next, with how often each is there."""
    value: WidgetValue[str | None] = WidgetValue("class-digit", None)
    value.set(str(digit))

    def chosen() -> None:
        picked = value.get()
        mine = current().part(ClassDrawingState)
        mine.digit, mine.notice, mine.failed = (int(picked) if picked else None), "", ""

    st.pills(
        "Digit to draw",
        list(DIGIT_NAMES),
        format_func=lambda name: f"{name} ✓" if int(name) in drawn else name,
        key=value.key,
        on_change=chosen,
        help="Those with a check mark are there already; you may draw them again.",
    )


def _give(digit: int) -> None:
    """Gives the drawing on the canvas to the class, and clears the canvas for the next one."""
    session = current()
    state, canvas_state, mine = session.part(ClassDrawingState), session.part(DrawState), class_at_hand(session)
    state.notice = state.failed = ""
    try:
        own = classes().own_drawings(mine.code, mine.token)
        if len(own) >= PER_STUDENT:
            raise ClassroomError(f"You have given {PER_STUDENT} drawings. That is as many as one student can give.")
        pixels = pixels_of(to_input(canvas_state.drawing, (28, 28, 1)))
        classes().add_drawing(mine.code, mine.token, digit, pixels)
    except NnplayError as error:
        state.failed = error.message
        return
    one = PooledDrawings(pixels[None], np.array([digit]), np.array([1]))
    read = int(class_readings.ready_answers(one)[0])
    said = f"The ready reader reads a {read} too." if read == digit else f"The ready reader takes it for a {read}."
    state.notice, state.digit = f"Your {digit} is in. {said}", None
    canvas_state.start_canvas(None)


# All judge networks on them ---------------------------------------------------------------------


def judge(session: Session) -> None:
    """Draws how networks read the drawings of the class, and the way to train on them."""
    mine = class_at_hand(session)
    code, key = mine.reader
    if not code:
        return
    try:
        drawings = pool(classes().drawings(code, key))
    except ClassroomError as error:
        show_error(error.message)
        return
    if not len(drawings):
        st.info("Nobody in your class has drawn yet.", icon=":material/draw:")
        return
    writers = len(set(drawings.writers.tolist()))
    counts = counts_by_digit(drawings)
    rare = [str(digit) for digit, count in counts.items() if not count]
    lacking = f" Nobody has drawn a {', '.join(rare)} yet." if 0 < len(rare) < DIGITS else ""
    st.markdown(
        f"**{count_words(len(drawings))}** by {writers} {'writer' if writers == 1 else 'writers'}.{lacking} "
        "Each network of your session can be judged on them, and the reader that ships with nnplay."
    )
    every = {one.key: one for one in networks.all_of(session)}
    state = session.part(ClassDrawingState)

    def take(key: str) -> None:
        current().part(ClassDrawingState).chosen = key

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = choose(
            "Network to judge",
            {key: one.title for key, one in every.items()},
            state.chosen if state.chosen in every else next(iter(every)),
            f"class-reader-{'-'.join(every)}",
            take=take,
            help="Your trained runs that read digits, newest first, and the reader that ships with nnplay.",
            width=420,
        )
        _use(session, drawings, every[chosen])
    with show_errors():
        _compare(every, drawings)
        reading, y_pred = class_readings.reading_of(every[chosen], drawings)
        _show(every[chosen], drawings, reading, y_pred)


def _compare(every: dict[str, DigitReader], drawings: PooledDrawings) -> None:
    """How many each network reads, where there are several and it is asked for: each has to read all drawings."""
    if len(every) < 2 or not st.toggle(
        f"Compare all {len(every)} networks",
        key="compare-on-class",
        help="How many of the drawings each of your networks reads correctly, best first.",
    ):
        return
    rows = []
    for one in every.values():
        reading, _ = class_readings.reading_of(one, drawings)
        rows.append({"network": one.title, "read correctly": reading.accuracy, "drawings": reading.count})
    st.dataframe(
        pd.DataFrame(rows).sort_values("read correctly", ascending=False),
        hide_index=True,
        column_config={
            "read correctly": st.column_config.ProgressColumn(min_value=0, max_value=1, format="percent"),
        },
        alt="How many of the class's drawings each network reads correctly",
    )


def _show(network: DigitReader, drawings: PooledDrawings, reading: ClassReading, y_pred: np.ndarray) -> None:
    hardest = hardest_words(reading)
    st.markdown(f"{network.short} reads **{reading.right} of {reading.count}** correctly. {hardest}")
    if network.run and network.spec.dataset.name == DATASET:
        st.caption(
            "This network was trained on drawings of a class. It has seen some of these before, so it looks better "
            "here than it is."
        )
    left, right = st.columns([1, 1], gap="large")
    with left:
        live_chart(
            figures.confusion_map(reading.counts, DIGIT_NAMES),
            key="class-confusion",
            label=f"Confusion matrix of the class's drawings, {reading.right} of {reading.count} right",
        )
        st.caption("A row per digit that was asked for, a column per answer.")
    with right:
        st.markdown("**Whose digits are hardest?**")
        table = pd.DataFrame(
            {
                "writer": [f"Writer {one.number}" for one in reading.writers],
                "read correctly": [one.share for one in reading.writers],
                "drawings": [one.count for one in reading.writers],
            }
        )
        st.dataframe(
            table,
            hide_index=True,
            height=min(38 + 35 * len(table), 320),
            column_config={
                "read correctly": st.column_config.ProgressColumn(min_value=0, max_value=1, format="percent"),
            },
            alt="How many drawings of each writer are read correctly, hardest first",
        )
        st.caption("Numbers stand for writers in the order in which they first drew. There are no names with them.")
    if reading.wrong:
        st.markdown("**Misread drawings**")
        tiles(drawings, np.array(reading.wrong[-SHOWN:]), y_pred, "class-misread")


def _use(session: Session, drawings: PooledDrawings, network: DigitReader) -> None:
    """The way to the playground with the drawings as the data."""
    missing = MIN_DRAWINGS - len(drawings)
    if st.button(
        "Train on them in the playground" if missing < 1 else f"{missing} more to train on them",
        icon=":material/hub:",
        key="take-class-drawings",
        disabled=missing > 0,
        help="Makes these drawings the dataset of your experiment. Drawings that come or go later are not in it: take "
        "them again.",
    ):
        with show_errors():
            side = network.input_shape[0] if len(network.input_shape) > 1 else 28
            dataset = dataset_of(drawings, side, session.owner)
            spec = session.spec.with_dataset(dataset)
            fits = session.spec.dataset.kind.family == "image"
            session.replace_spec(spec if fits else suggested_experiment(dataset, spec.seed))
            st.switch_page("pages/playground.py")


def choose_file(session: Session, options: dict[str, object]) -> dict[str, object]:
    """Draws which drawings the dataset takes, where its options are edited; the new options."""
    code, key = class_at_hand(session).reader
    if not options["file"]:
        st.caption("Computer-made drawings; no person wrote them. Those of your class are on the page My class.")
    if not code:
        return options
    with show_errors():
        drawings = pool(classes().drawings(code, key))
        if len(drawings) < MIN_DRAWINGS:
            return options
        newest = dataset_of(drawings, owner=session.owner)["file"]
        if newest == options["file"]:
            st.caption(f"The {count_words(len(drawings))} of your class.")
        elif st.button(
            f"Use the {count_words(len(drawings))} of your class", icon=":material/group:", key="class-file"
        ):
            return {**options, "file": newest}
    return options
