"""Pages that a task hides: they leave the navigation, and say so to whoever comes by their address.

They stay known to Streamlit: a link to a page that is not would be an error wherever one is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from nnplay.i18n import tr
from nnplay.ui.classroom.task import hidden_pages
from nnplay.ui.common import page
from nnplay.ui.common.current import current


def visibility(name: str) -> Literal["visible", "hidden"]:
    """Whether a page is in the navigation.

    Args:
        name: Of its file in pages/; `"learn"` for all lessons.
    """
    return "hidden" if name in hidden_pages(current()) else "visible"


def hides(shown: st.Page, lessons: Sequence[st.Page]) -> bool:
    """Whether the task hides the page that is asked for; pages of `lessons` are hidden together."""
    return ("learn" if shown in lessons else shown.url_path) in hidden_pages(current())


def say() -> None:
    """Draws what stands in the place of a hidden page."""
    page.start()
    page.hidden_title(tr("A page that the task does without"))
    st.info(tr("This page is not part of the task that you are working on."), icon=":material/visibility_off:")
    st.page_link("pages/playground.py", label=tr("Back to the task"), icon=":material/arrow_back:")
    page.finish()
