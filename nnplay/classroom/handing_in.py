"""From a trained run to what is handed in: everything is read from the run itself, nothing from the browser."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import numpy as np

from nnplay.classroom.result import Result
from nnplay.classroom.schema import time_now
from nnplay.errors import ResultError
from nnplay.i18n import tr
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History
from nnplay.training.run_folder import WEIGHTS_FILE

CURVE_POINTS = 100
DIGITS = 9
"""Significant digits of a metric that is handed in; float32 has seven."""


class HandedRun(Protocol):
    """A trained run: of a session, a kept one, or as `nnplay.train` returns it."""

    @property
    def spec(self) -> ExperimentSpec: ...

    @property
    def history(self) -> History: ...


def result_of(
    run: HandedRun,
    folder: Path,
    *,
    assignment: str = "",
    name: str = "",
    attempt: int = 1,
    held: tuple[bool, ...] = (),
    explanation: str = "",
    base: str = "",
    opened: Mapping[str, float] | None = None,
) -> Result:
    """What is handed in of a run.

    Args:
        run: Finished, with a network.
        folder: Where its files are.
        assignment: Id of the assignment.
        name: That the student chose.
        attempt: Which attempt it is.
        held: Whether each check of the assignment holds.
        explanation: In the student's words.
        base: Title of the network whose weights it started from; empty where they were new.
        opened: Of a run that was not trained here, its metrics on the test part as its weights give them now: what its
            files say of them is not trusted.

    Raises:
        ResultError: If it has no network.
    """
    history = run.history
    if history.status != "finished" or history.reason == "diverged" or not history.test_metrics:
        raise ResultError(tr("Only a finished training with a network can be handed in. Train it to its end first."))
    changed = bool(history.by_hand or history.changes or history.learning_rates)
    notes = {"hand": changed, "base": bool(base), "opened": opened is not None}
    metrics = history.test_metrics if opened is None else opened
    return Result(
        assignment=assignment,
        name=name,
        spec=run.spec,
        metrics={key: rounded(value) for key, value in metrics.items() if math.isfinite(value)},
        parameters=trace(run.spec).parameters or history.parameters,
        epochs=len(history.epochs),
        seconds=float(f"{history.total_seconds:.3g}"),
        created=time_now().isoformat(),
        attempt=attempt,
        held=held,
        explanation=explanation.strip(),
        weights=weights_digest(folder),
        notes=tuple(note for note, is_so in notes.items() if is_so),
    )


def rounded(value: float) -> float:
    """A metric as it is handed in."""
    return float(f"{value:.{DIGITS}g}")


def weights_digest(folder: Path) -> str:
    """20 hexadecimal digits of the SHA-256 of a run's trained weights, with their types and shapes.

    Raises:
        ResultError: If the weights are not there.
    """
    found = hashlib.sha256()
    try:
        with np.load(Path(folder) / WEIGHTS_FILE, allow_pickle=False) as file:
            for name in file.files:
                weights = np.ascontiguousarray(file[name])
                found.update(f"{weights.dtype.str} {weights.shape} ".encode())
                found.update(weights.tobytes())
    except (OSError, ValueError, KeyError):
        raise ResultError(tr("The files of this run are gone. Train it again to hand it in.")) from None
    return found.hexdigest()[:20]


def curve_of(history: History) -> tuple[float, ...]:
    """The metric after each epoch, on the validation part where there is one, at most `CURVE_POINTS`, evenly spread."""
    measured = [name for name in history.columns if name != "loss" and not name.startswith("val_")]
    name = measured[0] if measured else "loss"
    values = history.columns.get(f"val_{name}") or history.columns.get(name) or []
    places = np.unique(np.linspace(0, max(len(values) - 1, 0), min(len(values), CURVE_POINTS)).round().astype(int))
    return tuple(float(f"{values[place]:.5g}") for place in places) if values else ()
