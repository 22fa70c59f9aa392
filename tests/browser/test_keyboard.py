"""All by keyboard: the dialog of shortcuts, training, popovers, a digit, the pixels of a map."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.lessons import lesson
from nnplay.ui.common import shortcuts
from tests.browser.factories import WAIT, Server, choose_digits, wait_for_own_experiment, wait_until_drawn
from tests.browser.paper import fits_on_paper

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

# Tag, nearest key of Streamlit, and whether it is in a popover.
FOCUSED = """() => {
  const node = document.activeElement;
  const key = [...(node.closest('[class*="st-key-"]')?.classList ?? [])].find((name) => name.startsWith("st-key-"));
  return [node.tagName, key ?? "", Boolean(node.closest('[data-testid="stPopoverBody"]'))];
}"""


def focused(page: Any) -> tuple[str, str, bool]:
    tag, key, popped = page.evaluate(FOCUSED)
    return tag, key, popped


def test_keys_train_step_and_open_pages_and_the_focus_stays(playground: Any) -> None:
    page = playground
    choose_digits(page)
    wait_until_drawn(page)
    page.get_by_role("spinbutton", name="Epochs").fill("2")
    page.keyboard.press("t")  # in a field a letter is no command, and a number takes none
    page.keyboard.press("Enter")
    wait_for_own_experiment(page)
    page.get_by_role("button", name="Keyboard shortcuts and print").focus()

    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    for group in shortcuts.GROUPS:
        for one in group.keys:
            expect(dialog.get_by_text(one.does, exact=True).first).to_be_attached()
    letters = dialog.get_by_role("checkbox", name=re.compile("Single-key shortcuts"))
    letters.uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate("document.activeElement.className") == "nnplay-keys-button"
    page.keyboard.press("2")
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()  # and nothing has opened the page Data
    page.keyboard.press("Enter")
    letters.check()
    page.keyboard.press("Escape")

    # The button of a layer opens its settings, takes the focus there, and gives it on to the next button.
    layer = page.locator(".st-key-layers [data-testid=stPopover] button").first
    layer.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"({FOCUSED})()[2]")
    page.keyboard.press("Shift+Tab")
    expect(layer).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_be_hidden()

    page.get_by_role("button", name="Train", exact=True).press("Enter")
    page.wait_for_function(f"['st-key-command-Pause', 'st-key-train'].includes(({FOCUSED})()[1])")
    page.get_by_test_id("stProgress").get_by_text(re.compile("2 of 2 epochs")).wait_for(timeout=WAIT)
    page.wait_for_function(f"({FOCUSED})()[1] === 'st-key-train'")
    # The page comes after its curves.
    expect(page.get_by_role("button", name="2 more epochs", exact=True)).to_be_enabled()
    page.keyboard.press("m")
    page.get_by_test_id("stProgress").get_by_text(re.compile("4 of 4 epochs")).wait_for(timeout=WAIT)

    # From pixel to pixel of a map.
    first = page.locator(".st-key-living-images .nl-unit[tabindex='0']")
    first.focus()
    for key in ("ArrowDown", "Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    told = page.locator(".st-key-living-images .nnplay-pen-said").last
    expect(told).to_have_text(re.compile(r"row \d+, column \d+"))
    before = told.inner_text()
    page.keyboard.press("Shift+ArrowLeft")
    expect(told).not_to_have_text(before)

    page.keyboard.press("8")
    page.wait_for_url("**/learn")
    page.keyboard.press("1")
    page.get_by_role("combobox", name="Experiment").wait_for()


def test_a_digit_is_drawn_undone_and_cleared_by_keyboard(app: Server, open_kept_tab: Callable[..., Any]) -> None:
    page = open_kept_tab(app.address)
    page.keyboard.press("Escape")
    page.get_by_role("link", name=re.compile("(^| )Draw$")).first.click()
    page.get_by_text("Draw something").wait_for()
    page.locator("canvas.upper-canvas").hover(trial=True)
    pen = page.locator(".st-key-sketch-canvas").get_by_role("application", name=re.compile("28 by 28"))
    told = pen.locator("[aria-live]")
    pen.focus()
    expect(told).to_have_text("Row 6, column 15, empty")
    page.keyboard.down("Shift")
    for _ in range(17):
        page.keyboard.press("ArrowDown")
    page.keyboard.up("Shift")
    expect(told).to_have_text("Row 23, column 15, inked")
    # Whichever network reads, one of the package's own or of the session.
    page.get_by_text(re.compile("It reads a|looks like")).wait_for()
    page.keyboard.press("ArrowUp")
    expect(told).to_have_text("Row 22, column 15, inked")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(told).to_have_text("Row 22, column 18, empty")
    page.keyboard.press("Space")
    expect(told).to_have_text("Dot. Row 22, column 18, inked")
    page.keyboard.press("Delete")
    page.get_by_text("Draw something").wait_for()
    expect(pen).to_be_focused()
    page.keyboard.press("Backspace")  # nothing is left to undo
    expect(pen).to_be_focused()


DRAWN = "document.querySelectorAll('.nnplay-chart[data-draws], .nnplay-network[data-draws]').length"


def test_a_page_and_a_lesson_fit_on_paper_with_their_answers_open_or_closed(playground: Any) -> None:
    page = playground
    choose_digits(page)
    page.wait_for_function(f"{DRAWN} >= 4")
    fits_on_paper(page)
    page.get_by_role("button", name="Learn", exact=True).click()
    page.get_by_role("menuitem", name=lesson("convolution").heading).click()
    page.locator(".st-key-slide-map .nnplay-chart[data-draws]").wait_for()
    page.evaluate("window.print = () => { window.printed = document.querySelectorAll('.stMain details[open]').length }")
    closed = page.locator("[data-testid=stExpander] details:not([open])").count()
    assert closed
    for answers in (False, True):
        page.get_by_role("button", name="Keyboard shortcuts and print").click()
        page.get_by_role("checkbox", name=re.compile("Open all answers")).set_checked(answers)
        page.get_by_role("button", name="Print this page").click()
        page.wait_for_function(f"window.printed === {closed if answers else 0}")
        page.wait_for_function("document.querySelectorAll('.stMain details[open]').length === 0")
    fits_on_paper(page)
