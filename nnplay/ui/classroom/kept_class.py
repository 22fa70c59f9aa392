"""The class that this browser has kept of another session."""

from __future__ import annotations

from nnplay.ui.classroom.membership import ClassAtHand, remembered_class
from nnplay.ui.common.browser_memory import BrowserState
from nnplay.ui.common.session import Session


def kept_class(session: Session) -> ClassAtHand | None:
    """The class, as its student or teacher; None where the browser knows of none."""
    memory = session.part(BrowserState).found
    return remembered_class(memory.pages.get(ClassAtHand.memory_name)) if memory else None
