"""Sessions and their runs, without a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import streamlit

from nnplay.catalogue import SPECS
from nnplay.engine.client import Job
from nnplay.errors import EngineError
from nnplay.training.events import Finished, Prepared, Reason
from nnplay.ui import session as sessions
from nnplay.ui.session import FORGET_SECONDS, MAX_RUNS, Session


class Engine:
    """Takes trainings and never starts one."""

    def __init__(self) -> None:
        self.forgotten: list[Job] = []

    def train(self, spec: Any, base: Any = None) -> Job:
        return Job("made", spec, Path("nowhere"))

    def forget(self, job: Job) -> None:
        self.forgotten.append(job)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(sessions, "engine", lambda: made)
    return made


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The `st.session_state` of a browser tab, and a server that knows no session yet."""
    state: dict[str, Any] = {}
    monkeypatch.setattr(streamlit, "session_state", state)
    known = sessions._Sessions()
    monkeypatch.setattr(sessions, "_sessions", lambda: known)
    return state


def new_tab(state: dict[str, Any]) -> Session:
    state.clear()
    return sessions.current()


def end(job: Job, reason: Reason = "completed", **metrics: float) -> None:
    job.apply([Prepared(1, 1, {}, 2), Finished(reason, 1, metrics, 0.1)])


def test_a_tab_keeps_its_session_and_another_one_gets_its_own(tab: dict[str, Any]) -> None:
    mine = sessions.current()
    assert sessions.current() is mine
    other = new_tab(tab)
    assert other is not mine
    assert other.token != mine.token


def test_a_reloaded_tab_goes_on_with_its_session(tab: dict[str, Any], engine: Engine) -> None:
    mine = sessions.current()
    mine.train()
    fresh = new_tab(tab)
    revision = mine.revision

    assert sessions.adopt(mine.token)

    assert sessions.current() is mine
    assert mine.revision > revision  # so that no widget keeps what the fresh session showed
    assert not sessions.adopt(fresh.token)  # nobody needs it any more


def test_a_fresh_session_with_runs_is_not_dropped_by_adopting_another(tab: dict[str, Any], engine: Engine) -> None:
    mine = sessions.current()
    fresh = new_tab(tab)
    fresh.train()
    assert sessions.adopt(mine.token)
    assert sessions.adopt(fresh.token)
    assert sessions.current() is fresh


def test_an_unknown_token_changes_nothing(tab: dict[str, Any]) -> None:
    mine = sessions.current()
    assert not sessions.adopt("made up")
    assert sessions.current() is mine


def test_a_session_that_nobody_looks_at_is_forgotten_with_its_runs(tab: dict[str, Any], engine: Engine) -> None:
    old = sessions.current()
    run = old.train()
    awake = new_tab(tab)
    old.seen -= FORGET_SECONDS + 1
    new_tab(tab)
    assert engine.forgotten == [run.job]
    assert not sessions.adopt(old.token)
    assert sessions.adopt(awake.token)


def test_runs_are_counted_from_one_and_the_newest_is_shown(engine: Engine) -> None:
    mine = Session()
    first, second = mine.train(), mine.train(SPECS["line"])
    assert [first.number, second.number] == [1, 2]
    assert mine.shown_run is second
    assert first.job.spec == mine.spec
    assert second.job.spec == SPECS["line"]


def test_the_oldest_run_goes_when_there_are_too_many(engine: Engine) -> None:
    mine = Session()
    runs = [mine.train() for _ in range(MAX_RUNS + 2)]
    assert mine.runs == runs[2:]
    assert engine.forgotten == [run.job for run in runs[:2]]
    assert mine.runs[-1].number == MAX_RUNS + 2
    assert mine.run(1) is None
    assert mine.shown_run is runs[-1]


def test_only_runs_with_a_network_to_look_into_count_as_trained(engine: Engine) -> None:
    mine = Session()
    live, diverged, stopped, completed = (mine.train() for _ in range(4))
    end(diverged.job, "diverged")
    end(stopped.job, "stopped", loss=0.5, accuracy=0.5)
    end(completed.job, loss=0.25, accuracy=0.75)
    assert mine.trained_runs == [completed, stopped]
    assert mine.live_run is live
    with pytest.raises(EngineError, match="no trained network"):
        sessions.ask(diverged, "kernels")


def test_the_title_of_a_run_says_number_data_and_result(engine: Engine) -> None:
    mine = Session()
    run = mine.train()
    assert run.title == "Run 1 · Digits 8 × 8 · in training"
    end(run.job, loss=0.25, accuracy=0.75)
    assert run.title == "Run 1 · Digits 8 × 8 · accuracy 75.0%"
    other = mine.train(SPECS["line"])
    end(other.job, "diverged")
    assert other.title == "Run 2 · Line · diverged"


def test_replacing_the_experiment_gives_widgets_new_keys() -> None:
    mine = Session()
    before = mine.key("epochs")
    mine.replace_spec(SPECS["line"])
    assert mine.key("epochs") != before
    assert mine.preset == "line"


def test_a_new_canvas_has_a_new_number_and_keeps_the_drawing() -> None:
    mine = Session()
    mine.start_canvas({"objects": [1]})
    assert (mine.canvas_number, mine.drawing) == (1, {"objects": [1]})
