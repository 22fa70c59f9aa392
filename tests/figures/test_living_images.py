"""A network on images as plain data for the browser: its layers, and which window each pixel reads."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.figures.living_images import can_show, describe, frame_of, picture_of, words_of
from nnplay.inspection.geometry import box_around, places_read, single
from nnplay.inspection.picture import picture_frame
from nnplay.models.build import build_model
from nnplay.models.shapes import trace
from nnplay.registry import DATASETS, LAYERS
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec
from nnplay.suggestion import suggested_experiment

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
    assert [row["shown"] for row in network["rows"]] == [16, 14, 14, 28, 10]
    assert network["classes"] == list("0123456789")


def test_there_is_a_picture_of_every_network_that_reads_images_or_texts() -> None:
    assert can_show(DIGITS)
    assert can_show(SPECS["text-rnn"])
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


def test_every_step_of_a_text_is_made_from_the_words_that_change_it() -> None:
    layers = (
        LayerSpec("Embedding", input_dim=32, output_dim=4),
        LayerSpec("LayerNormalization"),
        LayerSpec("GRU", units=3, return_sequences=True),
        LayerSpec("Dropout", rate=0.5),
        LayerSpec("SelfAttention", num_heads=2, key_dim=3),
        LayerSpec("SimpleRNN", units=3),
    )
    spec = SPECS["text-attention"].with_layers(layers)
    network, model = described(spec), build_model(spec)
    rows = {row["name"]: row for row in network["rows"]}
    assert network["kind"] == "steps"
    assert network["input"]["words"] == "words"
    assert network["input"]["longest"] == len("followed")
    assert [row["title"] for row in network["rows"]].count("SelfAttention") == 2
    assert rows["selfattention_5 shares"]["heads"] == 2
    assert rows["gru_3"]["notes"] == ["Dropout 50%"]
    assert rows["simplernn_6"]["last"]
    example = np.array([0, 0, 2, 6, 12, 2, 3, 4, 7], np.float32)
    frame = picture_frame(model, example)
    changed = {name: np.zeros((9, 9), bool) for name in rows}
    for word in range(9):
        other = example.copy()
        other[word] = 9
        for row, now, before in zip(
            network["rows"], picture_frame(model, other, frame.units).layers, frame.layers, strict=True
        ):
            if row.get("steps") and not row.get("heads"):
                changed[row["name"]][:, word] = np.abs(now.values - before.values).max(axis=0) > 0
    for row in network["rows"]:
        if not row.get("steps") or row.get("heads"):
            continue
        for step, (first, end) in enumerate(row["reads"]):
            assert changed[row["name"]][step].tolist() == [first <= word < end for word in range(9)], row["name"]


def test_words_are_told_with_what_is_padding_and_what_is_unknown() -> None:
    spec = SPECS["text-attention"]
    reading = spec.dataset.kind.text(spec.dataset.options)
    text = "The zebra sees the cat"
    (codes,) = reading.codes([text])
    assert words_of(reading, codes, text) == {
        "shown": ["·", "·", "·", "·", "the", "zebra", "sees", "the", "cat"],
        "unknown": [5],
        "padding": 4,
    }
    assert words_of(reading, codes)["shown"][5] == "�"
    assert words_of(reading, np.zeros(9)) == {"shown": ["·"] * 9, "unknown": [], "padding": 9}


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


@pytest.mark.parametrize("name", [name for name, spec in SPECS.items() if can_show(spec)])
def test_of_every_preset_a_frame_holds_what_is_described(name: str) -> None:
    spec = SPECS[name]
    network = describe(spec, spec.dataset.kind.signature(spec.dataset.options))
    example = np.zeros(network["input"]["shape"], np.float32)
    frame = picture_frame(build_model(spec), example)
    assert [len(layer.units) for layer in frame.layers] == [row["shown"] for row in network["rows"]]
    assert [layer.values.size for layer in frame.layers] == [row["numbers"] for row in network["rows"]]


@pytest.mark.parametrize("name", [name for name, kind in DATASETS.items() if kind.family == "text"])
def test_the_network_that_is_suggested_for_texts_has_a_picture(name: str) -> None:
    spec = suggested_experiment(DatasetSpec(name), 0)
    assert can_show(spec)
    assert describe(spec, spec.dataset.kind.signature(spec.dataset.options))["kind"] == "steps"


@pytest.mark.parametrize("name", ["mnist-cnn", "cifar-cnn", "mnist-mlp", "text-rnn", "text-attention"])
def test_a_frame_is_small_enough_to_be_sent_while_it_trains(name: str) -> None:
    rows = trace(SPECS[name]).checked().rows
    model = build_model(SPECS[name])
    frame = picture_frame(model, np.zeros(rows[0].input_shape, np.float32)).coarse()
    assert len(json.dumps(frame_of(frame))) < 70_000, "of 150 kB a second, for one of two updates"
