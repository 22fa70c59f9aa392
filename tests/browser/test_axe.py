"""axe-core over every page, part, pop-over and dialog: nothing of ours may be wrong, and paper cuts nothing.

The lessons: test_lessons.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nnplay.engine.preparation import SWITCH
from tests.browser.axe import Axe, settle, titled
from tests.browser.factories import ROOT, WITH_CLUSTER, around_app, choose, choose_digits, go, served, train

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def look_at_parts(axe: Axe, view: str) -> None:
    """Looks at each part of a page, and its pop-overs."""
    choice = axe.page.get_by_role("radiogroup", name="What to look at")
    # What the page before showed has the same choice.
    axe.page.get_by_role("heading", name=re.compile(f"^{view}"), level=1).wait_for()
    choice.wait_for()
    settle(axe.page)
    for part in choice.get_by_role("radio").all_inner_texts():
        choice.get_by_text(part, exact=True).click()
        settle(axe.page)
        axe.unfold()
        titled(axe.page)
        axe.look(f"{view}, {part}")
    axe.popovers(view)


def test_axe_finds_nothing_of_ours(playground: Any) -> None:
    page = playground
    axe = Axe(page)
    page.get_by_role("combobox", name="Experiment").click()
    axe.look("Experiments", narrow=False)
    page.get_by_role("option", name="Two spirals in the plane", exact=True).click()
    page.get_by_text("337 parameters in all").wait_for()
    axe.unfold()
    titled(page)
    axe.look("Playground, a plane")
    axe.popovers("Playground, a plane")
    choose(page, "Experiment", "A line through points")
    page.locator(".nc-large").wait_for()
    axe.unfold()
    axe.look("Playground, a line")
    axe.turn(axe.other)
    choose_digits(page)
    train(page)
    page.get_by_text(re.compile("All epochs are done")).first.wait_for()
    axe.unfold()
    axe.look("Playground, images")
    axe.popovers("Playground, images")
    page.locator(".nl-map").last.click()
    page.get_by_role("dialog").wait_for()
    axe.look("Where a number comes from", "[role='dialog']", narrow=False)
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")

    for title in ("Data", "Runs", "Look inside", "Evaluate"):
        go(page, title)
        look_at_parts(axe, title)
        axe.turn(axe.other)
    for title in ("Predict", "Draw", "The path", "Glossary", "Teach", "My class", "Wall"):
        if title in ("The path", "Glossary"):
            page.get_by_role("button", name="Learn", exact=True).click()
            page.get_by_role("menuitem", name=title).click()
        elif title in ("Teach", "My class", "Wall"):
            page.get_by_role("button", name="Class", exact=True).click()
            page.get_by_role("menuitem", name=title).click()
        else:
            go(page, title)
        page.get_by_role("heading", name=title, exact=True, level=1).wait_for()
        axe.unfold()
        titled(page)
        axe.look(title)
        axe.popovers(title)
        axe.turn(axe.other)
    axe.turn("light")
    assert not axe.found, "\n".join(axe.found)


def test_axe_finds_nothing_of_ours_on_the_page_of_a_cluster(
    open_tab: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), SWITCH: "0"}
    with served(Path("app.py"), around_app(tmp_path_factory.mktemp("cluster"), WITH_CLUSTER), environment) as server:
        page = open_tab(server.address)
        page.get_by_role("combobox", name="Experiment").wait_for()
        go(page, "Cluster")
        page.get_by_text("lab-2 is not used").wait_for()
        titled(page)
        axe = Axe(page, both=True)
        axe.look("Cluster")
        assert not axe.found, "\n".join(axe.found)
