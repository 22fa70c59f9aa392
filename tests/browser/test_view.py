"""The View menu in a browser: a page changes its colors and sizes at once, and every page is told of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.palette import DARK, LIGHT
from tests.browser.factories import UNREAD_IN_THE_DARK, choose, wait_for_charts

pytestmark = pytest.mark.browser

LOOK = """() => {
  const curve = document.querySelector('.st-key-loss-curve .js-plotly-plot'), layout = curve._fullLayout;
  return {
    paper: layout.paper_bgcolor, line: curve._fullData[0].line, ticks: layout.xaxis.tickfont,
    letters: parseFloat(getComputedStyle(document.documentElement).fontSize),
    ink: getComputedStyle(document.documentElement).getPropertyValue('--nn-ink').trim(),
  };
}"""


def chosen(page: Any) -> str:
    """What the browser keeps for an address that was never loaded."""
    return str(page.evaluate("JSON.parse(localStorage.getItem('stActiveTheme-/runs-v2'))"))


def rgb(color: str) -> str:
    """A color as a browser tells it."""
    return f"rgb({', '.join(str(int(color[place : place + 2], 16)) for place in (1, 3, 5))})"


def test_a_page_turns_dark_and_large_and_back_without_the_server(playground: Any) -> None:
    page = playground
    choose(page, "Experiment", "Two spirals in the plane")
    wait_for_charts(page, 3)
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_role("radio", name="Dark").check()
    page.wait_for_function(f"({UNREAD_IN_THE_DARK})().length === 0")
    dark = page.evaluate(LOOK)
    assert (dark["paper"], dark["ticks"]["color"], dark["ink"]) == (DARK.paper, DARK.muted, DARK.ink)
    expect(page.get_by_role("combobox", name="Experiment")).to_have_css("background-image", re.compile('#dark"'))
    assert chosen(page) == "Dark"

    page.evaluate("() => { window.dispatchEvent(new Event('beforeprint')); }")
    page.emulate_media(media="print")
    page.wait_for_function(f"({LOOK})().paper === '{LIGHT.paper}'")
    assert page.evaluate(LOOK)["ink"] == LIGHT.ink
    expect(page.get_by_role("heading", name="Training")).to_have_css("color", rgb(LIGHT.ink))
    page.emulate_media(media="screen")
    page.evaluate("() => { window.dispatchEvent(new Event('afterprint')); }")
    page.wait_for_function(f"({LOOK})().paper === '{DARK.paper}'")

    page.get_by_role("switch", name="Projector").check()
    page.wait_for_function(f"({LOOK})().ticks.size > 16")
    large = page.evaluate(LOOK)
    assert large["letters"] > 1.3 * dark["letters"]
    assert large["line"]["width"] > 1.5 * dark["line"]["width"]
    assert large["ticks"]["color"] == DARK.ink, "nothing is pale on a projector"
    assert page.evaluate("localStorage.getItem('nnplay-view')") == "projector"

    page.get_by_role("switch", name="Projector").uncheck()
    page.get_by_role("radio", name="As the system").check()
    page.wait_for_function(f"({LOOK})().paper === '{LIGHT.paper}'")
    assert page.evaluate(LOOK)["ticks"] == {**dark["ticks"], "color": LIGHT.muted}
    assert chosen(page) == "System"
    page.keyboard.press("Escape")
