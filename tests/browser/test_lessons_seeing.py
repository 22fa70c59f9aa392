"""The lesson on convolution in a browser: a click moves the window, keys change a weight, and the sum follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.made import Server, wait_for_charts
from tests.browser.test_lessons import chart_named

pytestmark = pytest.mark.browser


def test_a_click_moves_the_window_and_keys_change_a_weight(app: Server, open_tab: Callable[..., Any]) -> None:
    page = open_tab(app.address)
    wait_for_charts(page)
    page.get_by_role("button", name="Learn", exact=True).click()
    page.get_by_role("menuitem", name="8. Convolution").click()
    chart_named(page, "Feature map of 62 × 62 .* row 31, column 31 is -17$").wait_for()

    button = page.get_by_role("button", name="Next place")
    button.focus()
    page.keyboard.press("Enter")
    chart_named(page, "row 31, column 32 is").wait_for()

    # Into the top left corner of the map.
    plot = page.locator(".st-key-slide-map .nsewdrag").first
    plot.scroll_into_view_if_needed()
    plot.click(position={"x": 2, "y": 2})
    chart_named(page, "row 0, column 0 is").wait_for()
    chart_named(page, "window begins in row 0, column 0").wait_for()

    # The sky there is even, so a kernel that sums to 1 instead of 0 gives the sky itself, about 200 and not about 0.
    grid = page.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.62)
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    chart_named(page, r"row 0, column 0 is (1[5-9]|2\d)\d$").wait_for()
