"""Errors beside their cause."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from nnplay.errors import NnplayError


@contextmanager
def show_errors() -> Iterator[None]:
    """Shows an `NnplayError` of its body where the body draws."""
    try:
        yield
    except NnplayError as error:
        st.error(error.message, icon=":material/error:")
