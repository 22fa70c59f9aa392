"""How the pages fit: a phone never scrolls sideways, a laptop shows data, network and curves at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from nnplay.i18n import tr, using
from tests.browser.factories import (
    PHONE,
    UNREAD_IN_THE_DARK,
    WAIT,
    Server,
    choose,
    choose_digits,
    go_on_phone,
    layout_shift,
    wait_for_charts,
)

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

# What is wider than the screen, apart from what scrolls or is cut off inside of a box of its own.
TOO_WIDE = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const wide = [document.scrollingElement, main].filter((one) => one.scrollWidth > innerWidth);
  const boxed = (one) => {
    for (let up = one.parentElement; up && up !== main; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== 'visible') return true;
    }
    return false;
  };
  for (const one of main.querySelectorAll('*')) {
    const box = one.getBoundingClientRect();
    if (box.width && box.height && (box.right > innerWidth + 1 || box.left < -1) && !boxed(one)) wide.push(one);
  }
  return wide.map((one) => one.outerHTML.slice(0, 120));
}"""


def fits(page: Any) -> None:
    """Asserts that all fits when the page has taken its place; while Streamlit exchanges it, parts lie anywhere.

    Phones are dark here, and every figure with them.
    """
    for wrong in (TOO_WIDE, UNREAD_IN_THE_DARK):
        try:
            page.wait_for_function(f"({wrong})().length === 0")
        except PlaywrightTimeout:
            assert page.evaluate(wrong) == []


def stays(page: Any) -> None:
    """Asserts that nothing has jumped since the page is shown.

    Up to 0.1 a page counts as stable (https://web.dev/articles/cls); this one has 0.004 where nothing else is running.
    """
    total, moved = layout_shift(page)
    assert total < 0.1, moved


# Boxes in a row that meet, where the state of the engine is as long as it may be.
MEET = """(words) => {
  const badge = document.querySelector('.st-key-bar-state .stMarkdownBadge');
  badge.lastChild.textContent = ` ${words}`;
  const others = '.st-key-bar-files :is(.st-key-file, .st-key-copy-link, [class*="st-key-export"])';
  const boxes = [badge, ...document.querySelectorAll(others)].map((one) => one.getBoundingClientRect())
    .filter((box) => box.width && box.height).sort((one, other) => one.x - other.x);
  return boxes.slice(1).filter((box, place) => boxes[place].right > box.left - 2 || box.right > innerWidth)
    .map((box) => [box.left, box.right]);
}"""


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_state_of_the_engine_leaves_the_buttons_beside_it_room_on_a_phone(
    app: Server, open_tab: Callable[..., Any], language: str
) -> None:
    page = open_tab(f"{app.address}/?lang={language}", PHONE, 844, touch=True)
    wait_for_charts(page)
    page.locator(".st-key-copy-link button").wait_for()
    with using(language):
        states = [tr(words) for words in ("Engine warming up", "Engine not responding", "Engine ready")]
    for words in states:
        assert page.evaluate(MEET, words) == [], words
    for line in ("start-here", "bar-files"):
        boxes = page.locator(f".st-key-{line} button").evaluate_all(
            "all => all.map((one) => one.getBoundingClientRect()).filter((box) => box.width)"
            ".map((box) => [box.x, box.right, box.y])"
        )
        assert len({round(top / 9) for _, _, top in boxes}) == 1, (line, boxes)
        assert all(left >= 0 and right <= PHONE for left, right, _ in boxes), (line, boxes)


def test_no_page_scrolls_sideways_on_a_phone_and_the_canvas_fits(app: Server, open_tab: Callable[..., Any]) -> None:
    page = open_tab(app.address, PHONE, 844)
    wait_for_charts(page)
    stays(page)
    fits(page)
    # What takes buttons from the bar to the lower edge is there before them, else they are seen to move.
    assert "first-command" not in "".join(page.locator(".st-key-control-bar style").all_text_contents())
    # The network is whole on the first screen, under one line each of commands, of ways to begin and of files.
    stage, bar = (page.locator(one).bounding_box() for one in (".nn-stage", ".st-key-phone-bar"))
    labels = page.locator(".nn-label").first.bounding_box()
    assert labels["y"] + labels["height"] < bar["y"]
    assert stage["y"] < page.get_by_role("combobox", name="Dataset").bounding_box()["y"]
    for line in ("start-here", "bar-files"):
        tops = page.locator(f".st-key-{line} button").evaluate_all(
            "all => all.map((one) => one.getBoundingClientRect()).filter((box) => box.width).map((box) => box.y)"
        )
        assert max(tops) - min(tops) < 5, line
    page.get_by_role("combobox", name="Dataset").click()
    box = page.get_by_role("listbox", name="Dataset").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE
    page.keyboard.press("Escape")

    go_on_phone(page, "Draw")
    canvas = page.locator("canvas.upper-canvas")
    canvas.wait_for()
    # The last of the page: what the page before showed is gone then.
    page.get_by_role("button", name="Train a small digit reader").wait_for()
    fits(page)
    page.get_by_role("button", name="Train a small digit reader").click()
    page.get_by_text("Draw something").wait_for()
    fits(page)
    box = canvas.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE

    go_on_phone(page, "Look inside")
    page.locator('.nnplay-chart[aria-label^="1. Conv2D"][data-draws]').wait_for()
    fits(page)
    page.get_by_text("Kernels", exact=True).click()
    page.locator('.nnplay-chart[aria-label^="Kernels of"][data-draws]').wait_for()
    fits(page)

    go_on_phone(page, "Playground")
    page.locator(".st-key-metric-curve .nnplay-chart[data-draws]").wait_for()
    fits(page)
    # What acts stays in sight beside the result, however far down one reads.
    page.locator(".st-key-network-code").scroll_into_view_if_needed()
    bar = page.locator(".st-key-phone-bar")
    expect(bar).to_have_count(1, timeout=WAIT)  # while Streamlit draws the page anew, the old one is there too
    expect(bar).to_be_in_viewport(ratio=1)
    expect(bar).to_contain_text("Run 1 (other settings): test accuracy", timeout=WAIT)
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_in_viewport(ratio=1)


# What a finger presses to train, to choose and to look, and is less than 44 pixels high; the help beside a label and
# the neurons of the picture may be smaller.
TOO_SMALL = """() => [...document.querySelectorAll(
  '.stMain button[data-testid^="stBaseButton"], .stMain [data-testid="stPopoverButton"], .stMain summary, '
  + '[data-testid^="stNumberInputStep"], .nn-bar button, .nn-bar select, [data-testid="stExpandSidebarButton"]'
)].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && box.height && box.height < 43.5 && one.checkVisibility();
}).map((one) => `${one.innerText || one.ariaLabel}: ${one.getBoundingClientRect().height}`)"""


def test_a_finger_finds_large_targets_and_draws_without_scrolling_the_page(phone: Any) -> None:
    page = phone
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        page.wait_for_function("matchMedia('(pointer: coarse)').matches")
        for width in (820, PHONE):
            page.set_viewport_size({"width": width, "height": 844})
            fits(page)
            page.wait_for_function(f"({TOO_SMALL})().length === 0")
        go_on_phone(page, "Draw")
        canvas = page.locator("canvas.upper-canvas")
        canvas.hover(trial=True)
        fits(page)
        page.get_by_text("Draw something").wait_for()
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        before = page.evaluate("document.querySelector('.stMain').scrollTop")
        x, y = box["x"] + box["width"] / 2, box["y"] + 0.8 * box["height"]
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for step in range(1, 13):
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - 14 * step}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.get_by_text(re.compile("It reads a|looks like")).wait_for()
        assert page.evaluate("document.querySelector('.stMain').scrollTop") == before
        page.get_by_role("button", name="Clear").click()
        page.get_by_text("Draw something").wait_for()
    finally:
        touch.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
        page.set_viewport_size({"width": PHONE, "height": 844})


WATCH_TRAIN = """() => {
  window.places = new Set();
  const look = () => {
    for (const one of document.querySelectorAll('.st-key-train')) {
      const box = one.getBoundingClientRect();
      window.places.add(`${Math.round(box.x)}, ${Math.round(box.y)}`);
    }
    requestAnimationFrame(look);
  };
  look();
}"""


CUT = """() => [...document.querySelectorAll('.stMain button p, .stMain h3, .nn-label > *, .stMain label p')]
  .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""


def fits_every_width(page: Any) -> None:
    """Asserts that no label is cut on a small laptop, and that the pictures use a large screen; goes back to 1400."""
    curve = page.locator(".st-key-loss-curve .nnplay-chart")
    small = curve.bounding_box()
    page.set_viewport_size({"width": 1024, "height": 768})
    page.wait_for_function(f"({TOO_WIDE})().length === 0")
    assert page.evaluate(CUT) == []
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_function("document.querySelector('.st-key-loss-curve .js-plotly-plot').clientHeight > 280")
    large = curve.bounding_box()
    assert large["height"] > 1.3 * small["height"]
    assert large["width"] > 1.2 * small["width"]
    # All columns reach far down: none is half empty.
    below = page.locator(".st-key-metric-curve .nnplay-chart").bounding_box()
    assert below["y"] + below["height"] > 0.85 * 1080
    page.set_viewport_size({"width": 1400, "height": 900})


def test_on_a_laptop_all_is_in_view_and_train_does_not_jump_while_another_experiment_is_drawn(
    app: Server, open_tab: Callable[..., Any]
) -> None:
    page = open_tab(app.address)
    wait_for_charts(page)
    stays(page)
    page.evaluate(WATCH_TRAIN)
    choose_digits(page)
    page.locator(".st-key-living-images .nl-stage").wait_for()
    page.locator(".st-key-data-gallery .nnplay-chart[data-draws]").wait_for()
    for key in ("data-gallery", "living-images", "loss-curve", "metric-curve"):
        box = page.locator(f".st-key-{key} :is(.nnplay-chart, .nl-stage)").bounding_box()
        assert box["y"] >= 0, key
        assert box["y"] + box["height"] <= 900, key
        assert box["x"] >= 0, key
        assert box["x"] + box["width"] <= 1400, key
    assert page.get_by_role("button", name="Train", exact=True).bounding_box()["y"] >= 0

    choose(page, "Experiment", "A line through points")
    page.get_by_text(re.compile("^2 parameters in all")).wait_for()
    choose(page, "Experiment", "Two spirals in the plane")
    page.get_by_text("337 parameters in all").wait_for()
    field = page.get_by_role("combobox", name="Experiment")
    expect(field).to_have_count(1)
    # By keys: open it, go to the picture whose title begins so, and take that.
    for key in ("Enter", "h", "Enter"):
        field.press(key)
    expect(field).to_have_value("Hills and hollows in the plane", timeout=WAIT)
    page.get_by_text("A number for each point instead of a class").wait_for()
    field.press("ArrowDown")
    expect(page.get_by_role("option", name="A line through points")).to_be_visible()
    field.press("m")
    assert str(field.get_attribute("aria-activedescendant")).endswith("-mnist-mlp")
    field.press("Escape")
    expect(page.get_by_role("option", name="A line through points")).to_be_hidden()
    expect(field).to_have_value("Hills and hollows in the plane")
    assert len(page.evaluate("[...window.places]")) == 1
    fits_every_width(page)
