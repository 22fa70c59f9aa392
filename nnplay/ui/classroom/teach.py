"""The teacher's page: composing an assignment, and the class that works on it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.errors import AssignmentError
from nnplay.i18n import N_, tr
from nnplay.ui.classroom import class_table, compose, task, together
from nnplay.ui.classroom.draft import Draft
from nnplay.ui.classroom.membership import class_at_hand
from nnplay.ui.common.current import current
from nnplay.ui.common.parts import choose_part
from nnplay.ui.common.session import Session

ASSIGNMENT, CLASS, TOGETHER = N_("Assignment"), "Class", "Together"


@dataclass
class TeachState:
    """Which part of the page is open."""

    part: str = ASSIGNMENT


def show(session: Session) -> None:
    """Draws the page; a task that its teacher tries ends here, for what is composed follows the experiment at hand."""
    if task.task_of(session).rehearsal:  # the menu leads here too
        task.leave(session)
        st.rerun()  # the navigation was drawn without the pages that the task hides
    state = session.part(TeachState)
    mine = class_at_hand(session)
    if class_table.read_address(session) or mine.opens:
        state.part, mine.opens = CLASS, False
    titles = {ASSIGNMENT: tr(ASSIGNMENT), CLASS: tr("Class and results"), TOGETHER: tr("Votes and drawings")}
    match choose_part("part", [ASSIGNMENT, CLASS, TOGETHER], state.part, _take, titles=titles):
        case "Assignment":
            compose.show(session)
        case "Class":
            class_table.show(session, composed(session))
        case _:
            together.show(session)


def composed(session: Session) -> Assignment | None:
    """The assignment that the teacher has composed, as far as there is one."""
    draft = session.part(Draft)
    try:
        return draft.made(session.spec) if draft.title else None
    except AssignmentError:
        return None


def _take(part: str) -> None:
    current().part(TeachState).part = part
