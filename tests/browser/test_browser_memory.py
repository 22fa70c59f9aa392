"""What the browser keeps brings a session back after the server has lost it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.factories import (
    ROOT,
    choose,
    draw,
    free_port,
    go,
    served,
    train,
    wait_for_charts,
)

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

LINE = re.compile("^2 parameters in all")
SEVEN = [[(90, 80), (210, 80), (140, 240)]]


def test_experiment_drawings_and_runs_outlast_a_restart_of_a_shared_server(open_tab: Callable[..., Any]) -> None:
    environment, port = {**os.environ, "NNPLAY_HOSTED": "1"}, free_port()
    with served(Path("app.py"), ROOT, environment, port) as server:
        tab = open_tab(server.address)
        wait_for_charts(tab)
        choose(tab, "Experiment", "A line through points")
        tab.get_by_text(LINE).wait_for()
        train(tab)
        tab.get_by_text("All epochs are done.").wait_for()
        go(tab, "Draw")
        draw(tab, SEVEN)
        tab.get_by_text("Which digit did you draw?").wait_for()
        tab.get_by_test_id("stButtonGroup").filter(has_text="0123456789").get_by_text("7", exact=True).click()
        tab.get_by_text("Ready reader reads 1 of 1 correctly.").wait_for()
        tab.wait_for_function("localStorage.getItem('nnplay-memory')?.includes('\"label\":7')")
        text = tab.evaluate("localStorage.getItem('nnplay-memory')")
        other = tab.context.new_page()  # of the same browser
        tab.goto("about:blank")

    with served(Path("app.py"), ROOT, environment, port) as server:
        tab.goto(server.address)
        tab.get_by_text("Your experiment is back, as this browser saved it.").wait_for()
        tab.get_by_text(LINE).wait_for()
        go(tab, "Draw")
        tab.get_by_text("Ready reader reads 1 of 1 correctly.").wait_for()
        go(tab, "Runs")
        tab.get_by_text("Remembered by this browser: 1").click()
        tab.get_by_role("button", name="Open in the playground").click()
        tab.get_by_text(LINE).wait_for()

        # Another tab is not that session: it is asked.
        other.set_default_timeout(60_000)
        other.goto(server.address)
        wait_for_charts(other)
        other.get_by_role("button", name="Last session").click()
        other.get_by_role("button", name="Go on with it").click()
        other.get_by_text(LINE).wait_for()
        other.get_by_role("button", name="Save or open").click()
        other.get_by_role("button", name="Forget").click()
        other.get_by_text("This browser has deleted it.").wait_for()
        assert other.evaluate("localStorage.getItem('nnplay-memory')") is None

        # What somebody has edited is told, and harms nothing.
        other.evaluate("text => localStorage.setItem('nnplay-memory', text)", text[:-20])
        third = other.context.new_page()
        third.set_default_timeout(60_000)
        third.goto(server.address)
        third.get_by_text("cut off or was edited").wait_for()
        expect(third.get_by_role("button", name="Last session")).to_have_count(0)
        third.close()
        other.close()
        tab.goto("about:blank")
