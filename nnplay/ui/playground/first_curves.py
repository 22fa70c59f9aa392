"""A press of Train draws the curves first, and the rest of the page once the browser has shown them.

A whole page takes a browser some tenths of a second, which the first numbers of a training would have to wait for.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from nnplay.ui.common import folded
from nnplay.ui.common.current import current
from nnplay.ui.common.live import QUICK_SECONDS, is_class
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.widget_value import plain_values
from nnplay.ui.playground import starting

FRAGMENT = "curves"
"""Streamlit's name for the part of the page that has the curves."""

BUTTON = "train"
"""Key of the button that is pressed."""

SHOWN_SECONDS = 0.2
"""So long the rest of the page waits; a browser that is told of it at once draws all together."""


@dataclass
class Settled:
    """What the widgets said when the page was last drawn to its end.

    Args:
        revision: Of the session then.
        values: By key; none where the curves do not come first.
    """

    revision: int = -1
    values: dict[str, Any] = field(default_factory=dict)


def settle(session: Session) -> None:
    """Notes that the experiment is what the widgets say; at the end of a page."""
    values = {} if is_class() else plain_values()
    no_settings = {BUTTON, *folded.known()}
    session.part(Settled).values = {key: value for key, value in values.items() if key not in no_settings}
    session.part(Settled).revision = session.revision


def ask() -> None:
    """In the callback of a press: has the curves drawn alone; but in a class, where it would cost the others time."""
    if current().part(Settled).values and not is_class():
        with contextlib.suppress(StreamlitAPIException):  # the page has not come to its curves yet
            st.rerun(FRAGMENT)


def begin(session: Session) -> bool:
    """Starts the training that was asked for, where only the curves are drawn; whether it has numbers to show.

    Where it has none yet, where it could not start, or where a setting was changed a moment before the press, the
    whole page is drawn instead.
    """
    if not session.pressed:
        return False
    settled, now = session.part(Settled), plain_values()
    if settled.revision != session.revision or any(now.get(key, old) != old for key, old in settled.values.items()):
        st.rerun()
    pressed = session.pressed
    if starting.act(session):
        session.pressed = pressed  # the page says why
        st.rerun()
    run = session.shown_run
    if run is None or not (run.job.history.epochs or run.job.history.running):
        st.rerun()
    return True


def come_now(run: SessionRun) -> bool:
    """Waits a moment for the first numbers of a training that nothing had prepared; whether they have come.

    A look now and then would see them a tenth of a second late, and draw the whole page together with them.
    """
    run.job.wait_for_news(QUICK_SECONDS)
    history = run.job.history
    return bool(history.epochs or history.running)


def finish() -> None:
    """Draws the rest of the page."""
    time.sleep(SHOWN_SECONDS)
    st.rerun()
