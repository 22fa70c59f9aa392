"""Downloads in the background, so that a page can show how far they are: one for the same files, whoever asks."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Lock, Thread

from nnplay.datasets.store.data_files import cache_folder, find_file
from nnplay.datasets.store.downloads import RemoteFile
from nnplay.errors import DataError
from nnplay.i18n import tr

FAILURE_SECONDS = 60.0
"""A failure is older than that: whoever asks then starts anew, because the network may be back."""


class Fetch:
    """Files on their way.

    Args:
        files: In the order in which they are fetched.
    """

    def __init__(self, files: tuple[RemoteFile, ...]) -> None:
        self.files = files
        self.error: DataError | None = None
        self._ended_at = 0.0
        # A daemon: an unfinished download must not keep the server from ending. The next one goes on from there.
        self._thread = Thread(target=self._run, name="download", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            for file in self.files:
                find_file(file)
        except DataError as error:
            self.error = error
        except Exception as error:  # nobody would hear of it in this thread
            self.error = DataError(tr("The download of {name} failed: {error}.", name=self.files[0].name, error=error))
        self._ended_at = time.monotonic()

    def wait(self, seconds: float) -> bool:
        """Waits until it has ended, at most so long; whether it has."""
        self._thread.join(seconds)
        return self.ended

    @property
    def ended(self) -> bool:
        """Whether it is over, well or with an error."""
        return not self._thread.is_alive()

    @property
    def outdated(self) -> bool:
        """Whether it says nothing about now any more: it went well, or failed a while ago."""
        return self.ended and (self.error is None or time.monotonic() - self._ended_at > FAILURE_SECONDS)


fetches: dict[tuple[tuple[RemoteFile, ...], Path], Fetch] = {}
"""All of this server, by files and cache."""

_guard = Lock()


def fetch(files: tuple[RemoteFile, ...], *, again: bool = False) -> Fetch:
    """The download of some files, started if there is none under way.

    Args:
        files: What to fetch.
        again: Whether a new one starts even if the last one failed just now.
    """
    key = files, cache_folder()
    with _guard:
        known = fetches.get(key)
        if known is None or known.outdated or (again and known.ended):
            known = fetches[key] = Fetch(files)
        return known
