"""What a class does together: votes, drawings, and networks judged on them; for students and for their teacher."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from nnplay.ui.classroom import drawings_panel, drawings_removal, vote_panel
from nnplay.ui.common.current import current
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue

STUDENT_PARTS = ("Vote", "Draw", "Judge networks")
TEACHER_PARTS = ("Vote", "Drawings", "Judge networks")


@dataclass
class TogetherState:
    """What is open.

    Args:
        part: One of the parts.
    """

    part: str = "Vote"


def student(session: Session) -> None:
    """Draws it for a session that has joined a class."""
    match _part(session, STUDENT_PARTS):
        case "Vote":
            vote_panel.vote(session)
        case "Draw":
            drawings_panel.draw(session)
        case _:
            drawings_panel.judge(session)


def teacher(session: Session) -> None:
    """Draws it for a session that teaches a class."""
    match _part(session, TEACHER_PARTS):
        case "Vote":
            vote_panel.ask(session)
        case "Drawings":
            drawings_removal.show(session)
        case _:
            drawings_panel.judge(session)


def _part(session: Session, parts: tuple[str, ...]) -> str:
    """Draws the choice; only the part that is open costs the server anything."""
    state = session.part(TogetherState)
    chosen = WidgetValue(f"together-{parts[1]}", parts[0])
    chosen.set(state.part if state.part in parts else parts[0])

    def take() -> None:
        current().part(TogetherState).part = chosen.get()

    st.segmented_control(
        "What the class does together",
        list(parts),
        key=chosen.key,
        on_change=take,
        required=True,
        label_visibility="collapsed",
    )
    return chosen.get()
