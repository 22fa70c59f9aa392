"""What a picture of a network shows of its layers: Keras's own numbers, of large layers those that say most."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.inspection.picture import active_units, picture_frame, saying
from nnplay.inspection.results import ACTIVE_MAPS, FIRST_MAPS, PictureFrame
from nnplay.models.build import build_model
from nnplay.spec import LayerSpec
from nnplay.tasks import TargetScaling


@pytest.fixture(scope="module")
def model() -> keras.Model:
    spec = SPECS["digits-cnn"]
    return build_model(spec.with_layers((*spec.layers[:3], LayerSpec("Dropout", rate=0.5), *spec.layers[3:])))


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.random.default_rng(1).random((8, 8, 1), np.float32)


def test_its_numbers_are_those_that_keras_predicts(model: keras.Model, image: np.ndarray) -> None:
    frame = picture_frame(model, image)
    shown = [layer for layer in model.layers if not isinstance(layer, keras.layers.Dropout | keras.layers.Flatten)]
    oracle = keras.Model(model.inputs, [layer.output for layer in shown]).predict(image[None], verbose=0)
    assert len(frame.layers) == 5
    for told, values in zip(frame.layers, oracle, strict=True):
        expected = np.moveaxis(values[0][..., list(told.units)], -1, 0)
        np.testing.assert_allclose(told.values, expected, atol=1e-6)
        assert told.low == pytest.approx(min(values.min(), 0), abs=1e-6)

    for byte, exact in zip(frame.coarse().layers[:-1], frame.layers[:-1], strict=True):
        assert byte.values.dtype == np.uint8
        back = byte.low + byte.values / 255 * (byte.high - byte.low)
        assert np.abs(back - exact.values).max() <= (exact.high - exact.low) / 510 + 1e-6, "half of one of 255 steps"
    assert frame.coarse().layers[-1].values.dtype == np.float32, "the answer stays exact"


def test_asked_again_it_says_the_same_with_the_weights_of_then(model: keras.Model, image: np.ndarray) -> None:
    say = saying(model)
    same(picture_frame(model, image, say=say), picture_frame(model, image))
    model.layers[0].bias.assign_add(np.full(16, 0.5, np.float32))
    same(picture_frame(model, image, say=say), picture_frame(model, image))


def same(found: PictureFrame, expected: PictureFrame) -> None:
    assert found.units == expected.units
    for one, other in zip(found.layers, expected.layers, strict=True):
        np.testing.assert_allclose(one.values, other.values, atol=1e-6)


def test_of_a_large_layer_the_first_and_the_most_active_maps_are_shown() -> None:
    values = np.zeros((2, 2, 40), np.float32)
    loud = [7, 9, 11, 13, 30, 33, 36, 39]
    values[0, 1, loud] = [-5, 1, 2, 3, 4, 5, 6, 7]
    values[..., 2] = 100  # one of the first ones, which are shown anyway
    assert len(loud) == ACTIVE_MAPS
    assert active_units(values) == (*range(FIRST_MAPS), *loud)
    assert active_units(values[..., :16]) == tuple(range(16))
    assert len(active_units(np.zeros(512))) == 30


def test_which_units_are_shown_can_be_kept(model: keras.Model, image: np.ndarray) -> None:
    first, second, *rest = picture_frame(model, image).units
    wanted = (first, tuple(range(18, 32)), *rest)
    assert second != wanted[1]
    frame = picture_frame(model, image, wanted)
    assert frame.units == wanted
    expected = model.layers[1](model.layers[0](image[None]))[0]
    np.testing.assert_allclose(frame.layers[1].values[5], expected[..., 23], atol=1e-6)


def test_large_maps_are_thinned_and_a_target_is_told_in_its_own_units() -> None:
    spec = SPECS["housing"]
    scaled = build_model(spec, TargetScaling(2.0, 10.0))
    frame = picture_frame(scaled, np.zeros(scaled.input_shape[1:], np.float32))
    assert frame.layers[-1].values == pytest.approx(float(scaled(np.zeros((1, *scaled.input_shape[1:])))[0, 0]))

    big = keras.Sequential([keras.Input((90, 90, 1)), keras.layers.MaxPooling2D(1)])
    picture = np.arange(8100, dtype=np.float32).reshape(90, 90, 1)
    (layer,) = picture_frame(big, picture).layers
    np.testing.assert_array_equal(layer.values[0], picture[::3, ::3, 0])
