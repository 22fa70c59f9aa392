"""Going on with an assignment: one of the ready ones, or one from a link or a file."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.assignment_link import PARAMETER
from nnplay.classroom.ready import READY
from nnplay.classroom.shown_words import UNTITLED, shown
from nnplay.errors import AssignmentError, LinkError
from nnplay.i18n import tr
from nnplay.lessons import lesson
from nnplay.ui.classroom.draft import Draft
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session


def from_text(text: str) -> Assignment:
    """The assignment of a link, of the text behind its `?a=`, or of a file.

    Raises:
        AssignmentError: If a file holds none.
        LinkError: If a link holds none.
    """
    text = text.strip()
    if text.startswith("{"):
        return Assignment.from_json(text)
    named = parse_qs(urlsplit(text).query).get(PARAMETER) if "?" in text else [text]
    if not named:
        raise LinkError(tr("This link holds no assignment: it has no “{parameter}=” in it.", parameter=PARAMETER))
    return Assignment.from_link(named[0])


def draw(session: Session, draft: Draft) -> None:
    """Draws the choice, and what could not be opened."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.popover(tr("Open an assignment"), icon=":material/folder_open:", key=draft.key("open-task")):
            _open(draft)
        with st.popover(tr("Ready assignments"), icon=":material/library_books:", key=draft.key("ready-tasks")):
            ready_list(draft, "popover")
        if draft.title or draft.text or draft.start or draft.goals:
            st.button(
                tr("Start a new one"),
                icon=":material/note_add:",
                type="tertiary",
                key="new-task",
                on_click=lambda: current().part(Draft).clear(),
                help=tr("Empties all fields. You can bring back what was there."),
            )
        if draft.earlier is not None:
            title = plain(shown(draft.earlier.title or UNTITLED))
            st.button(
                tr("Bring back “{title}”", title=title),
                icon=":material/undo:",
                type="tertiary",
                key="earlier-task",
                on_click=lambda: current().part(Draft).bring_back(),
                help=tr("What you were writing before you opened another assignment or began a new one."),
            )


def ready_list(draft: Draft, place: str) -> None:
    """Draws the assignments that come with nnplay; a press opens one.

    Args:
        draft: What is composed.
        place: Where the list stands, for the keys of its buttons.
    """
    st.caption(tr("{ready} tasks, each for one lesson, to hand out as they are or to change.", ready=len(READY)))
    with st.container(gap=None, key=f"ready-{place}"):
        for name, one in READY.items():
            st.button(
                f"{lesson(name).heading}: **{shown(one.assignment.title)}**",
                icon=":material/assignment:",
                key=draft.key(f"open-ready-{place}-{name}"),
                type="tertiary",
                on_click=_take_ready,
                args=(name,),
            )


def _take_ready(name: str) -> None:
    current().part(Draft).take(READY[name].assignment)


def _open(draft: Draft) -> None:
    file = st.file_uploader(tr("A saved file"), type="json", key=draft.key("file"))
    text = st.text_area(tr("Or paste its link"), key=draft.key("link"), height=90)
    if file is not None:
        text = file.getvalue().decode(errors="replace")
    if st.button(tr("Open this assignment"), key="open-task-now", disabled=not text):
        try:
            draft.take(from_text(text))
        except (AssignmentError, LinkError) as error:
            where = getattr(error, "where", ())
            place = " › ".join(str(part + 1 if isinstance(part, int) else part) for part in where)
            show_error(error.message + (tr(" At: {place}", place=place) if place else ""))
        else:
            st.rerun()
