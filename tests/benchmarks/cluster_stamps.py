"""Puts the time on what hosts tell, and notes in the server how old it is when it arrives; for `bench_cluster`.

Host and server must have the same clock: here they are on one machine.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from nnplay.engine.protocol import Events

AGES = "NNPLAY_BENCHMARK_AGES"
"""File that the server writes the ages to, a number of seconds a line."""


async def dask_setup(worker: Any) -> None:
    """Called by Dask on each host, where this module is preloaded before `nnplay.engine.cluster.host`."""
    from nnplay.engine.cluster.host_engine import Host

    tell = Host._tell

    def stamped(self: Host, server: str, message: Any) -> None:
        if isinstance(message, Events):
            object.__setattr__(message, "told", time.time())  # it travels along
        tell(self, server, message)

    Host._tell = stamped  # type: ignore[method-assign]


def note_ages(take: Any) -> None:
    """Gives `take` the age of whatever arrives from now on, in seconds."""
    from nnplay.engine.cluster.dispatcher import Dispatcher

    hear = Dispatcher.hear

    def noted(self: Dispatcher, host: str, message: Any) -> None:
        if told := getattr(message, "told", None):
            take(time.time() - told)
        hear(self, host, message)

    Dispatcher.hear = noted  # type: ignore[method-assign]


def main() -> None:
    """`streamlit run app.py …` with ages noted."""
    from streamlit.web.cli import main as streamlit

    with Path(os.environ[AGES]).open("a", buffering=1) as file:
        note_ages(lambda age: file.write(f"{age}\n"))
        sys.argv[0] = "streamlit"
        streamlit()


if __name__ == "__main__":
    main()
