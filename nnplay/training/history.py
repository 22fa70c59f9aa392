"""The history of a training: its events folded into plain data."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from nnplay.i18n import ANYBODY, Retellable, sentences, tr, using
from nnplay.training.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    ExampleSeen,
    Failed,
    FilmEnded,
    Finished,
    Frame,
    LearningRate,
    Paused,
    Prepared,
    Preparing,
    PreparingStep,
    Queued,
    Reason,
    Relocated,
    Resumed,
    Rewound,
    SetByHand,
    SettingsChanged,
    Snapshot,
    Started,
    Testing,
)
from nnplay.training.film import with_frame
from nnplay.training.words import ENDINGS, show_metric

Status = Literal["queued", "preparing", "running", "paused", "testing", "finished", "failed"]

Stage = Literal["queued", "running", "paused", "untrained", "testing", "over"]
"""What can be done with a training; `"untrained"`: it waits with its initial weights for its first step."""


MOST_RUNNING = 600
"""Numbers within one epoch that are kept; there are five a second."""

MOST_SEEN = 4
"""Frames of the watched example that are kept; a page asks for them twice a second."""

STORED = (
    "status", "planned_epochs", "steps", "examples", "parameters", "execution", "why", "epochs", "columns", "seconds",
    "learning_rates", "by_hand", "changes", "checkpoints", "reason", "best_epoch", "test_metrics", "baseline",
    "total_seconds", "message",
)  # fmt: skip

LATER = frozenset({"by_hand", "changes"})
"""Those that a run of an earlier nnplay may lack."""


@dataclass
class History:
    """What is known of a training at one moment.

    Args:
        status: Where it stands; `"finished"` and `"failed"` are final.
        ahead: While queued, how many trainings start before it.
        planned_epochs, steps: Epochs planned; batches per epoch.
        examples: Number of examples by part.
        parameters: Parameters of the model.
        execution, why: How epochs are run, and the reason as a sentence.
        epochs: The finished epochs, counted from 1.
        columns: By name (`loss`, `val_loss`, ...) one number per finished epoch.
        seconds: Wall time of each finished epoch, without pauses.
        batch: Batches done of the epoch that runs.
        step: What is done before the first batch; empty where that is over.
        running: Loss and metrics within the epoch that runs: how many batches they are of, and the numbers by name.
        batch_seconds: Wall time of a batch, as far as is known.
        snapshot: The newest picture of the network.
        film: By epoch in order, the weights of a small network on data in the plane, as in `Frame`; at most
            `MOST_FRAMES`, spread evenly on a logarithmic scale.
        seen: The newest frames of the example that is watched.
        learning_rates: Changes of the learning rate: (the first epoch that it acts in, its value).
        by_hand: Where weights were set by hand: (the first epoch that was trained with them, the batches of it that
            were done before, how many numbers).
        changes: Settings that were changed meanwhile: (the first epoch that it acts in, the change in words).
        hand_changes: How often weights were set by hand or put back.
        checkpoints: The epochs whose weights can be shown, in order; 0 are the initial ones.
        reason: Why it ended.
        best_epoch: The epoch whose weights were kept.
        test_metrics: Loss and metric on the test part.
        total_seconds: Wall time of the whole training, without pauses.
        sample_indices, sample_predictions: As in `Finished`.
        message: What went wrong, or what the ending means.
        note: What the student should know before the end, which the message then says too.
        baseline: As in `Finished`.
    """

    status: Status = "preparing"
    ahead: int = 0
    planned_epochs: int = 0
    steps: int = 0
    examples: dict[str, int] = field(default_factory=dict)
    parameters: int = 0
    execution: str = ""
    why: str = ""
    epochs: list[int] = field(default_factory=list)
    columns: dict[str, list[float]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    batch: int = 0
    step: PreparingStep | Literal[""] = ""
    running: tuple[tuple[int, dict[str, float]], ...] = ()
    batch_seconds: float = 0.0
    snapshot: Snapshot | None = None
    film: dict[int, np.ndarray] = field(default_factory=dict)
    seen: tuple[ExampleSeen, ...] = ()
    learning_rates: list[tuple[int, float]] = field(default_factory=list)
    by_hand: list[tuple[int, int, int]] = field(default_factory=list)
    changes: list[tuple[int, str]] = field(default_factory=list)
    hand_changes: int = 0
    checkpoints: tuple[int, ...] = ()
    reason: Reason | None = None
    best_epoch: int = 0
    test_metrics: dict[str, float] = field(default_factory=dict)
    total_seconds: float = 0.0
    sample_indices: tuple[int, ...] = ()
    sample_predictions: np.ndarray | None = None
    message: str = ""
    note: str = ""
    baseline: float | None = None

    @property
    def is_live(self) -> bool:
        """Whether more events can come."""
        return self.status in ("queued", "preparing", "running", "paused", "testing")

    @property
    def stage(self) -> Stage:
        """What can be done with it now."""
        match self.status:
            case "queued" | "testing":
                return self.status
            case "preparing" | "running":
                return "running"
            case "paused":
                return "paused" if self.epochs or self.batch else "untrained"
            case _:
                return "over"

    @property
    def progress(self) -> float:
        """Share of the planned batches that are done, 0..1."""
        total = self.planned_epochs * self.steps
        done = len(self.epochs) * self.steps + self.batch
        return min(1.0, done / total) if total else 0.0

    @property
    def seconds_per_epoch(self) -> float:
        """Wall time of an epoch as it is now; 0 while that is not known.

        The first one does not count, because compiling may be in it; its batches do, after the first call.
        """
        if len(self.seconds) > 1:
            return float(np.median(self.seconds[1:][-10:]))
        return self.batch_seconds * self.steps

    @property
    def seconds_left(self) -> float:
        """Expected wall time to the planned end; 0 while it is not known."""
        return (1.0 - self.progress) * self.planned_epochs * self.seconds_per_epoch

    @property
    def baseline_note(self) -> str:
        """A sentence where the network is no better than one answer for every example; else empty."""
        name = "accuracy" if "accuracy" in self.test_metrics else "mean_absolute_error"
        reached = self.test_metrics.get(name)
        if self.baseline is None or reached is None:
            return ""
        numbers = tr(
            "{reached} against {baseline}",
            reached=show_metric(name, reached),
            baseline=show_metric(name, self.baseline),
        )
        if name == "accuracy" and reached <= self.baseline:
            return tr(
                "On the test data it is no better than always answering the most frequent class: {numbers}.",
                numbers=numbers,
            )
        if name != "accuracy" and reached >= self.baseline:
            return tr(
                "On the test data it is no better than always answering the mean: an average error of {numbers}.",
                numbers=numbers,
            )
        return ""

    @property
    def told(self) -> str:
        """The message in the reader's language; where it was kept on the disk, only the usual ones."""
        if isinstance(self.message, Retellable):
            return tr(self.message)
        usual = ENDINGS[self.reason] if self.reason else ""
        english = usual.format(next_epoch=len(self.epochs) + 1)
        if english and self.message.startswith(english):
            rest = self.message.removeprefix(english).strip()
            return f"{tr(usual, next_epoch=len(self.epochs) + 1)} {tr(rest)}".rstrip()
        return tr(self.message)

    def apply(self, event: Event) -> None:
        """Takes one event in; an event after the end changes nothing."""
        if not self.is_live:
            return
        match event:
            case Queued():
                self.status, self.ahead = "queued", event.ahead
            case Started():
                self.status, self.ahead, self.step = "preparing", 0, ""
            case Preparing():
                self.step = event.step
            case Prepared():
                self.status, self.step = "running", ""
                self.planned_epochs, self.steps = event.epochs, event.steps
                self.examples, self.parameters = event.examples, event.parameters
                self.execution, self.why = event.execution, event.why
            case BatchEnd():
                self.batch, self.step = event.batch, ""
                self.batch_seconds = event.seconds or self.batch_seconds
                if event.logs:
                    before = (each for each in self.running if each[0] != event.batch)  # one may be told ahead
                    self.running = (*before, (event.batch, event.logs))[-MOST_RUNNING:]
            case EpochEnd():
                self.epochs.append(event.epoch)
                self.seconds.append(event.seconds)
                for name, value in event.logs.items():
                    self.columns.setdefault(name, []).append(value)
                self.batch, self.step, self.running = 0, "", ()
            case Snapshot():
                self.snapshot = event
            case Frame():
                self.film = with_frame(self.film, event)
            case ExampleSeen():
                same = tuple(one for one in self.seen if one.example == event.example)
                self.seen = (*same, event)[-MOST_SEEN:]
            case Paused():
                self.status, self.batch, self.step = "paused", event.batch, ""
                self.running = self.running if event.batch else ()
            case Resumed():
                self.status = "running"
            case Rewound():
                self._go_back(0)
                self.status = "running"
            case Relocated():
                self._go_back(event.epochs)
                self.status, self.note = "queued", event.note
            case LearningRate():
                self.learning_rates.append((event.epoch, event.value))
            case SetByHand():
                here = (event.epoch, event.batch)
                self.by_hand = [each for each in self.by_hand if each[:2] != here]
                if event.numbers:
                    self.by_hand.append((*here, event.numbers))
                self.hand_changes += 1
            case SettingsChanged():
                self.changes += [(event.epoch, change) for change in event.changes]
            case CheckpointSaved():
                self.checkpoints = tuple(sorted({*self.checkpoints, event.epoch}.difference(event.dropped)))
            case FilmEnded():
                self.note = event.note
                if not event.kept:
                    self.checkpoints = ()
            case Testing():
                self.status, self.running = "testing", ()
            case Finished():
                self.status = "finished"
                self.reason, self.best_epoch = event.reason, event.best_epoch
                self.test_metrics, self.total_seconds = event.test_metrics, event.seconds
                self.sample_indices, self.sample_predictions = event.sample_indices, event.sample_predictions
                with using(ANYBODY):  # all who read it do so in their own language
                    usual = tr(ENDINGS[event.reason], next_epoch=len(self.epochs) + 1)
                    self.message = sentences(event.message or usual, self.note)
                self.baseline = event.baseline
                self.batch = 0
            case Failed():
                self.status, self.message = "failed", event.message

    def _go_back(self, epochs: int) -> None:
        """Forgets all that came after so many epochs."""
        self.epochs, self.seconds = self.epochs[:epochs], self.seconds[:epochs]
        self.columns = {name: values[:epochs] for name, values in self.columns.items()} if epochs else {}
        self.learning_rates = [each for each in self.learning_rates if each[0] <= epochs]
        self.by_hand = [each for each in self.by_hand if each[0] <= epochs]
        self.changes = [each for each in self.changes if each[0] <= epochs]
        self.checkpoints = tuple(epoch for epoch in self.checkpoints if epoch <= epochs and epochs)
        self.film = {epoch: frame for epoch, frame in self.film.items() if epoch <= epochs and epochs}
        self.batch, self.snapshot, self.seen, self.running = 0, None, (), ()
        if not epochs:
            self.best_epoch, self.total_seconds = 0, 0.0

    def go_on(self) -> History:
        """A live copy of an ended history, for training on: what it has seen stays, its ending goes."""
        twin = self.copy()
        twin.status, twin.ahead, twin.batch = "preparing", 0, 0
        twin.reason, twin.test_metrics, twin.message, twin.note, twin.baseline = None, {}, "", "", None
        twin.sample_indices, twin.sample_predictions = (), None
        twin.seen = ()
        return twin

    def copy(self) -> History:
        """A copy that later events do not change."""
        twin = copy.copy(self)
        twin.epochs, twin.seconds = self.epochs.copy(), self.seconds.copy()
        twin.columns = {name: values.copy() for name, values in self.columns.items()}
        twin.learning_rates, twin.by_hand = self.learning_rates.copy(), self.by_hand.copy()
        twin.changes = self.changes.copy()
        return twin

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data of all but the pictures."""
        return {name: copy.deepcopy(getattr(self, name)) for name in STORED}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> History:
        """The history that `to_dict` wrote."""
        history = cls(**{name: data[name] for name in STORED if name in data or name not in LATER})
        history.checkpoints = tuple(history.checkpoints)  # JSON knows lists only
        history.learning_rates = [(epoch, value) for epoch, value in history.learning_rates]
        history.changes = [(epoch, change) for epoch, change in history.changes]
        history.by_hand = [(epoch, batch, numbers) for epoch, batch, numbers in history.by_hand]
        return history
