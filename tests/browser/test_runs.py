"""Runs are there by themselves, can be compared, and outlast a restart of the server."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.lessons import lesson
from nnplay.runs import RunStore
from nnplay.runs.folders import RUNS_FOLDER
from tests.browser.axe import settle
from tests.browser.factories import (
    ROOT,
    WAIT,
    Server,
    button,
    choose,
    go,
    served,
    set_number,
    train,
    wait_for_charts,
    wait_for_own_experiment,
)

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def the_first_visit(browser: Any, server: Server, address: str, heading: str, shown: str) -> None:
    """The very first page that a server shows may be any one, by its whole address."""
    # Without `open_tab`: Streamlit itself looks for its files under the page's address first, and complains.
    page = browser.new_page()
    page.set_default_timeout(WAIT)
    page.goto(f"{server.address}/{address}")
    page.get_by_role("heading", name=heading, exact=True).wait_for()
    page.get_by_role("button", name="Learn", exact=True).wait_for()
    page.locator(shown).first.wait_for()
    assert page.get_by_text("Page not found").count() == 0
    assert page.url == f"{server.address}/{address}"
    page.close()


def test_three_trainings_are_compared_sent_repeated_changed_swept_and_there_after_a_restart(
    browser: Any, open_tab: Callable[..., Any], tmp_path: Path
) -> None:
    environment = {**os.environ, RUNS_FOLDER: str(tmp_path / "runs")}
    with served(Path("app.py"), ROOT, environment) as server:
        the_first_visit(
            browser, server, lesson("neuron").address, lesson("neuron").heading, ".nnplay-chart[data-draws]"
        )
        page = open_tab(server.address)
        wait_for_charts(page)
        choose(page, "Experiment", "A line through points")
        page.get_by_text(re.compile("^2 parameters in all")).wait_for()
        for epochs in ("3", "5", "8"):
            set_number(page, "Epochs", epochs)
            wait_for_own_experiment(page)
            train(page)
            page.get_by_test_id("stProgress").get_by_text(re.compile(f"{epochs} of {epochs} epochs in")).wait_for()
        go(page, "Runs")
        page.get_by_text(re.compile("^3 runs, .* kept on this computer")).wait_for()
        for name in ("Line 1", "Line 2", "Line 3"):
            page.get_by_role("button", name=re.compile(name)).wait_for()
        wait_for_charts(page, 2)
        lines = "document.querySelector('.st-key-runs-curve-loss .js-plotly-plot')._fullData.length"
        page.wait_for_function(f"{lines} === 6", timeout=WAIT)
        page.get_by_text("Settings", exact=True).click()
        page.get_by_text("Only one setting differs").wait_for()
        page.get_by_text("Test results", exact=True).click()
        page.get_by_text("These are 3 pairs").wait_for()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download 3 runs").click()
        download.value.save_as(tmp_path / "all.nnplay")
        page.get_by_text("Repeat", exact=True).click()
        page.get_by_text("Different seeds", exact=True).click()
        field = page.get_by_role("spinbutton", name="Seeds")
        field.fill("3")
        field.press("Enter")
        page.get_by_role("button", name="Train 3 runs").click()
        page.get_by_text("3 of 3 runs, done").wait_for()
        page.get_by_text("mean and standard deviation of 3 runs").wait_for()
        page.goto("about:blank")  # before its server goes
    assert len(RunStore(tmp_path / "again").import_runs(tmp_path / "all.nnplay")) == 3
    assert len(RunStore(tmp_path / "runs").list()) == 6

    with served(Path("app.py"), ROOT, environment) as server:
        # Points in the plane have no picture there.
        the_first_visit(browser, server, "data?part=one", "Data", "text=numbers that describe one example")
        page = open_tab(server.address)
        go(page, "Runs")
        page.get_by_text(re.compile("^6 runs, .* kept on this computer")).wait_for()
        page.get_by_role("button", name=re.compile("^Line 3 · seed 2")).click()
        page.get_by_role("button", name="Open run").click()
        page.get_by_text("is open as run 1").wait_for()
        page.keyboard.press("Escape")
        go(page, "Evaluate")
        expect(page.get_by_role("combobox", name="Trained network")).to_have_value(re.compile("Run 1 · Line 3 · seed"))
        page.get_by_text("test examples, which the network has never seen").wait_for()

        # One change and a sweep of the run that was opened.
        go(page, "Runs")
        page.get_by_text("Repeat", exact=True).click()

        choose(page, "What", "Batch size")
        set_number(page, "Batch size", 7)
        page.get_by_role("button", name="Train", exact=True).click()
        page.get_by_text("1 of 1 run, done.").wait_for()
        lines = "document.querySelector('[class*=\"st-key-repeat-0-loss\"] .js-plotly-plot')._fullData.length"
        page.wait_for_function(f"{lines} >= 4", timeout=WAIT)  # training and validation of both

        page.get_by_text("Sweep", exact=True).click()
        page.get_by_text(re.compile("^Every combination of the values")).wait_for()
        settle(page)
        choose(page, "Second option", "Batch size")
        for name, values in (("Learning rate", "0.1, 0.03, 0.01"), ("Batch size", "5, 10, 20")):
            values_field = page.get_by_role("textbox", name=f"Values: {name}")
            values_field.fill(values)
            values_field.press("Enter")
        page.get_by_text(re.compile("^9 runs, about .* in all")).wait_for()
        page.get_by_role("button", name="Train 9 runs").click()
        page.get_by_text(re.compile("Best so far")).wait_for()
        page.get_by_test_id("stProgress").get_by_text(re.compile("· [2-8] of 9 runs done")).wait_for()
        button(page, "Stop").click()
        ended = page.get_by_text(re.compile(r"[2-8] of 9 runs, stopped; finished runs are kept\."))
        ended.wait_for()
        done = int(ended.inner_text().rpartition(" of 9 runs")[0].rpartition(" ")[2])
        page.get_by_text(re.compile(f"^{7 + done} runs, .* kept on this computer")).wait_for()
        page.goto("about:blank")
    assert len(RunStore(tmp_path / "runs").list()) == 7 + done
