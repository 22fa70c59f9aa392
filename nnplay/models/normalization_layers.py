"""The layers that bring numbers to mean 0 and standard deviation 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnplay.errors import SpecError
from nnplay.i18n import N_, tr
from nnplay.models.computation import Normalization, Wording, said
from nnplay.models.connectivity import OneToOne, Shape, Values
from nnplay.models.layer_kind import LayerKind, Place, no_summary, plain, same_shape, show_shape
from nnplay.registry import Param


def _epsilon(default: float) -> Param:
    return Param(
        "epsilon",
        "log",
        default,
        N_("Added to the variance to avoid dividing by zero."),
        minimum=1e-7,
        maximum=1.0,
        slider=(1e-7, 1e-1),
        advanced=True,
    )


def _normalization(
    words: Wording, layer: Any, channel: int, window: np.ndarray, read: float, mean: float, variance: float
) -> Normalization:
    return Normalization(
        words=words,
        window=window,
        read=float(read),
        mean=float(mean),
        deviation=float(np.sqrt(variance + layer.epsilon)),
        scale=float(np.asarray(layer.gamma)[channel]),
        shift=float(np.asarray(layer.beta)[channel]),
    )


BATCH_EPSILON = 1e-3
"""Keras's, which is no option here."""


def _compute_batch_norm(layer: Any, place: Place, window: np.ndarray) -> Normalization:
    channel = place[-1]
    return _normalization(
        said(
            N_(
                "The number minus its channel's mean, divided by the standard deviation; then times a learned scale, "
                "plus a learned shift. Mean and deviation are running averages from the training batches."
            )
        ),
        layer,
        channel,
        window,
        window.item(),
        np.asarray(layer.moving_mean)[channel],
        np.asarray(layer.moving_variance)[channel],
    )


BATCH_NORMALIZATION = LayerKind(
    "BatchNormalization",
    N_(
        "In training, brings each channel to mean 0 and standard deviation 1 over the batch, then applies a learned "
        "scale and shift. For predictions it uses running averages from training instead of the batch."
    ),
    params=(
        Param(
            "momentum",
            "number",
            0.99,
            N_("The share of the running mean and variance that is kept at each step."),
            minimum=0.0,
            maximum=0.9999,
            step=0.01,
            advanced=True,
        ),
    ),
    output_shape=same_shape,
    summary=no_summary,
    build=plain("BatchNormalization"),
    parameters=lambda shape, options: (2 * shape[-1], 2 * shape[-1]),
    connectivity=OneToOne(),
    compute=_compute_batch_norm,
    on_row=lambda options: {"op": "batch_normalization", "epsilon": BATCH_EPSILON},
    short="BatchNorm",
    mark="μ",
)


ONE_CHANNEL = N_(
    "LayerNormalization compares the channels of an example with each other, but gets {shape}, which has only one, so "
    "its output would always be the same. Put it after a layer with several filters or units."
)


ONE_NUMBER = N_(
    "LayerNormalization compares the numbers of an example with each other, but gets {shape}, which has only one, so "
    "its output would always be the same. Put it after a layer with several filters or units."
)


def _layer_norm_shape(shape: Shape, options: Values) -> Shape:
    if shape[-1] > 1:
        return shape
    # Keras builds it, and its output is the same for every example.
    raise SpecError(tr(ONE_CHANNEL if len(shape) == 3 else ONE_NUMBER, shape=show_shape(shape)))


def _compute_layer_norm(layer: Any, place: Place, window: np.ndarray) -> Normalization:
    channel = place[-1]
    numbers = window.ravel().astype(np.float64)
    return _normalization(
        said(
            N_(
                "The number minus the mean {what}, divided by their standard deviation; only this example counts. "
                "Then times a learned scale, plus a learned shift."
            ),
            what=said(N_("of all channels at this pixel") if window.ndim == 3 else N_("of all numbers in the row")),
        ),
        layer,
        channel,
        window,
        numbers[channel],
        numbers.mean(),
        numbers.var(),
    )


LAYER_NORMALIZATION = LayerKind(
    "LayerNormalization",
    N_(
        "Brings the channels of each pixel, or the numbers of a row, to mean 0 and standard deviation 1, separately "
        "for each example. Then applies a learned scale and shift to each channel."
    ),
    params=(_epsilon(1e-3),),
    output_shape=_layer_norm_shape,
    summary=no_summary,
    build=plain("LayerNormalization"),
    parameters=lambda shape, options: (2 * shape[-1], 0),
    connectivity=OneToOne(mixes_channels=True),
    compute=_compute_layer_norm,
    on_row=lambda options: {"op": "layer_normalization", "epsilon": options["epsilon"]},
    short="LayerNorm",
    mark="μ",
)
