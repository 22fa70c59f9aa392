"""The drawing as the canvas has told it last, which may be newer than the page; for what a press of a button does."""

from __future__ import annotations

from typing import Any

from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.draw.state import DrawState


def canvas_key(session: Session) -> str:
    """Key of the canvas that is on the page."""
    return f"canvas-{session.token}-{session.part(DrawState).canvas_number}"


def with_strokes(drawing: Any) -> dict[str, Any] | None:
    """Canvas data; None where it is blank."""
    return drawing if drawing and drawing.get("objects") else None


def newest(session: Session) -> dict[str, Any] | None:
    """Canvas data of the drawing, with strokes that came together with the press; None while it is blank."""
    told: Any = WidgetValue[Any](canvas_key(session), None).get()
    drawing = told.get("drawing") if told else None
    if drawing:
        session.part(DrawState).drawing = with_strokes(drawing.get("raw"))
    return session.part(DrawState).drawing
