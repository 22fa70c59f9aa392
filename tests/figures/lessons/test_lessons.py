"""What the figures of the first lessons say about the numbers that they are given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnplay.figures.lessons import backprop, classification, line, neuron, race
from nnplay.theory.backprop import EDGES, FIRST


def texts(picture: Any) -> str:
    return " ".join(note.text for note in picture.layout.annotations)


def trace(picture: Any, uid: str) -> Any:
    (found,) = [one for one in picture.data if one.uid == uid]
    return found


def test_the_neuron_carries_inputs_products_sum_and_output() -> None:
    said = texts(neuron.neuron_diagram([1.0, 2.0], [1.5, -1.0], 0.8, 0.3, 0.57, "Sigmoid"))
    assert all(part in said for part in ("1.50", "-2.00", "bias +0.8", "0.30", "0.57", "Sigmoid"))


@pytest.mark.parametrize(("weights", "bias"), [((1.5, -1.0), 0.8), ((0.0, 2.0), -1.0), ((3.0, 0.0), 2.0)])
def test_the_border_lies_where_the_sum_is_zero_and_the_arrow_points_to_its_positive_side(
    weights: tuple[float, float], bias: float
) -> None:
    grid = np.linspace(-3, 3, 5)
    picture = neuron.plane_map(grid, np.zeros((5, 5)), weights, bias, (0, 0), 0.0)
    border = trace(picture, "border")
    for x, y in zip(border.x, border.y, strict=True):
        assert weights[0] * x + weights[1] * y + bias == pytest.approx(0, abs=1e-9)
    (arrow,) = picture.layout.annotations
    assert weights[0] * arrow.x + weights[1] * arrow.y + bias > 0


def test_without_weights_there_is_no_border() -> None:
    picture = neuron.plane_map(np.linspace(-3, 3, 5), np.zeros((5, 5)), (0.0, 0.0), 1.0, (0, 0), 0.0)
    assert len(trace(picture, "border").x) == 0
    assert len(picture.layout.annotations) == 0


def test_errors_reach_from_each_point_of_the_batch_to_the_line() -> None:
    x, y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 0.0, 5.0])
    strokes = trace(line.points_and_line(x, y, (2.0, -1.0), batch=[0, 2]), "errors")
    np.testing.assert_allclose(strokes.x, [0, 0, np.nan, 2, 2, np.nan])
    np.testing.assert_allclose(strokes.y, [1, -1, np.nan, 5, 3, np.nan])


def test_only_points_that_can_be_clicked_lie_on_an_invisible_grid() -> None:
    none = np.array([])
    assert trace(line.points_and_line(none, none, (0.0, 0.0), targets=True), "targets").opacity == 0
    assert "targets" not in [one.uid for one in line.points_and_line(none, none, (0.0, 0.0)).data]


def test_the_way_on_the_surface_leaves_out_what_is_beyond_it() -> None:
    ms = bs = np.linspace(-1, 1, 3)
    path = np.array([[0.0, 0.0, 1.0], [5.0, 0.0, 9.0], [0.5, 0.5, 0.5]])
    drawn = line.loss_landscape(ms, bs, np.ones((3, 3)), path).data[1]
    assert list(drawn.x) == [0.0, 0.5]


def test_each_optimizer_has_its_color_on_the_map_and_over_the_steps() -> None:
    x = y = np.linspace(-1, 1, 3)
    paths = [(name, name, np.zeros((2, 2)), np.ones(2)) for name in race.COLORS]
    on_map = race.race_map(x, y, np.ones((3, 3)), paths, [(0.0, 0.0)]).data[2:]
    over_steps = race.race_heights(paths, 10).data
    assert [one.line.color for one in on_map] == [one.line.color for one in over_steps] == list(race.COLORS.values())
    assert len(set(race.COLORS.values())) == len(race.COLORS)


def test_the_network_shows_only_what_is_worked_out() -> None:
    start = texts(backprop.network_numbers(EDGES, FIRST, {"x1": 1.0, "x2": 0.5, "y": 1.0}, {}, {"w1"}))
    assert "w3 0.700" in start
    assert "loss" not in start
    assert "∂" not in start
    later = texts(backprop.network_numbers(EDGES, FIRST, {"y": 1.0, "L": 0.25}, {"w5": -0.1256, "o": -0.9}, set()))
    assert "loss <b>0.2500</b>" in later
    assert "∂ -0.1256" in later
    assert "∂L/∂o -0.900" in later


def test_the_push_is_against_the_slope() -> None:
    slopes = np.array([0.25, -0.75, 0.5])
    bars = classification.probabilities_and_target(
        ["a", "b", "c"], np.array([0.25, 0.25, 0.5]), np.eye(3)[1], slopes
    ).data
    np.testing.assert_allclose(bars[2].y, [-0.25, 0.75, -0.5])
