"""Weights that are set by hand on the playground: in a training that waits, or for a new one."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay.errors import NnplayError
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History
from nnplay.ui.common.current import current
from nnplay.ui.common.living_network import Moved
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun


def takes(run: SessionRun, history: History) -> bool:
    """Whether a training waits, so that it goes on from the weights that it is given."""
    return history.stage in ("paused", "untrained") and run.epoch is None


def numbers(history: History) -> int:
    """How many weights were set in the pause that a training is in."""
    here = len(history.epochs) + 1, history.batch
    return next((count for epoch, batch, count in history.by_hand if (epoch, batch) == here), 0)


def obey(spec: ExperimentSpec, run: SessionRun, moved: Moved) -> None:
    """Does what was done in the picture of a run."""
    if moved.run != run.number:
        return
    try:
        match moved.do:
            case "set":
                engine().set_weights(run.job, moved.weights)
            case "back":
                engine().put_weights_back(run.job)
            case "train":
                begin(current(), spec, moved.weights, go_on=True)
    except NnplayError as error:
        st.toast(plain(error.message), icon=":material/error:", duration="long")


def begin(session: Session, spec: ExperimentSpec, weights: np.ndarray, *, go_on: bool = False) -> SessionRun:
    """A new run whose first weights are these; it waits with them unless it shall go on.

    Raises:
        EngineError: If the engine cannot take it.
        SpecError: If it passes a limit, or the weights do not fit.
    """
    run = session.train(spec, paused=True)
    engine().set_weights(run.job, weights)
    if go_on:
        engine().resume(run.job)
    return run
