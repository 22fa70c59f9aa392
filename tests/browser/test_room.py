"""The room that is kept for the picture of a network is the one that it takes, under a finger as under a mouse."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import TimeoutError as BrowserTimeout
from playwright.sync_api import expect

from nnplay.catalogue import CATALOGUE
from nnplay.models.shapes import trace
from tests.browser.factories import WAIT, Server, choose, layout_shift, wait_for_charts

pytestmark = pytest.mark.browser

PRESETS = ("spiral", "xor-by-hand", "wine", "digits-cnn", "text-rnn")
"""Points, with a task under them, a table, images and texts."""

# Kept and natural height of the picture's place, and of the picture alone where it has a place of its own.
HEIGHTS = """() => ['network-picture', 'living-network'].map((key) => {
  const place = document.querySelector(`.st-key-${key}`);
  if (!place) return [0, 0];
  const inner = [...place.querySelectorAll('[class*="st-key-"]')];
  const kept = parseFloat(getComputedStyle(place).minHeight);
  for (const one of [place, ...inner]) one.style.minHeight = '0';
  const natural = place.getBoundingClientRect().height;
  for (const one of [place, ...inner]) one.style.minHeight = '';
  return [kept, natural];
})"""

DRAWN = """() => {
  const one = document.querySelector('.nnplay-network')?.network;
  return one?.network && Math.abs(one.picture.width - one.node.clientWidth) < 1;
}"""


@pytest.mark.sweep(keep=("finger-390",))
@pytest.mark.parametrize(
    ("touch", "width", "height"),
    [
        pytest.param(True, 390, 844, id="finger-390"),
        pytest.param(True, 1024, 768, id="finger-1024"),
        pytest.param(False, 1024, 768, id="mouse-1024"),
        pytest.param(False, 1400, 900, id="mouse-1400"),
    ],
)
def test_the_room_that_is_kept_is_the_one_that_is_taken(
    app: Server, open_tab: Callable[..., Any], touch: bool, width: int, height: int
) -> None:
    page = open_tab(app.address, width, height, touch=touch)
    wait_for_charts(page)
    total, moved = layout_shift(page)
    assert total < 0.05, moved
    assert page.evaluate("matchMedia('(pointer: coarse)').matches") == touch
    for name in PRESETS:
        preset = CATALOGUE[name]
        choose(page, "Experiment", preset.title)
        shapes = trace(preset.spec)
        page.get_by_text(f"{shapes.parameters:,} parameters in all").wait_for()
        names = ", ".join(row.label for row in shapes.rows)
        expect(page.locator(".nnplay-network")).to_have_attribute("aria-label", f"Picture of the network: {names}")
        page.wait_for_function(DRAWN, timeout=WAIT)
        with suppress(BrowserTimeout):  # the button under it may still be on its way
            page.wait_for_function(
                f"({HEIGHTS})().every(([kept, natural]) => Math.abs(kept - natural) < 3)", timeout=5000
            )
        for kept, natural in page.evaluate(HEIGHTS):
            assert natural - 1 <= kept <= natural + 6, name
