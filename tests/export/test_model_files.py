"""Weights, Keras files, SavedModels and LiteRT files, each opened by its own tool."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from nnplay.datasets import load_dataset
from nnplay.export.litert import interpreter
from tests.export.factories import SPECS_BY_NAME, inputs_of, outputs, same, trained

RUNS = pytest.mark.parametrize("name", SPECS_BY_NAME)


@RUNS
def test_numpy_reads_the_weights(name: str, tmp_path: Path) -> None:
    run = trained(name)
    run.export("weights", tmp_path / "run.npz")
    with np.load(tmp_path / "run.npz") as file:
        for layer in run.model.layers:
            for weight in layer.weights:
                np.testing.assert_array_equal(file[f"{layer.name}/{weight.name}"], np.asarray(weight))
        assert len(list(file)) == len(run.model.weights)


@RUNS
def test_keras_loads_its_file(name: str, tmp_path: Path) -> None:
    run = trained(name)
    run.export("keras", tmp_path / "run.keras")
    model = keras.saving.load_model(tmp_path / "run.keras")
    x = inputs_of(run)
    same(model(x, training=False), outputs(run, x), 1e-5)
    assert type(model.optimizer).__name__ == run.spec.training.optimizer.name


@RUNS
def test_tensorflow_loads_the_saved_model(name: str, tmp_path: Path) -> None:
    run = trained(name)
    run.export("saved_model", tmp_path / "run.zip")
    with zipfile.ZipFile(tmp_path / "run.zip") as file:
        file.extractall(tmp_path / "there")
    model = tf.saved_model.load(tmp_path / "there" / "saved_model")
    x = inputs_of(run)
    same(model.serve(x), outputs(run, x), 1e-5)


@RUNS
def test_the_litert_interpreter_says_the_same(name: str, tmp_path: Path) -> None:
    run = trained(name)
    run.export("litert", tmp_path / "run.tflite")
    x = inputs_of(run)
    same(interpreter((tmp_path / "run.tflite").read_bytes())(x), outputs(run, x), 1e-4)


@RUNS
def test_a_litert_file_that_scales_takes_the_numbers_of_the_source(name: str, tmp_path: Path) -> None:
    run = trained(name)
    run.export("litert", tmp_path / "run.tflite", inputs="raw")
    data, x = load_dataset(run.spec.dataset), inputs_of(run)
    raw = data.preprocess.encoded(data.source["test"]) if data.source else np.round(x * 16)
    predict = interpreter((tmp_path / "run.tflite").read_bytes())
    same(predict(raw), outputs(run, x), 1e-4)


@pytest.mark.parametrize("quantization", ["weights", "full"])
def test_a_quantized_file_is_smaller_and_says_how_good_it_is(quantization: str, tmp_path: Path) -> None:
    run = trained("digits")
    run.export("litert", tmp_path / "plain.tflite")
    note = run.export("litert", tmp_path / "run.tflite", quantization=quantization).note
    content = (tmp_path / "run.tflite").read_bytes()
    assert len(content) < 0.5 * (tmp_path / "plain.tflite").stat().st_size
    said = interpreter(content)(inputs_of(run)).argmax(axis=1)
    accuracy = float((said == load_dataset(run.spec.dataset).y_test).mean())
    assert re.findall(r"[\d.]+%", note) == [f"{accuracy:.1%}", f"{run.test_metrics['accuracy']:.1%}"]
    assert accuracy > run.test_metrics["accuracy"] - 0.05


def test_the_error_of_a_quantized_regression_is_told(tmp_path: Path) -> None:
    run = trained("line")
    note = run.export("litert", tmp_path / "run.tflite", quantization="full").note
    assert note.startswith("Mean absolute error of this file")
    assert f"{run.test_metrics['mean_absolute_error']:.4g}" in note
