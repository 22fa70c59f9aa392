"""How often a page asks a run for news."""

from __future__ import annotations

from nnplay.ui.session import Run

POLL_SECONDS = 0.5
"""Two redraws a second: smooth for one person, bearable for a class."""


def poll_seconds(run: Run | None) -> float | None:
    """`run_every` of a fragment that shows a run; None when there is nothing to wait for."""
    return POLL_SECONDS if run is not None and run.job.is_live else None
