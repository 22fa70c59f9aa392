"""The page about data: on their way into the network, how they are split, and what they look like."""

from __future__ import annotations

import streamlit as st

from nnplay.i18n import N_, tr
from nnplay.ui.common import loading
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.data_page import columns, images, input_steps, split, table, texts

VIEWS = (N_("Into the network"), N_("Split"), N_("Explore"))
FOUND = N_("Your table")
"""The first view of a table of the student's own."""


def show(session: Session) -> None:
    """Draws the chosen view of the data of the experiment at hand."""
    views = (FOUND, *VIEWS) if session.spec.dataset.name == table.NAME else VIEWS
    chosen = WidgetValue("data-page-view", views[0])
    chosen.keep_among(views)
    view = st.segmented_control(
        tr("What to look at"), views, required=True, key=chosen.key, format_func=tr, label_visibility="collapsed"
    )
    if view == FOUND:
        table.show(session)
        return
    with show_errors():
        data = loading.load(session.spec.dataset)
        if view == "Split":
            split.show(session, data)
        elif view == "Explore" and data.family == "image":
            images.show(session, data)
        elif view == "Explore" and data.family == "text":
            texts.show(session, data)
        elif view == "Explore":
            columns.show(session, data)
        else:
            input_steps.show(session, data)
