"""Convolution against SciPy, against Keras, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import correlate2d

from nnplay.errors import DataError
from nnplay.registry import LAYERS
from nnplay.theory.convolution import KERNELS, Padding, Slide, feature_map, feature_map_of_channels, keeps_brightness

IMAGE = np.random.default_rng(0).normal(size=(9, 12))


def test_a_sum_that_was_worked_by_hand() -> None:
    image = np.array([[1, 2, 0], [0, 3, 1], [4, 0, 2]])
    kernel = np.array([[1, 0], [-1, 2]])
    # 1·1 + 2·0 + 0·(−1) + 3·2 = 7, and so on; mirrored, as mathematics has it, the first would be 1·2 + … = −1.
    assert feature_map(image, kernel, Slide(2)).tolist() == [[7, 1], [-4, 7]]
    assert feature_map(image, kernel, Slide(2), bias=0.5)[0, 0] == 7.5


# SciPy's "same" puts the odd zero of an even kernel in front, Keras puts it behind.
@pytest.mark.parametrize(("size", "padding"), [(1, "valid"), (2, "valid"), (3, "valid"), (3, "same"), (5, "same")])
def test_it_is_the_cross_correlation_of_scipy(size: int, padding: Padding) -> None:
    kernel = np.random.default_rng(size).normal(size=(size, size))
    ours = feature_map(IMAGE, kernel, Slide(size, padding=padding))
    np.testing.assert_allclose(ours, correlate2d(IMAGE, kernel, mode=padding), atol=1e-12)


# Keras has no convolution with a stride and a dilation above 1.
@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (2, 1), (3, 1), (1, 2), (1, 4)])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("size", [2, 3])
def test_it_is_keras_conv2d_with_stride_padding_and_dilation(
    stride: int, dilation: int, padding: Padding, size: int
) -> None:
    keras = pytest.importorskip("keras")
    kernel = np.random.default_rng(size).normal(size=(size, size))
    layer = keras.layers.Conv2D(1, size, strides=stride, padding=padding, dilation_rate=dilation)
    layer.build((None, *IMAGE.shape, 1))
    layer.set_weights([kernel[:, :, None, None], np.array([0.5])])
    expected = np.asarray(layer(IMAGE[None, :, :, None].astype("float32")))[0, :, :, 0]
    ours = feature_map(IMAGE, kernel, Slide(size, stride, padding, dilation), bias=0.5)
    np.testing.assert_allclose(ours, expected, atol=1e-4)


@pytest.mark.parametrize("slide", [Slide(3, 2, "same"), Slide(3, 3), Slide(2, 1, "same", 3), Slide(5)])
def test_every_place_is_the_sum_over_its_window(slide: Slide) -> None:
    kernel = np.random.default_rng(2).normal(size=(slide.size, slide.size))
    whole = feature_map(IMAGE, kernel, slide)
    for row, column in np.ndindex(whole.shape):
        assert whole[row, column] == pytest.approx((slide.windows(IMAGE)[row, column] * kernel).sum())


def test_sizes_are_those_of_the_playground_s_layer() -> None:
    conv = LAYERS["Conv2D"]
    for length in range(7, 30, 5):
        for slide in (Slide(3), Slide(5, 2), Slide(3, 3, "same"), Slide(3, 1, "valid", 3), Slide(3, 1, "same", 2)):
            options = conv.complete(
                {
                    "kernel_size": slide.size,
                    "strides": slide.stride,
                    "padding": slide.padding,
                    "dilation_rate": slide.dilation,
                }
            )
            assert conv.output_shape((length, length, 1), options)[0] == slide.output(length)


def test_a_window_larger_than_the_image_gets_a_sentence() -> None:
    with pytest.raises(DataError, match="reaches over 9 pixels, but the image has only 8"):
        Slide(3, dilation=4).output(8)


def test_named_kernels_do_what_they_say() -> None:
    step = np.zeros((6, 6))
    step[:, 3:] = 1  # dark left, bright right
    maps = {name: feature_map(step, kernel.weights, kernel.slide) for name, kernel in KERNELS.items()}
    np.testing.assert_array_equal(maps["identity"], step[1:-1, 1:-1])
    np.testing.assert_allclose(maps["blur"][0], [0, 1 / 3, 2 / 3, 1])
    np.testing.assert_array_equal(maps["vertical edges"][0], [0, 4, 4, 0])
    np.testing.assert_array_equal(maps["horizontal edges"], np.zeros((4, 4)))
    np.testing.assert_array_equal(maps["edges"][0], [0, -3, 3, 0])
    np.testing.assert_array_equal(maps["sharpen"][0], [0, -1, 2, 1])
    assert {name for name, kernel in KERNELS.items() if not keeps_brightness(kernel.weights)} == {
        "edges",
        "vertical edges",
        "horizontal edges",
    }


def test_a_filter_over_three_channels_is_that_of_keras() -> None:
    import keras

    rng = np.random.default_rng(1)
    image, kernels = rng.normal(size=(9, 12, 3)), rng.normal(size=(3, 3, 3))
    layer = keras.layers.Conv2D(1, 3, padding="same")
    layer.build((None, 9, 12, 3))
    layer.set_weights([kernels.transpose(1, 2, 0)[..., None], np.array([0.25])])
    ours = feature_map_of_channels(image, kernels, Slide(3, padding="same"), bias=0.25)
    np.testing.assert_allclose(ours, layer(image[None].astype("float32"))[0, :, :, 0], atol=1e-5)


def test_red_against_green_cancels_out_where_a_picture_is_gray() -> None:
    gray = np.repeat(np.arange(80.0).reshape(8, 10, 1), 3, axis=2)
    kernels = np.array([1.0, -1.0, 0.0])[:, None, None] * KERNELS["soft blur"].weights
    np.testing.assert_allclose(feature_map_of_channels(gray, kernels, KERNELS["soft blur"].slide), 0, atol=1e-12)
