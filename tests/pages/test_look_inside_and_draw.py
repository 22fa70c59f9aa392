"""The pages that work on a trained run: without one they offer training; what the inside view shows of one."""

from __future__ import annotations

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.factories import (
    DRAW,
    INSIDE,
    PLAYGROUND,
    WAIT,
    errors,
    give_trained,
    healthy,
    labels,
    pick,
    press,
    session_of,
    turn_to,
)


@pytest.mark.sweep
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
    chosen = at.selectbox[0]  # also on the drawing page, where the ready reader was shown before
    assert chosen.index is not None
    assert chosen.options[chosen.index] == run.title


@pytest.mark.thorough
def test_the_offer_leaves_the_experiment_at_hand_alone(at: AppTest) -> None:
    mine = session_of(at)
    turn_to(at, PLAYGROUND)
    pick(at, "Dataset", "moons")
    spec = mine.spec
    turn_to(at, DRAW)
    press(at, "Train a small digit reader")
    assert mine.spec == spec
    assert mine.runs[-1].job.wait(WAIT)


def test_files_of_a_run_that_are_gone_get_a_sentence(at: AppTest) -> None:
    run = give_trained(at, "line")
    shutil.rmtree(run.job.folder)
    turn_to(at, INSIDE)
    assert "The files of this run are gone or damaged" in errors(at)
