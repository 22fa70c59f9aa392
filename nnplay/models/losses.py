"""Losses by their Keras names, and which of them fit a task."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from nnplay.errors import SpecError
from nnplay.i18n import N_, tr
from nnplay.registry import LOSSES, Kind
from nnplay.spec import AUTO_LOSS
from nnplay.tasks import TargetScaling, Task

Target = Literal["number", "integer", "one-hot"]


@dataclass(frozen=True)
class LossKind(Kind):
    """A loss.

    Args:
        targets: By task, the form in which it takes the true values. Tasks that it does not
            fit are missing.
        power: Of a regression's units that its value has: 2 for squared ones.
    """

    targets: dict[Task, Target] = field(default_factory=dict, hash=False)
    power: int = 1

    def in_units(self, target: TargetScaling | None) -> float:
        """What turns the loss of scaled targets into that in the target's own units; 1 where nothing is scaled."""
        return target.scale**self.power if target else 1.0


for _kind in (
    LossKind(
        "binary_crossentropy",
        N_("For two classes: low when the true class gets a high probability, very high when it gets almost none."),
        targets={"binary": "number"},
    ),
    LossKind(
        "sparse_categorical_crossentropy",
        N_("Low when the true class gets a high probability, very high when it gets almost none. Takes class numbers."),
        targets={"multiclass": "integer"},
    ),
    LossKind(
        "categorical_crossentropy",
        N_("The same cross-entropy, with the true class given as a one-hot row."),
        targets={"multiclass": "one-hot"},
    ),
    LossKind(
        "mean_squared_error",
        N_("The mean of the squared differences between prediction and truth."),
        targets={"regression": "number", "binary": "number", "multiclass": "one-hot"},
        power=2,
    ),
    LossKind(
        "mean_absolute_error",
        N_("The mean of the absolute differences. Outliers count less than in the squared error."),
        targets={"regression": "number"},
    ),
    LossKind(
        "huber",
        N_("Squares small differences and takes large ones as they are, so outliers count less."),
        targets={"regression": "number"},
        power=2,
    ),
):
    LOSSES.register(_kind)

_USUAL: dict[Task, str] = {
    "binary": "binary_crossentropy",
    "multiclass": "sparse_categorical_crossentropy",
    "regression": "mean_squared_error",
}

METRICS: dict[Task, str] = {
    "binary": "accuracy",
    "multiclass": "accuracy",
    "regression": "mean_absolute_error",
}
"""The metric that is shown beside the loss."""


TASKS: dict[Task, str] = {
    "binary": N_("binary"),
    "multiclass": N_("multiclass"),
    "regression": N_("regression"),
}
"""What a message calls a task."""


def losses_for(task: Task) -> tuple[str, ...]:
    """Names of the losses that fit a task, the usual one first."""
    usual = _USUAL[task]
    return (usual, *(name for name, kind in LOSSES.items() if task in kind.targets and name != usual))


def resolve_loss(loss: str, task: Task) -> LossKind:
    """The loss that is trained with; `auto` becomes the usual one of the task.

    Raises:
        SpecError: If the loss does not fit the task.
    """
    kind = LOSSES[_USUAL[task] if loss == AUTO_LOSS else loss]
    if task not in kind.targets:
        raise SpecError(
            tr(
                "The loss {title} does not fit a {task} task. These do: {task2}.",
                title=kind.title,
                task=tr(TASKS[task]),
                task2=", ".join(losses_for(task)),
            ),
            ("training", "loss"),
        )
    return kind
