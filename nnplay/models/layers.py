"""The layer kinds: options, output shape, parameter count and Keras builder, one declaration each.

Shapes leave out the batch axis, as `keras.Layer` documentation does not: `(28, 28, 1)` is one image.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nnplay.errors import SpecError
from nnplay.models.activations import activation_param
from nnplay.models.initializers import INITIALIZER, build_initializer
from nnplay.registry import LAYERS, Kind, Param

Shape = tuple[int, ...]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class LayerKind(Kind):
    """A kind of layer.

    Args:
        output_shape: From input shape and options to output shape; raises `SpecError` where
            the layer cannot stand.
        summary: From options to what a short label says after the name, e.g. `"32 · 3×3 · relu"`.
        build: From options, layer name and seed to the `keras.Layer`.
        parameters: From input shape and options to (trainable, non-trainable) counts.
    """

    output_shape: Callable[[Shape, Values], Shape]
    summary: Callable[[Values], str]
    build: Callable[[Values, str, int], Any]
    parameters: Callable[[Shape, Values], tuple[int, int]] = lambda shape, options: (0, 0)


def show_shape(shape: Shape) -> str:
    """A shape as people say it: `28 × 28 × 1`, or `512`."""
    return " × ".join(f"{size:,}" for size in shape)


def _integer(name: str, default: int, maximum: int, help: str, **more: Any) -> Param:
    return Param(name, "integer", default, help, minimum=1, maximum=maximum, **more)


def _penalty(name: str, help: str, label: str) -> Param:
    return Param(name, "log", 0.0, help, label=label, minimum=0.0, maximum=10.0, slider=(1e-5, 1.0), advanced=True)


_REGULARIZERS = (
    _penalty("l1", "Adds this times the sum of the absolute weights to the loss, which drives weights to zero.", "L1"),
    _penalty("l2", "Adds this times the sum of the squared weights to the loss, which keeps weights small.", "L2"),
)
_PADDING_HELP = "'valid' keeps windows inside the image; 'same' adds zeros around it so that the size stays."


def _padding(default: str = "valid") -> Param:
    return Param("padding", "choice", default, _PADDING_HELP, choices=("valid", "same"))


def _weights(options: Values, seed: int) -> dict[str, Any]:
    """The arguments that layers with a kernel share."""
    import keras

    l1, l2 = options["l1"], options["l2"]
    return {
        "activation": options["activation"],
        "kernel_initializer": build_initializer(options["kernel_initializer"], seed),
        "kernel_regularizer": keras.regularizers.L1L2(l1=l1, l2=l2) if l1 or l2 else None,
    }


def _with_activation(text: str, options: Values) -> str:
    return text if options["activation"] == "linear" else f"{text} · {options['activation']}"


# Dense ------------------------------------------------------------------------------------------


def _dense_shape(shape: Shape, options: Values) -> Shape:
    if len(shape) != 1:
        raise SpecError(
            f"Dense wants one row of numbers per example, but gets {show_shape(shape)}. "
            "Put Flatten or GlobalAveragePooling2D before it."
        )
    return (options["units"],)


def _build_dense(options: Values, name: str, seed: int) -> Any:
    import keras

    return keras.layers.Dense(options["units"], name=name, **_weights(options, seed))


LAYERS.register(
    LayerKind(
        "Dense",
        "Every unit takes all inputs, weighs them, adds a bias and applies its activation.",
        params=(
            _integer("units", 16, 4096, "How many neurons the layer has."),
            activation_param("relu"),
            INITIALIZER,
            *_REGULARIZERS,
        ),
        output_shape=_dense_shape,
        summary=lambda options: _with_activation(f"{options['units']}", options),
        build=_build_dense,
        parameters=lambda shape, options: (shape[0] * options["units"] + options["units"], 0),
    )
)

# Windows that slide over an image ---------------------------------------------------------------


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
    import keras

    return keras.layers.Conv2D(
        options["filters"],
        options["kernel_size"],
        strides=options["strides"],
        padding=options["padding"],
        dilation_rate=options["dilation_rate"],
        name=name,
        **_weights(options, seed),
    )


def _conv_summary(options: Values) -> str:
    text = f"{options['filters']} · {options['kernel_size']}×{options['kernel_size']}"
    if options["strides"] > 1:
        text += f" · stride {options['strides']}"
    if options["dilation_rate"] > 1:
        text += f" · dilation {options['dilation_rate']}"
    if options["padding"] == "same":
        text += " · same"
    return _with_activation(text, options)


LAYERS.register(
    LayerKind(
        "Conv2D",
        "Slides small kernels over the image; each makes one feature map that shows where its pattern is.",
        params=(
            _integer("filters", 16, 512, "How many kernels the layer learns; each makes one feature map."),
            _integer("kernel_size", 3, 15, "Height and width of each kernel, in pixels."),
            activation_param("relu"),
            _integer("strides", 1, 8, "How many pixels the kernel moves on at a time.", label="Stride"),
            _padding(),
            _integer(
                "dilation_rate",
                1,
                8,
                "How far apart the kernel's points are; 1 is side by side.",
                label="Dilation",
                advanced=True,
            ),
            INITIALIZER,
            *_REGULARIZERS,
        ),
        output_shape=_conv_shape,
        summary=_conv_summary,
        build=_build_conv,
        parameters=lambda shape, options: (
            (options["kernel_size"] ** 2 * shape[2] + 1) * options["filters"],
            0,
        ),
    )
)


def _register_pooling(name: str, help: str) -> None:
    def output_shape(shape: Shape, options: Values) -> Shape:
        _needs_image(shape, name)
        stride = options["strides"] or options["pool_size"]
        size = _windowed(shape, options["pool_size"], stride, options["padding"], "window", "pool_size")
        return (*size, shape[2])

    def build(options: Values, layer_name: str, seed: int) -> Any:
        import keras

        return getattr(keras.layers, name)(
            options["pool_size"], strides=options["strides"] or None, padding=options["padding"], name=layer_name
        )

    def summary(options: Values) -> str:
        text = f"{options['pool_size']}×{options['pool_size']}"
        if options["strides"] not in (0, options["pool_size"]):
            text += f" · stride {options['strides']}"
        return text + (" · same" if options["padding"] == "same" else "")

    LAYERS.register(
        LayerKind(
            name,
            help,
            params=(
                _integer("pool_size", 2, 15, "Height and width of each window, in pixels."),
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
    )


_register_pooling("MaxPooling2D", "Keeps the largest number of each window: smaller maps, the strongest signals stay.")
_register_pooling("AveragePooling2D", "Keeps the mean of each window: smaller, smoother maps.")


def _global_average_shape(shape: Shape, options: Values) -> Shape:
    _needs_image(shape, "GlobalAveragePooling2D")
    return (shape[2],)


def _plain(name: str) -> Callable[[Values, str, int], Any]:
    def build(options: Values, layer_name: str, seed: int) -> Any:
        import keras

        return getattr(keras.layers, name)(**options, name=layer_name)

    return build


LAYERS.register(
    LayerKind(
        "GlobalAveragePooling2D",
        "Keeps one number per feature map, its mean: a small way from images to a row of numbers.",
        output_shape=_global_average_shape,
        summary=lambda options: "",
        build=_plain("GlobalAveragePooling2D"),
    )
)
LAYERS.register(
    LayerKind(
        "Flatten",
        "Lays all numbers of an image in one row, so that Dense layers can take them.",
        output_shape=lambda shape, options: (math.prod(shape),),
        summary=lambda options: "",
        build=_plain("Flatten"),
    )
)

# Layers that keep the shape ---------------------------------------------------------------------


def _build_dropout(options: Values, name: str, seed: int) -> Any:
    import keras

    return keras.layers.Dropout(options["rate"], seed=seed, name=name)


LAYERS.register(
    LayerKind(
        "Dropout",
        "While training, sets a random share of its inputs to zero, so that no unit relies on another one alone.",
        params=(
            Param("rate", "number", 0.25, "The share of inputs set to zero.", minimum=0.0, maximum=0.95, step=0.05),
        ),
        output_shape=lambda shape, options: shape,
        summary=lambda options: f"{options['rate']:.0%}",
        build=_build_dropout,
    )
)
LAYERS.register(
    LayerKind(
        "BatchNormalization",
        "Brings each channel to mean 0 and deviation 1 over the batch, then learns a scale and shift of its own.",
        params=(
            Param(
                "momentum",
                "number",
                0.99,
                "How much of the running mean and variance is kept at each step.",
                minimum=0.0,
                maximum=0.9999,
                step=0.01,
                advanced=True,
            ),
        ),
        output_shape=lambda shape, options: shape,
        summary=lambda options: "",
        build=_plain("BatchNormalization"),
        parameters=lambda shape, options: (2 * shape[-1], 2 * shape[-1]),
    )
)
LAYERS.register(
    LayerKind(
        "Activation",
        "Applies a function to every number, e.g. between BatchNormalization and the next layer.",
        params=(activation_param("relu"),),
        output_shape=lambda shape, options: shape,
        summary=lambda options: options["activation"],
        build=_plain("Activation"),
    )
)
