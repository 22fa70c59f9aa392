"""Results of classes, for tests."""

from __future__ import annotations

from typing import Any

from nnplay.catalogue import SPECS
from nnplay.classroom.result import Result

SPIRAL = SPECS["spiral"]


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
