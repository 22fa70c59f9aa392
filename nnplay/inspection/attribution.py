"""Why a network decides as it does: gradients, covered parts and class activation maps.

References:
    K. Simonyan, A. Vedaldi, A. Zisserman 2013, Deep Inside Convolutional Networks, arXiv:1312.6034.
    M. D. Zeiler, R. Fergus 2013, Visualizing and Understanding Convolutional Networks, arXiv:1311.2901.
    R. R. Selvaraju et al. 2016, Grad-CAM: Visual Explanations from Deep Networks, arXiv:1610.02391.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.inspection import pieces
from nnplay.inspection.layers import before_activation
from nnplay.inspection.results import Occlusion
from nnplay.models.layer_kind import kind_of
from nnplay.tasks import class_probabilities

BATCH = 128
"""Covered examples that go through the network at once, at most."""


def scores(model: keras.Model, values: Any, start: int = 0) -> Any:
    """The output layer's sums before its activation, one per class: (n, classes), or (n, 1) for a regression.

    Before the activation, because softmax would mix the reasons for one class with those against the others
    (Simonyan 2013, section 3). With one sigmoid unit the first class's score is the second one's, negative.

    Args:
        model: A built model whose layers follow one another.
        values: Inputs of the layer at `start`, with a batch axis.
        start: Place of the first layer that they go through.
    """
    for layer in model.layers[start:-1]:
        values = layer(values, training=False)
    last = model.layers[-1]
    sums = before_activation(last, values)
    if sums.shape[-1] == 1 and getattr(last, "activation", None) is keras.activations.sigmoid:
        return keras.ops.concatenate([-sums, sums], axis=-1)
    return sums


def answers(model: keras.Model, inputs: np.ndarray) -> np.ndarray:
    """A probability per class, float32 (n, classes), or the predictions of a regression, (n, 1)."""
    outputs = pieces.outputs(model, inputs, BATCH)
    if outputs.shape[1] == 1 and getattr(model.layers[-1], "activation", None) is keras.activations.sigmoid:
        return class_probabilities(outputs, "binary")
    return outputs


def saliency(model: keras.Model, example: np.ndarray, targets: Sequence[int]) -> np.ndarray:
    """How each input number moves the score of a class: its gradient, Simonyan 2013, section 3.

    Args:
        model: A built model whose layers follow one another.
        example: float32, the input without a batch axis.
        targets: Class numbers; 0 for a regression.

    Returns:
        float32, (targets, *input_shape): positive where more of it speaks for the class.
    """
    inputs = tf.constant(np.asarray(example, np.float32)[None])
    found = []
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(inputs)
        columns = [scores(model, inputs)[0, target] for target in targets]
    for column in columns:
        gradient = tape.gradient(column, inputs, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        found.append(np.asarray(gradient)[0])
    return np.stack(found).astype(np.float32)


def occlusion(
    model: keras.Model, example: np.ndarray, fill: np.ndarray | float, size: int = 3, stride: int = 1
) -> Occlusion:
    """The network's answers when a part of the input is covered, Zeiler and Fergus 2013, section 4.2.

    Args:
        model: A built model whose layers follow one another.
        example: float32, an image (height, width, channels), or a row of numbers (inputs,).
        fill: What covers it; broadcasts over the example.
        size: Height and width of the square that covers an image; odd. Of a row one number is covered at a time.
        stride: How many pixels the square's centre moves on.
    """
    example = np.asarray(example, np.float32)
    cover = np.broadcast_to(np.asarray(fill, np.float32), example.shape)
    if example.ndim == 1:
        covered = np.where(np.eye(len(example), dtype=bool), cover, example)
        before, after = answers(model, example[None])[0], answers(model, covered)
        return Occlusion(before, before - after, 1, 1)
    rows, columns = (np.arange(stride // 2, length, stride) for length in example.shape[:2])
    half, pictures = size // 2, []
    for row in rows:
        for column in columns:
            picture = example.copy()
            hidden = np.s_[max(row - half, 0) : row + half + 1, max(column - half, 0) : column + half + 1]
            picture[hidden] = cover[hidden]
            pictures.append(picture)
    before = answers(model, example[None])[0]
    after = answers(model, np.stack(pictures)).reshape(len(rows), len(columns), -1)
    return Occlusion(before, before - after, size, stride)


def grad_cam(model: keras.Model, example: np.ndarray, targets: Sequence[int], layer: str = "") -> np.ndarray:
    """Where a convolution layer finds what speaks for a class: Grad-CAM, Selvaraju 2016, equations 1 and 2.

    Each feature map is weighted by the mean gradient of the class's score over its pixels; their sum's positive
    part is the map.

    Args:
        model: A built model whose layers follow one another.
        example: float32, (height, width, channels).
        targets: Class numbers; 0 for a regression.
        layer: Name of a convolution layer; the last one if empty.

    Returns:
        float32, (targets, height, width) of the layer's own size.

    Raises:
        DataError: If the network has no such layer.
    """
    places = {one.name: place for place, one in enumerate(model.layers) if kind_of(one).slides_kernels}
    if not places or (layer and layer not in places):
        raise DataError(tr("Grad-CAM needs a convolution layer, and this network has none."))
    place = places[layer] if layer else max(places.values())
    maps = tf.constant(np.asarray(example, np.float32)[None])
    for one in model.layers[: place + 1]:
        maps = one(maps, training=False)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(maps)
        columns = [scores(model, maps, place + 1)[0, target] for target in targets]
    found = []
    for column in columns:
        gradient = tape.gradient(column, maps, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        weights = np.asarray(gradient)[0].mean(axis=(0, 1))
        found.append(np.maximum(np.asarray(maps)[0] @ weights, 0))
    return np.stack(found).astype(np.float32)
