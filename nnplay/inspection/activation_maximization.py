"""What a filter or a unit looks for: an input made to please it, by gradient ascent."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.inspection.layers import before_activation
from nnplay.inspection.results import Preferred
from nnplay.models.layer_kind import kind_of

STEPS = 40
"""Steps uphill; the pictures hardly change after them."""

STEP = 0.1
"""How far the pixel that changes most moves in one step; images lie in 0..1."""


def preferred(model: keras.Model, layer: str, units: tuple[int, ...], seed: int = 0, steps: int = STEPS) -> Preferred:
    """Images that drive filters or units of a layer as high as a short climb gets them.

    From faint noise around grey each image follows the gradient of the filter's answer in the middle of its map,
    with its largest component scaled to one step, and stays within 0..1. In the middle, because over a whole map bright
    or dark alone would win; what lies outside of the receptive field stays grey. Before the activation, because a
    silent ReLU has no gradient. Source: D. Erhan, Y. Bengio, A. Courville, P. Vincent 2009, Visualizing Higher-Layer
    Features of a Deep Network, Université de Montréal, technical report 1341.

    Args:
        model: A built model on images whose layers follow one another.
        layer: Name of a layer with kernels.
        units: Filters or units, by number; an image is made for each.
        seed: Of the noise.
        steps: Steps uphill.

    Raises:
        DataError: If the network does not see images, or has no such layer or unit.
    """
    if len(model.input_shape) != 4:
        raise DataError(tr("Preferred pictures exist only for networks whose inputs are images."))
    places = {one.name: place for place, one in enumerate(model.layers) if kind_of(one).kernels}
    if layer not in places:
        raise DataError(tr("This network has no layer {layer!r} with filters or units.", layer=layer))
    place = places[layer]
    count = model.layers[place].output.shape[-1]
    if not all(0 <= unit < count for unit in units):
        raise DataError(
            tr(
                "The layer {layer} has {count} filters or units. Received: {units}",
                layer=layer,
                count=count,
                units=units,
            )
        )
    noise = [np.random.default_rng([seed, unit]).normal(0.5, 0.02, model.input_shape[1:]) for unit in units]
    images = tf.constant(np.clip(noise, 0, 1).astype(np.float32))
    chosen = tf.one_hot(list(units), count)
    first = None
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(images)
            response = _answers(model, place, images, chosen)
        first = response if first is None else first
        slope = tape.gradient(response, images, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        largest = tf.reduce_max(tf.abs(slope), axis=(1, 2, 3), keepdims=True)
        images = tf.clip_by_value(images + STEP * slope / (largest + 1e-12), 0.0, 1.0)
    last = _answers(model, place, images, chosen)
    before = last if first is None else first
    return Preferred(layer, units, np.asarray(images), np.asarray(before), np.asarray(last))


def _answers(model: keras.Model, place: int, images: tf.Tensor, chosen: tf.Tensor) -> tf.Tensor:
    """The answer of each image's own filter in the middle of its map, before the activation: (n,)."""
    values = images
    for one in model.layers[:place]:
        values = one(values, training=False)
    sums = before_activation(model.layers[place], values)
    if len(sums.shape) == 4:
        sums = sums[:, sums.shape[1] // 2, sums.shape[2] // 2]
    return tf.reduce_sum(sums * chosen, axis=-1)
