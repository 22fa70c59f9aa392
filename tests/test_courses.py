"""The courses go through lessons and pages that there are, in an order that works."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnplay.courses import COURSES, HOUR, TERM, Course
from nnplay.lessons import lesson, lessons

PAGES = Path(__file__).parents[1] / "pages"


@pytest.mark.parametrize("course", COURSES.values(), ids=list(COURSES))
def test_every_stop_leads_somewhere(course: Course) -> None:
    for stop in course.stops:
        assert stop.lessons or stop.page, stop.title
        assert all(lesson(name) for name in stop.lessons)
        assert not stop.page or (PAGES / f"{stop.page}.py").is_file()


def test_an_hour_has_sixty_minutes_and_ends_with_a_hand_that_is_read() -> None:
    assert sum(stop.minutes for stop in HOUR.stops) == 60
    assert HOUR.stops[0].lessons == ("neuron",)
    assert "draw" in [stop.page for stop in HOUR.stops]


def test_a_term_goes_through_every_lesson_once_and_after_those_that_it_builds_on() -> None:
    order = [name for stop in TERM.stops for name in stop.lessons]
    assert sorted(order) == sorted(one.name for one in lessons())
    for place, name in enumerate(order):
        assert set(lesson(name).needs) <= set(order[:place]), name
