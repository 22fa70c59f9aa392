"""The playground under a finger: what is small is hit, what is tapped is told, and old results do not look new."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.factories import PHONE, WAIT, Server, choose, choose_digits, set_number, train, wait_for_charts

pytestmark = pytest.mark.browser

SPEAKS = """() => {
  const answers = () => Array.from({ length: 50 }, () => new Array(50).fill(0.5));
  window.nnplayEpoch = { run: 0, epoch: 0, isNow: true, answers };
  window.dispatchEvent(new CustomEvent('nnplay-epoch'));
}"""
"""As an untrained network in the plane tells the page what it answers."""

CUT = """(option) => {
  const words = document.createRange();
  words.selectNodeContents(option);
  const text = words.getBoundingClientRect(), list = option.closest('[data-testid="stSelectboxVirtualDropdown"]');
  const box = list.getBoundingClientRect();
  return Math.max(0, text.right - box.right, text.bottom - box.bottom);
}"""
"""By how many pixels the words of an option leave its list."""


def test_a_finger_hits_small_neurons_and_what_is_said_is_of_the_settings_at_hand(
    app: Server, open_tab: Callable[..., Any]
) -> None:
    page = open_tab(app.address, PHONE, 844, touch=True)
    wait_for_charts(page)
    tip, panel = page.locator(".nn-tip"), page.locator(".nn-panel")
    neuron = page.locator(".nn-unit[data-column='1'][data-unit='2']")
    neuron.scroll_into_view_if_needed()
    box = neuron.bounding_box()
    assert box["width"] < 24
    # Between two neurons' columns, nearer to the third one than to any other, and not on it.
    page.touchscreen.tap(box["x"] - 8, box["y"] + box["height"] / 2)
    expect(panel.locator("b")).to_have_text("Layer 1, unit 3")
    # The numbers stand far below; beside the finger is said what the neuron does.
    expect(tip).to_have_text(re.compile(r"^Layer 1, unit 3\s*relu\("))
    expect(tip).to_be_in_viewport(ratio=1)
    for field in page.locator(".nn-row :is(input, select)").all():
        assert field.bounding_box()["height"] >= 44
    assert page.locator(".nn-row input[type=range]").bounding_box()["width"] > 300, "a finger can set a number"
    for name in ("Remove a neuron from layer 1", "Add a neuron to layer 1", "Add a layer before the output"):
        button = page.get_by_role("button", name=name).bounding_box()
        assert button["height"] >= 44, name
        assert button["width"] >= 36, name
    for close in page.locator(".nn-link:visible").all():
        assert close.bounding_box()["height"] >= 44
    page.locator(".nn-large").tap(position={"x": 20, "y": 20})
    expect(tip).to_have_text(re.compile(r"^x −?[\d.]+\D+ y "))

    choose(page, "Experiment", "Solve XOR by hand")
    page.get_by_text(re.compile("^9 parameters in all")).wait_for()
    expect(tip).to_be_hidden()
    train(page)
    page.get_by_test_id("stProgress").get_by_text(re.compile("100 of 100 epochs")).first.wait_for(timeout=WAIT)
    film, first = page.get_by_role("slider", name="Position in the film"), page.locator(".st-key-first-command")
    expect(film).to_be_enabled(timeout=WAIT)
    film.focus()
    page.keyboard.press("Home")
    expect(first.get_by_text("Resume")).to_be_visible()
    # Until the server has heard of it: then nothing more comes to the picture.
    page.wait_for_timeout(1500)
    set_number(page, "Batch size", 20)
    page.get_by_text("Curves of run 1, which used different settings").wait_for()
    expect(first.get_by_text("Resume")).to_be_hidden()
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
    expect(page.locator(".st-key-phone-bar")).to_contain_text("Run 1 (other settings): test accuracy")

    # In the list of runs, 100.0% does not end at 100.
    train(page)
    page.locator(".st-key-verdict-2").wait_for(state="attached", timeout=WAIT)
    runs = page.locator("[class*=st-key-shown-]").get_by_role("combobox")
    # A page that scrolls closes its lists.
    runs.scroll_into_view_if_needed()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    runs.click()
    option = page.get_by_role("option", name=re.compile("Run 1 · .*%$"))
    option.wait_for()
    assert option.evaluate(CUT) == 0


def test_pictures_of_the_data_are_not_painted_over_by_the_network_that_was_there_before(
    app: Server, open_tab: Callable[..., Any]
) -> None:
    page = open_tab(app.address)
    wait_for_charts(page)
    choose_digits(page)
    page.locator(".nl-stage").wait_for()
    page.locator(".st-key-data-gallery .nnplay-chart[data-draws]").wait_for()
    # The picture of the spiral is given up a second after it has gone, and may speak once more.
    page.evaluate(SPEAKS)
    page.wait_for_timeout(1500)
    rows = page.evaluate("document.querySelector('.st-key-data-gallery .js-plotly-plot')._fullData[0].z.length")
    assert rows == 10 * 9 - 1, "ten rows of digits of eight pixels, and one between two of them"
