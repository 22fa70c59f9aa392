"""What the wall of a class shows: its best curves, a histogram of its results, and how many have met which goal."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nnplay.classroom.class_store import Handed
from nnplay.training.words import show_metric

MOST_BINS = 10

HIGHER_IS_BETTER = ("accuracy",)
"""Metrics of which more is better; of losses and errors, less is."""


@dataclass(frozen=True)
class WallCurve:
    """The curve of a student's best result.

    Args:
        name: Of the student; empty where names are not shown.
        values: The metric after each epoch, thinned out evenly.
        epochs: How many epochs the curve is of.
        result: The metric on the test data.
    """

    name: str
    values: tuple[float, ...]
    epochs: int
    result: float


@dataclass(frozen=True)
class ResultBins:
    """How many students reached what.

    Args:
        edges: Of the bins, growing by equal steps; one more than counts.
        counts: Best results in each bin: from its lower edge up to its upper one, which belongs to the last bin only.
    """

    edges: tuple[float, ...] = ()
    counts: tuple[int, ...] = ()


@dataclass(frozen=True)
class CheckCount:
    """Who has met a check with at least one result.

    Args:
        text: What is asked for.
        count: Of students.
        names: Of those students in the order in which they handed in; empty where names are not shown.
    """

    text: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class WallSummary:
    """A class at a glance.

    Args:
        joined: Members.
        handed_in: Students who have handed something in for this task.
        solved: Students who have met all goals with one result.
        metric: What is compared; empty before the first result.
        curves: Of each student the best result's, best first.
        bins: Of the best results.
        checks: In the order of the task.
        other: Students whose results measure something else and are in neither curves nor bins.
    """

    joined: int
    handed_in: int
    solved: int
    metric: str
    curves: tuple[WallCurve, ...]
    bins: ResultBins
    checks: tuple[CheckCount, ...]
    other: int

    @property
    def higher_is_better(self) -> bool:
        """Whether a larger result is the better one."""
        return is_higher_better(self.metric)

    @property
    def best(self) -> str:
        """The best result as people read it; empty before the first one."""
        return show_metric(self.metric, self.curves[0].result) if self.curves else ""


def is_higher_better(metric: str) -> bool:
    """Whether a larger value of a metric is the better one."""
    return metric.removeprefix("val_") in HIGHER_IS_BETTER


def summarize(handed: Iterable[Handed], joined: int, checks: Sequence[str] = (), assignment: str = "") -> WallSummary:
    """The class at a glance.

    Where results measure different things, the metric of most students is compared. A result counts as its student's
    best by that metric on the test data.

    Args:
        handed: All results of the class, of any order; with names only where they may be shown.
        joined: How many members there are.
        checks: What the task asks for, in its order.
        assignment: Id of the task; results of another one are left out. Empty: all count.
    """
    by_student: dict[int, list[Handed]] = {}
    for one in sorted(handed, key=lambda one: one.id):
        if not assignment or one.result.assignment == assignment:
            by_student.setdefault(one.writer, []).append(one)
    metrics = Counter(metric for all_of in by_student.values() for metric in {one.result.metric for one in all_of})
    # Of equally common ones the first by name: the same wall for the same results.
    metric = min(metrics, key=lambda name: (-metrics[name], name)) if metrics else ""
    sign = -1 if is_higher_better(metric) else 1
    best = []
    for all_of in by_student.values():
        measured = [one for one in all_of if math.isfinite(one.result.metrics.get(metric, math.nan))]
        if measured:
            best.append(min(measured, key=lambda one: sign * one.result.metrics[metric]))
    best.sort(key=lambda one: (sign * one.result.metrics[metric], one.id))
    curves = tuple(WallCurve(one.name, one.curve, one.result.epochs, one.result.metrics[metric]) for one in best)
    return WallSummary(
        joined,
        len(by_student),
        sum(any(solves(one, len(checks)) for one in all_of) for all_of in by_student.values()),
        metric,
        curves,
        bins_of([one.result for one in curves], percent=metric == "accuracy"),
        tuple(_check(text, place, by_student) for place, text in enumerate(checks)),
        len(by_student) - len(curves),
    )


def solves(handed: Handed, checks: int) -> bool:
    """Whether a result meets all goals of its task, of which there is at least one."""
    held = handed.result.held
    return 0 < checks == len(held) and all(held)


def _check(text: str, place: int, by_student: dict[int, list[Handed]]) -> CheckCount:
    met = [
        all_of[0]
        for all_of in by_student.values()
        if any(place < len(one.result.held) and one.result.held[place] for one in all_of)
    ]
    return CheckCount(text, len(met), tuple(one.name for one in met if one.name))


def bins_of(values: Sequence[float], *, percent: bool = False, most: int = MOST_BINS) -> ResultBins:
    """A histogram with edges that are round numbers.

    Args:
        values: Finite.
        percent: Whether they are shares, of which no edge lies below 0 or above 1.
        most: How many bins there are at most.
    """
    if not values:
        return ResultBins()
    low, high = min(values), max(values)
    step = _step(low, high, most, percent)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    if last <= first:
        # A value that is an edge itself: the bin above it, for a share of 1 the one below.
        first, last = (first - 1, first) if percent and high >= 1 else (first, first + 1)
    counts = [0] * (last - first)
    for value in values:
        counts[min(max(math.floor(value / step + 1e-9) - first, 0), len(counts) - 1)] += 1
    return ResultBins(tuple(round(place * step, 12) for place in range(first, last + 1)), tuple(counts))


def _step(low: float, high: float, most: int, percent: bool) -> float:
    """The smallest round step with which so many bins at most reach from low to high."""
    smallest = 0.01 if percent else max(abs(high), abs(low), 1e-9) / 50
    power = math.floor(math.log10(max((high - low) / most, smallest)))
    for exponent in (power, power + 1):
        for factor in (1, 2, 5):
            step = factor * 10.0**exponent
            count = math.ceil(high / step - 1e-9) - math.floor(low / step + 1e-9)
            if step >= smallest * (1 - 1e-9) and count <= most:
                return step
    return 10.0 ** (power + 2)


def names_that_fit(names: Sequence[str], letters: int) -> tuple[tuple[str, ...], int]:
    """As many names as fit into so many letters, with a comma and a space for each; and how many more there are."""
    shown: list[str] = []
    left = letters
    for name in names:
        left -= len(name) + 2
        if left < 0 and shown:
            break
        shown.append(name)
    return tuple(shown), len(names) - len(shown)
