from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from nnplay.errors import SketchError
from nnplay.sketch import Strokes
from tests.sketch.factories import fabric_path

BAR = [["M", 10, 10], ["L", 50, 10]]


def only(json_data: Any) -> np.ndarray:
    (path,) = Strokes.from_canvas(json_data).paths
    return path


def test_a_stroke_has_the_points_of_the_canvas() -> None:
    assert only(fabric_path([["M", 1, 2], ["L", 3, 4.5]], left=2, top=3.25)).tolist() == [[1, 2], [3, 4.5]]


def test_a_quadratic_curve_goes_through_its_middle_and_ends_where_it_should() -> None:
    path = only(fabric_path([["M", 0, 0], ["Q", 10, 20, 20, 0], ["L", 30, 0]]))
    middle = path[np.abs(path[:, 0] - 10).argmin()]
    np.testing.assert_allclose(middle, [10, 10])  # (P0 + 2 P1 + P2) / 4
    np.testing.assert_allclose(path[[0, -2, -1]], [[0, 0], [20, 0], [30, 0]])


def test_a_cubic_curve_goes_through_its_middle() -> None:
    path = only(fabric_path([["M", 0, 0], ["C", 0, 40, 80, 40, 80, 0]]))
    np.testing.assert_allclose(path[2], [40, 30])  # (P0 + 3 P1 + 3 P2 + P3) / 8


def test_a_closed_path_returns_to_its_start() -> None:
    path = only(fabric_path([["M", 1, 1], ["L", 5, 1], ["L", 5, 5], ["Z"]]))
    assert path[-1].tolist() == [1, 1]


def test_each_pen_down_begins_a_path() -> None:
    strokes = Strokes.from_canvas(fabric_path([*BAR, ["M", 0, 0], ["L", 1, 1]]))
    assert [len(path) for path in strokes.paths] == [2, 2]


def test_a_single_tap_is_a_dot() -> None:
    strokes = Strokes.from_canvas(fabric_path([["M", 39.982, 240], ["L", 40.018, 240]], left=40, top=240))
    assert strokes.pen_width == 18
    np.testing.assert_allclose(strokes.paths[0], [[39.982, 240], [40.018, 240]])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"left": 30, "top": 10}, [[10, 10], [50, 10]]),
        ({"left": 130, "top": 60}, [[110, 60], [150, 60]]),
        ({"left": 100, "top": 60, "scaleX": 2}, [[60, 60], [140, 60]]),
        ({"left": 100, "top": 60, "flipX": True}, [[120, 60], [80, 60]]),
        ({"left": 100, "top": 60, "angle": 90}, [[100, 40], [100, 80]]),
        ({"left": 100, "top": 60, "angle": 90, "scaleX": 2}, [[100, 20], [100, 100]]),
        ({"left": 100, "top": 60, "skewY": 45}, [[80, 40], [120, 80]]),
        ({"left": 1, "top": 1, "originX": "left", "originY": "top"}, [[10, 10], [50, 10]]),
    ],
)
def test_a_stroke_that_was_moved_scaled_or_turned_is_where_it_is_now(changes: dict, expected: list) -> None:
    np.testing.assert_allclose(only(fabric_path(BAR, **changes)), expected, atol=1e-9)


def test_scaling_a_stroke_scales_its_pen() -> None:
    assert Strokes.from_canvas(fabric_path(BAR, scaleX=2, scaleY=0.5)).pen_width == pytest.approx(18)
    assert Strokes.from_canvas(fabric_path(BAR, scaleX=2, scaleY=2)).pen_width == pytest.approx(36)


@pytest.mark.parametrize("nothing", [None, {}, {"objects": []}, {"objects": [{"type": "IText", "text": "7"}]}])
def test_a_canvas_without_strokes_gives_none(nothing: Any) -> None:
    assert not Strokes.from_canvas(nothing)


def test_json_text_is_read_like_the_mapping() -> None:
    data = fabric_path(BAR, left=130, top=60)
    assert only(json.dumps(data)).tolist() == only(data).tolist()


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ("{", "not JSON"),
        ([], "must be a list"),
        ({"objects": 3}, "must be a list"),
        ({"objects": "abc"}, "must be a list"),
        ({"objects": [5]}, "names and values"),
        ({"objects": [{"type": "path"}]}, "lacks its list"),
        (fabric_path([["M", 1]]), "needs 2 numbers"),
        (fabric_path([["M", 1, "2"]]), "needs 2 numbers"),
        (fabric_path([["M", 1, float("nan")]]), "needs 2 numbers"),
        (fabric_path([["L", 1, 2]]), "must begin with 'M'"),
        (fabric_path([["A", 1, 2]]), "cannot read"),
        (fabric_path([[]]), "cannot read"),
        (fabric_path([5]), "cannot read"),  # type: ignore[list-item]
        (fabric_path(BAR, scaleX="big"), "'scaleX' must be a number"),
        (fabric_path(BAR, left=None, top=2), "'left' must be a number"),
        (fabric_path(BAR, left=0, top=0, scaleX=1e299, skewX=89.999999999999), "finite"),
        (fabric_path(BAR, strokeWidth=-2), "positive"),
    ],
)
def test_a_malformed_drawing_is_refused_with_a_sentence(broken: Any, sentence: str) -> None:
    with pytest.raises(SketchError, match=sentence):
        Strokes.from_canvas(broken)


@pytest.mark.parametrize(
    "paths", [[[1, 2]], [[[1, 2, 3]]], [[]], ["ab"], [[[1, float("inf")]]], [[[1], [1, 2]]], [None]]
)
def test_strokes_must_be_finite_points(paths: Any) -> None:
    with pytest.raises(SketchError):
        Strokes(tuple(paths))


def test_strokes_cannot_be_changed_behind_their_back() -> None:
    points = np.zeros((2, 2))
    strokes = Strokes((points,))
    points[:] = 5
    assert strokes.paths[0].max() == 0
    with pytest.raises(ValueError, match="read-only"):
        strokes.paths[0][0] = 1


def test_normalised_strokes_have_their_middle_at_0_and_a_longest_side_of_1() -> None:
    strokes = Strokes((np.array([[10.0, 10.0], [30.0, 10.0]]), np.array([[20.0, 50.0]])), pen_width=4).normalised()
    np.testing.assert_allclose(np.vstack(strokes.paths), [[-0.25, -0.5], [0.25, -0.5], [0, 0.5]])
    assert strokes.pen_width == pytest.approx(0.1)


def test_the_widest_drawing_that_floats_can_hold_is_normalised_too() -> None:
    strokes = Strokes((np.array([[-1.7e308, 0.0], [1.7e308, 0.0]]),)).normalised()
    np.testing.assert_allclose(strokes.paths[0], [[-0.5, 0], [0.5, 0]])
