"""Imports wait while a file is being sent, but not for ever."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from nnplay.ui.common.giving_way import GivingWay
from tests.waiting import SECONDS


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Two modules that nobody has imported."""
    names = ["nnplay_test_first", "nnplay_test_second"]
    for name in names:
        (tmp_path / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield names
    for name in names:
        sys.modules.pop(name, None)


def test_a_module_waits_until_the_last_file_is_sent(modules: list[str]) -> None:
    way = GivingWay(SECONDS)
    thread = threading.Thread(target=way.import_all, args=(modules,))
    with way.sending():
        with way.sending():
            thread.start()
            thread.join(0.1)
        thread.join(0.1)
        assert not set(modules) & set(sys.modules)
        __import__(modules[1])  # somebody else does not wait
    thread.join(SECONDS)
    assert set(modules) <= set(sys.modules)


def test_all_together_wait_no_longer_than_that(modules: list[str]) -> None:
    way = GivingWay(0.05)
    with way.sending():
        way.import_all(modules)
    assert set(modules) <= set(sys.modules)
