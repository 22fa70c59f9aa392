"""The layers that make images smaller or larger, or rows of numbers of them, and have no weights."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np

from nnplay.i18n import N_, tr
from nnplay.models.calls import keras
from nnplay.models.computation import Computation, Selection, WeightedSum, said
from nnplay.models.connectivity import (
    INTERPOLATIONS,
    Enlarged,
    Full,
    Reordered,
    Shape,
    Sliding,
    Values,
    interpolation_shares,
)
from nnplay.models.convolutions import PADDING
from nnplay.models.layer_kind import (
    LayerKind,
    Place,
    integer,
    needs_image,
    no_summary,
    options_of,
    plain,
    selection,
)
from nnplay.registry import Param

# Pooling ----------------------------------------------------------------------------------------

_POOL = Sliding(size="pool_size")


def _pooling(name: str, help: str, short: str, words: str, how: Literal["largest", "mean"]) -> LayerKind:
    def output_shape(shape: Shape, options: Values) -> Shape:
        needs_image(shape, name)
        return (*_POOL.output_size(shape, options), shape[2])

    def build(options: Values, layer_name: str, seed: int) -> Any:
        return getattr(keras.layers, name)(
            options["pool_size"], strides=options["strides"] or None, padding=options["padding"], name=layer_name
        )

    def summary(options: Values) -> str:
        text = f"{options['pool_size']}×{options['pool_size']}"
        if options["strides"] not in (0, options["pool_size"]):
            text += " · " + tr("stride {stride}", stride=options["strides"])
        return text + (" · same" if options["padding"] == "same" else "")

    return LayerKind(
        name,
        help,
        params=(
            integer("pool_size", 2, 15, N_("The height and width of each window, in pixels.")),
            Param(
                "strides",
                "integer",
                0,
                N_("The number of pixels that the window moves at a time; 0 means the size of the window."),
                label=N_("Stride"),
                minimum=0,
                maximum=8,
                advanced=True,
            ),
            PADDING,
        ),
        output_shape=output_shape,
        summary=summary,
        build=build,
        connectivity=_POOL,
        compute=selection(said(words), how),
        fast_compiled=False,
        short=short,
    )


def _global_average_shape(shape: Shape, options: Values) -> Shape:
    needs_image(shape, "GlobalAveragePooling2D")
    return (shape[2],)


# UpSampling2D -----------------------------------------------------------------------------------


def _enlarged_shape(shape: Shape, options: Values) -> Shape:
    needs_image(shape, "UpSampling2D")
    return (shape[0] * options["size"], shape[1] * options["size"], shape[2])


def _compute_enlarged(layer: Any, place: Place, window: np.ndarray) -> Computation:
    options = options_of(layer)
    size, interpolation = options["size"], options["interpolation"]
    if interpolation == "nearest":
        words = said(
            N_("Each pixel is copied into a square of {size} × {size} pixels. This is one of the copies."), size=size
        )
        return Selection(words=words, window=window)
    shares = (
        interpolation_shares(length, size, interpolation, np.array([at]))[0]
        for length, at in zip(layer.input.shape[1:3], place[:2], strict=True)
    )
    down, across = (share[share != 0] for share in shares)
    return WeightedSum(
        words=said(
            N_(
                "Interpolated ({interpolation}) between these pixels of the map: the nearer a pixel, the more it "
                "counts. The shares add up to 1. Nothing here is learned."
            ),
            interpolation=interpolation,
        ),
        window=window,
        kernel=np.outer(down, across)[..., None].astype(np.float32),
    )


IMAGE_LAYERS = (
    _pooling(
        "MaxPooling2D",
        N_("Keeps the largest number of each window. The maps get smaller, and the strongest signals stay."),
        "MaxPool",
        N_("The largest number in this window. Each map is pooled separately."),
        "largest",
    ),
    _pooling(
        "AveragePooling2D",
        N_("Keeps the mean of each window. The maps get smaller and smoother."),
        "AvgPool",
        N_("The mean of the numbers in this window. Each map is pooled separately."),
        "mean",
    ),
    LayerKind(
        "GlobalAveragePooling2D",
        N_("Keeps one number for each feature map: its mean. A compact way to turn images into a row of numbers."),
        output_shape=_global_average_shape,
        summary=no_summary,
        build=plain("GlobalAveragePooling2D"),
        connectivity=Full(),
        compute=selection(said(N_("The mean of all numbers in one map.")), "mean"),
        fast_compiled=False,
        short="GlobalAvg",
    ),
    LayerKind(
        "UpSampling2D",
        N_("Makes maps larger: copies each pixel into a square, or interpolates between pixels."),
        params=(
            integer("size", 2, 8, N_("Each pixel becomes this many rows and columns.")),
            Param(
                "interpolation",
                "choice",
                "nearest",
                N_(
                    "'nearest' copies each pixel. The others compute new pixels from those around them: 'bilinear' "
                    "from 2 × 2, 'bicubic' from 4 × 4, 'lanczos3' from 6 × 6 and 'lanczos5' from 10 × 10."
                ),
                choices=tuple(INTERPOLATIONS),
            ),
        ),
        output_shape=_enlarged_shape,
        summary=lambda options: (
            f"{options['size']}×{options['size']}"
            + ("" if options["interpolation"] == "nearest" else f" · {options['interpolation']}")
        ),
        build=plain("UpSampling2D"),
        connectivity=Enlarged(),
        compute=_compute_enlarged,
        fast_compiled=False,  # XLA has neither bicubic nor Lanczos
        short="UpSample",
    ),
    LayerKind(
        "Flatten",
        N_("Puts all numbers of an image in one row, so that Dense layers can use them."),
        output_shape=lambda shape, options: (math.prod(shape),),
        summary=no_summary,
        build=plain("Flatten"),
        connectivity=Reordered(),
        compute=selection(
            said(N_("Flatten only puts the numbers in one row: row by row, pixel by pixel, channel by channel."))
        ),
        passes_on=True,
    ),
)
