"""Imports that give way to a browser which waits for files of the page.

Python runs one thread at a time. A server that has just started imports the first page while a browser fetches a
hundred files of it, runs them and connects; the imports are needed only then. Without a pause, each file waits for the
imports at each step of its way.
"""

from __future__ import annotations

import contextlib
import importlib
import threading
import time
from collections.abc import Iterable, Iterator

MOST_SECONDS = 0.5
"""How long all imports together wait at most, on a slow line or in case a browser takes a file and does not read it."""


class GivingWay:
    """Imports modules one after the other, and waits before each as long as a file is being sent.

    Args:
        most: Seconds for all of them.
    """

    def __init__(self, most: float = MOST_SECONDS) -> None:
        self._left = most
        self._sent = 0
        self._nothing_sent = threading.Event()
        self._nothing_sent.set()

    @contextlib.contextmanager
    def sending(self) -> Iterator[None]:
        """While a file is being sent, in the thread that sends all files."""
        self._sent += 1
        self._nothing_sent.clear()
        try:
            yield
        finally:
            self._sent -= 1
            if not self._sent:
                self._nothing_sent.set()

    def import_all(self, names: Iterable[str]) -> None:
        """Imports modules by their names, with all that they import.

        It waits between them and not inside of one, where Python holds a lock that all imports need.

        Raises:
            Exception: What a module raises.
        """
        for name in names:
            begin = time.monotonic()
            self._nothing_sent.wait(max(0.0, self._left))
            self._left -= time.monotonic() - begin
            importlib.import_module(name)


imports = GivingWay()
"""Of this server."""
