"""The network on data in the plane or on a table, alive: while it is trained, and afterwards as a film."""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nnplay.catalogue import CATALOGUE
from nnplay.datasets import load_dataset
from nnplay.errors import DataError
from nnplay.figures import living_network as described
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.training import by_hand
from nnplay.training.history import History
from nnplay.training.spread import dropped
from nnplay.ui.classroom import held
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live import picture_seconds
from nnplay.ui.common.living_network import living_network
from nnplay.ui.common.server import ask, engine
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.inside.state import InsideState
from nnplay.ui.playground import hand, images_panel, weight_panel

KEY = "living-network"

RESENT_SECONDS = 1.2
"""A frame is sent again for so long at least, should the browser have missed an update."""

LIVE_BYTES = 30_000
"""Of frames in one update while a network is trained; there are two updates a second."""


@dataclass
class KeptFilm:
    """The film that was read last from the files of a run, and the name of its training."""

    job: str = ""
    film: dict[int, np.ndarray] = field(default_factory=dict)


def fits(spec: ExperimentSpec, run: SessionRun) -> bool:
    """Whether the weights of a run are those of this network on these data."""
    return run.job.spec.layers == spec.layers and run.job.spec.dataset == spec.dataset


def plays(spec: ExperimentSpec, run: SessionRun) -> bool:
    """Whether the picture of the network plays the film of a run, so that no other control has to."""
    history = run.job.history
    if fits(spec, run) and images_panel.plays(spec, run):
        return True
    has_film = len(history.film) > 1 or (history.stage == "over" and len(history.checkpoints) > 1)
    return described.can_live(spec) and fits(spec, run) and has_film


def show(spec: ExperimentSpec, run: SessionRun | None) -> bool:
    """Draws the network, where the browser can compute what its neurons say; whether it has.

    Args:
        spec: The experiment at hand.
        run: The run whose weights it has, if any; it must have the same data and layers.
    """
    if not described.can_live(spec):
        return False
    try:
        network = described.describe(spec, load_dataset(spec.dataset))
    except DataError:  # the column of the data says why
        return False
    goal = next((preset.goal for preset in CATALOGUE.values() if preset.spec == spec), "")
    names = ", ".join(row.label for row in trace(spec).rows)
    label = f"Picture of the network: {names}"
    began = current().revision, current().shown
    seen: dict[int, float] = {}
    sent: list[tuple[Any, ...]] = []
    every = picture_seconds(run)
    resent = max(RESENT_SECONDS, 1.5 * (every or 0.0))

    @st.fragment(run_every=every)
    def draw() -> None:
        if (current().revision, current().shown) != began:
            st.rerun()  # something was done in the picture that concerns the whole page
        hand.say()
        if run is None:
            living_network(
                network,
                KEY,
                label=label,
                goal=goal,
                shapes="now" if _may_reshape() else "",
                on_shape=functools.partial(hand.reshape, spec, None),
                example=current().part(InsideState).example,
                on_example=choose,
            )
            return
        history, at = run.job.history, run.epoch
        linked = history.stage in ("paused", "over") and len(history.checkpoints) > 1
        film = _film(run, history)
        if linked:
            film = _shared(film, history)
        if at is not None and at not in film and (kept := _kept(run, at)) is not None:
            film = dict(sorted({**film, at: kept}.items()))
        clock = time.monotonic()
        for epoch in film:
            seen.setdefault(epoch, clock)
        # All of it at first and when the training rests; then what is new, or nothing.
        rests = history.stage not in ("queued", "running")
        state = (history.stage, history.hand_changes, *film) if rests else ()
        whole = not sent or (rests and sent[0] != state)
        if not whole:
            film = {} if rests else _newest(film, [each for each in film if clock - seen[each] < resent])
        sent[:] = [state]
        living_network(
            network,
            KEY,
            label=label,
            run=run.number,
            planned=history.planned_epochs or run.job.spec.training.epochs,
            film=film,
            now=_now(run, history) or hand.begun(run),
            whole=whole,
            live=history.is_live,
            epoch=at,
            goal=goal,
            takes=hand.takes(run, history) and held.is_free(current(), "weights"),
            by_hand=hand.numbers(history),
            marks=by_hand.marks(history),
            shapes=("now" if hand.rests(run) else "later") if _may_reshape() else "",
            on_shape=functools.partial(hand.reshape, spec, run),
            on_hand=functools.partial(hand.obey, spec, run),
            example=current().part(InsideState).example,
            on_example=choose,
            on_hold=functools.partial(hold, run) if linked else None,
        )

    draw()
    weight_panel.draw(spec, run)
    return True


def _may_reshape() -> bool:
    """Whether neurons and layers may be added and taken in the picture; a task may fix them."""
    return all(held.is_free(current(), control) for control in ("layers", "units"))


def choose(place: int) -> None:
    """Makes all pages look at another test example."""
    current().part(InsideState).look_at(max(place, 0))


def hold(run: SessionRun, number: int, epoch: int | None) -> None:
    """Makes all pages show the network of an epoch that the film was stopped at; of the newest one for None."""
    if number == run.number and (epoch is None or epoch in run.job.history.checkpoints):
        run.epoch = epoch


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


def _shared(film: dict[int, np.ndarray], history: History) -> dict[int, np.ndarray]:
    """The frames that other pages can show too, and the newest one."""
    shared = {*history.checkpoints, *list(film)[-1:]}
    return {epoch: weights for epoch, weights in film.items() if epoch in shared}


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


def _now(run: SessionRun, history: History) -> tuple[int, np.ndarray] | None:
    """The epoch and the weights of the network as it is now."""
    epoch = history.best_epoch if history.status == "finished" else len(history.epochs)
    if history.snapshot and history.snapshot.weights is not None:
        return epoch, history.snapshot.weights
    weights = _kept(run, None) if run.is_trained else None
    return None if weights is None else (epoch, weights)
