"""The first page of a server, when its visitor comes by the address of another page than the playground.

Streamlit takes the folder `pages` for its older kind of navigation until `st.navigation` has been called once.
Until then it runs a page by itself, or says that there is none: a link to a lesson would fail on every server that
has just started. The tab is then loaded once more. Seen in Streamlit 1.67 (`PagesManager.uses_pages_directory`).
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import streamlit as st

# The query is still the tab's own, and names a part of the page.
_JAVASCRIPT = """
export default function ({ data }) {
  location.replace(data.address ? data.address + location.search : location.href);
}
"""
_open = st.components.v2.component("nnplay_open", js=_JAVASCRIPT)

_navigated = False
"""Whether app.py has been run in this server."""


def in_app(pages: Iterable[st.Page]) -> None:
    """Called by app.py, which knows all pages; returns if the tab may stay as it is."""
    global _navigated
    before, _navigated = _navigated, True
    last = urlsplit(st.context.url or "").path.rstrip("/").rsplit("/", 1)[-1]
    if not before and last and any(page.url_path == last for page in pages):
        _once_more()


def in_page() -> None:
    """Called by a page; returns if app.py has called it."""
    if not _navigated:
        _once_more()


def _once_more() -> None:
    st.navigation([st.Page(_blank, title="nnplay")], position="hidden")
    # Not the address that the tab has by now, which follows the navigation.
    _open(key="open-once-more", data={"address": st.context.url})
    st.stop()


def _blank() -> None:
    pass
