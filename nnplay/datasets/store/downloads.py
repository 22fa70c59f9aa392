"""Downloading a file: it goes on where it broke off, is tried again, and is checked before it gets its name."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

TRIES = 3
"""How often a download is tried; each try goes on where the one before broke off."""

WAIT_SECONDS = 1.0
"""Before the second try; twice as long before the third."""

TIMEOUT_SECONDS = 30
"""How long a server may send nothing."""

CHUNK_BYTES = 2**16


@dataclass(frozen=True)
class RemoteFile:
    """A file that can be downloaded.

    Args:
        name: Its name in the data folder and in the cache, perhaps with a folder: `"fashion-mnist/labels.gz"`.
        url: Where it is downloaded from.
        sha256: Checksum of the download, in hexadecimal.
        size: About how many bytes it has, for a student to know before; 0 where that is not known.
    """

    name: str
    url: str
    sha256: str
    size: int = 0


class WrongContentError(Exception):
    """What arrived is not the expected file."""


# Bytes of downloads of this process as their servers announced them.
_announced: dict[RemoteFile, int] = {}


def unfinished(path: Path) -> Path:
    """What has arrived so far of the file that will be at a path."""
    return path.with_name(path.name + ".part")


def expected_bytes(file: RemoteFile) -> int:
    """How many bytes a file has: as its server said, else as it is declared; 0 where neither is known."""
    return _announced.get(file, file.size)


def download(file: RemoteFile, path: Path) -> None:
    """Downloads a file to a path, where it appears only when its checksum is right.

    Raises:
        requests.RequestException: If the server cannot be reached, refuses, or breaks off each time.
        WrongContentError: If the checksum is wrong each time.
        OSError: If it cannot be written.
    """
    import pooch
    import requests

    part = unfinished(path)
    for left in reversed(range(TRIES)):
        try:
            _receive(file, part)
            if pooch.file_hash(str(part)) != file.sha256:
                part.unlink()  # nothing to go on from
                raise WrongContentError
            os.replace(part, path)
            return
        except (requests.RequestException, WrongContentError) as error:
            if not left or _is_refusal(error):
                raise
            time.sleep(WAIT_SECONDS * 2 ** (TRIES - 1 - left))


def _receive(file: RemoteFile, part: Path) -> None:
    """Fetches what is missing of a file; all of it if the server cannot send a part."""
    import requests

    have = part.stat().st_size if part.is_file() else 0
    # Sent as it is: a compressed transfer would have another length, and .gz files would arrive unpacked.
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
    with requests.get(file.url, headers=headers, stream=True, timeout=TIMEOUT_SECONDS) as response:
        if have and response.status_code == requests.codes.requested_range_not_satisfiable:
            return  # there is nothing after what is here; the checksum says whether that is right
        response.raise_for_status()
        goes_on = response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        goes_on = goes_on and response.status_code == requests.codes.partial_content
        if length := response.headers.get("Content-Length", ""):
            _announced[file] = int(length) + (have if goes_on else 0)
        with part.open("ab" if goes_on else "wb") as writing:
            for chunk in response.iter_content(CHUNK_BYTES):
                writing.write(chunk)
                writing.flush()  # its size on the disk is what a page shows as progress


def _is_refusal(error: Exception) -> bool:
    """Whether the server would say the same again."""
    import requests

    if not isinstance(error, requests.HTTPError) or error.response is None:
        return False
    return 400 <= error.response.status_code < 500
