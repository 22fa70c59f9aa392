"""What every page begins and ends with."""

from __future__ import annotations

import html

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay.i18n import tr
from nnplay.ui.common import browser_memory, expected, garbage, identity, launch, spoken
from nnplay.ui.common.current import current
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session


def start() -> Session:
    """Draws what is common and returns the session; the first call in a server warms the engine up."""
    engine()
    return current()


def title(words: str) -> DeltaGenerator:
    """The one title that each page has, in English; what else is drawn into it stands on its right."""
    line = _line(words)
    line.title(tr(words), anchor=False, width="content")
    return line


def hidden_title(words: str) -> None:
    """The title of a page that has no room for one, for screen readers alone."""
    st.html(f'<h1 class="nnplay-unseen">{html.escape(tr(words))}</h1>')


def heading(words: str) -> DeltaGenerator:
    """The heading of a column, in English; what else is drawn into it stands on its right."""
    line = _line(words)
    line.header(tr(words), anchor=False, width="content")
    return line


def _line(words: str) -> DeltaGenerator:
    return st.container(
        key=f"heading-{words}", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )


def place(key: str) -> DeltaGenerator:
    """A place to draw into later. Its room is kept from now on: Streamlit shows an empty column, but no container."""
    return st.container(key=key).columns(1)[0]


def finish() -> None:
    """Ties the tab to the session; at the end, so that nothing moves when it is drawn."""
    current().pressed = ""  # of a playground that was left before it could start
    expected.tell(current())
    with st.container(key="nnplay-tab-box"):
        identity.remember()
        browser_memory.keep()
        spoken.reach_what_scrolls()
    launch.settled()
    garbage.collect_in_quiet_moments()  # after the first page, which does not wait for it
