"""Where a number comes from: sums by hand, and receptive fields against the pixels that really change it."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from nnplay.errors import DataError
from nnplay.inspection.geometry import box_around, receptive_field
from nnplay.inspection.layers import feature_maps
from nnplay.inspection.results import Origin
from nnplay.inspection.unit_computation import origin
from nnplay.models.computation import Normalization, Selection, WeightedSum
from nnplay.spec import LayerSpec
from tests.inspection.factories import conv, made


def computed(found: Origin) -> WeightedSum:
    assert isinstance(found.computation, WeightedSum)
    return found.computation


def test_the_sum_of_a_convolution_is_the_one_worked_by_hand() -> None:
    model = made(conv(filters=1, kernel_size=2, activation="relu"), LayerSpec("Flatten"), shape=(3, 3, 1))
    kernel = np.array([[1.0, 2.0], [-1.0, 0.5]], np.float32).reshape(2, 2, 1, 1)
    model.layers[0].set_weights([kernel, np.array([0.25], np.float32)])
    image = np.arange(9, dtype=np.float32).reshape(3, 3, 1)
    found = origin(model, image, model.layers[0].name, (1, 0, 0))
    # The window is 3 4 / 6 7: 3·1 + 4·2 − 6·1 + 7·0.5 = 8.5, and the bias.
    made_of = computed(found)
    np.testing.assert_array_equal(made_of.window[..., 0], [[3, 4], [6, 7]])
    np.testing.assert_array_equal(made_of.products[..., 0], [[3, 8], [-6, 3.5]])
    assert made_of.total == pytest.approx(8.75)
    assert found.value == pytest.approx(8.75)
    assert made_of.activation == "relu"
    assert found.source == found.field == (1, 0, 3, 2)


def test_padding_is_marked_in_the_window_and_counts_as_zero() -> None:
    model = made(conv(filters=1, padding="same"), LayerSpec("Flatten"), shape=(4, 4, 1))
    found = origin(model, np.ones((4, 4, 1), np.float32), model.layers[0].name, (0, 0, 0))
    assert np.isnan(computed(found).window[0]).all()
    assert np.isnan(computed(found).window[:, 0]).all()
    assert found.field == (0, 0, 2, 2)
    assert found.reach == found.source == (-1, -1, 2, 2)
    kernel, bias = model.layers[0].get_weights()
    assert computed(found).total == pytest.approx(float(kernel[1:, 1:].sum() + bias[0]), rel=1e-5)


def test_a_separable_convolution_weighs_the_sums_of_its_maps() -> None:
    layer = LayerSpec("SeparableConv2D", filters=2, kernel_size=2, activation="relu")
    model = made(layer, LayerSpec("Flatten"), shape=(2, 2, 2))
    depthwise = np.array([[[1, 0], [2, 1]], [[0, -1], [1, 1]]], np.float32)[..., None]
    pointwise = np.array([[3.0, 1.0], [-1.0, 2.0]], np.float32).reshape(1, 1, 2, 2)
    model.layers[0].set_weights([depthwise, pointwise, np.array([0.0, 0.5], np.float32)])
    image = np.array([[[1, 5], [2, 6]], [[3, 7], [4, 8]]], np.float32)
    found = computed(origin(model, image, "separableconv2d_1", (0, 0, 1)))
    # Map 0: 1·1 + 2·2 + 3·0 + 4·1 = 9; map 1: 5·0 + 6·1 − 7·1 + 8·1 = 7. Filter 1 weighs them with 1 and 2.
    np.testing.assert_allclose(found.channel_sums, [9, 7])
    np.testing.assert_allclose(found.terms, [9, 14])
    assert found.total == pytest.approx(23.5)
    # Filter 0 weighs the same sums with 3 and −1.
    other = computed(origin(model, image, "separableconv2d_1", (0, 0, 0)))
    np.testing.assert_allclose(other.channel_sums, [9, 7])
    assert other.total == pytest.approx(20)


def test_a_depthwise_convolution_reads_its_own_map_alone() -> None:
    layer = LayerSpec("DepthwiseConv2D", kernel_size=1, depth_multiplier=2, activation="linear")
    model = made(layer, LayerSpec("Flatten"), shape=(2, 2, 2))
    model.layers[0].set_weights([np.array([[[[2.0, 3.0], [5.0, 7.0]]]], np.float32), np.zeros(4, np.float32)])
    image = np.array([[[1, 10], [2, 20]], [[3, 30], [4, 40]]], np.float32)
    # Channels are map 0 with 2 and 3, then map 1 with 5 and 7.
    found = [computed(origin(model, image, "depthwiseconv2d_1", (1, 0, channel))) for channel in range(4)]
    assert [one.window.item() for one in found] == [3, 3, 30, 30]
    assert [one.total for one in found] == [6, 9, 150, 210]


def test_layer_normalization_compares_the_channels_of_a_pixel() -> None:
    model = made(LayerSpec("LayerNormalization", epsilon=1e-7), LayerSpec("Flatten"), shape=(1, 2, 3))
    model.layers[0].set_weights([np.array([1.0, 2.0, 1.0]), np.array([0.0, 10.0, 0.0])])
    image = np.array([[[0, 0, 9], [1, 2, 3]]], np.float32)
    found = origin(model, image, "layernormalization_1", (0, 1, 1)).computation
    assert isinstance(found, Normalization)
    # 1, 2 and 3 have mean 2 and variance 2/3; 2 is no deviation away.
    assert (found.read, found.mean) == (2, 2)
    assert found.deviation == pytest.approx((2 / 3) ** 0.5)
    assert found.total == pytest.approx(10)
    first = origin(model, image, "layernormalization_1", (0, 1, 0))
    assert first.value == pytest.approx(-1 / (2 / 3) ** 0.5, rel=1e-4)
    assert first.source == first.field == (0, 1, 1, 2)


def test_upsampling_copies_or_interpolates() -> None:
    image = np.array([[0, 4], [8, 12]], np.float32)[..., None]
    model = made(LayerSpec("UpSampling2D"), LayerSpec("Flatten"), shape=(2, 2, 1))
    copied = origin(model, image, "upsampling2d_1", (1, 2, 0))
    assert isinstance(copied.computation, Selection)
    assert (copied.value, copied.source) == (4, (0, 1, 1, 2))
    model = made(LayerSpec("UpSampling2D", interpolation="bilinear"), LayerSpec("Flatten"), shape=(2, 2, 1))
    found = origin(model, image, "upsampling2d_1", (1, 2, 0))
    # Row 1 lies a quarter of the way from 0 to 1, column 2 three quarters.
    np.testing.assert_allclose(computed(found).kernel[..., 0], np.outer([0.75, 0.25], [0.25, 0.75]))
    assert found.value == pytest.approx(0.75 * (0.25 * 0 + 0.75 * 4) + 0.25 * (0.25 * 8 + 0.75 * 12))
    assert found.source == (0, 0, 2, 2)


def test_softmax_is_told_with_all_that_it_compares() -> None:
    model = made(LayerSpec("Flatten"))
    image = np.random.default_rng(0).random((9, 8, 2), np.float32)
    found = origin(model, image, "output", (1,))
    rivals = computed(found).rivals
    assert rivals is not None
    assert np.exp(rivals[1]) / np.exp(rivals).sum() == pytest.approx(found.value, rel=1e-4)


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
    "separable": [
        conv(kernel_size=2),
        LayerSpec("SeparableConv2D", filters=3, kernel_size=2, depth_multiplier=2, dilation_rate=2, activation="tanh"),
        LayerSpec("SpatialDropout2D"),
        LayerSpec("DepthwiseConv2D", kernel_size=2, strides=2, padding="same"),
    ],
    "up": [
        LayerSpec("MaxPooling2D", pool_size=3, padding="same"),
        LayerSpec("UpSampling2D", size=3, interpolation="bilinear"),
        conv(strides=2),
        LayerSpec("UpSampling2D"),
        conv(padding="same"),
    ],
}


@pytest.mark.parametrize("name", DEEP)
def test_in_every_layer_what_is_told_makes_the_value(name: str) -> None:
    model = made(*DEEP[name], LayerSpec("GlobalAveragePooling2D"), LayerSpec("Dense", units=4, activation="tanh"))
    image = np.random.default_rng(2).normal(size=(9, 8, 2)).astype(np.float32)
    rng = np.random.default_rng(3)
    for output in feature_maps(model, image)[1:-1]:  # the softmax looks at all units
        for _ in range(4):
            place = tuple(int(rng.integers(size)) for size in output.values.shape)
            found = origin(model, image, output.name, place)
            assert found.value == output.values[place]
            assert found.computation is not None
            value = float(keras.activations.get(found.computation.activation)(np.float32(found.computation.total)))
            assert value == pytest.approx(found.value, rel=1e-4, abs=1e-5), output.name


@pytest.mark.parametrize("name", DEEP)
def test_a_receptive_field_is_all_pixels_that_change_the_number(name: str) -> None:
    # With positive weights everywhere no change is lost on the way; max pooling is made to add up as well.
    layers = [
        LayerSpec("AveragePooling2D", {**layer.options}) if layer.name == "MaxPooling2D" else layer
        for layer in DEEP[name]
        if layer.name != "Activation"
    ]
    linear = [layer.with_options(activation="linear") if "activation" in layer.options else layer for layer in layers]
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
            field = receptive_field(model.layers[: len(layers)], (row, column, 0))
            declared = np.zeros((9, 8), bool)
            declared[np.ix_(*(at[(at >= 0) & (at < size)] for at, size in zip(field, (9, 8), strict=False)))] = True
            np.testing.assert_array_equal(declared, changed[:, :, row, column, 0])
    found = origin(model, image, last.name, (0, 0, 0))
    assert found.field == box_around(receptive_field(model.layers[: len(layers)], (0, 0, 0)))


def test_what_padding_hides_is_not_in_the_receptive_field() -> None:
    model = made(conv(strides=2), conv(padding="same"), LayerSpec("Flatten"), shape=(10, 10, 1))
    # The first layer's four rows read rows 0..2, 2..4, 4..6 and 6..8; row 9 is left over. The second one's last row
    # reads rows 2 and 3 of these, and zeros behind them.
    found = origin(model, np.zeros((10, 10, 1), np.float32), "conv2d_2", (3, 0, 0))
    assert found.field == (4, 0, 9, 5)
    # Windows of 3, moving on by 2, over a window of 3 reach 3 + 2 · 2 rows.
    assert found.reach == (4, -2, 11, 5)


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
    np.testing.assert_allclose(computed(found).products, row * kernel[:, 2])
    assert max(computed(found).total, 0) == pytest.approx(found.value, abs=1e-6)
    assert computed(found).total == pytest.approx(float(row @ kernel[:, 2] + bias[2]), rel=1e-5)


@pytest.mark.parametrize(("layer", "place"), [("nowhere", (0, 0, 0)), ("input", (9, 0, 0)), ("input", (0,))])
def test_a_place_that_is_not_there_is_refused(layer: str, place: tuple[int, ...]) -> None:
    with pytest.raises(DataError, match="has no"):
        origin(made(LayerSpec("Flatten")), np.zeros((9, 8, 2), np.float32), layer, place)
