"""A training of a session: its number, what is shown of it, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from nnplay.engine.client import Job
from nnplay.i18n import tr
from nnplay.spec import ExperimentSpec
from nnplay.training.history import Stage
from nnplay.training.words import ENDED, metric_words, show_metric

LESSON = "lesson"
"""The tag of what a lesson trained."""


@dataclass
class SessionRun:
    """A training of this session.

    Args:
        number: Counted from 1 in the session.
        job: The engine's side of it.
        epoch: Which epoch of its film the pages show; None for the trained network.
        rate_moved: Whether its learning rate was changed while it was trained.
        base: Short title of the network whose weights it started from; empty where they were new.
        name: What a run from the store is called there, or what a lesson calls it; empty for others.
        tags: That it is kept with.
        kept: Its id in the store, where it is kept.
        kept_job: Name of the training whose result is kept there, or could not be.
        opened: Whether it came from the store, and so perhaps from a file, instead of being trained in this session.
    """

    number: int
    job: Job
    epoch: int | None = None
    rate_moved: bool = False
    base: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    kept: str = ""
    kept_job: str = ""
    opened: bool = False

    @property
    def is_of_lesson(self) -> bool:
        """Whether a lesson trained it."""
        return LESSON in self.tags

    @property
    def stage(self) -> Stage:
        """What can be done with it now."""
        return self.job.stage

    def is_of(self, spec: ExperimentSpec) -> bool:
        """Whether it trained this experiment, perhaps for more epochs or with a learning rate that was moved."""
        asked = self.job.wanted if self.job.is_live else None  # with what it goes on from its next epoch
        own = (asked or self.job.spec).with_training(epochs=spec.training.epochs)
        optimizer, other = own.training.optimizer, spec.training.optimizer
        if self.rate_moved and optimizer.name == other.name:
            own = own.with_training(optimizer=optimizer.with_options(learning_rate=other["learning_rate"]))
        return own == spec

    @property
    def title(self) -> str:
        """What a list of runs says: number, dataset, and result if there is one."""
        history = self.job.history
        metrics = history.test_metrics
        metric = next((name for name in metrics if name != "loss"), None)
        if metric:
            result = f"{metric_words(metric)} {show_metric(metric, metrics[metric])}"
        elif history.is_live:
            result = tr("in training")
        else:
            result = tr(ENDED[history.reason or history.status])
        return f"{self.title_without_result} · {result}"

    @property
    def title_without_result(self) -> str:
        """The same where the result is not to be told: number, dataset, and where its weights came from."""
        start = tr(" · from {base}", base=self.base) if self.base else ""
        value = self.name or self.job.spec.dataset.kind.title
        return tr("Run {number} · {value}{start}", number=self.number, value=value, start=start)

    @property
    def shown_epoch(self) -> int | None:
        """The epoch of the film that answers come from; None for the trained network."""
        checkpoints = self.job.history.checkpoints
        return checkpoints[-1] if self.epoch is None and checkpoints and self.job.is_live else self.epoch

    @property
    def is_trained(self) -> bool:
        """Whether there is a network to look into."""
        history = self.job.history
        return history.status == "finished" and history.reason != "diverged" and bool(history.test_metrics)
