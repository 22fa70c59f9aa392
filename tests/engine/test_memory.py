"""How much memory processes take, and one budget for all of the server."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from nnplay.engine.memory import LOOK_SECONDS, OVER_SECONDS, Budget, memory_in_use, memory_of_all
from nnplay.engine.thrift import SHARE, give_back
from nnplay.engine.workers import Worker
from nnplay.training.events import Failed

MB = 1_000_000


class Machine:
    """A clock and what processes take."""

    def __init__(self) -> None:
        self.now = 0.0
        self.taken = {1: 500 * MB, 2: 300 * MB}
        self.looks = 0

    def measure(self, root: int) -> dict[int, int]:
        self.looks += 1
        return dict(self.taken)

    def budget(self, most: int) -> Budget:
        return Budget(most, 1, self.measure, lambda: self.now)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_what_was_promised_counts_until_it_is_measured(machine: Machine) -> None:
    budget = machine.budget(1000 * MB)
    assert budget.has_room(200 * MB)
    assert not budget.has_room(201 * MB)
    budget.promise(150 * MB)
    assert not budget.has_room(100 * MB)
    assert budget.free == 50 * MB
    assert machine.looks == 1
    machine.now += LOOK_SECONDS
    assert budget.has_room(200 * MB)  # the process took nothing
    assert Budget(0).has_room(10**15)
    assert Budget(0).free is None


def test_beyond_the_budget_idle_inspectors_go_at_once_and_the_largest_training_after_a_while(machine: Machine) -> None:
    budget = machine.budget(1000 * MB)
    rests: list[tuple[float, int]] = []
    questions = SimpleNamespace(rest=lambda seconds, spared: rests.append((seconds, spared)))
    killed: list[str] = []
    jobs = {
        name: cast(Worker, SimpleNamespace(killed=False, process=SimpleNamespace(pid=pid, kill=_noting(killed, name))))
        for name, pid in (("small", 2), ("large", 3))
    }
    told: list[Any] = []

    def look() -> None:
        give_back(budget, jobs, cast(Any, questions), told.append)

    look()
    assert not rests
    machine.taken[3] = 400 * MB
    machine.now += LOOK_SECONDS
    look()
    assert rests == [(0.0, 1)]
    assert not killed
    machine.now += OVER_SECONDS
    look()
    assert killed == ["large"]
    assert told[0].job == "large"
    assert isinstance(told[0].events[0], Failed)
    assert "400 MB" in told[0].events[0].message
    look()  # one after the other, as long as it does not help
    assert killed == ["large"]
    machine.taken = {1: 2000 * MB, 2: int(SHARE * 1000 * MB)}  # it takes no more than its share
    machine.now += OVER_SECONDS
    look()
    machine.now += OVER_SECONDS
    look()
    assert killed == ["large"]


def _noting(notes: list[str], name: str) -> Any:
    return lambda: notes.append(name)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells")
def test_memory_of_a_process_that_was_started_counts() -> None:
    held = 30_000_000
    code = f"held = b'x' * {held}; print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.readline()
        found = memory_of_all(os.getpid())
        child.communicate(b"\n")
    assert found[child.pid] > held
    assert found[os.getpid()] > held / 3


def test_memory_in_use_grows_with_what_is_held() -> None:
    before = memory_in_use()
    held = np.ones(10_000_000)
    assert memory_in_use() - before == pytest.approx(held.nbytes, rel=0.1)
