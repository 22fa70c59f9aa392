"""The tiny curve."""

from __future__ import annotations

import math
import re

import pytest

from nnplay.figures.sparkline import MOST_POINTS, sparkline


def points(values: list[float], width: int, height: int) -> list[tuple[float, float]]:
    found = re.search(r'points="([^"]*)"', sparkline(values, width, height))
    return [tuple(map(float, place.split(","))) for place in found[1].split()] if found else []  # type: ignore[misc]


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([3.0, 1.0, 2.0], [(2, 2), (22, 18), (42, 10)]),
        ([3.0, math.nan, 1.0], [(2, 2), (42, 18)]),
        ([1.0, 1.0], [(2, 2), (42, 2)]),
        ([1.0], []),
        ([], []),
    ],
)
def test_values_lie_between_the_edges_the_largest_at_the_top(
    values: list[float], places: list[tuple[float, float]]
) -> None:
    assert points(values, width=44, height=20) == places


def test_of_many_values_the_last_is_drawn() -> None:
    found = points([*[1.0] * 1000, 0.0], width=44, height=20)
    assert len(found) <= MOST_POINTS
    assert found[-1] == (42, 18)
