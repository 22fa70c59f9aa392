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


def kept(*digests: str) -> list[bool]:
    return [(uploads.folder() / digest).is_file() for digest in digests]


def test_who_brings_much_pushes_out_only_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SHARE_BYTES", 25)
    table = uploads.keep(b"another's table", "anna")
    many = [uploads.keep(b"%010d" % number, "ben") for number in range(30)]
    assert kept(table, *many) == [True, *[False] * 28, True, True]
    again = uploads.keep(b"%010d" % 28, "ben")  # brought once more, it is the newest
    last = uploads.keep(b"%010d" % 99, "ben")
    assert kept(many[28], many[29], last) == [True, False, True]
    assert again == many[28]


def test_a_file_larger_than_a_share_is_kept_as_the_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SHARE_BYTES", 5)
    first, second = uploads.keep(b"first 1234", "ben"), uploads.keep(b"second 123", "ben")
    assert kept(first, second) == [False, True]


def test_small_files_have_a_bound_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SHARE_FILES", 2)
    digests = [uploads.keep(b"%d" % number, "ben") for number in range(4)]
    assert kept(*digests) == [False, False, True, True]


def test_a_file_that_somebody_else_brought_too_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SHARE_FILES", 1)
    both = uploads.keep(b"of both", "anna")
    uploads.keep(b"of both", "ben")
    newer = uploads.keep(b"newer", "ben")
    assert kept(both, newer) == [True, True]


def test_where_all_have_too_much_it_is_taken_from_whoever_has_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_KEPT_BYTES", 50)
    small = uploads.keep(b"small", "anna")
    os.utime(uploads.folder() / small, (1.8e9, 1.8e9))  # older than all that follow
    large = [uploads.keep(b"large %09d" % number, "ben") for number in range(3)]
    for place, digest in enumerate(large):
        os.utime(uploads.folder() / digest, (1.9e9 + place, 1.9e9 + place))
    other = uploads.keep(b"others", "carla")
    assert kept(small, *large, other) == [True, False, True, True, True]
