"""The server's side of the engine, with an engine process that speaks the protocol but has no TensorFlow."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nnplay.engine.client import Engine, life, process
from nnplay.engine.client import engine as engine_module
from nnplay.engine.protocol import Answer, Ended
from nnplay.errors import EngineError, SpecError
from nnplay.limits import HOSTED_VARIABLE
from tests.engine.factories import TINY, descendants, is_running
from tests.engine.fake_engine import DEATHS, FINISHES, ODD, RUNS, WAITS
from tests.waiting import SECONDS, eventually

Make = Callable[..., Engine]

FINISHING, RUNNING, TELLING_NONSENSE, WAITING = (
    dataclasses.replace(TINY, seed=seed) for seed in (FINISHES, RUNS, ODD, WAITS)
)


def threads_of_engines() -> int:
    return sum(thread.name.startswith("nnplay-engine") for thread in threading.enumerate())


# Trainings --------------------------------------------------------------------------------------


def test_a_training_sent_before_the_engine_is_there_is_trained_by_it(fake_engine: Make) -> None:
    job = fake_engine().train(FINISHING)
    assert job.wait(SECONDS)
    assert job.history.status == "finished"
    assert job.history.test_metrics == {"loss": 0.5}


def test_an_engine_that_waits_starts_for_a_training_but_not_for_one_that_may_be_wanted_soon(fake_engine: Make) -> None:
    engine = fake_engine(start_after=100 * SECONDS)
    engine.prepare("a tab", FINISHING)
    assert not engine.wait_ready(0.3)
    assert engine.process_id is None
    assert engine.train(FINISHING).wait(SECONDS)


@pytest.mark.skipif(not hasattr(os, "getsid"), reason="there are sessions on POSIX alone")
@pytest.mark.parametrize("hosted", ["1", ""])
def test_for_a_class_the_engine_shares_the_processor_with_its_server_but_not_the_keys_of_the_terminal(
    fake_engine: Make, monkeypatch: pytest.MonkeyPatch, hosted: str
) -> None:
    monkeypatch.setenv(HOSTED_VARIABLE, hosted)
    engine = fake_engine()
    assert engine.wait_ready(SECONDS)
    assert engine.process_id is not None
    # Linux may share the processor out between sessions first, and only within one by niceness: sched(7).
    assert (os.getsid(engine.process_id) == os.getsid(0)) == bool(hosted)
    assert os.getpgid(engine.process_id) == engine.process_id


def test_stop_ends_a_training_in_order(fake_engine: Make) -> None:
    engine = fake_engine()
    job = engine.train(RUNNING)
    assert eventually(lambda: job.history.epochs == [1])
    assert job.is_live
    engine.stop(job)
    assert job.wait(SECONDS)
    assert job.history.reason == "stopped"


def test_nothing_is_kept_of_trainings_and_questions_that_are_over(fake_engine: Make) -> None:
    engine = fake_engine()
    for number in range(20):
        assert engine.train(FINISHING).wait(SECONDS)
        assert engine.ask("echo", value=number) == number
    assert eventually(lambda: not engine._jobs)
    assert not engine._answers
    assert not engine._outbox


def test_an_odd_message_does_not_silence_the_training(fake_engine: Make, capfd: pytest.CaptureFixture) -> None:
    job = fake_engine().train(TELLING_NONSENSE)
    assert job.wait(SECONDS)
    assert job.history.status == "finished"


def test_forget_removes_the_files_even_of_a_training_that_is_just_writing_them(fake_engine: Make) -> None:
    engine = fake_engine()
    job, other = engine.train(RUNNING), engine.train(RUNNING)
    assert eventually(lambda: job.history.epochs and other.history.epochs)
    assert job.folder.is_dir()
    engine.forget(job)
    assert job.wait(SECONDS)
    assert eventually(lambda: job.id not in engine._jobs)
    assert eventually(lambda: not job.folder.exists())
    assert other.folder.is_dir()


def test_forget_removes_the_files_of_a_training_that_has_ended(fake_engine: Make, tmp_path: Path) -> None:
    engine = fake_engine(tmp_path)
    job = engine.train(FINISHING)
    assert eventually(lambda: job.id not in engine._jobs)
    assert list(tmp_path.iterdir()) == [job.folder]
    engine.forget(job)
    assert list(tmp_path.iterdir()) == []


# Questions --------------------------------------------------------------------------------------


def test_an_error_of_a_function_comes_back_with_its_class_and_place(fake_engine: Make) -> None:
    with pytest.raises(SpecError, match="Three is too many") as caught:
        fake_engine().ask("fail")
    assert caught.value.where == ("layers", 2, "units")


def test_an_answer_that_comes_too_late_is_dropped_and_the_engine_told(fake_engine: Make) -> None:
    engine = fake_engine()
    with pytest.raises(EngineError, match="did not answer within"):
        engine.ask("silence", timeout=0.05)
    assert engine.ask("cancelled") == [0]
    assert not engine._answers


def test_a_question_that_nobody_waits_for_is_given_up(fake_engine: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "WANTED_SECONDS", 0.01)
    engine = fake_engine()
    looks = iter([True, True, False])
    with pytest.raises(EngineError, match="Nobody is waiting"):
        engine.ask("silence", is_wanted=lambda: next(looks))
    assert engine.ask("cancelled") == [0]
    monkeypatch.setattr(engine_module, "WANTED_SECONDS", SECONDS)
    assert engine.ask("echo", value=1, is_wanted=lambda: False) == 1  # it came before anybody looked


def test_an_argument_that_cannot_be_sent_is_the_callers_error(fake_engine: Make) -> None:
    engine = fake_engine()
    with pytest.raises((TypeError, AttributeError)):
        engine.ask("echo", value=threading.Lock())
    assert not engine._answers
    assert engine.ask("echo", value=1) == 1


def test_many_threads_may_ask_at_once(fake_engine: Make) -> None:
    engine = fake_engine()
    answers: dict[int, object] = {}

    def ask(number: int) -> None:
        answers[number] = engine.ask("echo", value=number * b"x")

    threads = [threading.Thread(target=ask, args=(1000 * number,), daemon=True) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == {1000 * number: 1000 * number * b"x" for number in range(30)}


def test_an_engine_that_does_not_read_keeps_nobody_but_those_who_ask_waiting(fake_engine: Make) -> None:
    engine = fake_engine()
    engine.ask("stop reading")
    job = engine.train(RUNNING)
    for _ in range(20_000):  # more than fits into the connection
        engine.stop(job)
    with pytest.raises(EngineError, match="did not answer"):
        engine.ask("echo", timeout=0.05, value=1)
    engine.close()
    assert job.history.status == "failed"


# Deaths -----------------------------------------------------------------------------------------


def test_what_a_dead_engine_knew_fails_and_what_is_sent_afterwards_goes_to_the_next_one(fake_engine: Make) -> None:
    engine = fake_engine()
    lost = engine.train(RUNNING)
    assert eventually(lambda: lost.history.epochs)
    first = engine.process_id
    with pytest.raises(EngineError, match="stopped unexpectedly"):
        engine.ask("die")
    jobs = [engine.train(FINISHING) for _ in range(5)]
    assert lost.wait(SECONDS)
    assert "stopped unexpectedly" in lost.history.message
    for job in jobs:
        assert job.wait(SECONDS)
        assert job.history.status == "finished"
    assert engine.ask("echo", value=2) == 2
    assert engine.process_id != first


def test_a_training_that_waits_on_the_disk_outlives_the_engine_and_goes_on_in_the_next_one(fake_engine: Make) -> None:
    engine = fake_engine()
    job, gone = engine.train(WAITING), engine.train(WAITING)
    assert eventually(lambda: job.aside and gone.aside)
    job.beat(100.0)
    assert job.silence == 0.0  # it has no process to hear of
    for _ in range(2):
        with pytest.raises(EngineError, match="stopped unexpectedly"):
            engine.ask("die")
    assert (job.stage, job.is_live) == ("paused", True)
    engine.forget(gone)
    engine.resume(job)
    assert job.wait(SECONDS)
    assert (job.history.status, job.history.epochs) == ("finished", [1])
    assert gone.wait(SECONDS)
    assert eventually(lambda: not engine._jobs)


def test_what_waits_on_the_disk_can_be_forgotten_while_there_is_no_engine(
    fake_engine: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = fake_engine(tmp_path)
    job, kept = engine.train(WAITING), engine.train(WAITING)
    assert eventually(lambda: job.aside and kept.aside)
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", "raise SystemExit"))
    monkeypatch.setattr(life, "FIRST_WAIT", 1000.0)
    with pytest.raises(EngineError):
        engine.ask("die")
    assert eventually(lambda: engine.state == "failed")
    engine.forget(job)
    assert job.wait(SECONDS)
    assert not job.folder.exists()
    assert kept.is_live
    assert [letter.message.start.job for letter in engine._outbox] == [kept.id]  # type: ignore[union-attr]


def test_what_waits_on_the_disk_ends_when_the_engine_is_closed(fake_engine: Make) -> None:
    engine = fake_engine()
    job = engine.train(WAITING)
    assert eventually(lambda: job.aside)
    engine.close()
    assert job.wait(SECONDS)
    assert "closed" in job.history.message


def test_asking_while_the_engine_restarts_is_answered_by_the_next_one(fake_engine: Make) -> None:
    engine = fake_engine()
    assert engine.wait_ready(20)
    process_id = engine.process_id
    assert process_id
    os.kill(process_id, signal.SIGKILL)
    assert eventually(lambda: engine.state == "restarting" or engine.process_id != process_id)
    assert engine.ask("echo", value=3) == 3


def test_a_training_that_was_forgotten_leaves_no_files_when_the_engine_dies(fake_engine: Make, tmp_path: Path) -> None:
    engine = fake_engine(tmp_path)
    job = engine.train(RUNNING)
    assert eventually(lambda: job.history.epochs)
    engine.ask("stop reading")
    engine.forget(job)
    assert engine.process_id
    os.kill(engine.process_id, signal.SIGKILL)
    assert job.wait(SECONDS)
    assert eventually(lambda: list(tmp_path.iterdir()) == [])


def test_an_engine_killed_while_it_starts_is_started_again(fake_engine: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    works = process.COMMAND
    # One that never gets ready, so that it is killed before, however busy the machine is.
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", "import signal; signal.pause()"))
    engine = fake_engine()
    assert eventually(lambda: engine.process_id)
    monkeypatch.setattr(process, "COMMAND", works)
    assert engine.process_id
    os.kill(engine.process_id, signal.SIGKILL)
    assert engine.ask("echo", value=4) == 4


def test_what_is_sent_before_the_engine_is_ready_outlives_engines_that_never_are(
    fake_engine: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    counter = tmp_path / "deaths"
    counter.touch()
    monkeypatch.setattr(process, "COMMAND", (*process.COMMAND, str(counter)))
    engine = fake_engine()
    job = engine.train(FINISHING)
    assert engine.ask("echo", value=7) == 7
    assert job.wait(SECONDS)
    assert job.history.status == "finished"
    assert counter.stat().st_size == DEATHS


@pytest.mark.sweep
@pytest.mark.parametrize("broken", ["import os; os._exit(3)", "print('no address', flush=True)", "raise SystemExit"])
def test_an_engine_that_cannot_start_is_given_up_with_a_sentence(
    broken: str, fake_engine: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", broken))
    monkeypatch.setattr(life, "FIRST_WAIT", 1000.0)
    engine = fake_engine()
    job = engine.train(RUNNING)
    assert not engine.wait_ready(60)
    assert engine.state == "failed"
    assert "keeps failing" in engine.message
    assert job.wait(1)
    assert job.history.message == engine.message
    with pytest.raises(EngineError, match="keeps failing"):
        engine.train(RUNNING)
    with pytest.raises(EngineError, match="keeps failing"):
        engine.ask("echo", value=1)
    assert engine.process_id is None


def test_an_engine_that_was_given_up_is_tried_again_until_it_works(
    fake_engine: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    counter = tmp_path / f"deaths.{life.QUICK_STARTS + 2}"
    counter.touch()
    monkeypatch.setattr(process, "COMMAND", (*process.COMMAND, str(counter)))
    monkeypatch.setattr(life, "FIRST_WAIT", 0.01)
    engine = fake_engine()
    lost = engine.train(FINISHING)
    assert lost.wait(SECONDS)
    assert "keeps failing" in lost.history.message
    assert eventually(lambda: engine.state == "ready")
    job = engine.train(FINISHING)
    assert job.wait(SECONDS)
    assert job.history.status == "finished"
    assert counter.stat().st_size == life.QUICK_STARTS + 2


def test_waits_between_starts_double_up_to_a_bound(fake_engine: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    engine = fake_engine()
    assert engine.wait_ready(SECONDS)
    engine.close()
    engine.state = "starting"

    def wait_for(condition: Callable[[], object], seconds: float | None = None) -> None:
        waits.append(seconds or 0.0)
        if len(waits) > 9:
            engine.state = "closed"

    monkeypatch.setattr(engine, "_run_once", lambda: 0.0)
    monkeypatch.setattr(engine._changed, "wait_for", wait_for)
    engine._keep_running()
    assert waits == [0.0, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0, 300.0]


@pytest.mark.thorough
def test_a_stopped_engine_is_noticed_and_another_one_takes_its_place(
    fake_engine: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "SILENT_SECONDS", 1.0)
    engine = fake_engine()
    job = engine.train(RUNNING)
    assert eventually(lambda: job.history.epochs)
    assert not engine.is_silent
    stopped = engine.process_id
    assert stopped
    monkeypatch.setattr(life, "LOST_SECONDS", 5.0)
    patched = time.monotonic()
    assert eventually(lambda: engine._heard > patched)
    os.kill(stopped, signal.SIGSTOP)
    assert eventually(lambda: engine.is_silent)
    assert engine.state == "ready"
    assert job.wait(SECONDS)
    assert "stopped unexpectedly" in job.history.message
    assert engine.ask("echo", value=8) == 8
    assert engine.process_id != stopped
    assert not is_running(stopped)


# The end ----------------------------------------------------------------------------------------


def test_close_may_be_called_twice_and_tells_those_who_wait(fake_engine: Make) -> None:
    engine = fake_engine()
    job = engine.train(RUNNING)
    assert eventually(lambda: job.history.epochs)
    errors: list[str] = []

    def ask() -> None:
        try:
            engine.ask("silence")
        except EngineError as error:
            errors.append(error.message)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    assert eventually(lambda: engine._answers)
    engine.close()
    engine.close()
    asking.join(20)
    assert errors == [job.history.message] == ["The training engine was closed."]
    assert not job.is_live
    assert not engine.folder.exists()
    with pytest.raises(EngineError, match="closed"):
        engine.train(RUNNING)
    assert not engine.wait_ready(60)


def test_many_quick_starts_leave_no_process_thread_or_folder(fake_engine: Make) -> None:
    engines = [fake_engine() for _ in range(8)]
    for engine in engines[:4]:
        engine.close()
    for engine in engines[4:]:
        assert engine.ask("echo", value=5) == 5
        engine.close()
    assert eventually(lambda: not threads_of_engines() or threads_of_engines() == _threads_of_shared())
    assert not [engine.folder for engine in engines if engine._scratch.exists()]
    fakes = [child for child in descendants(os.getpid()) if is_running(child) and _is_fake(child)]
    assert fakes == []


def _threads_of_shared() -> int:
    """The engine that other tests share has its two threads for itself."""
    return 2


def _is_fake(child: int) -> bool:
    try:
        return b"fake_engine" in Path(f"/proc/{child}/cmdline").read_bytes()
    except OSError:
        return False


def test_the_engine_ends_with_the_interpreter(tmp_path: Path) -> None:
    script = (
        "import sys; from nnplay.engine.client import Engine, process;"
        f"process.COMMAND = (sys.executable, {str(Path(__file__).with_name('fake_engine.py'))!r});"
        "engine = Engine(); engine.ask('echo', value=1); print(engine.process_id, engine._scratch)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=SECONDS, check=True)
    engine, scratch = done.stdout.split()
    assert eventually(lambda: not is_running(int(engine)))
    assert not Path(scratch).exists()


def test_messages_about_unknown_trainings_and_questions_are_ignored(fake_engine: Make) -> None:
    engine = fake_engine()
    engine._take(Ended("x", -9))
    engine._take(Answer(12345, "late"))
    assert engine.ask("echo", value=6) == 6
