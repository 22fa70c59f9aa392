"""The teacher's view of a class: a table that fills by itself, codes that were sent, and what is kept how long."""

from __future__ import annotations

import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.class_store import Classroom
from nnplay.classroom.guessing import MustWait
from nnplay.classroom.standing import ORDERS, Standing, ordered, standings
from nnplay.errors import AssignmentError, ClassroomError
from nnplay.i18n import plural, tr
from nnplay.ui.classroom import class_settings, codes_panel, standing_panel, student_run
from nnplay.ui.classroom.membership import ClassAtHand, class_at_hand, classes, confirmed, guarded
from nnplay.ui.classroom.standing_panel import TableState
from nnplay.ui.common.choices import choose
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live import live_seconds
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session

POLL_SECONDS = 3.0
"""How often the table looks for new results; less often where many sessions are open."""

CODE, KEY = "class", "key"
"""Of the address: a class's code, and its teacher's secret, which leaves the address once it is read."""


def read_address(session: Session) -> bool:
    """Opens the class of a teacher's link, and takes the secret out of the address; whether there was one."""
    code, secret = st.query_params.get(CODE, ""), st.query_params.get(KEY, "")
    if not secret:
        return False
    for name in (CODE, KEY):
        if name in st.query_params:
            del st.query_params[name]
    with show_errors():
        classroom = guarded(session, lambda: classes().open(code, secret))
        class_at_hand(session).teach(classroom.code, secret)
    return True


def show(session: Session, assignment: Assignment | None = None) -> None:
    """Draws the class that the session teaches, or the ways to one; and the results that came as codes.

    Args:
        session: Of the teacher.
        assignment: What a new class works on, and what codes must be of; None for anything.
    """
    read_address(session)
    mine = class_at_hand(session)
    classroom = None
    if mine.is_teacher:
        try:
            classroom = confirmed(session, lambda: classes().open(mine.taught, mine.secret))
        except MustWait as error:
            st.warning(plain(error.message), icon=":material/hourglass:")
            return
        except ClassroomError as error:
            st.warning(
                tr("Class {taught}: {message}", taught=mine.taught, message=plain(error.message)),
                icon=":material/info:",
            )
            mine.close()
    if classroom is None:
        class_settings.open_one(session, assignment)
    else:
        _class(session, mine, classroom, assignment)
    codes_panel.show(session, assignment_of(classroom) if classroom else assignment)


def assignment_of(classroom: Classroom) -> Assignment | None:
    """What a class works on; None where that is nothing, or can't be read here."""
    try:
        return Assignment.from_json(classroom.assignment) if classroom.assignment else None
    except AssignmentError:
        return None


# A live class -------------------------------------------------------------------------------------


def _class(session: Session, mine: ClassAtHand, classroom: Classroom, composed: Assignment | None) -> None:
    assignment = assignment_of(classroom)
    class_settings.head(session, classroom)
    class_settings.offer_assignment(session, classroom, assignment, composed)

    @st.fragment(run_every=max(POLL_SECONDS, live_seconds()))
    def table() -> None:
        with show_errors():
            found = _standings(mine, classroom, assignment)
            handed = sum(bool(one.handed) for one in found)
            said = (
                plural(
                    "{n} student, {handed} with a result. The table fills by itself. Click a row to see the run.",
                    "{n} students, {handed} with a result. The table fills by itself. Click a row to see the run.",
                    len(found),
                    handed=handed,
                )
                if found
                else tr("No students yet. Who joins appears here by itself.")
            )
            st.caption(said)
            state = session.part(TableState)
            if found:
                if len(found) > 1:
                    choose(tr("Order"), _orders(), state.order, "class-order", take=_take_order, width=180)
                standing_panel.draw(
                    session, "class", ordered(found, state.order), assignment, f"class-{classroom.code}.csv"
                )
            if state.turned:
                state.turned = False
                st.rerun()

    table()
    with show_errors():
        student_run.show(
            session,
            standing_panel.chosen_of(session, "class", _standings(mine, classroom, assignment)),
            assignment,
            classroom.code,
        )
    class_settings.keeping(session, classroom)


def _orders() -> dict[str, str]:
    return {name: tr(title) for name, title in ORDERS.items()}


def _take_order(order: str) -> None:
    current().part(TableState).order = order


def _standings(mine: ClassAtHand, classroom: Classroom, assignment: Assignment | None) -> list[Standing]:
    """Where each student stands in the assignment that the class works on now."""
    wanted = classroom.assignment_id
    handed = [one for one in classes().results(mine.taught, mine.secret) if wanted in ("", one.result.assignment)]
    counted = classes().attempts(mine.taught, mine.secret, wanted) if wanted else {}
    return standings(
        handed, classes().members(mine.taught, mine.secret), standing_panel.marks_of(handed, assignment), counted
    )
