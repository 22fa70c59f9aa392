"""A network on images or texts and what its layers say to one example, as plain data for the browser to draw.

The numbers come from Keras: from the training itself while it runs, else from the process that looks into networks. So
a frame holds what the layers say (`inspection.results.PictureFrame`), and no weights, which may be millions.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnplay.datasets import Signature
from nnplay.datasets.preprocessing.text import PADDING, UNKNOWN, TextReading, tokens
from nnplay.figures import style
from nnplay.figures.living_network import packed
from nnplay.i18n import tr
from nnplay.inspection.results import PictureFrame, shown_step
from nnplay.inspection.shown import Pictured, pictured
from nnplay.models.connectivity import Past
from nnplay.models.layer_kind import LayerKind
from nnplay.models.shapes import OUTPUT_NAME, LayerShape, trace
from nnplay.registry import LAYERS
from nnplay.spec import ExperimentSpec


def can_show(spec: ExperimentSpec) -> bool:
    """Whether there is such a picture: of any network that reads images or texts."""
    return spec.dataset.kind.family in ("image", "text") and trace(spec).error is None


def reading_of(spec: ExperimentSpec) -> TextReading | None:
    """How the texts of an experiment become numbers; None where its data are no texts.

    Raises:
        DataError: If the texts cannot be read.
    """
    kind = spec.dataset.kind
    return kind.text(spec.dataset.options) if kind.text else None


def describe(spec: ExperimentSpec, signature: Signature) -> dict[str, Any]:
    """The network as JSON data: each layer with its shape and where it reads the layer before it, or the text.

    Args:
        spec: One that `can_show`.
        signature: Of its dataset.
    """
    shapes, reading = trace(spec).checked().rows, reading_of(spec)
    numbers = {row.name: number for number, row in enumerate(shapes)}
    notes: dict[str, list[str]] = {}
    made = ""
    for row in shapes:
        kind = row.layer.kind
        if kind.changes_numbers:
            made = row.name
        else:
            notes.setdefault(made, []).append(f"{kind.title} {kind.summary(row.layer.options)}".strip())
    read = _words_read(shapes) if reading else {}
    rows = [_row(one, numbers[one.row.name], read.get(one.row.name)) for one in pictured(shapes)]
    for described in rows:
        described["notes"] += [] if "heads" in described else notes.get(described["name"], [])
    words = {"words": reading.unit, "longest": longest_symbol(reading)} if reading else {}
    return {
        "kind": "steps" if reading else "layers",
        "input": {
            "shape": list(signature.input_shape),
            "notes": notes.get("", []),
            "light": signature.light,
            **words,
        },
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


def _row(one: Pictured, number: int, read: list[list[int]] | None) -> dict[str, Any]:
    row = one.row
    kind, options = row.layer.kind, row.layer.options
    is_output = row.name == OUTPUT_NAME
    found = {
        "name": one.name,
        "number": number + 1,
        "title": tr("Output") if is_output else kind.title,
        "summary": kind.summary(options),
        "shape": list(row.output_shape),
        "shown": one.shown,
        "step": shown_step(row.output_shape),
        "numbers": one.numbers,
        "reads": None,
        "mixes": kind.connectivity.mixes_channels,
        "notes": [],
    }
    if len(row.output_shape) == 3:
        found["reads"] = windows(kind.name, tuple(sorted(options.items())), row.input_shape, row.output_shape)
    if len(one.shape) == 2:
        found |= {"steps": one.shape[0], "reads": read}
        if one.heads:
            found |= {"heads": one.heads, "all_heads": options["num_heads"], "shape": [one.shape[0], one.shape[0]]}
        elif len(row.output_shape) == 1:
            found |= {"last": True, "notes": [tr("passes on the last state")]}
    return found


def _words_read(rows: Sequence[LayerShape]) -> dict[str, list[list[int]]]:
    """By layer, from which words each of its steps is made: the first and one past the last of the text's steps."""
    found: dict[str, list[list[int]]] = {}
    before = [[step, step + 1] for step in range(rows[0].input_shape[0])]
    for row in rows:
        kind, options = row.layer.kind, dict(row.layer.options)
        if isinstance(kind.connectivity, Past):
            options["return_sequences"] = True
        elif len(row.output_shape) != 2:
            continue
        own = []
        for step in range(row.input_shape[0]):
            along = kind.connectivity.inputs(row.input_shape, options, (np.array([step]), np.array([0])))[0]
            own.append([before[int(along[0])][0], before[int(along[-1])][1]])
        found[row.name] = before = own
    return found


def longest_symbol(reading: TextReading) -> int:
    """Letters of the longest one of its letters or words."""
    return max(map(len, reading.symbols))


def words_of(reading: TextReading, values: np.ndarray, text: str = "") -> dict[str, Any]:
    """What a network reads of a text as JSON data: the words, the places of unknown ones, how many are padding.

    Args:
        reading: How texts become numbers.
        values: float32, (steps,), as the network takes it.
        text: The text itself, where that is known: unknown words are then told as they are written.
    """
    codes = values.astype(int)
    shown, unknown = reading.shown(codes), np.flatnonzero(codes == UNKNOWN).tolist()
    padding = int(np.argmax(codes != PADDING)) if codes.any() else len(codes)
    written = tokens(text, reading.unit)[: reading.length]
    for place in unknown:
        if place - padding < len(written):
            shown[place] = written[place - padding]
    return {"shown": shown, "unknown": unknown, "padding": padding}


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


def content_of(values: np.ndarray, reading: TextReading | None = None, text: str = "") -> dict[str, Any]:
    """What goes through a network as JSON data: the `picture`, or the `words`; see `words_of`."""
    return {"words": words_of(reading, values, text)} if reading else {"picture": picture_of(values)}


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
