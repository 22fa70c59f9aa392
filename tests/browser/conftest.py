"""One Chromium per module and one server of the app for all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from nnplay.datasets.store.data_files import CACHE_FOLDER, DATA_FOLDER
from tests.browser.factories import CHROMIUM, ROOT, WAIT, Server, served

NOWHERE = "http://127.0.0.1:9"
"""A proxy that refuses every connection."""

FAILED = pytest.StashKey[bool]()
"""Set on a test whose call has failed."""

HARMLESS = ("favicon", "font", ".woff")
"""Files that a page may look for in vain."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        reason = "there is no Chromium here"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app as README starts it, with no data folder, an empty cache and no network."""
    environment = {name: value for name, value in os.environ.items() if name != DATA_FOLDER}
    environment[CACHE_FOLDER] = str(tmp_path_factory.mktemp("empty-cache"))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        environment[name] = NOWHERE
    with served(Path("app.py"), ROOT, environment) as server:
        yield server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture
def open_tab(browser: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Opens a tab in a browser context of its own; no tab may have had complaints when the test ends.

    When the test has failed, what the tabs show is printed with it.
    """
    complaints: list[str] = []
    tabs: list[Any] = []

    def on_console(message: Any) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and not any(word in where for word in HARMLESS):
            complaints.append(f"{message.text} {where}")

    with ExitStack() as stack:

        def open_one(address: str, width: int = 1400, height: int = 900) -> Any:
            context = browser.new_context(viewport={"width": width, "height": height})
            stack.callback(context.close)
            context.set_default_timeout(WAIT)
            tab = context.new_page()
            tab.on("console", on_console)
            tab.on("pageerror", lambda error: complaints.append(str(error)))
            tab.goto(address)
            tabs.append(tab)
            return tab

        yield open_one
        if FAILED in request.node.stash:
            for tab in tabs:
                print(f"{tab.url} showed:\n{tab.locator('body').inner_text()}\n")
            print("Complaints:", complaints)
    assert complaints == []
