"""How the pages look."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay.palette import theme_css

STYLES = tuple(Path(__file__).with_name(name) for name in ("look.css", "access.css", "phone_bar.css"))


def apply() -> None:
    """Sends the style sheets."""
    st.html(f"<style>{theme_css(st.context.theme.type)}\n{_rules()}</style>")


@functools.cache
def _rules() -> str:
    """The style sheets without comments and indents: Streamlit sends them whenever a page is drawn."""
    rules = "\n".join(style.read_text(encoding="utf-8") for style in STYLES)
    return re.sub(r"/\*.*?\*/\s*|^\s+", "", rules, flags=re.DOTALL | re.MULTILINE)


def when_styled() -> DeltaGenerator:
    """A container for the whole page, a pixel high until the style sheet gives it its height.

    The browser fetches what reads a style sheet when the first one comes, and draws other things meanwhile: they would
    be shown where they do not belong, and jump.
    """
    return st.container(key="nnplay-page", height=1, border=False)
