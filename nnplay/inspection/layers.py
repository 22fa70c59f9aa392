"""Kernels and feature maps of a trained network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nnplay.errors import DataError
from nnplay.inspection.results import ConvKernels, FilterResponse, LayerOutput

if TYPE_CHECKING:
    import keras


def feature_maps(model: keras.Model, example: np.ndarray) -> list[LayerOutput]:
    """What every layer says to one example, from input to output.

    Args:
        model: A built model whose layers follow one another.
        example: float32, the input without a batch axis.

    Raises:
        ValueError: If the example has another shape than the model's input.
    """
    expected = tuple(model.input_shape[1:])
    example = np.asarray(example, np.float32)
    if example.shape != expected:
        raise ValueError(f"The example must have shape {expected}. Received: {example.shape}")
    outputs = [LayerOutput("input", "Input", example)]
    values = example[None]
    for layer in model.layers:
        values = layer(values, training=False)
        outputs.append(LayerOutput(layer.name, type(layer).__name__, np.asarray(values)[0]))
    return outputs


def kernels(model: keras.Model) -> list[ConvKernels]:
    """The kernels of every convolution layer, in order; an empty list where there is none."""
    import keras

    return [
        ConvKernels(layer.name, np.asarray(layer.kernel), np.asarray(layer.bias))
        for layer in model.layers
        if isinstance(layer, keras.layers.Conv2D)
    ]


def dense_kernels(model: keras.Model) -> dict[str, np.ndarray]:
    """The kernels of the Dense layers by layer name: float32, (inputs, units)."""
    import keras

    return {layer.name: np.asarray(layer.kernel) for layer in model.layers if isinstance(layer, keras.layers.Dense)}


def filter_response(
    model: keras.Model, example: np.ndarray, layer: str, filter: int, channel: int = 0
) -> FilterResponse:
    """What a filter of a convolution layer does to an example, one of its kernels apart.

    Args:
        model: A built model whose layers follow one another.
        example: float32, the input without a batch axis.
        layer: Name of the layer.
        filter: Which of its filters.
        channel: Which of the maps that the filter reads.

    Raises:
        DataError: If there is no such convolution layer, filter or channel.
    """
    outputs = feature_maps(model, example)
    number = next((place for place, one in enumerate(outputs) if one.name == layer and one.kind == "Conv2D"), 0)
    convolution = model.layers[number - 1]
    if not number or not (0 <= channel < convolution.kernel.shape[2] and 0 <= filter < convolution.kernel.shape[3]):
        raise DataError(f"This network has no filter {filter} with a kernel for channel {channel} in {layer!r}.")
    read, kernel = outputs[number - 1].values, np.asarray(convolution.kernel)[..., filter : filter + 1]
    alone = convolution.convolution_op(read[None, ..., channel : channel + 1], kernel[:, :, channel : channel + 1])
    total = np.asarray(convolution.convolution_op(read[None], kernel)) + float(convolution.bias[filter])
    return FilterResponse(
        read[..., channel], np.asarray(alone)[0, ..., 0], total[0, ..., 0], outputs[number].values[..., filter]
    )
