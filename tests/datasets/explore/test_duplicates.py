"""Duplicates within and across parts, against comparing every example with every other."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_iris

from nnplay.datasets import Part, prepare
from nnplay.datasets.explore.duplicates import find_duplicates
from nnplay.spec import DatasetSpec
from tests.strategies import examples

PARTS: tuple[Part, ...] = ("training", "validation", "test")


def made_parts(seed: int, sizes: tuple[int, int, int], values: int) -> dict[Part, tuple[np.ndarray, np.ndarray]]:
    """Three parts of small whole numbers, so that many examples are equal."""
    rng = np.random.default_rng(seed)
    return {
        part: (rng.integers(-values, values + 1, (size, 2, 1)).astype(np.float32) * 0.1, rng.integers(0, 2, size))
        for part, size in zip(PARTS, sizes, strict=True)
    }


@examples(60)
@given(st.integers(0, 10**6), st.tuples(*[st.integers(0, 15)] * 3), st.integers(0, 4))
def test_duplicates_are_those_that_comparing_all_with_all_finds(
    seed: int, sizes: tuple[int, int, int], values: int
) -> None:
    parts = made_parts(seed, sizes, values)
    found = find_duplicates(parts, shown=100)
    for part, (x, _) in parts.items():
        assert found.within[part] == sum(any((x[i] == x[j]).all() for j in range(i)) for i in range(len(x)))
    pairs = list(combinations(PARTS, 2))
    assert [(overlap.earlier, overlap.part) for overlap in found.across] == pairs
    for overlap in found.across:
        (x, y), (seen, truth) = parts[overlap.part], parts[overlap.earlier]
        equal = [(x[i] == seen).all(axis=(1, 2)) for i in range(len(x))]
        assert overlap.count == sum(same.any() for same in equal)
        assert overlap.contradicting == sum(
            bool(same.any()) and target not in truth[same] for same, target in zip(equal, y, strict=True)
        )
    assert found.group_count == len(found.groups)
    for group in found.groups:
        examples = [parts[part][0][row] for part, row in group]
        assert len(examples) > 1
        assert all((one == examples[0]).all() for one in examples)


def test_groups_that_cross_parts_come_first_and_few_are_shown() -> None:
    x = np.arange(20, dtype=np.float32).repeat(2)[:, None]
    across = np.array([[19.0]], np.float32)
    found = find_duplicates({"training": (x, np.zeros(40)), "test": (across, np.zeros(1))}, shown=3)
    assert found.group_count == 20
    assert len(found.groups) == 3
    assert found.groups[0] == (("training", 38), ("training", 39), ("test", 0))
    assert found.leaks == 1


def test_minus_zero_equals_zero() -> None:
    x = np.array([[0.0], [-0.0]], np.float32)
    assert find_duplicates({"training": (x, np.zeros(2))}).within["training"] == 1


def test_iris_has_the_flower_that_is_in_it_twice() -> None:
    source = load_iris(as_frame=True).data
    found = find_duplicates(prepare(DatasetSpec("iris")).parts)
    assert sum(found.within.values()) + found.leaks == source.duplicated().sum() == 1
