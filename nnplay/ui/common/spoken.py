"""What a screen reader says by itself, and that it can reach what scrolls."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import streamlit as st

from nnplay.i18n import tr

_FOLDER = Path(__file__).parent
_speaker = st.components.v2.component(
    "nnplay_spoken", js=(_FOLDER / "spoken.js").read_text(encoding="utf-8"), isolate_styles=False
)
_reachable = st.components.v2.component(
    "nnplay_reachable", js=(_FOLDER / "reachable.js").read_text(encoding="utf-8"), isolate_styles=False
)

Matters = Literal["progress", "result", "error"]


def say(words: str, place: str, matters: Matters = "progress") -> None:
    """Tells a screen reader something that the page shows; nothing is drawn.

    Args:
        words: A sentence; empty for nothing. The same one is not said twice in a row.
        place: A name for where on the page it is called.
        matters: Progress is said at most every five seconds, the newest of it; a result at once; an error interrupts.
    """
    _speaker(key=f"nnplay-spoken-{place}", data={"words": words, "matters": matters})


def reach_what_scrolls() -> None:
    """Gives what scrolls a tab stop, on the page as it is and as it will be."""
    names = {"code": tr("Code, scrolls"), "formula": tr("Formula, scrolls"), "other": tr("Scrolls")}
    _reachable(key="nnplay-reachable", data=names)
