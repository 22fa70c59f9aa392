"""What a network says over the space of its data, for the picture of data in the plane or on a line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnplay.figures import living_network
from nnplay.spec import ExperimentSpec
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.server import ask
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.playground import living_panel


def answers(run: SessionRun | None) -> np.ndarray | None:
    """What a network says over the space of its data, at the epoch that is shown; None before there is an answer."""
    if run and run.epoch is not None:
        with show_errors():
            return ask(run, "decision_map")
    elif run and (snapshot := run.job.history.snapshot):
        return snapshot.outputs
    return None


def answers_to_send(spec: ExperimentSpec, run: SessionRun | None) -> Callable[[], np.ndarray | None]:
    """Gives the newest answers each time, or the first ones alone: where the network is alive on the page, its picture
    tells the browser what all other ones would be.

    Args:
        spec: The experiment at hand.
        run: The run whose answers are shown, if any.
    """
    lives = run is not None and living_panel.fits(spec, run) and living_network.can_live(spec)
    first: list[np.ndarray] = []

    def give() -> np.ndarray | None:
        if first:
            return first[0]
        said = answers(run)
        if lives and said is not None:
            first.append(said)
        return said

    return give
