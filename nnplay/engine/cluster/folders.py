"""A run's folder as bytes, and back: what travels between server and hosts."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path


def pack(folder: Path) -> bytes:
    """All files of a folder, as an uncompressed tar archive; its models and weights hardly shrink."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.add(path, path.relative_to(folder).as_posix(), recursive=False)
    return content.getvalue()


def unpack(content: bytes, folder: Path) -> None:
    """Writes what `pack` read, over what is there.

    Raises:
        tarfile.TarError: If it is something else, or names a place outside of the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(folder, filter="data")
