"""Kernels and feature maps of a trained network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.inspection.results import FilterResponse, LayerOutput, SlidingKernels
from nnplay.models.layer_kind import kernels_of, kind_of

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


def kernels(model: keras.Model) -> list[SlidingKernels]:
    """The kernels of every layer that slides some over its input, in order; an empty list where there is none."""
    return [_sliding(layer) for layer in model.layers if kind_of(layer).slides_kernels]


def _sliding(layer: Any) -> SlidingKernels:
    kind = kind_of(layer)
    kernel, *mixing = map(np.asarray, kernels_of(layer))
    return SlidingKernels(
        layer.name,
        kernel,
        np.asarray(layer.bias),
        kind.connectivity.mixes_channels,
        mixing[0][0, 0] if mixing else None,
    )


def dense_kernels(model: keras.Model) -> dict[str, np.ndarray]:
    """The kernels of the layers whose units read all inputs, by layer name: float32, (inputs, units)."""
    kinds = {layer.name: (layer, kind_of(layer)) for layer in model.layers}
    return {
        name: np.asarray(kernels_of(layer)[0])
        for name, (layer, kind) in kinds.items()
        if kind.kernels and not kind.slides_kernels
    }


def before_activation(layer: Any, values: Any) -> Any:
    """What a layer says before its activation, with a batch axis; where it has none, what it says."""
    import keras

    # That of a recurrent layer works inside, step after step.
    if not hasattr(layer, "activation") or isinstance(getattr(type(layer), "activation", None), property):
        return layer(values, training=False)
    activation, layer.activation = layer.activation, keras.activations.linear
    try:
        return layer(values, training=False)
    finally:
        layer.activation = activation


def filter_response(
    model: keras.Model, example: np.ndarray, layer: str, filter: int, channel: int = 0
) -> FilterResponse:
    """What a filter of a convolution layer does to an example, one of its kernels apart.

    Args:
        model: A built model whose layers follow one another.
        example: float32, the input without a batch axis.
        layer: Name of the layer.
        filter: Which of its filters.
        channel: Which of the filter's kernels, as `SlidingKernels.term` counts them.

    Raises:
        DataError: If there is no such convolution layer, filter or kernel.
    """
    import keras

    place = next((number for number, one in enumerate(model.layers) if one.name == layer), 0)
    convolution = model.layers[place]
    own = _sliding(convolution) if convolution.name == layer and kind_of(convolution).slides_kernels else None
    if own is None or not (0 <= channel < own.terms and 0 <= filter < own.filters):
        raise DataError(
            tr(
                "This network has no filter {filter} with a kernel for channel {channel} in {layer!r}.",
                filter=filter,
                channel=channel,
                layer=layer,
            )
        )
    values, output = (one.values for one in feature_maps(model, example)[place : place + 2])
    map_, kernel, _ = own.term(filter, channel)
    response = keras.ops.depthwise_conv(
        values[None, ..., map_ : map_ + 1],
        kernel[..., None, None],
        convolution.strides,
        convolution.padding,
        dilation_rate=convolution.dilation_rate,
    )
    total = before_activation(convolution, values[None])
    return FilterResponse(
        values[..., map_], np.asarray(response)[0, ..., 0], np.asarray(total)[0, ..., filter], output[..., filter]
    )
