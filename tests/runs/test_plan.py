"""Sweeps: what is planned, what it costs, what a person may try, and how a plan is carried out."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nnplay.catalogue import SPECS
from nnplay.errors import EngineError, SpecError
from nnplay.registry import Param
from nnplay.runs.changeable import changeable, parsed, spaced, suggested, unusual
from nnplay.runs.plan import MOST_PLANNED, START_SECONDS, PlannedRun, plan, result_row, seconds_of, summary
from nnplay.runs.sweep import Sweep
from nnplay.spec import ExperimentSpec
from nnplay.spec_path import with_value
from nnplay.training.history import History
from tests.runs.factories import history_of, spec_of

RATE, UNITS = "training.optimizer.learning_rate", "layers.0.units"


# Planning ---------------------------------------------------------------------------------------


def test_every_combination_is_planned_with_every_seed() -> None:
    runs = plan(spec_of(seed=5), {RATE: [0.1, 0.01], UNITS: [2, 4, 4]}, seeds=3)
    assert len(runs) == 2 * 2 * 3
    found = [
        (run.spec.training.optimizer["learning_rate"], run.spec.layers[0]["units"], run.spec.seed) for run in runs[:4]
    ]
    assert found == [(0.1, 2, 5), (0.1, 2, 6), (0.1, 2, 7), (0.1, 4, 5)]
    assert runs[0].title == "learning rate 0.1, layer 1 units 2, seed 5"
    assert [run.spec.seed for run in plan(spec_of(), {}, seeds=[9, 3])] == [9, 3]
    (same,) = plan(spec_of(), {})
    assert (same.spec, same.title) == (spec_of(), "seed 0")
    assert plan(spec_of(), {RATE: [0.1]})[0].title == "learning rate 0.1"  # there is one seed, which tells nothing


def test_an_optimizer_is_tried_by_its_name() -> None:
    runs = plan(spec_of(), {"training.optimizer": ["SGD", "Adam"]})
    assert [run.spec.training.optimizer.name for run in runs] == ["SGD", "Adam"]


@pytest.mark.parametrize(
    ("options", "seeds", "sentence"),
    [
        ({"training.rate": [1]}, 1, "no value 'training.rate'"),
        ({RATE: ["fast"]}, 1, "Learning rate must be a number"),
        ({UNITS: [2, -1]}, 1, "Units must be"),
        ({UNITS: []}, 1, "nothing to train"),
        ({}, 0, "nothing to train"),
        ({UNITS: list(range(1, 100)), RATE: [0.1, 0.2, 0.3, 0.4, 0.5]}, 1, f"495 runs; at most {MOST_PLANNED}"),
        ({"training.loss": ["mean_absolute_error"]}, 1, "mean_absolute_error"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_trained(
    options: dict[str, list[Any]], seeds: int, sentence: str
) -> None:
    with pytest.raises(SpecError, match=sentence):
        plan(spec_of(), options, seeds)


def test_the_cost_goes_by_the_epochs_of_a_known_run() -> None:
    known = history_of(spec_of(), epochs=4)
    known.total_seconds = 8.0
    runs = plan(spec_of(), {"training.epochs": [10, 20]}, seeds=2)
    assert seconds_of(runs, known) == pytest.approx((10 + 10 + 20 + 20) * 2.0 + 4 * START_SECONDS)
    assert seconds_of(runs, known, at_once=2) == seconds_of(runs, known) / 2


def test_a_line_of_the_table_has_values_seed_and_results() -> None:
    history = history_of(spec_of(), accuracy=0.8)
    history.best_epoch = 1
    (run,) = plan(spec_of(seed=3), {RATE: [0.5]})
    assert result_row(run, history) == {
        RATE: 0.5,
        "seed": 3,
        "epochs": 2,
        "val_loss": 1.1,
        "val_accuracy": history.columns["val_accuracy"][0],
        "test_loss": 0.4,
        "test_accuracy": 0.8,
        "seconds": 1.0,
        "ended": "completed",
    }
    assert result_row(run, History(status="failed"))["ended"] == "failed"


def test_seeds_are_summed_up_by_value() -> None:
    table = pd.DataFrame({RATE: [0.1, 0.1, 0.1, 0.2], "test_accuracy": [0.5, 0.7, 0.9, 0.4]})
    first, second = summary(table, [RATE], "test_accuracy").to_dict("records")
    assert first == pytest.approx({RATE: 0.1, "mean": 0.7, "std": 0.2, "least": 0.5, "most": 0.9, "runs": 3})
    assert (second["mean"], second["runs"]) == (0.4, 1)
    assert math.isnan(second["std"])
    (every,) = summary(table, [], "test_accuracy").to_dict("records")
    assert (every["runs"], every["mean"]) == (4, pytest.approx(0.625))


# Values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(SPECS))
def test_every_value_that_is_suggested_can_be_set(name: str) -> None:
    spec = SPECS[name]
    for path, (title, param, value) in changeable(spec).items():
        assert title
        values = suggested(param, value)
        assert values
        for one in values:
            with_value(spec, path, one)
        if param.kind in ("integer", "number", "log"):
            assert parsed(param, ", ".join(f"{one:.12g}" for one in values)) == values


COUNT = Param("units", "integer", 8, "", minimum=1, maximum=100)
FACTOR = Param("rate", "log", 0.01, "", minimum=1e-6, maximum=10.0)
SHARE = Param("share", "number", 0.5, "", minimum=0.0, maximum=1.0)


def test_values_are_read_as_a_person_writes_them() -> None:
    assert parsed(FACTOR, "0.1, 0.01,0.1 , ") == [0.1, 0.01]
    assert parsed(FACTOR, "0.001 to 1 in 4") == [0.001, 0.01, 0.1, 1.0]
    assert parsed(SHARE, "0 to 1 in 3") == [0.0, 0.5, 1.0]
    assert parsed(COUNT, "1 to 10 in 4") == [1, 4, 7, 10]
    assert spaced(FACTOR, 1.0, 10.0, 2) == [1.0, 10.0]


def test_values_at_random_lie_between_the_two_evenly_by_factors_where_the_option_is_one() -> None:
    values = parsed(FACTOR, "0.001 to 10, random 40")
    assert values == parsed(FACTOR, "0.001 to 10 random 40")  # the plan stays while the page is drawn anew
    assert values == sorted(values)
    assert 0.001 <= values[0] <= values[-1] <= 10
    assert 10 <= sum(value < 0.1 for value in values) <= 30  # half of the factors
    even = parsed(SHARE, "0 to 1 random 40")
    assert 10 <= sum(value < 0.5 for value in even) <= 30
    assert set(parsed(COUNT, "1 to 3 random 30")) == {1, 2, 3}


@pytest.mark.parametrize(
    ("param", "text", "sentence"),
    [
        (FACTOR, "", "Enter between 1 and"),
        (FACTOR, "fast", "'fast' is not a number"),
        (COUNT, "2.5", "whole number"),
        (COUNT, "1000", "between 1 and 100"),
        (SHARE, "0 to 2 in 3", "between 0 and 1"),
        (SHARE, "0 to 1 in 1", "between 2 and"),
        (SHARE, "0 to 1 random 1", "between 2 and"),
        (SHARE, "0 to 1 random few", "'few' is not a number"),
    ],
)
def test_what_is_no_value_is_told(param: Param, text: str, sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence):
        parsed(param, text)


# Carrying it out --------------------------------------------------------------------------------


@dataclass
class Fake:
    """A training that ends when it is told."""

    spec: ExperimentSpec
    history: History = field(default_factory=lambda: History(status="running"))

    @property
    def is_live(self) -> bool:
        return self.history.is_live

    def finish(self) -> None:
        self.history = history_of(self.spec)


class Lab:
    """Starts fakes and writes down what is asked of it."""

    def __init__(self, most: int = 100) -> None:
        self.started: list[Fake] = []
        self.kept: list[Fake] = []
        self.most = most

    def start(self, spec: ExperimentSpec) -> Fake:
        if len(self.started) == self.most:
            raise EngineError("The engine has failed.")
        self.started.append(Fake(spec))
        return self.started[-1]

    def keep(self, run: PlannedRun, training: Fake) -> str:
        self.kept.append(training)
        return f"id{len(self.kept)}"

    def sweep(self, seeds: int = 5, at_once: int = 2) -> Sweep:
        return Sweep("seeds", plan(spec_of(), {}, seeds), self.start, self.keep, lambda one: one.finish(), at_once)


def test_a_few_runs_at_a_time_are_started_and_each_is_kept_when_it_ends() -> None:
    lab = Lab()
    sweep = lab.sweep()
    for _ in range(3):
        sweep.advance()
    assert len(lab.started) == 2
    lab.started[1].finish()
    sweep.advance()
    assert (len(lab.started), sweep.count_done, sweep.kept) == (3, 1, {1: "id1"})
    assert sweep.table["seed"].tolist() == [1]
    assert sorted(sweep.histories) == [0, 1, 2]
    while sweep.is_live:
        for one in lab.started:
            one.finish()
        sweep.advance()
    assert sweep.table["seed"].tolist() == [0, 1, 2, 3, 4]
    assert len(lab.kept) == 5


def test_a_stopped_sweep_keeps_what_is_done_and_starts_nothing_more() -> None:
    lab = Lab()
    sweep = lab.sweep()
    sweep.advance()
    lab.started[0].finish()
    sweep.advance()
    sweep.stop()
    assert sweep.is_live  # what runs has to end first
    sweep.advance()
    assert not sweep.is_live
    assert (len(lab.started), sweep.count_done) == (3, 3)


def test_a_sweep_that_cannot_go_on_says_why() -> None:
    lab = Lab(most=1)
    sweep = lab.sweep()
    sweep.advance()
    assert (sweep.stopped, sweep.message) == (True, "The engine has failed.")
    lab.started[0].finish()
    sweep.advance()
    assert sweep.count_done == 1


def test_numbers_of_numpy_are_values_too() -> None:
    runs = plan(spec_of(), {RATE: list(np.geomspace(0.01, 1, 3)), UNITS: list(np.arange(1, 3))})
    assert len(runs) == 6
    assert isinstance(runs[0].spec.layers[0]["units"], int)


def test_a_value_far_beyond_the_usual_is_told() -> None:
    rate = changeable(SPECS["spiral"])["training.optimizer.learning_rate"][1]
    assert unusual(rate, [0.1, 1e-4]) == ""
    assert unusual(rate, [0.1, 1e9]).startswith("Learning rate 1e+09 is far from the usual ")
    assert unusual(changeable(SPECS["spiral"])["training.epochs"][1], [10**6]) == ""
