"""A network on texts: trained, looked into, asked about a text that is typed in; and files of one's own."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.spec import DatasetSpec
from nnplay.theory import words
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.inside.state import InsideState
from nnplay.ui.inside.view import FOR_TEXTS
from tests.pages.factories import (
    INSIDE,
    WAIT,
    chart,
    errors,
    healthy,
    labels,
    open_app,
    press,
    session_of,
    show,
    texts,
    train,
    turn_to,
    turn_to_lesson,
)

PREDICT, EVALUATE, DATA, PLAYGROUND = (f"pages/{name}.py" for name in ("predict", "evaluate", "data", "playground"))
SPEC = SPECS["text-attention"].with_training(epochs=2, batch_size=128)


@pytest.fixture(scope="module")
def opened() -> tuple[AppTest, SessionRun]:
    """A session with a network on sentences, trained for a moment."""
    at = open_app()
    show(at, SPEC)
    return at, train(at)


@pytest.mark.parametrize("part", FOR_TEXTS)
def test_every_part_of_look_inside_draws_a_network_that_reads(opened: tuple[AppTest, SessionRun], part: str) -> None:
    at, _ = opened
    session_of(at).part(InsideState).look_at(0, part)
    turn_to(at, INSIDE)
    assert errors(at) == ""
    if part == "Reading":
        assert chart(at, "23 symbols where their rows lie")
        assert chart(at, "Shares of attention between 9 steps")
    if part == "Feature maps":
        healthy(at.button(key="maps-3-large").click().run())
        assert "This step's query is compared with the keys of all steps" in texts(at)
    if part == "Kernels":
        assert chart(at, "Weights of embedding_1: 32 inputs by 8 units")


def test_a_text_that_is_typed_in_is_answered_with_what_it_cannot_see(opened: tuple[AppTest, SessionRun]) -> None:
    at, run = opened
    turn_to(at, PREDICT)
    assert "`the` `old` `hen` `finds` `the` `cat`" in texts(at), "it begins with a test example"
    healthy(at.text_input(key=f"predict-text-{run.number}").set_value("a hen sees the cat").run())
    assert "It has never seen “a”, and reads it as unknown." in [warning.value for warning in at.warning]
    assert "for who, with a probability of" in texts(at)
    at.query_params.clear()  # as a browser does when it turns to another page
    session_of(at).part(InsideState).text = "the cat " * 6
    session_of(at).part(InsideState).source, session_of(at).part(InsideState).part = "own", "Reading"
    turn_to(at, INSIDE)
    assert "It reads only the first 9 words; 3 more are left out." in texts(at)
    assert chart(at, "Shares of attention between 9 steps")


def test_data_and_results_of_texts_are_shown(opened: tuple[AppTest, SessionRun]) -> None:
    at, _ = opened
    turn_to(at, EVALUATE)
    assert errors(at) == ""
    turn_to(at, DATA)
    assert "its place in the vocabulary" in texts(at)
    for view in ("Split", "Explore"):
        healthy(at.segmented_control(key="data-page-view").set_value(view).run())
        assert errors(at) == ""
    assert chart(at, "Texts have 5 to 9 words")


def test_own_texts_begin_with_an_example_and_a_wrong_column_is_said(opened: tuple[AppTest, SessionRun]) -> None:
    at, _ = opened
    session = show(at, SPEC.with_dataset(DatasetSpec("texts")))
    assert "An example: 1,296 texts in 4 classes." in texts(at)
    session.replace_spec(session.spec.with_dataset(DatasetSpec("texts", target="mood")))
    turn_to(at, PLAYGROUND)
    assert "This file has no column “mood”. It has “sentence” and “who”." in errors(at)


@pytest.mark.thorough
def test_the_lesson_trains_four_networks_and_shows_how_they_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, spec in words.EXPERIMENTS.items():
        monkeypatch.setitem(words.EXPERIMENTS, name, spec.with_training(epochs=1, batch_size=256))
    at = open_app()
    turn_to_lesson(at, "words")
    mine = session_of(at)
    assert "Once they are trained, you see here" in texts(at)
    press(at, "Train all four")
    assert len(mine.runs) == 4
    for run in mine.runs:
        assert run.job.wait(WAIT)
    healthy(at.run())
    assert "Train all four" not in labels(at)
    (table,) = [each.value for each in at.dataframe if "network" in each.value.columns]
    assert table["test sentences answered correctly"].tolist() == [
        f"{run.job.history.test_metrics['accuracy']:.1%}" for run in mine.runs
    ]
    assert chart(at, "Shares of attention between 9 steps")
    healthy(at.selectbox(key="words-network").set_value("Recurrent").run())
    assert chart(at, "The state of 16 units after each of 9 steps")
    assert chart(at, "The rows of 23 words in the two directions")
    assert errors(at) == ""
