"""Handing an assignment out: link, QR code, file, a sheet to print; and trying it as a student."""

from __future__ import annotations

import re

import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.assignment_link import PARAMETER
from nnplay.classroom.printed import formulas_as_typed, printed
from nnplay.classroom.qr import svg
from nnplay.classroom.shown_words import shown
from nnplay.errors import LinkError
from nnplay.i18n import plural, tr
from nnplay.ui.classroom import task
from nnplay.ui.classroom.draft import Draft, browser_zone, zone_of
from nnplay.ui.common.address import app_address
from nnplay.ui.common.copy_button import copy_button
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session

_AT_HOME = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])[:/]")


def draw(session: Session, assignment: Assignment) -> None:
    """Draws the ways."""
    try:
        text = assignment.to_link()
    except LinkError as error:
        text = ""
        st.warning(
            tr("{message} Students open the file in the playground.", message=plain(error.message)),
            icon=":material/link_off:",
        )
    address = app_address()
    link = f"{address}?{PARAMETER}={text}" if text and address else ""
    zone = session.part(Draft).zone or browser_zone()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="give-out"):
        if st.button(
            tr("Try it as a student"),
            type="primary",
            icon=":material/play_arrow:",
            key="try-task",
            help=tr("Opens the task in the playground. The experiment there comes back when you leave it."),
        ):
            task.leave(session)
            task.open_task(session, assignment, rehearsal=True)
            st.switch_page("pages/playground.py")
        if text:
            copy_button(
                tr("Copy the link"),
                f"./?{PARAMETER}={text}",
                "copy-task",
                help=tr("The whole task is in the link. Nothing is stored on the server."),
            )
        name = "-".join(re.findall(r"[a-z0-9]+", assignment.title.lower()))[:40] or "assignment"
        st.download_button(
            tr("Save as file"),
            assignment.to_json(indent=1),
            file_name=f"{name}.assignment.json",
            mime="application/json",
            icon=":material/download:",
            key="save-task",
            on_click="ignore",
        )
        st.download_button(
            tr("Sheet to print"),
            printed(assignment, link, zone_of(zone), zone),
            file_name=f"{name}.html",
            mime="text/html",
            icon=":material/print:",
            key="print-task",
            on_click="ignore",
            help=tr("One page with the text, the goals, the link and its QR code. Open it and print it."),
        )
    if typed := formulas_as_typed(shown(assignment.text)):
        st.caption(
            plural(
                "The sheet to print can't draw {n} of your formulas and shows it as you have typed it: {typed}",
                "The sheet to print can't draw {n} of your formulas and shows them as you have typed them: {typed}",
                len(typed),
                typed=", ".join(map(plain, typed)),
            )
        )
    if not link:
        return
    with st.expander(tr("QR code"), icon=":material/qr_code_2:"):
        st.image(svg(link), width=320, alt=tr("QR code of the link"))
        st.caption(tr("{link:,} characters. The longer the text, the smaller the squares of the code.", link=len(link)))
    if _AT_HOME.match(link):
        st.caption(
            tr(
                "This link works on your own computer only. Open nnplay at an address that your students can reach, "
                "and copy the link there."
            )
        )
