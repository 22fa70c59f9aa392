"""The pages that work on a trained run: without one they offer training, with one they show what it says."""

from __future__ import annotations

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.ui.session import Run
from tests.pages.made import (
    DRAW,
    INSIDE,
    PLAYGROUND,
    SEVEN,
    WAIT,
    chart,
    errors,
    healthy,
    labels,
    open_app,
    press,
    session_of,
    texts,
    train,
    turn_to,
)


@pytest.fixture(scope="module")
def trained() -> tuple[AppTest, Run]:
    """A session that has trained a line, then the small digit reader."""
    at = open_app()
    train(at, "line")
    return at, train(at, "digits-cnn")


def draw(at: AppTest, drawing: dict | None) -> None:
    """Puts a drawing onto the canvas, as the component sends it."""
    mine = session_of(at)
    at.session_state[f"canvas-{mine.token}-{mine.canvas_number}"] = {"drawing": {"raw": drawing, "data": None}}
    healthy(at.run())


@pytest.mark.parametrize("page", [INSIDE, DRAW])
def test_without_a_run_the_page_offers_to_train_one(at: AppTest, page: str) -> None:
    turn_to(at, page)
    assert "Train a small digit reader" in labels(at)
    press(at, "Train a small digit reader")
    run = session_of(at).runs[-1]
    assert "Train a small digit reader" not in labels(at)  # but how far it is
    assert run.job.wait(WAIT)
    healthy(at.run())
    assert run.is_trained
    assert at.selectbox[0].value == run.number


def test_the_offer_leaves_the_experiment_at_hand_alone(at: AppTest) -> None:
    mine = session_of(at)
    turn_to(at, PLAYGROUND)
    healthy(at.selectbox(key=mine.key("dataset")).set_value("moons").run())
    spec = mine.spec
    turn_to(at, DRAW)
    press(at, "Train a small digit reader")
    assert mine.spec == spec
    assert mine.runs[-1].job.wait(WAIT)


def test_a_blank_canvas_says_draw_something(trained: tuple[AppTest, Run]) -> None:
    at, run = trained
    turn_to(at, DRAW)
    assert at.info[0].value.startswith("Draw something.")
    assert at.selectbox[0].options == [run.title]  # the line reads no digits
    draw(at, {"version": "7.4.0", "objects": []})
    assert at.info[0].value.startswith("Draw something.")


def test_a_drawing_is_read_with_a_probability_for_each_digit(trained: tuple[AppTest, Run]) -> None:
    at, _ = trained
    turn_to(at, DRAW)
    draw(at, SEVEN)
    assert "It reads a **7**, with probability" in texts(at)
    shares = [share for trace in chart(at, "Probabilities: 0 ")["data"] for share in trace["x"]]
    assert len(shares) == 10
    assert sum(shares) == pytest.approx(1, abs=1e-4)
    assert chart(at, "The drawing as 8 × 8 pixels")

    turn_to(at, PLAYGROUND)
    turn_to(at, DRAW)
    assert "It reads a **7**" in texts(at)  # the drawing is kept

    press(at, "Undo")
    assert at.info[0].value.startswith("Draw something.")


def test_files_of_a_run_that_are_gone_get_a_sentence(at: AppTest) -> None:
    run = train(at, "line")
    shutil.rmtree(run.job.folder)
    turn_to(at, INSIDE)
    assert "The files of this run are gone or damaged" in errors(at)
