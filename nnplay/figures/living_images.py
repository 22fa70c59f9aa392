"""A network and what its layers say to one example as plain data, which the browser draws layer by layer.

The numbers come from Keras: from the training itself while it runs, else from the process that looks into networks. So
a frame holds what the layers say (`inspection.results.PictureFrame`), and no weights, which may be millions.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnplay.datasets import Signature
from nnplay.figures import style
from nnplay.figures.living_network import packed
from nnplay.i18n import tr
from nnplay.inspection.results import PictureFrame, shown_count, shown_step
from nnplay.models.layer_kind import LayerKind
from nnplay.models.shapes import OUTPUT_NAME, LayerShape, trace
from nnplay.registry import LAYERS
from nnplay.spec import ExperimentSpec


def can_show(spec: ExperimentSpec) -> bool:
    """Whether there is such a picture: of any network that reads images."""
    return spec.dataset.kind.family == "image" and trace(spec).error is None


def describe(spec: ExperimentSpec, signature: Signature) -> dict[str, Any]:
    """The network as JSON data: each layer with its shape and where it reads the layer before it.

    Args:
        spec: One that `can_show`.
        signature: Of its dataset.
    """
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    input_notes = notes
    for number, row in enumerate(trace(spec).checked().rows):
        kind = row.layer.kind
        if kind.changes_numbers:
            rows.append(_row(row, number))
            notes = rows[-1]["notes"]
        else:
            notes.append(f"{kind.title} {kind.summary(row.layer.options)}".strip())
    return {
        "kind": "layers",
        "input": {"shape": list(signature.input_shape), "notes": input_notes, "light": signature.light},
        "rows": rows,
        "task": signature.task,
        "classes": list(signature.shown.class_names),
        "target": signature.shown.target_name,
        "colors": {
            "diverging": [list(style.rgb(str(color))) for _, color in style.DIVERGING],
            "answers": [list(style.rgb(str(color))) for _, color in style.CLASS_SCALE],
            "classes": [list(style.rgb(color)) for color in style.class_colors(max(2, len(signature.class_names)))],
        },
    }


def _row(row: LayerShape, number: int) -> dict[str, Any]:
    kind, options = row.layer.kind, row.layer.options
    is_output = row.name == OUTPUT_NAME
    reads = None
    if len(row.output_shape) == 3:
        reads = windows(kind.name, tuple(sorted(options.items())), row.input_shape, row.output_shape)
    return {
        "name": row.name,
        "number": number + 1,
        "title": tr("Output") if is_output else kind.title,
        "summary": kind.summary(options),
        "shape": list(row.output_shape),
        "shown": shown_count(row.output_shape),
        "step": shown_step(row.output_shape),
        "reads": reads,
        "mixes": kind.connectivity.mixes_channels,
        "notes": [],
    }


@functools.lru_cache(maxsize=256)
def windows(
    kind: str, options: tuple[tuple[str, Any], ...], shape: tuple[int, ...], output: tuple[int, ...]
) -> list[list[list[int]]]:
    """Which rows, and which columns, a layer reads for each row and column of its maps: first and one past the last.

    They may reach over the edges, where padding is read.

    Args:
        kind, options: Of the layer.
        shape, output: Of its input and its output, (height, width, channels).
    """
    layer: LayerKind = LAYERS[kind]
    start = np.array([0])
    read: list[list[list[int]]] = [[], []]
    for axis in (0, 1):
        for at in range(output[axis]):
            places = [start, start, start]
            places[axis] = np.array([at])
            along = layer.connectivity.inputs(shape, dict(options), tuple(places))[axis]
            read[axis].append([int(along[0]), int(along[-1]) + 1])
    return read


def picture_of(values: np.ndarray) -> dict[str, Any]:
    """An image as JSON data: its size, and a byte for each number.

    Args:
        values: In 0..1, (height, width, 1 or 3 channels), as the network takes them.
    """
    steps = np.rint(np.clip(values, 0.0, 1.0) * 255)
    return {"shape": list(values.shape), "bytes": packed_bytes(steps)}


def frame_of(frame: PictureFrame) -> list[dict[str, Any]]:
    """A frame as JSON data, layer by layer: which units, and their numbers as base64 of float32 or of bytes."""
    return [
        {
            "units": list(layer.units),
            "low": layer.low,
            "high": layer.high,
            **(
                {"bytes": packed_bytes(layer.values)}
                if layer.values.dtype == np.uint8
                else {"floats": packed(layer.values)}
            ),
        }
        for layer in frame.layers
    ]


def frames_of(film: Mapping[float, PictureFrame]) -> list[dict[str, Any]]:
    """Frames by epoch as JSON data."""
    return [{"epoch": epoch, "layers": frame_of(frame)} for epoch, frame in film.items()]


def packed_bytes(values: np.ndarray) -> str:
    """Bytes as base64."""
    return base64.b64encode(np.ascontiguousarray(values, np.uint8).tobytes()).decode()
