"""How long a training waits in the queue, and how that is told."""

from __future__ import annotations

import pytest

from nnplay.engine.client.waiting import seconds_until_start
from nnplay.training.events import EpochEnd, Paused, Prepared, Queued
from nnplay.training.history import History
from nnplay.ui.common.progress_words import doing, roughly


def running(epochs_done: int, seconds: float, planned: int = 10) -> History:
    """A training whose epochs take so many seconds."""
    history = History()
    history.apply(Prepared(planned, 4, {}, 2, "compiled", "Because."))
    for epoch in range(1, epochs_done + 1):
        history.apply(EpochEnd(epoch, {"loss": 1.0}, seconds))
    return history


def waiting(ahead: int) -> History:
    history = History()
    history.apply(Queued(ahead))
    return history


def test_a_wait_is_as_long_as_what_runs_and_what_comes_before_it_by_the_pace_of_this_machine() -> None:
    first, second = running(4, 2.0), running(8, 3.0)  # 12 s and 6 s to go
    assert seconds_until_start(0, [(10.0, first), (15.0, second)], 2) == pytest.approx(6.0)
    assert seconds_until_start(0, [(10.0, first)], 2) == 0.0, "a core is free"
    # Both take twice as long as expected; so will the one before, which was expected to take 5 s: 6 + 10 s. Then the
    # core of the first one is free earlier.
    known = [(10.0, first), (15.0, second), (5.0, waiting(0)), (100.0, waiting(2))]
    assert seconds_until_start(1, known, 2) == pytest.approx(12.0)
    assert seconds_until_start(1, known, 1) == pytest.approx(12.0 + 10.0)
    # What has not told of an epoch yet counts as expected; what is paused holds no core.
    new, paused = running(0, 0.0), running(4, 2.0)
    paused.apply(Paused(5, 0))
    assert seconds_until_start(0, [(7.0, new), (9.0, paused)], 1) == pytest.approx(7.0)


def test_a_wait_is_told_roughly_and_what_is_over_in_a_moment_not_at_all() -> None:
    assert [roughly(seconds) for seconds in (0.0, 14.0, 47.0, 94.0, 95.0, 170.0)] == [
        "10 s", "10 s", "50 s", "90 s", "2 min", "3 min",
    ]  # fmt: skip
    assert doing(waiting(2), "ready", 10, waits=47.0) == "Waiting for a free core, for about 50 s; 2 before this one."
    assert doing(waiting(0), "ready", 10) == "Waiting for a free core; next in line."
    assert doing(running(4, 2.0), "ready", 10).endswith("2.0 s per epoch · 12 s left")
    assert doing(running(9, 0.2), "ready", 10).endswith("0.2 s per epoch")
