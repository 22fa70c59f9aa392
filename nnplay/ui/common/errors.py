"""Errors beside their cause."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from nnplay.errors import NnplayError
from nnplay.i18n import tr
from nnplay.ui.common.plain_text import plain


@contextmanager
def show_errors() -> Iterator[None]:
    """Shows an `NnplayError` of its body where the body draws."""
    try:
        yield
    except NnplayError as error:
        show_error(error.message)


def show_error(message: str) -> None:
    """Shows what went wrong; names from the user's files in it look as they were written.

    What the engine says comes in English, and is translated here where it is one text.
    """
    st.error(plain(tr(message)), icon=":material/error:")
