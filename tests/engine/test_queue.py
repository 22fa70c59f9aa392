"""Short trainings go before long ones, and nobody waits for ever."""

from __future__ import annotations

import pytest

import nnplay
from nnplay.engine.protocol import Start
from nnplay.engine.queue import HANDICAP, LONGEST_SECONDS, TrainingQueue
from nnplay.models.shapes import trace
from nnplay.training.execution import expected_seconds


def waiting(name: str, seconds: float = 0.0) -> Start:
    return Start(name, "{}", name, seconds=seconds)


@pytest.fixture
def clock() -> list[float]:
    return [1000.0]


@pytest.fixture
def queue(clock: list[float]) -> TrainingQueue:
    return TrainingQueue(lambda: clock[0])


def names(queue: TrainingQueue) -> list[str]:
    return [start.job for start in queue]


def test_a_short_training_goes_before_a_long_one_that_came_a_little_earlier(
    queue: TrainingQueue, clock: list[float]
) -> None:
    for name, seconds in (("long", 60.0), ("short", 2.0), ("also short", 2.0)):
        queue.append(waiting(name, seconds))
        clock[0] += 1
    assert names(queue) == ["short", "also short", "long"]
    queue.append_first(waiting("resumed"))
    queue.append_first(waiting("resumed later", 100.0))
    assert queue.take().job == "resumed later"
    assert queue.take().job == "resumed"
    assert queue.remove("also short")
    assert names(queue) == ["short", "long"]


def test_the_longest_training_waits_for_no_training_that_comes_half_a_minute_later(
    queue: TrainingQueue, clock: list[float]
) -> None:
    queue.append(waiting("endless", 1e9))
    clock[0] += HANDICAP * LONGEST_SECONDS + 0.1
    queue.append(waiting("short"))
    assert names(queue) == ["endless", "short"]


def test_what_trainings_are_expected_to_take_tells_short_ones_from_long_ones() -> None:
    """Measured alone on two cores: 1 to 2 s for the first two, 35 s an epoch for the last."""
    examples = {"line": 120, "spiral": 300, "mnist-convnet": 54_000}
    expected = {
        name: expected_seconds(trace(spec).rows, spec.training, count)
        for name, count in examples.items()
        if (spec := nnplay.presets[name])
    }
    assert expected["line"] < 6
    assert expected["spiral"] < 6
    assert expected["mnist-convnet"] > 30
