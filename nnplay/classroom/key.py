"""The key that seals results: of the deployment, or a file that only the server's user can read."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
from pathlib import Path

from nnplay.classroom.schema import home_file
from nnplay.errors import ClassroomError
from nnplay.i18n import tr

SECRET_NAME = "nnplay_key"
"""What it is called among Streamlit's secrets."""

SHORTEST_KEY = 16


def home_key_file() -> Path:
    """Where the key is kept, beside the classes; it need not exist yet."""
    return home_file().with_name("key")


def key_of(text: str) -> bytes:
    """The key that a deployment was given as text.

    Raises:
        ClassroomError: If it is shorter than `SHORTEST_KEY`.
    """
    if len(text.strip()) < SHORTEST_KEY:
        raise ClassroomError(
            tr(
                "The secret {secret_name} of this server is too short to seal results: it needs {shortest_key} "
                "characters.",
                secret_name=SECRET_NAME,
                shortest_key=SHORTEST_KEY,
            )
        )
    return hashlib.sha256(b"nnplay key " + text.strip().encode()).digest()


def home_key(path: Path | None = None) -> bytes:
    """The key of the file, which is made at the first call with mode 0600.

    Args:
        path: Of the file; `home_key_file()` if None.

    Raises:
        ClassroomError: If it can't be made or read, or holds no key.
    """
    file = path or home_key_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            _make(file)
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            file.chmod(0o600)
        return key_of(file.read_text(encoding="ascii"))
    except OSError as error:
        raise ClassroomError(
            tr(
                "The key for results can't be kept in {parent}: {value}.",
                parent=file.parent,
                value=error.strerror or error,
            )
        ) from None
    except (UnicodeDecodeError, ClassroomError):
        raise ClassroomError(
            tr(
                "The file {file} holds no key. Delete it to get a new one. Results sealed with the old one are then "
                "refused.",
                file=file,
            )
        ) from None


def _make(file: Path) -> None:
    """Writes the file whole before it has its name, and leaves one alone that another process has made meanwhile."""
    new = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    handle = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):
            os.link(new, file)
    finally:
        new.unlink()
