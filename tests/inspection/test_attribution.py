"""Reasons of a network, against sums worked by hand and brute force."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from nnplay.errors import DataError
from nnplay.inspection.attribution import answers, grad_cam, occlusion, saliency, scores
from nnplay.spec import LayerSpec
from nnplay.tasks import Task
from tests.inspection.factories import conv, made

RNG = np.random.default_rng(5)


def test_scores_are_the_logarithms_of_the_probabilities_but_for_a_constant() -> None:
    model = made(conv(), LayerSpec("Flatten"))
    images = RNG.random((4, 9, 8, 2)).astype(np.float32)
    found = np.asarray(scores(model, images))
    shares = np.log(model.predict(images, verbose=0))
    np.testing.assert_allclose(found - found[:, :1], shares - shares[:, :1], atol=2e-4)


def test_with_one_sigmoid_unit_both_classes_have_a_score() -> None:
    model = made(shape=(3,), task="binary", classes=2)
    rows = RNG.normal(size=(5, 3)).astype(np.float32)
    found = np.asarray(scores(model, rows))
    share = model.predict(rows, verbose=0)[:, 0]
    np.testing.assert_allclose(found[:, 1], np.log(share / (1 - share)), atol=1e-4)
    np.testing.assert_allclose(found[:, 0], -found[:, 1])
    np.testing.assert_allclose(answers(model, rows), np.column_stack([1 - share, share]), atol=1e-6)


def test_the_saliency_of_a_linear_network_is_its_weights() -> None:
    model = made(LayerSpec("Flatten"), shape=(4, 3, 2))
    kernel = model.layers[-1].get_weights()[0]
    found = saliency(model, RNG.random((4, 3, 2)), [2, 0])
    assert found.dtype == np.float32
    np.testing.assert_allclose(found[0].ravel(), kernel[:, 2], rtol=1e-6)
    np.testing.assert_allclose(found[1].ravel(), kernel[:, 0], rtol=1e-6)


@pytest.mark.parametrize(("task", "target"), [("binary", 0), ("binary", 1), ("regression", 0)])
def test_saliency_equals_finite_differences_of_the_score(task: Task, target: int) -> None:
    model = made(LayerSpec("Dense", units=5, activation="tanh"), shape=(4,), task=task, classes=2)
    row = RNG.normal(size=4).astype(np.float32) * 0.3
    steps = np.eye(4, dtype=np.float32) * 1e-2
    up, down = np.asarray(scores(model, row + steps)), np.asarray(scores(model, row - steps))
    np.testing.assert_allclose(saliency(model, row, [target])[0], (up - down)[:, target] / 2e-2, rtol=2e-2, atol=1e-3)


@pytest.mark.parametrize("stride", [1, 2])
def test_occlusion_is_what_the_model_itself_says_of_covered_images(stride: int) -> None:
    model = made(conv(activation="relu"), LayerSpec("Flatten"))
    image = RNG.random((9, 8, 2)).astype(np.float32)
    found = occlusion(model, image, np.array([0.2, 0.7]), size=3, stride=stride)
    centres = [range(stride // 2, length, stride) for length in (9, 8)]
    assert found.drop.shape == (len(centres[0]), len(centres[1]), 3)
    before = model.predict(image[None], verbose=0)[0]
    for i, row in enumerate(centres[0]):
        for j, column in enumerate(centres[1]):
            covered = image.copy()
            for y in range(9):
                for x in range(8):
                    if abs(y - row) <= 1 and abs(x - column) <= 1:
                        covered[y, x] = (0.2, 0.7)
            after = np.asarray(model(covered[None]))[0]
            np.testing.assert_allclose(found.drop[i, j], before - after, atol=1e-6)


def test_of_a_row_one_number_is_covered_at_a_time() -> None:
    model = made(shape=(3,), task="regression")
    kernel = model.layers[-1].get_weights()[0][:, 0]
    row = np.array([1.0, -2.0, 4.0], np.float32)
    mean = np.array([0.5, 0.0, 1.0], np.float32)
    found = occlusion(model, row, mean)
    np.testing.assert_allclose(found.drop[:, 0], kernel * (row - mean), rtol=1e-5)


def test_grad_cam_of_two_channels_worked_by_hand() -> None:
    model = made(
        LayerSpec("Conv2D", filters=2, kernel_size=1, activation="linear"),
        LayerSpec("GlobalAveragePooling2D"),
        shape=(2, 2, 1),
    )
    # Channel 0 copies the image, channel 1 is its negative and 1 more.
    model.layers[0].set_weights([np.array([1.0, -1.0]).reshape(1, 1, 1, 2), np.array([0.0, 1.0])])
    kernel = np.array([[4.0, 0.0, -8.0], [2.0, -4.0, 0.0]])
    model.layers[2].set_weights([kernel, np.zeros(3, np.float32)])
    image = np.array([[0.0, 1.0], [0.5, 0.25]], np.float32)[..., None]
    found = grad_cam(model, image, [0, 1, 2])
    # A score is kernel[0] · mean(channel 0) + kernel[1] · mean(channel 1), so each of 4 pixels has a gradient of
    # kernel / 4, and that is the map's weight. Class 0: 1 · x + 0.5 · (1 − x) = 0.5 + 0.5 x.
    np.testing.assert_allclose(found[0], 0.5 + 0.5 * image[..., 0], rtol=1e-6)
    # Class 1: 0 · x − 1 · (1 − x) = x − 1, never positive. Class 2: −2 x, neither.
    np.testing.assert_allclose(found[1], 0, atol=1e-6)
    np.testing.assert_allclose(found[2], 0, atol=1e-6)


def test_grad_cam_of_an_earlier_layer_has_its_size() -> None:
    model = made(conv(), conv(), LayerSpec("Flatten"))
    image = RNG.random((9, 8, 2)).astype(np.float32)
    assert grad_cam(model, image, [1]).shape == (1, 5, 4)
    found = grad_cam(model, image, [1], "conv2d_1")
    head = keras.Sequential(model.layers[1:-1])
    maps = np.asarray(model.layers[0](image[None]))
    kernel = model.layers[-1].get_weights()[0]
    # Independent: the second convolution and the output are linear, so its gradients are differences.
    zero = np.asarray(head(np.zeros_like(maps)))[0] @ kernel[:, 1]
    ones = [np.zeros_like(maps) for _ in range(3)]
    for channel in range(3):
        ones[channel][..., channel] = 1
    weights = [(np.asarray(head(one))[0] @ kernel[:, 1] - zero) / maps[0, ..., 0].size for one in ones]
    np.testing.assert_allclose(found[0], np.maximum(maps[0] @ np.array(weights), 0), rtol=1e-3, atol=1e-4)


def test_grad_cam_without_convolutions_is_refused() -> None:
    with pytest.raises(DataError, match="needs a convolution layer"):
        grad_cam(made(LayerSpec("Flatten")), np.zeros((9, 8, 2), np.float32), [0])
