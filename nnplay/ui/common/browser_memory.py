"""What the browser keeps of a session in its own storage, and how a new session gets it back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from nnplay.catalogue import DEFAULT, SPECS
from nnplay.errors import DataError
from nnplay.i18n import N_, date, day, plural, tr
from nnplay.runs.memory import Memory, RememberedRun, bring_files_back, now, own_files
from nnplay.training.words import show_metric
from nnplay.ui.common.current import current
from nnplay.ui.common.kept_runs import store_of
from nnplay.ui.common.opened_link import OpenedLink
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_heads import heads
from nnplay.ui.common.widget_value import WidgetValue

if TYPE_CHECKING:
    import pandas as pd

_JAVASCRIPT = """
// A browser may have no storage to give, or none left: the page works without.
const KEY = "nnplay-memory";

export default function ({ data, setStateValue }) {
  try {
    const page = (window.nnplayMemory ??= { kept: localStorage.getItem(KEY), forgotten: 0, told: "" });
    if (data.waits && page.told !== data.born) {
      // A server that was started again knows nothing of this tab, which has gone on keeping since it was loaded. With
      // the new session's name it is another value than the one before, whatever the text.
      const kept = page.told ? localStorage.getItem(KEY) : page.kept;
      if (page.told) page.forgotten = 0;
      page.told = data.born;
      if (kept !== null) setStateValue("kept", { text: kept, born: data.born });
    }
    if (data.forgotten > page.forgotten) {
      page.forgotten = data.forgotten;
      localStorage.removeItem(KEY);
    } else if (data.text) {
      localStorage.setItem(KEY, data.text);
    }
  } catch {}
}
"""

WHAT = N_(
    "Your experiment with points that you drew, small tables of your own, labeled drawings, and the settings and "
    "curves of your runs are kept in this browser, on this computer only. Networks are not: press Train to get the "
    "same one again. Nor are large tables and pictures."
)

_memory = st.components.v2.component("nnplay_memory", js=_JAVASCRIPT)
_KEY = "nnplay-memory"


@dataclass
class BrowserState:
    """What the browser had kept when the page was loaded, and what it shall keep.

    Args:
        found: What it had kept, of another session or of this one before the server was started again.
        is_back: Whether the session has taken it.
        forgotten: How often it was told to forget.
        forgot: What was at hand then; it keeps nothing until that changes.
        notice: What the page shall say, until it has.
        kept: What it was told to keep last, and of what that was made.
        born: Stands for this session: the browser tells each one once what it has kept.
        told: Whether it has.
    """

    found: Memory | None = None
    is_back: bool = False
    forgotten: int = 0
    forgot: tuple[Any, ...] = ()
    notice: str = ""
    kept: tuple[tuple[Any, ...], str] = ((), "")
    born: str = field(default_factory=lambda: secrets.token_hex(4))
    told: bool = False

    @property
    def offered(self) -> Memory | None:
        """What could be gone on with."""
        return None if self.is_back else self.found


def keep() -> None:
    """Lets the browser keep the session as it is now; at the end of each page."""
    session = current()
    state = session.part(BrowserState)
    if state.found and not state.is_back and state.found.session == session.token and not is_begun(session):
        # The same tab after the server was started again.
        take_back(session)
        state.notice = tr(
            "Your experiment is back, as this browser saved it. Press Train to get the same network again."
        )
        st.rerun()
    data = {
        "text": _text(session, state),
        "forgotten": state.forgotten,
        "born": state.born,
        "waits": not state.told,
    }
    told: Any = _memory(key=_KEY, data=data, on_kept_change=_on_kept)
    del told
    if state.notice:
        st.toast(state.notice, icon=":material/history:", duration="long")
        state.notice = ""


def is_begun(session: Session) -> bool:
    """Whether anything has been done in a session that would be missed."""
    opened = session.part(OpenedLink).spec is not None
    return bool(session.runs) or opened or session.spec != SPECS[DEFAULT] or bool(session.remembered())


def take_back(session: Session) -> None:
    """Puts what the browser had kept into the session; runs come back as experiments with their curves."""
    state = session.part(BrowserState)
    if state.found:
        state.is_back = True
        bring_files_back(state.found, session.owner)
        session.replace_spec(state.found.spec)
        session.recall(state.found.pages)


def offer(session: Session) -> None:
    """Draws what this browser kept of another session, where it did, with a button to go on with it."""
    memory = session.part(BrowserState).offered
    if not memory:
        return
    with st.popover(tr("Last session"), icon=":material/history:", key="last-session"):
        runs = plural(", {n} trained run", ", {n} trained runs", len(memory.runs)) if memory.runs else ""
        others = tr(", your drawings") if memory.pages else ""
        st.markdown(
            tr(
                "This browser kept your work{memory}: **{title}**{runs}{others}.",
                memory=_when(memory),
                title=plain(memory.spec.dataset.kind.title),
                runs=runs,
                others=others,
            )
        )
        with st.container(horizontal=True):
            st.button(tr("Go on with it"), icon=":material/history:", key="memory-back", on_click=_go_on)
            _forget_button("offer")
        st.caption(tr(WHAT))


def panel() -> None:
    """Draws what the browser keeps, with a button to forget it."""
    st.markdown(tr("**What this browser keeps**"))
    st.caption(tr(WHAT))
    _forget_button("panel")


def _forget_button(place: str) -> None:
    st.button(
        tr("Forget"),
        icon=":material/delete:",
        key=f"memory-forget-{place}",
        on_click=_forget,
        help=tr("Deletes it all."),
    )


def runs_panel(session: Session) -> None:
    """Draws the runs that only the browser remembers, each with the way to train it again."""
    state = session.part(BrowserState)
    # What a reload has found again is not only remembered.
    here = {run.job.spec for run in session.trained_runs} | {run.spec for run in store_of(session).list()}
    runs = tuple(run for run in (state.found.runs if state.found else ()) if run.spec not in here)
    if not runs:
        return
    with st.expander(tr("Remembered by this browser: {runs}", runs=len(runs)), icon=":material/history:"):
        st.caption(
            tr("Their networks are gone. The same settings give the same weights: train one again to get it back.")
        )
        table = _table(runs)
        curve = st.column_config.LineChartColumn(tr("loss curve"))
        st.dataframe(table, hide_index=True, column_config={**heads(table), "loss curve": curve})
        names = [f"{place}. {run.name}" for place, run in enumerate(runs, start=1)]
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = st.selectbox(tr("Run"), range(len(runs)), format_func=lambda place: names[place], width=380)
            if state.found and st.button(tr("Open in the playground"), icon=":material/play_arrow:", key="memory-run"):
                bring_files_back(state.found, session.owner)
                session.replace_spec(runs[chosen].spec)
                st.switch_page("pages/playground.py")


def _table(runs: tuple[RememberedRun, ...]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for run in runs:
        metric = next((name for name in run.test_metrics if name != "loss"), "")
        losses = run.columns.get("val_loss", run.columns.get("loss", ()))
        rows.append(
            {
                N_("name"): run.name,
                N_("data"): run.spec.dataset.kind.title,
                N_("epochs"): run.epochs[-1] if run.epochs else None,
                N_("test result"): show_metric(metric, run.test_metrics[metric]) if metric else "",
                "loss curve": [value for value in losses if value == value],  # NaN is not drawn
            }
        )
    return pd.DataFrame(rows)


def _when(memory: Memory) -> str:
    try:
        saved = datetime.fromisoformat(memory.saved)
    except ValueError:
        return ""
    return tr(" on {day} at {time} UTC", day=day(saved), time=date(saved, "HH:mm"))


def _at_hand(session: Session) -> tuple[Any, ...]:
    """What there is to keep; equal as long as nothing has changed."""
    runs = tuple((run.job.id, run.title) for run in session.trained_runs)
    return session.token, session.spec, runs, session.remembered()


def _text(session: Session, state: BrowserState) -> str:
    """What the browser shall keep; empty where it shall leave what it has."""
    at_hand = _at_hand(session)
    if not is_begun(session) or at_hand == state.forgot:
        return ""
    if state.kept[0] != at_hand:
        ended = [RememberedRun.of(run.job.spec, run.title, run.job.history) for run in reversed(session.trained_runs)]
        known = [(run.spec, run.name) for run in ended]
        earlier = [run for run in (state.found.runs if state.found else ()) if (run.spec, run.name) not in known]
        memory = Memory(session.token, now(), session.spec, (*earlier, *ended), at_hand[-1])
        memory = replace(memory, files=own_files(memory.specs))
        state.kept, state.forgot = (at_hand, memory.to_text()), ()
    return state.kept[1]


def _on_kept() -> None:
    kept = (WidgetValue[Any](_KEY, {}).get() or {}).get("kept") or {}
    if (text := kept.get("text")) is None:
        return
    session = current()
    state = session.part(BrowserState)
    state.told = True
    try:
        found = Memory.from_text(text)
    except DataError as error:
        state.notice = error.message
        return
    if found.session != session.token or not is_begun(session):  # else it is what this session has told the browser
        state.found = found


def _go_on() -> None:
    take_back(current())


def _forget() -> None:
    session = current()
    state = session.part(BrowserState)
    state.found, state.is_back = None, False
    state.forgotten += 1
    state.forgot = _at_hand(session)
    state.notice = tr("This browser has deleted it. From your next change on, it saves your work again.")
