"""Downloads in the background, without a server: what arrives is told to the thread that fetches."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from nnplay.datasets.store import background
from nnplay.datasets.store.background import fetch
from nnplay.datasets.store.downloads import RemoteFile
from nnplay.errors import DataError
from tests.waiting import SECONDS

FILES = (RemoteFile("one", "http://127.0.0.1:9/one", "0"), RemoteFile("two", "http://127.0.0.1:9/two", "0"))


class Source:
    """Gives files when it is let go, or fails."""

    def __init__(self) -> None:
        self.go_on = Event()
        self.asked: list[str] = []
        self.error: Exception | None = None

    def find_file(self, file: RemoteFile) -> Path:
        self.asked.append(file.name)
        assert self.go_on.wait(SECONDS)
        if self.error:
            raise self.error
        return Path(file.name)


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    made = Source()
    monkeypatch.setattr(background, "find_file", made.find_file)
    monkeypatch.setattr(background, "fetches", {})
    return made


def test_all_who_ask_meanwhile_get_the_same_download(source: Source) -> None:
    first = fetch(FILES)
    assert not first.wait(0)
    assert all(fetch(FILES, again=again) is first for again in (False, True))
    assert fetch(FILES[:1]) is not first
    source.go_on.set()
    assert first.wait(SECONDS)
    assert first.error is None
    assert sorted(source.asked) == ["one", "one", "two"]


def test_what_went_well_is_looked_for_anew_the_next_time(source: Source) -> None:
    source.go_on.set()
    first = fetch(FILES)
    assert first.wait(SECONDS)
    assert fetch(FILES) is not first


def test_a_failure_is_told_until_somebody_tries_again_or_it_is_old(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.go_on.set()
    source.error = DataError("there is no connection")
    first = fetch(FILES)
    assert first.wait(SECONDS)
    assert first.error is source.error
    assert source.asked == ["one"]  # the second would fail as well
    assert fetch(FILES) is first
    second = fetch(FILES, again=True)
    assert second is not first
    assert second.wait(SECONDS)
    monkeypatch.setattr(background, "FAILURE_SECONDS", 0.0)
    assert fetch(FILES) is not second


def test_an_error_that_nobody_thought_of_is_told_too(source: Source) -> None:
    source.go_on.set()
    source.error = RuntimeError("the disk is on fire")
    running = fetch(FILES)
    assert running.wait(SECONDS)
    assert running.error is not None
    assert "the disk is on fire" in running.error.message
