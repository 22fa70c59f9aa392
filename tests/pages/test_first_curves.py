"""A press of Train draws the curves first: with the settings that the page shows, and never instead of the page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from nnplay.engine.client import Job
from nnplay.spec import LayerSpec
from nnplay.training.events import BatchEnd, EpochEnd, Event
from nnplay.ui.common import live
from nnplay.ui.common.server import engine
from nnplay.ui.playground import commands, data_panel, first_curves, starting, training_panel
from tests.pages.factories import FOLDED, WAIT, button, healthy, open_app, press, session_of, show, unfold


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is drawn, in order: the curves with the number of their run and whether there are numbers, and the data."""
    found: list[str] = []

    def noting(module: Any, name: str, say: Callable[..., str]) -> None:
        before = getattr(module, name)

        def draw(*args: Any) -> None:
            found.append(say(*args))
            before(*args)

        monkeypatch.setattr(module, name, draw)

    def curves(run: Any, history: Any, planned: int) -> str:
        numbers = "with" if history.epochs or history.running else "without"
        return f"curves of run {run.number} {numbers} numbers" if run else "no curves"

    noting(training_panel, "_progress", curves)
    noting(data_panel, "show", lambda session: "data")
    monkeypatch.setattr(live, "open_sessions", lambda: 1)
    monkeypatch.setattr(starting, "NEWS_SECONDS", WAIT)  # as if the training had been ready
    return found


@pytest.fixture
def at(drawn: list[str]) -> AppTest:
    opened = open_app("line")
    drawn.clear()
    return opened


def end(at: AppTest) -> None:
    for run in session_of(at).runs:
        engine().stop(run.job)
        assert run.job.wait(WAIT)


def test_the_curves_come_before_the_page(at: AppTest, drawn: list[str]) -> None:
    press(at, "Train")
    assert drawn[0] == "curves of run 1 with numbers"
    assert drawn[1:3] == ["curves of run 1 with numbers", "data"]  # then all of it
    assert len(session_of(at).runs) == 1
    end(at)


def test_what_was_folded_away_since_is_no_change_of_settings(at: AppTest, drawn: list[str]) -> None:
    unfold(at, "More options")
    at.session_state[FOLDED["More options"]] = False  # by the press beside it
    drawn.clear()
    press(at, "Train")
    assert drawn[:3] == ["curves of run 1 with numbers", "curves of run 1 with numbers", "data"]
    end(at)


def test_a_run_with_other_settings_gives_way_at_once(at: AppTest, drawn: list[str]) -> None:
    press(at, "Train")
    end(at)
    show(at, session_of(at).spec.with_seed(7))
    assert button(at, "Use its settings")
    drawn.clear()
    press(at, "Train")
    assert drawn[0] == "curves of run 2 with numbers"
    assert not [one for one in at.button if one.key == "take-settings"]
    end(at)
    # Its settings are taken by a button of the same part of the page, which draws all of it.
    show(at, session_of(at).spec.with_seed(8))
    drawn.clear()
    press(at, "Use its settings")
    assert session_of(at).spec.seed == 7
    assert "data" in drawn


def test_a_setting_that_was_changed_a_moment_before_counts(at: AppTest, drawn: list[str]) -> None:
    (epochs,) = [one for one in at.number_input if one.label == "Epochs"]
    epochs.set_value(3)
    press(at, "Train")  # the browser tells both at once
    (run,) = session_of(at).runs
    assert run.job.spec.training.epochs == 3
    assert session_of(at).spec.training.epochs == 3
    assert "data" in drawn[:2]
    end(at)


def test_where_nothing_can_be_shown_yet_the_page_is_drawn_as_ever(
    at: AppTest, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "NEWS_SECONDS", 0.0)
    press(at, "Train")
    assert drawn[1] == "data"
    end(at)


def test_first_numbers_that_nothing_had_prepared_come_before_the_page(
    at: AppTest, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "NEWS_SECONDS", 0.0)
    monkeypatch.setattr(first_curves, "QUICK_SECONDS", WAIT)
    asked, held = threading.Event(), threading.Event()
    apply, wait = Job.apply, Job.wait_for_news

    def late(job: Job, events: Iterable[Event]) -> None:
        events = list(events)
        numbers = next((at for at, event in enumerate(events) if isinstance(event, BatchEnd | EpochEnd)), len(events))
        apply(job, events[:numbers])
        if events[numbers:]:
            held.set()
            assert asked.wait(WAIT), "nobody waits for the numbers"
            apply(job, events[numbers:])

    def ask(job: Job, timeout: float) -> bool:
        asked.set()
        return wait(job, timeout)

    monkeypatch.setattr(Job, "apply", late)
    press(at, "Train")
    (run,) = session_of(at).runs
    assert held.wait(WAIT)
    healthy(at.run())
    assert not run.job.history.running
    drawn.clear()
    monkeypatch.setattr(Job, "wait_for_news", ask)
    monkeypatch.setattr(commands, "engine", lambda: SimpleNamespace(stop=lambda job: st.rerun(first_curves.FRAGMENT)))
    press(at, "Stop")  # its callback has the curves drawn, as their clock does in a browser
    assert drawn[:3] == ["curves of run 1 with numbers", "curves of run 1 with numbers", "data"]
    end(at)


def test_what_cannot_be_trained_is_said_by_the_page(at: AppTest, drawn: list[str]) -> None:
    show(at, session_of(at).spec.with_layers((LayerSpec("Conv2D"),)))
    press(at, "Train")
    assert any("cannot be trained yet" in error.value for error in at.error)
    assert not session_of(at).runs


def test_in_a_class_a_press_costs_no_more(at: AppTest, drawn: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "open_sessions", lambda: live.FULL_PACE + 1)
    healthy(at.run())
    assert not session_of(at).part(first_curves.Settled).values
    drawn.clear()
    press(at, "Train")
    assert drawn[1] == "data"
    end(at)
