"""All drawings of a class for its teacher, who takes some out and puts them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from nnplay.classroom.class_drawings import pool
from nnplay.classroom.stored_drawings import ClassDrawing
from nnplay.errors import ClassroomError
from nnplay.i18n import tr
from nnplay.ui.classroom import class_readings
from nnplay.ui.classroom.class_tiles import SHOWN, count_words, tiles
from nnplay.ui.classroom.membership import class_at_hand, classes
from nnplay.ui.common.choices import choose
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.session import Session

ASK_SECONDS = 5.0
"""How often the gallery looks for new drawings."""


@dataclass
class RemovedDrawings:
    """What the teacher has chosen and taken out.

    Args:
        chosen: Number of the chosen drawing in the database; 0 for none.
        shown: Numbers of the drawings that the browser was shown last; a click is on one of them.
        last: Those that were taken out last, all at once.
        failed: Why that could not be done.
    """

    chosen: int = 0
    shown: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    failed: str = ""


def show(session: Session) -> None:
    """Draws the gallery with what can be done, for a session that teaches a class."""
    mine = class_at_hand(session)
    if not mine.is_teacher:
        return

    @st.fragment(run_every=ASK_SECONDS)
    def panel() -> None:
        with show_errors():
            _gallery(session, classes().drawings(mine.taught, mine.secret, removed=True))

    panel()


def _gallery(session: Session, every: Sequence[ClassDrawing]) -> None:
    state = session.part(RemovedDrawings)
    there = [one for one in every if not one.removed]
    out = tuple(one.id for one in every if one.removed)
    state.last = tuple(id for id in state.last if id in out)
    if not every:
        st.info(
            tr("Nobody has drawn yet. Students draw on the page My class. What they give appears here by itself."),
            icon=":material/draw:",
        )
        return
    drawings = pool(every)
    y_pred = class_readings.ready_answers(drawings)
    st.markdown(
        tr(
            "**{there}** in the dataset of the class. Click one, or choose it, to remove it.",
            there=count_words(len(there)),
        )
    )
    misread = st.toggle(
        tr("Only those that the ready reader misreads"), key="only-misread", help=tr("Scribbles are mostly among them.")
    )
    places = np.flatnonzero(y_pred != drawings.labels) if misread else np.arange(len(there))
    shown = places[-SHOWN:]
    buttons = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    if state.failed:
        show_error(state.failed)
    if len(shown):
        picked = tiles(drawings, shown, y_pred, "class-gallery", clicks=True)
        if picked is not None and picked < len(state.shown):  # newer drawings may have come since
            state.chosen = state.shown[picked]
        state.shown = tuple(there[place].id for place in shown)
        if len(places) > SHOWN:
            st.caption(tr("The newest {shown} are shown.", shown=SHOWN))
    with buttons:
        if len(shown):
            _chosen(state, there, shown, drawings.writers, y_pred)
        _button(
            tr("Undo: put back {last}", last=count_words(len(state.last))) if state.last else tr("Undo"),
            "undo",
            state.last,
            True,
        )
        if len(out) > len(state.last):
            _button(tr("Put back all {out}", out=len(out)), "restore_from_trash", out, True)


def _chosen(
    state: RemovedDrawings, there: Sequence[ClassDrawing], shown: np.ndarray, writers: np.ndarray, y_pred: np.ndarray
) -> None:
    """The list of the drawings that are shown, and what can be done with the chosen one."""

    def take(id: int) -> None:
        current().part(RemovedDrawings).chosen = id

    titles = {
        there[place].id: tr(
            "{place}: a {digit} by writer {writers}, read as {y_pred}",
            place=number,  # as the tile says
            digit=there[place].digit,
            writers=writers[place],
            y_pred=y_pred[place],
        )
        for number, place in enumerate(map(int, shown))
    }
    # None at first, and none after one was removed: a second press must not take another one.
    id = state.chosen if state.chosen in titles else 0
    if not id:
        titles = {0: tr("Choose a drawing"), **titles}
    id = choose(tr("Drawing"), titles, id, "class-drawing", take=take, width=320)
    place = next((place for place, one in enumerate(there) if one.id == id), None)
    if place is None:
        _button(tr("Remove it"), "delete", (), False)
    else:
        _buttons(there, place, int(writers[place]))


def _buttons(there: Sequence[ClassDrawing], place: int, writer: int) -> None:
    """What can be done with the chosen drawing."""
    chosen = there[place]
    _button(tr("Remove this {digit}", digit=chosen.digit), "delete", (chosen.id,), False)
    others = tuple(one.id for one in there if one.writer == chosen.writer)
    if len(others) > 1:
        _button(
            tr("Remove all {others} by writer {writer}", others=len(others), writer=writer),
            "delete_sweep",
            others,
            False,
        )


def _button(label: str, icon: str, ids: tuple[int, ...], back: bool) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"class-drawings-{icon}",
        disabled=not ids,
        on_click=_put_back if back else _take_out,
        args=(ids,),
    )


def _take_out(ids: tuple[int, ...]) -> None:
    _move(ids, True)


def _put_back(ids: tuple[int, ...]) -> None:
    _move(ids, False)


def _move(ids: tuple[int, ...], removed: bool) -> None:
    """Takes drawings out of the dataset of the class, or puts them back."""
    session = current()
    state, mine = session.part(RemovedDrawings), class_at_hand(session)
    state.failed, state.chosen, state.last = "", 0, ids if removed else ()
    try:
        for id in ids:
            classes().remove_drawing(mine.taught, mine.secret, id, removed)
    except ClassroomError as error:
        state.failed = error.message
