"""Kernels and feature maps of a trained network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nnplay.inspection.results import ConvKernels, LayerOutput

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
