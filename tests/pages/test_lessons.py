"""One contract for all lessons: they open, tell their figures in words, lead on, and carry into the playground."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnplay.models.shapes import trace
from nnplay.registry import Param
from nnplay.ui.lessons import latex
from nnplay.ui.lessons.layout import clicked_values
from nnplay.ui.lessons.path import LESSONS, PATH_PAGE, Lesson, lesson, neighbours
from nnplay.ui.lessons.state import LessonsState
from tests.benchmarks.bench_lessons import controls, move
from tests.pages.factories import ROOT, WAIT, healthy, session_of, texts, turn_to


def links(at: AppTest) -> list[str]:
    """Labels of the page's links."""
    return [each.proto.label for each in at.get("page_link")]


def labels_of_figures(at: AppTest) -> list[str]:
    """What a screen reader says of the page's figures."""
    return [
        json.loads(each.proto.bytes)["label"]
        for each in at.get("bidi_component")
        if each.proto.component_name == "nnplay_live_chart"
    ]


def test_lessons_are_numbered_in_order_and_need_only_earlier_ones() -> None:
    assert [one.number for one in LESSONS] == list(range(1, len(LESSONS) + 1))
    assert len({one.slug for one in LESSONS}) == len(LESSONS)
    for one in LESSONS:
        assert (ROOT / one.page).is_file()
        assert all(lesson(slug).number < one.number for slug in one.needs)


@pytest.mark.parametrize("one", LESSONS, ids=lambda one: one.slug)
def test_a_lesson_opens_leads_on_and_carries_its_idea_into_the_playground(at: AppTest, one: Lesson) -> None:
    turn_to(at, one.page)
    assert at.title[0].value == f"{one.number}. {one.title}"
    assert one.slug in session_of(at).part(LessonsState).visited

    named = labels_of_figures(at)
    assert named
    assert all(len(label) > 10 for label in named)
    assert len(set(named)) == len(named)

    before, after = neighbours(one.slug)
    expected = [
        *([f"Previous: {before.title}"] if before else []),
        "All lessons",
        *([f"Next: {after.title}"] if after else []),
    ]
    assert links(at) == expected * 2  # above and below

    assert at.expander, "a lesson asks at least one question"
    tries = [str(each.key) for each in at.button if str(each.key).startswith("try-")]
    assert tries
    for key in tries:
        turn_to(at, one.page)
        revision = session_of(at).revision
        healthy(at.button(key=key).click().run())
        assert session_of(at).revision == revision + 1
        assert trace(session_of(at).spec).error is None


def test_the_path_page_shows_what_was_opened(at: AppTest) -> None:
    first = LESSONS[0]
    turn_to(at, PATH_PAGE)
    assert f"You have opened **0 of {len(LESSONS)}**" in texts(at)
    assert all(one.promise in texts(at) for one in LESSONS)
    turn_to(at, first.page)
    turn_to(at, PATH_PAGE)
    assert f"You have opened **1 of {len(LESSONS)}**" in texts(at)
    assert texts(at).count(":material/check_circle: opened") == 1


LESSONS_SCRIPT = """
import sys
from nnplay.ui.lessons.path import LESSONS, PATH_PAGE
from nnplay.ui.common.server import end_engine
from tests.pages.factories import open_app, turn_to

at = open_app()
for page in (PATH_PAGE, *(lesson.page for lesson in LESSONS)):
    turn_to(at, page)
print("heavy:", sorted(name for name in sys.modules if name.split(".")[0] in ("tensorflow", "keras", "jax", "torch")))
end_engine()
"""


def test_no_lesson_loads_tensorflow_into_the_server() -> None:
    result = subprocess.run(
        [sys.executable, "-c", LESSONS_SCRIPT], cwd=ROOT, capture_output=True, text=True, timeout=WAIT, check=False
    )
    assert result.returncode == 0, result.stderr[-3000:]
    assert result.stdout.splitlines()[-1] == "heavy: []"


@pytest.mark.parametrize("one", LESSONS, ids=lambda one: one.slug)
def test_every_control_of_a_lesson_moves(at: AppTest, one: Lesson) -> None:
    turn_to(at, one.page)
    before = labels_of_figures(at)
    keys = [str(each.key) for each in controls(at)]
    assert keys
    for key in keys:
        for each in [each for each in controls(at) if each.key == key]:  # none where another took it off the page
            move(each, 1)
            healthy(at.run())
    assert labels_of_figures(at) != before


def test_a_click_becomes_values_on_the_sliders_steps_and_within_their_bounds() -> None:
    params = [Param(name, "number", 0.0, "", minimum=-3.0, maximum=3.0, step=0.1) for name in "ab"]
    assert clicked_values(params, (1.234, -7)) == [1.2, -3.0]


def test_numbers_become_latex() -> None:
    assert latex.number(-0.001) == "0.00"
    assert latex.number(float("inf")) == r"\infty"
    assert latex.number(-234567.0) == r"-2.3 \cdot 10^{5}"
    assert (latex.factor(-1.5, 1), latex.factor(1.5, 1)) == ("(-1.5)", "1.5")
    assert (latex.term(-1.5, 1), latex.term(1.5, 1)) == ("- 1.5", "+ 1.5")
    assert latex.small(0.000291) == r"2.9 \cdot 10^{-4}"
    assert latex.matrix(np.array([[1, -2], [0.5, 3]])) == r"\begin{pmatrix} 1.0 & -2.0 \\ 0.5 & 3.0 \end{pmatrix}"
    assert latex.matrix(np.array([1, 2])) == r"\begin{pmatrix} 1.0 \\ 2.0 \end{pmatrix}"
