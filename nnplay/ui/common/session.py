"""One person's session: the experiment at hand, the runs, the drawing. The only user of `st.session_state`.

A session outlives the browser's connection: the tab remembers its token, so that a reload finds
its runs again. When no tab has had it open for a while, its trainings end and keep what they have learned.
"""

from __future__ import annotations

import functools
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from nnplay.catalogue import CATALOGUE, DEFAULT, SPECS
from nnplay.datasets.kinds.drawings import LabelledDrawing
from nnplay.engine.client import Engine
from nnplay.errors import EngineError
from nnplay.limits import limits
from nnplay.sketch import Photo
from nnplay.spec import ExperimentSpec
from nnplay.ui.common.run import Run

FIRST_PAGE_SECONDS = 1.5
"""Loading TensorFlow takes a core for some seconds; the first page is drawn before."""


Press = Literal["", "train", "reset"]
"""What starts a training; `"reset"`: one that waits with its initial weights."""


@dataclass
class Session:
    """All that one browser tab works on.

    Args:
        token: The name that the tab knows it by.
        spec: The experiment at hand.
        revision: Part of every widget's key; a new number makes all widgets start from the spec again.
        runs: Oldest first.
        shown: Number of the run that the playground shows; 0 for none.
        picked: Number of the run that the other pages look into; 0 for the newest.
        pressed: What was pressed on the playground that starts a training, until it has started.
        drawing: Canvas data of the drawing, kept while other pages are open.
        canvas_start: What the canvas showed when it was mounted.
        canvas_number: Part of the canvas's key; a new number mounts a new canvas.
        points_before: Checksums of the drawn points as they were, the newest last, to undo.
        points_clicked: The plot that points were clicked into, and how many of its clicks have been taken.
        file_names: What own files were called, by their checksum.
        tabs: Streamlit's names of the connections that have read it.
        visited: Slugs of the lessons that were opened.
        moved: What lessons remember beyond their widgets, e.g. points that were set by a click.
        example: Place in the test part of the example that pages look at.
        example_source: Whether they look at that, at the uploaded picture or at the drawing.
        picture: The uploaded picture, uint8 pixels.
        inside_part: Which part of the inside view is open.
        photo: The picture that is read in the place of the drawing.
        reader: Key of the network that reads on the drawing page; empty for the newest.
        drawings: What the student has drawn and labelled.
        joined: How often files of drawings were joined; part of the uploader's key.
        notice: What the last change of the drawings did, until the page has said it.
        seen: When a tab last had it open.
    """

    # In hexadecimal: it is part of widgets' keys, and Streamlit refuses the key of a component with "__" in it.
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    spec: ExperimentSpec = field(default_factory=lambda: SPECS[DEFAULT])
    revision: int = 0
    runs: list[Run] = field(default_factory=list)
    shown: int = 0
    picked: int = 0
    pressed: Press = ""
    drawing: dict[str, Any] | None = None
    canvas_start: dict[str, Any] | None = None
    canvas_number: int = 0
    points_before: list[str] = field(default_factory=list)
    points_clicked: tuple[str, int] = ("", 0)
    file_names: dict[str, str] = field(default_factory=dict)
    tabs: set[str] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)
    moved: dict[str, Any] = field(default_factory=dict)
    example: int = 0
    example_source: str = "test"
    picture: np.ndarray | None = None
    inside_part: str = "Feature maps"
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

    def train(
        self, spec: ExperimentSpec | None = None, *, base: tuple[Path, str] | None = None, paused: bool = False
    ) -> Run:
        """Sends the experiment (or another one) off and shows it, in the place of one that waits untrained.

        What other pages had chosen is forgotten: they turn to this one when it is trained.

        Args:
            spec: Another experiment than the one at hand.
            base: Folder and short title of the network whose weights it starts from.
            paused: Whether it waits with its initial weights until it is stepped or resumed.

        Raises:
            EngineError: If the engine cannot take it.
            SpecError: If it passes a limit.
        """
        job = engine().train(spec or self.spec, base=base[0] if base else None, paused=paused)
        run = Run(self.runs[-1].number + 1 if self.runs else 1, job, base=base[1] if base else "")
        untrained = [old for old in self.runs if old.stage == "untrained"]
        self.runs = [*(old for old in self.runs if old not in untrained), run]
        self.shown, self.picked, self.reader = run.number, 0, ""
        for old in [*untrained, *self.runs[: -limits().runs]]:
            engine().forget(old.job)
        del self.runs[: -limits().runs]
        return run

    def reset(self, run: Run) -> None:
        """Puts a live run's initial weights back; it waits there, and what it has learned goes."""
        mine, other = run.job.spec.training.optimizer, self.spec.training.optimizer
        engine().reset(run.job)
        run.epoch, run.rate_moved = None, False
        # The learning rate that the page shows stays, also where it was moved while the run was trained.
        if mine.name == other.name and mine["learning_rate"] != other["learning_rate"]:
            engine().set_learning_rate(run.job, other["learning_rate"])
            run.rate_moved = True

    def start_canvas(self, drawing: dict[str, Any] | None) -> None:
        """Puts a new canvas with a drawing, or a blank one, in the place of the old one."""
        self.drawing = drawing
        self.canvas_number += 1

    def look_at(self, example: int, part: str | None = None) -> None:
        """Makes the inside view show a test example by its place, and perhaps one of its parts, e.g. `"Why"`."""
        self.example, self.example_source = example, "test"
        self.inside_part = part or self.inside_part

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
    def waiting_run(self) -> Run | None:
        """The run that waits with its initial weights, if any."""
        return next((run for run in self.runs if run.stage == "untrained"), None)

    @property
    def open_runs(self) -> list[Run]:
        """Runs with a network to look into, also while it is trained, newest first."""
        newest_first = reversed(self.runs)
        return [run for run in newest_first if run.is_trained or (run.job.is_live and run.job.history.checkpoints)]

    @property
    def trained_runs(self) -> list[Run]:
        """Runs with a network to look into, newest first."""
        return [run for run in reversed(self.runs) if run.is_trained]


@functools.cache
def engine() -> Engine:
    """The server's one engine; the first call starts it in the background."""
    return Engine(start_after=FIRST_PAGE_SECONDS)


def ask(run: Run, function: str, **arguments: Any) -> Any:
    """Asks the engine about a run, at the epoch that is shown; see `nnplay.engine.inspector`.

    Of a run that is being trained, the newest epoch of its film is shown where no other is chosen. With `epoch` among
    the arguments it is that one.

    Raises:
        NnplayError: What the inspection raised.
        EngineError: If the engine gave no answer.
    """
    epoch = arguments.pop("epoch", run.shown_epoch)
    if epoch is None and not run.is_trained:
        raise EngineError("This run has no trained network to look into.")
    return engine().ask(function, folder=str(run.job.folder), epoch=epoch, **arguments)
