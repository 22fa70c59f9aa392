"""How well the trained networks of a lesson read test digits that were moved."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnplay.datasets import Dataset
from nnplay.theory.depth import SHIFTS, shifted_copies
from nnplay.ui.common.server import ask
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun


@dataclass
class KnownAccuracies:
    """What a session keeps of the networks that it has asked for shifted digits.

    Args:
        of_runs: On digits moved by each of `SHIFTS`, by number of the run and epoch of its film.
    """

    of_runs: dict[tuple[int, int | None], list[float]] = field(default_factory=dict)


def accuracies(session: Session, run: SessionRun, data: Dataset) -> list[float]:
    """The run's accuracy on all test digits, moved by each of `SHIFTS`; asked once for each trained run."""
    kept = session.part(KnownAccuracies).of_runs
    key = (run.number, run.epoch)
    if key not in kept:
        answers = ask(run, "predict", inputs=shifted_copies(data.x_test))
        answers = answers.argmax(axis=1).reshape(len(SHIFTS), -1)
        kept[key] = [float(share) for share in (answers == data.y_test).mean(axis=1)]
    return kept[key]
