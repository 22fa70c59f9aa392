"""The canvas to draw a digit on; the only module that imports streamlit_drawable_canvas."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from nnplay.figures.style import INK, SURFACE
from nnplay.i18n import N_, tr
from nnplay.ui.common import living_network, script_texts
from nnplay.ui.common.current import current
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.draw.newest import canvas_key, newest, with_strokes
from nnplay.ui.draw.state import DrawState

SIZE = 320
"""Width and height in pixels; fits a phone."""

PEN = 18
"""Width of the pen in pixels."""

_aids = st.components.v2.component(
    "nnplay_canvas_aids", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"), isolate_styles=False
)


def draw(session: Session, wanted: str = N_("Draw a digit here")) -> dict[str, Any] | None:
    """Draws the canvas with Clear and Undo; its strokes as Fabric.js data, None while it is blank.

    Args:
        session: The session, which keeps the drawing.
        wanted: What the blank canvas says.
    """
    drawn = session.part(DrawState)
    key = canvas_key(session)
    if not WidgetValue(key, None).exists:
        # Only read at mount, when the page is opened again or after Undo; a change later would draw it anew.
        drawn.canvas_start = drawn.drawing
    with st.container(key="sketch-canvas"):
        # Over the canvas, and before it and the buttons in the order of the Tab key.
        _aids(key="canvas-aids", data={"folder": living_network.served(), "texts": script_texts.address()})
        result = st_canvas(
            stroke_width=PEN,
            stroke_color=INK,
            background_color=SURFACE,
            width=SIZE,
            height=SIZE,
            initial_drawing=drawn.canvas_start,
            key=key,
        )
        if not (result.json_data or {}).get("objects"):
            st.html(f'<div class="nnplay-draw-here" aria-hidden="true">{html.escape(tr(wanted))}</div>')
    drawn.drawing = with_strokes(result.json_data)
    with st.container(horizontal=True, gap="small"):
        st.button(
            tr("Undo"),
            icon=":material/undo:",
            key="canvas-undo",
            on_click=_undo,
            disabled=drawn.drawing is None,
            help=tr("Removes the last stroke."),
        )
        st.button(
            tr("Clear"),
            icon=":material/delete:",
            key="canvas-clear",
            on_click=_clear,
            disabled=drawn.drawing is None,
            help=tr("Removes all strokes."),
        )
    return drawn.drawing


def _undo() -> None:
    drawing = newest(current())
    if drawing:
        current().part(DrawState).start_canvas({**drawing, "objects": drawing["objects"][:-1]})


def _clear() -> None:
    current().part(DrawState).start_canvas(None)
