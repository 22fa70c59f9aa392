"""Waiting for what another thread or process does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SECONDS = 120.0
"""How long what a sound run waits for may take. Far more than it needs: a busy machine stands still for a while."""

PAUSE = 0.01
"""Seconds between two looks."""


def eventually(condition: Callable[[], object], seconds: float = SECONDS) -> bool:
    """Whether a condition holds at some moment of the next seconds; returns at the first one."""
    limit = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        if time.monotonic() > limit:
            return False
        pause.wait(PAUSE)
    return True
