"""What a student hands in: computed on the server from the run itself."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from nnplay.classroom.class_names import LONGEST_NAME
from nnplay.errors import ResultError, SpecError
from nnplay.i18n import N_, tr
from nnplay.spec import ExperimentSpec

LONGEST_EXPLANATION = 5000
MOST_METRICS, MOST_CHECKS = 12, 40

NOTES = {
    "hand": N_(
        "Weights or settings were changed by hand during the training, so its settings alone don't reproduce it."
    ),
    "base": N_("It started from the weights of another network, so its settings alone don't reproduce it."),
    "opened": N_(
        "It was opened from a file or from kept runs, not trained in this session. Its score was computed from "
        "the weights in it; compute it again to see whether these settings give it."
    ),
}
"""What a teacher should know of how a result came about, by short names."""

METRICS = {
    "accuracy": N_("accuracy"),
    "loss": N_("loss"),
    "mean_absolute_error": N_("mean absolute error"),
}
"""What is measured, as in the middle of a sentence."""


@dataclass(frozen=True)
class Result:
    """A result of an assignment.

    Args:
        assignment: Id of the assignment; empty where there was none.
        name: That the student chose.
        spec: The experiment, with its seed.
        metrics: Loss and metrics on the test part, finite.
        parameters: Of the network.
        epochs: That were trained.
        seconds: Wall time of the training, without pauses.
        created: When it was handed in: ISO 8601, UTC.
        attempt: Which attempt of the student it is, from 1.
        held: Whether each check of the assignment holds, in its order.
        explanation: In the student's words.
        weights: Digest of the trained weights, as of `weights_digest`.
        notes: Names in `NOTES`: what to know of how it came about.
    """

    assignment: str
    name: str
    spec: ExperimentSpec
    metrics: Mapping[str, float] = field(default_factory=dict)
    parameters: int = 0
    epochs: int = 0
    seconds: float = 0.0
    created: str = ""
    attempt: int = 1
    held: tuple[bool, ...] = ()
    explanation: str = ""
    weights: str = ""
    notes: tuple[str, ...] = ()

    @property
    def metric(self) -> str:
        """Name of what is measured beside the loss; of the loss where nothing is."""
        return next((name for name in self.metrics if name != "loss"), "loss")

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `from_dict` reads back."""
        plain = asdict(self)
        return plain | {
            "spec": self.spec.to_dict(),
            "held": list(self.held),
            "notes": list(self.notes),
            "metrics": dict(self.metrics),
        }

    def to_json(self) -> str:
        """Canonical JSON: equal results give equal text."""
        return json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_dict(cls, data: Any) -> Result:
        """The result that `to_dict` wrote; its fields are checked, because files can be edited.

        Raises:
            ResultError: If it is something else.
        """
        try:
            texts = {name: _text(data[name]) for name in ("assignment", "name", "created", "explanation", "weights")}
            metrics = {_text(name): _number(value) for name, value in data["metrics"].items()}
            held = tuple(_flag(value) for value in data["held"])
            datetime.fromisoformat(texts["created"]).astimezone(UTC)
            if len(texts["name"]) > LONGEST_NAME or len(texts["explanation"]) > LONGEST_EXPLANATION:
                raise ValueError
            if len(metrics) > MOST_METRICS or len(held) > MOST_CHECKS:
                raise ValueError
            return cls(
                spec=ExperimentSpec.from_dict(data["spec"]),
                metrics=metrics,
                held=held,
                parameters=_count(data["parameters"]),
                epochs=_count(data["epochs"]),
                attempt=_count(data["attempt"]),
                seconds=_number(data["seconds"]),
                notes=tuple(_note(name) for name in data["notes"]),
                **texts,
            )
        except SpecError as error:
            raise ResultError(
                tr("This result is of an experiment that can't be read here. {message}", message=error.message)
            ) from None
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ResultError(tr("This is not a result of nnplay, or one of another version.")) from None

    @classmethod
    def from_json(cls, text: str) -> Result:
        """The result that `to_json` wrote; see `from_dict`."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            raise ResultError(tr("This is not a result of nnplay, or one of another version.")) from None
        return cls.from_dict(data)


def metric_words(name: str) -> str:
    """A loss or metric as in the middle of a sentence."""
    return tr(METRICS[name]) if name in METRICS else name.replace("_", " ")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _note(value: Any) -> str:
    if value not in NOTES:
        raise ValueError
    return str(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise TypeError
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise TypeError
    return float(value)
