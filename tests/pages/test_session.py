"""Sessions and their runs, without a page."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit

from nnplay.catalogue import SPECS
from nnplay.datasets.kinds import drawings as drawings_module
from nnplay.datasets.kinds.drawings import LabelledDrawing
from nnplay.datasets.store.cache import Shared
from nnplay.engine.client import STUCK_SECONDS, Job
from nnplay.errors import EngineError
from nnplay.limits import HOME
from nnplay.sketch import examples
from nnplay.training.events import BatchEnd, Finished, Paused, Prepared, Reason
from nnplay.ui.common import current, identity, server
from nnplay.ui.common.session import Session
from nnplay.ui.common.sessions import Sessions
from nnplay.ui.draw import state as draw_state
from nnplay.ui.draw.state import DrawState
from nnplay.ui.lessons import trainings
from nnplay.ui.lessons.state import LessonsState
from tests.waiting import SECONDS

TABS = 30
"""A class."""


class Engine:
    """Takes trainings and never starts one."""

    def __init__(self) -> None:
        self.forgotten: list[Job] = []
        self.told: list[tuple[Any, ...]] = []

    def train(self, spec: Any, *, base: Any = None, paused: bool = False, shared: bool = False) -> Job:
        job = Job("made", spec, Path("nowhere"))
        if paused:
            job.apply([Prepared(1, 1, {}, 2), Paused(1, 0)])
        return job

    def forget(self, job: Job) -> None:
        self.forgotten.append(job)

    def stop(self, job: Job, reason: str = "stopped") -> None:
        self.told.append((job, reason))

    def kill(self, job: Job) -> None:
        self.told.append((job, "kill"))

    def reset(self, job: Job) -> None:
        self.told.append((job, "reset"))

    def set_learning_rate(self, job: Job, value: float) -> None:
        self.told.append((job, value))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    held: Shared[None, Any] = Shared(1, lambda engine: 1)
    held.get(None, lambda: made)
    monkeypatch.setattr(server, "_engines", held)
    return made


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The `st.session_state` of a browser tab, and a server that knows no session yet."""
    state: dict[str, Any] = {}
    monkeypatch.setattr(streamlit, "session_state", state)
    known = Sessions(server.engine)
    monkeypatch.setattr(current, "_sessions", lambda: known)
    return state


def new_tab(state: dict[str, Any]) -> Session:
    state.clear()
    return current.current()


def end(job: Job, reason: Reason = "completed", **metrics: float) -> None:
    job.apply([Prepared(1, 1, {}, 2), Finished(reason, 1, metrics, 0.1)])


def test_other_pages_turn_to_a_new_training(engine: Engine) -> None:
    session = Session(picked=3)
    session.train()
    assert (session.shown, session.picked) == (1, 0)


def test_pages_begin_with_the_chosen_run_then_the_shown_one_then_one_that_no_lesson_trained(engine: Engine) -> None:
    session = Session()
    line = session.train(SPECS["line"])
    trainings.start(session, SPECS["digits-cnn"], "Adam")
    lesson = session.runs[-1]
    assert (session.shown, lesson.title) == (1, "Run 2 · Lesson: Adam · in training")
    newest_first = [lesson, line]
    assert session.default_among(newest_first) is line  # the shown one
    session.shown = 0
    assert session.default_among(newest_first) is line
    session.choose_run(lesson)
    assert session.default_among(newest_first) is session.shown_run is lesson
    assert session.default_among([line]) is line
    assert session.default_among([]) is None
    assert (session.newest, session.newest_own) == (2, 1)


def test_a_chosen_reader_of_drawings_gives_way_to_a_newer_run() -> None:
    mine = DrawState()
    assert mine.reader_among(["run-2", "run-1", "ready"], newest=2) == "run-2"
    mine.reader = "ready", 2
    assert mine.reader_among(["run-2", "run-1", "ready"], newest=2) == "ready"
    assert mine.reader_among(["run-3", "run-2", "run-1", "ready"], newest=3) == "run-3"
    mine.reader = "run-1", 3
    assert mine.reader_among(["run-3", "run-2", "ready"], newest=3) == "run-3"  # it is no longer there


def test_a_page_has_its_part_in_each_session() -> None:
    first, second = Session(), Session()
    first.part(DrawState).joined = 5
    assert first.part(DrawState).joined == 5
    assert second.part(DrawState).joined == 0
    assert isinstance(first.part(LessonsState), LessonsState)


def test_the_token_can_be_part_of_any_widgets_key() -> None:
    tokens = {Session().token for _ in range(2000)}
    assert len(tokens) == 2000
    assert not any("__" in token for token in tokens)  # which Streamlit keeps for itself


def test_a_tab_keeps_its_session_and_another_one_gets_its_own(tab: dict[str, Any]) -> None:
    mine = current.current()
    assert current.current() is mine
    other = new_tab(tab)
    assert other is not mine
    assert other.token != mine.token


def test_a_reloaded_tab_goes_on_with_its_session(tab: dict[str, Any], engine: Engine) -> None:
    mine = current.current()
    mine.train()
    fresh = new_tab(tab)
    revision = mine.revision

    assert current.adopt(mine.token)

    assert current.current() is mine
    assert mine.revision > revision  # so that no widget keeps what the fresh session showed
    assert not current.adopt(fresh.token)  # nobody needs it any more


def test_a_fresh_session_with_runs_is_not_dropped_by_adopting_another(tab: dict[str, Any], engine: Engine) -> None:
    mine = current.current()
    fresh = new_tab(tab)
    fresh.train()
    assert current.adopt(mine.token)
    assert current.adopt(fresh.token)
    assert current.current() is fresh


def test_a_duplicated_tab_takes_the_experiment_and_leaves_the_session_that_the_first_one_has_open(
    tab: dict[str, Any], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = {"first": True}
    monkeypatch.setattr(current, "is_open", lambda name: connected.get(name, False))
    connection = SimpleNamespace(session_id="first")
    monkeypatch.setattr(current, "get_script_run_ctx", lambda **options: connection)
    mine = current.current()
    mine.replace_spec(SPECS["line"])
    run = mine.train()

    connection.session_id = "second"
    fresh = new_tab(tab)
    revision = fresh.revision
    assert current.copy_experiment(mine.token)
    assert current.current() is fresh
    assert (fresh.spec, fresh.runs) == (SPECS["line"], [])
    assert fresh.revision > revision  # so that its widgets show the experiment
    assert mine.runs == [run]
    fresh.replace_spec(SPECS["spiral"])
    assert mine.spec == SPECS["line"]

    connected["first"] = False  # it was closed: nobody else has the session
    assert not current.copy_experiment(mine.token)
    assert fresh.spec == SPECS["spiral"]
    assert current.adopt(mine.token)
    connected["second"] = True
    assert not current.copy_experiment(mine.token)  # it is open in this tab alone
    assert not current.copy_experiment("made up")


def test_an_unknown_token_changes_nothing(tab: dict[str, Any]) -> None:
    mine = current.current()
    assert not current.adopt("made up")
    assert current.current() is mine


def test_after_a_restart_a_tab_has_a_new_session_under_its_old_name_and_says_so(
    tab: dict[str, Any], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, token = current.current(), "0123456789abcdef" * 2
    fresh = mine.token
    monkeypatch.setattr(identity.WidgetValue, "get", lambda value: {"kept": {"token": token, "copied": False}})
    identity._on_kept()
    assert current.current() is mine
    assert mine.token == token
    assert "restarted" in mine.part(identity.TabState).notice
    assert mine.part(identity.TabState).refused == ""
    assert not current.adopt(fresh)
    other = new_tab(tab)
    assert current.adopt(token)  # as any name, it is found again after a reload
    assert current.current() is mine
    assert other is not mine


def test_a_name_is_not_taken_up_by_a_session_that_has_runs_or_where_it_is_none(
    tab: dict[str, Any], engine: Engine
) -> None:
    mine = current.current()
    for token in ("made up", "../" * 10 + "ab", "0" * 33, mine.token):
        assert not current.take_up(token)
    mine.train()
    assert not current.take_up("0" * 32)


class Slow:
    """Takes a while to be made, and counts how many were."""

    made = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        threading.Event().wait(0.05)  # so that all threads have asked before the first one is there
        type(self).made += 1

    def keep_looking(self) -> None:
        pass


@pytest.mark.parametrize(
    ("module", "store", "made", "get"),
    [
        (server, "_engines", "Engine", server.engine),
        (current, "_registry", "Sessions", current._sessions),
    ],
)
def test_a_cold_server_makes_one_however_many_tabs_connect_at_once(
    monkeypatch: pytest.MonkeyPatch, module: Any, store: str, made: str, get: Callable[[], Any]
) -> None:
    monkeypatch.setattr(module, store, Shared[None, Any](1, lambda one: 1))
    monkeypatch.setattr(module, made, type("Counted", (Slow,), {}))
    together = threading.Barrier(TABS)

    def connect(tab: int) -> Any:
        together.wait(SECONDS)
        return get()

    with ThreadPoolExecutor(TABS) as threads:
        got = list(threads.map(connect, range(TABS)))
    assert type(got[0]).made == 1
    assert len({id(one) for one in got}) == 1


def closed(tab: str) -> bool:
    return False


def test_a_training_ends_when_no_tab_has_been_open_for_the_grace_and_its_session_is_found_again(
    tab: dict[str, Any], engine: Engine
) -> None:
    mine = current.current()
    run = mine.train()
    known = current._sessions()
    known.look(mine.seen + HOME.grace_seconds - 1, closed)
    assert engine.told == []
    known.look(mine.seen + HOME.grace_seconds + 1, closed)
    assert engine.told == [(run.job, "abandoned")]
    assert engine.forgotten == []
    tab.clear()
    assert current.adopt(mine.token)
    assert current.current().runs == [run]


def test_one_open_tab_keeps_a_training_also_after_its_connection_was_lost_for_a_while(
    tab: dict[str, Any], engine: Engine
) -> None:
    mine = current.current()
    mine.train()
    mine.tabs = {"first", "second"}
    known, start = current._sessions(), mine.seen
    for seconds, is_open in ((1000, {"second"}), (1100, {}), (1119, {}), (2000, {"second"}), (2100, {})):
        known.look(start + seconds, is_open.__contains__)
    assert engine.told == []
    known.look(start + 2121, closed)
    assert len(engine.told) == 1


def test_an_abandoned_training_that_does_not_answer_is_ended(
    tab: dict[str, Any], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = current.current()
    run = mine.train()
    monkeypatch.setattr(Job, "silence", STUCK_SECONDS + 1)
    current._sessions().look(mine.seen + HOME.grace_seconds + 1, closed)
    assert engine.told == [(run.job, "kill")]


def test_a_session_that_nobody_looks_at_is_forgotten_with_its_runs(tab: dict[str, Any], engine: Engine) -> None:
    old = current.current()
    run = old.train()
    awake = new_tab(tab)
    awake.tabs = {"open"}
    current._sessions().look(old.seen + HOME.forget_seconds + 1, {"open"}.__contains__)
    assert engine.forgotten == [run.job]
    assert old.runs == []
    assert not current.adopt(old.token)
    assert current.adopt(awake.token)
    # A tab that still holds it begins again, and is known again.
    tab["nnplay"] = old
    assert current.current() is old
    assert current.adopt(old.token)


def test_runs_are_counted_from_one_and_the_newest_is_shown(engine: Engine) -> None:
    mine = Session()
    first, second = mine.train(), mine.train(SPECS["line"])
    assert [first.number, second.number] == [1, 2]
    assert mine.shown_run is second
    assert first.job.spec == mine.spec
    assert second.job.spec == SPECS["line"]


def test_the_oldest_run_goes_when_there_are_too_many(engine: Engine) -> None:
    mine = Session()
    runs = [mine.train() for _ in range(HOME.runs + 2)]
    assert mine.runs == runs[2:]
    assert engine.forgotten == [run.job for run in runs[:2]]
    assert mine.runs[-1].number == HOME.runs + 2
    assert mine.run(1) is None
    assert mine.shown_run is runs[-1]


def test_a_run_that_waits_untrained_goes_when_another_one_starts(engine: Engine) -> None:
    mine = Session()
    first, waiting = mine.train(), mine.train(paused=True)
    assert (mine.waiting_run, waiting.stage) == (waiting, "untrained")
    second = mine.train()
    assert mine.runs == [first, second]
    assert engine.forgotten == [waiting.job]
    assert second.number == 3


def test_a_reset_keeps_the_learning_rate_that_the_page_shows(engine: Engine) -> None:
    mine = Session()
    run = mine.train()
    run.job.apply([Prepared(1, 1, {}, 2), BatchEnd(1, 1), Paused(1, 1)])
    mine.reset(run)
    assert engine.told == [(run.job, "reset")]
    optimizer = mine.spec.training.optimizer
    mine.spec = mine.spec.with_training(optimizer=optimizer.with_options(learning_rate=0.5))
    mine.reset(run)
    assert engine.told[1:] == [(run.job, "reset"), (run.job, 0.5)]
    assert run.is_of(mine.spec)


def test_only_runs_with_a_network_to_look_into_count_as_trained(engine: Engine) -> None:
    mine = Session()
    live, diverged, stopped, completed = (mine.train() for _ in range(4))
    end(diverged.job, "diverged")
    end(stopped.job, "stopped", loss=0.5, accuracy=0.5)
    end(completed.job, loss=0.25, accuracy=0.75)
    assert mine.trained_runs == [completed, stopped]
    assert mine.live_run is live
    with pytest.raises(EngineError, match="no trained network"):
        server.ask(diverged, "kernels")


def test_the_title_of_a_run_says_number_data_and_result(engine: Engine) -> None:
    mine = Session()
    run = mine.train()
    assert run.title == "Run 1 · Spiral · in training"
    end(run.job, loss=0.25, accuracy=0.75)
    assert run.title == "Run 1 · Spiral · accuracy 75.0%"
    assert run.title_without_result == "Run 1 · Spiral"
    other = mine.train(SPECS["line"])
    end(other.job, "diverged")
    assert other.title == "Run 2 · Line · diverged"


def test_replacing_the_experiment_gives_widgets_new_keys() -> None:
    mine = Session()
    before = mine.key("epochs")
    mine.replace_spec(SPECS["line"])
    assert mine.key("epochs") != before
    assert mine.preset == "line"


def test_the_file_of_drawings_is_written_anew_only_where_they_have_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []

    def write(drawings: list[LabelledDrawing]) -> bytes:
        written.append(len(drawings))
        return drawings_module.write(drawings)

    monkeypatch.setattr(draw_state, "write", write)
    drawn = DrawState()
    drawn.drawings = [LabelledDrawing.of(label, strokes) for label, strokes in examples.drawings(1)]
    assert drawn.file() is drawn.file()
    del drawn.drawings[0]
    assert drawings_module.read(drawn.file()) == drawn.drawings
    drawn.drawings = list(drawn.drawings)
    drawn.file()
    assert written == [10, 9]


def test_a_new_canvas_has_a_new_number_and_keeps_the_drawing() -> None:
    mine = DrawState()
    mine.start_canvas({"objects": [1]})
    assert (mine.canvas_number, mine.drawing) == (1, {"objects": [1]})
