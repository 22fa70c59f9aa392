"""The page that judges a network: its numbers are those of the run, and its examples open on the inside view."""

from __future__ import annotations

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.ui.common.server import ask
from nnplay.ui.inside.state import InsideState
from tests.pages.factories import (
    EVALUATE,
    button,
    chart,
    errors,
    give_trained,
    healthy,
    labels,
    open_app,
    session_of,
    texts,
    turn_to,
)


@pytest.fixture(scope="module")
def at() -> AppTest:
    """A session with a trained run for each task: digits, two classes in the plane, a line."""
    page = open_app()
    for experiment in ("digits-cnn", SPECS["spiral"].with_training(epochs=4), "line"):
        give_trained(page, experiment)
    return turn_to(page, EVALUATE)


def choose(at: AppTest, number: int) -> None:
    box = next(each for each in at.selectbox if each.label == "Trained network")
    healthy(box.set_value(number).run())


def part(at: AppTest, name: str) -> None:
    box = next(each for each in at.segmented_control if each.label == "What to look at")
    healthy(box.set_value(name).run())
    assert errors(at) == ""


def test_without_a_run_the_page_offers_to_train_one() -> None:
    assert "Train a small digit reader" in labels(turn_to(open_app(), EVALUATE))


def test_the_share_of_right_answers_is_the_runs_test_accuracy(at: AppTest) -> None:
    choose(at, 1)
    run = session_of(at).runs[0]
    data = load_dataset(run.job.spec.dataset)
    said = ask(run, "predict", inputs=data.x_test).argmax(axis=1)
    right = int((said == data.y_test).sum())
    assert right / len(said) == pytest.approx(run.job.history.test_metrics["accuracy"], abs=1e-6)
    assert f"**{right}** of {len(said)} right" in texts(at)


def test_a_mistake_opens_on_the_inside_view_with_its_reasons(at: AppTest) -> None:
    choose(at, 1)
    part(at, "Confusion")
    assert "450" in chart_label(at, "Confusion matrix")
    part(at, "Mistakes")
    mine = session_of(at)
    data = load_dataset(mine.runs[0].job.spec.dataset)
    place = int(next(each for each in at.selectbox if each.label == "Open test example").value or 0)
    said = ask(mine.runs[0], "predict", inputs=data.x_test[place : place + 1]).argmax()
    assert said != data.y_test[place]
    healthy(button(at, "Why").click().run())
    inside = mine.part(InsideState)
    assert (inside.example, inside.part, mine.picked) == (place, "Why", 1)
    turn_to(at, EVALUATE)


def test_every_part_of_every_task_opens(at: AppTest) -> None:
    for number, names in (
        (1, ("Confusion", "Classes", "Mistakes", "One example", "Calibration")),
        (2, ("Thresholds", "Calibration", "Confusion")),
        (3, ("Predictions", "Largest errors", "One example")),
    ):
        choose(at, number)
        for name in names:
            part(at, name)
    assert "mean absolute error" in texts(at)


def test_a_lower_threshold_finds_more(at: AppTest) -> None:
    choose(at, 2)
    part(at, "Thresholds")
    slider = next(each for each in at.slider if each.label == "Threshold")
    healthy(slider.set_value(0.0).run())
    assert "recall **100.0%**" in texts(at)
    data = load_dataset(session_of(at).runs[1].job.spec.dataset)
    assert f"accuracy **{np.mean(data.y_test):.1%}**" in texts(at)


def chart_label(at: AppTest, start: str) -> str:
    assert chart(at, start)
    for element in at.get("bidi_component"):
        if element.proto.component_name == "nnplay_live_chart":
            label = json.loads(element.proto.bytes)["label"]
            if label.startswith(start):
                return str(label)
    raise AssertionError(start)
