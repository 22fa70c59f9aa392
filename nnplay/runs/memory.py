"""What a browser keeps of a session, so that a server that was started again finds it: experiments, not networks.

Equal experiments give equal weights, so the experiment of a run is enough to train the same network again.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from nnplay.datasets.store import uploads
from nnplay.errors import DataError, SpecError
from nnplay.i18n import tr
from nnplay.runs.own_data import own_file
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History

VERSION = 1

MOST_RUNS, MOST_POINTS = 12, 100
"""Runs that are kept, the newest; and epochs of each one's curves, evenly spread."""

MOST_FILE = 300_000
"""Bytes of a file of the student's own, such as drawn points or a small table, that goes along."""

MOST_CHARACTERS = 2_000_000
"""Browsers keep five million for a site; `localStorage` counts two bytes for each."""


@dataclass(frozen=True)
class RememberedRun:
    """A run without its network.

    Args:
        spec: Its experiment.
        name: What a list calls it.
        epochs: Of the points of its curves, counted from 1.
        columns: Losses and metrics at these epochs by name, as in `History.columns`.
        test_metrics: As in `History.test_metrics`.
    """

    spec: ExperimentSpec
    name: str
    epochs: tuple[int, ...] = ()
    columns: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    test_metrics: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, spec: ExperimentSpec, name: str, history: History) -> RememberedRun:
        """A run as it is remembered: its curves at no more than `MOST_POINTS` epochs, the first and last among them."""
        count = len(history.epochs)
        places = np.unique(np.linspace(0, max(count - 1, 0), min(count, MOST_POINTS)).round().astype(int))
        return cls(
            spec,
            name,
            tuple(history.epochs[place] for place in places),
            {column: tuple(values[place] for place in places) for column, values in history.columns.items()},
            dict(history.test_metrics),
        )


@dataclass(frozen=True)
class Memory:
    """All that a browser keeps.

    Args:
        session: The name of the session that it is of, which its tab knows.
        saved: When it was kept, in UTC, as ISO 8601 without fractions of a second.
        spec: The experiment at hand.
        runs: Oldest first.
        pages: Plain JSON data that pages keep by a name of theirs, such as labelled drawings.
        files: Texts of small files of the student's own that the experiments name, by their checksums.
    """

    session: str
    saved: str
    spec: ExperimentSpec
    runs: tuple[RememberedRun, ...] = ()
    pages: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def to_text(self) -> str:
        """JSON of at most `MOST_CHARACTERS`; of more, pages go first, then files, the curves, and the oldest runs."""
        runs = list(self.runs[-MOST_RUNS:])
        for pages, files, curves in (
            (self.pages, self.files, True),
            ({}, self.files, True),
            ({}, {}, True),
            ({}, {}, False),
        ):
            text = self._text(runs, pages, files, curves)
            if len(text) <= MOST_CHARACTERS:
                return text
        while runs and len(text) > MOST_CHARACTERS:
            del runs[0]
            text = self._text(runs, {}, {}, False)
        return text

    def _text(
        self, runs: Sequence[RememberedRun], pages: Mapping[str, Any], files: Mapping[str, str], curves: bool
    ) -> str:
        return json.dumps(
            {
                "version": VERSION,
                "session": self.session,
                "saved": self.saved,
                "spec": self.spec.to_dict(),
                "runs": [
                    {
                        "spec": run.spec.to_dict(),
                        "name": run.name,
                        "epochs": run.epochs if curves else (),
                        "columns": {
                            name: [_short(value) for value in values] for name, values in run.columns.items() if curves
                        },
                        "test_metrics": {name: _short(value) for name, value in run.test_metrics.items()},
                    }
                    for run in runs
                ],
                "pages": dict(pages),
                "files": dict(files),
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_text(cls, text: Any) -> Memory:
        """What `to_text` wrote. A browser's storage can be edited by anyone, so nothing in it is trusted.

        A run that cannot be read is left out; the rest comes back.

        Raises:
            DataError: If nothing can be read.
        """
        if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
            raise DataError(tr("What this browser kept cannot be read."))
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            raise DataError(tr("What this browser kept cannot be read: it is cut off or was edited.")) from None
        if not isinstance(data, dict) or data.get("version") != VERSION:
            raise DataError(tr("What this browser kept comes from another version of nnplay and cannot be read."))
        try:
            spec = ExperimentSpec.from_dict(data.get("spec"))
        except SpecError as error:
            raise DataError(
                tr("The experiment that this browser kept cannot be read. {message}", message=error.message)
            ) from None
        runs, pages, files = data.get("runs"), data.get("pages"), data.get("files")
        found = [_run(item) for item in runs[:MOST_RUNS]] if isinstance(runs, list) else []
        return cls(
            str(data.get("session", ""))[:64],
            str(data.get("saved", ""))[:40],
            spec,
            tuple(run for run in found if run),
            pages if isinstance(pages, dict) else {},
            {name: text for name, text in files.items() if isinstance(text, str)} if isinstance(files, dict) else {},
        )

    @property
    def specs(self) -> list[ExperimentSpec]:
        """The experiment at hand, and those of the runs."""
        return [self.spec, *(run.spec for run in self.runs[-MOST_RUNS:])]


def own_files(specs: Iterable[ExperimentSpec]) -> dict[str, str]:
    """The small files of the student's own that experiments name, for `Memory.files`: texts by their checksums."""
    found = {}
    for digest in dict.fromkeys(own_file(spec) for spec in specs):
        with contextlib.suppress(DataError, UnicodeDecodeError):  # gone, or no text
            content = uploads.content(digest) if digest else b""
            if 0 < len(content) <= MOST_FILE:
                found[digest] = content.decode()
    return found


def bring_files_back(memory: Memory, owner: str) -> None:
    """Puts the files among the uploads again, where `load_dataset` looks for them, as far as there is room.

    Args:
        memory: With files.
        owner: As for `uploads.keep`.
    """
    for text in memory.files.values():
        with contextlib.suppress(DataError):
            uploads.keep(text.encode(), owner)


def now() -> str:
    """The time for `Memory.saved`."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _run(item: Any) -> RememberedRun | None:
    if not isinstance(item, dict):
        return None
    try:
        spec = ExperimentSpec.from_dict(item.get("spec"))
    except SpecError:
        return None
    epochs = item.get("epochs")
    columns, metrics = item.get("columns"), item.get("test_metrics")
    run = RememberedRun(
        spec,
        str(item.get("name", ""))[:200],
        tuple(epochs) if isinstance(epochs, list) else (),
        {str(name): tuple(values) for name, values in columns.items() if isinstance(values, list)}
        if isinstance(columns, dict)
        else {},
        {str(name): value for name, value in metrics.items() if _is_number(value)} if isinstance(metrics, dict) else {},
    )
    whole = all(isinstance(epoch, int) and not isinstance(epoch, bool) for epoch in run.epochs) and all(
        len(values) == len(run.epochs) and all(value is None or _is_number(value) for value in values)
        for values in run.columns.values()
    )
    numbers = {
        name: tuple(math.nan if value is None else float(value) for value in values)
        for name, values in run.columns.items()
        if whole
    }
    return RememberedRun(spec, run.name, run.epochs if whole else (), numbers, run.test_metrics)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:  # 10^400 is a number in JSON
        return False


def _short(value: float) -> float | None:
    """Six digits are enough for a curve; JSON knows no other numbers than finite ones."""
    return float(f"{value:.6g}") if math.isfinite(value) else None
