"""Points of the line's lesson: clicks and the table, and what cannot be a line."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from nnplay.figures.lessons.line import X_REACH
from nnplay.lessons import lessons
from nnplay.ui.common.session import Session
from nnplay.ui.lessons.points import MOST, START, LinePoints, clicked_points, dragged_points, usable
from tests.pages.factories import chart, errors, healthy, session_of, turn_to_lesson


@pytest.fixture
def at(tab: AppTest) -> AppTest:
    """A tab that opens with a lesson."""
    return tab


def test_a_point_is_dragged_on_the_grid_and_out_of_the_figure() -> None:
    points = [[0.0, 0.0], [2.0, 2.0]]
    start = {"x": 2.0, "y": 2.0, "name": "points"}
    assert dragged_points(points, {"x": 1.1, "y": -2.2, "from": start}) == [[0.0, 0.0], [1.0, -2.25]]
    assert dragged_points(points, {"x": None, "y": None, "from": start}) == [[0.0, 0.0]]
    assert dragged_points(points, {"x": 99.0, "y": 0.0, "from": start})[1] == [X_REACH, 0.0]
    assert dragged_points(points, {"x": 1.0, "y": 1.0}) == [*points, [1.0, 1.0]]


def test_a_click_adds_moves_and_removes() -> None:
    points = [[0.0, 0.0], [4.0, 4.0]]
    assert clicked_points(points, "add", 1.1, -2.2) == [*points, [1.0, -2.25]]
    assert clicked_points(points, "move", 3.0, 5.0) == [[0.0, 0.0], [3.0, 5.0]]
    assert clicked_points(points, "remove", 3.0, 5.0) == [[0.0, 0.0]]
    assert clicked_points([], "move", 1.0, 1.0) == [[1.0, 1.0]]
    assert len(clicked_points([[0.0, 0.0]] * MOST, "add", 1.0, 1.0)) == MOST


def test_rows_without_both_numbers_are_left_out_and_far_ones_come_to_the_edge() -> None:
    table = pd.DataFrame({"x": [1.0, None, "a", 99.0], "y": [2.0, 3.0, 1.0, -99.0]})
    np.testing.assert_array_equal(usable(table), [[1, 2], [5, -8]])


def test_the_session_keeps_the_points_over_a_visit_elsewhere(at: AppTest) -> None:
    turn_to_lesson(at, "line")
    mine = session_of(at).part(LinePoints)
    assert mine.points == START
    mine.points = [[-1.0, 1.0], [2.0, 3.0]]
    mine.revision += 1  # as a click does
    healthy(at.run())
    turn_to_lesson(at, "neuron")
    turn_to_lesson(at, "line")
    assert chart(at, "2 points and the line")
    assert mine.points == [[-1.0, 1.0], [2.0, 3.0]]


def test_points_above_one_another_get_a_sentence_and_the_page_stays(at: AppTest) -> None:
    turn_to_lesson(at, "line")
    mine = session_of(at).part(LinePoints)
    mine.points, mine.revision = [[1.0, 1.0], [1.0, 2.0]], 9
    healthy(at.run())
    assert "at least two points with different x" in errors(at)
    assert chart(at, "2 points and the line")
    mine.points, mine.revision = [], 10
    healthy(at.run())
    assert chart(at, "0 points and the line")


def test_a_rate_beyond_the_limit_is_told_to_run_away(at: AppTest) -> None:
    turn_to_lesson(at, "line")
    at.session_state["line-pace"] = "too large"
    healthy(at.run())
    losses = chart(at, "Loss after each step")["data"][0]["y"]
    assert losses[-1] > losses[0] * 2


@pytest.mark.thorough
@pytest.mark.data
def test_a_session_that_a_tab_finds_again_brings_its_own_points(at: AppTest) -> None:
    turn_to_lesson(at, "line")
    known = Session()
    known.part(LinePoints).points = [[0.0, 0.0], [1.0, 1.0]]
    at.session_state["nnplay"] = known  # as after a reload
    healthy(at.run())
    assert chart(at, "2 points and the line")
    for one in lessons():  # none of them counts on what another session remembered
        turn_to_lesson(at, one.name)
        at.session_state["nnplay"] = Session()
        healthy(at.run())
        assert errors(at) == ""
