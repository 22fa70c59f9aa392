"""What the picture of a network on points or a table is sent of a run: its newest weights, and the film of them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnplay.models.shapes import trace
from nnplay.training import by_hand
from nnplay.training.events import MAX_PICTURED_WEIGHTS
from nnplay.training.history import History
from nnplay.training.spread import dropped
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.server import ask, engine
from nnplay.ui.common.session_run import SessionRun

RESENT_SECONDS = 1.2
"""A frame is sent again for so long at least, should the browser have missed an update."""

LIVE_BYTES = 30_000
"""Of frames in one update while a network is trained; there are two updates a second. Of a large network one frame may
be as much as several updates may carry: then not every update has one, and between frames the browser moves evenly."""


@dataclass
class KeptFilm:
    """The film that was read last from the files of a run, and the name of its training."""

    job: str = ""
    film: dict[int, np.ndarray] = field(default_factory=dict)


class LivingFilm:
    """The updates of one picture of a run: all of its film first and where the training rests, else what is new.

    Args:
        run: A run whose network `figures.living_network.can_live`.
        every: Seconds between two updates; None where there is one alone.
        linked: Whether other pages show the epoch that is held in the picture.
    """

    def __init__(self, run: SessionRun, every: float | None, *, linked: bool) -> None:
        self.run = run
        self._linked = linked
        self._resent = max(RESENT_SECONDS, 1.5 * (every or 0.0))
        self._seen: dict[int, float] = {}
        self._begun = False
        self._is_large = trace(run.job.spec).parameters > MAX_PICTURED_WEIGHTS
        self._told: dict[int, tuple[float, np.ndarray]] = {}
        self._credit = float(LIVE_BYTES)
        self._now: tuple[int, np.ndarray] | None = None

    @property
    def is_linked(self) -> bool:
        """Whether an epoch can be held for other pages just now."""
        history = self.run.job.history
        return self._linked and history.stage in ("paused", "over") and len(history.checkpoints) > 1

    def update(self) -> dict[str, Any]:
        """The next update, as `living_network` takes it."""
        run, history, at = self.run, self.run.job.history, self.run.epoch
        film = _film(run, history)
        if at is not None and at not in film and (kept := _kept(run, at)) is not None:
            film = dict(sorted({**film, at: kept}.items()))
        stops = _shared(film, history) if self.is_linked else None
        clock = time.monotonic()
        for epoch in film:
            self._seen.setdefault(epoch, clock)
        # Where it rests, the browser may be told once alone, or see only the last of several updates.
        moving = ("queued", "running", "testing") if self._is_large else ("queued", "running")
        whole = not self._begun or history.stage not in moving
        self._begun = True
        if whole:
            self._now = _now(run, history)
            if self._is_large and history.stage in moving and film:  # the page is drawn anew while it is trained
                film = _few(film, at)
                self._now = max(film), film[max(film)]
                self._credit = 0.0
            self._told = {epoch: (clock, weights) for epoch, weights in film.items()}
        elif self._is_large:
            film = self._paced(film, clock)
            if self._told:  # the picture's newest network is one that is sent already
                self._now = max(self._told), self._told[max(self._told)][1]
        else:
            film = _newest(film, [epoch for epoch in film if clock - self._seen[epoch] < self._resent])
            self._now = _now(run, history)
        return {
            "run": run.number,
            "planned": history.planned_epochs or run.job.spec.training.epochs,
            "film": film,
            "now": self._now,
            "whole": whole,
            "live": history.is_live,
            "epoch": at,
            "marks": by_hand.marks(history),
            "halted": history.stage == "paused",
            "stops": stops,
        }

    def _paced(self, film: dict[int, np.ndarray], clock: float) -> dict[int, np.ndarray]:
        """The frames that were sent, and new ones as far as what was saved in earlier updates is enough.

        A frame is sent once, and only named later on, so that at the end the browser has most of the film.
        """
        newest = max(self._told, default=-1)
        if newest > max(film, default=-1):
            self._told, newest = {}, -1  # it has begun again
        fresh = [epoch for epoch in film if epoch > newest]
        if fresh:
            size = film[fresh[-1]].nbytes
            self._credit = min(self._credit + LIVE_BYTES, LIVE_BYTES + size)
            count = int(self._credit // size)
            if count:
                left_out = dropped(fresh, count) if count > 1 else fresh[:-1]
                sent = [epoch for epoch in fresh if epoch not in left_out]
                self._told |= {epoch: (clock, film[epoch]) for epoch in sent}
                self._credit -= size * len(sent)
        last = max(self._told, default=-1)
        self._told = {  # the film may have been thinned out since
            epoch: (when, weights)
            for epoch, (when, weights) in self._told.items()
            if epoch in film or epoch == last or clock - when < self._resent
        }
        return {epoch: weights for epoch, (_, weights) in self._told.items()}


def _film(run: SessionRun, history: History) -> dict[int, np.ndarray]:
    """The film of a run; of one that was trained in another session, from its files."""
    if len(history.film) > 1 or history.stage != "over" or len(history.checkpoints) < 2:
        return history.film
    kept = current().part(KeptFilm)
    if kept.job != run.job.id:
        kept.job, kept.film = run.job.id, {}
        with show_errors():
            kept.film = engine().ask("film", folder=str(run.job.folder))
    return kept.film


def _shared(film: dict[int, np.ndarray], history: History) -> tuple[int, ...]:
    """The epochs of a film that other pages can show too, and the newest one."""
    shared = {*history.checkpoints, *list(film)[-1:]}
    return tuple(epoch for epoch in film if epoch in shared)


def _kept(run: SessionRun, epoch: int | None) -> np.ndarray | None:
    """Weights that only the run's files have."""
    with show_errors():
        weights: np.ndarray = ask(run, "weights", epoch=epoch)
        return weights
    return None


def _newest(film: dict[int, np.ndarray], epochs: list[int]) -> dict[int, np.ndarray]:
    """Some frames of a film, not more than an update may carry."""
    if not epochs:
        return {}
    most = max(2, LIVE_BYTES // film[epochs[0]].nbytes)
    left_out = dropped(epochs, most)
    return {epoch: film[epoch] for epoch in epochs if epoch not in left_out}


def _few(film: dict[int, np.ndarray], held: int | None) -> dict[int, np.ndarray]:
    """Of a large network's film, as much as two updates may carry: the newest frame at least, and one that is held."""
    most = 2 * LIVE_BYTES // film[max(film)].nbytes
    left_out = dropped(list(film), most) if most > 1 else list(film)[:-1]
    return {epoch: film[epoch] for epoch in film if epoch not in left_out or epoch == held}


def _now(run: SessionRun, history: History) -> tuple[int, np.ndarray] | None:
    """The epoch and the weights of the network as it is now."""
    epoch = history.best_epoch if history.status == "finished" else len(history.epochs)
    if history.snapshot and history.snapshot.weights is not None:
        return epoch, history.snapshot.weights
    weights = _kept(run, None) if run.is_trained else None
    return None if weights is None else (epoch, weights)
