"""Waiting for what another thread or process does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PAUSE = 0.01
"""Seconds between two looks."""


def eventually(condition: Callable[[], object], seconds: float = 20.0) -> bool:
    """Whether a condition holds at some moment of the next seconds; returns at the first one."""
    limit = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        if time.monotonic() > limit:
            return False
        pause.wait(PAUSE)
    return True
