"""A progress bar for a terminal: `nnplay.train(spec, emit=ProgressBar())`."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TextIO

from nnplay.training.events import Event, Prepared
from nnplay.training.history import History
from nnplay.training.words import show_duration, show_metric

CELLS = 24
REDRAW_SECONDS = 0.1
PARTS = 10
"""Where the output is no terminal, so many lines stand for the bar."""


class ProgressBar:
    """Writes where a training stands: one line that changes in a terminal, ten lines elsewhere.

    Args:
        out: Where to; the standard error if None.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stderr
        self.history = History()
        self._drawn = 0.0
        self._parts = 0

    def __call__(self, event: Event) -> None:
        """Takes one event in, as `emit` of `nnplay.train`."""
        was_running = self.history.status == "running"
        self.history.apply(event)
        if isinstance(event, Prepared):
            examples, parameters = event.examples.get("training", 0), event.parameters
            print(
                f"{parameters:,} parameters, {examples:,} training examples. {event.why}",
                file=self.out,
                flush=True,
            )
        elif self.history.status in ("running", "testing") and was_running:
            self._draw(is_last=self.history.status == "testing")

    def _draw(self, is_last: bool) -> None:
        parts = int(PARTS * len(self.history.epochs) / max(self.history.planned_epochs, 1))
        if self.out.isatty():
            if is_last or time.monotonic() - self._drawn >= REDRAW_SECONDS:
                self._drawn = time.monotonic()
                width = shutil.get_terminal_size().columns - 1
                print(f"\r{self.line()[:width]:{width}}", end="\n" if is_last else "", file=self.out, flush=True)
        elif parts > self._parts or (is_last and parts < PARTS):
            print(self.line(), file=self.out, flush=True)
        self._parts = parts

    def line(self) -> str:
        """Epochs, bar, newest numbers and the time left."""
        history = self.history
        cells = round(CELLS * history.progress)
        bar = "#" * cells + "." * (CELLS - cells)
        losses_first = sorted(history.columns, key=lambda name: not name.endswith("loss"))
        numbers = ", ".join(f"{name} {show_metric(name, history.columns[name][-1])}" for name in losses_first)
        seconds = history.seconds_left if history.progress < 1 else 0.0
        left = f"{show_duration(seconds)} left" if seconds else ""
        parts = [f"Epoch {len(history.epochs)}/{history.planned_epochs} [{bar}]", left, numbers]
        return "  ".join(filter(None, parts))
