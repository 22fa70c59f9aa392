"""What a server makes of what comes, or does not come, from a host; without Dask."""

from __future__ import annotations

import asyncio
import queue
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nnplay.engine.cluster import link
from nnplay.engine.cluster.folders import pack
from nnplay.engine.cluster.link import NOT_STORED, ClusterLink


@pytest.fixture
def collect(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Any], tuple[Any, ...]]:
    """What is decided on after a host has answered with these bytes, or with this error."""

    def collected(said: Any) -> tuple[Any, ...]:
        async def call(*arguments: Any) -> Any:
            if isinstance(said, Exception):
                raise said
            return said

        line = object.__new__(ClusterLink)
        line._inbox = queue.SimpleQueue()
        for name, stand_in in (("_call", call), ("_carry", asyncio.run), ("release", lambda host, job: None)):
            monkeypatch.setattr(line, name, stand_in)
        line.collect("host", "u", tmp_path / "here")
        return line._inbox.get(timeout=1)

    return collected


def test_files_that_have_come_lie_here(collect: Callable[[Any], tuple[Any, ...]], tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "spec.json").write_text("{}")
    assert collect(pack(tmp_path / "there")) == ("collected", "u")
    assert (tmp_path / "here" / "spec.json").read_text() == "{}"


def test_files_of_a_lost_host_are_trained_again(collect: Callable[[Any], tuple[Any, ...]]) -> None:
    assert collect(OSError("connection lost")) == ("collected", "u", True)


def test_a_full_disk_of_the_server_is_told_and_nothing_is_trained_again(
    collect: Callable[[Any], tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(content: bytes, folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(link, "unpack", full)
    what, job, why, is_lost = collect(b"files")
    assert (what, job, is_lost) == ("failed", "u", False)
    assert why.startswith(NOT_STORED)
    assert "No space left on device" in why
