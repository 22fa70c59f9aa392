"""Opening a class, its links, and what is kept of it for how long."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.class_file import ENDING
from nnplay.classroom.class_store import DAYS, LONGEST_TITLE, MOST_DAYS, Classroom, wall_key
from nnplay.classroom.qr import svg
from nnplay.classroom.shown_words import shown
from nnplay.errors import ClassroomError
from nnplay.i18n import N_, plural, tr
from nnplay.ui.classroom.kept_class import kept_class
from nnplay.ui.classroom.membership import class_at_hand, classes, guarded, has_own_key
from nnplay.ui.classroom.task_text import day_text
from nnplay.ui.common.address import app_address
from nnplay.ui.common.copy_button import copy_button
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.kept_runs import is_shared
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue

TIMES = (1, 7, DAYS, 90, MOST_DAYS)
"""Days that a class can be kept for."""

PRIVACY = N_(
    "**What is kept.** The names that students choose, what they hand in (settings, scores, curve, their words, a "
    "digest of the weights), which trainings counted as attempts, the digits that they draw, and their votes. No "
    "accounts, no email addresses, nothing at third parties. All of it is in one file on this server and is deleted "
    "when the class ends. Ask for nicknames, not for full names. Students can download or delete their own data on "
    "the page My class."
)


def open_one(session: Session, assignment: Assignment | None) -> None:
    """Draws the ways to a class: a new one, or one from a file."""
    offer(session)
    left, right = st.columns([1.3, 1], gap="large")
    with left, st.form("open-class"):
        st.markdown(tr("**Open a class**"))
        title = st.text_input(
            tr("What the class is called"),
            shown(assignment.title) if assignment else "",
            max_chars=LONGEST_TITLE,
            key="class-title",
        )
        days = st.selectbox(
            tr("Keep it for"),
            TIMES,
            index=TIMES.index(DAYS),
            format_func=_time,
            key="class-days",
            help=tr("Then all of it is deleted. You can delete it earlier."),
        )
        if st.form_submit_button(tr("Open the class"), type="primary", icon=":material/groups:"):
            with show_errors():
                classroom, secret = classes().create(title, assignment, days=days)
                class_at_hand(session).teach(classroom.code, secret)
                st.rerun()
        works_on = (
            tr("It works on the assignment **{title}**.", title=plain(shown(assignment.title)))
            if assignment
            else tr("It has no assignment yet: compose one in the first part of this page, now or later.")
        )
        st.caption(tr("{works_on} Students join with a code of six letters, without accounts.", works_on=works_on))
    with right:
        st.markdown(tr("**Or open one again**"))
        st.caption(tr("Open the teacher's link that you saved, or the file of a class that you downloaded."))
        file = st.file_uploader(
            tr("File of a class"), type=ENDING.removeprefix("."), key="class-file", max_upload_size=50
        )
        if file is not None and st.button(tr("Open this file"), icon=":material/upload_file:", key="class-file-open"):
            with show_errors():
                code, secret = guarded(session, lambda: classes().import_class(file.getvalue()))
                class_at_hand(session).teach(code, secret)
                st.rerun()


def _time(days: int) -> str:
    return tr("1 week") if days == 7 else plural("{n} day", "{n} days", days)


def offer(session: Session) -> None:
    """The way back for a teacher whose tab was lost: this browser has kept the secret."""
    kept = kept_class(session)
    if kept is None or not kept.is_teacher or class_at_hand(session).left:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="class-teacher-offer"):
        st.markdown(tr("This browser was teaching the class **{taught}**.", taught=kept.taught), width="content")
        if st.button(tr("Go on with this class"), icon=":material/history:", key="class-teacher-back"):
            with show_errors():
                guarded(session, lambda: classes().open(kept.taught, kept.secret))
                class_at_hand(session).teach(kept.taught, kept.secret)
                st.rerun()


def head(session: Session, classroom: Classroom) -> None:
    """Draws the class's code and its links."""
    mine, code = class_at_hand(session), classroom.code
    address = app_address()
    words, picture = st.columns([5, 1], gap="medium", vertical_alignment="center")
    with words:
        st.header(plain(shown(classroom.title)), anchor=False)
        with st.container(key="class-code"):
            st.markdown(f":primary[**{code[:3]} {code[3:]}**]", width="content")
        st.caption(tr("Class code: students enter it on the page My class, or open the link or the QR code."))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            copy_button(
                tr("Copy link for students"), f"./classroom?class={code}", "class-link", help=tr("It opens My class.")
            )
            copy_button(
                tr("Copy teacher's link"),
                f"./teach?class={code}&key={mine.secret}",
                "class-teacher-link",
                help=tr("It opens this class on any computer. Keep it to yourself: who has it can do what you can."),
            )
            copy_button(
                tr("Copy link to the wall"),
                f"./wall?class={code}&key={wall_key(mine.secret)}",
                "class-wall-link",
                help=tr("For the projector. It shows the class's results and can change nothing."),
            )
            st.page_link(
                "pages/wall.py",
                label=tr("Open the wall"),
                icon=":material/cast_for_education:",
                help=tr("Here, in this tab. For a projector at another computer copy the link."),
                width="content",
            )
        if is_shared():
            said = tr(
                "This class goes with the server: download it after the lesson, under *Privacy, file, end of the "
                "class*."
            )
            st.caption(f":material/cloud_off: {said}")
        if urlsplit(address).hostname in ("localhost", "127.0.0.1"):
            said = tr(
                "Only this computer can open these links. Open this page by the address that this computer has in your "
                "network, such as the Network URL in the terminal, and copy the links there."
            )
            st.caption(f":material/info: {said}")
    with picture:
        if address:
            st.image(svg(f"{address}classroom?class={code}"), width=150, alt=tr("QR code of the class"))


def offer_assignment(
    session: Session, classroom: Classroom, assignment: Assignment | None, composed: Assignment | None
) -> None:
    """Draws what the class works on, and the way to another assignment that was composed meanwhile."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="class-assignment"):
        if assignment:
            st.caption(tr("The class works on **{title}**.", title=plain(shown(assignment.title))), width="content")
        elif not classroom.assignment:
            st.caption(tr("The class has no assignment."), width="content")
        if composed is None or composed.id == classroom.assignment_id:
            return
        title = plain(shown(composed.title))
        st.caption(tr("You have composed another assignment: “{title}”.", title=title), width="content")
        if st.button(
            tr("Give it to the class"),
            icon=":material/assignment_turned_in:",
            key="class-assign",
            help=tr(
                "The class then works on this assignment. Results of the one before stay in the file of the class."
            ),
        ):
            with show_errors():
                classes().assign(classroom.code, class_at_hand(session).secret, composed)
                st.rerun()


def keeping(session: Session, classroom: Classroom) -> None:
    """Draws what is kept of the class, and the ways to take it along and to delete it."""
    mine, code = class_at_hand(session), classroom.code
    with st.expander(tr("Privacy, file, end of the class"), icon=":material/shield_person:", key="class-keeping"):
        st.markdown(tr(PRIVACY))
        st.caption(tr("This class is deleted on {ends}, with everything in it.", ends=day_text(classroom.ends)))
        if is_shared():
            own = (
                "" if has_own_key() else tr(" Result codes then can no longer be checked, because the key is lost too.")
            )
            st.warning(
                tr(
                    "This server is shared and keeps no files when it is restarted or moved: the class would be "
                    "gone.{own} Download the file of the class after each lesson. It can be opened again on this page.",
                    own=own,
                ),
                icon=":material/cloud_off:",
            )
        named = st.toggle(
            tr("The wall may show names"), classroom.names_shown, key=f"class-names-{code}",
            help=tr("Off: the wall shows results without names."),
        )  # fmt: skip
        if named != classroom.names_shown:
            with show_errors():
                classes().show_names(code, mine.secret, named)
        with st.container(horizontal=True, gap="small"):
            st.download_button(
                tr("Download the class"),
                lambda: classes().export(code, mine.secret),
                file_name=f"class-{code}{ENDING}",
                mime="application/octet-stream",
                icon=":material/download:",
                key="class-download",
                on_click="ignore",
                help=tr("All of the class in a file, with your teacher's link. Keep it as carefully as that."),
            )
            st.button(
                tr("Close on this computer"),
                icon=":material/logout:",
                key="class-close",
                on_click=lambda: class_at_hand(current()).close(),
                help=tr("The class goes on. To come back you need the teacher's link."),
            )
        st.checkbox(tr("Delete the class with everything in it, for everybody"), key="class-delete-sure")
        st.button(
            tr("Delete the class"),
            icon=":material/delete_forever:",
            key="class-delete",
            disabled=not WidgetValue("class-delete-sure", False).get(),
            on_click=_delete,
        )


def _delete() -> None:
    mine = class_at_hand(current())
    try:
        classes().delete_class(mine.taught, mine.secret)
    except ClassroomError as error:
        show_error(error.message)
        return
    mine.close()
