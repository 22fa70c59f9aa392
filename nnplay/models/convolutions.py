"""The layers whose kernels slide over images: each kernel shows where its pattern is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnplay.errors import SpecError
from nnplay.i18n import N_, tr
from nnplay.models.activations import activation_param
from nnplay.models.calls import keras
from nnplay.models.computation import WeightedSum, said
from nnplay.models.connectivity import Shape, Sliding, Values
from nnplay.models.initializers import initializer_param
from nnplay.models.layer_kind import (
    REGULARIZERS,
    LayerKind,
    Place,
    integer,
    needs_image,
    weights,
    with_activation,
)
from nnplay.registry import Param

PADDING = Param(
    "padding",
    "choice",
    "valid",
    N_("'valid' keeps windows inside the image; 'same' adds zeros around it to keep the size."),
    choices=("valid", "same"),
)
KERNEL_SIZE = integer("kernel_size", 3, 15, N_("The height and width of each kernel, in pixels."))
STRIDES = integer("strides", 1, 8, N_("The number of pixels that the kernel moves at a time."), label=N_("Stride"))
DILATION = integer(
    "dilation_rate",
    1,
    8,
    N_("The spacing of the pixels under the kernel; 1 is side by side."),
    label=N_("Dilation"),
    advanced=True,
)
DEPTH_MULTIPLIER = integer(
    "depth_multiplier",
    1,
    16,
    N_("The number of kernels for each input map; each one makes its own output map."),
    label=N_("Kernels per map"),
)
DEPTHWISE_INITIALIZER = initializer_param(
    "depthwise_initializer", N_("The way the kernels are chosen before training starts."), N_("Depthwise initializer")
)


def _output_shape(
    name: str, connectivity: Sliding, channels: Callable[[int, Values], int]
) -> Callable[[Shape, Values], Shape]:
    def output_shape(shape: Shape, options: Values) -> Shape:
        needs_image(shape, name)
        return (*connectivity.output_size(shape, options), channels(shape[2], options))

    return output_shape


def _summary(*counts: str) -> Callable[[Values], str]:
    """What differs from the usual, after the options that count something."""

    def summary(options: Values) -> str:
        parts = [f"{options[count]}" for count in counts]
        parts.append(f"{options['kernel_size']}×{options['kernel_size']}")
        if options.get("depth_multiplier", 1) > 1:
            parts.append(tr("{options} per map", options=options["depth_multiplier"]))
        if options["strides"] > 1:
            parts.append(tr("stride {stride}", stride=options["strides"]))
        if options["dilation_rate"] > 1:
            parts.append(tr("dilation {dilation}", dilation=options["dilation_rate"]))
        if options["padding"] == "same":
            parts.append("same")
        return with_activation(" · ".join(parts), options)

    return summary


def _window(options: Values) -> dict[str, Any]:
    """The arguments that all of these layers share."""
    return {name: options[name] for name in ("kernel_size", "strides", "padding", "dilation_rate")}


def _sum(layer: Any, place: Place, sums: np.ndarray | None, **parts: Any) -> WeightedSum:
    """The weighted sum of one channel, with the bias; `sums` are those of all channels, where they are known."""
    activation, bias = layer.activation.__name__, np.asarray(layer.bias)
    rivals = sums + bias if sums is not None and activation == "softmax" else None
    return WeightedSum(bias=float(bias[place[2]]), activation=activation, rivals=rivals, **parts)


# Conv2D -----------------------------------------------------------------------------------------

_ALL_MAPS = Sliding(mixes_channels=True)


def _conv_shape(shape: Shape, options: Values) -> Shape:
    needs_image(shape, "Conv2D")
    if options["strides"] > 1 and options["dilation_rate"] > 1:
        message = tr("Keras allows a stride or a dilation above 1, but not both. Set one of them to 1.")
        raise SpecError(message, ("dilation_rate",))
    return (*_ALL_MAPS.output_size(shape, options), options["filters"])


def _build_conv(options: Values, name: str, seed: int) -> Any:
    return keras.layers.Conv2D(options["filters"], **_window(options), **weights(options, seed), name=name)


def _compute_conv(layer: Any, place: Place, window: np.ndarray) -> WeightedSum:
    kernel = np.asarray(layer.kernel)
    return _sum(
        layer,
        place,
        np.tensordot(np.nan_to_num(window), kernel, 3),
        words=said(
            N_(
                "The filter has one kernel for each input map. Multiply each window by its kernel, add everything up "
                "over all maps, and add the bias."
            )
        ),
        window=window,
        kernel=kernel[..., place[2]],
    )


CONV = LayerKind(
    "Conv2D",
    N_("Slides small filters over the image. Each makes one feature map that shows where its pattern is."),
    params=(
        integer(
            "filters",
            16,
            512,
            N_("The number of filters. Each has one kernel for every input channel, and makes one feature map."),
        ),
        KERNEL_SIZE,
        activation_param("relu"),
        STRIDES,
        PADDING,
        DILATION,
        initializer_param(),
        *REGULARIZERS,
    ),
    output_shape=_conv_shape,
    summary=_summary("filters"),
    build=_build_conv,
    parameters=lambda shape, options: ((options["kernel_size"] ** 2 * shape[2] + 1) * options["filters"], 0),
    connectivity=_ALL_MAPS,
    compute=_compute_conv,
    kernels=("kernel",),
    fast_compiled=False,
    short="Conv",
)


# SeparableConv2D --------------------------------------------------------------------------------


def _build_separable(options: Values, name: str, seed: int) -> Any:
    return keras.layers.SeparableConv2D(
        options["filters"],
        **_window(options),
        depth_multiplier=options["depth_multiplier"],
        **weights(options, seed, ("depthwise", "pointwise")),
        name=name,
    )


def _compute_separable(layer: Any, place: Place, window: np.ndarray) -> WeightedSum:
    kernel, mixing = np.asarray(layer.depthwise_kernel), np.asarray(layer.pointwise_kernel)[0, 0]
    window = window.repeat(kernel.shape[3], axis=2)
    kernel = kernel.reshape(window.shape)
    return _sum(
        layer,
        place,
        (np.nan_to_num(window) * kernel).sum(axis=(0, 1)) @ mixing,
        words=said(
            N_(
                "Two steps. Depthwise: each map's window times that map's own kernel gives one sum per map; all "
                "filters share these sums. Pointwise: this filter's 1 × 1 weights mix the sums, and the bias is added."
            )
        ),
        window=window,
        kernel=kernel,
        mixing=mixing[:, place[2]],
    )


def _separable_parameters(shape: Shape, options: Values) -> tuple[int, int]:
    sums = shape[2] * options["depth_multiplier"]
    return options["kernel_size"] ** 2 * sums + (sums + 1) * options["filters"], 0


SEPARABLE = LayerKind(
    "SeparableConv2D",
    N_(
        "A convolution in two steps with far fewer weights: first one kernel per map finds patterns, then 1 × 1 "
        "weights mix the maps."
    ),
    params=(
        integer(
            "filters", 16, 512, N_("The number of feature maps. Each is a different mixture of the first step's maps.")
        ),
        KERNEL_SIZE,
        activation_param("relu"),
        STRIDES,
        PADDING,
        DEPTH_MULTIPLIER,
        DILATION,
        DEPTHWISE_INITIALIZER,
        initializer_param(
            "pointwise_initializer",
            N_("The way the 1 × 1 weights are chosen before training starts."),
            N_("Pointwise initializer"),
        ),
        *REGULARIZERS,
    ),
    output_shape=_output_shape("SeparableConv2D", _ALL_MAPS, lambda channels, options: options["filters"]),
    summary=_summary("filters"),
    build=_build_separable,
    parameters=_separable_parameters,
    connectivity=_ALL_MAPS,
    compute=_compute_separable,
    kernels=("depthwise_kernel", "pointwise_kernel"),
    fast_compiled=False,
    short="SepConv",
)


# DepthwiseConv2D --------------------------------------------------------------------------------

_OWN_MAP = Sliding()


def _build_depthwise(options: Values, name: str, seed: int) -> Any:
    return keras.layers.DepthwiseConv2D(
        **_window(options),
        depth_multiplier=options["depth_multiplier"],
        **weights(options, seed, ("depthwise",)),
        name=name,
    )


def _compute_depthwise(layer: Any, place: Place, window: np.ndarray) -> WeightedSum:
    kernel = np.asarray(layer.kernel)
    own, number = divmod(place[2], kernel.shape[3])
    everything = window.shape[2] == kernel.shape[2]  # softmax needs all maps
    return _sum(
        layer,
        place,
        np.einsum("hwc,hwcm->cm", np.nan_to_num(window), kernel).ravel() if everything else None,
        words=said(
            N_(
                "One window of one map times the kernel that belongs to that map, plus the bias. Other maps play no "
                "part."
            )
        ),
        window=window[..., own : own + 1] if everything else window,
        kernel=kernel[..., own : own + 1, number],
    )


DEPTHWISE = LayerKind(
    "DepthwiseConv2D",
    N_("Slides a separate kernel over each map and never mixes maps. Often followed by a Conv2D with kernel size 1."),
    params=(
        KERNEL_SIZE,
        activation_param("relu"),
        STRIDES,
        PADDING,
        DEPTH_MULTIPLIER,
        DILATION,
        DEPTHWISE_INITIALIZER,
        *REGULARIZERS,
    ),
    output_shape=_output_shape(
        "DepthwiseConv2D", _OWN_MAP, lambda channels, options: channels * options["depth_multiplier"]
    ),
    summary=_summary(),
    build=_build_depthwise,
    parameters=lambda shape, options: ((options["kernel_size"] ** 2 + 1) * shape[2] * options["depth_multiplier"], 0),
    connectivity=_OWN_MAP,
    compute=_compute_depthwise,
    kernels=("kernel",),
    fast_compiled=False,
    short="DepthConv",
)

CONVOLUTIONS = (CONV, SEPARABLE, DEPTHWISE)
