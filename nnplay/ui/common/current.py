"""The session of the browser tab that a page runs for."""

from __future__ import annotations

import re
import time
from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from nnplay.datasets.store.cache import Shared
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.sessions import Sessions, is_open

_KEY = "nnplay"

Kept = TypeVar("Kept")

TOKEN = re.compile(r"[0-9a-f]{32}")


_registry: Shared[None, Sessions] = Shared(1, lambda sessions: 1)


def _sessions() -> Sessions:
    """All sessions of this server."""
    return _registry.get(None, _begin)


def _begin() -> Sessions:
    known = Sessions(engine)
    known.keep_looking()
    return known


def current() -> Session:
    """The session of the page that runs."""
    session = st.session_state.get(_KEY)
    if session is None:
        session = st.session_state[_KEY] = Session()
    _sessions().add(session)  # once more where it had been forgotten meanwhile
    _see(session)
    return session


def session_at_hand() -> Session | None:
    """The session of the page that runs, if it has one already."""
    return st.session_state.get(_KEY)


def of_tab(kind: type[Kept]) -> Kept:
    """What is kept of the browser tab itself: unlike a part of its session it is new where the page is loaded anew."""
    name = f"{_KEY}-{kind.__name__}"
    if name not in st.session_state:
        st.session_state[name] = kind()
    found: Kept = st.session_state[name]
    return found


def open_sessions() -> int:
    """How many sessions of this server have an open tab."""
    return _sessions().count_open(time.monotonic())


def _see(session: Session) -> None:
    """Notes which tab has the session open."""
    session.seen = time.monotonic()
    if context := get_script_run_ctx(suppress_warning=True):
        session.tabs.add(context.session_id)


def copy_experiment(token: str) -> bool:
    """Takes the experiment of a session that another browser tab has open, and leaves that session alone.

    Whether there is such a tab. Else this tab may have the session for itself; see `adopt`.
    """
    known, context = _sessions().get(token), get_script_run_ctx(suppress_warning=True)
    if known is None or context is None or not any(is_open(tab) for tab in known.tabs - {context.session_id}):
        return False
    current().replace_spec(known.spec)
    return True


def take_up(token: str) -> bool:
    """Gives a new session the name that its tab knows of one which is gone, so that what is kept under it is found.

    Whether it could: a session with runs, and a name that no session can have, stay as they are.
    """
    session, known = current(), _sessions()
    if session.runs or known.get(token) or not TOKEN.fullmatch(token):
        return False
    known.drop(session)
    session.token = token
    known.add(session)
    return True


def adopt(token: str) -> bool:
    """Goes on with the session that this browser tab had before; whether it is still known."""
    known = _sessions().get(token)
    if known is None:
        return False
    fresh = st.session_state.get(_KEY)
    if fresh is not None and fresh is not known and not fresh.runs:
        _sessions().drop(fresh)
    st.session_state[_KEY] = known
    _see(known)
    # Widgets of the fresh session hold its values; a new revision lets them start from the spec.
    known.revision += 1
    return True
