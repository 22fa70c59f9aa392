"""What a picture of a network shows of its layers for one example, while it is trained and afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.inspection.layers import feature_maps
from nnplay.inspection.results import (
    LayerOutput,
    PictureFrame,
)
from nnplay.inspection.shown import active_units, shown_layer
from nnplay.models.build import TARGET_UNITS
from nnplay.models.layer_kind import kind_of
from nnplay.models.shapes import OUTPUT_NAME

if TYPE_CHECKING:
    import keras


def picture_frame(
    model: keras.Model,
    example: np.ndarray,
    shown: Sequence[Sequence[int]] | None = None,
    say: Callable[[np.ndarray], list[LayerOutput]] | None = None,
) -> PictureFrame:
    """What each layer says to an example, exactly, as far as a picture of the network shows it.

    Args:
        model: A built model whose layers follow one another.
        example: float32, the input without a batch axis.
        shown: Which maps or units of each layer, as an earlier frame has them; of large layers the first and the most
            active ones if None.
        say: What `saying` made of the model, for who asks again and again.

    Raises:
        ValueError: If the example has another shape than the model's input.
    """
    drawn = {layer.name for layer in model.layers if kind_of(layer).changes_numbers}
    if TARGET_UNITS in drawn:  # the answer is told in the target's own units
        drawn.remove(OUTPUT_NAME)
    outputs = say(example) if say else feature_maps(model, example)
    said = [output for output in outputs if output.name in drawn]
    units: Sequence[Sequence[int]] = shown or [active_units(output.values) for output in said]
    return PictureFrame(tuple(shown_layer(output, which) for output, which in zip(said, units, strict=True)))


def saying(model: keras.Model) -> Callable[[np.ndarray], list[LayerOutput]]:
    """The same as `feature_maps` of the model with the weights that it has then, ten times faster after the first call.

    Args:
        model: A built model whose layers follow one another.
    """
    import tensorflow as tf

    @tf.function(input_signature=[tf.TensorSpec((1, *model.input_shape[1:]), tf.float32)])
    def outputs(values: Any) -> list[Any]:
        said = []
        for layer in model.layers:
            values = layer(values, training=False)
            said.append(values)
        return said

    def say(example: np.ndarray) -> list[LayerOutput]:
        said = outputs(tf.convert_to_tensor(example[None], tf.float32))
        return [
            LayerOutput(layer.name, type(layer).__name__, values.numpy()[0])
            for layer, values in zip(model.layers, said, strict=True)
        ]

    return say
