"""The picture of a network on texts in a real Chromium: it moves while it trains, fits a phone, and is walked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.catalogue import SPECS
from nnplay.figures.network_room import network_room
from tests.browser.factories import PHONE, WAIT, Server, choose, train, wait_for_charts
from tests.browser.test_phone import fits

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

NET = "document.querySelector('.nn-layers')?.network"

WATCH = """() => {
  window.heights = new Set(), window.shown = new Set(), window.colors = new Set();
  const look = () => {
    const node = document.querySelector('.nn-layers');
    requestAnimationFrame(look);
    if (!node?.network.frame) return;
    window.heights.add(node.offsetHeight);
    window.shown.add(node.network.player.shown.epoch);
    const pen = node.querySelector('.nl-shares canvas')?.getContext('2d');
    if (pen) window.colors.add(pen.getImageData(0, 0, 640, 1).data.join());
  };
  look();
}"""

CUT = """() => [...document.querySelectorAll('.nl-word > span, .nl-asks > span')].filter((one) => {
  const box = one.getBoundingClientRect(), around = one.parentElement.getBoundingClientRect();
  const high = one.parentElement.matches('.nl-word') && box.height > around.height + 1;
  return high || box.width > around.width + 1;
}).map((one) => one.textContent)"""
"""Words that have no room."""


def room(page: Any, preset: str) -> int:
    """How high the page expects the picture to be."""
    width = page.evaluate(f"{NET}.node.clientWidth")
    rooms = network_room(SPECS[preset])
    return rooms[max(least for least in rooms if least <= width)]


@pytest.mark.parametrize("width", [PHONE, 1400])
def test_it_moves_while_it_trains_and_nothing_jumps(app: Server, open_tab: Callable[..., Any], width: int) -> None:
    page = open_tab(app.address, width, 900)
    wait_for_charts(page)
    choose(page, "Experiment", "Which language is it?")
    page.locator(".nl-last").wait_for()
    page.wait_for_function(f"{NET}?.frame", timeout=WAIT)
    assert page.evaluate(f"{NET}.node.offsetHeight") == room(page, "text-rnn")
    choose(page, "Experiment", "Who does it?")
    page.locator(".nl-shares").wait_for()
    page.wait_for_function(f"{NET}?.frame && {NET}.network.rows.length === 7", timeout=WAIT)
    assert page.evaluate(f"{NET}.node.offsetHeight") == room(page, "text-attention")
    assert page.evaluate(CUT) == []
    if width == PHONE:
        fits(page)
    page.evaluate(WATCH)
    # The film of a training that is over between two updates, as on a busy machine, takes its time all the same.
    page.emulate_media(reduced_motion="no-preference")
    train(page)
    page.get_by_test_id("stProgress").get_by_text(re.compile(r"20 of 20 epochs")).first.wait_for(timeout=WAIT)
    page.wait_for_function(f"!{NET}.player.live && {NET}.frame[0].exact", timeout=WAIT)
    assert page.evaluate("window.shown.size") >= 8, "it has moved"
    assert page.evaluate("window.colors.size") >= 5
    assert page.evaluate("window.heights.size") == 1


def test_words_and_cells_are_pointed_at_walked_and_typed(app: Server, open_tab: Callable[..., Any]) -> None:
    page = open_tab(app.address)
    wait_for_charts(page)
    choose(page, "Experiment", "Who does it?")
    page.locator(".nl-shares").wait_for()
    train(page)
    page.get_by_test_id("stProgress").get_by_text(re.compile(r"20 of 20 epochs")).first.wait_for(timeout=WAIT)
    page.wait_for_function(f"!{NET}.player.live && {NET}.frame[0].exact", timeout=WAIT)
    field = page.get_by_role("textbox", name="Type a text of your own")
    field.fill("the little cat is chased by the zebra")
    expect(page.locator(".nl-title")).to_have_text("Your text")
    expect(page.locator(".nl-unknown").first).to_have_text("zebra")
    expect(page.locator(".nl-word").first).to_have_class(re.compile("nl-padding"))
    page.wait_for_function(f"{NET}.frame?.[0].exact")

    # A cell: the fourth word at the second unit of the embedding, whose number is the one that it names.
    strip = page.locator(".nl-strips").first.locator(".nl-strip").nth(1)
    box = strip.bounding_box()
    strip.hover(position={"x": 3.5 / 9 * box["width"], "y": 4})
    tip = page.locator(".nn-tip")
    value = page.evaluate(f"{NET}.frame[0].values[9 + 3]")
    expect(tip).to_have_text(re.compile(r"^Layer 1 Embedding, unit 1, at “cat” \(step 3\): "))
    assert abs(float(tip.inner_text().splitlines()[0].split(": ")[-1].replace("−", "-")) - value) < 0.006
    expect(tip).to_contain_text("made from “cat” (step 3)")
    expect(page.locator(".nl-frames rect")).to_have_count(2)
    frame, word = page.locator(".nl-frames rect").last.bounding_box(), page.locator(".nl-word").nth(3).bounding_box()
    assert abs(frame["x"] - word["x"]) < 3
    asking = page.locator(".nl-shares .nl-strip").nth(3)
    asking.hover(position={"x": 8.5 / 9 * asking.bounding_box()["width"], "y": 5})
    expect(tip).to_have_text(re.compile(r"^“cat” \(step 3\) takes [\d.]+% from “zebra”, unknown to the network"))

    # By key: from the words into the layers, along a unit, and on to the answer.
    page.locator(".nl-word").nth(3).focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(":focus")).to_have_attribute(
        "aria-label", re.compile(r"^Layer 1 Embedding, unit 0 of 8: largest")
    )
    said = page.locator(".nn-layers .nnplay-pen-said").last
    expect(said).to_have_text(re.compile(r"^Layer 1 Embedding, unit 0, at .* \(step \d\)"))
    page.locator(".nl-class").first.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile("^Layer 5 Dense, unit 0 of 16"))
    page.locator(".nn-layers summary").click()
    expect(page.locator(".nn-layers thead th")).to_have_count(9)
    expect(page.locator(".nn-layers tbody tr")).to_have_count(8 + 8 + 9 + 8 + 8 + 16 + 4)

    # A click asks for the sum behind a number; what is cleared makes room for the test example.
    strip.click(position={"x": 3.5 / 9 * box["width"], "y": 4})
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("spinbutton", name="Step")).to_have_value("3")
    expect(dialog.get_by_role("spinbutton", name="Unit")).to_have_value("1")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    field.fill("")
    expect(page.locator(".nl-title")).to_have_text("Test example 0")
