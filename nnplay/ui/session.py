"""One person's session: the experiment at hand, the runs, the drawing. The only user of `st.session_state`.

A session outlives the browser's connection: the tab remembers its token, so that a reload finds
its runs again.
"""

from __future__ import annotations

import functools
import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from nnplay.catalogue import CATALOGUE, DEFAULT, SPECS
from nnplay.datasets.drawings import LabelledDrawing
from nnplay.engine.client import Engine, Job
from nnplay.errors import EngineError
from nnplay.figures import metric_title, show_metric
from nnplay.sketch import Photo
from nnplay.spec import ExperimentSpec

MAX_RUNS = 12
"""Runs that a session keeps; the oldest goes when another one starts."""

FORGET_SECONDS = 3 * 60 * 60.0
"""A session that nobody has looked at for so long is forgotten with its runs."""

FIRST_PAGE_SECONDS = 1.5
"""Loading TensorFlow takes a core for some seconds; the first page is drawn before."""

_KEY = "nnplay"


@dataclass
class Run:
    """A training of this session.

    Args:
        number: Counted from 1 in the session.
        job: The engine's side of it.
        epoch: Which epoch of its film the pages show; None for the trained network.
        rate_moved: Whether its learning rate was changed while it was trained.
        base: Short title of the network whose weights it started from; empty where they were new.
    """

    number: int
    job: Job
    epoch: int | None = None
    rate_moved: bool = False
    base: str = ""

    @property
    def stage(self) -> Literal["live", "paused", "over"]:
        """What can be done with it now."""
        history = self.job.history
        if history.status == "paused":
            return "paused"
        return "live" if history.is_live else "over"

    def is_of(self, spec: ExperimentSpec) -> bool:
        """Whether it trained this experiment, perhaps for more epochs or with a learning rate that was moved."""
        own = self.job.spec.with_training(epochs=spec.training.epochs)
        optimizer, other = own.training.optimizer, spec.training.optimizer
        if self.rate_moved and optimizer.name == other.name:
            own = own.with_training(optimizer=optimizer.with_options(learning_rate=other["learning_rate"]))
        return own == spec

    @property
    def title(self) -> str:
        """What a list of runs says: number, dataset, and result if there is one."""
        history = self.job.history
        metrics = history.test_metrics
        metric = next((name for name in metrics if name != "loss"), None)
        if metric:
            result = f"{metric_title(metric).lower()} {show_metric(metric, metrics[metric])}"
        elif history.is_live:
            result = "in training"
        else:
            result = history.reason or history.status
        start = f" · from {self.base}" if self.base else ""
        return f"Run {self.number} · {self.job.spec.dataset.kind.title}{start} · {result}"

    @property
    def is_trained(self) -> bool:
        """Whether there is a network to look into."""
        history = self.job.history
        return history.status == "finished" and history.reason != "diverged" and bool(history.test_metrics)


@dataclass
class Session:
    """All that one browser tab works on.

    Args:
        token: The name that the tab knows it by.
        spec: The experiment at hand.
        revision: Part of every widget's key; a new number makes all widgets start from the spec again.
        runs: Oldest first.
        shown: Number of the run that the playground shows; 0 for none.
        picked: Number of the run that the other pages look into.
        drawing: Canvas data of the drawing, kept while other pages are open.
        canvas_start: What the canvas showed when it was mounted.
        canvas_number: Part of the canvas's key; a new number mounts a new canvas.
        photo: The picture that is read in the place of the drawing.
        reader: Key of the network that reads on the drawing page; empty for the newest.
        drawings: What the student has drawn and labelled.
        joined: How often files of drawings were joined; part of the uploader's key.
        notice: What the last change of the drawings did, until the page has said it.
        seen: When a page last read it.
    """

    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    spec: ExperimentSpec = field(default_factory=lambda: SPECS[DEFAULT])
    revision: int = 0
    runs: list[Run] = field(default_factory=list)
    shown: int = 0
    picked: int = 0
    drawing: dict[str, Any] | None = None
    canvas_start: dict[str, Any] | None = None
    canvas_number: int = 0
    photo: Photo | None = None
    reader: str = ""
    drawings: list[LabelledDrawing] = field(default_factory=list)
    joined: int = 0
    notice: str = ""
    seen: float = field(default_factory=time.monotonic)

    def key(self, name: str) -> str:
        """A widget key that changes when the spec is replaced by other means than widgets."""
        return f"{name}-{self.revision}"

    def replace_spec(self, spec: ExperimentSpec) -> None:
        """Takes another experiment and makes all widgets show it."""
        self.spec = spec
        self.revision += 1

    @property
    def preset(self) -> str | None:
        """Name of the preset that the experiment equals, if there is one."""
        return next((name for name, preset in CATALOGUE.items() if preset.spec == self.spec), None)

    def train(self, spec: ExperimentSpec | None = None, base: tuple[Path, str] | None = None) -> Run:
        """Sends the experiment (or another one) off and shows it.

        Args:
            spec: Another experiment than the one at hand.
            base: Folder and short title of the network whose weights it starts from.

        Raises:
            EngineError: If the engine cannot take it.
        """
        job = engine().train(spec or self.spec, base=base[0] if base else None)
        run = Run(self.runs[-1].number + 1 if self.runs else 1, job, base=base[1] if base else "")
        self.runs.append(run)
        self.shown = run.number
        for old in self.runs[:-MAX_RUNS]:
            engine().forget(old.job)
        del self.runs[:-MAX_RUNS]
        return run

    def start_canvas(self, drawing: dict[str, Any] | None) -> None:
        """Puts a new canvas with a drawing, or a blank one, in the place of the old one."""
        self.drawing = drawing
        self.canvas_number += 1

    def run(self, number: int) -> Run | None:
        """A run by its number."""
        return next((run for run in self.runs if run.number == number), None)

    @property
    def shown_run(self) -> Run | None:
        """The run that the playground shows."""
        return self.run(self.shown)

    @property
    def live_run(self) -> Run | None:
        """The run that is being trained, if any; the newest where there are several."""
        return next((run for run in reversed(self.runs) if run.job.is_live), None)

    @property
    def trained_runs(self) -> list[Run]:
        """Runs with a network to look into, newest first."""
        return [run for run in reversed(self.runs) if run.is_trained]


class _Sessions:
    """All sessions of the server by token."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def add(self, session: Session) -> None:
        with self._lock:
            now = time.monotonic()
            for old in [old for old in self._sessions.values() if now - old.seen > FORGET_SECONDS]:
                del self._sessions[old.token]
                for run in old.runs:
                    engine().forget(run.job)
            self._sessions[session.token] = session

    def get(self, token: str) -> Session | None:
        with self._lock:
            return self._sessions.get(token)

    def drop(self, session: Session) -> None:
        with self._lock:
            self._sessions.pop(session.token, None)


@functools.cache
def engine() -> Engine:
    """The server's one engine; the first call starts it in the background."""
    return Engine(start_after=FIRST_PAGE_SECONDS)


@functools.cache
def _sessions() -> _Sessions:
    return _Sessions()


def current() -> Session:
    """The session of the page that runs."""
    session = st.session_state.get(_KEY)
    if session is None:
        session = st.session_state[_KEY] = Session()
        _sessions().add(session)
    session.seen = time.monotonic()
    return session


def adopt(token: str) -> bool:
    """Goes on with the session that this browser tab had before; whether it is still known."""
    known = _sessions().get(token)
    if known is None:
        return False
    fresh = st.session_state.get(_KEY)
    if fresh is not None and fresh is not known and not fresh.runs:
        _sessions().drop(fresh)
    st.session_state[_KEY] = known
    # Widgets of the fresh session hold its values; a new revision lets them start from the spec.
    known.revision += 1
    return True


def ask(run: Run, function: str, **arguments: Any) -> Any:
    """Asks the engine about a trained run, at the epoch that is shown; see `nnplay.engine.inspector`.

    Raises:
        NnplayError: What the inspection raised.
        EngineError: If the engine gave no answer.
    """
    if run.epoch is None and not run.is_trained:
        raise EngineError("This run has no trained network to look into.")
    return engine().ask(function, folder=str(run.job.folder), epoch=run.epoch, **arguments)
