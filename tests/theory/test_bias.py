"""What data do to a classifier: the numbers of the lesson are worked out again with scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits

from nnplay.theory.bias import EXAMPLES, MARK, PAIR, TESTS, not_measured, read_styles, shortcut, styles, with_marks


def test_the_styles_of_a_digit_are_all_of_its_examples_and_the_rare_one_is_rarer() -> None:
    counts = np.bincount(load_digits().target)
    for digit in (1, 9):
        found = styles(digit)
        assert len(found.common) + len(found.rare) == counts[digit]
        assert len(found.common) > len(found.rare)
        assert len(found.others) == counts.sum() - counts[digit]
        assert digit not in found.labels
        # Each picture is more like the mean of its own style than like the other's.
        means = [part.mean(axis=0) for part in (found.common, found.rare)]
        for part, own in ((found.common, 0), (found.rare, 1)):
            distances = [((part - mean) ** 2).sum(axis=(1, 2)) for mean in means]
            assert (distances[own] <= distances[1 - own]).all()


def test_a_style_that_was_not_seen_is_not_read_and_the_mean_hides_it() -> None:
    unseen, all_seen = read_styles(9, 0.0), read_styles(9, 1.0)
    assert (unseen.rare, unseen.seen) == (0.0, 0)
    assert unseen.overall == pytest.approx(0.952, abs=0.0006)
    assert unseen.taken_for[9] == 0
    assert unseen.taken_for.sum() == len(styles(9).rare) - len(styles(9).rare) // 2
    assert all_seen.rare > 0.75
    assert all_seen.seen == len(styles(9).rare) // 2


def test_a_mark_is_learned_instead_of_the_digit() -> None:
    marked, plain = shortcut(1.0), shortcut(1.0, marked=False)
    assert [round(marked.accuracy[name], 3) for name in TESTS] == pytest.approx([1.0, 1.0, 0.599, 0.215], abs=0.006)
    assert plain.accuracy[TESTS[2]] == pytest.approx(0.976, abs=0.006)
    corner = np.zeros((8, 8), bool)
    corner[:MARK, :MARK] = True
    assert marked.weights[corner].min() > 0
    assert marked.weights[corner].sum() > 5 * abs(plain.weights[corner].sum())
    assert plain.accuracy == shortcut(0.0).accuracy
    assert len(marked.pictures) == EXAMPLES
    assert (marked.pictures[:, 0, 0] == marked.labels).all()  # the mark is the label
    assert PAIR == (3, 8)


def test_marks_are_put_on_the_first_of_the_places_only() -> None:
    images = np.zeros((6, 8, 8))
    marked = with_marks(images, np.array([1, 3, 5, 4]), 0.5)
    assert np.flatnonzero(marked.any(axis=(1, 2))).tolist() == [1, 3]
    assert marked[1].sum() == MARK**2
    assert not images.any()


@pytest.mark.parametrize(
    ("person", "reasons"),
    [(("woman", 21, "Pima"), 0), (("woman", 20, "Pima"), 1), (("man", 40, "Pima"), 1), (("man", 15, "another"), 3)],
)
def test_who_was_not_measured(person: tuple[str, int, str], reasons: int) -> None:
    assert len(not_measured(*person)) == reasons
