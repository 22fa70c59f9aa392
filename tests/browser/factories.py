"""What the browser tests share: the app's own server, and how a person uses it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)
"""The first of them does without the windows of the others, and takes a fifth less time to load a page."""

WAIT = 60_000.0
"""Milliseconds that a condition may take at most; the engine may have to load TensorFlow on a busy machine first.

Less than other tests wait: a click that is lost is tried again in CI, and every second until then would be lost.
"""


PHONE = 390
"""Width of a phone's screen in pixels."""


ALONE = {**os.environ, "PYTHONPATH": str(ROOT), "STREAMLIT_GLOBAL_MIN_CACHED_MESSAGE_SIZE": "1000000000"}
"""The environment of a small app that shows one thing of ours; its option is that of .streamlit/config.toml."""


@dataclass
class Server:
    """A Streamlit server.

    Args:
        address: Where a browser finds it.
        process: Its process.
    """

    address: str
    process: subprocess.Popen[str]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    script: Path | None, folder: Path, environment: dict[str, str] | None = None, port: int = 0
) -> Iterator[Server]:
    """Runs `streamlit run script` in a folder, or `nnplay` where there is no script, on the port or a free one."""
    port = port or free_port()
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    command = ["streamlit", "run", str(script)] if script else ["nnplay"]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, *flags],
        cwd=folder,
        env=os.environ if environment is None else environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        # Streamlit tells its address when it listens.
        said = []
        for line in process.stdout:
            said.append(line)
            if "URL:" in line:
                break
        else:
            pytest.fail("Streamlit did not start: " + "".join(said))
        # Nobody reads on, and a full pipe would stop the server.
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield Server(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def around_app(folder: Path, before: str) -> Path:
    """A folder whose app.py is ours, after some code of a test that runs before each page.

    app.py draws pages only as the file that is run: imported, or run by `runpy` under another name, it makes an
    `st.App` for the start of a server and no page. So its code becomes part of the one in the folder.

    Args:
        folder: An empty one.
        before: The code.
    """
    for name in ("pages", "docs", ".streamlit"):
        (folder / name).symlink_to(ROOT / name)
    ours = f'exec(compile(open({str(ROOT / "app.py")!r}).read(), "app.py", "exec"))'
    (folder / "app.py").write_text(f"{before}\n{ours}\n")
    return folder


WITH_CLUSTER = """
from types import SimpleNamespace

from nnplay.ui.cluster import view
from nnplay.ui.common import server
from tests.clusters import SEEN

server.engine()  # the one that trains here; from now on the pages think that there is a cluster
seen = SimpleNamespace(overview=lambda: SEEN, state="ready", message="")
view.engine, view.has_cluster, server.has_cluster = (lambda: seen), (lambda: True), (lambda: True)
"""
"""The app with the page of a cluster, which is made up."""


# What of a figure is not for dark paper: its ground, and words on it with less contrast than WCAG 2.2 wants.
UNREAD_IN_THE_DARK = """() => {
  const light = (color) => {
    const parts = color.match(/[0-9.]+/g).slice(0, 3).map((part) => part / 255);
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const found = document.documentElement.dataset.nnTheme === 'dark' ? [] : ['the page is not dark'];
  const WORDS = '.xtick text, .ytick text, .legendtext, .xtitle, .ytitle, .gtitle, .cbaxis text';
  for (const plot of document.querySelectorAll('.js-plotly-plot')) {
    if (!plot.clientWidth) continue;
    const name = plot.closest('[aria-label]')?.ariaLabel, ground = getComputedStyle(plot.querySelector('.main-svg'));
    const paper = light(ground.backgroundColor);
    if (paper > 0.05) found.push(`${name}: its paper is ${ground.backgroundColor}`);
    for (const word of plot.querySelectorAll(WORDS)) {
      const { fill } = getComputedStyle(word);
      if ((light(fill) + 0.05) / (paper + 0.05) < 4.5) found.push(`${name}: ${word.textContent} in ${fill}`);
    }
  }
  return found;
}"""


# Looking at the playground ----------------------------------------------------------------------

LOSS = "document.querySelector('.st-key-loss-curve .js-plotly-plot')"
# Before the first epoch the line has one empty point, which keeps its place in the legend.
_POINTS = f"Array.from({LOSS}?._fullData?.[0].x ?? []).filter((epoch) => epoch !== null).length"


def wait_for_charts(page: Any, count: int = 4) -> None:
    """Waits until so many charts are drawn: on the playground data, network, loss and metric."""
    drawn = "document.querySelectorAll('.nnplay-chart[data-draws], .nnplay-network[data-draws]').length"
    page.wait_for_function(f"{drawn} >= {count}", timeout=WAIT)


def points(page: Any) -> int:
    """How many epochs the plot of the loss curve shows."""
    return int(page.evaluate(_POINTS))


def wait_for_points(page: Any, count: int, *, exactly: bool = False) -> None:
    """Waits until the loss curve shows so many epochs, or more."""
    page.wait_for_function(f"({_POINTS}) {'===' if exactly else '>='} {count}", timeout=WAIT)


_SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  const moved = [];
  // Until the style sheet is there, nothing is shown; that all is shown then is no jump.
  const shows = (node) => !node || node.contains(document.querySelector('.st-key-nnplay-page'));
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      if (sources.some(({ node }) => shows(node))) continue;
      sum += value;
      moved.push([value, ...sources.map(({ node, previousRect: from, currentRect: to }) =>
        `${node.className || node.parentElement?.className}: ${from.x}, ${from.y} to ${to.x}, ${to.y}`)]);
    }
  }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done([sum, moved]), 200);
})"""


def layout_shift(page: Any) -> tuple[float, list[Any]]:
    """Cumulative Layout Shift of the page since it is shown, with what has moved, and at which entry."""
    total, moved = page.evaluate(_SHIFTS)
    return float(total), list(moved)


COMMANDS = ".st-key-bar-commands .stButton"

WATCH_COMMANDS = f"""() => {{
  window.placesOfCommands = [];
  const scrolled = () => scrollY + (document.querySelector('[data-testid="stMain"]')?.scrollTop ?? 0);
  const look = () => {{
    if (!window.placesOfCommands) return;
    const boxes = [...document.querySelectorAll({COMMANDS!r})].map((one) => one.getBoundingClientRect());
    const places = boxes.filter((box) => box.width)
      .map((box) => `${{Math.round(box.x)}}, ${{Math.round(box.y + scrolled())}}, ${{Math.round(box.width)}}`);
    window.placesOfCommands.push(new Set(places));
    requestAnimationFrame(look);
  }};
  look();
}}"""


def places_of_commands(page: Any) -> set[str]:
    """Where buttons that train, hold, step, end and reset were in any frame since `WATCH_COMMANDS`, which ends."""
    places = page.evaluate("[...new Set(window.placesOfCommands.flatMap((places) => [...places]))]")
    page.evaluate("window.placesOfCommands = null")
    return set(places)


# Using it ---------------------------------------------------------------------------------------


def go(page: Any, title: str) -> None:
    """Goes to another page with the link at the top."""
    # The icon's name comes first; "Tensors and data" is another page. A page may link to another one too.
    page.get_by_role("link", name=re.compile(rf"(^| ){title}$")).first.click()


def go_on_phone(page: Any, title: str) -> None:
    """Goes to another page through the menu, because the links have no room at the top; it closes by itself."""
    page.locator(".nnplay-keys-button").wait_for(state="attached")  # the script that closes it is there
    page.get_by_test_id("stExpandSidebarButton").click()
    go(page, title)
    page.get_by_test_id("stExpandSidebarButton").wait_for()


def choose(page: Any, name: str, option: str) -> None:
    """Takes an option of a selectbox or a gallery."""
    page.get_by_role("combobox", name=name).click()
    page.get_by_role("option", name=option, exact=True).click()


def button(page: Any, name: str) -> Any:
    """A button of the page: beside it Streamlit has a Stop of its own, where a script runs for long."""
    return page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)


def train(page: Any) -> None:
    """Presses Train."""
    page.get_by_role("button", name="Train", exact=True).click()


def wait_for_own_experiment(page: Any) -> None:
    """Waits until the list of experiments says that this is none of its own any more: a change has arrived."""
    expect(page.get_by_role("combobox", name="Experiment")).to_have_value("Own experiment", timeout=WAIT)


def wait_until_drawn(page: Any) -> None:
    """Waits until no script draws the page: what is typed into a field that comes anew a moment later is lost."""
    page.locator("[data-test-script-state=notRunning]").wait_for()


def set_number(page: Any, name: str, value: object) -> None:
    """Types a number into a field of the page, once that is drawn."""
    wait_until_drawn(page)
    field = page.get_by_role("spinbutton", name=name)
    field.fill(str(value))
    field.press("Enter")


def choose_digits(page: Any) -> None:
    """Takes the experiment with the small digits, whose trainings last some seconds."""
    choose(page, "Experiment", "Small handwritten digits, convolution")
    page.get_by_text("38,282 parameters in all").wait_for()


def train_long(page: Any, epochs: int = 2000) -> None:
    """Starts a training that goes on until it is stopped, and waits for its first curves."""
    choose_digits(page)
    set_number(page, "Epochs", epochs)
    wait_for_own_experiment(page)
    train(page)
    page.get_by_test_id("stProgress").get_by_text(re.compile(rf"^Epoch ([3-9]|\d\d+) of {epochs} ·")).wait_for()
    wait_for_points(page, 2)


def draw(page: Any, strokes: list[list[tuple[int, int]]]) -> None:
    """Draws on the canvas with the mouse.

    Args:
        page: The drawing page.
        strokes: Corners of each stroke in pixels of the canvas, 0..320.
    """
    canvas = page.locator("canvas.upper-canvas")
    canvas.hover(trial=True)  # waits until it has stopped moving
    box = canvas.bounding_box()
    for stroke in strokes:
        (x, y), *rest = stroke
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(box["x"] + x, box["y"] + y, steps=6)
        page.mouse.up()


def clear(page: Any) -> None:
    """Clears the canvas, and waits for the new one that takes its place: what is drawn on the old one is lost."""
    page.locator("canvas.upper-canvas").evaluate("canvas => { canvas.dataset.old = 'yes' }")
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("Draw something").wait_for()
    # For a moment both are there.
    page.locator("canvas.upper-canvas[data-old]").wait_for(state="detached")
    page.locator("canvas.upper-canvas:not([data-old])").wait_for()
