"""A session by the accessibility tree alone, as a screen reader has it: choose, train, evaluate, draw, first lesson."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.lessons import lesson
from tests.browser.axe import settle
from tests.browser.factories import WAIT, Server, draw, go, set_number, wait_for_own_experiment

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

EPOCHS = 40

CONTROLS = "button|checkbox|combobox|grid|img|link|listbox|menuitem|option|progressbar|radio|slider|spinbutton|textbox"

NAMELESS = re.compile(rf"^(\s*)- (?:{CONTROLS})(?: \[[^\]]*\])*:?$")

IMAGE = re.compile(r"^(\s*)- '?img \"")


def nameless(page: Any) -> list[str]:
    """Controls and images of the page without a name; what lies in an image is told by its name alone."""
    found: list[str] = []
    inside: int | None = None  # of an image: its indent
    for line in page.get_by_role("main").aria_snapshot().splitlines():
        indent = len(line) - len(line.lstrip())
        if inside is not None and indent > inside:
            continue
        inside = indent if IMAGE.match(line) else None
        if NAMELESS.match(line):
            found.append(line.strip())
    return found


def figure(page: Any, name: str) -> Any:
    """A figure by its name; one to choose from is an application, which keys walk."""
    named = re.compile(name)
    return page.get_by_role("img", name=named).or_(page.get_by_role("application", name=named)).first


def test_a_session_works_by_roles_and_names_alone(app: Server, open_tab: Callable[..., Any]) -> None:
    page = open_tab(app.address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Playground", timeout=WAIT)
    assert page.get_by_role("heading", level=2).all_inner_texts() == ["Data", "Network", "Training"]
    experiment = page.get_by_role("combobox", name="Experiment")
    experiment.press("Enter")
    page.get_by_role("option", name="Small handwritten digits, convolution").click()
    expect(page.get_by_role("combobox", name="Dataset")).to_have_value("Digits 8 × 8", timeout=WAIT)
    # Long enough to be told of on the way: progress is said every five seconds.
    set_number(page, "Epochs", EPOCHS)
    wait_for_own_experiment(page)
    page.get_by_role("button", name="Train", exact=True).press("Enter")

    said = page.get_by_role("status")
    progress = re.compile(rf"^Epoch \d+ of {EPOCHS}, accuracy [\d.]+%, validation accuracy")
    expect(said.filter(has_text=progress)).to_have_count(1, timeout=WAIT)
    result = said.filter(has_text=re.compile("^Run 1 has ended. Test accuracy 9"))
    expect(result).to_have_count(1, timeout=WAIT)
    figure(page, rf"accuracy after {EPOCHS} epochs: training [\d.]+%, validation 9[\d.]+%").wait_for()
    curve = figure(page, f"^accuracy after {EPOCHS} epochs")
    expect(curve).to_have_attribute(
        "aria-description",
        re.compile(rf"^Training: {EPOCHS} points, value from 0\.\d+ to .* Validation: {EPOCHS} points, value from"),
        timeout=WAIT,
    )
    # The tab stop after it opens its numbers.
    numbers = page.get_by_role("group").filter(has_text="Numbers of this figure").last
    numbers.locator("summary").press("Enter")
    expect(numbers.get_by_role("columnheader", name="Epoch", exact=True).first).to_be_visible(timeout=WAIT)
    expect(numbers.get_by_role("row")).to_have_count(2 * EPOCHS + 2, timeout=WAIT)  # and a head for each of two lines
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile(r"^Layer 1 Conv2D, map 0 of 16: largest")).wait_for()
    settle(page)
    assert nameless(page) == []

    go(page, "Evaluate")
    expect(page.get_by_role("heading", level=1)).to_have_text("Evaluate", timeout=WAIT)
    figure(page, r"Confusion matrix of 10 classes, 4\d\d of 450 right").wait_for()
    page.get_by_text("Confusion matrix as a table").click()
    # The table lies in a canvas, where browsers tell a screen reader of it and Playwright holds it for hidden.
    expect(page.get_by_role("columnheader", name="true class", include_hidden=True)).to_have_count(1, timeout=WAIT)
    settle(page)
    assert nameless(page) == []

    go(page, "Draw")
    expect(page.get_by_role("heading", level=1)).to_have_text("Draw", timeout=WAIT)
    draw(page, [[(160, 60), (160, 260)]])
    figure(page, r"Probabilities: 0 .*1 [\d.>]+%.*9 ").wait_for()
    page.get_by_role("button", name=re.compile(r"^Output for 1: \d")).wait_for()
    settle(page)
    assert nameless(page) == []

    page.get_by_role("button", name="Learn", exact=True).press("Enter")
    page.get_by_role("menuitem", name=lesson("neuron").heading).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson("neuron").heading, timeout=WAIT)
    figure(page, "weighted sum 0.30").wait_for()
    page.get_by_role("slider", name="Weight w₁").press("ArrowRight")
    figure(page, "weighted sum 0.40").wait_for()
    page.get_by_role("radio", name="It becomes 0").press("Space")
    page.get_by_text("The sum is the bias alone").wait_for()
    settle(page)
    assert nameless(page) == []
