"""Where a training truly is, in words: from the press of Train to its end."""

from __future__ import annotations

from nnplay.engine.client import EngineState
from nnplay.i18n import N_, tr
from nnplay.training.history import History
from nnplay.training.words import metric_words, show_duration, show_metric

_STEPS = {
    "data": N_("Loading the data …"),
    "model": N_("Building the network …"),
    "compile": N_("Compiling the network, once per training …"),
    "": N_("Starting a process for this training …"),
}


SOON = 1.0
"""Seconds that nobody needs to be told of."""


def roughly(seconds: float) -> str:
    """A wait that is not known well: `"10 s"`, `"40 s"`, `"3 min"`."""
    return f"{max(10, round(seconds, -1)):.0f} s" if seconds < 95 else tr("{seconds:.0f} min", seconds=seconds / 60)


def doing(history: History, engine: EngineState, planned: int, hindrance: str = "", waits: float | None = None) -> str:
    """One line about a training that is not over.

    Args:
        history: Of the training.
        engine: The engine's state.
        planned: Epochs that are planned.
        hindrance: Why nothing can be trained now, as a sentence.
        waits: Seconds that it waits in the queue, roughly; None where they are not known.
    """
    done = len(history.epochs)
    match history.status:
        case "queued" if hindrance:
            return tr(hindrance)
        case "queued":
            about = "" if waits is None else tr(", for about {waits}", waits=roughly(waits))
            before = tr("{ahead} before this one", ahead=history.ahead) if history.ahead else tr("next in line")
            return tr("Waiting for a free core{about}; {before}.", about=about, before=before)
        case "preparing":
            return (
                tr(_STEPS[history.step])
                if engine == "ready"
                else tr("The engine loads TensorFlow, which takes some seconds once …")
            )
        case "running" if history.step:
            return tr(_STEPS[history.step])
        case "running":
            parts = [tr("Epoch {done} of {planned}", done=min(done + 1, planned), planned=planned)]
            per_epoch, left = history.seconds_per_epoch, history.seconds_left
            if history.batch and history.steps > 1:
                parts.append(tr("batch {batch:,} of {steps:,}", batch=history.batch, steps=history.steps))
            if per_epoch:
                parts.append(tr("{per_epoch} per epoch", per_epoch=show_duration(per_epoch)))
                parts += [tr("{left} left", left=show_duration(left))] if left >= SOON else []
            return " · ".join(parts)
        case "paused" if history.stage == "untrained" and history.by_hand:
            return tr("Not trained yet: the network has the weights that it was given. Train, or go step by step.")
        case "paused" if history.stage == "untrained":
            return tr("Untrained: the network has its initial weights. Train, or go step by step.")
        case "paused":
            return tr(
                "Paused in epoch {done} of {planned}, {batch:,} of {steps:,} batches done",
                done=done + 1,
                planned=planned,
                batch=history.batch,
                steps=history.steps,
            )
        case "testing":
            return tr("Reading the test examples …")
        case _:
            return ""


def aloud(history: History, doing: str) -> str:
    """How far a training is, as a screen reader says it: `Epoch 5 of 12, accuracy 91.0%, validation accuracy 88.2%.`

    Args:
        history: Of the training.
        doing: What stands on the page, as `doing` has it; said where there is no epoch yet, or nothing moves.
    """
    done, columns = len(history.epochs), history.columns
    if history.status != "running" or not done:
        return doing.replace(" · ", ", ")
    metric = next((name for name in columns if name != "loss" and not name.startswith("val_")), "loss")
    parts = [tr("Epoch {done} of {planned_epochs}", done=done, planned_epochs=history.planned_epochs)]
    for name in (metric, f"val_{metric}"):
        if columns.get(name):
            parts.append(f"{metric_words(name)} {show_metric(name, columns[name][-1])}")
    return ", ".join(parts) + "."


def briefly(history: History) -> str:
    """The same in two or three words, for a badge."""
    match history.status:
        case "queued":
            return place(history)
        case "preparing":
            return {"data": tr("Loading data"), "model": tr("Building")}.get(history.step, tr("Starting"))
        case "running" if history.step:
            return tr("Compiling")
        case "running":
            left = history.seconds_left
            return tr("Training, {progress:.0%}", progress=history.progress) + (
                tr(", {left} left", left=show_duration(left)) if left >= SOON else ""
            )
        case "paused" if history.stage == "untrained":
            return tr("Weights set") if history.by_hand else tr("Untrained")
        case "paused":
            return tr("Paused, {progress:.0%}", progress=history.progress)
        case "testing":
            return tr("Testing")
        case _:
            return tr("Over")


def place(history: History) -> str:
    """The place in the queue."""
    return tr("In the queue, {ahead} ahead", ahead=history.ahead) if history.ahead else tr("Next in line")
