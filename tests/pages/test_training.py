"""Training from the playground: results, failures and data that cannot be had, as the page tells them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.datasets.store import data_files
from nnplay.engine.client.shared_training import TRAINED
from nnplay.limits import HOSTED_VARIABLE
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec, OptimizerSpec
from nnplay.training.words import ENDINGS, show_metric
from nnplay.ui.common.server import engine
from tests.datasets.factories import pima_csv
from tests.pages.factories import (
    INSIDE,
    PLAYGROUND,
    WAIT,
    chart,
    end_downloads,
    errors,
    give_trained,
    healthy,
    labels,
    open_app,
    pick,
    press,
    progress,
    session_of,
    show,
    start_long,
    texts,
    train,
    turn_to,
)


def test_before_training_the_page_says_what_to_do(at: AppTest) -> None:
    assert progress(at) == "Press Train, and the curves grow here."
    assert "Stop" not in labels(at)  # there is nothing to stop
    assert chart(at, "loss over the epochs: nothing yet")["data"][0]["x"] == [None]  # keeps its place in the legend


def test_training_the_line_ends_with_its_result_in_the_text(at: AppTest) -> None:
    run = train(at, "line")
    metrics = run.job.history.test_metrics
    shown = show_metric("mean_absolute_error", metrics["mean_absolute_error"])
    assert f"test mean absolute error **{shown}**" in progress(at).lower()
    assert re.search(r"60 of 60 epochs in [\d.]+ (ms|s)$", progress(at))
    assert ENDINGS["completed"] in texts(at)
    assert errors(at) == ""
    assert "Stop" not in labels(at)  # there is nothing to stop
    assert chart(at, "loss after 60 epochs")["data"][0]["x"] == list(range(1, 61))


def test_changes_after_a_training_are_told_beside_its_curves(at: AppTest) -> None:
    give_trained(at, "line")
    assert "which used different settings" not in texts(at)
    show(at, SPECS["line"].with_training(epochs=7))
    assert "which used different settings" not in texts(at)  # more epochs go on with the same network
    assert "7 more epochs" in labels(at)
    show(at, SPECS["line"].with_training(batch_size=7))
    assert "7 more epochs" not in labels(at)
    assert "Curves of run 1, which used different settings: Line · the output layer alone" in texts(at)
    assert "SGD 0.005 · batch 16 · 60 epochs." in texts(at)
    press(at, "Use its settings")
    assert session_of(at).spec == SPECS["line"]
    assert "which used different settings" not in texts(at)


@pytest.mark.thorough
def test_a_later_run_is_shown_and_the_earlier_one_can_be_chosen(at: AppTest) -> None:
    first = give_trained(at, "line")
    second = train(at)
    mine = session_of(at)
    choice = next(box for box in at.selectbox if box.label == "Run")
    # The result of the one that is shown stands over its curves, once its film is there.
    assert choice.options == ["Run 2 · Line", first.title]
    assert "mean absolute error" in first.title
    assert (choice.value, mine.shown_run) == (2, second)
    assert len(choice.options) == 2
    healthy(choice.set_value(1).run())
    assert mine.shown_run is first
    choice = next(box for box in at.selectbox if box.label == "Run")
    assert choice.options == [second.title, "Run 1 · Line"]
    # It is the one on the next page, and the other way round.
    turn_to(at, INSIDE)
    choice = next(box for box in at.selectbox if box.label == "Trained network")
    assert choice.value == 1
    healthy(choice.set_value(2).run())
    turn_to(at, PLAYGROUND)
    assert mine.shown_run is second


@pytest.mark.thorough
def test_the_end_of_a_training_is_judged_and_one_press_tries_what_helps(at: AppTest) -> None:
    show(at, SPECS["line"].with_training(epochs=3))
    train(at)
    assert "still falling" in texts(at)
    press(at, "Train 3 more epochs")
    (run,) = session_of(at).runs
    assert run.job.wait(WAIT)
    assert len(run.job.history.epochs) == 6

    healthy(at.run())
    show(at, SPECS["line"].with_training(optimizer=OptimizerSpec("SGD", learning_rate=10.0)))
    train(at)
    assert "The learning rate of 10 is too high" in texts(at)
    press(at, "Train again with a rate of 1")
    assert session_of(at).spec.training.optimizer["learning_rate"] == 1
    assert len(session_of(at).runs) == 3


def test_a_diverged_run_shows_its_message(at: AppTest) -> None:
    show(at, SPECS["line"].with_training(optimizer=OptimizerSpec("SGD", learning_rate=1e9)))
    run = train(at)
    assert run.job.history.reason == "diverged"
    assert "diverged in epoch" in progress(at)
    assert "the weights grew without bound" in errors(at)
    assert run.job.history.message in errors(at)
    assert not run.is_trained


@pytest.mark.thorough
def test_a_run_whose_process_is_killed_shows_why_and_can_be_repeated(at: AppTest) -> None:
    give_trained(at, "line")
    run = start_long(at)
    assert "Stop" in labels(at)
    engine().kill(run.job)
    assert run.job.wait(WAIT)
    healthy(at.run())
    assert progress(at) == "Run 2 failed."
    assert "You ended this training" in errors(at)
    assert train(at, "line").is_trained
    assert [each.is_trained for each in session_of(at).runs] == [True, False, True]


def test_stop_ends_a_training_and_keeps_the_network(at: AppTest) -> None:
    run = start_long(at)
    press(at, "Stop")
    assert run.job.wait(WAIT)
    healthy(at.run())
    assert ENDINGS["stopped"] in texts(at)
    assert "of 2000 epochs" in progress(at)
    assert run.is_trained


@pytest.mark.thorough
def test_two_sessions_do_not_see_each_others_runs_and_may_share_a_training(
    at: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOSTED_VARIABLE, "1")
    other = open_app()
    assert session_of(other).token != session_of(at).token
    train(at, "line")
    healthy(other.run())
    assert session_of(other).runs == []
    assert progress(other) == "Press Train, and the curves grow here."
    assert session_of(other).spec == SPECS["digits-cnn"]
    run = train(other, "line")
    assert run.number == 1
    assert len(session_of(at).runs) == 1
    assert run.job.folder == session_of(at).runs[0].job.folder
    assert "60 of 60 epochs" in progress(other)
    assert TRAINED in texts(other)
    assert TRAINED not in texts(at)


# Data that cannot be had ------------------------------------------------------------------------


@pytest.mark.usefixtures("no_data")
@pytest.mark.parametrize(("dataset", "file"), [("mnist", "mnist.npz"), ("pima", "pima_diabetes.csv")])
def test_data_that_cannot_be_had_get_their_sentence_and_the_page_works_on(at: AppTest, dataset: str, file: str) -> None:
    pick(at, "Dataset", dataset)
    end_downloads()
    healthy(at.run())
    assert f"The data file {file} is needed." in errors(at)
    assert "could not be downloaded" in errors(at)
    assert "These datasets need no download: Digits 8 × 8, Drawn points, Circle, " in errors(at)
    assert "Try again" in labels(at)
    assert DATASETS[dataset].files[0].url in texts(at)
    assert {"Train", "Add layer"} <= set(labels(at))
    assert progress(at) == "Press Train, and the curves grow here."

    pick(at, "Dataset", "digits")
    assert errors(at) == ""
    assert chart(at, "Training examples")


@pytest.mark.usefixtures("no_data")
def test_a_data_file_cut_in_half_gets_its_sentence(
    at: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = pima_csv()
    (tmp_path / DATASETS["pima"].files[0].name).write_bytes(content[: len(content) // 2])
    monkeypatch.setenv(data_files.DATA_FOLDER, str(tmp_path))
    show(at, SPECS["pima-mlp"])
    assert f"The file {DATASETS['pima'].files[0].name} is damaged or not the right one" in errors(at)


def test_data_that_cannot_be_split_get_their_sentence(at: AppTest) -> None:
    show(at, SPECS["spiral"].with_dataset(DatasetSpec("iris", test_size=0.01)))
    assert "too few to have each of 3 classes in both" in errors(at)
