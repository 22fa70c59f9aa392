"""Short trainings go before long ones, and nobody waits for ever."""

from __future__ import annotations

import heapq
import random

import pytest

import nnplay
from nnplay.engine.protocol import Start
from nnplay.engine.queue import HANDICAP, LONGEST_SECONDS, TrainingQueue, seconds_left
from nnplay.models.shapes import trace
from nnplay.training.execution import expected_seconds
from tests.benchmarks.bench_lesson import unfairness


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
        queue.append(waiting(name, seconds), running=40.0)
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


def test_those_that_overtake_a_training_add_at_most_a_quarter_to_its_wait(queue: TrainingQueue) -> None:
    """With 40 s of work before it, a long one lets four short ones of 2.5 s pass, 10 s in all, and not the fifth."""
    queue.append(waiting("long", 100.0), running=40.0)
    for number in range(5):
        queue.append(waiting(f"short {number}", 2.5), running=40.0)
    assert names(queue) == ["short 0", "short 1", "short 2", "short 3", "long", "short 4"]


def test_nobody_passes_a_training_that_waits_for_nothing(queue: TrainingQueue) -> None:
    queue.append(waiting("long", 100.0))
    queue.append(waiting("short", 1.0))
    assert names(queue) == ["long", "short"]


def test_single_trainings_go_before_those_of_a_sweep_for_half_a_minute(
    queue: TrainingQueue, clock: list[float]
) -> None:
    queue.append(Start("sweep", "{}", "sweep", seconds=5.0, background=True))
    queue.append(waiting("single", 100.0))
    clock[0] += 32.0
    queue.append(waiting("late", 5.0))
    assert names(queue) == ["single", "sweep", "late"]


@pytest.mark.parametrize("expected", [(5.0, 20.0, 60.0, 120.0), (1.6, 1.8, 2.2)])
def test_in_a_class_nobody_waits_more_than_twice_the_fair_share(expected: tuple[float, ...]) -> None:
    """A lesson with a made-up clock: 30 students, two cores, trainings that take longer or end earlier than expected.

    The fair share of a training is what all that came before it still needed, shared by the cores: its wait in a queue
    without favorites.
    """
    shares = [share for seed in range(5) for share in lesson_with_made_up_clock(expected, seed)]
    assert len(shares) > 500
    assert max(shares) < 2


def lesson_with_made_up_clock(
    expected: tuple[float, ...], seed: int, students: int = 30, cores: int = 2
) -> list[float]:
    """The wait of each training that waited, in fair shares."""
    rng, now = random.Random(seed), [0.0]
    queue = TrainingQueue(lambda: now[0])
    coming = [(rng.uniform(0, 60), number) for number in range(students)]
    ending: list[tuple[float, str]] = []
    running: dict[str, tuple[Start, float]] = {}
    asked: dict[str, float] = {}
    spans: list[tuple[float, float, float]] = []
    while len(asked) < 400 or ending:
        heapq.heapify(coming)
        if len(asked) < 400 and coming and (not ending or coming[0] <= ending[0]):
            now[0], student = heapq.heappop(coming)
            one = waiting(f"{student} {len(asked)}", rng.choice(expected))
            asked[one.job] = now[0]
            queue.append(one, sum(seconds_left(start, now[0] - since) for start, since in running.values()))
        else:
            now[0], job = heapq.heappop(ending)
            spans.append((asked[job], running.pop(job)[1], now[0]))
            coming.append((now[0] + rng.uniform(20, 60), int(job.split()[0])))
        while queue and len(running) < cores:
            start = queue.take()
            running[start.job] = start, now[0]
            # Much longer than expected where that is little, and ended by its student where it is much.
            heapq.heappush(ending, (now[0] + min(rng.uniform(0.5, 10) * start.seconds, rng.uniform(5, 25)), start.job))
    return unfairness(spans, cores, least=1.0)


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
