"""How long a drawing takes from the last stroke to the answer.

    python -m tests.benchmarks.bench_draw [--json]

Server side, in this process: from the canvas's data to probabilities, every layer's maps, the steps and all figures
and pictures as they are sent, with the reader that ships with nnplay. Browser side, where there is a Chromium: from
mouse-up to the new bars and maps on the page, of which the canvas itself waits 200 ms.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nnplay import figures
from nnplay.digit_reader.reading import read
from nnplay.inspection.shown import frame_of_outputs
from nnplay.sketch import Strokes, examples
from nnplay.ui.common import session
from nnplay.ui.draw import networks
from tests.browser.factories import CHROMIUM, ROOT, draw, served
from tests.sketch.factories import fabric_path

CANVAS = 320
SERVER_GOAL, BROWSER_GOAL = 20.0, 400.0
"""Milliseconds at the median."""

_WATCH = """
() => {
  const shown = () => document.querySelector(".st-key-draw-steps figure:first-child img")?.src;
  window.took = [];
  let up = 0, before = shown();
  document.addEventListener("mouseup", () => { up = performance.now(); before = shown(); }, true);
  new MutationObserver(() => {
    const now = shown();
    if (up && now && now !== before) { window.took.push(performance.now() - up); up = 0; }
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
}
"""


def canvas_data(strokes: Strokes) -> dict[str, Any]:
    """Strokes as the canvas sends them."""
    paths = [path * 200 + CANVAS / 2 for path in strokes.normalised().paths]
    commands = [[["M", *map(float, path[0])], *(["L", *map(float, point)] for point in path[1:])] for path in paths]
    drawings = [fabric_path(path, strokeWidth=18) for path in commands]
    return {**drawings[0], "objects": [one for drawing in drawings for one in drawing["objects"]]}


def server_side(drawings: int = 60, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Milliseconds for each drawing."""
    reader = networks.all_of(session.Session())[-1]
    took = []
    for _, strokes in list(examples.drawings(drawings // 10 + 1))[: drawings + 1]:
        data = canvas_data(strokes)
        start = clock()
        reading = read(reader, data, CANVAS)
        figures.single_image(reading.steps[-1].picture, size=CANVAS).to_json(validate=False)
        figures.probability_bars(reader.signature.class_names, reading.probabilities).to_json(validate=False)
        figures.step_pictures(reading.steps, reading.squeezed, reading.squeezed_probabilities)
        frame_of_outputs(reader.spec, reading.layers)
        took.append((clock() - start) * 1000)
    return took[1:]  # the first one loads the weights


def browser_side(strokes: int = 12) -> list[float]:
    """Milliseconds from mouse-up to the new maps, for each stroke."""
    from playwright.sync_api import sync_playwright

    rng = np.random.default_rng(0)
    with served(Path("app.py"), ROOT) as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(server.address)
        page.get_by_role("link", name="Draw", exact=True).click()
        page.get_by_text("Draw something").wait_for()
        page.evaluate(_WATCH)
        for number in range(strokes + 1):
            points = rng.integers(30, 290, (4, 2)).tolist()
            draw(page, [[(x, y) for x, y in points]])
            page.wait_for_function(f"window.took.length > {number}")
        took = [float(one) for one in page.evaluate("window.took")]
        chromium.close()
    return took[1:]  # the first one draws the whole page


def main() -> None:
    """Prints both medians with their spread."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    # On a busy machine the processor's own time is what to look at.
    sides = {
        "server": (server_side(), SERVER_GOAL),
        "server, processor time": (server_side(clock=time.process_time), SERVER_GOAL),
    }
    if CHROMIUM:
        sides["browser"] = (browser_side(), BROWSER_GOAL)
    results = {
        name: {
            "median": round(statistics.median(took), 1),
            "p90": round(float(np.percentile(took, 90)), 1),
            "goal": goal,
            "drawings": len(took),
        }
        for name, (took, goal) in sides.items()
    }
    if arguments.json:
        print(json.dumps(results, indent=1))
        return
    for name, result in results.items():
        print(
            f"{name:23} median {result['median']:6.1f} ms, 90% within {result['p90']:6.1f} ms, "
            f"goal {result['goal']:.0f} ms, {result['drawings']} strokes"
        )


if __name__ == "__main__":
    main()
