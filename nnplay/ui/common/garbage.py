"""Garbage collection that nobody waits for: a full one holds up every session, so it runs between their clicks.

A server with 30 sessions has half a million objects; Python looks at all of them for 0.1 to 0.2 s, and would do so
several times a minute in the middle of somebody's click.
"""

from __future__ import annotations

import functools
import gc
import threading
import time
from collections.abc import Callable

from streamlit.runtime import Runtime, get_instance

YOUNG, MIDDLE, NEVER = 5_000, 10, 1_000_000_000
"""Python's thresholds: new objects before a look at those, such looks before one at the last few, and full ones."""

LEAST_SECONDS, MOST_SECONDS = 20.0, 60.0
"""Between two full collections: at least, and when one comes even though a page is being drawn."""

LOOK_SECONDS = 0.05
"""Between two looks whether the server is quiet."""

SCRIPT_THREAD = "ScriptRunner.scriptThread"
"""What Streamlit calls the thread that draws a page."""


@functools.cache
def collect_in_quiet_moments() -> None:
    """From now on, full collections come when no page is being drawn; what is imported is left out of them.

    In a test, which has no server, nothing changes.
    """
    if not isinstance(get_instance(), Runtime):
        return
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, NEVER)
    threading.Thread(target=_collect_for_ever, name="garbage", daemon=True).start()


def _collect_for_ever() -> None:
    while True:
        time.sleep(LEAST_SECONDS)
        wait_for_quiet(MOST_SECONDS - LEAST_SECONDS)
        gc.collect()


def wait_for_quiet(
    most: float, drawn: Callable[[], bool] | None = None, sleep: Callable[[float], None] = time.sleep
) -> float:
    """Waits until no page is being drawn, but no longer than `most` seconds; how long it has waited.

    Args:
        most: In seconds.
        drawn: Tells whether a page is being drawn.
        sleep: The clock.
    """
    drawn, waited = drawn or is_drawn, 0.0
    while waited < most and drawn():
        sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS
    return waited


def is_drawn() -> bool:
    """Whether the server draws a page or a part of one at this moment."""
    return any(thread.name == SCRIPT_THREAD for thread in threading.enumerate())
