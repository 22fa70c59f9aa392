"""The data page in a browser: a click on a correlation, and a phone's width."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.factories import choose, choose_digits, go, go_on_phone
from tests.browser.test_phone import fits

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def see(page: Any, view: str, label: str) -> Any:
    """Turns to a view and waits for one of its charts."""
    page.get_by_test_id("stButtonGroup").get_by_text(view, exact=True).click()
    chart = page.locator(f'.nnplay-chart[aria-label^="{label}"][data-draws]')
    chart.wait_for()
    return chart


def test_a_click_on_a_correlation_shows_the_points_of_its_two_columns(playground: Any) -> None:
    page = playground
    go(page, "Data")
    # The page before has a list of datasets too, and a choice there would call the visit off.
    page.get_by_test_id("stButtonGroup").get_by_text("Explore", exact=True).wait_for()
    choose(page, "Dataset", "Iris")
    page.get_by_text(re.compile("^A tensor of .* × 4 float32 numbers")).wait_for()  # none of the dataset before
    chart = see(page, "Explore", "Correlations of 4 columns")
    box = chart.locator(".plot .hm, .heatmaplayer image").first.bounding_box()
    # The second column from the left, the first row.
    chart.locator(".nsewdrag").first.click(position={"x": box["width"] * 0.375, "y": box["height"] * 0.125})
    expect(page.get_by_role("combobox", name="Across")).to_have_value("sepal width (cm)")
    expect(page.get_by_role("combobox", name="Upwards")).to_have_value("sepal length (cm)")
    page.locator('.nnplay-chart[aria-label="sepal length (cm) over sepal width (cm)"]').wait_for()


def test_no_view_of_the_data_page_scrolls_sideways_on_a_phone(phone: Any) -> None:
    page = phone
    choose_digits(page)
    go_on_phone(page, "Data")
    page.locator('.nnplay-chart[aria-label^="Pixels in the frame"][data-draws]').wait_for()
    fits(page)
    see(page, "Split", "Examples of each class in each part")
    fits(page)
    see(page, "Explore", "Average image of each class")
    fits(page)
