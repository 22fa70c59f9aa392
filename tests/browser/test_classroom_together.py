"""What a class does together, in browsers of its own: drawings, a vote, and the wall; until the class is deleted."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.classroom.class_store import Classroom, ClassStore, wall_key
from nnplay.datasets.kinds.class_drawings import pixels_of
from nnplay.runs.folders import RUNS_FOLDER
from nnplay.sketch import examples, to_input
from tests.browser.factories import PHONE, ROOT, WAIT, draw, served, train
from tests.browser.test_classroom import join, open_tab
from tests.classroom.factories import made_result

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

ZERO = [[(160, 60), (240, 160), (160, 260), (80, 160), (160, 60)]]
PICTURES = ".wall .panel > svg[aria-label]"

# WCAG 2.2, 1.4.11: of the ring around each empty circle with the paper of the page.
CONTRASTS_OF_CIRCLES = """() => {
  const light = (color) => {
    const parts = color.match(/[0-9.]+/g).slice(0, 3).map((part) => part / 255);
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const paper = light(getComputedStyle(document.querySelector('.stApp')).backgroundColor);
  return [...document.querySelectorAll('[data-testid="stRadioOption"]')].map((option) => {
    const { boxShadow } = getComputedStyle(option.querySelector(':scope > div > div'));
    const ring = light(boxShadow === 'none' ? 'rgb(0, 0, 0)' : boxShadow);
    return Math.max(ring, paper) / Math.min(ring, paper);
  });
}"""


def draws_ten_digits(store: ClassStore, classroom: Classroom, name: str, seed: int) -> None:
    """A student who has drawn already, and handed in a result."""
    student = store.join(classroom.code, name)
    for digit, strokes in examples.drawings(1, seed):
        store.add_drawing(student.code, student.token, digit, pixels_of(to_input(strokes, (28, 28, 1))))
    store.hand_in(student.code, student.token, made_result(assignment="", held=()), [0.5, 0.9])


def open_phone(browser: Any, address: str) -> Any:
    """A tab on a phone, dark and by touch."""
    context = browser.new_context(
        viewport={"width": PHONE, "height": 844}, has_touch=True, color_scheme="dark", reduced_motion="reduce"
    )
    tab = context.new_page()
    tab.set_default_timeout(WAIT)
    tab.goto(address)
    return tab


def vote(tab: Any, option: str) -> None:
    tab.locator("label").filter(has_text=re.compile(f"^{re.escape(option)}$")).click()


def test_a_class_draws_votes_and_trains_on_what_it_drew(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(RUNS_FOLDER, str(tmp_path / "runs"))
    store = ClassStore()
    classroom, secret = store.create("10b")
    code = classroom.code
    draws_ten_digits(store, classroom, "Cy", 0)
    with served(Path("app.py"), ROOT, dict(os.environ)) as server:
        teacher = open_tab(browser, f"{server.address}/teach?class={code}&key={secret}")
        teacher.get_by_text("1 student, 1 with a result").wait_for()
        teacher.get_by_text("Votes and drawings").click()
        teacher.get_by_text("Drawings", exact=True).click()
        teacher.get_by_text("10 drawings in the dataset").wait_for()
        bo = open_phone(browser, f"{server.address}/classroom?class={code}")
        bo.get_by_role("textbox", name="Your name in the class").fill("Bo")
        bo.get_by_role("button", name="Join", exact=True).click()
        bo.get_by_text("Draw for the class").click()
        last = bo.get_by_role("radio", name="9", exact=True).bounding_box()
        assert last["x"] + last["width"] <= PHONE
        draw(bo, ZERO)
        bo.get_by_role("button", name="Give this 0 to the class").click()
        bo.get_by_text("Your 0 is in.").wait_for()

        # The gallery shows it by itself; a press takes the chosen drawing, and a second one nothing.
        teacher.get_by_text("11 drawings in the dataset").wait_for()
        expect(teacher.get_by_role("button", name="Remove it")).to_be_disabled()
        gallery = teacher.locator(".st-key-class-gallery .nsewdrag").first.bounding_box()
        teacher.mouse.click(gallery["x"] + 30, gallery["y"] + 40)
        teacher.get_by_role("button", name="Remove this 0").click()
        teacher.get_by_text("10 drawings in the dataset").wait_for()
        expect(teacher.get_by_role("button", name="Remove it")).to_be_disabled()

        # Cy stays writer 1, although Cy's first drawing is gone.
        bo.get_by_text("Judge networks").click()
        bo.get_by_text("10 drawings by 2 writers").wait_for()
        # The table of writers ends with its last row.
        assert bo.get_by_test_id("stDataFrame").first.bounding_box()["height"] < 3 * 33 + 6
        bo.get_by_text(re.compile("^Ready reader: .* of 10 read correctly")).wait_for()
        bo.get_by_role("button", name="Train on them in the playground").click()
        train(bo)
        teacher.get_by_role("button", name="Undo: put back 1 drawing").click()
        teacher.get_by_text("11 drawings in the dataset").wait_for()
        bo.get_by_text("All epochs are done").first.wait_for()

        wall_address = f"{server.address}/wall?class={code}&key={wall_key(secret)}"
        wall = open_tab(browser, wall_address)
        wall.set_viewport_size({"width": 1920, "height": 1080})
        small = open_phone(browser, wall_address)
        expect(wall.locator(PICTURES).first).to_have_attribute("viewBox", re.compile("^0 0 1000 "))
        expect(small.locator(PICTURES).first).to_have_attribute("viewBox", re.compile("^0 0 620 "))
        small.context.close()

        ada = join(browser, f"{server.address}/classroom?class={code}", "Ada")
        ada.get_by_text("Vote", exact=True).click()
        teacher.get_by_text("Vote", exact=True).click()
        teacher.get_by_role("button", name="Ask the class").click()
        teacher.get_by_text("The class is asked now.").wait_for()
        teacher.get_by_role("button", name="Ask the class").click()
        teacher.get_by_text("The class is being asked this already.").wait_for()
        ada.get_by_text("Your prediction").wait_for()
        for theme in ("dark", "light"):
            ada.emulate_media(color_scheme=theme)
            ada.wait_for_function(f"document.documentElement.dataset.nnTheme === '{theme}'")
            contrasts = ada.evaluate(CONTRASTS_OF_CIRCLES)
            assert len(contrasts) == 3
            assert min(contrasts) >= 3
        vote(ada, "0.03")
        ada.get_by_text("Your vote is in.").wait_for()
        wall.get_by_text("1 of 3 voted.").wait_for()
        assert not wall.locator(".vote .bar").count()
        (question,) = store.questions(code, secret)
        store.close_question(code, secret, question.id)  # at the same moment as the next press
        vote(ada, "0.3")
        asked = ada.locator(f".st-key-question-{question.id}")
        asked.get_by_text("The vote was closed before your answer came in").wait_for()
        asked.get_by_text("0.03 · your vote").wait_for()
        teacher.get_by_test_id("stButtonGroup").last.get_by_text("0.03", exact=True).click()
        for tab in (teacher, ada, wall):
            tab.get_by_text("What came out: 0.03. 1 of 1 predicted it.").wait_for()
        teacher.get_by_role("button", name="Ask the class").click()  # again, now that it is closed
        ada.get_by_text("Your prediction").wait_for()

        # The file of the class brings all of it back; who was in it is told when it is gone.
        teacher.get_by_text("Class and results").click()
        teacher.get_by_text("Privacy, file, end of the class").click()
        with teacher.expect_download() as saved:
            teacher.get_by_role("button", name="Download the class").click()
        file = tmp_path / saved.value.suggested_filename
        saved.value.save_as(file)
        teacher.get_by_text("Delete the class with everything").click()
        teacher.get_by_role("button", name="Delete the class", exact=True).click()
        teacher.get_by_role("button", name="Open the class").wait_for()
        ada.get_by_text("There is no class with this code").wait_for()
        wall.get_by_text("There is no class with this code").wait_for()
        teacher.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(file)
        teacher.get_by_role("button", name="Open this file").click()
        teacher.get_by_text("3 students, 1 with a result").wait_for()
        for tab in (teacher, ada, bo, wall):
            tab.context.close()
