"""Classes whose time is over are deleted, also where nobody opens a class any longer."""

from __future__ import annotations

from pathlib import Path

from nnplay.classroom.schema import ClassDatabase, home_file

CLEAN_SECONDS = 3600.0
"""How often a server looks, beside its start and each time that a class is opened or joined."""


def clean(path: Path | None = None) -> None:
    """Deletes what is over. Where there has never been a class, no file is made.

    Args:
        path: Of the file; `home_file()` if None.

    Raises:
        ClassroomError: If the file can't be read.
    """
    file = path or home_file()
    if file.exists():
        ClassDatabase(file)  # which cleans when it is opened


class Cleaning:
    """When it is time to clean again.

    Args:
        path: As for `clean`.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path, self._next = path, float("-inf")

    def go_on(self, now: float) -> None:
        """Cleans at the first call, and then once in `CLEAN_SECONDS`.

        Args:
            now: The time, as `time.monotonic` tells it.

        Raises:
            ClassroomError: As `clean`.
        """
        if now >= self._next:
            self._next = now + CLEAN_SECONDS
            clean(self._path)
