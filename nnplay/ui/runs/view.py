"""The page of runs: table, choice, and the views that compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from nnplay.errors import DataError
from nnplay.i18n import N_, plural, tr
from nnplay.limits import limits, show_bytes
from nnplay.runs import KeptRun, RunStore
from nnplay.runs.run_file import ENDING
from nnplay.ui.common import browser_memory, page, runs
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.kept_runs import Keeping, is_shared, keep_finished, store_of
from nnplay.ui.common.parts import choose_part
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.runs import chosen, confusion, curves, examples, maps, repeat, results, settings, table
from nnplay.ui.runs.state import RunsState

UPLOAD_MB = 500
STARTED_WITH = 3
"""So many runs on the same data are chosen for the start, if there are."""

CompareRuns = Callable[[Session, Sequence[KeptRun]], None]
PARTS: dict[str, CompareRuns] = {
    N_("Curves"): curves.show,
    N_("Settings"): settings.show,
    N_("Test results"): results.show,
    N_("Confusion"): confusion.show,
    N_("Examples"): examples.show,
}


def show(session: Session) -> None:
    """Draws the page."""
    _kept(session)
    if is_shared():  # at home the runs themselves stay
        browser_memory.runs_panel(session)


def _kept(session: Session) -> None:
    """All kept runs, and what is compared."""
    keep_finished(session)
    store = store_of(session)
    state = session.part(RunsState)
    kept = store.list()
    with page.title(N_("Runs")):
        _open_file(session, state)
    live = session.live_run
    if live and live.stage != "untrained":
        runs.show_progress(live)
    if problem := session.part(Keeping).problem:
        st.warning(plain(tr(problem)), icon=":material/hard_drive:")
    if not kept:
        if not (live and live.stage != "untrained"):
            runs.offer(
                session,
                "spiral",
                N_(
                    "There are no runs yet. Every finished training is kept here automatically, with its settings, "
                    "curves and network. Train one in the playground, or train a small network right here."
                ),
                N_("Train a small network"),
            )
        return
    _begin(state, kept)
    shown = table.found(kept)
    if shown:
        table.draw(state, shown)
    else:
        st.info(tr("No run contains all of these words. Try fewer, or different ones."), icon=":material/search_off:")
    _compare(session, state, {run.id: run for run in kept})
    _where(store, kept)


def _begin(state: RunsState, kept: Sequence[KeptRun]) -> None:
    """At first, the newest runs on the same data are chosen."""
    if state.began:
        return
    state.began = True
    # A run that ran away has no network and a curve that hides the others.
    seen = [run for run in kept if not run.about.hidden and run.history.reason != "diverged"]
    if not seen:
        return
    same = [run.id for run in seen if run.spec.dataset == seen[0].spec.dataset]
    state.show(same[:STARTED_WITH])


def _compare(session: Session, state: RunsState, known: dict[str, KeptRun]) -> None:
    state.chosen = [id for id in state.chosen if id in known]
    if not state.chosen:
        st.caption(tr("Tick one run to open it, or two to eight to compare them."))
        return
    store = store_of(session)
    compared = store.tell_apart(state.chosen)
    if any(known[run.id].about.color != run.about.color for run in compared):
        st.rerun()  # the table above shows the colors too
    chosen.draw(session, compared)
    parts = {**PARTS, **({N_("Maps"): maps.show} if maps.has_maps(compared) else {}), N_("Repeat"): repeat.show}
    part = choose_part("compare", list(parts), state.part, state.open)
    with show_errors():
        parts[part](session, compared)


def _open_file(session: Session, state: RunsState) -> None:
    """The way in for files with runs; nothing in them is run."""
    with st.popover(tr("Open a file"), icon=":material/upload_file:", key=f"runs-file-{state.uploads}"):
        key = f"runs-upload-{state.uploads}"
        file = st.file_uploader(
            tr("A file with runs"),
            type=ENDING.removeprefix("."),
            key=key,
            max_upload_size=min(UPLOAD_MB, limits().run_file_bytes // 1_000_000),
            help=tr(
                "A file made by Download, here or on another computer. It can't contain anything that would run here."
            ),
        )
        if file is None:
            return
        try:
            kept = store_of(session).import_runs(file)
        except DataError as error:
            show_error(error.message)
            return
    names = ", ".join(plain(run.name) for run in kept)
    st.toast(tr("Added from the file: {names}", names=names), icon=":material/upload_file:")
    mine = current().part(RunsState)
    mine.uploads += 1
    mine.began = True
    mine.show(run.id for run in kept)
    st.rerun()


def _where(store: RunStore, kept: Sequence[KeptRun]) -> None:
    """Says what is kept where."""
    size = show_bytes(sum(run.about.size for run in kept))
    count = plural("{n} run", "{n} runs", len(kept))
    if is_shared():
        text = tr(
            "{count}, {size}, kept on this server while your session lasts. Download what you want to keep.",
            count=count,
            size=size,
        )
    else:
        text = tr(
            "{count}, {size}, kept on this computer in `{folder}`. They are still there after a restart.",
            count=count,
            size=size,
            folder=store.folder,
        )
    if store.unreadable:
        text += tr(
            " {unreadable} more can't be read: {join}.",
            unreadable=len(store.unreadable),
            join=", ".join(f"`{name}`" for name in store.unreadable[:5]),
        )
    st.caption(text)
