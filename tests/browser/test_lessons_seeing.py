"""The lesson on convolution in a browser: a key and a click move the window, and the sum follows."""

from __future__ import annotations

from typing import Any

import pytest

from nnplay.lessons import lesson
from tests.browser.test_lessons import chart_named

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def test_a_key_and_a_click_move_the_window(playground: Any) -> None:
    page = playground
    page.get_by_role("button", name="Learn", exact=True).click()
    page.get_by_role("menuitem", name=lesson("convolution").heading).click()
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
