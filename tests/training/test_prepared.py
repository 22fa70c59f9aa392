"""A training that is prepared before it is asked for: it ends with exactly the numbers of any other."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from nnplay.limits import HOME
from nnplay.spec import LayerSpec
from nnplay.training.control import Control
from nnplay.training.events import BatchEnd, EpochEnd, Event, Paused
from nnplay.training.run import continue_experiment, run_experiment
from tests.training.factories import dense
from tests.training.test_more_epochs import experiment
from tests.training.test_run import use_execution
from tests.training.test_suspension import assert_same

LAYERS = (dense(6), LayerSpec("BatchNormalization"), LayerSpec("Dropout", rate=0.4))
"""Whose state a batch changes in every way: weights, moving averages, random generators."""


def begins(control: Control, events: list[Event]) -> Callable[[Event], None]:
    """An `emit` that asks for the training as soon as it waits."""

    def emit(event: Event) -> None:
        events.append(event)
        if isinstance(event, Paused):
            assert not any(isinstance(each, BatchEnd | EpochEnd) for each in events)
            control.begin()

    return emit


@pytest.mark.parametrize("execution", ["fit", "compiled"])
def test_its_numbers_are_those_of_a_training_that_was_not_prepared(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, execution: str
) -> None:
    use_execution(monkeypatch, execution)
    spec = experiment(3, *LAYERS)
    runs = []
    for name in ("plain", "prepared"):
        control, events = Control(HOME, prepares=name == "prepared"), list[Event]()
        runs.append(run_experiment(spec, begins(control, events), control, tmp_path / name))
        assert any(isinstance(event, Paused) for event in events) == (name == "prepared")
    assert_same(*runs)
    if execution == "fit":
        more = []
        for name in ("plain", "prepared"):
            control = Control(HOME, prepares=name == "prepared")
            more.append(continue_experiment(tmp_path / name, 2, begins(control, []), control))
        assert_same(*more)


def test_it_waits_for_as_long_as_nobody_asks_and_then_as_any_other_one() -> None:
    control = Control(dataclasses.replace(HOME, pause_seconds=0.01), prepares=True)
    assert control.must_wait(epoch_is_over=True)
    waiting = threading.Thread(target=control.wait, daemon=True)
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    control.begin(paused=True)
    waiting.join(10)
    assert not waiting.is_alive()
    assert "paused" in control.passed_limit
    control.begin()
    assert not control.must_wait(epoch_is_over=True)
