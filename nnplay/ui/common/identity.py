"""How a browser tab is known again after a reload: it keeps the session's token in its own storage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from nnplay.ui.common.current import adopt, copy_experiment, current
from nnplay.ui.common.widget_value import WidgetValue

_JAVASCRIPT = """
// sessionStorage belongs to one tab and ends with it: the next person at this computer starts afresh.
const TOKEN = "nnplay-session", OPEN = "nnplay-open";

// But "Duplicate tab" copies it. The mark is there while a page is open, so that a copy is born with it; a page that is
// left, also by a reload, takes it away before.
function begin() {
  const tab = { copied: sessionStorage.getItem(OPEN) !== null };
  const mark = () => sessionStorage.setItem(OPEN, "yes");
  mark();
  addEventListener("pageshow", mark);
  addEventListener("pagehide", () => sessionStorage.removeItem(OPEN));
  return tab;
}

export default function ({ data, setStateValue }) {
  const tab = (window.nnplayTab ??= begin());
  const kept = sessionStorage.getItem(TOKEN);
  if (kept === null || kept === data.refused) {
    sessionStorage.setItem(TOKEN, data.token);
    tab.copied = false;
  } else if (kept !== data.token) {
    setStateValue("kept", { token: kept, copied: tab.copied });
  }
}
"""

_tab = st.components.v2.component("nnplay_tab", js=_JAVASCRIPT)
_KEY = "nnplay-tab"

COPIED = "This tab has a session of its own: the same experiment, and its own runs."


@dataclass
class Refused:
    """What a tab is told that asked for another session.

    Args:
        token: Of a session that is not its own, or not known any more; the tab then takes the new one's.
    """

    token: str = ""


def remember() -> None:
    """Ties the session to the browser tab, and goes back to the tab's earlier session after a reload."""
    session = current()
    told: Any = _tab(
        key=_KEY,
        data={"token": session.token, "refused": session.part(Refused).token},
        on_kept_change=_on_kept,
    )
    del told


def _on_kept() -> None:
    # Before the script runs again, so that the page is drawn once, with the right session.
    kept = WidgetValue[Any](_KEY, {}).get().get("kept") or {}
    token = kept.get("token")
    if not isinstance(token, str):
        return
    if kept.get("copied") and copy_experiment(token):
        st.toast(COPIED, icon=":material/tab:")
    elif adopt(token):
        return
    current().part(Refused).token = token
