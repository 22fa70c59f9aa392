"""The experiment as a link: the button that copies it, and what is said of one that was opened."""

from __future__ import annotations

import streamlit as st

from nnplay.errors import LinkError
from nnplay.i18n import N_, tr
from nnplay.link import PARAMETER, to_link
from nnplay.training.by_hand import hand_note
from nnplay.ui.common import language
from nnplay.ui.common.copy_button import copy_button
from nnplay.ui.common.current import current
from nnplay.ui.common.opened_link import OpenedLink, go_back
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session

LABEL = N_("Copy link")

_HELP = N_(
    "The link holds this whole experiment: data, network, training and seed, but no trained weights. Anyone who opens "
    "it sees the experiment and can train the same network."
)


def draw(session: Session) -> None:
    """Draws the button; where no link can hold the experiment, why, and the file instead."""
    try:
        text = to_link(session.spec)
    except LinkError as error:
        with st.popover(tr(LABEL), icon=":material/link_off:", key="no-link"):
            st.markdown(plain(tr(error.message)))
            save_button(session, "save-instead-of-link")
        return
    run = session.shown_run
    by_hand = hand_note(run.job.history) if run and run.is_of(session.spec) else ""
    help = f"{tr(_HELP)} {by_hand}".rstrip()
    copy_button(tr(LABEL), f"?{PARAMETER}={text}{language.suffix()}", "copy-link", help=help)


def save_button(session: Session, key: str) -> None:
    """Draws the button that downloads the experiment as JSON."""
    st.download_button(
        tr("Save as file"),
        # When it is clicked: points that are drawn draw only their own part of the page anew.
        lambda: session.spec.to_json(indent=1),
        file_name="experiment.json",
        mime="application/json",
        icon=":material/download:",
        key=key,
        on_click="ignore",
    )


def keep_room(session: Session) -> None:
    """Keeps room for `notice` where the story stands below it; before anything is drawn that it would move."""
    opened = session.part(OpenedLink)
    if session.preset and not opened.problem and opened.is_shown(session):
        st.html("<style>:root { --nn-link-line: 1; }</style>")


def notice(session: Session) -> bool:
    """Says where the experiment comes from, if it was opened from a link; whether it was.

    Of a link that could not be opened it says why, until something else happens.
    """
    opened = session.part(OpenedLink)
    if opened.problem and session.live_run:
        opened.problem, opened.spec = "", None
    if not opened.is_shown(session):
        return False
    if opened.problem:
        st.warning(
            tr("{problem} Nothing here has changed.", problem=plain(tr(opened.problem))), icon=":material/link_off:"
        )
        return False
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="opened-link"):
        st.caption(
            ":material/link: " + tr("**Opened from a link.** Train it to get the same network as the sender."),
            width="content",
        )
        if opened.before is not None:
            st.button(
                tr("Back to my experiment"),
                icon=":material/undo:",
                type="tertiary",
                key="back-from-link",
                on_click=lambda: go_back(current()),
                help=tr("Restore what you had here before you opened the link."),
            )
    return True
