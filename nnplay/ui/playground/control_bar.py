"""Above the columns: which experiment, Train and Stop, and how the engine is."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nnplay.catalogue import CATALOGUE
from nnplay.errors import NnplayError, SpecError
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.training.history import Stage
from nnplay.ui.common import browser_memory, data_gallery, expected, export, progress_words
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.live import poll_seconds
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Press, Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.playground import link_panel, phone_bar, start_here

STATE_SECONDS = 1.0

NEWS_SECONDS = 0.15
"""So long a press waits for a training that is ready, so that the page is drawn with its first numbers at once."""

_STATES = {
    "starting": ":orange-badge[:material/hourglass_top: Engine warming up]",
    "ready": ":green-badge[:material/check: Engine ready]",
    "restarting": ":orange-badge[:material/restart_alt: Engine restarting]",
    "failed": ":red-badge[:material/error: Engine failed, is tried again]",
    "silent": ":red-badge[:material/error: Engine gives no answer]",
    "closed": ":red-badge[:material/error: Engine closed]",
}


def draw(session: Session, live: SessionRun | None, stage: Stage) -> None:
    """Draws the bar.

    Args:
        session: The session.
        live: The run that was being trained when the page began to be drawn, and its stage then.
        stage: See `SessionRun.stage`; `"over"` where there is none.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(key="experiment", width=360):
            data_gallery.experiments(session)
        _buttons(session, live, stage)
        _file(session)
        link_panel.draw(session)
        _export(session)
        browser_memory.offer(session)
        _state(session)
    with st.container(key="story"):
        if start_here.is_shown(session):
            start_here.draw()
        else:
            _story(session)


def act(session: Session) -> None:
    """Starts a training if that was pressed and the network can stand; one that waits untrained begins."""
    pressed, session.pressed = session.pressed, ""
    live = session.live_run
    if not pressed or (live and live.stage != "untrained"):  # a double click is one
        return
    waiting = session.waiting_run
    epochs = session.spec.training.epochs
    if waiting and pressed == "train" and waiting.is_of(session.spec) and waiting.job.spec.training.epochs == epochs:
        engine().resume(waiting.job)
        return
    error = trace(session.spec).error
    if error:
        show_error(f"This network cannot be trained yet. {error.message}")
        return
    with show_errors():
        session.part(expected.Expected).adds = False
        run = session.train(paused=pressed == "reset")
        run.job.wait_for_news(NEWS_SECONDS)
        st.rerun()


def expect(session: Session) -> None:
    """Lets the engine get ready what would be trained next: the experiment at hand, anew or for more epochs."""
    run, spec = session.shown_run, session.spec
    adds = session.part(expected.Expected).adds and run is not None and run.is_trained and run.is_of(spec)
    expected.expect(session, spec, more=run.job if run and adds else None)


def _buttons(session: Session, live: SessionRun | None, stage: Stage) -> None:
    """Only what can be done now."""
    match stage:
        case "over":
            _train_button()
            _afterwards(session)
        case "untrained" if live:
            _train_button()
            if live.is_of(session.spec):
                _steps(live)
            _stop(live)
        case "paused" if live:
            _command("Resume", "play_arrow", "Go on.", lambda: engine().resume(live.job), primary=True)
            _steps(live)
            _command(
                "Reset",
                "replay",
                "Put the initial weights back and wait there. What this run has learned is lost.",
                lambda: session.reset(live),
            )
            _stop(live)
        case "running" if live:
            help = "Hold the training; it goes on where it was."
            _command("Pause", "pause", help, lambda: engine().pause(live.job), primary=True)
            _stop(live)
        case "testing" if live:
            help = "End the test as well. Its numbers are then of the test examples that have been read so far."
            _command("End the test", "stop", help, lambda: engine().stop(live.job))
        case "queued" if live:
            help = "Give up the place in the queue."
            _command("Leave the queue", "close", help, lambda: engine().stop(live.job))


def _press(what: Press) -> None:
    """Notes it for `act`.

    What a button returns is lost if another change draws the page anew before the end of the page has been reached.
    """
    current().pressed = what


def _train_button() -> None:
    st.button(
        "Train",
        type="primary",
        icon=":material/play_arrow:",
        key="train",
        on_click=_press,
        args=("train",),
        help="Draw fresh weights and train the network that you see. The same seed gives the same weights.",
    )


def _afterwards(session: Session) -> None:
    """What else can be done while nothing is trained."""
    run = session.shown_run
    of_these = run is not None and run.is_of(session.spec)
    more = session.spec.training.epochs
    if run and of_these and run.is_trained:
        _command(
            f"{more} more epochs", "forward", "Go on with the network as it is.", lambda: _train_more(run, more), "more"
        )
    label = "Reset" if of_these else "Step by step"
    st.button(
        label,
        icon=":material/replay:" if of_these else ":material/skip_next:",
        key="reset",
        on_click=_press,
        args=("reset",),
        help="Show the network with its initial weights, before any training. "
        "Then train it, or go by epochs and batches. Earlier runs stay.",
    )


def _steps(live: SessionRun) -> None:
    _command("One epoch", "skip_next", "Train to the end of this epoch.", lambda: engine().step(live.job, "epoch"))
    _command(
        "One batch",
        "navigate_next",
        "Train with the next batch; convolution networks take several batches in one go.",
        lambda: engine().step(live.job, "batch"),
    )


def _stop(live: SessionRun) -> None:
    help = "End the training. The network keeps what it has learned."
    _command("Stop", "stop", help, lambda: engine().stop(live.job))


def _command(label: str, icon: str, help: str, do: Callable[[], None], key: str = "", *, primary: bool = False) -> None:
    def obey() -> None:
        try:
            do()
        except NnplayError as error:
            st.toast(plain(error.message), icon=":material/error:", duration="long")

    st.button(
        label,
        type="primary" if primary else "secondary",
        icon=f":material/{icon}:",
        key=f"command-{key or label}",
        help=help,
        on_click=obey,
    )


def _train_more(run: SessionRun, epochs: int) -> None:
    run.epoch = None
    current().part(expected.Expected).adds = True
    engine().train_more(run.job, epochs)
    run.job.wait_for_news(NEWS_SECONDS)


def _story(session: Session) -> None:
    """What the experiment shows, where it comes from, and what to expect of it."""
    linked = link_panel.notice(session)
    preset = CATALOGUE.get(session.preset or "")
    if preset:
        st.caption(f"{preset.about} **Expect** {preset.expected} **Source:** {preset.source}")
    elif not linked:
        st.caption("Your own experiment. Train starts it from fresh weights; Save keeps it as a file.")


def _export(session: Session) -> None:
    """The way out of the run that is shown, once it is trained."""
    run = session.shown_run
    if run and run.is_trained:
        export.draw(run)


def _file(session: Session) -> None:
    with st.popover("Save or open", icon=":material/data_object:", key="file"):
        st.markdown("**This experiment as JSON**")
        link_panel.save_button(session, "save-as-file")
        file = st.file_uploader("Open a saved file", type="json", key=session.key("json-file"))
        text = st.text_area(
            "Or paste an experiment",
            key=session.key("json"),
            height=160,
            placeholder='{"version": 1, "dataset": …}',
            help="What was saved, perhaps with your changes.",
        )
        if file is not None:
            text = file.getvalue().decode(errors="replace")
        if st.button("Open experiment", key="open-json", disabled=not text):
            try:
                session.replace_spec(ExperimentSpec.from_json(text))
            except SpecError as error:
                place = " › ".join(str(part + 1 if isinstance(part, int) else part) for part in error.where)
                st.error(plain(error.message) + (f"\n\nAt: {plain(place)}" if place else ""), icon=":material/error:")
            else:
                st.rerun()
        st.divider()
        browser_memory.panel()


def badge_of(run: SessionRun) -> str:
    """Where a training stands, in a word or two."""
    history = run.job.history
    color, icon = ("orange", "hourglass_top") if history.status == "queued" else ("blue", "model_training")
    return f":{color}-badge[:material/{icon}: {progress_words.briefly(history)}]"


def _state(session: Session) -> None:
    """How the engine is, and how far a training is: on a phone the curves are far below."""
    run = session.live_run
    waiting = engine().state in ("starting", "restarting", "failed")

    @st.fragment(run_every=max(STATE_SECONDS, poll_seconds(run) or 0.0) if waiting or run else None)
    def state() -> None:
        now = "silent" if engine().is_silent else engine().state
        badge = badge_of(run) if run and now == "ready" else _STATES[now]
        with st.container(gap=None):
            st.markdown(
                badge,
                help="Trainings run in a process of their own, which loads TensorFlow once. "
                "Training can be started before it is ready.",
            )
            phone_bar.draw(session.shown_run)
        if waiting and now not in ("starting", "restarting", "failed"):
            st.rerun()

    state()
