"""How often a page asks a run for news."""

from __future__ import annotations

from nnplay.limits import HOME, limits
from nnplay.ui.common.session_run import SessionRun

POLL_SECONDS = 0.5
"""Two redraws a second: smooth for one person, bearable for a class."""

QUEUE_SECONDS = 2.0
"""In the queue there is little to see, and much of a class may be there."""


QUICK_SECONDS = 0.15
"""At home, until there is the first thing to see; where a class shares the server, nobody is quicker than others."""


def first_poll_seconds(run: SessionRun | None) -> float | None:
    """As `poll_seconds`, and quicker for a training that is about to begin. When it has changed, draw the page anew."""
    usual = poll_seconds(run)
    if run is None or usual != POLL_SECONDS or limits() != HOME:
        return usual
    history = run.job.history
    waits = history.status in ("preparing", "running") and not (history.epochs or history.batch)
    return QUICK_SECONDS if waits else usual


def poll_seconds(run: SessionRun | None) -> float | None:
    """`run_every` of a fragment that shows a run; None when there is nothing to wait for."""
    if run is None or run.stage == "over":
        return None
    return QUEUE_SECONDS if run.stage == "queued" else POLL_SECONDS
