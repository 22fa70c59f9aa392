"""The lessons in a browser: moved with the keyboard alone, clicked, carried into the playground; and on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.lessons import lesson, lessons
from tests.browser.axe import Axe, settle, titled
from tests.browser.factories import PHONE, UNREAD_IN_THE_DARK, WAIT, Server
from tests.browser.test_phone import TOO_WIDE, fits

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def chart_named(page: Any, label: str) -> Any:
    """The drawn figure whose text equivalent matches."""
    # One that is clicked is an application of its own for the keyboard.
    named = page.get_by_role("img", name=re.compile(label)).or_(page.get_by_role("application", name=re.compile(label)))
    return page.locator(".nnplay-chart[data-draws]").and_(named)


def test_a_lesson_is_moved_by_keys_and_clicks_and_leads_into_the_playground(app: Server, playground: Any) -> None:
    page = playground
    # With the keyboard alone: the menu, the first lesson, a weight.
    page.get_by_role("button", name="Learn", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name=lesson("neuron").heading).focus()
    page.keyboard.press("Enter")
    chart_named(page, "weighted sum 0.30").wait_for()
    page.get_by_role("slider", name="Weight w₁").focus()
    page.keyboard.press("ArrowRight")
    chart_named(page, "weighted sum 0.40").wait_for()

    # A prediction, once answered, moves both weights to 0: what is left is the bias. The browser keeps the answer.
    page.get_by_role("radio", name="It becomes 0").focus()
    page.keyboard.press("Space")
    chart_named(page, "weighted sum 0.80").wait_for()
    page.get_by_text("The sum is the bias alone").wait_for()
    page.wait_for_function("localStorage.getItem('nnplay-lessons')?.includes('neuron/zero')")

    # A click into the plane moves the inputs there: its middle is the origin, where the sum is the bias.
    plane = page.locator(".st-key-neuron-plane .nsewdrag").first
    plane.scroll_into_view_if_needed()
    plane.click()
    chart_named(page, "inputs 0.0 and 0.0: weighted sum 0.80").wait_for()
    expect(page.get_by_role("slider", name="Input x₁")).to_have_value("0")

    button = page.get_by_role("button", name="Train one neuron in the playground")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Dataset")).to_have_value("Two Gaussians", timeout=WAIT)
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_test_id("stProgress").get_by_text(re.compile("30 of 30 epochs")).wait_for()

    other = page.context.new_page()  # a new session of the same browser
    other.goto(f"{app.address}/learn")
    other.get_by_text(re.compile("made 1 of [0-9]+ predictions")).wait_for(timeout=WAIT)
    other.close()


# What the head of an open table of numbers says when the page is printed just after the figure was drawn anew.
HEAD_ON_PAPER = """(key) => new Promise((done) => {
  const chart = document.querySelector(`${key} .nnplay-chart`);
  const head = () => document.querySelector(`${key} .nnplay-numbers tr`).innerText;
  const before = head();
  new MutationObserver(() => {
    window.dispatchEvent(new Event('beforeprint'));
    done([before, head()]);
    window.dispatchEvent(new Event('afterprint'));
  }).observe(chart, { attributeFilter: ['data-draws'] });
})"""


def test_the_numbers_on_paper_are_those_of_the_figure(playground: Any) -> None:
    page, key = playground, ".st-key-codes-originals"
    page.get_by_role("button", name="Learn", exact=True).click()
    page.get_by_role("menuitem", name=lesson("codes").heading).click()
    page.locator(f"{key} .nnplay-chart[data-draws]").wait_for()
    size = page.viewport_size
    head, summary = page.locator(f"{key} .nnplay-numbers tr").first, page.locator(f"{key} .nnplay-numbers summary")
    summary.focus()
    page.keyboard.press("Enter")
    head.wait_for()
    settle(page)
    printed = page.evaluate_handle(f"(key) => ({{ heads: ({HEAD_ON_PAPER})(key) }})", key)
    page.set_viewport_size({"width": PHONE, "height": 844})  # a figure of another shape
    before, after = printed.evaluate("(one) => one.heads")
    for _ in range(2):  # opened again, the table is written anew
        summary.focus()
        page.keyboard.press("Enter")
    assert before != after == head.inner_text()
    page.set_viewport_size(size)


def test_no_lesson_scrolls_sideways_on_a_phone_and_axe_finds_nothing(phone: Any) -> None:
    page, axe = phone, Axe(phone, theme="dark", both=False)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="The path").click()
    page.get_by_test_id("stExpandSidebarButton").wait_for()
    page.get_by_role("heading", name="The path").wait_for()
    fits(page)
    path = lessons()
    page.locator(f".st-key-card-{path[0].name}").get_by_role("link").click()
    for place, one in enumerate(path):
        if place == len(path) // 2:  # to turn takes more than a second: half of them in each theme
            axe.turn("light")
        page.get_by_role("heading", name=one.heading).wait_for()
        page.locator(".nnplay-chart[data-draws]").first.wait_for()
        # Tables find their width a moment after they are drawn.
        page.wait_for_function(f"({TOO_WIDE})().length === 0")
        if axe.theme == "dark":
            page.wait_for_function(f"({UNREAD_IN_THE_DARK})().length === 0")
        axe.unfold()
        titled(page)
        # Where there is more room lie the same things, and test_axe.py looks at what is around them.
        axe.look(one.heading, narrow=False)
        if one is not path[-1]:
            page.get_by_role("link", name="Next:").first.click()
    axe.turn("dark")
    assert not axe.found, "\n".join(axe.found)
