"""A class in browsers of its own: a teacher and three students, through a reload and a killed server."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from nnplay.classroom.class_store import ClassStore, wall_key
from nnplay.runs.folders import RUNS_FOLDER
from tests.browser.axe import Axe
from tests.browser.factories import ROOT, WAIT, draw, free_port, served, train
from tests.browser.paper import PAPER
from tests.classroom.tasks import TASK

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def open_tab(browser: Any, address: str) -> Any:
    """A tab in a context of its own; without the check for complaints, because the server will be killed."""
    tab = browser.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce").new_page()
    tab.set_default_timeout(WAIT)
    tab.goto(address)
    return tab


def join(browser: Any, address: str, name: str) -> Any:
    tab = open_tab(browser, address)
    tab.get_by_role("textbox", name="Your name in the class").fill(name)
    tab.get_by_role("button", name="Join", exact=True).click()
    return tab


def test_a_class_fills_by_itself_and_outlasts_a_reload_and_a_killed_server(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(RUNS_FOLDER, str(tmp_path / "runs"))
    store = ClassStore()  # this process writes the same file as the server
    classroom, secret = store.create("10b", TASK)
    environment, port = dict(os.environ), free_port()
    with served(Path("app.py"), ROOT, environment, port) as server:
        invitation = f"{server.address}/classroom?class={classroom.code}"
        teacher = open_tab(browser, f"{server.address}/teach?class={classroom.code}&key={secret}")
        teacher.get_by_text("No students yet").wait_for()
        assert secret not in teacher.url
        wall = open_tab(browser, f"{server.address}/wall?class={classroom.code}&key={wall_key(secret)}")
        wall.get_by_text("Join the class").wait_for()
        ada = join(browser, invitation, "Ada")
        ada.get_by_text("You are Ada in 10b").wait_for()
        bo = join(browser, invitation, "Bo")
        bo.get_by_text("You are Bo in 10b").wait_for()
        second = join(browser, invitation, "ada")
        second.get_by_text("so you are ada 2").wait_for()
        second.context.close()
        teacher.get_by_text("3 students, 0 with a result").wait_for()

        ada.get_by_role("link", name="Work on it in the playground").click()
        train(ada)
        ada.get_by_text("All epochs are done").first.wait_for()
        ada.get_by_role("button", name="Class", exact=True).click()
        ada.get_by_role("menuitem", name="My class").click()
        ada.get_by_role("button", name="Hand in", exact=True).click()
        ada.get_by_text(re.compile("^Run 1 is handed in: accuracy .* 1 of 2 goals. Your class has it.")).wait_for()
        teacher.get_by_text("3 students, 1 with a result").wait_for()
        # The table ends with its last row: a head and three students.
        assert teacher.get_by_test_id("stDataFrame").first.bounding_box()["height"] < 4 * 33 + 6

        wall.get_by_text("Students by their best accuracy").wait_for()
        looks = Axe(teacher), Axe(wall)
        looks[0].look("Teach, a class at work")
        looks[1].look("The wall of a class", narrow=False)
        assert not looks[0].found + looks[1].found, "\n".join(looks[0].found + looks[1].found)
        assert "Ada" not in wall.locator(".wall").inner_text()
        draws = wall.locator(".wall").get_attribute("data-draws")
        scrolls = "(node) => [node.scrollHeight - node.clientHeight, node.scrollWidth - node.clientWidth]"
        assert wall.locator(".wall").evaluate(scrolls) == [0, 0]
        goals, keys = (wall.locator(part).bounding_box() for part in ('[data-part="side"]', ".keys"))
        assert goals["y"] + goals["height"] <= keys["y"]  # what stands at the end of the goals is not covered

        bo.get_by_text("Draw for the class").click()
        draw(bo, [[(160, 60), (160, 260)]])
        assert wall.locator(".wall").get_attribute("data-draws") == draws  # nothing has changed, so nothing was drawn
        # Paper is as narrow as a phone, but asks for no pictures of another shape: of a wall that is printed while news
        # comes, the head alone is drawn anew.
        wall.emulate_media(media="print")
        wall.set_viewport_size({"width": PAPER, "height": 900})
        assert wall.evaluate("matchMedia('(max-width: 800px)').matches")
        bo.get_by_role("button", name="Give this 0 to the class").click()
        bo.get_by_text("Your 0 is in.").wait_for()
        wall.locator(".counts").get_by_text("1 drawing").wait_for()
        assert wall.locator(".wall").get_attribute("data-draws") == str(int(draws) + 1)

        bo.reload()
        bo.get_by_text("You are Bo in 10b").wait_for()
        bo.wait_for_function("localStorage.getItem('nnplay-memory')?.includes('\"class\"')")
        (result,) = store.results(classroom.code, secret)
        assert (result.name, result.result.spec) == ("Ada", TASK.start)
        wall.context.close()
        bo.goto("about:blank")
        teacher.wait_for_function("localStorage.getItem('nnplay-memory')?.includes('\"class\"')")
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        teacher.get_by_text("Connecting").or_(teacher.get_by_text("Connection error")).first.wait_for()

    with served(Path("app.py"), ROOT, environment, port) as server:
        bo.goto(f"{server.address}/classroom")
        bo.get_by_text("You are Bo in 10b").wait_for()
        # A tab that stays open goes on by itself: the browser tells the new server what it has kept.
        teacher.get_by_text("Your experiment is back").wait_for()
        teacher.get_by_text("3 students, 1 with a result").wait_for()
        teacher.goto(f"{server.address}/teach?class={classroom.code}&key={secret}")
        teacher.get_by_text("3 students, 1 with a result").wait_for()
        for tab in (ada, bo, teacher):
            tab.context.close()
