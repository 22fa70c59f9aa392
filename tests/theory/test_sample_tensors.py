"""The tensors of the lessons are what they are said to be."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits, load_iris

from nnplay.theory.sample_tensors import BATCH, sample_tensors


def test_every_axis_has_a_name_and_axes_grow_in_number() -> None:
    found = list(sample_tensors().values())
    assert [len(one.axes) for one in found] == [np.ndim(one.values) for one in found]
    assert [np.ndim(one.values) for one in found] == [0, 1, 2, 2, 3, 3, 4, 4]


def test_the_numbers_are_those_of_the_data() -> None:
    found = sample_tensors()
    assert found["length"].values == 1.4 == load_iris().data[0, 2]
    np.testing.assert_array_equal(found["table"].values[0], found["flower"].values)
    np.testing.assert_array_equal(found["images"].values[..., 0], load_digits().images[:BATCH])
    assert found["photos"].values.shape == (2, 427, 640, 3)
    np.testing.assert_array_equal(found["photos"].values[0], found["photo"].values)
