"""What the picture of a network on images or texts is sent of a run: what its layers say to an example; its film."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.datasets import Signature
from nnplay.figures import living_images as described
from nnplay.inspection.results import PictureFrame
from nnplay.spec import ExperimentSpec
from nnplay.training.events import WatchedExample
from nnplay.training.spread import dropped
from nnplay.ui.common import untrained
from nnplay.ui.common.asked_once import ask_aside, ask_once
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.server import engine
from nnplay.ui.common.session_run import SessionRun

MOST_FILM, FILM_BYTES = 24, 300_000
"""Frames of the film of an example, and their bytes: all of them are sent at once."""

LIVE_BYTES = 50_000
"""Of frames in one update while a network is trained; there are two updates a second."""

RENEW_SECONDS = 8.0
"""A training is told again that the example is watched after so long."""

ANSWER_SECONDS = 0.4
"""So long an update waits for the first frame of another example."""


@dataclass
class WatchedPicture:
    """What a session's picture of a network that reads images or texts watches.

    Args:
        watched: The training that was told last what to watch, the example, and when.
        shown: Which maps and units were shown last, with the training and the example.
    """

    watched: tuple[str, str, float] = ("", "", 0.0)
    shown: tuple[str, str, tuple[tuple[int, ...], ...] | None] = ("", "", None)


def plays(spec: ExperimentSpec, run: SessionRun) -> bool:
    """Whether the picture plays the film of a run, so that no other control has to."""
    return described.can_show(spec) and run.stage == "over" and len(run.job.history.checkpoints) > 1


def update(
    run: SessionRun,
    name: str,
    values: np.ndarray,
    network: Mapping[str, Any],
    *,
    film: bool = True,
    wait: bool = True,
) -> dict[str, Any]:
    """The next update, as `living_images` takes it: frames of the running training, or the network and its film.

    Args:
        run: The run.
        name: By which the example is told apart from others.
        values: The example, as the network takes it.
        network: What `figures.living_images.describe` says.
        film: Whether its film is wanted, where there is one.
        wait: Whether to wait for what the network says. Else it has `"comes"` where that is still to come.
    """
    history, mine = run.job.history, current().part(WatchedPicture)
    known: dict[str, Any] = {
        "run": run.number,
        "planned": history.planned_epochs or run.job.spec.training.epochs,
        "live": history.is_live,
        "epoch": run.epoch,
        "halted": history.stage == "paused",
    }
    if history.is_live and not run.job.aside and run.epoch is None:
        _watch(run, name, values, mine)
        end = time.monotonic() + ANSWER_SECONDS
        running = wait and history.status in ("running", "paused") and not run.job.is_shared
        while running and not (seen := _seen(run, name)) and time.monotonic() < end:
            time.sleep(0.02)
        seen = _seen(run, name)
        if seen:
            mine.shown = str(run.job.folder), name, next(iter(seen.values())).units
        if seen or not run.job.is_shared:  # one that is shared may watch another example
            begins = not (seen or run.base or history.seen)  # its first batch may be told of before it is trained
            return {**known, "film": seen, "whole": False, **(initial(run.job.spec, values) if begins else {})}
    shown = mine.shown[2] if mine.shown[:2] == (str(run.job.folder), name) else None
    epoch = run.epoch
    if epoch is None and not run.is_trained:  # it has diverged, or was stopped before its end
        epoch = history.checkpoints[-1] if history.checkpoints else None
        if epoch is None:
            return known
    epochs = _film(history.checkpoints, run.epoch, network) if film and plays(run.job.spec, run) else ()
    if epochs and run.is_trained:
        epoch = None  # the film has the one that is held
    with show_errors():
        ask = ask_once if wait else ask_aside
        answer = ask(run, "picture_frames", example=values, film=epochs, shown=shown, epoch=epoch)
        if answer is None:
            return {**known, "comes": True}
        now, frames = answer
        at = history.best_epoch if epoch is None else epoch
        return {**known, "film": frames, "now": (at, now), "epoch": run.epoch if epochs else None}
    return known


def initial(spec: ExperimentSpec, values: np.ndarray) -> dict[str, Any]:
    """The update of a network that has not been trained, as `living_images` takes it; nothing while that is not known.

    Args:
        spec: Its experiment.
        values: The example, as the network takes it.
    """
    frame = untrained.frame(spec, values)
    return {} if frame is None else {"now": (0, frame)}


def film_epochs(run: SessionRun, signature: Signature) -> tuple[int, ...]:
    """The epochs of the film that the picture plays; none where it plays none."""
    spec, history = run.job.spec, run.job.history
    if not plays(spec, run):
        return ()
    return _film(history.checkpoints, run.epoch, described.describe(spec, signature))


def _watch(run: SessionRun, name: str, values: np.ndarray, mine: WatchedPicture) -> None:
    """Tells a training what to watch, now and then again."""
    job, watched, when = mine.watched
    now = time.monotonic()
    if (job, watched) != (run.job.id, name) or now - when > RENEW_SECONDS:
        mine.watched = run.job.id, name, now
        engine().watch(run.job, WatchedExample(name, np.asarray(values, np.float32)))


def _seen(run: SessionRun, name: str) -> dict[float, PictureFrame]:
    """The newest frames of an example, not more than an update may carry."""
    seen = {round(one.epoch, 2): one.frame for one in run.job.history.seen if one.example == name}
    if not seen:
        return {}
    most = max(1, LIVE_BYTES // next(iter(seen.values())).nbytes)
    return dict(list(seen.items())[-most:])


def _film(epochs: tuple[int, ...], held: int | None, network: Mapping[str, Any]) -> tuple[int, ...]:
    """The epochs of the film: not more than can be sent at once, and the one that is held."""
    size = sum(row["numbers"] for row in network["rows"])
    left_out = dropped(list(epochs), max(2, min(MOST_FILM, FILM_BYTES // size)))
    return tuple(epoch for epoch in epochs if epoch not in left_out or epoch == held)
