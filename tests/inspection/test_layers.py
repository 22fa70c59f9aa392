"""Kernels and feature maps, against Keras's own way to them."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from scipy.signal import correlate2d

from nnplay.catalogue import SPECS
from nnplay.errors import DataError
from nnplay.inspection.layers import feature_maps, filter_response, kernels
from nnplay.models.build import build_model
from nnplay.spec import LayerSpec


@pytest.fixture(scope="module")
def model() -> keras.Model:
    spec = SPECS["digits-cnn"]
    more = (LayerSpec("BatchNormalization"), LayerSpec("Dropout", rate=0.5))
    return build_model(spec.with_layers((*spec.layers[:3], *more, *spec.layers[3:])))


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.random.default_rng(0).random((8, 8, 1), np.float32)


def test_feature_maps_equal_those_of_a_keras_model_with_all_outputs(model: keras.Model, image: np.ndarray) -> None:
    maps = feature_maps(model, image)
    oracle = keras.Model(model.inputs, [layer.output for layer in model.layers])
    expected = oracle.predict(image[None], verbose=0)
    assert [one.name for one in maps] == ["input", *(layer.name for layer in model.layers)]
    assert [one.kind for one in maps] == ["Input", *(type(layer).__name__ for layer in model.layers)]
    np.testing.assert_array_equal(maps[0].values, image)
    for found, values in zip(maps[1:], expected, strict=True):
        assert found.values.dtype == np.float32
        np.testing.assert_allclose(found.values, values[0], atol=1e-6, err_msg=found.name)


def test_dropout_is_silent_when_looking_inside(model: keras.Model, image: np.ndarray) -> None:
    once, again = (feature_maps(model, image)[-1].values for _ in range(2))
    np.testing.assert_array_equal(once, again)


@pytest.mark.parametrize("shape", [(8, 8), (1, 8, 8, 1), (9, 8, 1)])
def test_an_example_of_another_shape_is_refused(model: keras.Model, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"must have shape \(8, 8, 1\)"):
        feature_maps(model, np.zeros(shape, np.float32))


def test_kernels_are_the_weights_of_the_convolutions_in_order(model: keras.Model) -> None:
    found = kernels(model)
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    assert [one.name for one in found] == [layer.name for layer in convolutions]
    assert len(found) == 2
    for one, layer in zip(found, convolutions, strict=True):
        kernel, bias = layer.get_weights()
        np.testing.assert_array_equal(one.kernel, kernel)
        np.testing.assert_array_equal(one.bias, bias)


def test_a_network_without_convolutions_has_no_kernels() -> None:
    assert kernels(build_model(SPECS["line"])) == []


def test_a_filter_answers_as_a_convolution_worked_with_scipy(model: keras.Model, image: np.ndarray) -> None:
    outputs = {one.name: one.values for one in feature_maps(model, image)}
    kernel, bias = model.get_layer("conv2d_2").get_weights()
    read = outputs["conv2d_1"]
    found = filter_response(model, image, "conv2d_2", 4, 7)
    alone = [correlate2d(read[..., c], kernel[:, :, c, 4], mode="same") for c in range(read.shape[2])]
    np.testing.assert_array_equal(found.read, read[..., 7])
    np.testing.assert_allclose(found.response, alone[7], atol=1e-6)
    np.testing.assert_allclose(found.total, np.sum(alone, axis=0) + bias[4], atol=1e-5)
    np.testing.assert_allclose(found.output, np.maximum(found.total, 0), atol=1e-6)


@pytest.mark.parametrize(
    ("layer", "filter_", "channel"), [("conv2d_2", 32, 0), ("conv2d_2", 0, 16), ("flatten_6", 0, 0)]
)
def test_a_filter_that_is_not_there_is_refused(
    model: keras.Model, image: np.ndarray, layer: str, filter_: int, channel: int
) -> None:
    with pytest.raises(DataError, match="has no filter"):
        filter_response(model, image, layer, filter_, channel)
