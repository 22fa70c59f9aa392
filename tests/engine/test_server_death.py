"""A server that is killed takes its engine and its trainings along."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nnplay.engine.client.process import remove_folder
from tests.engine.factories import descendants, is_running
from tests.waiting import SECONDS, eventually

SERVER = """
import sys
from nnplay.engine.client import Engine
from tests.engine.factories import LONG
from tests.waiting import eventually

engine = Engine()
job = engine.train(LONG)
assert eventually(lambda: job.history.epochs), job.history
print(engine.process_id, engine._scratch, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def server() -> Iterator[subprocess.Popen[str]]:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    yield server
    server.kill()
    server.communicate()


@pytest.mark.sweep
@pytest.mark.parametrize("killed_by", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_server_leaves_no_engine_and_no_training_behind(
    server: subprocess.Popen[str], killed_by: signal.Signals
) -> None:
    assert server.stdout
    engine, scratch = server.stdout.readline().split()
    left = [int(engine), *descendants(int(engine))]
    assert len(left) >= 4  # engine, fork server, inspector, training
    # One that is held still can neither notice nor obey.
    training = max(left)
    subprocess.run(["kill", "-STOP", str(training)], check=True)
    server.send_signal(killed_by)
    server.wait(SECONDS)
    assert eventually(lambda: not any(map(is_running, left))), [process for process in left if is_running(process)]
    remove_folder(Path(scratch))
