"""Where a training truly is, in words: from the press of Train to its end."""

from __future__ import annotations

from nnplay.engine.client import EngineState
from nnplay.training.history import History, show_duration, show_metric

_STEPS = {
    "data": "Loading the data …",
    "model": "Building the network …",
    "compile": "Compiling the network, once per training …",
    "": "Starting a process for this training …",
}


SOON = 1.0
"""Seconds that nobody needs to be told of."""


def roughly(seconds: float) -> str:
    """A wait that is not known well: `"10 s"`, `"40 s"`, `"3 min"`."""
    return f"{max(10, round(seconds, -1)):.0f} s" if seconds < 95 else f"{seconds / 60:.0f} min"


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
            return hindrance
        case "queued":
            about = "" if waits is None else f", for about {roughly(waits)}"
            before = f"{history.ahead} before this one" if history.ahead else "next in line"
            return f"Waiting for a free core{about}; {before}."
        case "preparing":
            return (
                _STEPS[history.step]
                if engine == "ready"
                else "The engine loads TensorFlow, which takes some seconds once …"
            )
        case "running" if history.step:
            return _STEPS[history.step]
        case "running":
            parts = [f"Epoch {min(done + 1, planned)} of {planned}"]
            per_epoch, left = history.seconds_per_epoch, history.seconds_left
            if history.batch and history.steps > 1:
                parts.append(f"batch {history.batch:,} of {history.steps:,}")
            if per_epoch:
                parts.append(f"{show_duration(per_epoch)} per epoch")
                parts += [f"{show_duration(left)} left"] if left >= SOON else []
            return " · ".join(parts)
        case "paused" if history.stage == "untrained":
            return "Untrained: the network has its initial weights. Train, or go step by step."
        case "paused":
            return f"Paused in epoch {done + 1} of {planned}, {history.batch:,} of {history.steps:,} batches done"
        case "testing":
            return "Reading the test examples …"
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
    parts = [f"Epoch {done} of {history.planned_epochs}"]
    for name in (metric, f"val_{metric}"):
        if columns.get(name):
            called = name.replace("val_", "validation ").replace("_", " ")
            parts.append(f"{called} {show_metric(name, columns[name][-1])}")
    return ", ".join(parts) + "."


def briefly(history: History) -> str:
    """The same in two or three words, for a badge."""
    match history.status:
        case "queued":
            return place(history)
        case "preparing":
            return {"data": "Loading data", "model": "Building"}.get(history.step, "Starting")
        case "running" if history.step:
            return "Compiling"
        case "running":
            left = history.seconds_left
            return f"Training, {history.progress:.0%}" + (f", {show_duration(left)} left" if left >= SOON else "")
        case "paused" if history.stage == "untrained":
            return "Untrained"
        case "paused":
            return f"Paused, {history.progress:.0%}"
        case "testing":
            return "Testing"
        case _:
            return "Over"


def place(history: History) -> str:
    """The place in the queue."""
    return f"In the queue, {history.ahead} ahead" if history.ahead else "Next in line"
