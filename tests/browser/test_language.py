"""The language of the pages in a browser: chosen in the View menu, at once, remembered, and named by a link."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.datasets.store.data_files import CACHE_FOLDER
from nnplay.engine.preparation import SWITCH
from nnplay.i18n import tr, using
from nnplay.ui.common import shortcuts
from nnplay.ui.common.asked_language import COOKIE
from tests.browser.axe import settle
from tests.browser.conftest import HARMLESS
from tests.browser.factories import ROOT, WAIT, Server, free_port, served

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def take(page: Any, code: str, name: str) -> None:
    """Chooses another language in the View menu, which says its names in this one."""
    with using(code):
        page.get_by_role("button", name=tr("View"), exact=True).click()
    page.get_by_role("radio", name=name).check()


def link(page: Any, title: str) -> Any:
    """A link of the navigation; before its name comes that of its icon."""
    return page.get_by_test_id("stTopNav").get_by_role("link", name=re.compile(rf"(^| ){re.escape(title)}$"))


def expect_page_in(page: Any, code: str) -> None:
    """Waits until everything that a page has of texts is in a language: Streamlit's part of it, and that of scripts."""
    expect(page.locator("html")).to_have_attribute("lang", code, timeout=WAIT)
    with using(code):
        for title in ("Playground", "Data", "Look inside"):
            expect(link(page, tr(title))).to_be_visible(timeout=WAIT)
        expect(page.get_by_role("button", name=tr("Train"), exact=True)).to_be_visible(timeout=WAIT)
        expect(page.get_by_role("toolbar", name=tr("Neurons and layers"))).to_be_visible(timeout=WAIT)
        unit = page.get_by_role("button", name=tr("Layer {layer}, unit {unit}", layer=1, unit=2), exact=True)
        expect(unit).to_be_visible(timeout=WAIT)
        points = page.locator(".st-key-data-map .nnplay-chart")
        numbers = r"\d\.\d" if code == "en" else r"\d,\d"
        expect(points).to_have_attribute("aria-description", re.compile(numbers), timeout=WAIT)
        page.get_by_role("button", name=tr("Keyboard shortcuts and print"), exact=True).click()
        dialog = page.get_by_role("dialog", name=tr("Keyboard shortcuts"), exact=True)
        for group in shortcuts.GROUPS:
            expect(dialog.get_by_role("heading", name=tr(group.title), exact=True)).to_be_attached()
            for one in group.keys:
                expect(dialog.get_by_text(tr(one.does), exact=True).first).to_be_attached()
        dialog.get_by_role("button", name=tr("Close"), exact=True).click()


def test_a_reader_chooses_a_language_and_the_browser_remembers_it(app: Server, open_tab: Callable[..., Any]) -> None:
    page = open_tab(app.address)
    failed: list[str] = []
    # What a page gives up when it is left has not failed.
    page.on("requestfailed", lambda one: failed.append(one.url) if one.failure != "net::ERR_ABORTED" else None)
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    expect_page_in(page, "en")

    take(page, "en", "Deutsch")
    expect_page_in(page, "de")
    assert {one["value"] for one in page.context.cookies() if one["name"] == COOKIE} == {"de"}
    page.keyboard.press("Escape")
    with using("de"):
        link(page, tr("Data")).click()
        expect(page).to_have_url(re.compile(r"/data\?.*lang=de"), timeout=WAIT)
        expect(page.get_by_role("heading", level=1)).to_have_text(tr("Data of the experiment"), timeout=WAIT)
        expect(page.locator("html")).to_have_attribute("lang", "de", timeout=WAIT)

    page.goto(app.address)  # the link says nothing
    expect_page_in(page, "de")
    page.goto(f"{app.address}?lang=es")
    expect_page_in(page, "es")
    take(page, "es", "English")
    expect_page_in(page, "en")
    assert "lang=en" in page.url
    page.reload()
    expect_page_in(page, "en")
    assert [url for url in failed if not any(word in url for word in HARMLESS)] == []


CHOOSE_WHEN_CONNECTED = """() => {
  const { dataset } = document.querySelector("[data-testid='stApp']");
  const look = () => {
    if (dataset.testConnectionState !== "CONNECTED") requestAnimationFrame(look);
    else window.nnplayView.parent.querySelector("input[value=de]").click();
  };
  look();
}"""


def test_a_server_that_was_just_started_again_hears_of_the_language(browser: Any, tmp_path: Path) -> None:
    port = free_port()
    environment = {**os.environ, SWITCH: "0", CACHE_FOLDER: str(tmp_path)}
    # Not with the fixtures for tabs: that the server is gone is a complaint.
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(WAIT)
    with served(Path("app.py"), ROOT, environment, port) as server:
        page.goto(server.address)
        page.get_by_role("combobox", name="Experiment").wait_for()
        settle(page)
    page.wait_for_function("document.querySelector('[data-testid=stApp]').dataset.testConnectionState !== 'CONNECTED'")
    page.evaluate("window.stays = true")
    page.evaluate(CHOOSE_WHEN_CONNECTED)  # before its first page is drawn
    with served(Path("app.py"), ROOT, environment, port):
        expect(page.locator("html")).to_have_attribute("lang", "de", timeout=WAIT)
        with using("de"):
            expect(link(page, tr("Data"))).to_be_visible(timeout=WAIT)
        assert page.evaluate("window.stays"), "the page was loaded anew"
    context.close()


BOXES = """(all) => all.map((one) => one.getBoundingClientRect()).filter((box) => box.width)
  .map((box) => [box.left, box.right, box.top])"""
CUT = """(all) => all.filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.innerText)"""


@pytest.mark.parametrize("code", ["de", "es"])
def test_longer_words_cover_no_other_button_and_are_not_cut(
    app: Server, open_tab: Callable[..., Any], code: str
) -> None:
    page = open_tab(f"{app.address}/?lang={code}", 1400, 844)
    with using(code):
        page.get_by_role("button", name=tr("Begin the course")).wait_for()
    for width in (1400, 1024, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.locator(".st-key-bar-state").wait_for()
        assert page.locator(".st-key-start-here button p").evaluate_all(CUT) == [], width
        start, state, first, stop = (
            page.locator(one).evaluate_all(BOXES)
            for one in (
                ".st-key-start-here button",
                ".st-key-bar-state",
                ".st-key-first-command button",
                ".st-key-command-stop button",
            )
        )
        assert max(right for _, right, _ in start) < (state[0][0] if width > 390 else width), width
        assert first[0][1] < stop[0][0], width
