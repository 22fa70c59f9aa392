"""The layer kinds: options, output shape, parameter count and Keras builder, one declaration each."""

from __future__ import annotations

from typing import Any

from nnplay.errors import SpecError
from nnplay.models.activations import activation_param
from nnplay.models.calls import keras
from nnplay.models.image_layers import IMAGE_LAYERS
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
from nnplay.registry import LAYERS, Param


def _dense_shape(shape: Shape, options: Values) -> Shape:
    if len(shape) != 1:
        raise SpecError(
            f"Dense wants one row of numbers per example, but gets {show_shape(shape)}. "
            "Put Flatten or GlobalAveragePooling2D before it."
        )
    return (options["units"],)


def _build_dense(options: Values, name: str, seed: int) -> Any:
    return keras.layers.Dense(options["units"], name=name, **weights(options, seed))


DENSE = LayerKind(
    "Dense",
    "Every unit takes all inputs, weighs them, adds a bias and applies its activation.",
    params=(
        integer("units", 16, 4096, "How many neurons the layer has."),
        activation_param("relu"),
        INITIALIZER,
        *REGULARIZERS,
    ),
    output_shape=_dense_shape,
    summary=lambda options: with_activation(f"{options['units']}", options),
    build=_build_dense,
    parameters=lambda shape, options: (shape[0] * options["units"] + options["units"], 0),
)


def _build_dropout(options: Values, name: str, seed: int) -> Any:
    return keras.layers.Dropout(options["rate"], seed=seed, name=name)


SAME_SHAPE = (
    LayerKind(
        "Dropout",
        "While training, sets a random share of its inputs to zero, so that no unit relies on another one alone.",
        params=(
            Param("rate", "number", 0.25, "The share of inputs set to zero.", minimum=0.0, maximum=0.95, step=0.05),
        ),
        output_shape=lambda shape, options: shape,
        summary=lambda options: f"{options['rate']:.0%}",
        build=_build_dropout,
    ),
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
        build=plain("BatchNormalization"),
        parameters=lambda shape, options: (2 * shape[-1], 2 * shape[-1]),
    ),
    LayerKind(
        "Activation",
        "Applies a function to every number, e.g. between BatchNormalization and the next layer.",
        params=(activation_param("relu"),),
        output_shape=lambda shape, options: shape,
        summary=lambda options: options["activation"],
        build=plain("Activation"),
    ),
)

for kind in (DENSE, *IMAGE_LAYERS, *SAME_SHAPE):
    LAYERS.register(kind)
