"""Seconds from the press of Train to the first changed pixel of the curve, in a real browser at home.

    python -m tests.benchmarks.bench_train_pixel [--repeats 5] [--still 6] [--only spiral] [--data FOLDER]
        [--json] [--quick]

`--only` takes a part of a preset's name, or `page` for the first page alone. `--data` is the folder with MNIST and the
diabetes table; else it is the one that `NNPLAY_DATA_DIR` names, and without them their presets are skipped.

Each preset both ways: prepared, where the experiment has been still for some seconds, and on a server that prepares
nothing. Each press is on an experiment of its own, with another seed, in a tab of its own. The curve has changed when
the browser has shown a frame in which the loss curve has a point of the new run.

The first page of a cold server is timed too, in a browser that has shown another page before: from the request to the
first frame with a button Train, and how far what was shown has moved afterwards (Cumulative Layout Shift). One start
that isn't counted comes before: Python compiles the modules in the first one, and keeps them.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import TimeoutError as BrowserTimeout
from playwright.sync_api import sync_playwright

from nnplay.catalogue import SPECS
from nnplay.datasets.store.data_files import DATA_FOLDER
from nnplay.engine.preparation import SWITCH
from nnplay.link import PARAMETER, to_link
from nnplay.runs.folders import RUNS_FOLDER
from nnplay.spec import ExperimentSpec
from tests.benchmarks.factories import Row, high, middle, options, presets_here, report
from tests.browser.factories import CHROMIUM, ROOT, served

PRESETS = ("spiral", "digits-cnn", "pima-mlp", "mnist-mlp", "mnist-convnet")

GOALS = {"prepared": 0.4, "not prepared": 1.2, "first page": 1.5}

MOST_SHIFT = 0.01
"""Of the page, that may move after it was first shown; 0.1 is called good (https://web.dev/articles/cls)."""

WAIT = 180_000

WATCH = """
() => {
  window.bench = { shift: 0, moved: [], shown: 0 };
  // Until the style sheet is there, nothing is shown; that all is shown then is no jump.
  const page = () => document.querySelector('.st-key-nnplay-page');
  const shows = (node) => !page() || node?.contains?.(page());
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput || entry.sources.some(({ node }) => shows(node))) continue;
      window.bench.shift += entry.value;
      window.bench.moved.push(...entry.sources.map((source) => [
        Math.round(performance.now()), entry.value.toFixed(4),
        source.node?.className || source.node?.parentElement?.className || source.node?.nodeName || '']));
    }
  }).observe({ type: 'layout-shift', buffered: true });
  const look = () => {
    const train = document.querySelector('.st-key-train button');
    if (train?.offsetParent && !document.getElementById('nnplay-opening')) window.bench.shown = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}
"""
"""Set before the page's own scripts."""

PRESSED = """
() => {
  const points = () => {
    const plot = document.querySelector('.st-key-loss-curve .js-plotly-plot');
    const count = (line) => Array.from(line.x ?? []).filter((x) => x !== null).length;
    const drawn = Array.from(plot?._fullData ?? []).map(count);
    return JSON.stringify([plot?.layout?.uirevision, drawn]);
  };
  const before = points();
  window.bench.first = new Promise((done) => {
    const start = () => {
      const pressed = performance.now();
      const look = () => {
        const now = points();
        const some = JSON.parse(now)[1].some((count) => count > 0);
        if (now !== before && some) requestAnimationFrame(() => done(performance.now() - pressed));
        else requestAnimationFrame(look);
      };
      look();
    };
    document.querySelector('.st-key-train button').addEventListener('pointerdown', start, { once: true });
  });
}
"""
"""The clock starts with the pointer, in the browser itself."""


def one_press(page: Any) -> float:
    """Seconds from a press of Train to the curve's first frame with numbers of it."""
    page.evaluate(PRESSED)
    page.get_by_role("button", name="Train", exact=True).click()
    return float(page.evaluate("() => window.bench.first")) / 1000


def open_page(browser: Any, address: str) -> tuple[Any, float]:
    """A new tab, and the seconds until Train was shown."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.set_default_timeout(WAIT)
    page.add_init_script(f"({WATCH})()")
    page.goto(address, wait_until="commit")
    page.get_by_role("button", name="Train", exact=True).wait_for()
    page.wait_for_function("window.bench.shown")
    return page, float(page.evaluate("window.bench.shown")) / 1000


def prepared(scratch: Path, spec: ExperimentSpec) -> bool:
    """Whether the training of an experiment is ready: its first checkpoint lies in its folder."""
    wanted = json.loads(json.dumps(spec.to_dict()))
    for first in scratch.glob("nnplay-*/runs/*/checkpoints/000000.npy"):
        with contextlib.suppress(OSError):  # it may go at this moment
            if json.loads((first.parent / "checkpoints.json").read_text())["spec"] == wanted:
                return True
    return False


def times(
    browser: Any, address: str, spec: ExperimentSpec, repeats: int, still: float, scratch: Path | None
) -> list[float]:
    """Presses Train on an experiment again and again, each time with another seed, so many seconds after its change.

    With a folder, it also waits until the training is ready there: on a busy machine that may take longer.
    """
    found = []
    for number in range(repeats):
        changed = spec.with_seed(1000 + number)
        page, _ = open_page(browser, f"{address}/?{PARAMETER}={to_link(changed)}")
        page.locator(".st-key-loss-curve .js-plotly-plot").wait_for()
        page.get_by_text("Engine ready").first.wait_for()
        page.wait_for_timeout(1000 * still)
        while scratch and not prepared(scratch, changed):
            page.wait_for_timeout(100)
        found.append(one_press(page))
        page.wait_for_timeout(2000)  # the buttons are drawn after the curves
        # Its core is free again before the next one.
        content = page.get_by_test_id("stMainBlockContainer")  # Streamlit has a Stop of its own above it
        train, stop = (content.get_by_role("button", name=name, exact=True) for name in ("Train", "Stop"))
        while not (train.is_visible() and train.is_enabled()):
            with contextlib.suppress(BrowserTimeout):
                stop.click(timeout=1000)
        page.context.close()
    return found


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__, repeats=5, only="", still=6.0, data="")
    if chosen.data:
        os.environ[DATA_FOLDER] = str(Path(chosen.data).resolve())
    repeats = 1 if chosen.quick else chosen.repeats
    rows: list[Row] = []
    presets, skipped = presets_here(PRESETS, chosen.only)

    def row(what: str, way: str, seconds: list[float]) -> None:
        goal = GOALS[way]
        rows.append(
            {
                "what": what,
                "way": way,
                "p50 s": middle(seconds),
                "p95 s": high(seconds),
                "goal s": goal,
                "met": middle(seconds) <= goal,
            }
        )

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        runs, scratch = Path(folder) / "kept", Path(folder)
        environment = {RUNS_FOLDER: str(runs), **os.environ, "TMPDIR": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # some containers set it, and no person
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        cold, shifts = [], []
        browser.new_page().goto("data:text/html,<p>a page</p>")  # what a browser does once in its life
        for number in range((2 if chosen.quick else 6) if chosen.only in "first page" else 0):
            with served(Path("app.py"), ROOT, environment) as server:
                page, seconds = open_page(browser, server.address)
                page.locator(".st-key-loss-curve .js-plotly-plot").wait_for()
                page.wait_for_timeout(1500)
                if number:
                    cold.append(seconds)
                shifts.append(page.evaluate("() => window.bench.shift"))
                skipped.append(str(page.evaluate("() => window.bench.moved"))) if max(shifts) > MOST_SHIFT else None
                page.context.close()
        if cold:
            row(f"cold server (layout shift {max(shifts):.3f})", "first page", cold)
        for way, switch in (("prepared", "1"), ("not prepared", "0")) if presets else ():
            with served(Path("app.py"), ROOT, {**environment, SWITCH: switch}) as server:
                for preset in presets:
                    ready = scratch if switch == "1" else None
                    row(preset, way, times(browser, server.address, SPECS[preset], repeats, chosen.still, ready))
        browser.close()
    report(rows, as_json=chosen.json, note="\n".join(skipped))


if __name__ == "__main__":
    main()
