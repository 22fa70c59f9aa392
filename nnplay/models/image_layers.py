"""The layers that look at images: windows that slide over them, and what makes rows of numbers of them."""

from __future__ import annotations

import math
from typing import Any

from nnplay.errors import SpecError
from nnplay.models.activations import activation_param
from nnplay.models.calls import keras
from nnplay.models.initializers import INITIALIZER
from nnplay.models.layer_kind import (
    REGULARIZERS,
    LayerKind,
    Shape,
    Values,
    integer,
    plain,
    show_shape,
    weights,
    with_activation,
)
from nnplay.registry import Param

_PADDING_HELP = "'valid' keeps windows inside the image; 'same' adds zeros around it so that the size stays."


def _padding(default: str = "valid") -> Param:
    return Param("padding", "choice", default, _PADDING_HELP, choices=("valid", "same"))


def _windowed(shape: Shape, window: int, stride: int, padding: str, what: str, option: str) -> tuple[int, int]:
    """Height and width after sliding a window, as Keras counts them.

    Source: keras/src/ops/operation_utils.py, `compute_conv_output_shape`.
    """
    height, width = shape[:2]
    if padding == "same":
        return math.ceil(height / stride), math.ceil(width / stride)
    if window > min(height, width):
        raise SpecError(
            f"The {what} covers {window} × {window} pixels, but its input has only {height} × {width}. "
            "Make it smaller, choose padding 'same', or remove a pooling layer before it.",
            (option,),
        )
    return (height - window) // stride + 1, (width - window) // stride + 1


def _needs_image(shape: Shape, name: str) -> None:
    if len(shape) == 3:
        return
    raise SpecError(
        f"{name} wants images (height × width × channels), but gets {show_shape(shape)}: one row of numbers. "
        "It cannot come after Flatten or Dense, or on data that is a table."
    )


def _conv_shape(shape: Shape, options: Values) -> Shape:
    _needs_image(shape, "Conv2D")
    if options["strides"] > 1 and options["dilation_rate"] > 1:
        message = "Keras allows a stride or a dilation above 1, not both at once. Set one to 1."
        raise SpecError(message, ("dilation_rate",))
    window = (options["kernel_size"] - 1) * options["dilation_rate"] + 1
    size = _windowed(shape, window, options["strides"], options["padding"], "kernel", "kernel_size")
    return (*size, options["filters"])


def _build_conv(options: Values, name: str, seed: int) -> Any:
    return keras.layers.Conv2D(
        options["filters"],
        options["kernel_size"],
        strides=options["strides"],
        padding=options["padding"],
        dilation_rate=options["dilation_rate"],
        name=name,
        **weights(options, seed),
    )


def _conv_summary(options: Values) -> str:
    text = f"{options['filters']} · {options['kernel_size']}×{options['kernel_size']}"
    if options["strides"] > 1:
        text += f" · stride {options['strides']}"
    if options["dilation_rate"] > 1:
        text += f" · dilation {options['dilation_rate']}"
    if options["padding"] == "same":
        text += " · same"
    return with_activation(text, options)


CONV = LayerKind(
    "Conv2D",
    "Slides small kernels over the image; each makes one feature map that shows where its pattern is.",
    params=(
        integer("filters", 16, 512, "How many kernels the layer learns; each makes one feature map."),
        integer("kernel_size", 3, 15, "Height and width of each kernel, in pixels."),
        activation_param("relu"),
        integer("strides", 1, 8, "How many pixels the kernel moves on at a time.", label="Stride"),
        _padding(),
        integer(
            "dilation_rate",
            1,
            8,
            "How far apart the kernel's points are; 1 is side by side.",
            label="Dilation",
            advanced=True,
        ),
        INITIALIZER,
        *REGULARIZERS,
    ),
    output_shape=_conv_shape,
    summary=_conv_summary,
    build=_build_conv,
    parameters=lambda shape, options: (
        (options["kernel_size"] ** 2 * shape[2] + 1) * options["filters"],
        0,
    ),
)


def _pooling(name: str, help: str) -> LayerKind:
    def output_shape(shape: Shape, options: Values) -> Shape:
        _needs_image(shape, name)
        stride = options["strides"] or options["pool_size"]
        size = _windowed(shape, options["pool_size"], stride, options["padding"], "window", "pool_size")
        return (*size, shape[2])

    def build(options: Values, layer_name: str, seed: int) -> Any:
        return getattr(keras.layers, name)(
            options["pool_size"], strides=options["strides"] or None, padding=options["padding"], name=layer_name
        )

    def summary(options: Values) -> str:
        text = f"{options['pool_size']}×{options['pool_size']}"
        if options["strides"] not in (0, options["pool_size"]):
            text += f" · stride {options['strides']}"
        return text + (" · same" if options["padding"] == "same" else "")

    return LayerKind(
        name,
        help,
        params=(
            integer("pool_size", 2, 15, "Height and width of each window, in pixels."),
            Param(
                "strides",
                "integer",
                0,
                "How many pixels the window moves on; 0 is the window's own size.",
                label="Stride",
                minimum=0,
                maximum=8,
                advanced=True,
            ),
            _padding(),
        ),
        output_shape=output_shape,
        summary=summary,
        build=build,
    )


def _global_average_shape(shape: Shape, options: Values) -> Shape:
    _needs_image(shape, "GlobalAveragePooling2D")
    return (shape[2],)


IMAGE_LAYERS = (
    CONV,
    _pooling("MaxPooling2D", "Keeps the largest number of each window: smaller maps, the strongest signals stay."),
    _pooling("AveragePooling2D", "Keeps the mean of each window: smaller, smoother maps."),
    LayerKind(
        "GlobalAveragePooling2D",
        "Keeps one number per feature map, its mean: a small way from images to a row of numbers.",
        output_shape=_global_average_shape,
        summary=lambda options: "",
        build=plain("GlobalAveragePooling2D"),
    ),
    LayerKind(
        "Flatten",
        "Lays all numbers of an image in one row, so that Dense layers can take them.",
        output_shape=lambda shape, options: (math.prod(shape),),
        summary=lambda options: "",
        build=plain("Flatten"),
    ),
)
