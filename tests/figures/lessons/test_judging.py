"""What the figures of the lessons on judging and understanding say about the numbers that they are given."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.figures.lessons import judging, starting
from nnplay.theory.judging import counts


def test_every_example_is_in_one_bar_and_those_beyond_the_threshold_are_full() -> None:
    rng = np.random.default_rng(0)
    y, p = rng.integers(0, 2, 300), rng.uniform(size=300)
    picture = judging.answers_over_threshold(y, p, 0.33, ("no", "yes"), answer="yes")
    found = counts(y, p, 0.33)
    heights = {one.uid: int(np.sum(one.y)) for one in picture.data}
    # Positive examples upward, negative ones downward; in a bin that the threshold cuts, both sorts.
    assert heights == {
        "1 True": found.hits,
        "1 False": found.misses,
        "0 True": -found.alarms,
        "0 False": -found.cleared,
    }


@pytest.mark.parametrize("across", [40, 50])
def test_everybody_stands_at_a_place_of_their_own(across: int) -> None:
    picture = judging.crowd([9, 1, 89, 901], across=across)
    assert [len(one.x) for one in picture.data] == [9, 1, 89, 901]
    places = {(x, y) for one in picture.data for x, y in zip(one.x, one.y, strict=True)}
    assert len(places) == 1000
    assert max(x for x, _ in places) == across - 1


def test_a_gradient_of_zero_has_a_place_on_the_axis_and_its_true_number() -> None:
    picture = starting.by_layer({"plain": np.array([0.0, 0.5]), "other": np.array([2.0, 1.0])}, "Gradient")
    plain, other = picture.data
    assert plain.y[0] == starting.LEAST
    assert list(plain.customdata) == ["0", "0.5"]
    low, high = picture.layout.yaxis.range
    assert low < np.log10(starting.LEAST)
    assert high > np.log10(max(other.y))
    same = starting.by_layer({"plain": np.array([0.5, 0.4])}, "Gradient")
    assert np.ptp(same.layout.yaxis.range) >= 4  # what hardly differs looks so


def test_a_loss_that_runs_away_ends_where_it_broke_down() -> None:
    curves = {name: np.full(length, 2.0) for name, length in (("a", 60), ("b", 4), ("c", 60), ("d", 0))}
    picture = starting.training_losses(curves, 60, np.log(10))
    assert [len(one.x) for one in picture.data] == [60, 4, 60, 0]
    assert picture.data[1].x[-1] == 4
