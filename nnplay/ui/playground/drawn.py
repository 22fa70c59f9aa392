"""Whether what is on the page already still shows the experiment, after a panel below has changed it."""

from __future__ import annotations

from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec


def is_outdated(before: ExperimentSpec, now: ExperimentSpec) -> bool:
    """Whether the panels of data, network and training must be drawn once more; drawing takes a server 30 ms.

    They read the experiment from the top down. Numbers of the training and the seed are shown by their own widgets
    alone, unless the network cannot stand with them.

    Args:
        before: The experiment when the first panel began to be drawn.
        now: As the panels' widgets say.
    """
    if now == before:
        return False
    numbers = ("batch_size", "epochs", "patience")
    unseen = {name: getattr(now.training, name) for name in numbers}
    old = before.training.optimizer
    if old.name == now.training.optimizer.name:
        unseen["optimizer"] = now.training.optimizer
    if before.with_seed(now.seed).with_training(**unseen) != now:
        return True
    return bool(trace(before).error or trace(now).error)
