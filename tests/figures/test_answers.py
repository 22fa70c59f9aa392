"""Data in the plane or on a line with a network's answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnplay.datasets import Dataset, load_dataset
from nnplay.datasets.explore.grid import RESOLUTION, grid_axes
from nnplay.figures import data_with_answers
from nnplay.spec import DatasetSpec


def points_of(figure: Any) -> int:
    """How many points all traces but the network's have; a trace that is there for the legend has none."""
    return sum(len([x for x in trace.x if x is not None]) for trace in figure.data if trace.uid not in ("map", "line"))


def loaded(name: str, **options: object) -> Dataset:
    return load_dataset(DatasetSpec(name, **options))


def test_two_classes_of_the_plane_are_drawn_over_the_answers_on_the_grid() -> None:
    data = loaded("gaussians", features=("x", "x²"))  # inputs of the network, not axes of the picture
    x, y = grid_axes(data)
    answers = np.linspace(0, 1, RESOLUTION**2, dtype=np.float32).reshape(RESOLUTION, RESOLUTION)
    figure, label = data_with_answers(data, answers)
    decision = figure.data[0]
    np.testing.assert_array_equal(decision.x, x)
    np.testing.assert_array_equal(decision.y, y)
    np.testing.assert_allclose(np.asarray(decision.z, float), answers, atol=1e-3)
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("x", "y")
    assert "colored by class" in label
    assert points_of(figure) == len(data.y_train) + len(data.y_test)


def test_the_validation_part_is_shown_with_the_test_part_where_all_points_are_wanted() -> None:
    data = loaded("gaussians")
    figure, _ = data_with_answers(data, None, whole=True)
    assert points_of(figure) == sum(len(y) for _, y in data.parts.values())


@pytest.mark.parametrize(
    ("name", "shape", "says"),
    [("line", (RESOLUTION,), "line through them"), ("plane", (RESOLUTION, RESOLUTION), "prediction everywhere")],
)
def test_numbers_have_a_line_or_a_map_of_predictions(name: str, shape: tuple[int, ...], says: str) -> None:
    data = loaded(name)
    answers = np.linspace(-1, 1, int(np.prod(shape)), dtype=np.float32).reshape(shape)
    figure, label = data_with_answers(data, answers)
    bare, _ = data_with_answers(data, None)
    assert says in label
    (drawn,) = [trace for trace in figure.data if trace.uid in ("map", "line")]
    np.testing.assert_array_equal(drawn.x, grid_axes(data)[0])
    np.testing.assert_allclose(np.asarray(drawn.y if name == "line" else drawn.z, float), answers, atol=1e-3)
    assert points_of(bare) == len(data.y_train) + len(data.y_test)


@pytest.mark.parametrize("name", ["spiral", "plane", "points"])
def test_the_plane_does_not_move_when_the_first_answers_come(name: str) -> None:
    data = loaded(name)
    answers = np.zeros((RESOLUTION, RESOLUTION), np.float32)
    before, after = (data_with_answers(data, one)[0].layout for one in (None, answers))
    assert (before.xaxis.range, before.yaxis.range) == (after.xaxis.range, after.yaxis.range)
