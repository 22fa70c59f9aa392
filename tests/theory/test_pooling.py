"""Pooling against Keras, and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.theory.convolution import Slide
from nnplay.theory.pooling import change, pooled, shifted

MAP = np.random.default_rng(0).normal(size=(9, 12))


def test_pooling_worked_by_hand() -> None:
    image = np.array([[1, 5, 2, 0], [3, 3, -4, 6], [0, 0, 0, 1]])  # the last row fills no window
    windows = Slide(2, 2)
    assert pooled(image, windows, "max").tolist() == [[5, 6]]
    assert pooled(image, windows, "min").tolist() == [[1, -4]]
    assert pooled(image, windows, "average").tolist() == [[3, 1]]


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 3), (3, 2), (4, 1)])
@pytest.mark.parametrize(("kind", "name"), [("max", "max_pool"), ("average", "average_pool")])
def test_it_is_the_pooling_of_keras(size: int, stride: int, kind: str, name: str) -> None:
    keras = pytest.importorskip("keras")
    expected = getattr(keras.ops, name)(MAP[None, :, :, None].astype("float32"), size, stride, "valid")
    np.testing.assert_allclose(pooled(MAP, Slide(size, stride), kind), np.asarray(expected)[0, :, :, 0], atol=1e-5)


def test_the_least_is_the_largest_of_the_negative() -> None:
    np.testing.assert_array_equal(pooled(MAP, Slide(3, 2), "min"), -pooled(-MAP, Slide(3, 2), "max"))


@pytest.mark.parametrize(("down", "right"), [(0, 0), (2, 0), (-1, 3), (0, -12), (9, 1)])
def test_a_shift_moves_what_stays_and_fills_with_zeros_or_its_edge(down: int, right: int) -> None:
    moved, repeated = shifted(MAP, down, right), shifted(MAP, down, right, edge=True)
    for row, column in np.ndindex(MAP.shape):
        inside = 0 <= row - down < 9 and 0 <= column - right < 12
        assert moved[row, column] == (MAP[row - down, column - right] if inside else 0)
        assert repeated[row, column] == MAP[np.clip(row - down, 0, 8), np.clip(column - right, 0, 11)]


def test_a_shift_by_one_window_moves_the_pooled_map_by_one_place() -> None:
    quiet = np.zeros((8, 8))
    quiet[2:4, 2:5] = MAP[:2, :3]
    before, after = (pooled(image, Slide(2, 2)) for image in (quiet, shifted(quiet, 0, 2)))
    np.testing.assert_array_equal(after, shifted(before, 0, 1))


def test_the_change_of_a_map_worked_by_hand() -> None:
    assert change(np.array([1.0, 2, 3, 4]), np.array([1.0, 2, 4, 3])) == 0.1
    assert change(MAP, MAP) == 0
    spot = np.zeros((4, 4))
    spot[1, 1] = 5
    assert change(spot, shifted(spot, 0, 1)) == 1
    assert change(spot, shifted(spot, 0, 9)) == 1  # it has left the picture
    assert change(spot, -spot) == 1
    assert change(np.zeros(3), np.zeros(3)) == 0


def test_a_spot_that_stays_in_its_window_leaves_the_largest_numbers_as_they_were() -> None:
    spot = np.zeros((6, 6))
    spot[2, 2] = 5
    inside, outside = shifted(spot, 0, 1), shifted(spot, 0, 2)
    before = pooled(spot, Slide(2, 2))
    assert change(before, pooled(inside, Slide(2, 2))) == 0
    assert change(before, pooled(outside, Slide(2, 2))) == 1
