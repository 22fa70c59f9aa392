"""An assignment in a real browser: changed on Teach, its link copied, and opened by a student in another browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from nnplay.catalogue import SPECS
from nnplay.classroom.assignment import Assignment
from nnplay.classroom.checks import Check
from tests.browser.factories import Server, wait_for_charts

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

Open = Callable[..., Any]

TASK = Assignment(
    "Two arms",
    "Separate **them**.\n\n" + "\n".join(f"{step}. Look at the curves once more." for step in range(1, 13)),
    SPECS["spiral"].with_training(epochs=4),
    {
        "dataset": "fixed",
        "learning_rate": "hidden",
        "experiments": "hidden",
        "draw_page": "hidden",
        "learn_page": "hidden",
    },
    (Check("accuracy_at_least", value=0.2), Check("parameters_at_most", count=400), Check("explanation", words=3)),
    attempts=3,
)


def test_a_teacher_hands_a_task_out_and_a_student_solves_it(app: Server, open_tab: Open) -> None:
    teacher = open_tab(app.address)
    wait_for_charts(teacher)
    teacher.get_by_role("button", name="Class").click()
    teacher.get_by_text("Teach", exact=True).click()
    teacher.get_by_role("button", name="Open an assignment").click()
    teacher.get_by_role("textbox", name="Or paste its link").fill(f"{app.address}/?a={TASK.to_link()}")
    teacher.get_by_role("textbox", name="Or paste its link").press("Control+Enter")
    teacher.get_by_role("button", name="Open this assignment").click()
    title = teacher.get_by_role("textbox", name="Title")
    expect(title).to_have_value("Two arms")
    title.fill("Two long arms")
    title.press("Enter")
    teacher.get_by_role("heading", name="Two long arms").wait_for()
    teacher.context.grant_permissions(["clipboard-read", "clipboard-write"])
    teacher.get_by_role("button", name="Copy the link").click()
    teacher.get_by_role("button", name="Copied").wait_for()
    link = teacher.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{app.address}/?a=")  # of the playground, not of this page
    assert Assignment.from_link(link.partition("=")[2]).title == "Two long arms"

    student = open_tab(link)
    student.get_by_role("heading", name="Two long arms").wait_for()
    wait_for_charts(student)
    student.wait_for_function("!location.search")
    navigation = student.get_by_test_id("stHeader")
    expect(navigation.get_by_text("Evaluate")).to_be_visible()
    for hidden in ("Draw", "Learn"):
        expect(navigation.get_by_text(hidden, exact=True)).to_have_count(0)
    expect(student.get_by_role("combobox", name="Dataset")).to_be_disabled()
    expect(student.get_by_text("Learning rate", exact=True)).to_have_count(0)
    marks = student.locator(".st-key-task-marks")
    expect(marks.get_by_text("check_circle")).to_have_count(1)  # the size of the network, before any training
    student.get_by_role("button", name="Train", exact=True).click()
    marks.get_by_text("check_circle").nth(1).wait_for()  # as soon as the training has ended
    words = student.get_by_role("textbox", name="Explain in your own words")
    words.fill("It bends more.")
    words.press("Control+Enter")
    student.get_by_text("You have reached all goals.").wait_for()
    student.get_by_text("2 of 3 attempts left").wait_for()
    # On a phone the task is as wide as the screen, and the bar with Train stays below.
    student.set_viewport_size({"width": 390, "height": 844})
    box = student.locator(".st-key-task").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    hidden_words = """node => node.querySelector('li:last-child').getBoundingClientRect().bottom
      - node.getBoundingClientRect().bottom"""
    words_of_task = student.locator(".st-key-task-words")
    assert words_of_task.evaluate(hidden_words) <= 1
    expect(student.locator(".st-key-phone-bar")).to_be_visible()
    assert student.evaluate("document.documentElement.scrollWidth <= innerWidth")
    student.set_viewport_size({"width": 1400, "height": 900})
    assert words_of_task.evaluate(hidden_words) > 50  # beside the goals long words scroll

    # The same tab later: the task is still there, and its attempts are used.
    student.reload()
    student.get_by_text("2 of 3 attempts left").wait_for()
    student.get_by_text("You have reached all goals.").wait_for()
    student.get_by_role("button", name="Leave this task").click()
    student.get_by_role("heading", name="Two long arms").wait_for(state="detached")
    expect(navigation.get_by_text("Draw", exact=True)).to_be_visible()
