"""The app in this process, without a browser. Its engine is the server's own and ends with the tests."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from nnplay.datasets.load import forget_datasets
from nnplay.datasets.store import data_files, downloads
from nnplay.engine.preparation import SWITCH
from nnplay.ui.common import known_parts
from nnplay.ui.common.server import end_engine
from nnplay.ui.common.session_run import SessionRun
from tests.pages.factories import end_downloads, give_trained, new_tab, open_app


@pytest.fixture(scope="session", autouse=True)
def engine_ends_with_the_tests() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        # Most of what the pages would let it get ready is never trained here.
        patch.setenv(SWITCH, "0")
        yield
        end_engine()


@pytest.fixture(scope="session", autouse=True)
def as_cheap_as_in_the_server() -> Iterator[None]:
    """Takes out what a server does once or never, and an AppTest each time; together longer than to draw a page.

    It would read what all installed packages say of themselves, look at its script 1,000 times a second, and clear and
    collect the memory of Keras, which other tests of this process have loaded.
    """

    def wait(runner: LocalScriptRunner, timeout: float) -> None:
        assert runner._script_thread is not None
        runner._script_thread.join(timeout)
        poll(runner, timeout if runner.script_stopped() else 0)  # with no time left it ends the script, and fails

    poll, scan = local_script_runner.require_widgets_deltas, manifest_scanner.scan_component_manifests
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", functools.cache(scan))
        patch.setattr(local_script_runner, "require_widgets_deltas", wait)
        patch.setattr(script_runner, "_clean_problem_modules", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_is_kept_in_a_browser() -> Iterator[None]:
    """So that what a test reads has all of its parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known_parts, "of_tab", lambda kind: kind())
        yield


@pytest.fixture(scope="session", autouse=True)
def server_that_has_shown_a_page() -> Iterator[None]:
    """So that any test may begin with any page; what a server does before is seen in a browser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PagesManager, "uses_pages_directory", False)
        yield


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache without downloads; one for all tests, because the engine that they share finds own files in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(data_files.CACHE_FOLDER, str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every download is refused at once."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setattr(downloads, "WAIT_SECONDS", 0.0)
    yield
    end_downloads()  # while they are still refused


@pytest.fixture
def no_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No data folder, an empty cache, and nothing of them in memory."""
    monkeypatch.setenv(data_files.CACHE_FOLDER, str(tmp_path / "cache"))
    monkeypatch.delenv(data_files.DATA_FOLDER, raising=False)
    forget_datasets()
    yield
    forget_datasets()


@pytest.fixture
def at() -> AppTest:
    """The playground as a new browser tab sees it."""
    return open_app()


@pytest.fixture
def tab() -> AppTest:
    """The same before it has shown a page, for tests of another one."""
    return new_tab()


@pytest.fixture(scope="module")
def trained() -> tuple[AppTest, SessionRun]:
    """A session that has trained a line, then the small digit reader."""
    at = open_app()
    give_trained(at, "line")
    return at, give_trained(at, "digits-cnn")
