"""What every page begins and ends with."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay.ui.common import browser_memory, expected, garbage, identity, launch
from nnplay.ui.common.current import current
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session


def start() -> Session:
    """Draws what is common and returns the session; the first call in a server warms the engine up."""
    engine()
    return current()


def heading(title: str) -> DeltaGenerator:
    """The heading of a column; what else is drawn into it stands on its right."""
    line = st.container(
        key=f"heading-{title}", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )
    line.subheader(title, anchor=False, width="content")
    return line


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
    launch.settled()
    garbage.collect_in_quiet_moments()  # after the first page, which does not wait for it
