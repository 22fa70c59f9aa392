"""Small pictures in a row that wraps, each with what it shows."""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable

import streamlit as st

from nnplay.figures import Picture


def row(pictures: Iterable[Picture], key: str) -> None:
    """Draws pictures side by side; those that do not fit go to the next line, those without a width have their own."""
    with st.container(key=key):
        st.html('<div class="nnplay-pictures">' + "".join(map(_figure, pictures)) + "</div>")


def _figure(picture: Picture) -> str:
    source = base64.b64encode(picture.png).decode()
    size = f"width:{picture.width}px" if picture.width else "width:100%"
    text = f"<span>{html.escape(picture.text)}</span>" if picture.text else ""
    return (
        f'<figure style="{size}"><figcaption>{html.escape(picture.title)}</figcaption>'
        f'<img alt="{html.escape(picture.alt or picture.title)}" src="data:image/png;base64,{source}">{text}</figure>'
    )
