"""Kept runs beside each other: their table, what differs, and what their answers say."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.registry import DATASETS
from nnplay.runs import KeptRun, RunStore
from nnplay.runs.answers import AnswersOnTest, closer, compare, only_right, same_test_part, show_chance, verdict
from nnplay.runs.differences import ABSENT, differences, settings, show_setting
from nnplay.runs.overview import CURVE_POINTS, differing, matching, overview
from nnplay.runs.pace import along
from nnplay.spec import DatasetSpec, LayerSpec, OptimizerSpec
from nnplay.spec_path import with_value
from tests.runs.factories import history_of, made_run, spec_of


@pytest.fixture
def runs(tmp_path: Path) -> list[KeptRun]:
    store = RunStore(tmp_path / "store")
    wide = spec_of(units=8)
    numbers = history_of(spec_of("line"))
    numbers.columns = {"loss": [4.0, 2.0], "mean_absolute_error": [2.0, 1.5], "val_mean_absolute_error": [2.5, 1.75]}
    numbers.test_metrics, numbers.best_epoch = {"loss": 3.0, "mean_absolute_error": 1.25}, 1
    lost = history_of(spec_of(seed=4))
    lost.reason, lost.test_metrics = "diverged", {}
    lost.columns["val_loss"][1] = math.inf
    return [
        store.add(made_run(tmp_path / "a"), name="Small"),
        store.add(made_run(tmp_path / "b", wide, history_of(wide, 0.9)), name="Wide", tags=["Homework"], note="good"),
        store.add(made_run(tmp_path / "c", spec_of("line"), numbers)),
        store.add(made_run(tmp_path / "d", spec_of(seed=4), lost), name="Lost"),
    ]


# The table --------------------------------------------------------------------------------------


def test_the_table_says_what_was_trained_and_what_came_of_it(runs: list[KeptRun]) -> None:
    table = overview(runs)
    assert list(table.index) == [run.id for run in runs]
    small = table.loc[runs[0].id]
    assert (small["name"], small["data"], small["network"]) == ("Small", "Moons", "Dense 3 · tanh")
    assert (small["parameters"], small["optimizer"], small["learning rate"]) == (13, "Adam", 0.02)
    assert (small["test accuracy"], small["time"], small["epochs"]) == (0.75, 1.0, 2)
    assert small["validation accuracy"] == 0.95 - 1 / 4  # in the second epoch, which was kept
    numbers = table.loc[runs[2].id]
    assert (numbers["validation MAE"], numbers["test MAE"]) == (2.5, 1.25)  # the first epoch was kept
    assert math.isnan(numbers["test accuracy"])
    assert math.isnan(table.loc[runs[3].id, "test accuracy"])
    assert table.loc[runs[3].id, "ended"] == "diverged"
    assert table.loc[runs[3].id, "curve"] == [1.1]  # what is not finite is no point of a curve


def test_columns_without_a_value_are_left_out_and_those_that_differ_are_found(runs: list[KeptRun]) -> None:
    table = overview(runs[:1])
    assert {"tags", "note", "test MAE"}.isdisjoint(table.columns)
    differ = differing(overview(runs[:2]).drop(columns="kept"))
    assert differ == [
        "name", "network", "parameters", "test accuracy", "curve", "tags", "note",
    ]  # fmt: skip
    assert overview([]).empty


def test_a_long_curve_is_drawn_small_with_its_ends(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "store")
    run = store.add(made_run(tmp_path / "a", history=history_of(spec_of(), epochs=500)))
    curve = overview([run])["curve"].iloc[0]
    values = run.history.columns["val_loss"]
    assert len(curve) == CURVE_POINTS
    assert (curve[0], curve[-1]) == (values[0], values[-1])


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("", ["Small", "Wide", "Line 1", "Lost"]),
        ("MOONS", ["Small", "Wide", "Lost"]),
        ("moons homework", ["Wide"]),
        ("good", ["Wide"]),
        ("dense 3", ["Small", "Line 1", "Lost"]),
        ("adam line", ["Line 1"]),
        ("sgd", []),
    ],
)
def test_runs_are_found_by_words(words: str, names: list[str], runs: list[KeptRun]) -> None:
    assert [run.name for run in matching(runs, words)] == names


# Settings ---------------------------------------------------------------------------------------


def test_only_what_differs_is_named_with_its_values() -> None:
    spec = SPECS["spiral"]
    optimizer = spec.training.optimizer.with_options(learning_rate=0.5)
    other = spec.with_training(optimizer=optimizer, early_stopping=True).with_seed(3)
    rows = {row.path: (row.title, row.values) for row in differences([spec, other])}
    before = f"{spec.training.optimizer['learning_rate']:g}"
    assert rows == {
        "training.optimizer.learning_rate": ("Optimizer: learning rate", (before, "0.5")),
        "training.early_stopping": ("Early stopping", ("off", "on")),
        "seed": ("Random seed", (str(spec.seed), "3")),
    }
    assert differences([spec, spec]) == []
    # Patience says nothing where early stopping is off.
    patient = spec.with_training(patience=50)
    assert differences([spec, patient]) == []
    rows_on = differences([other, other.with_training(patience=50)])
    assert [(row.path, row.values) for row in rows_on] == [("training.patience", ("5", "50"))]


def test_of_other_layers_their_labels_are_told_and_not_every_option() -> None:
    spec = spec_of()
    deeper = spec.with_layers((LayerSpec("Dense", units=3, activation="relu"), LayerSpec("Dropout", rate=0.5)))
    rows = differences([spec, deeper])
    assert [(row.title, row.values) for row in rows] == [
        ("Layer 1: activation", ("tanh", "relu")),
        ("Layer 2", (ABSENT, "Dropout 50%")),
    ]


def test_of_other_optimizers_the_learning_rate_still_counts() -> None:
    spec = spec_of()
    other = spec.with_training(optimizer=OptimizerSpec("SGD", learning_rate=0.5, momentum=0.9))
    assert [(row.path, row.values) for row in differences([spec, other])] == [
        ("training.optimizer", ("Adam", "SGD")),
        ("training.optimizer.learning_rate", ("0.02", "0.5")),
    ]


@pytest.mark.parametrize("name", list(SPECS))
def test_every_setting_can_be_set_by_its_path(name: str) -> None:
    spec = SPECS[name]
    data = spec.to_dict()
    for path in settings(spec):
        value = data
        for part in path.split("."):
            inside = value["options"] if isinstance(value, dict) and "options" in value else value
            value = inside[int(part)] if isinstance(inside, list) else inside[part]
        plain = value["name"] if isinstance(value, dict) else value
        if not isinstance(value, dict):
            assert with_value(spec, path, plain) == spec


def test_settings_are_shown_as_people_read_them() -> None:
    shown = [show_setting(value) for value in (True, 0.1, 1e-5, 10_000, ("a", "b"), (), "relu", "f" * 64)]
    assert shown == ["on", "0.1", "1e-05", "10,000", "a, b", "none", "relu", "ffffffff…"]


# Curves -----------------------------------------------------------------------------------------


def test_a_curve_goes_along_epochs_steps_or_seconds() -> None:
    history = history_of(spec_of(), epochs=3)
    history.seconds = [0.5, 0.25, 1.0]
    assert along(history, "epoch").tolist() == [1, 2, 3]
    assert along(history, "step").tolist() == [5, 10, 15]
    assert along(history, "second").tolist() == [0.5, 0.75, 1.75]


# Answers ----------------------------------------------------------------------------------------


def answers(spec: DatasetSpec, wrong: list[int]) -> AnswersOnTest:
    """A network that is wrong on these places of its test part alone."""
    data = load_dataset(spec)
    outputs = data.y_test.astype(np.float32)[:, None]
    outputs[wrong] = 1 - outputs[wrong]
    return AnswersOnTest(data, outputs)


MOONS = DatasetSpec("moons")


def test_two_runs_are_compared_by_the_examples_that_only_one_gets_right() -> None:
    first, second = answers(MOONS, [1, 2]), answers(MOONS, [2, 3, 4, 5, 6, 7, 8, 9, 10])
    test = compare(first, second)
    assert (test.only_first, test.only_second) == (8, 1)
    assert test.p_value == pytest.approx(binomtest(1, 9).pvalue)
    assert only_right(first, [second]).tolist() == [3, 4, 5, 6, 7, 8, 9, 10]
    assert only_right(second, [first]).tolist() == [1]
    assert first.interval.value == 1 - 2 / len(first.y_true)
    sentence = verdict(("A", "B"), test, classes=True)
    assert sentence.startswith("**A is better, and that is unlikely to be luck.**")
    assert "only A is right on 8, and only B on 1" in sentence
    assert f"{binomtest(1, 9).pvalue:.1%}" in sentence


def test_a_difference_that_chance_makes_is_called_so() -> None:
    first, second = answers(MOONS, [1, 2]), answers(MOONS, [2, 3, 4])
    assert verdict(("A", "B"), compare(first, second), classes=True).startswith("**These two can't be told apart.**")
    same = verdict(("A", "B"), compare(first, first), classes=True)
    assert "right and wrong on exactly the same" in same


def test_numbers_are_compared_by_how_far_off_they_are() -> None:
    data = load_dataset(DatasetSpec("line"))
    near = AnswersOnTest(data, (data.y_test + 0.1)[:, None].astype(np.float32))
    far = AnswersOnTest(data, (data.y_test - 0.5)[:, None].astype(np.float32))
    test = compare(near, far)
    assert (test.only_first, test.only_second) == (len(data.y_test), 0)
    assert verdict(("A", "B"), test, classes=False).startswith("**A is better")
    assert near.interval.value == pytest.approx(0.1, rel=1e-4)
    assert len(closer(near, far)) == len(data.y_test)
    assert len(closer(far, near)) == 0


def test_what_is_done_to_the_inputs_leaves_the_test_part_the_same_and_another_split_does_not() -> None:
    usual = answers(DatasetSpec("wine"), [])
    scaling = "minmax" if DatasetSpec("wine")["scaling"] != "minmax" else "none"
    assert same_test_part(usual, answers(DatasetSpec("wine", scaling=scaling), []))
    assert not same_test_part(usual, answers(DatasetSpec("wine", split_seed=1), []))
    assert not same_test_part(usual, answers(DatasetSpec("wine", test_size=0.3), []))
    assert not same_test_part(usual, answers(DatasetSpec("iris"), []))
    assert same_test_part(answers(DatasetSpec("digits"), []), answers(DatasetSpec("digits"), []))
    assert not same_test_part(answers(MOONS, []), answers(DatasetSpec("moons", noise=0.3), []))


def test_chances_are_shown_as_shares() -> None:
    assert [show_chance(p) for p in (1e-9, 0.0123, 0.31, 1.0)] == ["less than 0.1%", "1.2%", "31%", "100%"]


@pytest.mark.parametrize("name", [name for name in DATASETS if not DATASETS[name].files])
def test_the_settings_of_every_dataset_have_titles(name: str) -> None:
    spec = replace(spec_of(), dataset=DatasetSpec(name))
    titles = [title for title, _ in settings(spec).values()]
    assert len(set(titles)) == len(titles)
    assert pd.Series(titles).str.len().between(1, 60).all()
