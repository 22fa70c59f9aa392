"""Intervals and tests, against hand-worked numbers and SciPy's other ways to the same result."""

from __future__ import annotations

from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nnplay.runs.significance import accuracy_interval, compare_answers, compare_errors, error_interval


@given(st.integers(0, 50), st.integers(1, 50))
def test_the_interval_of_an_accuracy_is_wilsons(right: int, more: int) -> None:
    total = right + more
    found = accuracy_interval(np.arange(total) < right)
    z, share = stats.norm.ppf(0.975), right / total
    middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    reach = z / (1 + z**2 / total) * sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    assert (found.low, found.high) == pytest.approx((middle - reach, middle + reach), abs=1e-12)
    assert found.value == pytest.approx(share)
    assert found.examples == total


def test_45_wines_leave_much_in_doubt() -> None:
    found = accuracy_interval(np.arange(45) < 43)
    assert found.low == pytest.approx(0.852, abs=0.001)
    assert found.high == pytest.approx(0.988, abs=0.001)


def test_the_interval_of_an_error_is_that_of_a_mean() -> None:
    errors = np.array([1.0, 2.0, 3.0, 6.0])
    found = error_interval(errors)
    expected = stats.ttest_1samp(errors, 0).confidence_interval(0.95)
    assert (found.value, found.low, found.high) == pytest.approx((3.0, expected.low, expected.high))
    assert error_interval(np.array([5.0])).high == np.inf


def test_ten_against_two_by_hand() -> None:
    first = np.array([True] * 10 + [False] * 2 + [True] * 80 + [False] * 8)
    second = np.array([False] * 10 + [True] * 2 + [True] * 80 + [False] * 8)
    found = compare_answers(first, second)
    assert (found.examples, found.only_first, found.only_second) == (100, 10, 2)
    assert found.p_value == pytest.approx(2 * sum(comb(12, k) for k in range(3)) / 2**12)  # 0.0386
    assert found.are_different
    assert compare_answers(second, first).p_value == pytest.approx(found.p_value)


def test_a_network_cannot_be_told_from_itself() -> None:
    right = np.array([True, False, True])
    assert compare_answers(right, right).p_value == 1.0
    assert not compare_answers(right, right).are_different
    assert compare_errors(np.array([1.0, 2.0]), np.array([1.0, 2.0])).p_value == 1.0


def test_the_better_regression_is_told() -> None:
    rng = np.random.default_rng(0)
    first = rng.exponential(1.0, 300)
    found = compare_errors(first, first + rng.normal(0.3, 0.2, 300))
    assert found.are_different
    assert found.only_first > found.only_second
    assert found.only_first + found.only_second == found.examples == 300


def test_equally_good_runs_are_called_different_in_one_of_twenty_cases_at_most() -> None:
    rng = np.random.default_rng(1)
    pairs = rng.random((400, 2, 200)) < 0.8
    called = [compare_answers(*pair).are_different for pair in pairs]
    assert np.mean(called) < 0.06


def test_different_test_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="same examples"):
        compare_answers(np.ones(3, bool), np.ones(4, bool))
    with pytest.raises(ValueError, match="same examples"):
        compare_errors(np.ones(3), np.ones(4))


def test_the_better_regression_is_the_one_whose_gains_rank_higher_not_the_one_that_is_closer_more_often() -> None:
    first = np.ones(50)
    # A little closer on 27, much farther off on 23.
    second = np.concatenate([np.linspace(0.95, 0.97, 27), np.linspace(2, 3, 23)])
    test = compare_errors(first, second)
    assert (test.only_first, test.only_second) == (23, 27)
    assert test.are_different
    assert test.first_is_better
    assert not compare_errors(second, first).first_is_better
