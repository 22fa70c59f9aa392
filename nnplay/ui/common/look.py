"""How the pages look."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnplay.palette import theme_css

STYLES = (Path(__file__).with_suffix(".css"), Path(__file__).with_name("access.css"))


def apply() -> None:
    """Sends the style sheets."""
    rules = "\n".join(style.read_text(encoding="utf-8") for style in STYLES)
    st.html(f"<style>{theme_css(st.context.theme.type)}\n{rules}</style>")


def when_styled() -> DeltaGenerator:
    """A container for the whole page, a pixel high until the style sheet gives it its height.

    The browser fetches what reads a style sheet when the first one comes, and draws other things meanwhile: they would
    be shown where they do not belong, and jump.
    """
    return st.container(key="nnplay-page", height=1, border=False)
