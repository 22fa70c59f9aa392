"""One person's session: the experiment at hand, its runs, and what each page keeps.

A session outlives the browser's connection: the tab remembers its token, so that a reload finds
its runs again. When no tab has had it open for a while, its trainings end and keep what they have learned.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol, TypeVar, runtime_checkable

from nnplay.catalogue import CATALOGUE, DEFAULT, SPECS
from nnplay.limits import limits
from nnplay.spec import ExperimentSpec
from nnplay.ui.common.server import engine
from nnplay.ui.common.session_run import SessionRun

P = TypeVar("P")

Press = Literal["", "train", "reset", "epoch", "batch"]
"""What starts a training; `"reset"`: one that waits with its initial weights; the last two: after a first step."""


@runtime_checkable
class MemorablePart(Protocol):
    """A part of the session that the browser keeps too, for a server that was started again."""

    memory_name: ClassVar[str]

    def remember(self) -> Any:
        """Plain JSON data to keep; None for nothing."""

    def recall(self, kept: Any) -> None:
        """Takes back what was kept. It comes from a browser: what cannot be read is left out."""


@dataclass
class Session:
    """All that one browser tab works on.

    Args:
        token: The name that the tab knows it by.
        spec: The experiment at hand.
        revision: Part of every widget's key; a new number makes all widgets start from the spec again.
        runs: Oldest first.
        shown: Number of the run that the playground shows; 0 for none.
        picked: Number of the run that the other pages look into; 0 for the shown one, as soon as it is trained.
        pressed: What was pressed on the playground that starts a training, until it has started.
        tabs: Streamlit's names of the connections that have read it.
        seen: When a tab last had it open.
        recalled: What a browser kept of pages, by their names, until their parts are made; see `MemorablePart`.
    """

    # In hexadecimal: it is part of widgets' keys, and Streamlit refuses the key of a component with "__" in it.
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    spec: ExperimentSpec = field(default_factory=lambda: SPECS[DEFAULT])
    revision: int = 0
    runs: list[SessionRun] = field(default_factory=list)
    shown: int = 0
    picked: int = 0
    pressed: Press = ""
    tabs: set[str] = field(default_factory=set)
    seen: float = field(default_factory=time.monotonic)
    recalled: dict[str, Any] = field(default_factory=dict)
    _parts: dict[Callable[[], Any], Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def owner(self) -> str:
        """The name that its files are kept under; the token itself is for its tab alone."""
        return hashlib.sha256(self.token.encode()).hexdigest()[:32]

    def part(self, kind: Callable[[], P]) -> P:
        """What a page keeps in the session beyond its widgets: the session's one `kind`, made at the first call.

        Args:
            kind: A dataclass whose fields all have defaults. It is defined where it is used, so that a page's state
                is known to that page alone.
        """
        if kind not in self._parts:
            made = kind()
            if isinstance(made, MemorablePart) and made.memory_name in self.recalled:
                made.recall(self.recalled.pop(made.memory_name))
            self._parts.setdefault(kind, made)
        part: P = self._parts[kind]
        return part

    def recall(self, pages: Mapping[str, Any]) -> None:
        """Gives pages back what a browser kept of them."""
        self.recalled.update(pages)
        for part in self._parts.values():
            if isinstance(part, MemorablePart) and part.memory_name in self.recalled:
                part.recall(self.recalled.pop(part.memory_name))

    def remembered(self) -> dict[str, Any]:
        """What a browser shall keep of pages, by their names: plain JSON data."""
        parts = [part for part in self._parts.values() if isinstance(part, MemorablePart)]
        told = {part.memory_name: part.remember() for part in parts}
        return {**self.recalled, **{name: value for name, value in told.items() if value is not None}}

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
    ) -> SessionRun:
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
        job = engine().train(spec or self.spec, base=base[0] if base else None, paused=paused, shared=True)
        run = self.add(SessionRun(self.newest + 1, job, base=base[1] if base else ""))
        self.picked = 0
        return run

    def add(self, run: SessionRun) -> SessionRun:
        """Takes a run in and shows it, in the place of one that waits untrained; the oldest one may have to go."""
        untrained = [old for old in self.runs if old.stage == "untrained"]
        self.runs = [*(old for old in self.runs if old not in untrained), run]
        self.shown = self.picked = run.number
        for old in [*untrained, *self.runs[: -limits().runs]]:
            engine().forget(old.job)
        del self.runs[: -limits().runs]
        return run

    def choose_run(self, run: SessionRun) -> None:
        """Makes a run the one that all pages show, as far as it has what they need."""
        self.shown = self.picked = run.number

    def default_among(self, runs: Sequence[SessionRun]) -> SessionRun | None:
        """Which of some runs a page begins with: the chosen one, the shown one, or the first that no lesson trained."""
        by_number = {run.number: run for run in runs}
        own = next((run for run in runs if not run.is_of_lesson), None)
        return by_number.get(self.picked) or by_number.get(self.shown) or own or next(iter(runs), None)

    def reset(self, run: SessionRun) -> None:
        """Puts a live run's initial weights back; it waits there, and what it has learned goes."""
        mine, other = run.job.spec.training.optimizer, self.spec.training.optimizer
        engine().reset(run.job)
        run.epoch, run.rate_moved = None, False
        # The learning rate that the page shows stays, also where it was moved while the run was trained.
        if mine.name == other.name and mine["learning_rate"] != other["learning_rate"]:
            engine().set_learning_rate(run.job, other["learning_rate"])
            run.rate_moved = True

    def run(self, number: int) -> SessionRun | None:
        """A run by its number."""
        return next((run for run in self.runs if run.number == number), None)

    @property
    def newest(self) -> int:
        """Number of the newest run; 0 where there is none."""
        return self.runs[-1].number if self.runs else 0

    @property
    def newest_own(self) -> int:
        """Number of the newest run that no lesson trained; 0 where there is none."""
        return next((run.number for run in reversed(self.runs) if not run.is_of_lesson), 0)

    @property
    def shown_run(self) -> SessionRun | None:
        """The run that the playground shows."""
        return self.run(self.shown)

    @property
    def live_run(self) -> SessionRun | None:
        """The run that is being trained, if any; the newest where there are several."""
        return next((run for run in reversed(self.runs) if run.job.is_live), None)

    @property
    def waiting_run(self) -> SessionRun | None:
        """The run that waits with its initial weights, if any."""
        return next((run for run in self.runs if run.stage == "untrained"), None)

    @property
    def open_runs(self) -> list[SessionRun]:
        """Runs with a network to look into, also while it is trained, newest first."""
        newest_first = reversed(self.runs)
        return [run for run in newest_first if run.is_trained or (run.job.is_live and run.job.history.checkpoints)]

    @property
    def trained_runs(self) -> list[SessionRun]:
        """Runs with a network to look into, newest first."""
        return [run for run in reversed(self.runs) if run.is_trained]
