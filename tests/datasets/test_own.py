"""Own files: kept once under their checksum, found again, bounded."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from nnplay.datasets import own
from nnplay.datasets.files import CACHE_FOLDER
from nnplay.errors import DataError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path))
    return tmp_path / "own"


def test_a_file_is_found_by_the_checksum_of_its_content_and_kept_once(folder: Path) -> None:
    digest = own.keep(b"a,b\n1,2\n")
    assert digest == hashlib.sha256(b"a,b\n1,2\n").hexdigest()
    assert own.content(digest) == b"a,b\n1,2\n"
    assert own.keep(b"a,b\n1,2\n") == digest
    assert [path.name for path in folder.iterdir()] == [digest]


@pytest.mark.parametrize("digest", ["", "..", "../mnist.npz", "0" * 64, "G" * 64, "a" * 63, "x\0y"])
def test_what_is_not_there_or_no_checksum_gets_a_sentence(folder: Path, digest: str) -> None:
    folder.mkdir()
    with pytest.raises(DataError, match="Upload it again"):
        own.content(digest)


def test_an_empty_or_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataError, match="empty"):
        own.keep(b"")
    monkeypatch.setattr(own, "MAX_FILE_BYTES", 2**20)
    with pytest.raises(DataError, match="has 2 MB; at most 1 MB"):
        own.keep(bytes(2 * 2**20))


def test_the_least_recently_used_files_make_room_and_the_newest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "MAX_KEPT_BYTES", 25)
    first, second = own.keep(b"first 1234"), own.keep(b"second 123")
    os.utime(own.folder() / first, (2e9, 2e9))
    os.utime(own.folder() / second, (1.9e9, 1.9e9))
    third = own.keep(b"third 1234")
    assert own.content(first)
    assert own.content(third)
    with pytest.raises(DataError):
        own.content(second)


def test_a_file_that_nobody_has_used_for_long_goes() -> None:
    old = own.keep(b"old")
    os.utime(own.folder() / old, (1e9, 1e9))
    own.keep(b"new")
    with pytest.raises(DataError):
        own.content(old)


def test_a_folder_that_cannot_be_written_is_said(folder: Path) -> None:
    folder.write_text("a file where a folder should be")
    with pytest.raises(DataError, match="could not be kept"):
        own.keep(b"content")
