"""Splits by chance, against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from nnplay.datasets.splitting import split_at_random

SIZES = [(2, 2), (50, 50, 50), (30, 7, 2), (5, 5, 5, 5, 5, 5, 5), (1000, 3, 81)]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.8])
def test_the_rows_are_those_of_scikit_learn(sizes: tuple[int, ...], share: float) -> None:
    classes = np.random.default_rng(5).permutation(np.repeat(np.arange(len(sizes)), sizes))
    rows = np.arange(len(classes)) * 3 + 1
    taken = int(np.ceil(share * len(rows)))
    if taken == len(rows):
        return  # neither leaves anything to train on
    whole_classes = min(taken, len(rows) - taken) >= len(sizes)
    for seed in (0, 7, 2**32 - 1):
        for strata in (None, classes) if whole_classes else (None,):
            expected = train_test_split(rows, test_size=share, random_state=seed, stratify=strata)
            found = split_at_random(rows, taken, seed, strata)
            for one, other in zip(found, expected, strict=True):
                np.testing.assert_array_equal(one, other)
