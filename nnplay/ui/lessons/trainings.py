"""Trainings that a lesson asks for: found among the session's runs, else started from the lesson."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from nnplay.i18n import number, tr
from nnplay.spec import ExperimentSpec
from nnplay.ui.common import expected, living_run, spoken
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.live import live_seconds
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import LESSON, SessionRun
from nnplay.ui.inside.state import InsideState

Trainings = Mapping[str, ExperimentSpec]


def find(session: Session, spec: ExperimentSpec) -> SessionRun | None:
    """The newest run of just this experiment."""
    return next((run for run in reversed(session.runs) if run.job.spec == spec), None)


def found(session: Session, trainings: Trainings) -> dict[str, SessionRun]:
    """The runs that there are, by name."""
    runs = {name: find(session, spec) for name, spec in trainings.items()}
    return {name: run for name, run in runs.items() if run is not None}


def curves(
    runs: Mapping[str, SessionRun], trainings: Trainings, column: str
) -> dict[str, tuple[list[int], list[float]]]:
    """Epochs and values of one column of the history, by name; empty where there is no run yet."""
    empty: tuple[list[int], list[float]] = ([], [])
    return {
        name: (runs[name].job.history.epochs, runs[name].job.history.columns.get(column, [])) if name in runs else empty
        for name in trainings
    }


def start(session: Session, spec: ExperimentSpec, name: str) -> None:
    """Starts a training under a name; the other pages go on showing what they showed."""
    shown, picked = session.shown, session.picked
    run = session.train(spec)
    run.tags, run.name = (LESSON,), tr("Lesson: {name}", name=tr(name))
    session.shown, session.picked = shown, picked


def any_live(session: Session, trainings: Trainings) -> bool:
    """Whether one of them is being trained."""
    return any(run.job.is_live for run in found(session, trainings).values())


def offer(session: Session, trainings: Trainings, button: str, key: str) -> bool:
    """Draws a button that trains what is not yet trained, or the progress; whether all are trained.

    Args:
        session: Whose runs they are.
        trainings: The experiments by name.
        button: What the button says.
        key: Its key.
    """
    runs = found(session, trainings)
    if any(run.job.is_live for run in runs.values()):
        _progress(session, trainings, key)
        return False
    missing = [name for name in trainings if name not in runs or not runs[name].is_trained]
    for name in missing:
        if name in runs:
            history = runs[name].job.history
            show_error(f"{tr(name)}: {tr(history.message) or tr('the training failed.')}")
    if missing:
        expected.expect(session, trainings[missing[0]])
    if missing and st.button(button, type="primary", icon=":material/play_arrow:", key=key):
        with show_errors():
            for name in missing:
                start(session, trainings[name], name)
            st.rerun()
    return not missing


def picture(session: Session, spec: ExperimentSpec, key: str, *, example: int | None = None) -> None:
    """Draws the network of an experiment: it lives while it is trained, and plays its film afterwards.

    Args:
        session: Whose run it is.
        spec: The experiment; a network that `living_run.has_picture`.
        key: Its name, one per place on the page.
        example: The test example that goes through it; None for one that is chosen in the picture.
    """
    inside = session.part(InsideState)

    def choose(place: Any) -> None:
        inside.look_at(max(int(place), 0))

    with show_errors():
        living_run.show(
            spec,
            find(session, spec),
            key,
            example=lambda: inside.example if example is None else example,
            on_example=choose if example is None else None,
        )


def _progress(session: Session, trainings: Trainings, key: str) -> None:
    @st.fragment(run_every=live_seconds())
    def draw() -> None:
        runs = found(session, trainings)
        done = sum(run.job.history.progress if run.job.is_live else 1.0 for run in runs.values())
        state = tr("Training")
        if engine().state != "ready":
            state = tr("Starting TensorFlow; the first time, this takes a few seconds")
        ready = sum(not run.job.is_live for run in runs.values())
        count = (
            ""
            if len(trainings) == 1
            else tr(" · {ready} of {trainings} networks are ready", ready=ready, trainings=len(trainings))
        )
        st.progress(min(1.0, done / len(trainings)), text=f"{state} …{count}")
        share = "" if engine().state != "ready" else f", {number(done / len(trainings), '.0%')}"
        spoken.say(f"{state}{share}{count}.".replace(" · ", ", "), key)
        if ready == len(runs):
            st.rerun()

    draw()
