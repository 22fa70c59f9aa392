"""Folders of runs on the disk: where they are, copied, measured, and seen to be there."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from nnplay.runs.kept import ABOUT_FILE

RUNS_FOLDER = "NNPLAY_RUNS_DIR"
"""Environment variable: where runs are kept at home, instead of the user's data folder."""

NEW, OLD = "new-", "old-"
"""What the names of folders begin with that are being written or removed, or are being replaced."""

UNFINISHED_SECONDS = 3600.0
"""A folder that was begun so long ago and is not finished belongs to a process that is gone."""


def home_folder() -> Path:
    """Where runs are kept at home; it need not exist yet."""
    if chosen := os.environ.get(RUNS_FOLDER):
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return platformdirs.user_data_path("nnplay", appauthor=False) / "runs"


def copy_files(source: Path, target: Path) -> None:
    """Copies a run's folder; where that can be, both then share the files, which are never changed but replaced.

    Raises:
        OSError: If it cannot be read or written.
    """
    shutil.copytree(source, target, copy_function=link_or_copy, dirs_exist_ok=True, ignore=_leave_out)


def _leave_out(folder: str, names: Sequence[str]) -> set[str]:
    """What a training is about to replace, and what the owner says, which is changed in its place."""
    return {one for one in names if one.startswith(("new.", "unfinished", ABOUT_FILE)) or one.endswith(".new")}


def link_or_copy(source: str, target: str) -> str:
    """Another name for a file where the disk allows it, else a copy of it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def bytes_in(folder: Path) -> int:
    """The sizes of all files in a folder."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.stat(os.path.join(parent, name)).st_size
    return total


def flush(folder: Path) -> None:
    """Sees that the files are on the disk, also where the machine loses its power in a moment."""
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError), open(os.path.join(parent, name), "rb") as file:
                os.fsync(file.fileno())


def mend(store: Path) -> None:
    """Removes what a killed process has left in a store, and puts back what it was about to replace."""
    try:
        names = os.listdir(store)
    except OSError:
        return
    for name in names:
        path = store / name
        with contextlib.suppress(OSError):
            if name.startswith(OLD):
                place = store / name.removeprefix(OLD)
                if place.exists():
                    shutil.rmtree(path)
                else:
                    os.replace(path, place)
            elif name.startswith(NEW) and time.time() - path.stat().st_mtime > UNFINISHED_SECONDS:
                shutil.rmtree(path)
