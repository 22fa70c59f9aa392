"""The table of a class: who stands where, what a teacher should look at twice, and computing again."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nnplay.classroom.class_store import Handed, Member
from nnplay.classroom.computed_again import compare_again
from nnplay.classroom.doubts import doubts
from nnplay.classroom.handing_in import curve_of, result_of, weights_digest
from nnplay.classroom.result import NOTES
from nnplay.classroom.standing import ORDERS, ordered, standing_table, standings
from nnplay.datasets.tables.csv_download import to_csv
from nnplay.errors import ResultError
from nnplay.training.history import History
from nnplay.training.run_folder import WEIGHTS_FILE
from tests.classroom.factories import SPIRAL, made_result
from tests.runs.factories import history_of, spec_of


def handed(id: int, name: str, **changes: Any) -> Handed:
    return Handed(id, len(name), name, made_result(name=name, **changes), (), 0)


def at(time: str) -> str:
    return f"2026-03-02T{time}+00:00"


def test_more_checks_come_before_a_better_metric_and_earlier_before_later() -> None:
    results = [
        handed(1, "Ada", held=(True, True), metrics={"loss": 0.5, "accuracy": 0.8}),
        handed(2, "Bo", held=(True, False), metrics={"loss": 0.1, "accuracy": 0.99}),
        handed(3, "Ada", held=(True, True), metrics={"loss": 0.4, "accuracy": 0.8}, attempt=7),
        handed(4, "Bo", held=(True, False), metrics={"loss": 0.1, "accuracy": 0.9}),
    ]
    found = standings(results, [Member(9, "Cy", at("09:00:00"), 1)], {1: ["Late."]})
    assert [one.name for one in found] == ["Ada", "Bo", "Cy"]
    assert [one.best.id for one in found if one.best] == [1, 2]
    assert [one.attempts for one in found] == [7, 2, 0]
    assert [one.marks for one in found] == [("Late.",), (), ()]
    by = {order: [one.name for one in ordered(found, order)] for order in ORDERS}
    assert by == {"best": ["Ada", "Bo", "Cy"], "newest": ["Bo", "Ada", "Cy"], "name": ["Ada", "Bo", "Cy"]}
    assert [one.name for one in ordered(found[::-1], "name")] == ["Ada", "Bo", "Cy"]


def test_a_smaller_error_is_better() -> None:
    results = [handed(id, name, held=(), metrics={"mean_absolute_error": error}) for id, name, error in
               ((1, "Ada", 3.0), (2, "Bo", 2.0))]  # fmt: skip
    assert [one.name for one in standings(results)] == ["Bo", "Ada"]
    assert [one.name for one in standings([handed(9, "Cy"), handed(8, "Di")])] == ["Di", "Cy"]  # the earlier one


def test_a_name_never_becomes_a_formula_in_the_file() -> None:
    results = [handed(1, '=HYPERLINK("x")'), handed(2, "@SUM(A1)"), handed(3, "+1"), handed(4, 'Ada; "x", y')]
    table = standing_table(standings(results), ["Accuracy: at least 90%.", "Accuracy: at least 90%."])
    text = to_csv(table)
    read = pd.read_csv(io.BytesIO(text), encoding="utf-8-sig")
    assert sorted(read["name"]) == sorted(['\'=HYPERLINK("x")', "'@SUM(A1)", "+1", 'Ada; "x", y'])
    assert list(read.columns[:4]) == ["name", "Accuracy: at least 90%.", "Accuracy: at least 90%. (2)", "test accuracy"]
    assert read["test accuracy"].tolist() == [0.925] * 4
    assert read.loc[read["name"] == "+1", "parameters"].item() == 105


def test_equal_settings_at_nearly_equal_times_are_marked_with_the_reason() -> None:
    other = SPIRAL.with_seed(5)
    results = [
        handed(1, "Ada", spec=other, created=at("09:00:00"), explanation=""),
        handed(2, "Bo", spec=other, created=at("09:00:40"), explanation=""),
        handed(3, "Cy", spec=other, created=at("09:30:00"), explanation=""),
        handed(4, "Ada", spec=other, created=at("09:01:00"), explanation=""),
        handed(5, "Di", spec=SPIRAL, created=at("09:00:40"), explanation="The arms were hard to separate."),
        handed(6, "Ed", spec=SPIRAL, created=at("09:00:50"), explanation="the arms  were hard to separate."),
    ]
    found = doubts(results, start=SPIRAL)
    assert found[1] == ("Same settings and seed as Bo, handed in 40 seconds earlier.",)
    assert set(found) == {1, 2, 4, 5, 6}
    assert found[2] == ("Same settings and seed as Ada, handed in 20 seconds earlier.",), "the nearest of Ada's"
    assert found[6] == ("Same explanation as Di.",)


def test_what_many_have_alike_is_said_in_few_words() -> None:
    words, other = "We all wrote this sentence together.", SPIRAL.with_seed(5)
    results = [
        handed(number, f"S{number}", spec=other, created=at(f"09:00:{number:02}"), explanation=words)
        for number in range(1, 8)
    ]
    assert doubts(results)[1] == (
        "Same settings and seed as S2, handed in 1 second earlier.",
        "Same settings and seed as S3, handed in 2 seconds earlier.",
        "Same settings and seed as S4, handed in 3 seconds earlier.",
        "Same settings and seed as 3 others within 5 minutes.",
        "Same explanation as S2, S3, S4 and 3 others.",
    )
    assert doubts(results[:4], start=other)[1] == ("Same explanation as S2, S3 and S4.",)


def test_late_results_and_ones_that_cannot_be_repeated_are_marked() -> None:
    results = [
        handed(1, "Ada", created=at("10:59:59")),
        handed(2, "Bo", created=at("12:01:00"), notes=("hand",), explanation=""),
    ]
    assert doubts(results, due=at("11:00:00")) == {2: ("Late by 1 hour.", NOTES["hand"])}


class Trained:
    def __init__(self, history: History, folder: Path) -> None:
        self.spec, self.history = spec_of(), history
        np.savez(folder / WEIGHTS_FILE, np.arange(6, dtype=np.float32).reshape(2, 3), np.zeros(3, np.float32))


def test_a_result_is_read_from_the_run(tmp_path: Path) -> None:
    run = Trained(history_of(spec_of(), accuracy=0.7666666507720947), tmp_path)
    result = result_of(run, tmp_path, assignment="a1", name="Ada", attempt=3, held=(True,), explanation=" why ")
    assert (result.metrics, result.parameters, result.epochs) == ({"loss": 0.4, "accuracy": 0.766666651}, 13, 2)
    assert (result.explanation, result.notes, result.attempt) == ("why", (), 3)
    assert curve_of(run.history) == (0.45, 0.7)
    run.history.by_hand.append((1, 0, 3))
    opened = result_of(run, tmp_path, base="Run 1", opened={"accuracy": 0.5})
    assert (opened.metrics, opened.notes) == ({"accuracy": 0.5}, ("hand", "base", "opened"))
    run.history.reason = "diverged"
    with pytest.raises(ResultError, match="finished training"):
        result_of(run, tmp_path)


def test_the_digest_of_weights_knows_values_and_shapes(tmp_path: Path) -> None:
    digests = set()
    for arrays in ([np.zeros((2, 3))], [np.zeros((3, 2))], [np.zeros((2, 3), np.float32)], [np.eye(2, 3)]):
        np.savez(tmp_path / WEIGHTS_FILE, *arrays)
        digests.add(weights_digest(tmp_path))
        assert weights_digest(tmp_path) in digests
    assert len(digests) == 4
    (tmp_path / WEIGHTS_FILE).unlink()
    with pytest.raises(ResultError, match="gone"):
        weights_digest(tmp_path)


def test_computing_again_says_what_differs() -> None:
    result = made_result(metrics={"loss": 0.4, "accuracy": 0.75}, weights="aa")
    same = history_of(spec_of(), accuracy=0.75)
    assert compare_again(result, same, "aa").sentence.endswith("same weights and the same result.")
    near = compare_again(result, same, "bb")
    assert near.agrees
    assert "between different computers" in near.sentence
    off = compare_again(result, history_of(spec_of(), accuracy=0.5), "bb")
    assert not off.agrees
    assert "accuracy 75.0% handed in, 50.0% computed again" in off.sentence
    assert not compare_again(result, history_of(spec_of(), accuracy=0.5), "aa").agrees
