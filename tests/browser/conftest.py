"""One Chromium and one server of the app for all tests in a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from nnplay.datasets.store.data_files import CACHE_FOLDER, DATA_FOLDER
from nnplay.engine.preparation import SWITCH
from tests.browser.factories import CHROMIUM, PHONE, ROOT, WAIT, Server, around_app, go_on_phone, served

NOWHERE = "http://127.0.0.1:9"
"""A proxy that refuses every connection."""

FAILED = pytest.StashKey[bool]()
"""Whether the call of a test has failed, the last time."""

HARMLESS = ("favicon", "font", ".woff")
"""Files that a page may look for in vain."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        reason = "there is no Chromium here"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app as README starts it, with no data folder, an empty cache and no network.

    Nothing is prepared: a tab that trains what another one has chosen would take that one's training over. Servers of
    single tests prepare.
    """
    environment = {name: value for name, value in os.environ.items() if name != DATA_FOLDER}
    environment |= {CACHE_FOLDER: str(tmp_path_factory.mktemp("empty-cache")), SWITCH: "0"}
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        environment[name] = NOWHERE
    with served(Path("app.py"), ROOT, environment) as server:
        yield server


IMPATIENT = """
import dataclasses

from nnplay import limits

# Two minutes are too long for a test.
limits.HOME = dataclasses.replace(limits.HOME, grace_seconds=1.0)
"""


@pytest.fixture(scope="package")
def impatient_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with the data folder, which waits but a moment for a closed tab to come back; nothing is prepared."""
    cache = str(tmp_path_factory.mktemp("empty-cache"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), CACHE_FOLDER: cache, SWITCH: "0"}
    with served(Path("app.py"), around_app(tmp_path_factory.mktemp("impatient"), IMPATIENT), environment) as server:
        yield server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


class Tabs:
    """Opens tabs, each in a browser context of its own, and hears of their complaints.

    Motion is reduced, which animations cost a processor; a test that is about them asks for it. Phones are dark.
    """

    def __init__(self, browser: Any) -> None:
        self.browser = browser
        self.complaints: list[str] = []
        self.tabs: list[Any] = []
        self.kept: dict[tuple[str, int, int], Any] = {}

    def open(self, address: str, width: int = 1400, height: int = 900, *, touch: bool = False) -> Any:
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=touch,
            is_mobile=touch,
            reduced_motion="reduce",
            color_scheme="dark" if width == PHONE else "light",
        )
        context.set_default_timeout(WAIT)
        tab = context.new_page()
        tab.on("console", self._on_console)
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tabs.append(tab)
        tab.goto(address)
        return tab

    def _on_console(self, message: Any) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and not any(word in where for word in HARMLESS):
            self.complaints.append(f"{message.text} {where}")

    def end_of_test(self, failed: bool) -> None:
        """Fails where a tab has complained; prints what the tabs show if the test has failed."""
        complaints, self.complaints = self.complaints, []
        if failed:
            for tab in self.tabs:
                if not tab.is_closed():
                    print(f"{tab.url} showed:\n{tab.locator('body').inner_text()}\n")
            print("Complaints:", complaints)
        assert complaints == []

    def keep(self, address: str, width: int, height: int) -> Any:
        """The tab of this address and size that was opened before, as it was left; else a new one."""
        size = (address, width, height)
        if size not in self.kept:
            self.kept[size] = self.open(*size)
        return self.kept[size]

    def close(self) -> None:
        for tab in self.tabs:
            tab.context.close()
        self.tabs.clear()
        self.kept.clear()


@pytest.fixture
def open_tab(browser: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Opens a tab for this test; no tab may have had complaints when the test ends.

    When the test has failed, what the tabs show is printed with it.
    """
    tabs = Tabs(browser)
    try:
        yield tabs.open
        tabs.end_of_test(request.node.stash.get(FAILED, False))
    finally:
        tabs.close()


@pytest.fixture(scope="package")
def kept_tabs(browser: Any) -> Iterator[Tabs]:
    """Tabs that one test after the other goes on with, because to load the app costs more than most of them."""
    tabs = Tabs(browser)
    yield tabs
    tabs.close()


@pytest.fixture
def open_kept_tab(kept_tabs: Tabs, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """As `open_tab`, but the next test that asks for the same address and size gets the same tab, as it was left.

    After a test that failed it is a new one.
    """

    def give(address: str, width: int = 1400, height: int = 900) -> Any:
        return kept_tabs.keep(address, width, height)

    yield give
    failed = request.node.stash.get(FAILED, False)
    try:
        kept_tabs.end_of_test(failed)
    finally:
        if failed:
            kept_tabs.close()


@pytest.fixture
def playground(app: Server, open_kept_tab: Callable[..., Any]) -> Any:
    """The playground in a tab where others have worked: their runs and the experiment that they chose last are there.

    For tests that choose and train all that they look at.
    """
    tab = open_kept_tab(app.address)
    tab.keyboard.press("Escape")  # what is open
    tab.get_by_test_id("stTopNavLink").get_by_text("Playground", exact=True).click()
    tab.get_by_role("combobox", name="Experiment").wait_for()
    return tab


@pytest.fixture
def phone(app: Server, open_kept_tab: Callable[..., Any]) -> Any:
    """The playground on a phone, in a tab where others have looked at pages."""
    tab = open_kept_tab(app.address, PHONE, 844)
    tab.keyboard.press("Escape")
    tab.get_by_test_id("stExpandSidebarButton").wait_for()
    if not tab.get_by_role("combobox", name="Experiment").is_visible():
        go_on_phone(tab, "Playground")
    tab.get_by_role("combobox", name="Experiment").wait_for()
    return tab
