"""Where the visitor's browser has found the app."""

from __future__ import annotations

from urllib.parse import urljoin

import streamlit as st


def app_address() -> str:
    """The address of the playground, ending in a slash; empty where no browser is connected.

    The page's own name is left out, and the frame that Community Cloud shows an app in.
    """
    url = st.context.url
    return urljoin(url, ".").removesuffix("~/+/") if url else ""
