"""A training's numbers and its ending as people read them."""

from __future__ import annotations

from nnplay.i18n import N_, number, tr
from nnplay.training.events import Reason


def show_metric(name: str, value: float) -> str:
    """A loss or metric as people read it: accuracy in percent, the rest with four digits."""
    return number(value, ".1%" if name.removeprefix("val_") == "accuracy" else ".4g")


def metric_words(name: str) -> str:
    """What a loss or metric is called within a sentence, e.g. `validation accuracy`."""
    return tr(_METRICS.get(name, name.replace("_", " ")))


def show_duration(seconds: float) -> str:
    """A wall time as people read it: `"35 ms"`, `"1.5 s"`, `"2 min"`."""
    if seconds < 0.0995:
        return tr("{seconds:.0f} ms", seconds=seconds * 1000)
    if seconds < 10:
        return f"{number(seconds, '.1f')} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return tr("{seconds:.0f} min", seconds=seconds / 60)


_METRICS = {
    "loss": N_("loss"),
    "val_loss": N_("validation loss"),
    "accuracy": N_("accuracy"),
    "val_accuracy": N_("validation accuracy"),
    "mean_absolute_error": N_("mean absolute error"),
    "val_mean_absolute_error": N_("validation mean absolute error"),
}


ENDED: dict[str, str] = {
    "completed": N_("completed"),
    "early": N_("early"),
    "stopped": N_("stopped"),
    "abandoned": N_("abandoned"),
    "limit": N_("limit"),
    "diverged": N_("diverged"),
    "finished": N_("finished"),
    "failed": N_("failed"),
}
"""How a training ended, in a word; where there is no reason, by its status."""

ENDINGS: dict[Reason, str] = {
    "completed": N_("All epochs are done."),
    "early": N_("The validation loss had stopped falling, so training ended early and kept the best epoch's weights."),
    "stopped": N_("You stopped the training; the network keeps what it has learned so far."),
    "abandoned": (
        N_(
            "Nobody had this page open for some minutes, so the training ended. The network keeps what it has learned "
            "so far, and you can train it further from there."
        )
    ),
    "limit": N_("The training has reached a limit of this server; the network keeps what it has learned so far."),
    "diverged": (
        N_(
            "In epoch {next_epoch} the loss or the weights were no longer finite numbers: the steps were too large, "
            "and the weights grew without bound. A learning rate ten times smaller usually helps, and so does scaling "
            "the inputs."
        )
    ),
}
"""What each ending means, for the student; `next_epoch` is the one after the last that was finished."""
