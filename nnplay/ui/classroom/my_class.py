"""The student's page: joining a class by its code, and what can be done there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.class_names import LONGEST_NAME
from nnplay.classroom.class_store import Classroom
from nnplay.classroom.crowd import crowd_words
from nnplay.classroom.guessing import MustWait
from nnplay.classroom.shown_words import shown
from nnplay.errors import AssignmentError, ClassroomError
from nnplay.i18n import N_, tr
from nnplay.ui.classroom import drawings_panel, hand_in, judge_panel, task, vote_panel
from nnplay.ui.classroom.kept_class import kept_class
from nnplay.ui.classroom.membership import ClassAtHand, class_at_hand, classes, confirmed, guarded
from nnplay.ui.classroom.my_class_state import HAND_IN, MyClassState
from nnplay.ui.classroom.task_text import day_text
from nnplay.ui.common import page
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.kept_runs import is_shared
from nnplay.ui.common.parts import choose_part
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue

PARAMETER = "class"
"""Of the address: the code of the class that is to be joined."""

PARTS: Mapping[str, Callable[[Session], None]] = {
    HAND_IN: hand_in.show,
    N_("Vote"): vote_panel.vote,
    N_("Draw for the class"): drawings_panel.draw,
    N_("Judge networks"): judge_panel.judge,
}
"""What a member can do, by the title of the part."""

WHAT = N_(
    "You need no account and no email address. The class keeps the name that you choose, what you hand in, which "
    "trainings counted as attempts, the digits that you draw for it and your votes, until {ends}. Your teacher sees "
    "them; the others don't see your name beside your work unless your teacher shows it on the wall. You can download "
    "or delete all of it here."
)


def show(session: Session) -> None:
    """Draws the page."""
    mine, state = class_at_hand(session), session.part(MyClassState)
    classroom = _joined(session, mine, state)
    with page.title(tr("My class")):
        if classroom:
            _membership(mine, classroom)
    if state.problem:
        st.warning(plain(state.problem), icon=":material/info:")
        state.problem = ""
    if state.notice:
        st.info(plain(state.notice), icon=":material/badge:")
    if classroom is None:
        _join(session)
        came_for_it = bool(task.task_of(session).attempts)  # of a task that came by its own link
        opens = came_for_it or session.part(hand_in.HandedIn).result is not None
        # After a reload the page is drawn once before the session is back: an expander of that time would stay closed.
        key = "without-class-open" if opens else "without-class"
        with st.expander(tr("Hand in without a class"), icon=":material/outgoing_mail:", key=key, expanded=opens):
            hand_in.show(session)
        return
    st.markdown(
        tr(
            "You are **{name}** in **{title}** (code {code}).",
            name=plain(mine.name),
            title=plain(shown(classroom.title)),
            code=classroom.code,
        )
    )
    if crowd := crowd_words(classes().count_members(mine.code, mine.token), shared=is_shared()):
        st.caption(f":material/info: {crowd}")
    _task(session, classroom)

    def take(part: str) -> None:
        current().part(MyClassState).part = part

    titles = {part: tr(part) for part in PARTS}
    PARTS[choose_part("part", list(PARTS), state.part, take, titles=titles)](session)


def _joined(session: Session, mine: ClassAtHand, state: MyClassState) -> Classroom | None:
    """The class that the session has joined, as long as it is there."""
    if not mine.is_student:
        return None
    try:
        confirmed(session, lambda: classes().rejoin(mine.code, mine.token))
        return classes().find(mine.code)
    except MustWait as error:
        state.problem = error.message
        return None
    except ClassroomError as error:
        state.problem = tr(
            "You were in the class {code} as {name}. {message}", code=mine.code, name=mine.name, message=error.message
        )
        mine.leave()
        return None


# Joining ------------------------------------------------------------------------------------------


def _join(session: Session) -> None:
    named = st.query_params.get(PARAMETER, "")[:12]
    _offer(session)
    with st.form("join-class", width=520):
        st.markdown(tr("**Join a class**"))
        code = st.text_input(tr("Class code"), named, max_chars=12, placeholder=tr("Six letters"), key="join-code")
        name = st.text_input(
            tr("Your name in the class"),
            task.task_of(session).name,
            max_chars=LONGEST_NAME,
            key="join-name",
            help=tr("A nickname or a number will do. Your teacher should know who you are; nobody else needs to."),
        )
        pressed = st.form_submit_button(tr("Join"), type="primary", icon=":material/login:")
        if pressed:
            with show_errors():
                _enter(session, code, name)
    with st.container(width=520):
        ends = tr("30 days after the class was opened, unless your teacher has chosen another time")
        st.caption(tr(WHAT, ends=ends))


def _enter(session: Session, code: str, name: str) -> None:
    if not name.strip():  # before the code is tried
        raise ClassroomError(tr("Enter the name that the class will know you by."))
    member = guarded(session, lambda: classes().join(code, name))
    class_at_hand(session).join(member)
    state = session.part(MyClassState)
    state.notice = ""
    if member.name != member.asked:
        state.notice = tr(
            "Somebody in this class is called {asked} already, so you are {name}. To take another name, leave "
            "the class and join it again.",
            asked=member.asked,
            name=member.name,
        )
    _open(session, member.name)


def _open(session: Session, name: str) -> None:
    """Opens the assignment of the class that was joined, and draws the page anew."""
    mine = class_at_hand(session)
    classroom = classes().find(mine.code)
    if classroom.assignment:
        try:
            task.open_task(session, Assignment.from_json(classroom.assignment))
        except AssignmentError as error:
            session.part(MyClassState).problem = tr(
                "The assignment of this class can't be opened here. {message}", message=error.message
            )
    task.rename(session, name)
    if PARAMETER in st.query_params:
        del st.query_params[PARAMETER]
    st.rerun()


def _offer(session: Session) -> None:
    """The way back for a student whose tab was lost: this browser has kept their token."""
    kept = kept_class(session)
    if kept is None or not kept.is_student or class_at_hand(session).left:
        return
    with st.container(border=True, width=520, key="class-offer"):
        st.markdown(
            tr("This browser was in the class **{code}** as **{name}**.", code=kept.code, name=plain(kept.name))
        )
        if st.button(
            tr("Go on as this student"),
            icon=":material/history:",
            key="class-back",
            help=tr("If that wasn't you, join the class under your own name instead."),
        ):
            with show_errors():
                member = guarded(session, lambda: classes().rejoin(kept.code, kept.token))
                class_at_hand(session).join(member)
                _open(session, member.name)


# In the class -------------------------------------------------------------------------------------


def _task(session: Session, classroom: Classroom) -> None:
    at_hand = task.task_of(session).assignment
    if not classroom.assignment:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="class-task"):
        if at_hand is not None and at_hand.id == classroom.assignment_id:
            st.markdown(tr("Your task: **{title}**", title=plain(shown(at_hand.title))), width="content")
            st.page_link("pages/playground.py", label=tr("Work on it in the playground"), icon=":material/hub:")
        elif st.button(
            tr("Open the task of the class"), icon=":material/assignment:", type="primary", key="class-open-task"
        ):
            with show_errors():
                _open(session, class_at_hand(session).name)


def _membership(mine: ClassAtHand, classroom: Classroom) -> None:
    with st.popover(tr("My data"), icon=":material/shield_person:", key="class-my-data"):
        st.caption(tr(WHAT, ends=day_text(classroom.ends)))
        st.download_button(
            tr("Download all that is kept of me"),
            lambda: classes().export_student(mine.code, mine.token),
            file_name=f"class-{classroom.code}-my-data.json",
            mime="application/json",
            icon=":material/download:",
            key="class-download-me",
            on_click="ignore",
        )
        st.button(
            tr("Leave on this computer"),
            icon=":material/logout:",
            key="class-leave",
            on_click=_leave,
            help=tr(
                "The class keeps what you have handed in. Without your browser's memory you can't come back as "
                "the same student."
            ),
        )
        st.checkbox(tr("I want everything that the class keeps of me to be deleted"), key="class-sure")
        st.button(
            tr("Delete me from the class"),
            icon=":material/delete_forever:",
            key="class-delete-me",
            disabled=not WidgetValue("class-sure", False).get(),
            on_click=_delete,
        )


def _leave() -> None:
    session = current()
    session.part(MyClassState).notice = ""
    hand_in.forget(session)
    class_at_hand(session).leave()


def _delete() -> None:
    session = current()
    mine, state = class_at_hand(session), session.part(MyClassState)
    try:
        classes().leave(mine.code, mine.token)
    except ClassroomError as error:
        show_error(error.message)
        return
    state.notice, state.problem = (
        "",
        tr("You are no longer in the class {code}, and it keeps nothing of you.", code=mine.code),
    )
    hand_in.forget(session)
    mine.leave()
