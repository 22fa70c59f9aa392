"""What a network says to its test part, and whether two runs are judged on the same one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnplay.datasets import Dataset
from nnplay.i18n import number, tr
from nnplay.runs.significance import (
    Interval,
    PairedTest,
    accuracy_interval,
    compare_answers,
    compare_errors,
    error_interval,
)
from nnplay.tasks import class_probabilities
from nnplay.training.words import show_metric


@dataclass(frozen=True, eq=False)
class AnswersOnTest:
    """A network's answers to its test part.

    Args:
        data: What it was trained on.
        outputs: float32 (n, units), for the first n test examples.
    """

    data: Dataset
    outputs: np.ndarray

    @property
    def y_true(self) -> np.ndarray:
        """True classes or values, (n,)."""
        return self.data.y_test[: len(self.outputs)]

    @cached_property
    def probabilities(self) -> np.ndarray:
        """(n, classes)."""
        return class_probabilities(self.outputs, self.data.task)

    @cached_property
    def y_pred(self) -> np.ndarray:
        """The most probable class of each example, or its predicted value, (n,)."""
        return self.outputs[:, 0] if self.data.task == "regression" else self.probabilities.argmax(axis=1)

    @cached_property
    def right(self) -> np.ndarray:
        """Of classes, which answers are right: bool (n,)."""
        return np.asarray(self.y_pred == self.y_true)

    @cached_property
    def errors(self) -> np.ndarray:
        """Of numbers, how far off each prediction is, in the target's units: float64 (n,)."""
        return np.abs(np.asarray(self.y_pred, np.float64) - self.y_true)

    @property
    def score(self) -> tuple[str, float]:
        """`"accuracy"`, or for a regression `"mean_absolute_error"`, and its value."""
        if self.data.task == "regression":
            return "mean_absolute_error", float(self.errors.mean())
        return "accuracy", float(self.right.mean())

    @property
    def shown_score(self) -> str:
        """The score as people read it."""
        return show_metric(*self.score)

    @property
    def interval(self) -> Interval:
        """The accuracy, or the mean absolute error, with its 95% interval."""
        return error_interval(self.errors) if self.data.task == "regression" else accuracy_interval(self.right)


def same_test_part(first: AnswersOnTest, second: AnswersOnTest) -> bool:
    """Whether two runs were judged on the same examples in the same order, whatever became of their inputs."""
    one, two = first.data, second.data
    if one is two:
        return True
    if one.task != two.task or one.class_names != two.class_names or not np.array_equal(first.y_true, second.y_true):
        return False
    raw = [data.source["test"] if data.source else data.x_test for data in (one, two)]
    return raw[0].shape == raw[1].shape and np.array_equal(raw[0], raw[1], equal_nan=True)


def compare(first: AnswersOnTest, second: AnswersOnTest) -> PairedTest:
    """McNemar's test of two classifiers on the same examples, or Wilcoxon's of the errors of two regressions."""
    if first.data.task == "regression":
        return compare_errors(first.errors, second.errors)
    return compare_answers(first.right, second.right)


def verdict(names: Sequence[str], test: PairedTest, *, classes: bool) -> str:
    """What the test of two runs says, in plain sentences.

    Args:
        names: Of the first and the second run, as the page writes them.
        test: The test.
        classes: Whether they answer with classes, so that an answer is right or wrong; else with numbers.
    """
    first, second = names
    disagree = test.only_first + test.only_second
    if not disagree:
        if classes:
            return tr(
                "**These two can't be told apart:** they are right and wrong on exactly the same {examples:,} test "
                "examples.",
                examples=test.examples,
            )
        return tr(
            "**These two can't be told apart:** they are equally far off on all of the same {examples:,} test "
            "examples.",
            examples=test.examples,
        )
    if classes:
        counts = tr(
            "Of {examples:,} test examples, only {first} is right on {only_first:,}, and only {second} on "
            "{only_second:,}.",
            examples=test.examples,
            first=first,
            only_first=test.only_first,
            second=second,
            only_second=test.only_second,
        )
    else:
        counts = tr(
            "Of {examples:,} test examples, {first} is closer on {only_first:,}, and {second} on {only_second:,}; how "
            "much closer counts as well.",
            examples=test.examples,
            first=first,
            only_first=test.only_first,
            second=second,
            only_second=test.only_second,
        )
    chance = show_chance(test.p_value)
    if test.are_different:
        better = first if test.first_is_better else second
        return tr(
            "**{better} is better, and that is unlikely to be luck.** {counts} If both were equally good, a "
            "difference at least this large would occur in {chance} of such tests.",
            better=better,
            counts=counts,
            chance=chance,
        )
    return tr(
        "**These two can't be told apart.** {counts} If both were equally good, a difference at least this large would "
        "occur in {chance} of such tests. More test examples might tell.",
        counts=counts,
        chance=chance,
    )


def show_chance(p_value: float) -> str:
    """A p-value as a share that people read."""
    if p_value < 0.001:
        return tr("less than 0.1%")
    return number(p_value, ".1%" if p_value < 0.1 else ".0%")


def only_right(one: AnswersOnTest, others: Sequence[AnswersOnTest]) -> np.ndarray:
    """Places of the test examples that one run gets right and all others wrong: int (n,)."""
    wrong = np.ones(len(one.right), bool)
    for other in others:
        wrong &= ~other.right
    return np.flatnonzero(one.right & wrong)


def closer(one: AnswersOnTest, other: AnswersOnTest) -> np.ndarray:
    """Places of the test examples at which one regression is closer than the other, the largest gain first."""
    gain = other.errors - one.errors
    order = np.argsort(-gain, kind="stable")
    return order[gain[order] > 0]
