"""Which session a browser tab has: after a reload its own one, as a duplicate a new one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.factories import Server, choose, go, points, train, wait_for_charts, wait_for_points

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

Open = Callable[..., Any]

NO_RUNS = "Press Train, and the curves grow here."


def duplicate(tab: Any) -> Any:
    """Opens the page of a tab once more with a copy of the tab's storage, as "Duplicate tab" does."""
    with tab.context.expect_page() as opened:
        tab.evaluate("window.open(location.href)")
    return opened.value


def test_a_duplicated_tab_has_a_session_of_its_own_and_a_reload_or_a_restored_tab_finds_each_again(
    app: Server, open_tab: Open
) -> None:
    first = open_tab(app.address)
    wait_for_charts(first)
    choose(first, "Experiment", "A line through points")
    first.get_by_text(re.compile("^2 parameters in all")).wait_for()

    second = duplicate(first)
    second.get_by_text("This tab has a session of its own").wait_for()
    second.get_by_text(re.compile("^2 parameters in all")).wait_for()  # the same experiment
    choose(second, "Experiment", "Small handwritten digits, convolution")
    second.get_by_text("38,282 parameters in all").wait_for()

    train(first)
    first.get_by_text("All epochs are done.").wait_for()
    second.reload()
    second.get_by_text("38,282 parameters in all").wait_for()
    second.get_by_text(NO_RUNS).wait_for()
    shown = points(first)
    first.reload()
    wait_for_points(first, shown)
    go(first, "Look inside")
    expect(first.get_by_role("combobox", name="Trained network")).to_have_value(re.compile("Run 1 · Line"))

    # A browser that is closed and restores its tabs.
    # A browser that ends without a word leaves the mark of an open page in the storage that it restores.
    stored = first.evaluate("JSON.stringify(sessionStorage)")
    context = first.context
    first.close()
    context.add_init_script(f"if (!window.opener) Object.assign(sessionStorage, {stored})")
    restored = context.new_page()
    restored.goto(app.address)
    wait_for_points(restored, shown)
