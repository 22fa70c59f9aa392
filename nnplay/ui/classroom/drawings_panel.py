"""A student draws digits for the class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from nnplay.classroom.class_drawings import DIGITS, missing_digits
from nnplay.datasets.kinds.class_drawings import PER_STUDENT, PooledDrawings, pixels_of
from nnplay.datasets.kinds.digits import DIGIT_NAMES
from nnplay.errors import ClassroomError, NnplayError
from nnplay.i18n import tr
from nnplay.sketch import to_input
from nnplay.ui.classroom import class_readings
from nnplay.ui.classroom.membership import class_at_hand, classes
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.draw.newest import newest
from nnplay.ui.draw.state import DrawState


@dataclass
class ClassDrawingState:
    """What a student has drawn for the class.

    Args:
        digit: What is drawn next; None for the next one that is missing.
        notice: What came of the last drawing.
        failed: Why the last one was not taken.
    """

    digit: int | None = None
    notice: str = ""
    failed: str = ""


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
            tr(
                "**{drawn}** Together, the drawings of your class become a dataset that nobody's network has seen "
                "before. Nobody sees whose drawing is whose.",
                drawn=_progress(drawn, missing),
            )
        )
        left, right = st.columns([1, 1.2], gap="large")
        with left:
            drawing = canvas.draw(session, wanted=tr("Draw a {digit} here", digit=digit))
            st.button(
                tr("Give this {digit} to the class", digit=digit),
                icon=":material/send:",
                key="give-drawing",
                type="primary",
                disabled=drawing is None or len(drawn) >= PER_STUDENT,
                on_click=_give,
                args=(digit,),
                help=tr(
                    "It is turned into 28 × 28 pixels first, placed and scaled as in MNIST. Your teacher can remove it."
                ),
            )
        with right:
            _choose_digit(state, digit, drawn)
            if state.failed:
                show_error(state.failed)
            elif state.notice:
                st.success(state.notice, icon=":material/check:")
            if len(drawn) >= PER_STUDENT:
                st.info(
                    tr(
                        "You have given {per_student} drawings. That is as many as one student can give.",
                        per_student=PER_STUDENT,
                    )
                )

    panel()


def _progress(drawn: list[int], missing: list[int]) -> str:
    if not drawn:
        return tr("Draw each digit once.")
    if missing:
        return tr("You have drawn {digits} of the 10 digits.", digits=DIGITS - len(missing))
    return tr("You have drawn all 10 digits, {drawn} drawings in all. Thank you! You may draw more.", drawn=len(drawn))


def _choose_digit(state: ClassDrawingState, digit: int, drawn: list[int]) -> None:
    """Which digit is drawn next, with how often each is there."""
    value: WidgetValue[str | None] = WidgetValue("class-digit", None)
    value.set(str(digit))

    def chosen() -> None:
        picked = value.get()
        mine = current().part(ClassDrawingState)
        mine.digit, mine.notice, mine.failed = (int(picked) if picked else None), "", ""

    st.pills(
        tr("Digit to draw"),
        list(DIGIT_NAMES),
        format_func=lambda name: f"{name} ✓" if int(name) in drawn else name,
        key=value.key,
        on_change=chosen,
        wrap=True,
        help=tr("Those with a check mark are there already; you may draw them again."),
    )


def _give(digit: int) -> None:
    """Gives the drawing on the canvas to the class, and clears the canvas for the next one."""
    session = current()
    state, canvas_state, mine = session.part(ClassDrawingState), session.part(DrawState), class_at_hand(session)
    state.notice = state.failed = ""
    try:
        own = classes().own_drawings(mine.code, mine.token)
        if len(own) >= PER_STUDENT:
            raise ClassroomError(
                tr(
                    "You have given {per_student} drawings. That is as many as one student can give.",
                    per_student=PER_STUDENT,
                )
            )
        pixels = pixels_of(to_input(newest(session), (28, 28, 1)))
        classes().add_drawing(mine.code, mine.token, digit, pixels)
    except NnplayError as error:
        state.failed = error.message
        return
    one = PooledDrawings(pixels[None], np.array([digit]), np.array([1]))
    read = int(class_readings.ready_answers(one)[0])
    said = (
        tr("The ready reader reads a {read} too.", read=read)
        if read == digit
        else tr("The ready reader takes it for a {read}.", read=read)
    )
    state.notice, state.digit = tr("Your {digit} is in. {said}", digit=digit, said=said), None
    canvas_state.start_canvas(None)
