"""Above the columns: which experiment, Train and Stop, and how the engine is."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nnplay.catalogue import CATALOGUE
from nnplay.errors import NnplayError, SpecError
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.ui.errors import show_errors
from nnplay.ui.session import Run, Session, current, engine

POLL_SECONDS = 1.0

_STATES = {
    "starting": ":orange-badge[:material/hourglass_top: Engine warming up]",
    "ready": ":green-badge[:material/check: Engine ready]",
    "restarting": ":orange-badge[:material/restart_alt: Engine restarting]",
    "failed": ":red-badge[:material/error: Engine failed]",
    "closed": ":red-badge[:material/error: Engine closed]",
}
_OWN = "Own experiment"


def draw(session: Session, live: Run | None, stage: str) -> bool:
    """Draws the bar; whether Train was pressed.

    Args:
        session: The session.
        live: The run that was being trained when the page began to be drawn, and its stage then.
        stage: See `Run.stage`.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _presets(session)
        pressed = _buttons(session, live, stage)
        _file(session)
        _state(session)
    _story(session)
    return pressed


def act(session: Session, pressed: bool) -> None:
    """Starts a training if Train was pressed and the network can stand."""
    if not pressed:
        return
    error = trace(session.spec).error
    if error:
        st.error(f"This network cannot be trained yet. {error.message}", icon=":material/error:")
        return
    with show_errors():
        session.train()
        st.rerun()


def _buttons(session: Session, live: Run | None, stage: str) -> bool:
    """Only what can be done now."""
    if live is None:
        pressed = st.button(
            "Train",
            type="primary",
            icon=":material/play_arrow:",
            key="train",
            help="Draw fresh weights and train the network that you see. The same seed gives the same weights.",
        )
        run = session.shown_run
        more = session.spec.training.epochs
        if run and run.is_trained and run.is_of(session.spec):
            st.button(
                f"{more} more epochs",
                icon=":material/forward:",
                key="train-more",
                on_click=_train_more,
                args=(run, more),
                help="Go on with the network as it is.",
            )
        return pressed
    job = live.job
    if stage == "paused":
        _command("Resume", "play_arrow", "Go on.", lambda: engine().resume(job), primary=True)
        _command("One epoch", "skip_next", "Train to the end of this epoch.", lambda: engine().step(job, "epoch"))
        _command(
            "One batch",
            "navigate_next",
            "Train with the next batch; convolution networks take several batches in one go.",
            lambda: engine().step(job, "batch"),
        )
    else:
        _command(
            "Pause", "pause", "Hold the training; it goes on where it was.", lambda: engine().pause(job), primary=True
        )
    _command("Stop", "stop", "End the training. The network keeps what it has learned.", lambda: engine().stop(job))
    return False


def _command(label: str, icon: str, help: str, do: Callable[[], None], primary: bool = False) -> None:
    st.button(
        label,
        type="primary" if primary else "secondary",
        icon=f":material/{icon}:",
        key=f"command-{label}",
        help=help,
        on_click=do,
    )


def _train_more(run: Run, epochs: int) -> None:
    run.epoch = None
    try:
        engine().train_more(run.job, epochs)
    except NnplayError as error:
        st.toast(error.message, icon=":material/error:", duration="long")


def _presets(session: Session) -> None:
    names = [*([] if session.preset else [_OWN]), *CATALOGUE]

    def choose() -> None:
        mine = current()
        name = st.session_state[key]
        # A browser may send the value of a list that has gone once more; it must not undo later changes.
        if key == _preset_key(mine) and name in CATALOGUE:
            mine.replace_spec(CATALOGUE[name].spec)

    key = _preset_key(session)
    st.selectbox(
        "Experiment",
        names,
        index=names.index(session.preset) if session.preset else 0,
        format_func=lambda name: CATALOGUE[name].title if name in CATALOGUE else name,
        key=key,
        on_change=choose,
        help="Ready experiments to start from. Everything in them can be changed.",
        width=360,
    )


def _preset_key(session: Session) -> str:
    """Tells own experiments from presets, so that the list never shows a stale choice."""
    return f"preset-{session.revision}-{session.preset}"


def _story(session: Session) -> None:
    """What the experiment shows, where it comes from, and what to expect of it."""
    preset = CATALOGUE.get(session.preset or "")
    if preset:
        st.caption(f"{preset.about} **Expect** {preset.expected} **Source:** {preset.source}")
    else:
        st.caption("Your own experiment. Train starts it from fresh weights; Save keeps it as a file.")


def _file(session: Session) -> None:
    with st.popover("Save or open", icon=":material/data_object:", key="file"):
        st.markdown("**This experiment as JSON**")
        st.download_button(
            "Save as file",
            session.spec.to_json(indent=1),
            file_name="experiment.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
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
                st.error(f"{error.message}" + (f"\n\nAt: {place}" if place else ""), icon=":material/error:")
            else:
                st.rerun()


def _state(session: Session) -> None:
    """How the engine is, and how far a training is: on a phone the curves are far below."""
    run = session.live_run
    waiting = engine().state in ("starting", "restarting")

    @st.fragment(run_every=POLL_SECONDS if waiting or run else None)
    def state() -> None:
        now = engine().state
        badge = _STATES[now]
        if run and now == "ready":
            word = "Paused" if run.stage == "paused" else "Training"
            badge = f":blue-badge[:material/model_training: {word}, {run.job.history.progress:.0%}]"
        st.markdown(
            badge,
            help="Trainings run in a process of their own, which loads TensorFlow once. "
            "Training can be started before it is ready.",
        )
        if waiting and now not in ("starting", "restarting"):
            st.rerun()

    state()
