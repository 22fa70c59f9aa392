"""What a picture of a network shows of its layers for one example, while it is trained and afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.inspection.results import SHARES, LayerOutput, PictureFrame, shown_heads
from nnplay.inspection.shown import active_units, shares_name, shown_layer
from nnplay.models import recurrence
from nnplay.models.build import TARGET_UNITS
from nnplay.models.connectivity import Past
from nnplay.models.layer_kind import kind_of
from nnplay.models.sequence_layers import attention_kernels
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
    example, expected = np.asarray(example, np.float32), tuple(model.input_shape[1:])
    if example.shape != expected:
        raise ValueError(f"The example must have shape {expected}. Received: {example.shape}")
    outputs = say(example) if say else _outputs(model, _said(model, example[None]))
    said, before = [], example
    for layer, output in zip(model.layers, outputs, strict=True):
        if type(layer).__name__ == "SelfAttention":
            said += _shares(layer, before)
        if output.name in drawn:
            said.append(output)
        before = output.values
    units: Sequence[Sequence[int]] = shown or [_units(output) for output in said]
    return PictureFrame(tuple(shown_layer(output, which) for output, which in zip(said, units, strict=True)))


def saying(model: keras.Model) -> Callable[[np.ndarray], list[LayerOutput]]:
    """What the layers say with the weights that the model has then, ten times faster after the first call.

    A recurrent layer says its states after all steps.

    Args:
        model: A built model whose layers follow one another.
    """
    import tensorflow as tf

    @tf.function(input_signature=[tf.TensorSpec((1, *model.input_shape[1:]), tf.float32)])
    def said(values: Any) -> list[Any]:
        return _said(model, values)

    return lambda example: _outputs(model, said(tf.convert_to_tensor(example[None], tf.float32)))


def _said(model: keras.Model, values: Any) -> list[Any]:
    """What each layer says, with a batch axis."""
    said = []
    for layer in model.layers:
        if isinstance(kind_of(layer).connectivity, Past) and not layer.return_sequences:
            layer.return_sequences = True
            try:
                said.append(layer(values, training=False))
            finally:
                layer.return_sequences = False
            values = said[-1][:, -1]
        else:
            values = layer(values, training=False)
            said.append(values)
    return said


def _outputs(model: keras.Model, said: Sequence[Any]) -> list[LayerOutput]:
    return [
        LayerOutput(layer.name, type(layer).__name__, np.asarray(values)[0])
        for layer, values in zip(model.layers, said, strict=True)
    ]


def _shares(layer: Any, before: np.ndarray) -> list[LayerOutput]:
    """What the steps take from each other, as far as that is shown: (asked step, asking step by head)."""
    heads = shown_heads(layer.num_heads, len(before))
    if not heads:
        return []
    _, shares = recurrence.attention(before, attention_kernels(layer), heads=layer.num_heads)
    rows = shares[:heads].reshape(heads * len(before), len(before))
    return [LayerOutput(shares_name(layer.name), SHARES, np.asarray(rows.T, np.float32))]


def _units(output: LayerOutput) -> tuple[int, ...]:
    return tuple(range(output.values.shape[-1])) if output.kind == SHARES else active_units(output.values)
