"""Tensors against NumPy and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

from nnplay.datasets.preprocessing.encoding import one_hot
from nnplay.theory.tensors import from_0_to_1, place_in_row, rank_name, standardized

IRIS, SPECIES = load_iris(return_X_y=True)
TRAIN, TEST = IRIS[::2], IRIS[1::2]


def test_names_of_tensors() -> None:
    assert [rank_name(axes) for axes in range(5)] == ["scalar", "vector", "matrix", "3-D tensor", "4-D tensor"]


@pytest.mark.parametrize("shape", [(), (7,), (3, 4), (2, 3, 4), (2, 3, 4, 5)])
def test_the_place_in_the_row_is_where_numpy_s_reshape_puts_the_number(shape: tuple[int, ...]) -> None:
    tensor = np.random.default_rng(0).normal(size=shape)
    row = tensor.reshape(-1)
    for place in np.ndindex(*shape):
        assert row[place_in_row(place, shape)] == tensor[place]


def test_scaling_is_that_of_scikit_learn_and_knows_the_training_part_alone() -> None:
    np.testing.assert_allclose(from_0_to_1(TEST, TRAIN), MinMaxScaler().fit(TRAIN).transform(TEST))
    np.testing.assert_allclose(standardized(TEST, TRAIN), StandardScaler().fit(TRAIN).transform(TEST))
    assert from_0_to_1(TRAIN, TRAIN).min() == 0
    assert from_0_to_1(TEST, TRAIN).max() > 1  # a test flower may lie beyond the training flowers


def test_one_hot_is_that_of_scikit_learn() -> None:
    expected = OneHotEncoder(sparse_output=False).fit_transform(SPECIES[:, None])
    np.testing.assert_array_equal(one_hot(SPECIES, 3), expected)
