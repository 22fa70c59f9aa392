"""What a first visitor can do: three ways to begin, in the place of the experiment's story until one was taken."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from nnplay.i18n import N_, tr
from nnplay.lessons import lessons
from nnplay.ui.common import browser_memory
from nnplay.ui.common.current import current
from nnplay.ui.common.session import Session
from nnplay.ui.lessons.pages import page_of
from nnplay.ui.playground.commands import width_for


@dataclass
class StartHere:
    """Whether a session still needs to be told how to begin.

    Args:
        done: Whether it has begun, or has closed the line.
    """

    done: bool = False


def is_shown(session: Session) -> bool:
    """Whether nothing has been done yet, in this session or one that the browser remembers."""
    state = session.part(StartHere)
    state.done = state.done or browser_memory.is_begun(session)
    return not state.done and not session.part(browser_memory.BrowserState).offered


def draw() -> None:
    """Draws the three ways."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="start-here"):
        st.markdown(tr("**Start here**"), width="content")
        st.button(
            tr("Try it"),
            icon=":material/play_arrow:",
            key="start-try",
            width=_width(N_("Try it"), 78),
            on_click=_try,
            help=tr("Train this network, and watch each of its neurons learn."),
        )
        if st.button(
            tr("Draw a digit"),
            icon=":material/draw:",
            key="start-draw",
            width=_width(N_("Draw a digit"), 118),
            help=tr("Draw with the mouse: a network reads it."),
        ):
            _done()
            st.switch_page("pages/draw.py")
        first = lessons()[0]
        if st.button(
            tr("Begin the course"),
            icon=":material/school:",
            key="start-course",
            width=_width(N_("Begin the course"), 140),
            help=tr("Short lessons with something to try in each. The first: {title}.", title=first.title),
        ):
            _done()
            st.switch_page(page_of(first))
        st.button(
            ":material/close:",
            key="start-close",
            type="tertiary",
            width=40,
            on_click=_done,
            help=tr("Close these suggestions."),
        )


def _width(label: str, english: int) -> int:
    """Of a button, in pixels, with what it says in the reader's language."""
    said = tr(label)
    return english if said == label else max(english, width_for(said))


def _try() -> None:
    _done()
    current().pressed = "train"


def _done() -> None:
    current().part(StartHere).done = True
