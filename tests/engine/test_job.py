"""What a training process says, without starting it."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing import Pipe
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from nnplay.engine import job
from nnplay.engine.protocol import Beat, Command, Heard, Start, Stop
from nnplay.engine.workers import ABANDONED
from nnplay.errors import DataError, SpecError, TrainingError
from nnplay.limits import HOSTED
from nnplay.spec import ExperimentSpec
from nnplay.training.control import Control
from nnplay.training.events import EpochEnd, Failed, Finished, Frame, Prepared, Snapshot, Started
from tests.engine.factories import TINY
from tests.waiting import SECONDS

FINISHED = Finished("completed", 1, {}, 1.0)


def test_milestones_are_sent_at_once_and_epochs_are_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(job, "time", SimpleNamespace(perf_counter=lambda: now))
    ours, theirs = Pipe()
    send = job.Sender(theirs)
    send(Prepared(3, 1, {}, 2))
    assert ours.recv() == [Prepared(3, 1, {}, 2)]
    epochs = [EpochEnd(number, {"loss": 1.0}, 0.01) for number in (1, 2, 3)]
    for event in epochs[:2]:
        send(event)
    assert not ours.poll()
    now += 1.01 * job.FLUSH_INTERVAL
    send(epochs[2])
    assert ours.recv() == epochs
    send(FINISHED)
    assert len(ours.recv()) == 1


def test_of_several_pictures_only_the_newest_is_sent() -> None:
    ours, theirs = Pipe()
    send = job.Sender(theirs)
    pictures = [Snapshot(number, np.zeros(2, np.float32)) for number in (1, 2, 3)]
    send._waiting = [pictures[0], EpochEnd(2, {}, 0.1), pictures[1]]
    send._waiting += [pictures[2]]
    send(FINISHED)
    assert [getattr(event, "epoch", None) for event in ours.recv()] == [2, 3, None]


def test_every_frame_of_a_film_is_sent_and_the_initial_weights_at_once() -> None:
    ours, theirs = Pipe()
    send = job.Sender(theirs)
    send(FINISHED)
    ours.recv()
    send(Frame(0, np.zeros(2, np.float32)))
    assert ours.recv()[0].epoch == 0
    for epoch in (1, 2):
        send(Frame(epoch, np.zeros(2, np.float32)))
    send(FINISHED)
    assert [getattr(event, "epoch", None) for event in ours.recv()] == [1, 2, None]


def test_nothing_is_sent_where_nothing_waits() -> None:
    ours, theirs = Pipe()
    job.Sender(theirs).flush()
    assert not ours.poll()


@pytest.mark.parametrize(
    ("error", "sentence", "traced"),
    [
        (SpecError("The kernel is too large.", ("layers", 0)), "The kernel is too large.", False),
        (DataError("The file is gone."), "The file is gone.", False),
        (TrainingError("There is not enough memory."), "There is not enough memory.", False),
        (
            ZeroDivisionError("oh"),
            "Training stopped because of an unexpected error: ZeroDivisionError: oh",
            True,
        ),
    ],
)
def test_an_error_in_a_training_is_told_with_its_sentence(
    error: Exception, sentence: str, traced: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    def run_experiment(
        spec: ExperimentSpec, emit: Callable[[object], None], control: Control, folder: Path, base: Path | None
    ) -> None:
        assert spec == TINY
        assert base is None
        emit(Prepared(3, 1, {}, 2))
        raise error

    monkeypatch.setitem(sys.modules, "nnplay.engine.preload", ModuleType("preload"))
    monkeypatch.setitem(
        sys.modules,
        "nnplay.training.run",
        cast(Any, SimpleNamespace(run_experiment=run_experiment, continue_experiment=None, resume_experiment=None)),
    )
    monkeypatch.setattr(job.os, "_exit", leave)
    monkeypatch.setattr(job.os, "nice", lambda by: 0)
    monkeypatch.setattr(job, "_watch", lambda *arguments: None)
    ours, theirs = Pipe()
    with pytest.raises(SystemExit):
        job.train(Start("a", TINY.to_json(), "folder"), theirs)
    assert [ours.recv() for _ in range(3)] == [[Started()], [Prepared(3, 1, {}, 2)], [Failed(sentence)]]
    assert ("Traceback" in capsys.readouterr().err) == traced


def leave(code: int) -> None:
    """In the place of `os._exit`, which would end the test."""
    raise SystemExit(code)


def test_a_training_process_does_what_it_is_told_and_says_that_it_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job.os, "_exit", leave)
    ours, theirs = Pipe()
    control = Control()

    def listen() -> None:
        with pytest.raises(SystemExit):
            job._obey(theirs, control, job.Sender(theirs))

    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    for command in (
        Command("a", "reset"),
        Command("a", "pause"),
        Command("a", "set_learning_rate", 0.5),
        Command("a", "step", "batch"),
    ):
        ours.send(command)
        assert ours.recv() == Heard()
    assert control.take_reset()
    assert not control.must_wait(epoch_is_over=True)
    assert control.running_step == "batch"
    assert control.must_wait(epoch_is_over=False)
    assert control.take_learning_rate() == 0.5
    ours.send(Command("a", "resume"))
    assert ours.recv() == Heard()
    assert not control.must_wait(epoch_is_over=True)
    ours.close()
    listening.join(10)
    assert not listening.is_alive()


# The standard error -----------------------------------------------------------------------------

QUIET = """
import os, sys, types
for name in ("nnplay.engine.inspector", "nnplay.training.run"):  # not TensorFlow itself
    sys.modules[name] = types.ModuleType(name)
from nnplay.engine.preload import without_noise
"""

NOISE_AND_MORE = r"""
os.write(2, b"WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n")
os.write(2, b"I0000 00:00:1 1 port.cc:153] oneDNN custom operations are on. You may see ...\n")
os.write(2, b"E0000 a real problem\n")
"""


def standard_error(body: str) -> tuple[int, str]:
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    script = f"{QUIET}\nwith without_noise():\n{lines}\nprint('afterwards', file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=SECONDS, check=False)
    return done.returncode, done.stderr


def test_the_noise_of_an_import_is_left_out_and_nothing_else() -> None:
    assert standard_error(NOISE_AND_MORE) == (0, "E0000 a real problem\nafterwards\n")


def test_the_traceback_of_a_failing_import_is_seen() -> None:
    code, written = standard_error(NOISE_AND_MORE + "raise ImportError('no TensorFlow here')")
    assert code == 1
    assert "a real problem" in written
    assert "ImportError: no TensorFlow here" in written
    assert "oneDNN" not in written


def test_the_place_of_a_crash_in_c_code_is_seen() -> None:
    code, written = standard_error("os.abort()")
    assert code < 0
    assert re.search(r"Fatal Python error: Aborted.*File \"<string>\", line \d+", written, re.DOTALL)


def test_a_training_process_stops_on_request_and_ends_itself_when_its_engine_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(job.os, "_exit", leave)
    ours, theirs = Pipe()
    control = Control()
    ours.send(Stop("a", "abandoned"))
    ours.close()
    with pytest.raises(SystemExit) as left:
        job._obey(theirs, control, job.Sender(theirs))
    assert control.stop_requested == "abandoned"
    assert left.value.code == ABANDONED


# Limits -----------------------------------------------------------------------------------------


def test_a_training_within_its_limits_is_left_alone() -> None:
    assert job.broken_limit(HOSTED.memory, HOSTED.seconds + job.LATE_SECONDS, HOSTED) == ""


@pytest.mark.parametrize(
    ("memory", "seconds", "sentence"),
    [
        (HOSTED.memory + 1, 0.0, "took more than 1.0 GB of memory"),
        (0, HOSTED.seconds + job.LATE_SECONDS + 1, "ran for more than 15 minutes"),
    ],
)
def test_the_limit_that_a_training_passes_is_named_with_what_to_do(memory: int, seconds: float, sentence: str) -> None:
    told = job.broken_limit(memory, seconds, HOSTED)
    assert sentence in told
    assert "Use a smaller" in told


def test_a_training_that_takes_too_much_memory_is_told_and_its_process_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job.os, "_exit", leave)
    used = iter([1_000, 1_000 + HOSTED.memory + 1])
    monkeypatch.setattr(job, "memory_in_use", lambda: next(used))
    ours, theirs = Pipe()
    with pytest.raises(SystemExit):
        job._watch(job.Sender(theirs), Control(), HOSTED)
    assert isinstance(ours.recv(), Beat)
    assert "of memory" in ours.recv()[0].message
