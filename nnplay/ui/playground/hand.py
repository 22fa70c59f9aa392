"""Weights that are set by hand on the playground: in a training that waits, or for a new one."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from nnplay.errors import NnplayError
from nnplay.i18n import tr
from nnplay.inspection import reshaped
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History
from nnplay.ui.classroom import held
from nnplay.ui.common.current import current
from nnplay.ui.common.living_network import Moved, Shaped
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import ask, engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun


@dataclass
class Begun:
    """The first weights of the run that was begun from them last: they are shown until it says its own."""

    run: int = 0
    weights: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))


@dataclass
class SaidOfPicture:
    """What is to be said of the last thing that was done in the picture: a callback of a part of a page can't."""

    words: str = ""


def say() -> None:
    """Says what was done in the picture, once."""
    told = current().part(SaidOfPicture)
    if told.words:
        st.toast(told.words, icon=":material/hub:", duration="long")
        told.words = ""


def begun(run: SessionRun) -> tuple[int, np.ndarray] | None:
    """Epoch and weights of a run that was begun from given weights, and says nothing yet."""
    begun = current().part(Begun)
    return (0, begun.weights) if begun.run == run.number else None


def rests(run: SessionRun) -> bool:
    """Whether a run's network can be changed: it is not trained just now."""
    return run.stage in ("untrained", "paused", "over")


def reshape(spec: ExperimentSpec, run: SessionRun | None, wanted: Shaped) -> None:
    """Adds or takes a neuron or a layer, and says what happened; a paused training ends and keeps what it learned.

    The other weights stay, unless a task wants each training to start with new ones: it would not count.
    """
    session = current()
    if wanted.run != (run.number if run else 0) or session.spec != spec:
        return
    try:
        begins_anew = not held.is_free(session, "weights")
        weights = None if begins_anew else shown_weights(run)
        match wanted.do:
            case "more":
                made = reshaped.with_unit(spec, weights, wanted.layer)
            case "less":
                made = reshaped.without_unit(spec, weights, wanted.layer, wanted.unit)
            case "away":
                made = reshaped.without_layer(spec, weights, wanted.layer)
            case "layer":
                made = reshaped.with_layer(spec, weights)
        if run and run.stage == "paused":
            engine().stop(run.job)
        session.replace_spec(made.spec)
        if made.weights is not None:
            begin(session, made.spec, made.weights)
        words = tr("{words} In this task a training starts with new weights.", words=made.words)
        session.part(SaidOfPicture).words = plain(words if begins_anew else made.words)
    except NnplayError as error:
        session.part(SaidOfPicture).words = plain(tr(error.message))


def shown_weights(run: SessionRun | None) -> np.ndarray | None:
    """The weights that the picture of a run shows; None where there are none yet.

    Raises:
        NnplayError: If they can't be had.
    """
    history = run.job.history if run else History()
    if run is None or history.status == "failed":
        return None
    if run.epoch is None and history.snapshot and history.snapshot.weights is not None:
        return history.snapshot.weights
    if not (run.is_trained or history.checkpoints):
        told = begun(run)
        return told[1] if told else None
    weights: np.ndarray = ask(run, "weights", epoch=run.epoch)
    return weights


def takes(run: SessionRun, history: History) -> bool:
    """Whether a training waits, so that it goes on from the weights that it is given."""
    return history.stage in ("paused", "untrained") and run.epoch is None


def numbers(run: SessionRun, history: History) -> int:
    """How many weights were set in the pause that a training is in: all where it begins with given ones."""
    here = len(history.epochs) + 1, history.batch
    count = next((count for epoch, batch, count in history.by_hand if (epoch, batch) == here), 0)
    given = begun(run) if here == (1, 0) else None
    return len(given[1]) if given and count else count


def obey(spec: ExperimentSpec, run: SessionRun, moved: Moved) -> None:
    """Does what was done in the picture of a run."""
    session = current()
    if moved.run != run.number:
        return
    try:
        match moved.do:
            case "set":
                engine().set_weights(run.job, moved.weights)
            case "back":
                engine().put_weights_back(run.job)
                if begun(run):  # what it was given is no longer what it begins with
                    session.part(Begun).run = 0
            case "train":
                begin(session, spec, moved.weights, go_on=True)
    except NnplayError as error:
        session.part(SaidOfPicture).words = plain(tr(error.message))


def train_first(spec: ExperimentSpec, moved: Moved) -> None:
    """Trains a network that has no run yet from the weights that it was given in the picture."""
    session = current()
    if moved.run or moved.do != "train" or session.spec != spec:
        return
    try:
        begin(session, spec, moved.weights, go_on=True)
    except NnplayError as error:
        session.part(SaidOfPicture).words = plain(tr(error.message))


def begin(session: Session, spec: ExperimentSpec, weights: np.ndarray, *, go_on: bool = False) -> SessionRun:
    """A new run whose first weights are these; it waits with them unless it shall go on.

    Raises:
        EngineError: If the engine cannot take it.
        SpecError: If it passes a limit, or the weights do not fit.
    """
    run = session.train(spec, paused=True)
    session.part(Begun).run, session.part(Begun).weights = run.number, np.asarray(weights, np.float32)
    engine().set_weights(run.job, weights)
    if go_on:
        engine().resume(run.job)
    return run
