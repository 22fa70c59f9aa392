"""What is counted before training, against pandas and scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.datasets import load_digits
from sklearn.dummy import DummyClassifier
from sklearn.neighbors import NearestCentroid

from nnplay.datasets.kinds.tabular import PIMA, PIMA_ZEROS
from nnplay.theory.classics import count_zeros, majority_share, mean_images, rows_with_zeros


def test_the_impossible_zeros_of_pima_are_those_that_pandas_counts(needs_file: Callable[[str], Path]) -> None:
    table = pd.read_csv(needs_file("pima_diabetes.csv"))
    values, names = table[list(PIMA.feature_names)].to_numpy(), list(PIMA.feature_names)
    counted = dict(zip(names, count_zeros(values), strict=True))
    assert counted == (table[names] == 0).sum().to_dict()
    # As the literature has it: 374 women without insulin, 227 without skin thickness.
    assert [int(counted[name]) for name in PIMA_ZEROS] == [5, 35, 227, 374, 11]
    columns = [names.index(name) for name in PIMA_ZEROS]
    assert rows_with_zeros(values, columns) == int((table[list(PIMA_ZEROS)] == 0).any(axis=1).sum())


def test_zeros_worked_by_hand() -> None:
    table = np.array([[0, 1, 0], [2, 0, 3], [0, 4, 5]])
    assert count_zeros(table).tolist() == [2, 1, 1]
    assert rows_with_zeros(table, [1, 2]) == 2


def test_a_guess_is_as_good_as_scikit_learns_dummy() -> None:
    classes = np.array([0, 1, 1, 2, 1])
    dummy = DummyClassifier(strategy="most_frequent").fit(classes[:, None], classes)
    assert majority_share(classes) == dummy.score(classes[:, None], classes) == 0.6


def test_mean_images_are_scikit_learns_centroids() -> None:
    digits = load_digits()
    found = mean_images(digits.images, digits.target, 10)
    expected = NearestCentroid().fit(digits.data, digits.target).centroids_
    np.testing.assert_allclose(found.reshape(10, -1), expected)
