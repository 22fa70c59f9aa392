"""How a browser tab is known again after a reload: it keeps the session's token in its own storage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from nnplay.i18n import N_, tr
from nnplay.ui.classroom import membership, task
from nnplay.ui.common.current import adopt, copy_experiment, current, take_up
from nnplay.ui.common.opened_link import carry
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
    // With the new session's token it is another value than one that the page has sent to a server before.
    setStateValue("kept", { token: kept, copied: tab.copied, instead: data.token });
  }
}
"""

_tab = st.components.v2.component("nnplay_tab", js=_JAVASCRIPT)
_KEY = "nnplay-tab"

COPIED = N_("This tab has a session of its own: the same experiment, and its own runs.")

GONE = N_("The server was restarted, or this tab was inactive for too long. Its trainings are gone.")


@dataclass
class TabState:
    """What a tab is told that asked for another session.

    Args:
        refused: Token of a session that is not its own, or not known any more; the tab then takes the new one's.
        notice: What the page shall say, until it has.
    """

    refused: str = ""
    notice: str = ""


def remember() -> None:
    """Ties the session to the browser tab, and goes back to the tab's earlier session after a reload."""
    session = current()
    tab = session.part(TabState)
    told: Any = _tab(key=_KEY, data={"token": session.token, "refused": tab.refused}, on_kept_change=_on_kept)
    del told
    if tab.notice:
        st.toast(tr(tab.notice), icon=":material/tab:", duration="long")
        tab.notice = ""


def _on_kept() -> None:
    # Before the script runs again, so that the page is drawn once, with the right session.
    kept = WidgetValue[Any](_KEY, {}).get().get("kept") or {}
    token = kept.get("token")
    if not isinstance(token, str):
        return
    fresh = current()
    copied = bool(kept.get("copied")) and copy_experiment(token)
    adopted = not copied and adopt(token)
    carry(fresh, current())
    membership.carry(fresh, current())
    task.carry(fresh, current())
    if adopted:
        return
    tab = current().part(TabState)
    if not copied and take_up(token):
        tab.notice = GONE
        return
    # Said at the end of the page: what a callback says is lost where the page is drawn anew at once.
    tab.refused, tab.notice = token, COPIED if copied else ""
