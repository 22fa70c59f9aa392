"""Choosing a trained run, and training one where there is none."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nnplay.catalogue import CATALOGUE
from nnplay.i18n import tr
from nnplay.ui.common import expected, film, progress_words, spoken
from nnplay.ui.common.choices import choose
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.kept_runs import store_of
from nnplay.ui.common.live import poll_seconds
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun


def pick(
    session: Session, fits: Callable[[SessionRun], bool] = lambda run: True, *, live: bool = False
) -> SessionRun | None:
    """Draws the choice among trained runs that fit, with `live` also those in training; None where there is none."""
    runs = [run for run in (session.open_runs if live else session.trained_runs) if fits(run)]
    if not runs:
        return None
    titles = {run.number: run.title for run in runs}

    def take(number: int) -> None:
        session.choose_run(next(run for run in runs if run.number == number))

    default = session.default_among(runs)
    assert default is not None  # there are some

    number = choose(
        tr("Trained network"),
        titles,
        default.number,
        f"picked-{'-'.join(map(str, titles))}",
        take=take,
        help=tr("The runs of this session, newest first."),
        width=420,
    )
    run = next(run for run in runs if run.number == number)
    if not run.job.is_live:  # the film still grows
        with st.container(width=420):
            film.choose(run, "other")
    return run


def offer(session: Session, preset: str, reason: str, button: str) -> None:
    """Instead of an empty screen: why there is nothing to see, and a button that trains a small network.

    Args:
        session: The session that trains.
        preset: Name of the experiment that the button trains.
        reason: Why there is nothing to see yet, in English.
        button: What the button says, in English.
    """
    live = session.live_run
    if live and live.stage == "untrained":  # it may wait there for ever
        live = None
    st.info(tr(reason), icon=":material/info:")
    if kept := sum(run.is_trained for run in store_of(session).list()):
        label = tr("Open the run that you have kept") if kept == 1 else tr("Open one of {kept} kept runs", kept=kept)
        st.page_link("pages/runs.py", label=label, icon=":material/folder_open:")
    if live is None:
        expected.expect(session, CATALOGUE[preset].spec)
        if st.button(tr(button), type="primary", icon=":material/play_arrow:", key="offer-train"):
            with show_errors():
                session.train(CATALOGUE[preset].spec)
                st.rerun()
        run = session.runs[-1] if session.runs else None
        if run and run.job.history.status == "failed":
            show_error(tr("Run {number} failed: {message}", number=run.number, message=tr(run.job.history.message)))
        return
    show_progress(live)


def show_progress(run: SessionRun, place: str = "training") -> None:
    """Draws how far a training is, and the page again when it has ended; `place` tells two on one page apart."""

    @st.fragment(run_every=poll_seconds(run))
    def progress() -> None:
        history = run.job.history
        what = tr("paused; continue it in the playground") if history.status == "paused" else ""
        planned, waits = run.job.spec.training.epochs, engine().seconds_until_start(run.job)
        what = what or progress_words.doing(history, engine().state, planned, engine().hindrance, waits)
        st.progress(history.progress, text=f"{plain(run.title)} · {what}")
        spoken.say(progress_words.aloud(history, what), place)
        if not history.is_live:
            st.rerun()

    progress()
