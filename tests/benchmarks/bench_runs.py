"""How long the page of runs takes: a table of 200 runs, and eight runs of 1,000 epochs compared.

    python -m tests.benchmarks.bench_runs [--json] [--quick]

In this process, from the files to the messages for the browser, by the page itself without a browser; and in Chromium,
where there is one, from a click on "Runs" to table and curves in sight. The goal of each is one second.
"""

from __future__ import annotations

import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from nnplay.runs import COLORS, RunStore
from nnplay.runs.folders import RUNS_FOLDER
from nnplay.runs.overview import overview
from nnplay.ui.common.server import end_engine
from nnplay.ui.runs.state import RunsState
from tests.benchmarks.factories import ROOT, options, report
from tests.browser.factories import CHROMIUM, go, served, wait_for_charts
from tests.runs.factories import history_of, made_run, spec_of

RUNS, EPOCHS = 200, 1000
GOAL = 1.0
"""Seconds."""


def fill(folder: Path, runs: int) -> None:
    """Makes a store: eight long runs, the newest ones, and the others of 50 epochs."""
    with tempfile.TemporaryDirectory() as made:
        store = RunStore(folder)
        for number in range(runs):
            spec = spec_of(units=1 + number % 8, seed=number)
            epochs = EPOCHS if number >= runs - COLORS else 50
            store.add(made_run(Path(made) / str(number), spec, history_of(spec, epochs=epochs)))


def took(do: Callable[[], Any]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def read(folder: Path, times: int) -> list[float]:
    """Seconds that a new store takes to read all runs and to make the table of them."""
    return [took(lambda: overview(RunStore(folder).list())) for _ in range(times)]


def on_the_server(folder: Path, times: int) -> tuple[list[float], list[float]]:
    """Seconds that the page takes with none chosen, and with eight compared."""
    os.environ[RUNS_FOLDER] = str(folder)
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    table, compared = [], []
    for _ in range(times + 1):
        ids = [run.id for run in RunStore(folder).list()]
        state = at.session_state["nnplay"].part(RunsState)
        state.began = True
        state.show([])
        table.append(took(lambda: at.switch_page("pages/runs.py").run()))
        state.show(ids[:COLORS])
        compared.append(took(at.run))
    end_engine()
    return table[1:], compared[1:]


def in_the_browser(folder: Path, times: int) -> list[float]:
    """Seconds from a click on the page's link until the table is there and the curves are drawn."""
    from playwright.sync_api import sync_playwright

    seconds = []
    with (
        served(Path("app.py"), ROOT, {**os.environ, RUNS_FOLDER: str(folder)}) as server,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(server.address)
        wait_for_charts(page)

        def look() -> None:
            go(page, "Runs")
            page.get_by_text(re.compile("kept on this computer")).wait_for()
            wait_for_charts(page, 2)

        for _ in range(times + 1):
            seconds.append(took(look))
            go(page, "Playground")
            page.locator(".st-key-loss-curve .js-plotly-plot").wait_for()
        chromium.close()
    return seconds[1:]


def main() -> None:
    """Prints the medians."""
    arguments = options(__doc__, runs=RUNS)
    times = 1 if arguments.quick else 5
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "runs"
        fill(folder, arguments.runs)
        table, compared = on_the_server(folder, times)
        measured = {
            f"{arguments.runs} runs read from their files": read(folder, times),
            f"table of {arguments.runs} runs, server": table,
            "8 runs of 1,000 epochs compared, server": compared,
        }
        if CHROMIUM:
            measured["page opened, browser"] = in_the_browser(folder, times)
    rows = [
        {"what": name, "median s": statistics.median(seconds), "worst s": max(seconds), "goal s": GOAL}
        for name, seconds in measured.items()
    ]
    report(rows, as_json=arguments.json, note="In the browser the newest three runs, of 1,000 epochs, are chosen.")


if __name__ == "__main__":
    main()
