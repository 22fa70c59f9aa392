"""How far a unit of a deep layer sees; two small networks that read digits, one with windows and one without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.i18n import N_, tr
from nnplay.models.connectivity import Sliding
from nnplay.models.layers import show_shape
from nnplay.models.shapes import trace
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.theory.convolution import Slide
from nnplay.theory.pooling import shifted

EPOCHS = 20
SHIFTS = tuple(range(-3, 4))
"""By how many pixels to the right the digits are moved."""


def _conv(filters: int) -> LayerSpec:
    return LayerSpec("Conv2D", filters=filters, kernel_size=3, padding="same", activation="relu")


NETWORKS = {
    "Dense": (LayerSpec("Flatten"), LayerSpec("Dense", units=32)),
    N_("Convolution"): (
        _conv(16),
        LayerSpec("MaxPooling2D", pool_size=2),
        _conv(16),
        LayerSpec("GlobalAveragePooling2D"),
    ),
}
"""Two small networks of like size, one that sees all pixels at once and one that sees windows."""


def experiment(network: str, *, shuffle: bool) -> ExperimentSpec:
    """One of `NETWORKS` on the small digits, as they are or with their pixels shuffled."""
    optimizer = OptimizerSpec("Adam", learning_rate=0.005)
    return ExperimentSpec(
        DatasetSpec("digits", shuffle_pixels=shuffle),
        NETWORKS[network],
        TrainingSpec(optimizer, batch_size=32, epochs=EPOCHS),
    )


UNSHUFFLED = {name: experiment(name, shuffle=False) for name in NETWORKS}
"""Both networks on the digits as they are."""

EXPERIMENTS = {
    N_("Dense, as it is"): experiment("Dense", shuffle=False),
    N_("Dense, shuffled"): experiment("Dense", shuffle=True),
    N_("Convolution, as it is"): experiment("Convolution", shuffle=False),
    N_("Convolution, shuffled"): experiment("Convolution", shuffle=True),
}
"""Both networks on the digits as they are and on shuffled ones."""


def receptive_field(layers: Sequence[Slide]) -> list[tuple[int, int]]:
    """What one number of each layer sees of the image.

    A window of k pixels that lie `jump` image pixels apart sees (k − 1) · d · jump more than one of its pixels does,
    and each stride makes the next layer's pixels lie further apart.

    Args:
        layers: The windows of convolution and pooling layers, in their order.

    Returns:
        For each layer (field, jump): how many image pixels high and wide it sees, and how many image pixels lie
        between two neighbours of its map.
    """
    field, jump = 1, 1
    seen = []
    for layer in layers:
        field += (layer.reach - 1) * jump
        jump *= layer.stride
        seen.append((field, jump))
    return seen


def receptive_fields(spec: ExperimentSpec) -> dict[str, list[Any]]:
    """A table with a row for each layer in front that has windows: its map's shape, and how far it sees.

    Raises:
        SpecError: If the layers do not fit together.
    """
    slides, rows = [], []
    for layer, info in zip(spec.layers, trace(spec).checked().rows, strict=False):
        window = layer.kind.connectivity
        if not isinstance(window, Sliding):
            break
        slides.append(Slide(window.reach(layer.options), window.stride(layer.options)))
        rows.append((layer.name, show_shape(info.output_shape)))
    return {
        tr("layer"): [name for name, _ in rows],
        tr("map"): [shape for _, shape in rows],
        tr("sees"): [tr("{field} × {field} pixels", field=field) for field, _ in receptive_field(slides)],
    }


def shifted_copies(images: np.ndarray) -> np.ndarray:
    """Images (n, height, width, channels), all of them moved to the right by each of `SHIFTS` in turn."""
    return np.concatenate([np.stack([shifted(image, 0, by) for image in images]) for by in SHIFTS])
