"""Layers that change images at random: in NumPy as in Keras, and while training only."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from nnplay.models.augmentation import AUGMENTATIONS, FILLS, flip, rotation, translation, warp, zoom
from nnplay.models.layer_kind import LayerKind
from nnplay.models.shapes import fitting_layers
from nnplay.spec import LayerSpec
from tests.models.factories import data_of

SIZE = (7, 9)
IMAGE = np.random.default_rng(0).random((*SIZE, 2)).astype(np.float32)


def of_keras(layer: Any, **transformation: Any) -> np.ndarray:
    """An image as Keras makes it by a transformation that is not drawn but given."""
    return np.asarray(layer.transform_images(tf.constant(IMAGE[None]), transformation))[0]


@pytest.mark.parametrize("fill", FILLS)
def test_an_image_is_moved_turned_and_zoomed_as_keras_does(fill: str) -> None:
    layers = keras.layers
    moved = of_keras(layers.RandomTranslation(0.2, 0.2, fill_mode=fill), translations=tf.constant([[1.3, -2.4]]))
    np.testing.assert_allclose(warp(IMAGE, translation(-2.4, 1.3), fill), moved, atol=1e-5)

    turning = layers.RandomRotation(0.2, fill_mode=fill)
    zero, one = tf.zeros(1), tf.ones(1)
    matrix = turning._compute_affine_matrix(
        center_x=0.5, center_y=0.5, angle=tf.constant([30.0]), translate_x=zero, translate_y=zero, scale=one,
        shear_x=zero, shear_y=zero, height=SIZE[0], width=SIZE[1],
    )  # fmt: skip
    np.testing.assert_allclose(
        warp(IMAGE, rotation(30, SIZE), fill), of_keras(turning, rotation_matrix=matrix), atol=1e-5
    )

    zoomed = of_keras(
        layers.RandomZoom(0.3, fill_mode=fill), height_zoom=tf.constant([[1.3]]), width_zoom=tf.constant([[1.3]])
    )
    np.testing.assert_allclose(warp(IMAGE, zoom(1.3, SIZE), fill), zoomed, atol=1e-5)


@pytest.mark.parametrize("mode", ["horizontal", "vertical", "horizontal_and_vertical"])
def test_an_image_is_mirrored_as_keras_does(mode: str) -> None:
    flipped = of_keras(keras.layers.RandomFlip(mode), flips=tf.constant([[[[True]]]]))
    mine = warp(IMAGE, flip("vertical" in mode, "horizontal" in mode, SIZE))
    np.testing.assert_allclose(mine, flipped, atol=1e-6)


def test_by_hand() -> None:
    image = np.array([[1, 2], [3, 4]], np.float32)[..., None]
    assert warp(image, translation(1, 0))[..., 0].tolist() == [[0, 0], [1, 2]]
    assert warp(image, translation(0, 1), "nearest")[..., 0].tolist() == [[1, 1], [3, 3]]
    assert warp(image, flip(True, False, (2, 2)))[..., 0].tolist() == [[3, 4], [1, 2]]
    np.testing.assert_allclose(warp(image, rotation(90, (2, 2)))[..., 0], [[2, 4], [1, 3]], atol=1e-6)


@pytest.mark.parametrize("kind", AUGMENTATIONS, ids=lambda kind: kind.name)
def test_what_is_drawn_has_the_spread_of_keras(kind: LayerKind) -> None:
    """The mean and the deviation of every pixel over many copies are those of Keras's copies."""
    options, rng, copies = LayerSpec(kind.name).options, np.random.default_rng(1), 1500
    assert kind.augment is not None
    mine = np.array([kind.augment(IMAGE, options, rng) for _ in range(copies)])
    layer = kind.build(options, "made", 3)
    theirs = np.asarray(layer(tf.repeat(tf.constant(IMAGE[None]), copies, axis=0), training=True))
    tolerance = 5 * 0.5 / np.sqrt(copies)
    np.testing.assert_allclose(mine.mean(axis=0), theirs.mean(axis=0), atol=tolerance)
    np.testing.assert_allclose(mine.std(axis=0), theirs.std(axis=0), atol=tolerance)
    assert theirs.std(axis=0).max() > 0.02  # it changes something
    np.testing.assert_array_equal(np.asarray(layer(IMAGE[None], training=False))[0], IMAGE)


def test_augmentation_is_offered_in_front_of_a_network() -> None:
    layers = (LayerSpec("Conv2D", filters=2), LayerSpec("Conv2D", filters=3), LayerSpec("Flatten"))
    with data_of((8, 8, 1)) as made:
        places = fitting_layers(made(layers))
    assert {places[kind.name] for kind in AUGMENTATIONS} == {0}
    assert places["MaxPooling2D"] == 2


def test_a_row_of_numbers_is_refused() -> None:
    with data_of((4,)) as made:
        assert not {kind.name for kind in AUGMENTATIONS} & set(fitting_layers(made(())))
