"""The first seconds of a page: words at once, then the page, and no file that is found out about late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.i18n import tr, using
from nnplay.ui.common.icon_font import NAMES
from tests.browser.factories import PHONE, WAIT, Server

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

LATE = """
async () => {
  const named = await (await fetch(location.href)).text();
  const loaded = performance.getEntriesByType('resource').map((one) => one.name);
  return loaded.filter((name) => name.includes('/static/js/')).map((name) => name.split('/').pop())
    .filter((name) => !named.includes(name));
}
"""
"""Scripts of Streamlit that the page did not name, but other scripts asked for."""

WIDTHS = """
(names) => {
  const icon = document.createElement('span');
  document.body.append(icon);
  icon.style.cssText = "font: 20px 'Material Symbols Rounded'; position: fixed; white-space: nowrap";
  const wrong = names.filter((name) => { icon.textContent = name; return icon.offsetWidth !== 20; });
  icon.remove();
  return wrong;
}
"""


def test_words_come_first_and_go_when_the_page_is_there(app: Server, open_tab: Callable[..., Any]) -> None:
    page = open_tab("about:blank", width=PHONE)
    page.route("**/static/js/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"{app.address}/?lang=de")
    opening = page.locator("#nnplay-opening")
    with using("de"):
        expect(opening).to_contain_text(tr("A playground for neural networks"))
    assert page.title() == "nnplay"
    assert opening.evaluate("node => node.scrollWidth <= innerWidth && node.scrollHeight <= innerHeight")

    page.unroute("**/static/js/**")
    page.goto(f"{app.address}/?lang=en")
    train = page.get_by_role("button", name="Train", exact=True)
    train.wait_for(timeout=WAIT)
    expect(opening).to_have_count(0)
    late = page.evaluate(LATE)
    assert all(name.startswith("PlotlyChart") for name in late), late
    # Each icon is a single sign: a name that the font does not have is as wide as its letters.
    page.evaluate("document.fonts.load(\"20px 'Material Symbols Rounded'\")")
    assert page.evaluate(WIDTHS, NAMES.read_text(encoding="utf-8").split()) == []
    assert page.evaluate(WIDTHS, ["no_such_icon"]) == ["no_such_icon"]


ITALICS = """() => [...document.fonts].filter((face) => face.style === 'italic' && face.family.includes('Source Sans'))
  .some((face) => face.status === 'loaded')"""


def test_italics_are_there_before_a_word_stands_in_them(app: Server, open_tab: Callable[..., Any]) -> None:
    page = open_tab("about:blank", width=1024, height=768)
    page.route_web_socket("**/_stcore/stream", lambda silent: None)  # no page is ever drawn
    page.goto(app.address)
    page.wait_for_function(ITALICS)
    assert page.locator(".st-key-nnplay-page").count() == 0
