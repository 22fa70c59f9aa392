"""Data files that do not ship with scikit-learn: looked for, else downloaded once and checked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from nnplay.datasets.store.cache import Shared
from nnplay.datasets.store.downloads import (
    TIMEOUT_SECONDS,
    RemoteFile,
    WrongContentError,
    download,
    expected_bytes,
    unfinished,
)
from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.registry import DATASETS

DATA_FOLDER = "NNPLAY_DATA_DIR"
"""Environment variable: a folder that is looked in first; its files are read and never changed."""

CACHE_FOLDER = "NNPLAY_CACHE_DIR"
"""Environment variable: where downloads go instead of the user's cache."""

# Keeps nothing: it lets callers at the same moment share one download, and its failure.
_downloads: Shared[tuple[RemoteFile, Path], Path] = Shared(0, lambda path: 1)


def find_file(file: RemoteFile) -> Path:
    """Path of a whole file: from `NNPLAY_DATA_DIR`, else from the cache, else downloaded into the cache.

    Only what has the right checksum gets its name in the cache; a file in `NNPLAY_DATA_DIR` is
    taken as it is, and its reader checks the content.

    Raises:
        DataError: If it is nowhere and cannot be downloaded.
    """
    given = _in_data_folder(file.name)
    if given:
        return given
    folder = cache_folder()
    return _downloads.get((file, folder), lambda: _from_cache(file, folder))


def at_hand(name: str) -> bool:
    """Whether a file of this name is there already; its content is not read, so that a page can ask often."""
    return _in_data_folder(name) is not None or (cache_folder() / name).is_file()


def missing(files: tuple[RemoteFile, ...]) -> tuple[RemoteFile, ...]:
    """Those of the files that would have to be downloaded."""
    return tuple(file for file in files if not at_hand(file.name))


def progress(files: tuple[RemoteFile, ...]) -> tuple[int, int]:
    """How many bytes of some files are here, whichever process fetches them, and how many they have in all.

    The second number is 0 where one of them is not known.
    """
    here, whole = 0, []
    for file in files:
        path = cache_folder() / file.name
        size = expected_bytes(file)
        whole.append(size)
        if at_hand(file.name):
            here += size
        elif (part := unfinished(path)).is_file():
            here += part.stat().st_size
    return here, sum(whole) if all(whole) else 0


def datasets_at_hand() -> list[str]:
    """Titles of the registered datasets that work without a download."""
    return [kind.title for kind in DATASETS.values() if not missing(kind.files)]


def cache_folder() -> Path:
    """Where downloads are kept; it need not exist yet."""
    chosen = os.environ.get(CACHE_FOLDER)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import pooch

    return Path(pooch.os_cache("nnplay"))


def damaged(path: Path, what: str) -> DataError:
    """The error to raise for a file whose content is not what it should be.

    Args:
        path: The file.
        what: What is wrong, as the rest of a sentence: "it has 300 rows instead of 768".
    """
    return DataError(
        tr(
            "The file {name} is damaged or not the right one: {what}. Delete {path} or replace it with a good "
            "copy; without it, nnplay downloads a new one.",
            name=path.name,
            what=what,
            path=path,
        )
    )


def _in_data_folder(name: str) -> Path | None:
    folder = os.environ.get(DATA_FOLDER)
    if not folder:
        return None
    path = Path(folder).expanduser().absolute() / name
    return path if path.is_file() else None


def _from_cache(file: RemoteFile, folder: Path) -> Path:
    """Path of the cached file, downloaded where it is missing or its checksum is wrong."""
    import requests

    path = folder / file.name
    try:
        if _is_whole(path, file):
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        with _one_process_at_a_time(path.with_name(path.name + ".lock")):
            if not _is_whole(path, file):  # another process may have fetched it meanwhile
                download(file, path)
    except requests.RequestException as error:
        raise _not_found(file, folder, _why(error, file)) from None
    except WrongContentError:
        raise _not_found(
            file, folder, tr("the downloaded file is not the expected one: its checksum differs")
        ) from None
    except OSError as error:
        raise _not_found(
            file, folder, tr("the cache cannot be used ({value})", value=error.strerror or error)
        ) from error
    return path


def _is_whole(path: Path, file: RemoteFile) -> bool:
    import pooch

    return path.is_file() and bool(pooch.file_hash(str(path)) == file.sha256)


@contextmanager
def _one_process_at_a_time(path: Path) -> Iterator[None]:
    """Holds a lock that the system takes back when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows: two processes may both download; each still checks what it got.
        yield
        return
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _why(error: Exception, file: RemoteFile) -> str:
    """A failed request as the rest of a sentence."""
    import requests

    host = urlsplit(file.url).hostname
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return tr("{host} answered with status {status_code}", host=host, status_code=error.response.status_code)
    if isinstance(error, requests.Timeout):
        return tr("{host} did not answer within {timeout_seconds} seconds", host=host, timeout_seconds=TIMEOUT_SECONDS)
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return tr("the connection broke before the file was complete")
    if isinstance(error, requests.ConnectionError):
        return tr("there is no connection to {host}", host=host)
    return f"{type(error).__name__}: {error}"


def _not_found(file: RemoteFile, cache: Path, why: str) -> DataError:
    folder = os.environ.get(DATA_FOLDER)
    first = (
        tr("in the folder {folder} that {data_folder} names", folder=folder, data_folder=DATA_FOLDER)
        if folder
        else tr("through {data_folder}, which is not set", data_folder=DATA_FOLDER)
    )
    found = tr("found damaged there") if (cache / file.name).exists() else tr("not found")
    here = ", ".join(datasets_at_hand())
    return DataError(
        tr(
            "The data file {name} is needed. It was looked for {first}, then in the cache {cache}, {found}, and "
            "could not be downloaded from {url}: {why}. Try again when you are online, or set {data_folder} to a "
            "folder that has {name}. These datasets need no download: {here}.",
            name=file.name,
            first=first,
            cache=cache,
            found=found,
            url=file.url,
            why=why,
            data_folder=DATA_FOLDER,
            here=here,
        )
    )
