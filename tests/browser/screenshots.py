"""Pictures of every page, light and dark, for docs/pages.md and README.

    python -m tests.browser.screenshots

A fresh server without data files shows each page as a student or a teacher meets it: a network that has learned small
digits, and a class with a task. CI takes the pictures anew and compares them with those in docs; see
`test_screenshots`.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from PIL import Image, ImageFilter
from playwright.sync_api import sync_playwright

from nnplay.classroom import qr
from nnplay.classroom.class_store import ClassStore, wall_key
from nnplay.classroom.ready import READY
from nnplay.classroom.schema import home_file
from nnplay.datasets.store.data_files import CACHE_FOLDER, DATA_FOLDER
from nnplay.runs.folders import RUNS_FOLDER
from tests.browser.axe import THEMES, Axe, settle
from tests.browser.factories import (
    CHROMIUM,
    ROOT,
    WAIT,
    WITH_CLUSTER,
    around_app,
    choose_digits,
    draw,
    go,
    served,
    train,
    wait_for_charts,
)

FOLDER = ROOT / "docs" / "pages"

SIZE = {"width": 1400, "height": 900}

JOIN = "http://127.0.0.1:8501/classroom?class=ABCDEF"
"""What the QR code of the wall says in its picture."""

QUALITY = 82
"""Of WebP."""

SEVEN = [[(90, 80), (230, 80), (150, 270)]]


@dataclass(frozen=True)
class View:
    """A page that a picture is taken of.

    Args:
        name: Of the file.
        title: What docs call it.
        link: In the navigation; a menu and its item where there are two.
        shows: A text that is there when the page is.
    """

    name: str
    title: str
    link: tuple[str, ...]
    shows: str = ""


VIEWS = (
    View("playground", "Playground", ()),
    View("images", "Playground, a network on images", ()),
    View("data", "Data", ("Data",)),
    View("runs", "Runs", ("Runs",)),
    View("look-inside", "Look inside", ("Look inside",)),
    View("evaluate", "Evaluate", ("Evaluate",)),
    View("predict", "Predict", ("Predict",)),
    View("draw", "Draw", ("Draw",)),
    View("path", "Learn: the path", ("Learn", "The path")),
    View("lesson", "Learn: a lesson", ("Learn", "1. A neuron")),
    View("glossary", "Learn: the glossary", ("Learn", "Glossary")),
    View("teach", "Teach", ("Class", "Teach")),
    View("my-class", "My class", ("Class", "My class")),
    View("wall", "The wall of a class", ()),
    View("cluster", "The page of a cluster", ("Cluster",)),
)


def pictures(browser: Any) -> Iterator[tuple[str, str, Image.Image]]:
    """Name, theme and picture of every view."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if name != DATA_FOLDER}
        environment |= {CACHE_FOLDER: f"{folder}/cache", RUNS_FOLDER: f"{folder}/runs"}
        with patch.dict(os.environ, {RUNS_FOLDER: environment[RUNS_FOLDER]}):
            classroom, secret = ClassStore(home_file()).create("10b", next(iter(READY.values())).assignment)
        with served(Path("app.py"), ROOT, environment) as server:
            wall = f"{server.address}/wall?class={classroom.code}&key={wall_key(secret)}"
            yield from _shown(browser, server.address, VIEWS[:-1], wall)
        around = Path(folder, "cluster")
        around.mkdir()
        around_app(around, WITH_CLUSTER)
        with served(Path("app.py"), around, environment | {"PYTHONPATH": str(ROOT)}) as server:
            yield from _shown(browser, server.address, VIEWS[-1:])


def _shown(browser: Any, address: str, views: Sequence[View], wall: str = "") -> Iterator[tuple[str, str, Image.Image]]:
    """Name, theme and picture of some views of one server."""
    context = browser.new_context(viewport=SIZE, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(address)
    page.get_by_role("combobox", name="Experiment").wait_for()
    for view in views:
        _prepare(page, view, wall)
        camera = Axe(page)
        for theme in THEMES:
            camera.turn(theme)
            settle(page)
            yield view.name, theme, Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        camera.turn("light")
    context.close()


def _prepare(page: Any, view: View, wall: str) -> None:
    match view.name:
        case "playground":
            train(page)
            page.get_by_text("300 of 300 epochs in").first.wait_for()
            wait_for_charts(page)
        case "images":
            choose_digits(page)
            train(page)
            page.get_by_text("12 of 12 epochs in").first.wait_for()
            wait_for_charts(page)
        case "wall":
            page.goto(wall)
            page.get_by_text("Join the class").wait_for()
            # Code and port are others each time, and a QR code of them is another picture, also from afar.
            page.locator(".welcome .qr").evaluate("(box, drawn) => { box.innerHTML = drawn; }", qr.svg(JOIN))
        case _:
            if len(view.link) == 1:
                go(page, view.link[0])
            else:
                menu, item = view.link
                page.get_by_role("button", name=menu, exact=True).click()
                page.get_by_role("menuitem", name=re.compile(re.escape(item))).first.click()
            heading = view.link[-1].split(". ")[-1]
            page.get_by_role("heading", name=re.compile(re.escape(heading)), level=1).wait_for()
            if view.name == "cluster":
                page.get_by_text("lab-2 is not used").wait_for()
            elif view.name == "draw":
                draw(page, SEVEN)
                page.get_by_text("It reads a 7, with probability").wait_for()
    settle(page)


def difference(one: Image.Image, other: Image.Image) -> float:
    """How much two pictures differ, from 0 to 255, in what one sees from afar: places and colors, no letters."""

    def from_afar(picture: Image.Image) -> np.ndarray:
        small = picture.convert("RGB").filter(ImageFilter.BoxBlur(16)).resize((70, 45))
        return np.asarray(small, float)

    if one.size != other.size:
        return 255.0
    return float(np.abs(from_afar(one) - from_afar(other)).mean())


def file_of(name: str, theme: str) -> Path:
    """The file of a view's picture."""
    return FOLDER / f"{name}-{theme}.webp"


def launched(playwright: Any) -> Any:
    """The browser."""
    if CHROMIUM is None:
        raise SystemExit("There is no Chromium here.")
    return playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


def main() -> None:
    """Writes the pictures."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = launched(playwright)
        for name, theme, picture in pictures(browser):
            picture.save(file_of(name, theme), quality=QUALITY, method=6)
            print(file_of(name, theme).relative_to(ROOT), f"{file_of(name, theme).stat().st_size / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main()
