"""The buttons of a training: only what can be done now, a reset, limits, and a training that does not answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.engine.client import STUCK_SECONDS, Engine, Job
from nnplay.limits import HOSTED_VARIABLE
from nnplay.training import events
from nnplay.training.events import (
    CheckpointSaved,
    EpochEnd,
    Event,
    Finished,
    Paused,
    Prepared,
    Preparing,
    Queued,
    SetByHand,
    Snapshot,
    Started,
)
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.playground import commands as commands_module
from nnplay.ui.playground import control_bar
from tests.pages.factories import (
    DRAW,
    PLAYGROUND,
    WAIT,
    chart,
    errors,
    give_trained,
    healthy,
    labels,
    press,
    progress,
    session_of,
    show,
    texts,
    turn_to,
)
from tests.waiting import eventually

PREPARED = Prepared(60, 8, {}, 2, "compiled", "Because.")
STOPPED = Finished("stopped", 1, {"loss": 1.0}, 1.0)
STEPS = ("One epoch", "One batch")
COMMANDS = {
    "Train", "Reset", "60 more epochs", "Pause", "Resume", "One epoch", "One batch", "Stop", "End it now",
}  # fmt: skip


def given(at: AppTest, *story: Event) -> SessionRun:
    """A run of the page that is where these events have led it, without an engine behind it."""
    session = show(at, SPECS["line"])
    run = SessionRun(1, Job("made", session.spec, Path("nowhere")))
    run.job.apply(story)
    session.runs, session.shown = [run], 1
    healthy(at.run())
    return run


def commands(at: AppTest) -> set[str]:
    return COMMANDS.intersection(labels(at))


@pytest.mark.parametrize(
    ("story", "expected", "said", "badge"),
    [
        ((Queued(2),), {"Stop"}, "Waiting for a free core; 2 before this one.", "In the queue, 2 ahead"),
        ((Queued(0), Started()), {"Pause", "Stop"}, "", "Starting"),
        ((PREPARED, Preparing("compile")), {"Pause", "Stop"}, "Compiling the network", "Compiling"),
        ((PREPARED, EpochEnd(1, {"loss": 1.0}, 0.1)), {"Pause", "Stop"}, "Epoch 2 of 60", "Training, 2%"),
        ((PREPARED, Paused(1, 0)), {"Train", *STEPS, "Stop"}, "Untrained:", "Untrained"),
        (
            (PREPARED, Paused(1, 0), SetByHand(1, 0, 2)),  # by hand, or of a network that was made larger
            {"Train", *STEPS, "Stop", "Reset"},
            "Not trained yet: the network has the weights that it was given.",
            "Weights set",
        ),
        (
            (PREPARED, Paused(1, 3)),
            {"Resume", "One epoch", "One batch", "Reset", "Stop"},
            "Paused in epoch 1",
            "Paused, 1%",
        ),
        ((PREPARED, events.Testing()), {"Stop"}, "Reading the test examples", "Testing"),
        ((PREPARED, Finished("diverged", 1, {}, 1.0)), {"Train", "Reset"}, "Run 1 diverged", "Over"),
        (
            (PREPARED, Finished("stopped", 1, {"loss": 1.0}, 1.0)),
            {"Train", "Reset", "60 more epochs"},
            "Test loss",
            "Over",
        ),
    ],
)
def test_the_buttons_show_what_can_be_done_now(
    at: AppTest,
    story: tuple[Event, ...],
    expected: set[str],
    said: str,
    badge: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Engine, "seconds_until_start", lambda *_: None)  # trainings of other tests may still run
    run = given(at, *story)
    assert commands(at) == expected
    places = [each for each in at.button if each.label in COMMANDS - {"End it now"}]
    assert len(places) == len(commands_module.WIDTHS)  # always the same ones
    assert all(each.help for each in places)
    assert said in progress(at)
    assert badge in control_bar.badge_of(run)


def test_the_test_after_a_stop_can_be_ended_too(at: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    run = given(at, PREPARED, events.Testing())
    stopped: list[Job] = []
    monkeypatch.setattr(Engine, "stop", lambda engine, job: stopped.append(job))
    press(at, "Stop")
    assert stopped == [run.job]


def test_a_film_that_ended_early_is_told_while_the_run_goes_on(at: AppTest) -> None:
    given(at, PREPARED, events.FilmEnded("The film of this run ends early: the disk is full."))
    assert [warning.value for warning in at.warning] == ["The film of this run ends early: the disk is full."]


def test_without_a_run_one_can_train_or_go_step_by_step(at: AppTest) -> None:
    assert commands(at) == {"Train", "Reset", *STEPS}


def test_a_training_that_does_not_answer_is_offered_for_ending(at: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    run = given(at, PREPARED)
    for quiet, sentence in ((STUCK_SECONDS - 5, ""), (STUCK_SECONDS + 5, "it may be in a step that takes this long")):
        run.job.beat(quiet)
        healthy(at.run())
        assert ("End it now" in labels(at)) == bool(sentence)
        assert sentence in "".join(warning.value for warning in at.warning)
    monkeypatch.setattr(Job, "answers", False)
    healthy(at.run())
    told = at.warning[0].value
    assert re.match(r"This training has not responded for \d+ s\. Its process does not respond either", told)
    killed: list[Job] = []
    monkeypatch.setattr(Engine, "kill", lambda engine, job: killed.append(job))
    press(at, "End it now")
    assert killed == [run.job]


def test_a_network_is_shown_untrained_stepped_reset_and_then_trained_as_any_other(at: AppTest) -> None:
    plain = give_trained(at, "line").job.history
    press(at, "Reset")
    run = session_of(at).runs[-1]
    assert eventually(lambda: run.stage == "untrained", WAIT)
    first = run.job.history.snapshot
    assert first is not None
    assert first.epoch == 0
    healthy(at.run())
    assert chart(at, "loss over the epochs: nothing yet")
    assert "Curves of run" not in texts(at)

    press(at, "One epoch")
    assert eventually(lambda: run.stage == "paused" and len(run.job.history.epochs) == 1, WAIT)
    healthy(at.run())
    press(at, "Reset")
    assert eventually(lambda: run.stage == "untrained", WAIT)
    again = run.job.history.snapshot
    assert isinstance(again, Snapshot)
    assert (again.outputs == first.outputs).all()  # type: ignore[union-attr]
    healthy(at.run())
    press(at, "Train")
    assert run.job.wait(WAIT)
    assert run.job.history.columns == plain.columns
    assert [each.number for each in session_of(at).runs] == [1, 2]
    assert CheckpointSaved(0).epoch in run.job.history.checkpoints


@pytest.mark.thorough
def test_a_step_begins_a_training_that_waits_after_it(at: AppTest) -> None:
    show(at, SPECS["line"])
    press(at, "One epoch")
    run = session_of(at).runs[-1]
    assert eventually(lambda: run.stage == "paused", WAIT)
    assert run.job.history.epochs == [1]


@pytest.mark.thorough
def test_training_something_else_takes_the_place_of_an_untrained_run(at: AppTest) -> None:
    show(at, SPECS["line"])
    press(at, "Reset")
    waiting = session_of(at).runs[-1]
    assert eventually(lambda: waiting.stage == "untrained", WAIT)
    show(at, SPECS["line"].with_training(epochs=2))  # it would train for 60
    press(at, "Train")
    (run,) = session_of(at).runs
    assert run.job.wait(WAIT)
    assert run.job.history.epochs == [1, 2]
    assert waiting.job.wait(WAIT)


def test_too_many_epochs_for_a_shared_server_are_refused_beside_train(
    at: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOSTED_VARIABLE, "1")
    show(at, SPECS["line"].with_training(epochs=1001))
    press(at, "Train")
    assert "1,001 epochs are too many: the limit for one run here is 1,000." in errors(at)
    assert session_of(at).runs == []


# Presses ----------------------------------------------------------------------------------------


def test_a_press_is_heard_also_where_another_change_cut_its_run_off(at: AppTest) -> None:
    session = show(at, SPECS["line"])
    session.pressed = "train"  # as the button leaves it when its run does not reach the end of the page
    healthy(at.run())
    assert [run.number for run in session.runs] == [1]
    assert session.pressed == ""


def test_a_double_click_starts_one_training(at: AppTest) -> None:
    run = given(at, PREPARED, EpochEnd(1, {"loss": 1.0}, 0.1))
    session = session_of(at)
    session.pressed = "train"
    healthy(at.run())
    assert session.runs == [run]
    assert session.pressed == ""


def test_a_press_on_a_page_that_was_left_does_not_start_later(at: AppTest) -> None:
    session = show(at, SPECS["line"])
    session.pressed = "train"
    turn_to(at, DRAW)
    turn_to(at, PLAYGROUND)
    assert session.runs == []
