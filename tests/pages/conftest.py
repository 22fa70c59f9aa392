"""The app in this process, without a browser. Its engine is the server's own and ends with the tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.datasets import downloads, files
from nnplay.datasets.load import forget_datasets
from nnplay.ui import session
from tests.pages.made import end_downloads, open_app


@pytest.fixture(scope="session", autouse=True)
def engine_ends_with_the_tests() -> Iterator[None]:
    yield
    session.engine().close()
    session.engine.cache_clear()


@pytest.fixture(autouse=True)
def no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty cache, and every download is refused at once."""
    monkeypatch.setenv(files.CACHE_FOLDER, str(tmp_path / "cache"))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setattr(downloads, "WAIT_SECONDS", 0.0)
    yield
    end_downloads()  # while they are still refused


@pytest.fixture
def no_data(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No data folder, and nothing of it in memory."""
    monkeypatch.delenv(files.DATA_FOLDER, raising=False)
    forget_datasets()
    yield
    forget_datasets()


@pytest.fixture
def at() -> AppTest:
    """The playground as a new browser tab sees it."""
    return open_app()
