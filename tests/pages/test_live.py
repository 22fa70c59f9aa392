"""How often a page asks a run for news, what is new of one that waits, and what the server does between clicks."""

from __future__ import annotations

import inspect
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from nnplay.catalogue import SPECS
from nnplay.engine.client import Job
from nnplay.training.history import History, Status
from nnplay.ui.common import garbage, live, progress_words
from nnplay.ui.common.live import FULL_PACE
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.sessions import LOOK_SECONDS, Sessions
from nnplay.ui.playground import starting


def run_of(status: Status, **known: object) -> SessionRun:
    history = History(status=status, **known)  # type: ignore[arg-type]
    return SessionRun(1, Job("job", SPECS["wine"], Path("none"), _history=history))


@pytest.mark.parametrize(
    ("status", "news", "pictures"),
    [
        ("queued", live.QUEUE_SECONDS, None),
        ("running", live.POLL_SECONDS, live.QUICK_SECONDS),  # until there is the first thing to see
        ("paused", live.POLL_SECONDS, None),
        ("testing", live.POLL_SECONDS, None),
        ("finished", None, None),
    ],
)
def test_pictures_are_asked_for_only_while_a_run_learns(
    status: Status, news: float | None, pictures: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "open_sessions", lambda: 1)
    assert (live.poll_seconds(run_of(status)), live.picture_seconds(run_of(status))) == (news, pictures)
    assert live.poll_seconds(None) is live.picture_seconds(None) is None


@pytest.mark.parametrize(("people", "seconds"), [(8, 0.5), (16, 1.0), (30, 1.875), (500, live.LONGEST_SECONDS)])
def test_a_class_is_told_as_often_together_as_eight_people(
    people: int, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "open_sessions", lambda: people)
    assert live.live_seconds() == seconds


def test_a_step_of_a_run_that_waits_is_seen_and_a_learning_one_redraws_itself() -> None:
    waits = live.standing(run_of("paused", batch=1))
    assert waits == live.standing(run_of("paused", batch=1))
    assert waits != live.standing(run_of("paused", batch=2))
    assert waits != live.standing(run_of("paused", batch=1, epochs=[1]))
    assert live.standing(run_of("running", batch=1)) == live.standing(None) == ()


def test_sessions_count_as_open_until_no_tab_was_seen_for_a_while() -> None:
    def no_engine() -> None:
        raise AssertionError

    known = Sessions(no_engine)  # type: ignore[arg-type]
    for seen in (100.0, 103.0, 104.0):
        known.add(Session(seen=seen))
    assert [known.count_open(now) for now in (104.0, 103.5 + 2 * LOOK_SECONDS, 200.0)] == [2, 1, 0]


def test_a_full_collection_waits_until_no_page_is_drawn() -> None:
    slept: list[float] = []
    assert garbage.wait_for_quiet(10.0, lambda: len(slept) < 3, slept.append) == pytest.approx(0.15)
    assert len(slept) == 3
    assert garbage.wait_for_quiet(1.0, lambda: True, slept.append) == pytest.approx(1.0), "but not for ever"


def test_a_page_that_is_drawn_is_seen_by_the_name_of_its_thread() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait, name=garbage.SCRIPT_THREAD)
    assert not garbage.is_drawn()
    thread.start()
    try:
        assert garbage.is_drawn()
    finally:
        done.set()
        thread.join()
    assert f'name="{garbage.SCRIPT_THREAD}"' in inspect.getsource(ScriptRunner.start), "Streamlit still calls it so"


@pytest.mark.parametrize(
    ("sessions", "ready", "waited"),
    [(FULL_PACE, True, [0.15]), (FULL_PACE, False, []), (FULL_PACE + 1, True, [])],
)
def test_a_press_of_train_waits_for_numbers_that_may_be_ready_where_few_share_the_server(
    monkeypatch: pytest.MonkeyPatch, sessions: int, ready: bool, waited: list[float]
) -> None:
    asked: list[float] = []
    run: Any = SimpleNamespace(job=SimpleNamespace(wait_for_news=asked.append, was_ready=ready))
    monkeypatch.setattr(live, "open_sessions", lambda: sessions)
    starting.wait_for_news(run)
    assert asked == waited


def test_a_screen_reader_hears_how_far_a_training_is() -> None:
    columns = {"loss": [0.9, 0.4], "accuracy": [0.6, 0.912], "val_loss": [1.0, 0.5], "val_accuracy": [0.5, 0.8824]}
    known = History(status="running", epochs=[1, 2], columns=columns, planned_epochs=12)
    assert progress_words.aloud(known, "Epoch 3 of 12") == "Epoch 2 of 12, accuracy 91.2%, validation accuracy 88.2%."
    numbers = History(status="running", epochs=[1], columns={"loss": [0.25], "mae": [0.125]}, planned_epochs=3)
    assert progress_words.aloud(numbers, "") == "Epoch 1 of 3, mae 0.125."
    begun = History(status="running", planned_epochs=12)
    assert progress_words.aloud(begun, "Epoch 1 of 12 · batch 3 of 34") == "Epoch 1 of 12, batch 3 of 34"
