"""The page of the cluster: its computers, what runs where, and what waits."""

from __future__ import annotations

from typing import cast

import streamlit as st

from nnplay.engine.cluster.engine import ClusterEngine
from nnplay.engine.cluster.overview import Overview
from nnplay.i18n import tr
from nnplay.limits import show_bytes
from nnplay.training.words import show_duration
from nnplay.ui.cluster import tables
from nnplay.ui.cluster.access import KEY_VARIABLE, access, enter
from nnplay.ui.common import page
from nnplay.ui.common.current import open_sessions
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine, has_cluster
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_height import table_height

LOOK_SECONDS = 2.0

MOST_ROWS = 12


def show(session: Session) -> None:
    """Draws the page; where there is no cluster, the playground."""
    if not has_cluster():  # a server that has just started also knows files in `pages` that it does not name
        st.switch_page("pages/playground.py")
    page.title(tr("Cluster"))
    match access(session):
        case "open":
            _overview()
        case "locked":
            _ask_key(session)
        case "closed":
            st.info(
                tr(
                    "This page is for whoever runs the cluster. Open it in a browser on the server's own machine, or "
                    "set {key_variable} there to a long key: then this page asks for it, wherever you are.",
                    key_variable=KEY_VARIABLE,
                ),
                icon=":material/lock:",
            )


def _ask_key(session: Session) -> None:
    with st.form("operator", border=False, width=420):
        given = st.text_input(
            tr("Key"),
            type="password",
            help=tr("{key_variable} in the server's environment or secrets.", key_variable=KEY_VARIABLE),
            key=session.key("operator-key"),
        )
        pressed = st.form_submit_button(tr("Open"), icon=":material/lock_open:", type="primary")
    if pressed:
        if problem := enter(session, given):
            st.error(problem, icon=":material/error:")
        else:
            st.rerun()


@st.fragment(run_every=LOOK_SECONDS)
def _overview() -> None:
    draw(cast(ClusterEngine, engine()).overview(), engine().state, engine().message)


def draw(seen: Overview, state: str, message: str = "") -> None:
    """Draws an overview.

    Args:
        seen: What to draw.
        state: The engine's.
        message: Why the cluster can't be used, as a sentence.
    """
    if not seen.address:
        st.warning(tr(message) or tr("Connecting to the cluster …"), icon=":material/hourglass_top:")
        return
    with st.container(horizontal=True, gap="small", key="cluster-figures"):
        for label, value, help in _figures(seen):
            st.metric(label, value, help=help, border=True, width=168)
    if seen.hindrance:
        st.error(plain(tr(seen.hindrance)), icon=":material/error:")
    for sentence in seen.refused:
        st.warning(plain(tr(sentence)), icon=":material/computer_cancel:")
    st.markdown(tr("**Computers**"))
    _computers(seen)
    st.markdown(tr("**Trainings of this server**"))
    _trainings(seen)
    st.caption(
        tr(
            "The scheduler is {address}. Other servers that use the cluster count in the computers' figures. {part}",
            address=plain(seen.address),
            part=tr("Connected.") if state == "ready" else plain(tr(message)),
        )
    )


def _figures(seen: Overview) -> list[tuple[str, str, str]]:
    """What stands above: labels, values and helps."""
    good, (used, could) = seen.good, tables.places(seen)
    waiting = seen.waiting
    longest = tr(", the longest for {seconds}", seconds=show_duration(waiting[0].seconds)) if waiting else ""
    free = sum(host.free_memory for host in good)
    return [
        (tr("Computers"), str(len(good)), tr("Those that can be used.")),
        (
            tr("Training now"),
            tr("{used} of {could}", used=used, could=could),
            tr("Cores and GPUs that train, for all servers."),
        ),
        (
            tr("Waiting here"),
            str(len(waiting)),
            tr("Trainings of this server that wait for a computer{longest}.", longest=longest),
        ),
        (tr("Free memory"), show_bytes(free), tr("On all computers together.")),
        (tr("Open tabs"), str(open_sessions()), tr("Of this server.")),
    ]


def _computers(seen: Overview) -> None:
    if not seen.hosts:
        st.info(
            tr(
                "No computer is connected. Start one with `dask worker … --preload nnplay.engine.cluster.host`; "
                "README has the whole line."
            ),
            icon=":material/info:",
        )
        return
    table = tables.computers(seen)
    percent = st.column_config.ProgressColumn
    st.dataframe(
        table,
        hide_index=True,
        height=table_height(len(table), MOST_ROWS),
        column_config={
            "computer": st.column_config.TextColumn(tr("computer"), pinned=True),
            "state": tr("state"),
            "training": st.column_config.TextColumn(
                tr("training"), help=tr("Of as many as it has cores and GPUs for; all servers'.")
            ),
            "paused": st.column_config.NumberColumn(
                tr("paused"), help=tr("They wait for their students and use no core.")
            ),
            "GPUs": tr("GPUs"),
            "busy": percent(
                tr("busy"), min_value=0, max_value=100, format="%d%%", help=tr("Share of its cores that work.")
            ),
            "free memory": percent(
                tr("free memory"),
                min_value=0.0,
                max_value=float(max(table["memory"].max(), 0.1)),
                format="%.1f GB",
                help=tr("What trainings there may still take."),
            ),
            "memory": st.column_config.NumberColumn(tr("memory"), format="%.1f GB"),
            "questions": st.column_config.NumberColumn(
                tr("questions"), help=tr("About networks there, that it has not answered yet.")
            ),
        },
        key="cluster-computers",
        alt=tr("{table} computers with what they do", table=len(table)),
    )


def _trainings(seen: Overview) -> None:
    if not seen.trainings:
        st.caption(tr("None trains or waits."))
        return
    table = tables.trainings(seen)
    st.dataframe(
        table,
        hide_index=True,
        height=table_height(len(table), MOST_ROWS),
        column_config={
            "experiment": tr("experiment"),
            "state": tr("state"),
            "computer": tr("computer"),
            "since": st.column_config.TextColumn(
                tr("since"), help=tr("Since it began there, or since it was asked for.")
            ),
            "done": st.column_config.ProgressColumn(tr("done"), min_value=0, max_value=100, format="%d%%"),
            "needs": tr("needs"),
            "computers lost": st.column_config.NumberColumn(
                tr("computers lost"), help=tr("It began again so often on another one.")
            ),
        },
        key="cluster-trainings",
        alt=tr("{table} trainings with where they are", table=len(table)),
    )
