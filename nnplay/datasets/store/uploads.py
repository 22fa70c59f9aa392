"""Files of the student's own, kept under the checksum of their content.

A spec names such a file by its checksum, so that an experiment stays one small value and equal files are
kept once, whoever brings them. They lie beside the downloads: at home a saved experiment finds its file again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import time
from pathlib import Path

from nnplay.datasets.store import data_files
from nnplay.errors import DataError
from nnplay.i18n import tr

MAX_FILE_BYTES = 20 * 2**20
"""What one file may have; Streamlit's upload limit in .streamlit/config.toml is the same."""

MAX_KEPT_BYTES = 500 * 2**20
KEPT_DAYS = 30
"""What nobody has used for so long goes, and the least recently used ones while all together are too large."""

SHARE_BYTES = 100 * 2**20
SHARE_FILES = 200
"""What one owner may have kept; the least recently brought ones make room for its own new ones."""

DIGEST = re.compile(r"[0-9a-f]{64}")


def keep(content: bytes, owner: str = "") -> str:
    """Stores a file; returns its checksum (SHA-256, 64 hexadecimal digits), by which `content` finds it.

    Args:
        content: Of the file.
        owner: Who brings it, in letters and digits. Each has a share of the room; where all together have too much,
            the files of whoever has most go first.

    Raises:
        DataError: If it is empty, larger than `MAX_FILE_BYTES`, or there is no room for it.
    """
    if not content:
        raise DataError(tr("This file is empty."))
    if len(content) > MAX_FILE_BYTES:
        raise DataError(
            tr(
                "This file has {content:,.0f} MB; at most {max_file_bytes} MB are allowed here. Use only part of it.",
                content=len(content) / 2**20,
                max_file_bytes=MAX_FILE_BYTES // 2**20,
            )
        )
    digest = hashlib.sha256(content).hexdigest()
    path = folder() / digest
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file():
            # Under its name only when it is whole: a training may look for it at this moment.
            handle, unfinished = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(unfinished, path)
        _clean(path, owner)
    except OSError as error:
        raise DataError(
            tr("The file could not be kept in {parent}: {value}.", parent=path.parent, value=error.strerror or error)
        ) from error
    return digest


def content(digest: str) -> bytes:
    """The content of a file that was kept.

    Raises:
        DataError: If it is not here, or no longer.
    """
    path = folder() / digest
    try:
        if not DIGEST.fullmatch(digest):  # it may come from an edited link, and must not name another file
            raise FileNotFoundError
        found = path.read_bytes()
        with contextlib.suppress(OSError):
            os.utime(path)
    except OSError:
        raise DataError(tr("nnplay does not have the file of this dataset. Upload it again.")) from None
    return found


def folder() -> Path:
    """Where uploads are kept; it need not exist yet."""
    return data_files.cache_folder() / "own"


def _clean(newest: Path, owner: str) -> None:
    """Removes what is too old, what is beyond its owner's share, and, while all are too large, of whoever has most."""
    sizes: dict[str, int] = {}
    used: dict[str, float] = {}
    for path in newest.parent.iterdir():
        with contextlib.suppress(OSError):
            status = path.stat()
            if DIGEST.fullmatch(path.name):
                sizes[path.name], used[path.name] = status.st_size, status.st_mtime
    oldest = time.time() - KEPT_DAYS * 24 * 60 * 60
    lists = _lists(newest.parent, oldest)
    dropped: list[str] = []
    if owner:
        brought = [*(name for name in lists.get(owner, ()) if name != newest.name and name in sizes), newest.name]
        lists[owner], dropped = _share(brought, sizes)
        _write_list(newest.parent, owner, lists[owner])
    owners = {name: one for one, names in lists.items() for name in names}
    gone = {name for name in sizes if used[name] < oldest or (name in dropped and name not in owners)}
    gone.discard(newest.name)
    by_owner: dict[str, list[str]] = {}
    for name in sorted(sizes.keys() - gone - {newest.name}, key=used.__getitem__, reverse=True):
        by_owner.setdefault(owners.get(name, ""), []).append(name)
    while by_owner and sum(size for name, size in sizes.items() if name not in gone) > MAX_KEPT_BYTES:
        richest = max(by_owner, key=lambda one: sum(sizes[name] for name in by_owner[one]))
        gone.add(by_owner[richest].pop())
        if not by_owner[richest]:
            del by_owner[richest]
    for name in gone:
        (newest.parent / name).unlink(missing_ok=True)


def _share(brought: list[str], sizes: dict[str, int]) -> tuple[list[str], list[str]]:
    """Of an owner's files, the newest last: those within its share, and those beyond."""
    room, kept = SHARE_BYTES, 0
    for name in reversed(brought[-SHARE_FILES:]):
        room -= sizes.get(name, 0)
        if room < 0 and kept:  # the newest one always stays
            break
        kept += 1
    return brought[-kept:], brought[:-kept]


def _lists(folder: Path, oldest: float) -> dict[str, list[str]]:
    """What each owner has brought, the newest last."""
    found = {}
    for path in (folder / _OWNERS).glob("*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
            else:
                found[path.name] = path.read_text().split()
    return found


def _write_list(folder: Path, owner: str, names: list[str]) -> None:
    (folder / _OWNERS).mkdir(exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w") as file:
        file.write("\n".join(names))
    os.replace(unfinished, folder / _OWNERS / owner)


_OWNERS = "owners"
"""Folder with a file for each owner: the checksums of what it has brought."""
