"""Looking inside with a real mouse: a click on a map opens it with its sum, a click on a point chooses the example."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.factories import Server, choose, choose_digits, go, train, wait_for_charts

pytestmark = pytest.mark.browser


def chart(page: Any, label: str) -> Any:
    """The drawn chart whose label for screen readers begins so."""
    return page.locator(f'.nnplay-chart[aria-label^="{label}"][data-draws]')


def test_a_click_on_a_map_shows_its_sum_and_a_click_on_a_kernel_or_a_point_is_followed(
    app: Server, open_tab: Callable[..., Any]
) -> None:
    page = open_tab(app.address)
    wait_for_charts(page)
    choose_digits(page)
    train(page)
    page.get_by_text(re.compile(r"^Test accuracy")).wait_for()
    go(page, "Look inside")

    # The second tile of the first row, on its lower half.
    chart(page, "2. Conv2D").click(position={"x": 125, "y": 80})
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("spinbutton", name="Map")).to_have_value("1")
    dialog.get_by_text("the receptive field, 5 × 5 pixels").wait_for()
    box = chart(dialog, "Map 1 of 2. Conv2D").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 - 130, box["y"] + 10)
    expect(dialog.get_by_role("spinbutton", name="Row")).to_have_value("0")
    expect(dialog.get_by_role("spinbutton", name="Column")).to_have_value("0")
    chart(dialog, "Sums of 16 input channels").wait_for()
    dialog.get_by_text(re.compile(r"Sum of all 16 channels .* → relu → ")).wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")

    page.get_by_text("Kernels", exact=True).click()
    chart(page, "Kernels of conv2d_1").click(position={"x": 130, "y": 60})
    expect(page.get_by_role("spinbutton", name="Filter")).to_have_value("1")

    page.get_by_text("Representations", exact=True).click()
    chart(page, "PCA of").wait_for()
    point = page.locator('.nnplay-chart[aria-label^="PCA of"] .scatterlayer .point').first
    example = page.get_by_role("spinbutton", name="Test example")
    before = example.input_value()
    box = point.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(example).not_to_have_value(before)


def test_every_neuron_is_seen_while_it_is_trained(app: Server, open_tab: Callable[..., Any]) -> None:
    page = open_tab(app.address)
    wait_for_charts(page)
    choose(page, "Experiment", "Two spirals in the plane")
    page.get_by_text("337 parameters in all").wait_for()
    train(page)
    page.get_by_text(re.compile(r"^Epoch \d+ of 300")).wait_for()
    go(page, "Look inside")
    page.get_by_text("Neurons", exact=True).click()
    chart(page, "1. Dense: maps of 16 neurons").wait_for()
    page.get_by_text("one neuron answers it, trained").wait_for()
    # What stands above goes when the training has ended, and all moves up.
    page.get_by_text("Still in training, shown as").wait_for(state="hidden")
    chart(page, "2. Dense: maps of 16 neurons").click(position={"x": 110, "y": 60})
    chart(page, "Neuron 1 of 2. Dense over the plane").wait_for()
