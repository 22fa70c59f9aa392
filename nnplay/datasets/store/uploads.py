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

MAX_FILE_BYTES = 20 * 2**20
"""What one file may have; Streamlit's upload limit in .streamlit/config.toml is the same."""

MAX_KEPT_BYTES = 500 * 2**20
KEPT_DAYS = 30
"""What nobody has used for so long goes, and the least recently used ones while all together are too large."""

DIGEST = re.compile(r"[0-9a-f]{64}")


def keep(content: bytes) -> str:
    """Stores a file; returns its checksum (SHA-256, 64 hexadecimal digits), by which `content` finds it.

    Raises:
        DataError: If it is empty, larger than `MAX_FILE_BYTES`, or there is no room for it.
    """
    if not content:
        raise DataError("This file is empty.")
    if len(content) > MAX_FILE_BYTES:
        raise DataError(
            f"This file has {len(content) / 2**20:,.0f} MB; at most {MAX_FILE_BYTES // 2**20} MB are taken here. "
            "Bring a part of it."
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
        _clean(path)
    except OSError as error:
        raise DataError(f"The file could not be kept in {path.parent}: {error.strerror or error}.") from error
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
        raise DataError("The file of this dataset is not here (any more). Upload it again.") from None
    return found


def folder() -> Path:
    """Where uploads are kept; it need not exist yet."""
    return data_files.cache_folder() / "own"


def _clean(newest: Path) -> None:
    """Removes what is too old, and the least recently used files while all are too large."""
    kept = []
    for path in newest.parent.iterdir():
        with contextlib.suppress(OSError):
            status = path.stat()
            kept.append((path == newest, status.st_mtime, status.st_size, path))
    room = MAX_KEPT_BYTES
    oldest = time.time() - KEPT_DAYS * 24 * 60 * 60
    for is_newest, used, size, path in sorted(kept, reverse=True):
        room -= size
        if not is_newest and (room < 0 or used < oldest):
            path.unlink(missing_ok=True)
