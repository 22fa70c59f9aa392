"""What the figures of the activations say."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.figures.lessons.activations import activation_grid, share_bars, stretches
from nnplay.theory.activations import ACTIVATIONS, saturated


def test_stretches_are_the_first_and_last_place_of_each_run() -> None:
    z = np.arange(6.0)
    assert stretches(z, np.array([1, 1, 0, 0, 1, 0], bool)) == [(0.0, 1.0), (4.0, 4.0)]
    assert stretches(z, np.zeros(6, bool)) == []


@pytest.mark.parametrize(("name", "left", "right"), [("sigmoid", -2.9, 2.9), ("tanh", -2.2, 2.2), ("elu", -3.0, None)])
def test_saturated_stretches_are_those_that_the_lesson_names(name: str, left: float, right: float | None) -> None:
    z = np.linspace(-6, 6, 1201)
    found = stretches(z, saturated(ACTIVATIONS[name], z))
    assert found[0] == (-6.0, pytest.approx(left, abs=0.06))
    if right is None:
        assert len(found) == 1
    else:
        assert found[1] == (pytest.approx(right, abs=0.06), 6.0)


def test_the_grid_has_both_curves_of_each_activation_in_a_frame_of_its_own() -> None:
    z = np.linspace(-1, 1, 5)
    curves = {title: (z, z, np.zeros(5, bool)) for title in ("a", "b", "c", "d")}
    picture = activation_grid(z, curves, "b", columns=3)
    assert len(picture.data) == 8
    assert {trace.xaxis for trace in picture.data} == {"x", "x2", "x3", "x4"}
    assert [note.text for note in picture.layout.annotations] == ["a", "<b>b</b>", "c", "d"]


def test_bars_tell_growth_beyond_a_hundred_percent() -> None:
    (bar,) = share_bars(["a", "b"], np.array([0.5, 1.5])).data
    assert list(bar.text) == ["50%", "150%"]
