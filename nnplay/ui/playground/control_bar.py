"""Above the columns: which experiment, what can be done with it, its story, and how the engine is."""

from __future__ import annotations

import streamlit as st

from nnplay.catalogue import CATALOGUE
from nnplay.errors import AssignmentError, SpecError
from nnplay.i18n import N_, plural, tr
from nnplay.spec import ExperimentSpec
from nnplay.training.history import Stage
from nnplay.ui.classroom import held, task
from nnplay.ui.common import browser_memory, data_gallery, expected, export, progress_words
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.folded import is_drawn
from nnplay.ui.common.live import poll_seconds
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.playground import commands, link_panel, phone_bar, start_here

STATE_SECONDS = 1.0

FILE = "file"
"""Key of what has to do with files, which is folded away."""

_STATES = {
    "starting": ("orange", "hourglass_top", N_("Engine warming up")),
    "ready": ("green", "check", N_("Engine ready")),
    "restarting": ("orange", "restart_alt", N_("Engine restarting")),
    "failed": ("red", "error", N_("Engine failed, trying again")),
    "silent": ("red", "error", N_("Engine not responding")),
    "closed": ("red", "error", N_("Engine closed")),
}
"""Color, icon and words by the state of the engine."""


AT_HOME = N_(
    "Trainings run in a process of their own, which loads TensorFlow once. You can start training before it is ready."
)
IN_CLUSTER = N_("Trainings run on these computers, each on one of them. The page stays here.")


def draw(session: Session, live: SessionRun | None, stage: Stage, problem: str = "") -> None:
    """Draws the bar.

    Args:
        session: The session.
        live: The run that was being trained when the page began to be drawn, and its stage then.
        stage: See `SessionRun.stage`; `"over"` where there is none.
        problem: Why a training that was asked for did not start, as a sentence.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="bar-commands"):
        if held.is_shown(session, "experiments"):
            with st.container(key="experiment", width=360):
                data_gallery.experiments(session)
        commands.draw(session, live, stage)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar-experiment"):
        with st.container(key="story", width="stretch"):
            if task.task_of(session).assignment:
                st.caption(tr("You are working on a task. Each training counts as an attempt when it ends."))
            elif start_here.is_shown(session):
                start_here.draw()
            else:
                _story(session)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="bar-files", width="content"):
            _state(session)
            browser_memory.offer(session)
            _file(session)
            link_panel.draw(session)
            _export(session)
    if problem:
        show_error(problem)


def expect(session: Session) -> None:
    """Lets the engine get ready what would be trained next: the experiment at hand, anew or for more epochs."""
    run, spec = session.shown_run, session.spec
    adds = session.part(expected.Expected).adds and run is not None and run.is_trained and run.is_of(spec)
    expected.expect(session, spec, more=run.job if run and adds else None)


def _story(session: Session) -> None:
    """What the experiment shows, where it comes from, and what to expect of it."""
    linked = link_panel.notice(session)
    preset = CATALOGUE.get(session.preset or "")
    if preset:
        st.caption(
            tr(
                "{about} **Expect** {expected} **Source:** {source}",
                about=preset.about,
                expected=preset.expected,
                source=preset.source,
            )
        )
    elif not linked:
        st.caption(tr("Your own experiment. Train starts it from fresh weights; Save keeps it as a file."))


def _export(session: Session) -> None:
    """The way out of the run that is shown, once it is trained."""
    run = session.shown_run
    export.draw(run if run and run.is_trained else None)


def _file(session: Session) -> None:
    """The experiment as a file, and another one from a file."""
    folded = st.popover(tr("Save or open"), icon=":material/data_object:", key=FILE, on_change="rerun")
    if is_drawn(folded, FILE):
        with folded:
            _open_file(session)


def _open_file(session: Session) -> None:
    st.markdown(tr("**This experiment as JSON**"))
    link_panel.save_button(session, "save-as-file")
    file = st.file_uploader(tr("Open a saved experiment or assignment"), type="json", key=session.key("json-file"))
    if file is None:
        text = st.text_area(
            tr("Or paste an experiment"),
            key=session.key("json"),
            height=160,
            placeholder='{"version": 1, "dataset": …}',
            help=tr("A saved experiment, with your own changes if you like."),
            persist_state="page",  # also while it is folded away
        )
        label = tr("Open experiment")
    else:  # right below the file, for nothing happens before
        text, label = file.getvalue().decode(errors="replace"), tr("Open this file")
    if st.button(label, key="open-json", disabled=not text, type="secondary" if file is None else "primary"):
        try:
            if not task.open_file(session, text):
                session.replace_spec(ExperimentSpec.from_json(text))
        except (SpecError, AssignmentError) as error:
            place = " › ".join(str(part + 1 if isinstance(part, int) else part) for part in error.where)
            st.error(
                plain(error.message) + (tr("\n\nAt: {place}", place=plain(place)) if place else ""),
                icon=":material/error:",
            )
        else:
            st.rerun()
    st.divider()
    browser_memory.panel()


def badge_of(run: SessionRun) -> str:
    """Where a training stands, in a word or two."""
    history = run.job.history
    color, icon = ("orange", "hourglass_top") if history.status == "queued" else ("blue", "model_training")
    return _badge(color, icon, progress_words.briefly(history))


def state_badge(state: str, computers: int, hindrance: str) -> str:
    """How the engine is.

    Args:
        state: One of `_STATES`.
        computers: Of a cluster; 0 without one.
        hindrance: Why none of them can train.
    """
    if state == "ready" and hindrance:
        return _badge("red", "error", tr("No computer can train"))
    color, icon, words = _STATES[state]
    if state == "ready" and computers:
        return _badge(color, icon, plural("Engine ready, {n} computer", "Engine ready, {n} computers", computers))
    return _badge(color, icon, tr(words))


def _badge(color: str, icon: str, words: str) -> str:
    return f":{color}-badge[:material/{icon}: {words}]"


def _state(session: Session) -> None:
    """How the engine is, and how far a training is: on a phone the curves are far below."""
    run = session.live_run
    waiting = engine().state in ("starting", "restarting", "failed")

    @st.fragment(run_every=max(STATE_SECONDS, poll_seconds(run) or 0.0) if waiting or run else None)
    def state() -> None:
        now = "silent" if engine().is_silent else engine().state
        badge = badge_of(run) if run and now == "ready" else state_badge(now, engine().computers, engine().hindrance)
        with st.container(gap=None, key="bar-state", width="content"):
            st.markdown(badge, help=tr(engine().hindrance or (IN_CLUSTER if engine().computers else AT_HOME)))
            phone_bar.draw(session.shown_run)
        if waiting and now not in ("starting", "restarting", "failed"):
            st.rerun()

    state()
