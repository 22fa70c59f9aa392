"""The network on data in the plane, alive: what its neurons say, while it is trained and afterwards as a film."""

from __future__ import annotations

import functools
import time
from typing import Any

import numpy as np
import streamlit as st

from nnplay.datasets import load_dataset
from nnplay.errors import DataError
from nnplay.figures import living_network as described
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.live import poll_seconds
from nnplay.ui.common.living_network import living_network
from nnplay.ui.common.server import ask
from nnplay.ui.common.session_run import SessionRun

KEY = "living-network"

RESENT_SECONDS = 3.0
"""A frame is sent again for so long, should the browser have missed an update."""

WHOLE_SECONDS = 2.0
"""For so long after the page was drawn, all frames are sent."""


def fits(spec: ExperimentSpec, run: SessionRun) -> bool:
    """Whether the weights of a run are those of this network on these data."""
    return run.job.spec.layers == spec.layers and run.job.spec.dataset == spec.dataset


def plays(spec: ExperimentSpec, run: SessionRun) -> bool:
    """Whether the picture of the network plays the film of a run, so that no other control has to."""
    return described.can_live(spec) and fits(spec, run)


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
    names = ", ".join(row.label for row in trace(spec).rows)
    label = f"Picture of the network: {names}"
    seen: dict[int, float] = {}
    drawn = time.monotonic()

    @st.fragment(run_every=poll_seconds(run))
    def draw() -> None:
        if run is None:
            living_network(network, KEY, label=label)
            return
        history = run.job.history
        linked = history.stage in ("paused", "over") and len(history.checkpoints) > 1
        clock = time.monotonic()
        film = dict(history.film)
        for epoch in film:
            seen.setdefault(epoch, clock)
        whole = clock - drawn < WHOLE_SECONDS or not history.is_live or history.status == "paused"
        if not whole:
            film = {epoch: weights for epoch, weights in film.items() if clock - seen[epoch] < RESENT_SECONDS}
        if linked and (kept := {epoch: film[epoch] for epoch in film if epoch in history.checkpoints}):
            film = kept  # other pages show these epochs too
        at = run.epoch
        if at is not None and at not in film:
            with show_errors():
                film = dict(sorted({**film, at: ask(run, "weights", epoch=at)}.items()))
        living_network(
            network,
            KEY,
            label=label,
            run=run.number,
            planned=history.planned_epochs or run.job.spec.training.epochs,
            film=film,
            now=_now(run, history),
            whole=whole,
            live=history.is_live,
            epoch=at,
            on_hold=functools.partial(hold, run) if linked else None,
        )

    draw()
    return True


def hold(run: SessionRun, number: int, epoch: int | None) -> None:
    """Makes all pages show the network of an epoch that the film was stopped at; of the newest one for None."""
    if number == run.number and (epoch is None or epoch in run.job.history.checkpoints):
        run.epoch = epoch


def _now(run: SessionRun, history: History) -> tuple[int, np.ndarray] | None:
    """The epoch and the weights of the network as it is now."""
    epoch = history.best_epoch if history.status == "finished" else len(history.epochs)
    if history.snapshot and history.snapshot.weights is not None:
        return epoch, history.snapshot.weights
    if run.is_trained:  # of a run from an earlier server, of which only the files are left
        with show_errors():
            weights: Any = ask(run, "weights", epoch=None)
            return epoch, weights
    return None
