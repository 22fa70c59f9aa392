"""A student's progress on the path, which the browser keeps in its own storage, apart from experiments and runs."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from nnplay.ui.common.current import current
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.lessons.state import LessonsState

_JAVASCRIPT = """
// Progress is added to what other tabs have kept. A browser may have no storage to give: the page works without.
const KEY = "nnplay-lessons";

function read(text) {
  try { return JSON.parse(text) ?? {}; } catch { return {}; }
}

export default function ({ data, setStateValue }) {
  try {
    const page = (window.nnplayLessons ??= { told: false, forgotten: data.forgotten });
    if (data.forgotten > page.forgotten) {
      page.forgotten = data.forgotten;
      localStorage.removeItem(KEY);
    }
    const text = localStorage.getItem(KEY);
    if (data.asks && !page.told) {
      page.told = true;
      if (text !== null) setStateValue("kept", text);
    }
    if (Object.keys(data.progress).length) {
      localStorage.setItem(KEY, JSON.stringify({ ...read(text ?? "{}"), ...data.progress }));
    }
  } catch {}
}
"""
_KEY = "nnplay-lessons"
MOST_CHARACTERS = 20_000

_progress = st.components.v2.component("nnplay_lessons", js=_JAVASCRIPT)


def keep(place: str = "") -> None:
    """Lets the browser keep the progress as it is now.

    Args:
        place: Of a part of a page that is drawn by itself. Without it, at the end of a page, the browser is also asked
            for what it kept earlier.
    """
    state = current().part(LessonsState)
    data = {"progress": state.progress, "forgotten": state.forgotten, "asks": not place}
    with st.container(key=f"progress-box{place and '-'}{place}"):
        told: Any = _progress(
            key=f"{_KEY}{place and '-'}{place}", data=data, on_kept_change=_nothing if place else take
        )
        del told


def take() -> None:
    """Takes in what the browser kept."""
    text = (WidgetValue[Any](_KEY, {}).get() or {}).get("kept")
    if isinstance(text, str) and len(text) <= MOST_CHARACTERS:
        try:
            kept = json.loads(text)
        except (ValueError, RecursionError):
            return
        current().part(LessonsState).join(kept)


def _nothing() -> None:
    pass
