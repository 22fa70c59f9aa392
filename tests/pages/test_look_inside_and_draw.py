"""The pages that work on a trained run: without one they offer training; what the inside view shows of one."""

from __future__ import annotations

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.ui.session import Run
from tests.pages.made import (
    DRAW,
    INSIDE,
    PLAYGROUND,
    WAIT,
    chart,
    errors,
    healthy,
    labels,
    press,
    session_of,
    texts,
    train,
    turn_to,
)


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
    assert run.title in at.selectbox[0].options


def test_the_offer_leaves_the_experiment_at_hand_alone(at: AppTest) -> None:
    mine = session_of(at)
    turn_to(at, PLAYGROUND)
    healthy(at.selectbox(key=mine.key("dataset")).set_value("moons").run())
    spec = mine.spec
    turn_to(at, DRAW)
    press(at, "Train a small digit reader")
    assert mine.spec == spec
    assert mine.runs[-1].job.wait(WAIT)


def test_look_inside_shows_the_maps_of_every_layer(trained: tuple[AppTest, Run]) -> None:
    at, run = trained
    turn_to(at, INSIDE)
    assert at.selectbox[0].value == run.number
    for title in ("**1. Conv2D** · 8 × 8 × 16", "**2. Conv2D** · 8 × 8 × 32", "**5. Dense** · 64", "**Output** · 10"):
        assert title in texts(at)
    assert chart(at, "1. Conv2D: 16 maps of 8 × 8")
    assert chart(at, "Kernels of conv2d_1 for input channel 0")
    assert errors(at) == ""


def test_another_example_is_looked_into(trained: tuple[AppTest, Run]) -> None:
    at, run = trained
    turn_to(at, INSIDE)
    first = chart(at, "1. Conv2D")["data"]
    healthy(at.number_input(key=f"example-{run.number}").set_value(7).run())
    assert chart(at, "Test example 7")
    assert chart(at, "1. Conv2D")["data"] != first
    press(at, "Another one")


def test_a_network_without_convolution_has_no_kernels_to_show(trained: tuple[AppTest, Run]) -> None:
    at, _ = trained
    turn_to(at, INSIDE)
    choice = at.selectbox[0]
    healthy(choice.set_value(1).run())
    assert "has no convolution layer" in texts(at)
    assert "Predicted y" in texts(at)
    healthy(at.selectbox[0].set_value(2).run())


def test_files_of_a_run_that_are_gone_get_a_sentence(at: AppTest) -> None:
    run = train(at, "line")
    shutil.rmtree(run.job.folder)
    turn_to(at, INSIDE)
    assert "The files of this run are gone or damaged" in errors(at)
