"""What the curves of an ended training say, in one sentence, and one thing that helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnplay.i18n import plural, tr
from nnplay.spec import ExperimentSpec, LayerSpec
from nnplay.training.history import History

Verdict = Literal["diverged", "too_high", "no_better", "overfitting", "still_falling", "fine"]

RISE = 0.1
"""Share by which the validation loss lies over its least value when a network is said to overfit."""

FALL = 0.05
"""Share that the loss loses in the last tenth of the epochs when it is said to be still falling."""

ROUGH = 0.3
"""Mean step of the training loss from epoch to epoch, as a share of its height, when it is said to jump."""

NEARLY_ALL = 0.99
"""Accuracy on the validation part from which on more training hardly shows."""

NEARLY_ALL_EXPLAINED = 0.02
"""Share of its first value below which a validation loss hardly shows more training."""

UNITS = 16
"""Of a hidden layer that is added."""


@dataclass(frozen=True)
class Remedy:
    """What a press tries.

    Args:
        label: What a button says.
        spec: The experiment to train; None where the trained network goes on.
        more_epochs: For how many epochs it goes on.
    """

    label: str
    spec: ExperimentSpec | None = None
    more_epochs: int = 0


@dataclass(frozen=True)
class Diagnosis:
    """What is said of a training.

    Args:
        verdict: Its name.
        sentence: For a student.
        remedy: What would help; None where nothing is wrong or no single change is sure to help.
    """

    verdict: Verdict
    sentence: str
    remedy: Remedy | None = None


def diagnose(spec: ExperimentSpec, history: History) -> Diagnosis | None:
    """Reads the curves of an ended training; None of one that is live, has failed or has no epoch.

    Args:
        spec: Of the run.
        history: Its history; the loss after each epoch on the training and on the validation part is read.
    """
    if history.is_live or history.status == "failed":
        return None
    if history.reason == "diverged":
        epoch, rate = len(history.epochs) + 1, _rate(spec, history)
        return Diagnosis(
            "diverged",
            tr(
                "The learning rate of {rate:g} is too high for this network: in epoch {epoch} the loss grew without "
                "bound.",
                rate=rate,
                epoch=epoch,
            ),
            _lower_rate(spec, history),
        )
    if not history.epochs:
        return None
    losses = np.asarray(history.columns.get("loss", ()), float)
    checked = np.asarray(history.columns.get("val_loss", losses), float)
    jumps, rate = _jumps(losses), _rate(spec, history)
    if history.baseline_note:
        return _no_better(spec, history, losses, jumps)
    if jumps and not _nearly_all(history, checked):
        return Diagnosis(
            "too_high",
            tr("The loss jumps up and down instead of falling: the learning rate of {rate:g} is too high.", rate=rate),
            _lower_rate(spec, history),
        )
    return _overfitting(spec, history, losses, checked) or _falling(history, checked) or _fine(spec, history, checked)


def _no_better(spec: ExperimentSpec, history: History, losses: np.ndarray, jumps: bool) -> Diagnosis:
    """Of a network that says no more than one answer for every example would."""
    sentence, rate = history.baseline_note, _rate(spec, history)
    usual = _usual_rate(spec)
    rose = len(losses) > 3 and np.median(losses[-_tenth(losses) :]) > losses[0]
    remedy: Remedy | None = None
    if jumps or rose or rate > 30 * usual:
        sentence += tr(" The learning rate of {rate:g} is probably too high.", rate=rate)
        remedy = _lower_rate(spec, history)
    elif spec.dataset.options.get("scaling") == "none" and spec.dataset.kind.family == "table":
        sentence += tr(" Its inputs are not scaled: large ones drown out the small ones.")
        scaled = spec.with_dataset(spec.dataset.with_options(scaling="standard"))
        remedy = Remedy(tr("Scale the inputs and train again"), scaled)
    elif _still_falls(losses):
        sentence += tr(" But its training loss is still falling.")
        remedy = _more(history)
    elif not any(layer.options.get("activation", "linear") != "linear" for layer in spec.layers):
        sentence += tr(" Without an activation in a hidden layer it can only learn a straight line or border.")
        deeper = spec.with_layers((*spec.layers, LayerSpec("Dense", units=UNITS, activation="relu")))
        remedy = Remedy(tr("Add a hidden layer and train again"), deeper)
    elif rate < usual / 10:
        sentence += tr(" The learning rate of {rate:g} may be too low.", rate=rate)
        remedy = _with_rate(spec, rate * 10)
    else:
        sentence += tr(" More units, other inputs or other layers may help.")
    return Diagnosis("no_better", sentence, remedy)


def _overfitting(spec: ExperimentSpec, history: History, losses: np.ndarray, checked: np.ndarray) -> Diagnosis | None:
    """Where the validation loss has risen for some time while the training loss went on falling."""
    if spec.training.early_stopping or len(checked) < 5:  # the best epoch's weights were kept
        return None
    smooth, window = _smooth(checked), _tenth(checked)
    best = int(smooth.argmin())
    least, last = float(smooth[best]), float(np.mean(checked[-window:]))
    risen = last > least * (1 + RISE) and len(checked) - best > max(2, window)
    if not risen or not float(np.mean(losses[-window:])) < float(_smooth(losses)[best]):
        return None
    epochs = history.planned_epochs or len(history.epochs)
    stopping = spec.with_training(early_stopping=True, patience=max(5, epochs // 10))
    return Diagnosis(
        "overfitting",
        tr(
            "Overfitting since epoch {epochs}: the validation loss rose from {least:.4g} to {last:.4g}, while the "
            "training loss went on falling.",
            epochs=history.epochs[best],
            least=least,
            last=last,
        ),
        Remedy(tr("Train again with early stopping"), stopping),
    )


def _falling(history: History, checked: np.ndarray) -> Diagnosis | None:
    if _nearly_all(history, checked):
        return None
    if len(checked) == 1:
        return Diagnosis("still_falling", tr("After one epoch there is more to learn."), _more(history))
    if history.reason == "early" or not _still_falls(checked):
        return None
    return Diagnosis(
        "still_falling",
        tr("The validation loss is still falling: the network has not yet learned all it can."),
        _more(history),
    )


def _fine(spec: ExperimentSpec, history: History, checked: np.ndarray) -> Diagnosis:
    if history.reason == "early" or (spec.training.early_stopping and history.best_epoch):
        text = tr(
            "Early stopping kept the best epoch, {best_epoch}: longer training would not have helped.",
            best_epoch=history.best_epoch,
        )
        return Diagnosis("fine", text)
    if _nearly_all(history, checked):
        return Diagnosis("fine", tr("It has learned nearly everything it can: more epochs would hardly help."))
    smooth = _smooth(checked)
    level = float(np.mean(checked[-_tenth(checked) :]))
    # The first epoch from which on the loss stays near where it ended.
    far = np.flatnonzero(np.abs(smooth - level) > 2 * FALL * abs(level))
    since = int(far[-1]) + 1 if far.size else 0
    epoch = history.epochs[min(since, len(history.epochs) - 1)]
    return Diagnosis(
        "fine",
        tr("The validation loss has been level since about epoch {epoch}: more epochs change little.", epoch=epoch),
    )


# What is seen in a curve ------------------------------------------------------------------------


def _tenth(values: Sequence[float] | np.ndarray) -> int:
    return max(1, len(values) // 10)


def _smooth(values: np.ndarray) -> np.ndarray:
    """A moving mean over about a tenth of the epochs, as long as the curve."""
    window = _tenth(values) | 1
    if window == 1:
        return values
    padded = np.pad(values, window // 2, mode="edge")
    return np.convolve(padded, np.full(window, 1 / window), mode="valid")


def _still_falls(values: np.ndarray) -> bool:
    """Whether the last tenth of the epochs lies clearly under the tenth before it."""
    window = _tenth(values)
    if len(values) < 2 * window:
        return False
    before, last = float(np.mean(values[-2 * window : -window])), float(np.mean(values[-window:]))
    return before > 0 and (before - last) / before > FALL


def _jumps(losses: np.ndarray) -> bool:
    """Whether the training loss goes up and down without getting lower, in the second half of a training."""
    half = losses[len(losses) // 2 :]
    if len(half) < 4 or not np.isfinite(half).all():
        return False
    middle = len(half) // 2
    fell = float(np.mean(half[middle:])) < 0.9 * float(np.mean(half[:middle]))
    return not fell and float(np.mean(np.abs(np.diff(half)))) > ROUGH * float(np.mean(np.abs(half)))


def _nearly_all(history: History, checked: np.ndarray) -> bool:
    if accuracy := history.columns.get("val_accuracy"):
        return accuracy[-1] >= NEARLY_ALL
    return bool(len(checked) > 1 and checked[-1] < NEARLY_ALL_EXPLAINED * checked[0])


# What helps -------------------------------------------------------------------------------------


def _rate(spec: ExperimentSpec, history: History) -> float:
    """The learning rate that it ended with."""
    return float(history.learning_rates[-1][1] if history.learning_rates else spec.training.optimizer["learning_rate"])


def _usual_rate(spec: ExperimentSpec) -> float:
    """The optimizer's default; Adadelta's own is far too low, and 1 the one of its paper."""
    kind = spec.training.optimizer.kind
    if kind.name == "Adadelta":
        return 1.0
    return float(next(param.default for param in kind.params if param.name == "learning_rate"))


def _lower_rate(spec: ExperimentSpec, history: History) -> Remedy:
    return _with_rate(spec, _rate(spec, history) / 10)


def _with_rate(spec: ExperimentSpec, rate: float) -> Remedy:
    optimizer = spec.training.optimizer
    bounds = next(param for param in optimizer.kind.params if param.name == "learning_rate")
    rate = float(f"{rate:.3g}")
    rate = min(max(rate, bounds.minimum or 0.0), np.inf if bounds.maximum is None else bounds.maximum)
    changed = spec.with_training(optimizer=optimizer.with_options(learning_rate=rate))
    return Remedy(tr("Train again with a rate of {rate:g}", rate=rate), changed)


def _more(history: History) -> Remedy:
    more = max(len(history.epochs), 1)
    return Remedy(plural("Train {n} more epoch", "Train {n} more epochs", more), more_epochs=more)
