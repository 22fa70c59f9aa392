"""Processes of the engine are killed in the middle of their work: each death is told and mended, and runs stay.

Set NNPLAY_KILL_ROUNDS to kill more often than the suite does.
"""

from __future__ import annotations

import os
import random
import signal

import numpy as np
import pytest

from nnplay.engine.client import Engine, Job
from nnplay.errors import EngineError
from tests.engine.factories import LONG, TINY, descendants, is_running
from tests.waiting import SECONDS, eventually

ROUNDS = int(os.environ.get("NNPLAY_KILL_ROUNDS", "1"))


def processes(engine: Engine) -> list[int]:
    assert engine.process_id
    return [process for process in descendants(engine.process_id) if is_running(process)]


def trained(engine: Engine) -> Job:
    job = engine.train(TINY)
    assert job.wait(SECONDS)
    assert job.history.status == "finished", job.history.message
    return job


def running(engine: Engine) -> Job:
    job = engine.train(LONG)
    assert eventually(lambda: job.history.epochs), job.history
    return job


class Stored:
    """A trained run: a straight line, known by two of its points."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.job = engine, trained(engine)
        self.first, self.second = self.ask(0.0), self.ask(1.0)

    def ask(self, x: float) -> float:
        """Another input each time, since answers are kept."""
        inputs = np.array([[x]], np.float32)
        return float(self.engine.ask("predict", folder=str(self.job.folder), inputs=inputs).item())

    def answers(self, x: float) -> bool:
        """Whether there is an answer; it is the right one then."""
        try:
            said = self.ask(x)
        except EngineError:  # a death that had not been noticed yet
            return False
        assert said == pytest.approx(self.first + x * (self.second - self.first), rel=1e-4, abs=1e-5)
        return True


def kill_training(engine: Engine) -> None:
    before = set(processes(engine))
    job = running(engine)
    (child,) = set(processes(engine)) - before
    os.kill(child, signal.SIGKILL)
    assert job.wait(SECONDS)
    assert job.history.status == "failed"
    assert "signal 9" in job.history.message
    assert job.history.epochs  # what was seen of it stays
    assert engine.state == "ready"


def kill_inspector(engine: Engine) -> None:
    # The fork server's only child while nothing is trained, and the only process two steps down.
    inspector = processes(engine)[-1]
    os.kill(inspector, signal.SIGKILL)
    assert eventually(lambda: not is_running(inspector))
    assert engine.state == "ready"


def kill_engine(engine: Engine) -> None:
    job = running(engine)
    first = engine.process_id
    assert first
    children = processes(engine)
    assert len(children) >= 3  # fork server, inspector, training
    os.kill(children[-1], signal.SIGSTOP)  # one that cannot notice that its engine is gone
    os.kill(first, signal.SIGKILL)
    assert job.wait(SECONDS)
    assert "stopped unexpectedly" in job.history.message
    assert eventually(lambda: not any(map(is_running, children)))
    assert engine.wait_ready(SECONDS)
    assert engine.process_id != first


@pytest.mark.thorough
def test_whatever_is_killed_is_told_and_mended_and_stored_runs_stay(engine: Engine) -> None:
    stored, chance = Stored(engine), random.Random(0)
    for turn in range(ROUNDS):
        for kill in chance.sample((kill_training, kill_inspector, kill_engine), 3):
            kill(engine)
            x = chance.uniform(-3, 3)
            assert eventually(lambda x=x: stored.answers(x)), (turn, kill)  # type: ignore[misc]
            trained(engine)
