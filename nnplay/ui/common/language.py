"""The language of a session: the one in the link, else the one chosen last in this browser, else the browser's own."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from nnplay import i18n
from nnplay.i18n import ENGLISH, LANGUAGES
from nnplay.ui.common.asked_language import COOKIE, PARAMETER
from nnplay.ui.common.current import current, session_at_hand


@dataclass
class SessionLanguage:
    """Which language a session has.

    Args:
        code: One of `LANGUAGES`; empty before the first page.
        is_chosen: Whether a person chose it, so that the addresses of the pages carry it on.
        since: When, in milliseconds; 0 for never.
    """

    code: str = ""
    is_chosen: bool = False
    since: int = 0


_known = threading.local()


def begin() -> None:
    """Finds the language out; the first call of each page."""
    reader = current().part(SessionLanguage)
    asked = st.query_params.get(PARAMETER, "")
    if asked in LANGUAGES:
        _take(reader, asked)
    elif not reader.code:
        kept = st.context.cookies.get(COOKIE, "")
        if kept in LANGUAGES:
            _take(reader, kept)
        else:
            reader.code = i18n.best([st.context.locale or ENGLISH])
    if reader.is_chosen and asked != reader.code:
        st.query_params[PARAMETER] = reader.code
    _known.context = None


def choose(code: str) -> None:
    """Changes the language of the session, in a callback."""
    if code in LANGUAGES:
        _take(current().part(SessionLanguage), code)
        st.query_params[PARAMETER] = code


def suffix() -> str:
    """What an address of the app must end with to carry a chosen language on: `"&lang=de"`, or nothing."""
    reader = current().part(SessionLanguage)
    return f"&{PARAMETER}={reader.code}" if reader.is_chosen else ""


def since() -> int:
    """When the language was chosen; by it a browser knows a message that a newer one has overtaken."""
    session = session_at_hand()
    return session.part(SessionLanguage).since if session else 0


def _take(reader: SessionLanguage, code: str) -> None:
    if (reader.code, reader.is_chosen) != (code, True):
        reader.since = int(1000 * time.time())
    reader.code, reader.is_chosen = code, True
    _known.context = None


def _of_this_thread() -> str:
    """The language of the session that the thread runs a page for; that of anybody for all other threads.

    Asked for each text, hundreds of times for a page, so that it is looked up once for a thread of Streamlit's.
    """
    context: Any = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return i18n.ANYBODY
    if getattr(_known, "context", None) is not context:
        session = session_at_hand()
        _known.code = (session.part(SessionLanguage).code if session else "") or ENGLISH
        _known.context = context
    return str(_known.code)


i18n.ask(_of_this_thread)
