"""A training that is prepared before it is asked for: it ends with exactly the numbers of any other."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nnplay.limits import HOME
from nnplay.spec import LayerSpec
from nnplay.training import compiled_epochs, fit_epochs
from nnplay.training.control import Control
from nnplay.training.events import BatchEnd, EpochEnd, Event, Paused, Preparing
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


@pytest.mark.sweep(keep=("compiled",))
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


@pytest.mark.thorough
@pytest.mark.parametrize("execution", ["fit", "compiled"])
def test_asked_for_while_the_rest_is_compiled_it_tells_its_first_batch_at_once(
    monkeypatch: pytest.MonkeyPatch, execution: str
) -> None:
    use_execution(monkeypatch, execution)
    control, events = Control(HOME, prepares=True), list[Event]()
    module, name = (fit_epochs, "_warm_up") if execution == "fit" else (compiled_epochs, "_compile")
    compile_rest, told = getattr(module, name), list[Event]()

    def asks(*given: Any) -> Any:
        if execution == "compiled":  # the function, whose first call compiles
            call = compile_rest(*given)

            def compiled(*rows: Any) -> Any:
                asked()
                return call(*rows)

            return compiled
        asked()
        return compile_rest(*given)

    def asked() -> None:
        if control.prepares and not told:
            assert not any(isinstance(event, BatchEnd) for event in events), "nobody has asked yet"
            control.begin()
            told.extend(events[-2:])

    monkeypatch.setattr(module, name, asks)
    spec = experiment(2, *LAYERS)
    run = run_experiment(spec, events.append, control)
    assert [type(event) for event in told] == [BatchEnd, Preparing]
    first = [event for event in events if isinstance(event, BatchEnd)][:2]
    assert first[0] == told[0] == replace(first[1], seconds=0.0), "the number that comes again when it is trained"
    assert not any(isinstance(event, Paused) for event in events)
    assert_same(run, run_experiment(spec))


def test_it_waits_for_as_long_as_nobody_asks_and_then_as_any_other_one() -> None:
    control = Control(dataclasses.replace(HOME, pause_seconds=0.01), prepares=True)
    assert control.must_wait(epoch_is_over=True)
    waiting = threading.Thread(target=control.wait, daemon=True)
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    told = []
    control.when_begun(lambda: told.append("begun"))
    control.begin(paused=True)
    assert not told
    waiting.join(10)
    assert not waiting.is_alive()
    assert "paused" in control.passed_limit
    control.begin()
    assert told == ["begun"]
    assert not control.must_wait(epoch_is_over=True)
