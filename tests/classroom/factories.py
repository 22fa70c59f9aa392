"""Assignments, trainings and results made by hand, so that no test has to train."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnplay.catalogue import SPECS
from nnplay.classroom.assignment import Assignment
from nnplay.classroom.checks import Check
from nnplay.classroom.result import Result
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History

SPIRAL = SPECS["spiral"]


@dataclass
class MadeRun:
    spec: ExperimentSpec
    history: History


def run_of(spec: ExperimentSpec = SPIRAL, *, accuracy: float = 0.9, epochs: int = 3, **more: Any) -> MadeRun:
    """A training that has ended with a test accuracy."""
    columns = {
        "loss": [0.5] * epochs,
        "accuracy": [0.95] * epochs,
        "val_loss": [0.6] * epochs,
        "val_accuracy": [0.85] * epochs,
    }
    history = History(
        status="finished",
        reason="completed",
        planned_epochs=epochs,
        epochs=list(range(1, epochs + 1)),
        columns=columns,
        parameters=more.pop("parameters", 337),
        test_metrics=more.pop("test_metrics", {"loss": 0.4, "accuracy": accuracy}),
    )
    for name, value in more.items():
        setattr(history, name, value)
    return MadeRun(spec, history)


def task(**more: Any) -> Assignment:
    """An assignment on the spiral."""
    options: dict[str, Any] = {
        "title": "Spirals",
        "text": "Separate the *two* arms.",
        "start": SPIRAL,
        "goals": (Check("accuracy_at_least", value=0.9),),
    } | more
    return Assignment(**options)


def made_result(**changes: Any) -> Result:
    """A result that somebody could hand in."""
    plain: dict[str, Any] = {
        "assignment": "0123456789ab",
        "name": "Ada",
        "spec": SPIRAL,
        "metrics": {"loss": 0.25, "accuracy": 0.925},
        "parameters": 105,
        "epochs": 30,
        "seconds": 1.5,
        "created": "2026-03-02T09:30:00+00:00",
        "attempt": 2,
        "held": (True, False),
        "explanation": "It learned the arms, slowly.",
        "weights": "5f" * 10,
    }
    return Result(**(plain | changes))
