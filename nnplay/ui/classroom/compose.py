"""Composing an assignment from the experiment at hand."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from nnplay.classroom.assignment import TEXT, TITLE, Assignment
from nnplay.errors import AssignmentError
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.session import Session
from nnplay.ui.common.widgets import param_widget


@dataclass
class Draft:
    """What a teacher has written so far."""

    title: str = ""
    text: str = ""


def show(session: Session) -> None:
    """Draws the fields and what becomes of them."""
    draft = session.part(Draft)
    st.title("Teach")
    draft.title = param_widget(TITLE, draft.title, "assignment-title")
    draft.text = param_widget(TEXT, draft.text, "assignment-text")
    if not draft.title:
        st.caption("Give the assignment a title.")
        return
    try:
        made = Assignment(draft.title, draft.text, session.spec)
    except AssignmentError as error:
        show_error(error.message)
        return
    st.download_button("Save as file", made.to_json(indent=1), "assignment.json", "application/json")
