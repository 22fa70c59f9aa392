"""The data column: inputs of the plane, drawn points, colours, and data that are on their way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.datasets import forget_datasets
from nnplay.datasets.kinds import fashion_cifar, points
from nnplay.datasets.kinds.fashion_cifar import CIFAR10_FILE
from nnplay.datasets.store import background, data_files
from nnplay.datasets.store.downloads import RemoteFile, unfinished
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec
from tests.datasets.factories import FEW_CIFAR, cifar_members, pima_csv, tar_gz
from tests.pages.factories import (
    DRAW,
    button,
    chart,
    end_downloads,
    errors,
    healthy,
    labels,
    pick,
    press,
    session_of,
    show,
    texts,
    tiles,
    train,
    turn_to,
)
from tests.waiting import SECONDS


def inputs(at: AppTest) -> Any:
    """The pills of the inputs."""
    (found,) = [each for each in at.button_group if each.label == "Inputs"]
    return found


def captions(at: AppTest) -> str:
    return "\n".join(each.value for each in at.caption)


# Inputs of data in the plane --------------------------------------------------------------------


def test_inputs_are_switched_on_and_off_and_the_network_follows(at: AppTest) -> None:
    session = show(at, SPECS["spiral"].with_layers(()))
    assert list(inputs(at).value) == ["x", "y"]
    healthy(inputs(at).set_value(["xy", "x", "sin y"]).run())
    assert session.spec.dataset["features"] == ("x", "xy", "sin y")
    assert "4 parameters in all" in captions(at)
    assert "3 numbers each" in captions(at)
    # The points stay where they are.
    axes = chart(at, "Points of the dataset")["layout"]
    assert (axes["xaxis"]["title"]["text"], axes["yaxis"]["title"]["text"]) == ("x", "y")


def test_the_last_input_cannot_be_switched_off(at: AppTest) -> None:
    session = show(at, SPECS["spiral"].with_dataset(DatasetSpec("circle", features=["x²"])))
    healthy(inputs(at).set_value([]).run())
    assert session.spec.dataset["features"] == ("x²",)
    assert "At least 1 must be on: x² still counts." in captions(at)


def test_a_regression_in_the_plane_shows_what_the_network_predicts(at: AppTest) -> None:
    spec = SPECS["bumps"].with_dataset(DatasetSpec("plane", features=["x", "sin x"]))
    show(at, spec.with_layers(()).with_training(epochs=2))
    before = chart(at, "Points of the dataset, colored by value")["data"]
    assert before[0]["z"] == []
    train(at)
    prediction, training, _ = chart(at, "Points of the dataset, colored by value")["data"]
    assert np.shape(prediction["z"]) == (50, 50)
    assert prediction["zmax"] == training["marker"]["cmax"]


# Drawn points -----------------------------------------------------------------------------------


def test_points_are_taken_away_and_come_back(at: AppTest) -> None:
    session = show(at, SPECS["spiral"].with_dataset(DatasetSpec("points")))
    assert "48 training · 13 validation · 19 test" in captions(at)
    assert button(at, ":material/undo:").disabled
    press(at, ":material/delete:")
    assert "Draw points of at least two classes: there are none yet." in texts(at)
    assert errors(at) == ""
    assert chart(at, "The points drawn so far")["layout"]["xaxis"]["range"] == [-6, 6]
    press(at, ":material/undo:")
    assert session.spec.dataset["file"] == ""
    assert "48 training" in captions(at)
    assert button(at, ":material/undo:").disabled


@pytest.mark.thorough
def test_three_classes_are_mapped_and_the_map_stays_while_points_are_added(at: AppTest) -> None:
    spec = SPECS["spiral"].with_dataset(DatasetSpec("points", classes=3)).with_layers(()).with_training(epochs=1)
    session = show(at, spec)
    run = train(at)
    snapshot = run.job.history.snapshot
    assert snapshot is not None
    assert snapshot.outputs is not None
    assert snapshot.outputs.shape == (50, 50, 3)
    assert chart(at, "Points of the dataset, colored by class")["data"][0]["type"] == "image"
    more = np.concatenate([points.example(), [[5.0, 5.0, 0.0, 40.0]]])
    session.spec = session.spec.with_dataset(session.spec.dataset.with_options(file=points.keep(more)))
    healthy(at.run())
    assert chart(at, "Points of the dataset, colored by class")["data"][0]["type"] == "image"
    assert f"The map is of run {run.number}, from before your last changes" in captions(at)


def test_points_that_are_not_here_leave_a_plane_to_draw_into(at: AppTest) -> None:
    show(at, SPECS["spiral"].with_dataset(DatasetSpec("points", file="0" * 64)))
    assert "does not have the points that were drawn for this experiment. Draw new ones." in texts(at)
    assert chart(at, "The points drawn so far")


# Colours ----------------------------------------------------------------------------------------


@pytest.fixture
def few_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatasetSpec]:
    """A small CIFAR-10 in the data folder."""
    (tmp_path / CIFAR10_FILE.name).write_bytes(tar_gz(cifar_members()))
    monkeypatch.setenv(data_files.DATA_FOLDER, str(tmp_path))
    monkeypatch.setattr(fashion_cifar, "CIFAR_BATCH_IMAGES", FEW_CIFAR)
    forget_datasets()
    yield DatasetSpec("cifar10", train_samples=503)
    forget_datasets()


@pytest.mark.data
def test_a_gallery_is_in_colour(at: AppTest, few_colours: DatasetSpec) -> None:
    show(at, SPECS["digits-cnn"].with_dataset(few_colours))
    picture, heat, _ = chart(at, "Training examples")["data"]
    assert picture["type"] == "image"
    assert heat["opacity"] == 0
    assert "32 × 32 × 3 numbers each" in captions(at)


def test_drawn_digits_are_for_networks_that_read_digits(at: AppTest) -> None:
    turn_to(at, DRAW)  # its module can only be imported by a page
    reads_digits = sys.modules["nnplay.ui.draw.networks"].reads_digits
    for dataset, reads in (("digits", True), ("mnist", True), ("fashion_mnist", False)):
        spec = SPECS["digits-cnn"].with_dataset(DatasetSpec(dataset))
        assert reads_digits(SimpleNamespace(job=SimpleNamespace(spec=spec))) == reads


# Data on their way ------------------------------------------------------------------------------


class Delivery:
    """A download that a test lets go on."""

    def __init__(self) -> None:
        self.go_on = Event()

    def find_file(self, file: RemoteFile) -> Path:
        path = data_files.cache_folder() / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished(path).write_bytes(bytes(6000))
        assert self.go_on.wait(SECONDS)
        path.write_bytes(pima_csv())
        return path


@pytest.mark.usefixtures("no_data")
def test_a_download_shows_how_far_it_is_and_other_data_can_be_used_meanwhile(
    at: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = Delivery()
    monkeypatch.setattr(background, "find_file", delivery.find_file)
    show(at, SPECS["pima-mlp"])
    assert "Downloading Pima diabetes: 6 kB of 24 kB, 25%" in [each.proto.text for each in at.get("progress")]
    assert "You can work with other data meanwhile." in captions(at)
    assert tiles(at, "Dataset")["digits"]["note"] == "8 × 8 × 1, 10 classes"
    assert tiles(at, "Dataset")["fashion_mnist"]["note"].endswith(" · download 31 MB")

    pick(at, "Dataset", "iris")
    assert "4 numbers each" in captions(at)

    delivery.go_on.set()
    end_downloads()
    monkeypatch.setattr(data_files, "_is_whole", lambda path, file: path.is_file())  # made, with another checksum
    healthy(at.run())
    assert tiles(at, "Dataset")["pima"]["note"] == "8 inputs, 2 classes"
    pick(at, "Dataset", "pima")
    assert "8 numbers each" in captions(at)


@pytest.mark.usefixtures("no_data")
def test_a_failed_download_can_be_tried_again(at: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    session = show(at, SPECS["pima-mlp"])
    end_downloads()
    healthy(at.run())
    assert "Try again" in labels(at)
    delivery = Delivery()
    delivery.go_on.set()
    monkeypatch.setattr(background, "find_file", delivery.find_file)
    monkeypatch.setattr(data_files, "_is_whole", lambda path, file: path.is_file())  # made, with another checksum
    monkeypatch.setattr(sys.modules["nnplay.ui.playground.download_panel"], "PATIENCE_SECONDS", 30)
    press(at, "Try again")
    assert "8 numbers each" in captions(at)
    assert errors(at) == ""
    assert session_of(at).spec == session.spec


def test_every_file_has_an_address_and_a_checksum() -> None:
    wanted = [file for kind in DATASETS.values() for file in kind.files]
    assert len({file.name for file in wanted}) == len(wanted)
    for file in wanted:
        assert file.url.startswith("https://")
        assert len(bytes.fromhex(file.sha256)) == 32
