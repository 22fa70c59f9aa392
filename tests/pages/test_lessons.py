"""One contract for all lessons: they open, tell their figures in words, lead on, and carry into the playground."""

from __future__ import annotations

import json
import sys
import types
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Widget

from nnplay.lessons import PATH, Lesson, lesson, lessons, neighbours
from nnplay.models.shapes import trace
from nnplay.registry import Param
from nnplay.ui.common import playing
from nnplay.ui.common.playing import Playing
from nnplay.ui.common.session import Session
from nnplay.ui.lessons.experiments import PREDICTIONS
from nnplay.ui.lessons.layout import clicked_values
from nnplay.ui.lessons.prediction import Prediction
from nnplay.ui.lessons.race import PLAYED
from nnplay.ui.lessons.state import LessonsState
from nnplay.ui.playground import starting
from tests.benchmarks.bench_lessons import controls, move
from tests.pages.factories import LEARN, healthy, press, session_of, texts, turn_to, turn_to_lesson

OF_FILES = ("classics", "bias")
"""Lessons that show data of files, or take them into the playground."""

EVERY = [pytest.param(one, id=one.name, marks=pytest.mark.data if one.name in OF_FILES else ()) for one in lessons()]
"""All lessons."""


@pytest.fixture
def at(tab: AppTest) -> AppTest:
    """A tab that opens with a lesson."""
    return tab


def links(at: AppTest) -> list[str]:
    """Labels of the page's links."""
    return [each.proto.label for each in at.get("page_link")]


def labels_of_figures(at: AppTest) -> list[str]:
    """What a screen reader says of the page's figures."""
    return [
        json.loads(each.proto.bytes)["label"]
        for each in at.get("bidi_component")
        if each.proto.component_name == "nnplay_live_chart"
    ]


def predict(at: AppTest, one: Lesson, each: Prediction) -> None:
    """Answers a prediction wrongly, then rightly: the page shows what happens, and says why."""
    key, right = f"{one.name}-predict-{each.name}", each.options[each.answer]
    assert at.radio(key=key).value is None
    assert each.why not in texts(at)
    wrong = next(option for option in each.options if option != right)
    healthy(at.radio(key=key).set_value(wrong).run())
    assert f"**Not quite.** The answer is: *{right}*. {each.why}" in texts(at)
    moved = {str(control.key): control.value for control in controls(at) if control.key in each.shows}
    assert moved == dict(each.shows)
    healthy(at.radio(key=key).set_value(right).run())
    assert f"**Right.** {each.why}" in texts(at)
    assert session_of(at).part(LessonsState).predicted[f"{one.name}/{each.name}"] == wrong  # the first answer counts


@pytest.mark.parametrize("one", EVERY)
def test_a_lesson_opens_leads_on_and_carries_its_idea_into_the_playground(
    at: AppTest, one: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    trains: list[bool] = []

    def act(session: Session) -> str:
        trains.append(session.pressed == "train")
        session.pressed = ""
        return ""

    monkeypatch.setattr(starting, "act", act)
    turn_to_lesson(at, one.name)
    assert at.title[0].value == one.heading
    assert one.name in session_of(at).part(LessonsState).visited

    named = labels_of_figures(at)
    assert named
    assert all(len(label) > 10 for label in named)
    assert len(set(named)) == len(named)

    before, after = neighbours(one.name)
    expected = [
        *([f"Previous: {before.title}"] if before else []),
        "All lessons",
        *([f"Next: {after.title}"] if after else []),
    ]
    assert links(at) == [*expected, "Glossary: all terms", *expected]  # above and below

    assert at.expander, "a lesson asks at least one question"
    for each in PREDICTIONS.get(one.name, ()):
        predict(at, one, each)
    tries = [str(each.key) for each in at.button if str(each.key).startswith("try-")]
    assert tries
    for key in tries:
        turn_to_lesson(at, one.name)
        revision = session_of(at).revision
        healthy(at.button(key=key).click().run())
        assert session_of(at).revision == revision + 1
        assert trains[-1] == key.startswith("try-Train"), "what says that it trains does so"
        assert trace(session_of(at).spec).error is None


def test_the_path_page_shows_how_far_a_student_has_come_and_forgets_it_when_told(at: AppTest) -> None:
    first, *_ = lessons()
    turn_to(at, LEARN)
    assert f"You have opened **0 of {len(lessons())}**" in texts(at)
    assert all(one.promise in texts(at) for one in lessons())
    turn_to_lesson(at, first.name)
    name = first.predictions[0]
    healthy(at.radio(key=f"{first.name}-predict-{name}").set_value(PREDICTIONS[first.name][0].options[0]).run())
    turn_to(at, LEARN)
    assert f"You have opened **1 of {len(lessons())}** and made **1 of " in texts(at)
    assert texts(at).count(":material/check_circle: opened") == 1
    assert f"1 of {len(first.predictions)} predictions made" in texts(at)
    press(at, "Forget my progress")
    assert f"You have opened **0 of {len(lessons())}** and made **0 of " in texts(at)


def test_progress_of_a_browser_is_added_and_what_is_unknown_is_left_out() -> None:
    kept = {"neuron": "", "neuron/zero": "an answer", "neuron/none": "x", "<b>": "", "line/squares": 7}
    state = LessonsState(visited={"race"}, predicted={"neuron/zero": "first"})
    state.join(json.loads(json.dumps(kept)))
    assert state.progress == {"neuron": "", "race": "", "neuron/zero": "first"}
    strange: Any
    for strange in (None, [], "neuron", 3):
        state.join(strange)
    other = LessonsState()
    other.join(state.progress)
    assert other.progress == state.progress
    other.forget()
    assert (other.progress, other.forgotten) == ({}, 1)


SCRATCH = Lesson("scratch", "Scratch", "You can put a lesson in.", needs=("neuron",))


def test_a_lesson_that_is_put_in_has_its_page_its_links_and_its_number(
    at: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = types.ModuleType("nnplay.ui.lessons.scratch")
    content.show = lambda: st.markdown("Something to move.")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, content.__name__, content)
    number = lesson("pooling").number
    part, *_ = PATH
    first, second, *rest = PATH[part]
    monkeypatch.setitem(PATH, part, (first, SCRATCH, second, *rest))

    turn_to_lesson(at, "scratch")
    assert at.title[0].value == "2. Scratch"
    assert SCRATCH.promise in texts(at)
    assert "Something to move." in texts(at)
    assert links(at) == [f"Previous: {first.title}", "All lessons", f"Next: {second.title}"] * 2
    turn_to(at, LEARN)
    assert "**2. Scratch**" in links(at)
    assert f"**3. {second.title}**" in links(at)
    assert f"You have opened **1 of {len(lessons())}**" in texts(at)
    # A text that names a lesson says its new number.
    turn_to_lesson(at, "tensors")
    assert f"Flatten, which lesson {number + 1} is about" in texts(at)


@pytest.mark.sweep
@pytest.mark.parametrize("one", EVERY)
def test_every_control_of_a_lesson_acts(at: AppTest, one: Lesson) -> None:
    turn_to_lesson(at, one.name)
    keys = [str(each.key) for each in controls(at) if not each.disabled]
    assert keys
    assert len(set(keys)) == len(keys)
    still = []
    for key in keys:
        before = shown(at)
        for number in (1, -1):  # one of them may be what it says already
            for each in [each for each in controls(at) if each.key == key]:  # none where another took it off the page
                move(each, number)
                healthy(at.run())
            if shown(at) != before:
                break
        else:
            still += [key] * any(each.key == key for each in controls(at))
    assert still == list(AHEAD.get(one.name, ()))


AHEAD = {
    "line": ("line-tool",),
    "backprop": ("backprop-rate",),  # in the last phase of the pass
    "tensors": ("tensors-split_seed",),  # without strata; with them each seed gives the same counts
    "starting": tuple(
        f"starting-{name}" for name in ("training-depth", "rate", "training-activation", "training-initializer")
    ),
}
"""Controls that act only with a press or a click that follows: by lesson, in their order."""


def shown(at: AppTest) -> list[str]:
    """All that the page says and draws, apart from its controls."""
    return [str(each.proto) for each in at.main if not isinstance(each, Widget)]


def test_a_click_becomes_values_on_the_sliders_steps_and_within_their_bounds() -> None:
    params = [Param(name, "number", 0.0, "", minimum=-3.0, maximum=3.0, step=0.1) for name in "ab"]
    assert clicked_values(params, (1.234, -7)) == [1.2, -3.0]


def test_the_race_plays_from_its_start_when_it_is_over_and_ends_at_its_last_step(at: AppTest) -> None:
    turn_to_lesson(at, "race")
    (step,) = (one for one in at.slider if one.label == "Step")
    healthy(step.set_value(150.0).run())
    press(at, "Play the race")
    healthy(at)
    assert [one.value for one in at.slider if one.label == "Step"] == [0.0]
    assert session_of(at).part(Playing).slider == "race-step"
    press(at, "Pause the race")
    assert not session_of(at).part(Playing).slider

    # From any step on to the next one that is played; the last one ends it.
    for value, after, goes_on in ((0.0, 5.0, True), (142.0, 145.0, True), (146.0, 150.0, False)):
        session_of(at).part(Playing).slider = "race-step"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(playing, "current", lambda: session_of(at))
            assert playing.next_stop(value, PLAYED) == after
            assert playing.is_on("race-step") == goes_on
