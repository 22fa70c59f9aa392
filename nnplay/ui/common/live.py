"""How often a page asks a run for news."""

from __future__ import annotations

from nnplay.ui.common.session_run import SessionRun

POLL_SECONDS = 0.5
"""Two redraws a second: smooth for one person, bearable for a class."""

QUEUE_SECONDS = 2.0
"""In the queue there is little to see, and much of a class may be there."""


def poll_seconds(run: SessionRun | None) -> float | None:
    """`run_every` of a fragment that shows a run; None when there is nothing to wait for."""
    if run is None or run.stage == "over":
        return None
    return QUEUE_SECONDS if run.stage == "queued" else POLL_SECONDS
