"""A network on images as plain data for the browser: its layers, and which window each pixel reads."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.figures.living_images import can_show, describe, frame_of, picture_of
from nnplay.inspection.geometry import box_around, places_read, single
from nnplay.inspection.picture import picture_frame
from nnplay.models.build import build_model
from nnplay.models.shapes import trace
from nnplay.registry import LAYERS
from nnplay.spec import ExperimentSpec, LayerSpec

DIGITS = SPECS["digits-cnn"]


def described(spec: ExperimentSpec) -> dict[str, Any]:
    return json.loads(json.dumps(describe(spec, load_dataset(spec.dataset).signature)))


def test_layers_that_only_hand_numbers_on_are_notes_of_the_one_before() -> None:
    first, *rest = DIGITS.layers
    network = described(DIGITS.with_layers((LayerSpec("Dropout", rate=0.25), first, *rest)))
    assert network["input"] == {"shape": [8, 8, 1], "notes": ["Dropout 25%"], "light": False}
    assert [row["title"] for row in network["rows"]] == ["Conv2D", "Conv2D", "MaxPooling2D", "Dense", "Output"]
    assert [row["number"] for row in network["rows"]] == [2, 3, 4, 6, 7]
    assert network["rows"][2]["notes"] == ["Flatten"]
    assert [row["shown"] for row in network["rows"]] == [16, 14, 14, 30, 10]
    assert network["classes"] == list("0123456789")


def test_there_is_a_picture_of_every_network_that_reads_images() -> None:
    assert can_show(DIGITS)
    assert not can_show(DIGITS.with_layers((LayerSpec("Conv2D", kernel_size=9),)))
    assert not can_show(SPECS["spiral"])
    assert not can_show(SPECS["penguins"])


def test_every_window_is_the_one_that_the_built_layer_reads() -> None:
    layers = (
        LayerSpec("Conv2D", filters=2, strides=2, padding="same"),
        LayerSpec("UpSampling2D", size=2, interpolation="bilinear"),
        LayerSpec("Conv2D", filters=3, dilation_rate=2),
        LayerSpec("MaxPooling2D", pool_size=2, padding="same"),
        LayerSpec("BatchNormalization"),
        LayerSpec("Flatten"),
    )
    spec = DIGITS.with_layers(layers)
    assert trace(spec).error is None
    model = build_model(spec)
    rows = described(spec)["rows"]
    built = [layer for layer in model.layers if LAYERS[type(layer).__name__].changes_numbers]
    assert [row["name"] for row in rows] == [layer.name for layer in built]
    for row, layer in zip(rows[:-1], built, strict=False):
        height, width, _ = row["shape"]
        for place in np.ndindex(height, width):
            box = box_around(places_read(layer, single((*place, 0))))
            assert box
            top, left, bottom, right = box
            found = row["reads"][0][place[0]], row["reads"][1][place[1]]
            assert found == ([top, bottom], [left, right]), (row["name"], place)
    assert rows[-1]["reads"] is None


def test_frames_and_pictures_come_back_as_they_were() -> None:
    data = load_dataset(DIGITS.dataset)
    told = picture_of(data.x_test[3])
    pixels = np.frombuffer(base64.b64decode(told["bytes"]), np.uint8).reshape(told["shape"])
    assert np.abs(pixels / 255 - data.x_test[3]).max() <= 0.5 / 255 + 1e-6

    frame = picture_frame(build_model(DIGITS), data.x_test[3])
    layers = json.loads(json.dumps(frame_of(frame)))
    for layer, expected in zip(layers, frame.layers, strict=True):
        assert tuple(layer["units"]) == expected.units
        found = np.frombuffer(base64.b64decode(layer["floats"]), "<f4")
        np.testing.assert_array_equal(found, expected.values.ravel())
    assert set(json.loads(json.dumps(frame_of(frame.coarse())))[0]) == {"units", "low", "high", "bytes"}


@pytest.mark.parametrize("name", ["mnist-cnn", "cifar-cnn", "mnist-mlp"])
def test_a_frame_is_small_enough_to_be_sent_while_it_trains(name: str) -> None:
    rows = trace(SPECS[name]).checked().rows
    model = build_model(SPECS[name])
    frame = picture_frame(model, np.zeros(rows[0].input_shape, np.float32)).coarse()
    assert len(json.dumps(frame_of(frame))) < 70_000, "of 150 kB a second, for one of two updates"
