"""The layer kinds: those for any numbers, and the order in which pages offer all of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnplay.errors import SpecError
from nnplay.i18n import N_, number, tr
from nnplay.models.activations import activation_param
from nnplay.models.augmentation import AUGMENTATIONS, ONLY_IN_TRAINING
from nnplay.models.calls import keras
from nnplay.models.computation import Selection, WeightedSum, said
from nnplay.models.connectivity import Full, OneToOne, Shape, Values
from nnplay.models.convolutions import CONVOLUTIONS
from nnplay.models.image_layers import IMAGE_LAYERS
from nnplay.models.initializers import initializer_param
from nnplay.models.layer_kind import (
    REGULARIZERS,
    LayerKind,
    Place,
    integer,
    needs_image,
    plain,
    row_makers,
    same_shape,
    selection,
    show_shape,
    weights,
    with_activation,
)
from nnplay.models.normalization_layers import BATCH_NORMALIZATION, LAYER_NORMALIZATION
from nnplay.models.sequence_layers import SEQUENCE_LAYERS
from nnplay.registry import LAYERS, Param

# Dense ------------------------------------------------------------------------------------------


def _dense_shape(shape: Shape, options: Values) -> Shape:
    if len(shape) != 1:
        raise SpecError(
            tr(
                "Dense needs one row of numbers per example, but gets {shape}. Put {shape2} before it.",
                shape=show_shape(shape),
                shape2=row_makers(shape),
            )
        )
    return (options["units"],)


def _build_dense(options: Values, name: str, seed: int) -> Any:
    return keras.layers.Dense(options["units"], name=name, **weights(options, seed))


def _compute_dense(layer: Any, place: Place, window: np.ndarray) -> WeightedSum:
    kernel, bias, activation = np.asarray(layer.kernel), np.asarray(layer.bias), layer.activation.__name__
    return WeightedSum(
        words=said(N_("Each input times its weight, all added up, plus the bias.")),
        window=window,
        kernel=kernel[:, place[0]],
        bias=float(bias[place[0]]),
        activation=activation,
        rivals=window @ kernel + bias if activation == "softmax" else None,
    )


DENSE = LayerKind(
    "Dense",
    N_("Every unit multiplies all inputs by weights, adds them up with a bias, and applies its activation."),
    params=(
        integer("units", 16, 4096, N_("The number of units (neurons) in the layer.")),
        activation_param("relu"),
        initializer_param(),
        *REGULARIZERS,
    ),
    output_shape=_dense_shape,
    summary=lambda options: with_activation(f"{options['units']}", options),
    build=_build_dense,
    parameters=lambda shape, options: (shape[0] * options["units"] + options["units"], 0),
    connectivity=Full(mixes_channels=True),
    compute=_compute_dense,
    kernels=("kernel",),
    on_row=lambda options: {"op": "dense", "activation": options["activation"]},
)

# Dropout ----------------------------------------------------------------------------------------


def _dropout(name: str, help: str, share: str, **more: Any) -> LayerKind:
    """A layer that sets some of its numbers to zero while training, and else passes them on."""
    return LayerKind(
        name,
        help,
        params=(Param("rate", "number", 0.25, share, minimum=0.0, maximum=0.95, step=0.05),),
        summary=lambda options: number(options["rate"], ".0%"),
        build=plain(name, seeded=True),
        connectivity=OneToOne(),
        compute=selection(said(ONLY_IN_TRAINING, name=name)),
        passes_on=True,
        dropped=lambda options: float(options["rate"]),
        **more,
    )


def _image_only(shape: Shape, options: Values) -> Shape:
    needs_image(shape, "SpatialDropout2D")
    return shape


DROPOUTS = (
    _dropout(
        "Dropout",
        N_(
            "During training, sets a random share of its inputs to zero and scales up the rest, so that no unit "
            "relies on any single other one."
        ),
        N_("The share of inputs set to zero."),
        output_shape=same_shape,
    ),
    _dropout(
        "SpatialDropout2D",
        N_(
            "During training, sets a random share of whole feature maps to zero and scales up the rest. Neighboring "
            "pixels carry much the same information, so dropping single ones would change little."
        ),
        N_("The share of feature maps set to zero."),
        output_shape=_image_only,
        short="SpatialDrop",
    ),
)


# Activation -------------------------------------------------------------------------------------


def _compute_activation(layer: Any, place: Place, window: np.ndarray) -> Selection:
    activation = layer.activation.__name__
    rivals = window.ravel() if activation == "softmax" else None
    return Selection(
        words=said(
            N_("The activation function, applied to this number alone.")
            if rivals is None
            else N_("Softmax compares this number with all the others.")
        ),
        window=window if rivals is None else window[..., place[-1] :][..., :1],
        activation=activation,
        rivals=rivals,
    )


def _compute_rescaling(layer: Any, place: Place, window: np.ndarray) -> WeightedSum:
    return WeightedSum(
        words=said(N_("The number times a scale, plus an offset. Neither of them is learned.")),
        window=window,
        kernel=np.full(window.shape, layer.scale, np.float32),
        bias=float(layer.offset),
    )


def _amount(name: str, default: float, slider: tuple[float, float], help: str) -> Param:
    return Param(name, "number", default, help, minimum=-1e6, maximum=1e6, slider=slider, step=0.1)


RESCALING = LayerKind(
    "Rescaling",
    N_(
        "Multiplies every number by a scale and adds an offset. Neither is learned. At the end of a regression, it "
        "converts the network's output to the target's units."
    ),
    params=(
        _amount("scale", 1.0, (0.0, 2.0), N_("Every number is multiplied by this.")),
        _amount("offset", 0.0, (-1.0, 1.0), N_("This is then added.")),
    ),
    output_shape=same_shape,
    summary=lambda options: f"× {number(options['scale'], 'g')} + {number(options['offset'], 'g')}",
    build=plain("Rescaling"),
    connectivity=OneToOne(),
    compute=_compute_rescaling,
    on_row=lambda options: {"op": "affine", "scale": options["scale"], "offset": options["offset"]},
    mark="×",
)

ACTIVATION = LayerKind(
    "Activation",
    N_("Applies a function to every number, for example after BatchNormalization."),
    params=(activation_param("relu"),),
    output_shape=same_shape,
    summary=lambda options: options["activation"],
    build=plain("Activation"),
    connectivity=OneToOne(),
    compute=_compute_activation,
    on_row=lambda options: {"op": "activation", "activation": options["activation"]},
    short="{activation}",
    mark="ƒ",
)

TITLES = (
    *(N_("Units"), N_("Activation"), N_("Filters"), N_("Kernel size"), N_("Padding"), N_("Pool size"), N_("Size")),
    *(N_("Interpolation"), N_("Rate"), N_("Momentum"), N_("Epsilon"), N_("Scale"), N_("Offset"), N_("Initializer")),
    *(N_("Height factor"), N_("Width factor"), N_("Factor"), N_("Fill mode"), N_("Mode")),
)
"""Options' names as `Param.title` says them, for the catalogues."""

for kind in (
    DENSE,
    *CONVOLUTIONS,
    *IMAGE_LAYERS,
    *AUGMENTATIONS,
    *DROPOUTS,
    BATCH_NORMALIZATION,
    LAYER_NORMALIZATION,
    RESCALING,
    ACTIVATION,
    *SEQUENCE_LAYERS,
):
    LAYERS.register(kind)
