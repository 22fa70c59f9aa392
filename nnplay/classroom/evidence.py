"""What the goals of a task are checked on: one training, read from the run itself on the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History


class Trained(Protocol):
    """What has been trained: a `nnplay.Run`, a kept run, or a session's."""

    @property
    def spec(self) -> ExperimentSpec: ...

    @property
    def history(self) -> History: ...


@dataclass(frozen=True)
class RunEvidence:
    """What is known of an experiment, trained or not yet.

    Args:
        spec: The experiment.
        metrics: Loss and metric on the test data, as fractions of 1 where they are shares; empty before the training.
        parameters: Of the whole network; None where it cannot stand.
        epochs: How many were trained, all together; 0 before the training.
        parts: Loss and metric in the last epoch, or in the one whose weights were kept: `accuracy`, `val_accuracy`.
        explanation: What the student has written.
        others: Other trainings of the same student, e.g. with other seeds.
        name: The student's pseudonym, which an own split comes from.
        rates: Learning rates that acted, besides the one of the experiment.
        own_weights: Whether weights were set by hand, or came from another network.
        changed: Whether settings besides the learning rate were changed during the training.
    """

    spec: ExperimentSpec
    metrics: Mapping[str, float] = field(default_factory=dict)
    parameters: int | None = None
    epochs: int = 0
    parts: Mapping[str, float] = field(default_factory=dict)
    explanation: str = ""
    others: tuple[RunEvidence, ...] = ()
    name: str = ""
    rates: tuple[float, ...] = ()
    own_weights: bool = False
    changed: bool = False

    @property
    def is_trained(self) -> bool:
        """Whether there is a result to check."""
        return bool(self.metrics)

    @classmethod
    def before(cls, spec: ExperimentSpec, *, explanation: str = "", name: str = "") -> RunEvidence:
        """What is known before the training: whether the network is small enough, which layers it has."""
        traced = trace(spec)
        return cls(spec, parameters=None if traced.error else traced.parameters, explanation=explanation, name=name)

    @classmethod
    def of(
        cls,
        run: Trained,
        *,
        explanation: str = "",
        others: Sequence[Trained] = (),
        name: str = "",
        base: str = "",
    ) -> RunEvidence:
        """What a training shows. One that failed or diverged has no metrics.

        Args:
            run: The training.
            explanation: What the student has written.
            others: Other trainings of the same student.
            name: The student's pseudonym.
            base: Title of the network whose weights it started from; empty for new ones.
        """
        history = run.history
        ended = history.status == "finished" and history.reason != "diverged"
        kept = history.best_epoch if history.best_epoch in history.epochs else 0
        place = history.epochs.index(kept) if kept else -1
        return cls(
            run.spec,
            dict(history.test_metrics) if ended else {},
            history.parameters or RunEvidence.before(run.spec).parameters,
            len(history.epochs),
            {column: values[place] for column, values in history.columns.items() if values},
            explanation,
            tuple(RunEvidence.of(one, name=name) for one in others),
            name,
            tuple(rate for _, rate in history.learning_rates),
            bool(history.by_hand) or bool(base),
            bool(history.changes),
        )
