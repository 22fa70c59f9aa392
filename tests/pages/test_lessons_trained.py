"""Lessons that train networks can be read without an engine, train what they need, and show what came of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import CATALOGUE
from nnplay.datasets import load_dataset
from nnplay.datasets.store.data_files import DATA_FOLDER
from nnplay.digit_reader import new_hand
from nnplay.errors import EngineError
from nnplay.figures.living_network import unpacked
from nnplay.spec import ExperimentSpec
from nnplay.theory import depth, little, overfitting
from nnplay.theory.pooling import shifted
from nnplay.ui.common.server import ask
from nnplay.ui.common.session import Session
from nnplay.ui.lessons import overfitting_network, trainings
from tests.pages.factories import (
    WAIT,
    chart,
    errors,
    healthy,
    labels,
    network_picture,
    open_app,
    press,
    session_of,
    texts,
    turn_to_lesson,
)


@pytest.fixture
def at(tab: AppTest) -> AppTest:
    """A tab that opens with a lesson."""
    return tab


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trainings of the lesson on depth with a single epoch."""
    for place in (depth.UNSHUFFLED, depth.EXPERIMENTS):
        for name, spec in place.items():
            monkeypatch.setitem(place, name, spec.with_training(epochs=1))


@pytest.mark.thorough
def test_the_lesson_on_depth_trains_shuffles_and_shifts(brief: None) -> None:
    at = open_app()
    turn_to_lesson(at, "depth")
    mine = session_of(at)
    assert chart(at, "The same eight digits with their pixels shuffled")
    press(at, "Train both on both")
    assert len(mine.runs) == 4
    assert mine.shown == 0  # the playground shows what it showed
    for run in mine.runs:
        assert run.job.wait(WAIT)
    healthy(at.run())
    assert "Train both on both" not in labels(at)
    assert not {"Train the small network", "Train both networks"} & set(labels(at))  # they are trained too

    # Layer by layer: what the engine says to the chosen digit.
    healthy(at.number_input(key="depth-example-layers").set_value(4).run())
    told, (run,) = network_picture(at), [one for one in mine.runs if one.job.spec == depth.UNSHUFFLED["Convolution"]]
    assert (told["run"], told["example"]["name"], told["picks"]) == (run.number, "test 4", False)
    assert [frame["epoch"] for frame in told["frames"]] == [0, 1]
    maps = ask(run, "feature_maps", example=load_dataset(run.job.spec.dataset).x_test[4])[1].values
    said = unpacked(told["now"]["layers"][0]["floats"])
    np.testing.assert_allclose(said, np.moveaxis(maps, -1, 0).ravel(), atol=1e-6)

    # Shuffled: the accuracies of the runs.
    (table,) = [each.value for each in at.dataframe if "shuffled" in each.value.columns]
    measured = {run.job.spec.dataset["shuffle_pixels"]: run.job.history.test_metrics for run in mine.runs[:2]}
    assert table["shuffled"][0] == f"{measured[True]['accuracy']:.1%}"
    assert table["test digits as they are"][0] == f"{measured[False]['accuracy']:.1%}"

    # Shifted: what the page draws is what the network says to the shifted digits.
    healthy(at.number_input(key="depth-shift").set_value(-2).run())
    curves = chart(at, "Accuracy on all test digits moved by -2")["data"]
    data = load_dataset(depth.UNSHUFFLED["Dense"].dataset)
    moved = np.stack([shifted(image, 0, -2) for image in data.x_test])
    for curve, name in zip(curves, depth.NETWORKS, strict=True):
        trained = trainings.find(mine, depth.UNSHUFFLED[name])
        assert trained is not None
        right = ask(trained, "predict", inputs=moved).argmax(axis=1) == data.y_test
        assert curve["y"][depth.SHIFTS.index(-2)] == pytest.approx(right.mean())
    assert errors(at) == ""


@pytest.mark.thorough
def test_the_lesson_on_little_data_trains_its_networks_and_teaches_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(little, "EPOCHS", 1)
    at = open_app()
    turn_to_lesson(at, "little")
    mine = session_of(at)
    press(at, "Train all three")
    assert len(mine.runs) == 3
    for run in mine.runs:
        assert run.job.wait(WAIT)
    healthy(at.run())
    (table,) = [each.value for each in at.dataframe if "test loss" in each.value.columns]
    assert list(table["network"]) == list(little.VARIANTS)
    assert list(table["test digits right"]) == [f"{run.job.history.test_metrics['accuracy']:.1%}" for run in mine.runs]
    assert list(table["moved by 0"]) == list(table["test digits right"])  # the engine's answers to digits as they are

    press(at, "Let the reader learn")
    found = new_hand.transfer()
    assert chart(
        at, f"Test digits read right after learning from 50: Reader as it is {found['Reader as it is'][1]:.1%}"
    )
    healthy(at.segmented_control(key="little-count").set_value("200").run())
    wrong = round((1 - found["No reader, pixels only"][-1]) * new_hand.TEST)
    assert f"misreads **{wrong}** of {new_hand.TEST} digits" in texts(at)
    assert errors(at) == ""


def test_without_an_engine_a_lesson_says_so_and_can_be_read(at: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Session, spec: ExperimentSpec | None = None) -> None:
        raise EngineError("The engine has failed.")

    monkeypatch.setattr(Session, "train", refuse)
    turn_to_lesson(at, "depth")
    press(at, "Train both on both")
    assert "The engine has failed." in errors(at)
    assert chart(at, "Eight training digits as they are")


# Overfitting ------------------------------------------------------------------------------------


def test_the_polynomial_moves_with_its_degree(at: AppTest) -> None:
    turn_to_lesson(at, "overfitting")
    healthy(at.number_input(key="overfitting-degree").set_value(11).run())
    assert "**12 weights for 12 points.**" in texts(at)
    assert "can pass through every point exactly" in texts(at)
    line, points = (chart(at, "A polynomial of degree 11")["data"][place] for place in (1, 2))
    for x, y in zip(points["x"], points["y"], strict=True):
        assert np.interp(x, line["x"], line["y"]) == pytest.approx(y, abs=0.5)


def test_l1_sets_weights_to_zero_and_l2_does_not(at: AppTest) -> None:
    turn_to_lesson(at, "overfitting")
    assert "0 of 15 weights are exactly 0" in texts(at)
    healthy(at.segmented_control(key="overfitting-penalty-kind").set_value("L1").run())
    weights = np.array(chart(at, "Its 16 weights")["data"][0]["y"])
    assert f"{(weights[1:] == 0).sum()} of 15 weights are exactly 0" in texts(at)
    assert (weights[1:] == 0).sum() > 3


@pytest.mark.thorough
def test_the_lesson_on_overfitting_trains_networks_and_compares_their_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = overfitting_network.variants

    def two(points: int, noise: float, seed: int) -> dict[str, ExperimentSpec]:
        specs = whole(points, noise, seed)
        return {name: specs[name].with_training(epochs=3) for name in ("Small", "Large")}

    monkeypatch.setattr(overfitting_network, "variants", two)
    monkeypatch.setattr(overfitting_network, "SHOWN", replace(overfitting_network.SHOWN, choices=("Small", "Large")))
    at = open_app()
    turn_to_lesson(at, "overfitting")
    assert chart(at, "10 training points and the true curve")
    press(at, "Train all seven")
    mine = session_of(at)
    for run in mine.runs:
        assert run.job.wait(WAIT)
    healthy(at.run())
    (table,) = [each.value for each in at.dataframe if "training error" in each.value.columns]
    assert list(table["network"]) == ["Small", "Large"]
    assert list(table["epochs"]) == ["3", "3"]
    x, y = overfitting.new_points(mine.runs[1].job.spec.dataset["noise"])
    wrong = ask(mine.runs[1], "predict", inputs=x)[:, 0] - y
    assert table["error on new points"][1] == f"{(wrong**2).mean():.3g}"
    assert chart(at, "10 training points and the output of the network 'Large'")
    # The large one is alive too, with all its epochs.
    told, large = network_picture(at), mine.runs[1]
    assert (told["network"]["parameters"], told["frames"]["epochs"]) == (4353, [0, 1, 2, 3])
    np.testing.assert_array_equal(unpacked(told["now"]["weights"]), ask(large, "weights"))


# The classics -----------------------------------------------------------------------------------


def test_the_impossible_zeros_are_counted_on_the_page(
    at: AppTest, needs_file: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(needs_file("pima_diabetes.csv"), tmp_path)
    monkeypatch.setenv(DATA_FOLDER, str(tmp_path))  # without MNIST, which would only take time
    table = np.loadtxt(tmp_path / "pima_diabetes.csv", delimiter=",", skiprows=1)
    turn_to_lesson(at, "classics")
    bars = chart(at, "Zeros by column: Pregnancies 111, Glucose 5")["data"][0]
    assert bars["x"] == (table[:, :8] == 0).sum(axis=0).tolist()
    healthy(at.selectbox(key="classics-column").set_value("Glucose").run())
    healthy(at.toggle(key="classics-keep").set_value(False).run())
    drawn = chart(at, "Glucose by class, without its zeros")["data"]
    assert sum(sum(trace["y"]) for trace in drawn) == (table[:, 1] > 0).sum()


def test_without_the_files_the_page_offers_to_get_them_and_says_when_it_cannot(at: AppTest, no_data: None) -> None:
    turn_to_lesson(at, "classics")
    assert chart(at, "8 training examples of each class")  # the small digits
    press(at, "Get Pima diabetes")
    assert "pima_diabetes.csv is needed" in errors(at)


def test_each_classic_is_a_preset_with_its_expected_result(at: AppTest, no_data: None) -> None:
    turn_to_lesson(at, "classics")
    keys = {each.key for each in at.button}
    for name in ("pima-mlp", "mnist-dense", "mnist-convnet", "digits-cnn"):
        preset = CATALOGUE[name]
        assert f"try-Open: {preset.title}" in keys
        if name != "digits-cnn":
            assert preset.expected in texts(at)
    assert (f"try-Open: {CATALOGUE['fashion-cnn'].title}" in keys) if "fashion-cnn" in CATALOGUE else True
