"""How sure a test result is, and whether two runs can be told apart on the same test examples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95
LEAST_DIFFERENT = 1 - CONFIDENCE
"""Below this p-value two runs are called different."""


@dataclass(frozen=True)
class Interval:
    """A result with the range in which the true value lies with 95% confidence.

    Args:
        value: What was measured: an accuracy in 0..1, or a mean error in the units of the errors.
        low, high: Ends of the range.
        examples: Test examples that it was measured on.
    """

    value: float
    low: float
    high: float
    examples: int


@dataclass(frozen=True)
class PairedTest:
    """Two runs on the same test examples.

    Args:
        examples: How many there are.
        only_first, only_second: Examples that only this run gets right; for regressions, where it is closer.
        p_value: The chance of a difference at least this large if both were equally good.
        first_is_better: Which way the difference goes: by examples, for regressions by the ranks of how much closer.
    """

    examples: int
    only_first: int
    only_second: int
    p_value: float
    first_is_better: bool

    @property
    def are_different(self) -> bool:
        """Whether the difference is more than chance would explain."""
        return self.p_value < LEAST_DIFFERENT


def accuracy_interval(right: np.ndarray) -> Interval:
    """The accuracy with its Wilson score interval.

    Args:
        right: bool (n,), n > 0: which test examples were answered right.

    Source: E. B. Wilson 1927, Probable Inference, the Law of Succession, and Statistical Inference, as in
    `scipy.stats.binomtest`.
    """
    from scipy.stats import binomtest

    right = np.asarray(right, bool)
    ends = binomtest(int(right.sum()), len(right)).proportion_ci(CONFIDENCE, method="wilson")
    return Interval(float(right.mean()), float(ends.low), float(ends.high), len(right))


def error_interval(errors: np.ndarray) -> Interval:
    """The mean of errors, e.g. squared ones, with the interval of Student's t for a mean.

    Args:
        errors: float (n,), n > 0; one example gives no interval: its ends are infinite.
    """
    from scipy.stats import t

    errors = np.asarray(errors, np.float64)
    count, mean = len(errors), float(errors.mean())
    if count < 2:
        return Interval(mean, -np.inf, np.inf, count)
    reach = float(t.ppf((1 + CONFIDENCE) / 2, count - 1) * errors.std(ddof=1) / np.sqrt(count))
    return Interval(mean, mean - reach, mean + reach, count)


def compare_answers(first: np.ndarray, second: np.ndarray) -> PairedTest:
    """McNemar's exact test of two classifiers on the same examples.

    Args:
        first, second: bool (n,): which examples each run answers right, in the same order.

    Raises:
        ValueError: If there are not equally many.

    Source: Q. McNemar 1947, Note on the Sampling Error of the Difference between Correlated Proportions; the exact
    form is a binomial test on the examples about which the two runs disagree.
    """
    from scipy.stats import binomtest

    first, second = np.asarray(first, bool), np.asarray(second, bool)
    if first.shape != second.shape:
        raise ValueError(f"Both runs must answer the same examples. Received: {first.shape} and {second.shape}.")
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    disagree = only_first + only_second
    p_value = float(binomtest(only_first, disagree).pvalue) if disagree else 1.0
    return PairedTest(len(first), only_first, only_second, p_value, only_first > only_second)


def compare_errors(first: np.ndarray, second: np.ndarray) -> PairedTest:
    """Wilcoxon's signed-rank test of two regressions on the same examples.

    Args:
        first, second: float (n,): the error of each run on each example, in the same order; smaller is better.

    Raises:
        ValueError: If there are not equally many.

    Source: F. Wilcoxon 1945, Individual Comparisons by Ranking Methods, as in `scipy.stats.wilcoxon`.
    """
    from scipy.stats import rankdata, wilcoxon

    first, second = np.asarray(first, np.float64), np.asarray(second, np.float64)
    if first.shape != second.shape:
        raise ValueError(f"Both runs must answer the same examples. Received: {first.shape} and {second.shape}.")
    p_value = float(wilcoxon(first, second).pvalue) if (first != second).any() else 1.0
    ranks = np.sign(second - first) * rankdata(np.abs(second - first))
    return PairedTest(
        len(first), int((first < second).sum()), int((second < first).sum()), p_value, bool(ranks.sum() > 0)
    )
