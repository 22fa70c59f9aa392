"""What a network says over the space of its data, for the picture of data in the plane or on a line."""

from __future__ import annotations

import numpy as np

from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.server import ask
from nnplay.ui.common.session_run import SessionRun


def answers(run: SessionRun | None) -> np.ndarray | None:
    """What a network says over the space of its data, at the epoch that is shown; None before there is an answer."""
    if run and run.epoch is not None:
        with show_errors():
            return ask(run, "decision_map")
    elif run and (snapshot := run.job.history.snapshot):
        return snapshot.outputs
    return None
