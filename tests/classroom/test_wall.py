"""What the wall says of a class, worked by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnplay.classroom.class_store import Handed
from nnplay.classroom.crowd import crowd_words
from nnplay.classroom.wall import bins_of, names_that_fit, summarize
from tests.classroom.factories import made_result

TASK = "0123456789ab"
CHECKS = ("Test accuracy: at least 90%.", "Parameters: at most 100.")


def handed(number: int, writer: int, accuracy: float, held: tuple[bool, ...] = (), **changes: Any) -> Handed:
    name = {1: "Ada", 2: "Ben", 3: "Cem", 4: "Dora"}[writer]
    result = made_result(name=name, metrics={"loss": 1 - accuracy, "accuracy": accuracy}, held=held, **changes)
    return Handed(number, writer, name, result, (0.5, accuracy), writer)


CLASS = (
    handed(1, 1, 0.80, (False, True)),
    handed(2, 2, 0.95, (True, False)),
    handed(3, 1, 0.92, (True, False), epochs=60),
    handed(4, 3, 0.92, (True, True)),
    handed(5, 1, 0.85, (False, False)),
)


def test_each_student_counts_once_with_the_best_result() -> None:
    found = summarize(reversed(CLASS), 5, CHECKS, TASK)
    assert (found.joined, found.handed_in, found.solved, found.other) == (5, 3, 1, 0)
    assert (found.metric, found.best, found.higher_is_better) == ("accuracy", "95.0%", True)
    # Of equal results the earlier one stands first.
    assert [(one.name, one.result, one.epochs) for one in found.curves] == [
        ("Ben", 0.95, 30),
        ("Ada", 0.92, 60),
        ("Cem", 0.92, 30),
    ]
    assert found.curves[1].values == (0.5, 0.92)


def test_a_check_is_met_with_any_result_and_the_task_with_one_that_meets_all() -> None:
    found = summarize(CLASS, 5, CHECKS, TASK)
    assert [(one.text, one.count, one.names) for one in found.checks] == [
        (CHECKS[0], 3, ("Ada", "Ben", "Cem")),
        (CHECKS[1], 2, ("Ada", "Cem")),
    ]
    # Ada met each check, but never both at once.
    assert found.solved == 1
    assert summarize(CLASS, 5, (), TASK).solved == 0


def test_a_loss_is_better_when_it_is_smaller_and_what_is_measured_otherwise_is_left_out() -> None:
    houses = [
        Handed(n, n, "", made_result(name="", metrics={"loss": 1.0, "mean_absolute_error": error}), (), n)
        for n, error in enumerate((30.0, 10.0, 20.0), start=1)
    ]
    found = summarize([*houses, handed(9, 4, 0.99)], 4)
    assert [one.result for one in found.curves] == [10, 20, 30]
    assert (found.metric, found.handed_in, found.other, found.higher_is_better) == ("mean_absolute_error", 4, 1, False)


def test_results_of_another_task_and_nobodys_names_do_not_show() -> None:
    assert summarize(CLASS, 5, CHECKS, "another task").handed_in == 0
    found = summarize([], 0, CHECKS)
    assert (found.metric, found.best, found.curves, found.bins.counts) == ("", "", (), ())
    hidden = [Handed(one.id, 0, "", one.result, one.curve, one.writer) for one in CLASS]
    assert [one.names for one in summarize(hidden, 5, CHECKS).checks] == [(), ()]
    assert summarize(hidden, 5, CHECKS).handed_in == 3


@pytest.mark.parametrize(
    ("values", "percent", "edges", "counts"),
    [
        ([0.81, 0.85, 0.9, 0.9, 1.0], True, [0.8, 0.82, 0.84, 0.86, 0.88, 0.9, 0.92, 0.94, 0.96, 0.98, 1.0], 5),
        ([1.0, 1.0], True, [0.99, 1.0], 2),
        ([0.0], True, [0.0, 0.01], 1),
        ([12.0, 48.0], False, [10, 15, 20, 25, 30, 35, 40, 45, 50], 2),
        ([3.0], False, [3.0, 3.1], 1),
        ([0.0, 0.0], False, None, 2),
        ([-1.5, 2.5], False, [-1.5, -1.0, -0.5, 0, 0.5, 1, 1.5, 2, 2.5], 2),
    ],
)
def test_bins_have_round_edges_and_hold_all(values: list[float], percent: bool, edges: Any, counts: int) -> None:
    found = bins_of(values, percent=percent)
    if edges is not None:
        assert list(found.edges) == pytest.approx(edges)
    assert sum(found.counts) == counts
    # NumPy counts alike: every bin has its lower edge, the last one both.
    nudged = np.minimum(np.array(values) + 1e-12, found.edges[-1])  # 0.9 is an edge, whatever floats make of it
    assert np.histogram(nudged, found.edges)[0].tolist() == list(found.counts)


@pytest.mark.parametrize("seed", range(20))
def test_any_results_fit_into_ten_bins(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(rng.uniform(-5, 5), 10 ** rng.uniform(-3, 4), rng.integers(1, 40)).tolist()
    found = bins_of(values)
    assert 1 <= len(found.counts) <= 10
    assert sum(found.counts) == len(values)
    assert found.edges[0] <= min(values) + 1e-9 * abs(min(values))
    assert max(values) <= found.edges[-1] + 1e-9 * abs(max(values))
    steps = np.diff(found.edges)
    assert np.allclose(steps, steps[0])


def test_bins_of_nothing() -> None:
    assert bins_of([]).edges == ()


def test_a_result_that_is_no_number_is_no_curve() -> None:
    found = summarize([handed(1, 1, math.nan), handed(2, 2, 0.5)], 2)
    assert [one.name for one in found.curves] == ["Ben"]


def test_only_a_large_class_on_a_small_server_is_told_that_it_waits() -> None:
    assert crowd_words(31, shared=True).startswith("31 students share one small server.")
    assert crowd_words(30, shared=True) == crowd_words(60, shared=False) == ""


def test_as_many_names_as_fit_and_at_least_one() -> None:
    names = ("Ada", "Ben", "Maximilian")
    assert names_that_fit(names, 22) == (names, 0)
    assert names_that_fit(names, 21) == (("Ada", "Ben"), 1)
    assert names_that_fit(names, 1) == (("Ada",), 2)
    assert names_that_fit((), 10) == ((), 0)
