"""Answers about networks that serve all who ask the same."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.engine.client import Job
from nnplay.errors import EngineError, UnwantedError
from nnplay.training.history import History, Status
from nnplay.training.run_folder import WEIGHTS_FILE
from nnplay.ui.common import asked_once
from nnplay.ui.common.asked_once import ask_aside, ask_once
from nnplay.ui.common.session_run import SessionRun
from tests.waiting import SECONDS, eventually


def run_of(folder: Path, weights: float, preset: str = "wine", status: Status = "finished") -> SessionRun:
    """A run whose stored weights are made of one number."""
    folder.mkdir()
    np.savez(folder / WEIGHTS_FILE, np.full(3, weights))
    history = History(status=status, test_metrics={"loss": 0.1})
    return SessionRun(1, Job.ended(folder.name, SPECS[preset], folder, history))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The questions that were really asked; each is answered with its number."""
    found: list[Any] = []

    def ask(run: SessionRun, function: str, **arguments: Any) -> int:
        found.append((run.job.id, function))
        return len(found)

    monkeypatch.setattr(asked_once, "ask", ask)
    asked_once._answers.clear()
    return found


def test_networks_with_equal_weights_have_one_answer(tmp_path: Path, asked: list[Any]) -> None:
    mine, theirs = run_of(tmp_path / "mine", 1.0), run_of(tmp_path / "theirs", 1.0)
    inputs = np.arange(4.0)
    assert ask_once(mine, "predict", inputs=inputs) == ask_once(theirs, "predict", inputs=inputs.copy()) == 1
    assert ask_once(run_of(tmp_path / "other", 2.0), "predict", inputs=inputs) == 2
    assert ask_once(run_of(tmp_path / "line", 1.0, "line"), "predict", inputs=inputs) == 3
    assert ask_once(mine, "predict", inputs=inputs + 1) == 4
    assert ask_once(mine, "kernels", inputs=inputs) == 5
    assert ask_once(mine, "predict", inputs=inputs.astype(np.float32)) == 6
    assert len(asked) == 6


def test_a_film_and_a_network_in_training_are_the_runs_own(tmp_path: Path, asked: list[Any]) -> None:
    mine, theirs = run_of(tmp_path / "mine", 1.0), run_of(tmp_path / "theirs", 1.0)
    assert ask_once(mine, "weights", epoch=1) != ask_once(theirs, "weights", epoch=1)
    live = run_of(tmp_path / "live", 1.0, status="running")
    assert ask_once(live, "weights") != ask_once(mine, "weights") == ask_once(theirs, "weights")


def test_an_epoch_that_comes_again_with_other_settings_is_asked_about_again(tmp_path: Path, asked: list[Any]) -> None:
    """After a reset the film has the same epochs once more, of other weights."""
    live = run_of(tmp_path / "live", 1.0, status="running")
    said = [ask_once(live, "weights", epoch=10)]
    live.job._history.changes.append((5, "Batch size 10 → 20"))
    said.append(ask_once(live, "weights", epoch=10))
    live.job._history.changes.clear()
    live.job.spec = live.job.spec.with_training(batch_size=20)
    said.append(ask_once(live, "weights", epoch=10))
    assert said == [1, 2, 3]
    assert ask_once(live, "weights", epoch=10) == 3


def test_who_waits_asks_when_the_one_who_asked_has_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, gone = threading.Event(), threading.Event()
    asking: list[str] = []

    def ask(run: SessionRun, function: str, **arguments: Any) -> str:
        asking.append(threading.current_thread().name)
        if len(asking) == 1:
            begun.set()
            assert gone.wait(SECONDS)
            raise UnwantedError("gone")
        return "answer"

    monkeypatch.setattr(asked_once, "ask", ask)
    asked_once._answers.clear()
    run = run_of(tmp_path / "mine", 1.0)
    answers: dict[str, Any] = {}

    def student(name: str) -> None:
        try:
            answers[name] = ask_once(run, "reasons")
        except UnwantedError as error:
            answers[name] = error

    first = threading.Thread(target=student, args=("first",), name="first")
    first.start()
    assert begun.wait(SECONDS)
    second = threading.Thread(target=student, args=("second",), name="second")
    second.start()
    gone.set()
    for thread in (first, second):
        thread.join(SECONDS)
    assert isinstance(answers["first"], UnwantedError)
    assert answers["second"] == "answer"
    assert asking == ["first", "second"]


def test_what_is_asked_aside_comes_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, goes_on = run_of(tmp_path / "mine", 1.0), threading.Event()

    def ask(run: SessionRun, function: str, **arguments: Any) -> str:
        assert goes_on.wait(SECONDS)
        if function == "kernels":
            raise EngineError("There are none.")
        return function

    monkeypatch.setattr(asked_once, "ask", ask)
    asked_once._answers.clear()
    for function in ("predict", "kernels"):
        assert ask_aside(run, function) is None
        assert ask_aside(run, function) is None
    goes_on.set()
    assert eventually(lambda: ask_aside(run, "predict") == "predict")
    assert ask_once(run, "predict") == "predict"

    def is_told() -> bool:
        try:
            ask_aside(run, "kernels")
        except EngineError as error:
            return error.message == "There are none."
        return False

    assert eventually(is_told)
    # It is told once; the next call asks again.
    assert ask_aside(run, "kernels") is None
