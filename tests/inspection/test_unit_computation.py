"""Where a number comes from: sums by hand, and receptive fields against the pixels that really change it."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import pytest

from nnplay.errors import DataError
from nnplay.inspection.layers import feature_maps
from nnplay.inspection.unit_computation import origin
from nnplay.spec import LayerSpec
from tests.inspection.factories import conv, made

ACTIVATIONS: dict[str, Callable[[float], float]] = {
    "relu": lambda x: max(x, 0.0),
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "linear": float,
}


def test_the_sum_of_a_convolution_is_the_one_worked_by_hand() -> None:
    model = made(conv(filters=1, kernel_size=2, activation="relu"), LayerSpec("Flatten"), shape=(3, 3, 1))
    kernel = np.array([[1.0, 2.0], [-1.0, 0.5]], np.float32).reshape(2, 2, 1, 1)
    model.layers[0].set_weights([kernel, np.array([0.25], np.float32)])
    image = np.arange(9, dtype=np.float32).reshape(3, 3, 1)
    found = origin(model, image, model.layers[0].name, (1, 0, 0))
    # The window is 3 4 / 6 7: 3·1 + 4·2 − 6·1 + 7·0.5 = 8.5, and the bias.
    np.testing.assert_array_equal(found.window[..., 0], [[3, 4], [6, 7]])
    np.testing.assert_array_equal(found.products[..., 0], [[3, 8], [-6, 3.5]])
    assert found.weighted == pytest.approx(8.75)
    assert found.value == pytest.approx(8.75)
    assert found.activation == "relu"
    assert found.source == found.field == (1, 0, 3, 2)


def test_padding_is_marked_in_the_window_and_counts_as_zero() -> None:
    model = made(conv(filters=1, padding="same"), LayerSpec("Flatten"), shape=(4, 4, 1))
    found = origin(model, np.ones((4, 4, 1), np.float32), model.layers[0].name, (0, 0, 0))
    assert np.isnan(found.window[0]).all()
    assert np.isnan(found.window[:, 0]).all()
    assert found.field == (-1, -1, 2, 2)
    kernel, bias = model.layers[0].get_weights()
    assert found.weighted == pytest.approx(float(kernel[1:, 1:].sum() + bias[0]), rel=1e-5)


DEEP = {
    "plain": [conv(), conv(activation="relu"), LayerSpec("MaxPooling2D"), conv(kernel_size=2, activation="tanh")],
    "strides": [conv(strides=2, padding="same"), conv(kernel_size=2, strides=2), conv(kernel_size=1)],
    "dilation": [conv(dilation_rate=2), LayerSpec("AveragePooling2D", strides=1), conv(kernel_size=2)],
    "same": [conv(kernel_size=4, padding="same"), LayerSpec("AveragePooling2D", pool_size=3, padding="same"), conv()],
    "odd": [
        conv(padding="same"),
        LayerSpec("BatchNormalization"),
        LayerSpec("Activation", activation="sigmoid"),
        LayerSpec("MaxPooling2D", pool_size=3, strides=2, padding="same"),
        LayerSpec("Dropout"),
    ],
}


@pytest.mark.parametrize("name", DEEP)
def test_in_every_layer_window_weights_bias_and_activation_give_the_value(name: str) -> None:
    model = made(*DEEP[name], LayerSpec("GlobalAveragePooling2D"), LayerSpec("Dense", units=4, activation="tanh"))
    image = np.random.default_rng(2).normal(size=(9, 8, 2)).astype(np.float32)
    rng = np.random.default_rng(3)
    for output in feature_maps(model, image)[:-1]:  # the softmax looks at all units
        for _ in range(4):
            place = tuple(int(rng.integers(size)) for size in output.values.shape)
            found = origin(model, image, output.name, place)
            assert found.value == output.values[place]
            if output.kind == "MaxPooling2D":
                assert np.nanmax(found.window) == found.value
            elif output.kind in ("AveragePooling2D", "GlobalAveragePooling2D"):
                assert np.nanmean(found.window) == pytest.approx(found.value, rel=1e-4, abs=1e-6)
            else:
                made_of = ACTIVATIONS[found.activation](found.weighted)
                assert made_of == pytest.approx(found.value, rel=1e-4, abs=1e-5), output.name


@pytest.mark.parametrize("name", DEEP)
def test_a_receptive_field_is_the_box_of_all_pixels_that_change_the_number(name: str) -> None:
    # With positive weights everywhere no change is lost on the way; max pooling is made to add up as well.
    layers = [
        LayerSpec("AveragePooling2D", {**layer.options}) if layer.name == "MaxPooling2D" else layer
        for layer in DEEP[name]
        if layer.name != "Activation"
    ]
    linear = [layer.with_options(activation="linear") if layer.name == "Conv2D" else layer for layer in layers]
    model = made(*linear, LayerSpec("Flatten"))
    model.set_weights([np.abs(weight) for weight in model.get_weights()])
    image = np.ones((9, 8, 2), np.float32)
    last = model.layers[len(layers) - 1]
    shape = last.output.shape[1:]
    every = np.ones((9 * 8, 9, 8, 2), np.float32)
    for pixel in range(9 * 8):
        every[pixel, pixel // 8, pixel % 8] += 1
    head = keras.Model(model.inputs, last.output)
    changed = np.abs(np.asarray(head([every])) - np.asarray(head([image[None]]))).reshape(9, 8, *shape) > 1e-4
    for row in range(shape[0]):
        for column in range(shape[1]):
            top, left, bottom, right = origin(model, image, last.name, (row, column, 0)).field or (0, 0, 0, 0)
            rows, columns = np.nonzero(changed[:, :, row, column, 0])
            if name != "dilation":  # leaves holes, but the box is the same where nothing is cut off
                assert (rows.min(), columns.min()) == (max(top, 0), max(left, 0))
                assert (rows.max() + 1, columns.max() + 1) == (min(bottom, 9), min(right, 8))
            else:
                assert top <= rows.min() < rows.max() < bottom
                assert left <= columns.min() < columns.max() < right


def test_dense_units_depend_on_all_that_reaches_them() -> None:
    model = made(conv(), LayerSpec("MaxPooling2D"), LayerSpec("Flatten"), LayerSpec("Dense", units=3))
    image = np.random.default_rng(0).random((9, 8, 2), np.float32)
    flat, dense = model.layers[2], model.layers[3]
    # The pooling leaves out the last row of 7: rows 0..5 of the convolution, rows 0..7 of the image.
    assert origin(model, image, dense.name, (1,)).field == (0, 0, 8, 8)
    # Unit 10 of 3 x 3 x 3 is row 1, column 0, channel 1.
    assert origin(model, image, flat.name, (10,)).field == (2, 0, 6, 4)
    assert origin(model, image, flat.name, (10,)).source == (1, 0, 2, 1)


def test_a_table_has_no_receptive_field() -> None:
    model = made(LayerSpec("Dense", units=3, activation="relu"), shape=(4,))
    row = np.array([1.0, -2.0, 0.5, 3.0], np.float32)
    found = origin(model, row, model.layers[0].name, (2,))
    kernel, bias = model.layers[0].get_weights()
    assert found.field is None
    np.testing.assert_allclose(found.products, row * kernel[:, 2])
    assert max(found.weighted, 0) == pytest.approx(found.value, abs=1e-6)
    assert found.weighted == pytest.approx(float(row @ kernel[:, 2] + bias[2]), rel=1e-5)


@pytest.mark.parametrize(("layer", "place"), [("nowhere", (0, 0, 0)), ("input", (9, 0, 0)), ("input", (0,))])
def test_a_place_that_is_not_there_is_refused(layer: str, place: tuple[int, ...]) -> None:
    with pytest.raises(DataError, match="has no"):
        origin(made(LayerSpec("Flatten")), np.zeros((9, 8, 2), np.float32), layer, place)
