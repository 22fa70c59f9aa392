"""How a browser tab is known again after a reload: it keeps the session's token in its own storage."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nnplay.ui.common.current import adopt, current

_JAVASCRIPT = """
export default function ({ data, setStateValue }) {
  // sessionStorage belongs to one tab and ends with it: the next person at this computer starts afresh.
  const kept = sessionStorage.getItem("nnplay-session");
  if (kept === null || kept === data.refused) {
    sessionStorage.setItem("nnplay-session", data.token);
  } else if (kept !== data.token) {
    setStateValue("token", kept);
  }
}
"""

_tab = st.components.v2.component("nnplay_tab", js=_JAVASCRIPT)


def remember() -> None:
    """Ties the session to the browser tab, and goes back to the tab's earlier session after a reload."""
    token = current().token
    told: Any = _tab(
        key="nnplay-tab",
        data={"token": token, "refused": st.session_state.get("nnplay-refused", "")},
        on_token_change=_on_token,
    )
    del told


def _on_token() -> None:
    # Before the script runs again, so that the page is drawn once, with the right session.
    state: Any = st.session_state.get("nnplay-tab")
    token = getattr(state, "token", None) or (state or {}).get("token")
    if isinstance(token, str) and not adopt(token):
        st.session_state["nnplay-refused"] = token
