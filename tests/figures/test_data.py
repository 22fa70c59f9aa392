"""Data in the plane and on a line."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.errors import DataError
from nnplay.figures import class_counts, line_fit, scatter_plane, style

POINTS = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
CLASSES = np.array([0, 1, 0])


def test_points_are_parted_by_class_in_the_colors_of_the_map() -> None:
    axis = np.array([0.0, 1.0, 2.0])
    answers = np.array([[0.0, 0.5, 1.0]] * 3)
    figure = scatter_plane({"Training": (POINTS, CLASSES)}, ("no", "yes"), grid=(axis, axis, answers))
    decision, no, yes = figure.data

    assert (no.x.tolist(), no.y.tolist()) == ([0, 0], [0, 2])
    assert (yes.x.tolist(), yes.y.tolist()) == ([1], [1])
    assert no.marker.color == decision.colorscale[0][1] == style.class_colors(2)[0]
    assert yes.marker.color == decision.colorscale[-1][1] == style.class_colors(2)[1]
    assert (decision.zmin, decision.zmax) == (0, 1)
    assert np.asarray(decision.z).tolist() == answers.tolist()
    assert figure.layout.yaxis.scaleanchor == "x"
    assert figure.layout.xaxis.range == (0, 2)


def test_probabilities_of_two_classes_are_drawn_as_those_of_the_second() -> None:
    axis = np.array([0.0, 1.0])
    second = np.array([[0.1, 0.2], [0.3, 0.4]])
    both = scatter_plane({}, ("a", "b"), grid=(axis, axis, np.stack([1 - second, second], axis=-1))).data[0]

    assert np.asarray(both.z) == pytest.approx(second)


def test_certain_answers_of_three_classes_blend_to_the_classes_own_colors() -> None:
    axis = np.array([0.0, 1.0, 2.0])
    certain = np.eye(3)[None].repeat(3, axis=0)
    picture = scatter_plane({}, ("a", "b", "c"), grid=(axis, axis, certain)).data[0]

    expected = [style.rgb(color) for color in style.class_colors(3)]
    assert picture.opacity == 0.6  # over the paper of the page, which may be dark
    assert np.asarray(picture.z)[0] == pytest.approx(np.array(expected), abs=0.51)
    assert (picture.x0, picture.dx) == (0, 1)


def test_the_map_before_training_is_empty_and_the_traces_stay_the_same() -> None:
    axis = np.array([0.0, 1.0])
    before, after = (
        scatter_plane({"Training": (POINTS, CLASSES), "Validation": (POINTS, CLASSES)}, ("a", "b"), grid=grid)
        for grid in (None, (axis, axis, np.zeros((2, 2))))
    )

    assert before.data[0].z is None or len(before.data[0].z) == 0
    assert [trace.uid for trace in before.data] == [trace.uid for trace in after.data]


def test_a_class_without_points_keeps_its_place_in_the_legend() -> None:
    figure = scatter_plane({"Training": (np.empty((0, 2)), np.empty(0))}, ("a", "b"), span=6.0)

    assert [(trace.name, trace.x) for trace in figure.data[1:]] == [("a", (None,)), ("b", (None,))]
    assert figure.layout.xaxis.range == figure.layout.yaxis.range == (-6, 6)


def test_points_of_more_than_two_numbers_are_refused() -> None:
    with pytest.raises(DataError, match=r"\(3, 4\)"):
        scatter_plane({"Training": (np.zeros((3, 4)), CLASSES)}, ("a", "b"))


def test_a_wild_line_does_not_change_the_frame_of_the_points() -> None:
    x = np.array([[0.0], [1.0]])
    y = np.array([1.0, 2.0])
    calm = line_fit({"Training": (x, y)})
    wild = line_fit({"Training": (x, y)}, line=(np.array([0.0, 1.0]), np.array([-1e6, 1e6])))

    assert calm.layout.yaxis.range == wild.layout.yaxis.range == pytest.approx((0.92, 2.08))
    assert wild.data[-1].y.tolist() == [-1e6, 1e6]


def test_class_counts_are_bars_in_the_classes_colors() -> None:
    bar = class_counts(["a", "b", "c"], [3, 5, 1000]).data[0]

    assert bar.y == (3, 5, 1000)
    assert list(bar.text) == ["3", "5", "1,000"]
    assert list(bar.marker.color) == style.class_colors(3)


def test_ten_classes_have_ten_colors_and_two_have_the_ends_of_the_diverging_scale() -> None:
    assert len(set(style.class_colors(10))) == 10
    assert style.class_colors(2) == [style.CLASS_SCALE[0][1], style.CLASS_SCALE[-1][1]]
