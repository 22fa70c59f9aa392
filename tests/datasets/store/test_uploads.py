"""Own files: kept once under their checksum, found again, bounded."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from nnplay.datasets.store import uploads
from nnplay.datasets.store.data_files import CACHE_FOLDER
from nnplay.errors import DataError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path))
    return tmp_path / "own"


def test_a_file_is_found_by_the_checksum_of_its_content_and_kept_once(folder: Path) -> None:
    digest = uploads.keep(b"a,b\n1,2\n")
    assert digest == hashlib.sha256(b"a,b\n1,2\n").hexdigest()
    assert uploads.content(digest) == b"a,b\n1,2\n"
    assert uploads.keep(b"a,b\n1,2\n") == digest
    assert [path.name for path in folder.iterdir()] == [digest]


@pytest.mark.parametrize("digest", ["", "..", "../mnist.npz", "0" * 64, "G" * 64, "a" * 63, "x\0y"])
def test_what_is_not_there_or_no_checksum_gets_a_sentence(folder: Path, digest: str) -> None:
    folder.mkdir()
    with pytest.raises(DataError, match="Upload it again"):
        uploads.content(digest)


def test_an_empty_or_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataError, match="empty"):
        uploads.keep(b"")
    monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 2**20)
    with pytest.raises(DataError, match="has 2 MB; at most 1 MB"):
        uploads.keep(bytes(2 * 2**20))


def test_the_least_recently_used_files_make_room_and_the_newest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_KEPT_BYTES", 25)
    first, second = uploads.keep(b"first 1234"), uploads.keep(b"second 123")
    os.utime(uploads.folder() / first, (2e9, 2e9))
    os.utime(uploads.folder() / second, (1.9e9, 1.9e9))
    third = uploads.keep(b"third 1234")
    assert uploads.content(first)
    assert uploads.content(third)
    with pytest.raises(DataError):
        uploads.content(second)


def test_a_file_that_nobody_has_used_for_long_goes() -> None:
    old = uploads.keep(b"old")
    os.utime(uploads.folder() / old, (1e9, 1e9))
    uploads.keep(b"new")
    with pytest.raises(DataError):
        uploads.content(old)


def test_a_folder_that_cannot_be_written_is_said(folder: Path) -> None:
    folder.write_text("a file where a folder should be")
    with pytest.raises(DataError, match="could not be kept"):
        uploads.keep(b"content")
