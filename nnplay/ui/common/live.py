"""How often a page asks a run for news."""

from __future__ import annotations

from nnplay.limits import HOME, limits
from nnplay.ui.common.current import open_sessions
from nnplay.ui.common.session_run import SessionRun

POLL_SECONDS = 0.5
"""Two redraws a second: smooth for one person."""

FULL_PACE = 8
"""So many open sessions are told twice a second; of more, each is told less often, and all as often together."""

LONGEST_SECONDS = 2.0

QUEUE_SECONDS = 2.0
"""In the queue there is little to see, and much of a class may be there."""

QUICK_SECONDS = 0.15
"""At home, until there is the first thing to see; where a class shares the server, nobody is quicker than others."""


def is_class() -> bool:
    """Whether so many share the server that no click waits for what comes a moment later by itself."""
    return open_sessions() > FULL_PACE


def live_seconds() -> float:
    """`run_every` of a fragment with something that changes all the time; longer where a class is there."""
    return min(LONGEST_SECONDS, POLL_SECONDS * max(1.0, open_sessions() / FULL_PACE))


def poll_seconds(run: SessionRun | None) -> float | None:
    """`run_every` of a fragment that says how far a run is; None when there is nothing to wait for."""
    if run is None or run.stage == "over":
        return None
    return QUEUE_SECONDS if run.stage == "queued" else live_seconds()


def first_poll_seconds(run: SessionRun | None) -> float | None:
    """As `poll_seconds`, and quicker for a training that is about to begin. When it has changed, draw the page anew."""
    usual = poll_seconds(run)
    if run is None or run.stage == "queued" or limits() != HOME:
        return usual
    history = run.job.history
    waits = history.status in ("preparing", "running") and not (history.epochs or history.batch)
    return QUICK_SECONDS if waits else usual


def picture_seconds(run: SessionRun | None) -> float | None:
    """`run_every` of a fragment that shows what a run has learned: only while it learns.

    At other times the page is drawn anew by the fragment that says how far the run is, where something has changed.
    """
    return first_poll_seconds(run) if run and run.stage == "running" else None


def standing(run: SessionRun | None) -> tuple[int, ...]:
    """What differs where a run that waits for its student has something new to show; nothing of a run that learns."""
    if run is None or run.stage not in ("paused", "untrained"):
        return ()
    history = run.job.history
    return (
        len(history.epochs),
        history.batch,
        history.hand_changes,
        len(history.learning_rates),
        len(history.checkpoints),
        len(history.film),
        id(history.snapshot),
    )
