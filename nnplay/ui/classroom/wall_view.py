"""The wall of a class on a projector: it asks for news every two seconds, and is drawn anew only where some came."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from nnplay.classroom import qr
from nnplay.classroom.assignment import Assignment
from nnplay.classroom.class_store import Classroom, ClassStore, wall_key
from nnplay.classroom.schema import NoSuchClass
from nnplay.classroom.shown_words import shown
from nnplay.classroom.wall import summarize
from nnplay.errors import AssignmentError, ClassroomError
from nnplay.i18n import language, tr
from nnplay.limits import HOME, limits
from nnplay.palette import WALL
from nnplay.ui.classroom import wall_html
from nnplay.ui.classroom.membership import class_at_hand, classes, guarded
from nnplay.ui.common import page
from nnplay.ui.common.address import app_address
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.known_parts import Parts
from nnplay.ui.common.served import lean, serve
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue

NAME = "nnplay_class_wall"

ASK_SECONDS = 2.0

FOLDER = Path(__file__).parent / "wall_shown"

KEY = "class-wall"

# The wall's own script and style sheet the browser fetches once; see wall.js.
_component = st.components.v2.component(NAME, js=lean(Path(__file__).parent / "wall.js"))


@dataclass
class WallAtHand:
    """The wall that a session shows.

    Args:
        code, key: Of the class and its wall.
        left: Whether it was left.
        stamp: State of the file of classes when the wall was written last, the language and the shape.
        parts: The wall as it was written then.
        narrow: Whether the browser has said that it is a phone's.
    """

    code: str = ""
    key: str = ""
    left: bool = False
    stamp: tuple[int | str, ...] = ()
    parts: dict[str, str] = field(default_factory=dict)
    narrow: bool = False

    def take(self, code: str, key: str) -> None:
        """Shows the wall of a class from now on."""
        if (code, key) != (self.code, self.key):
            self.code, self.key, self.stamp, self.parts = code, key, (), {}


def choose(session: Session) -> WallAtHand | None:
    """The wall that the address names, else that of the class which the session teaches; None where there is none."""
    wall, mine = session.part(WallAtHand), class_at_hand(session)
    code, key = st.query_params.get("class", ""), st.query_params.get("key", "")
    if code and key:
        wall.take(code, key)
    elif mine.is_teacher:
        wall.take(mine.taught, wall_key(mine.secret))
    return wall if wall.code else None


def show(session: Session) -> None:
    """Draws the wall, or says how to open one."""
    wall = choose(session)
    if wall is None:
        page.title(tr("Wall"))
        st.info(
            tr(
                "A wall shows a class on a projector: how to join, its curves and its results. Open a class on the "
                "page Teach first, then come back."
            ),
            icon=":material/cast_for_education:",
        )
        st.page_link("pages/teach.py", label=tr("Open a class on Teach"), icon=":material/school:")
        return
    try:
        guarded(session, lambda: classes().watch(wall.code, wall.key))
    except ClassroomError as error:
        page.title(tr("Wall"))
        show_error(error.message)
        return

    @st.fragment(run_every=ASK_SECONDS)
    def draw() -> None:
        if wall.left:
            wall.left = False
            st.switch_page("pages/teach.py")
        try:
            _renew(wall)
        except NoSuchClass:  # it was deleted, and nothing of it stays on the wall
            st.rerun()
        except ClassroomError:
            pass  # busy for a moment: what is shown stays

        def leave() -> None:
            wall.left = True

        # What the browser has already is only named: without news an update has no picture in it.
        known = Parts(KEY)
        message = {
            "scripts": serve("wall", FOLDER),
            "words": {"full": tr("Full screen"), "leave": tr("Leave the wall")},
            "colors": known.put(WALL.css),
            "panels": {name: known.put(text) for name, text in wall.parts.items()},
            "narrow": wall.narrow,
        }
        _component(
            key=KEY,
            data=known.message(message),
            on_left_change=leave,
            on_narrow_change=lambda: None,
            on_lacks_change=known.forget,
        )

    draw()


def _renew(wall: WallAtHand) -> None:
    """Writes the wall anew where something in the classes of this server has changed, the language, or its shape."""
    store = classes()
    wall.narrow = bool(WidgetValue[Any](KEY, {}).get().get("narrow"))
    stamp: tuple[int | str, ...] = (language(), wall.narrow, *_stamp(store))
    if stamp != wall.stamp or not wall.parts:
        wall.parts = wall_html.parts(_state(store, wall))
        wall.stamp = stamp


def _stamp(store: ClassStore) -> tuple[int, ...]:
    """What differs when anything was written."""
    found: list[int] = []
    for path in (store.path, store.path.with_name(f"{store.path.name}-wal")):
        with suppress(OSError):
            status = os.stat(path)
            found += [status.st_mtime_ns, status.st_size]
    return tuple(found)


def _state(store: ClassStore, wall: WallAtHand) -> wall_html.WallState:
    classroom = store.watch(wall.code, wall.key)
    task = _task(classroom)
    address = wall_html.join_address(app_address(), classroom.code)
    summary = summarize(
        store.shown(wall.code, wall.key),
        store.count_members(wall.code, wall.key),
        [goal.sentence for goal in task.goals] if task else [],
        classroom.assignment_id,
    )
    asked = store.questions(wall.code, wall.key)
    question = (asked[-1], store.votes(wall.code, wall.key, asked[-1].id)) if asked else None
    drawn = len(store.drawings(wall.code, wall.key))
    title = shown(task.title if task else classroom.title)
    return wall_html.WallState(
        title, classroom.code, address, qr.svg(address), summary, question, drawn, limits() != HOME, wall.narrow
    )


def _task(classroom: Classroom) -> Assignment | None:
    """What the class works on, if it has a task that can be read here."""
    if not classroom.assignment:
        return None
    try:
        return Assignment.from_json(classroom.assignment)
    except AssignmentError:
        return None
