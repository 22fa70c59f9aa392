"""A network on points, one number or table rows as plain data, from which the browser draws what every neuron says.

The browser makes the maps itself: `nnplay/ui/common/network/forward.js` runs the forward pass over a grid. So a frame
is no more than the network's weights, and a weight that is moved there acts without the server. Of a network on one
number it draws curves. Of a table there is no plane to map: it computes what every neuron says to one example.

How a layer makes a row of numbers of a row, by its `op`:
`dense` (kernel, bias, `activation`), `activation`, `affine` (`scale`, `offset`), `pass` (nothing, while not training),
`batch_normalization` and `layer_normalization` (scale, shift and `epsilon`; the first also moving mean and variance).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnplay.datasets import Dataset, Signature
from nnplay.datasets.explore.grid import RESOLUTION, axes_around, grid_axes
from nnplay.datasets.signature import Family
from nnplay.figures import style
from nnplay.figures.data import frame
from nnplay.i18n import tr
from nnplay.models.losses import resolve_loss
from nnplay.models.shapes import OUTPUT_NAME, LayerShape, trace
from nnplay.spec import ExperimentSpec
from nnplay.training.events import MAX_LIVING_WEIGHTS, MAX_PICTURED_WEIGHTS

MOST_POINTS = 500
"""Of each part: what is drawn, and what the loss is measured on. More would hide the map."""

MOST_NUMBERS = 2500
"""Of each part of a table: its examples have many numbers, and all are sent with every update."""

FAMILIES = ("plane", "line", "table")

LINE_PLACES = 201
"""Along one number, at which the browser computes curves."""

HUBER_DELTA = 1.0
"""Keras's; of a regression it is one of scaled targets."""


def kind_of(family: Family, signature: Signature) -> Family:
    """The picture of networks on such data; a table with one number to tell another one by is a line, too."""
    if family == "table" and signature.input_shape == (1,) and signature.task == "regression":
        return "line"
    assert family in FAMILIES
    return family


def can_live(spec: ExperimentSpec) -> bool:
    """Whether the browser can compute what every neuron of this network says: on numbers, and not too large."""
    found = trace(spec)
    return (
        spec.dataset.kind.family in FAMILIES
        and found.error is None
        and found.parameters <= MAX_LIVING_WEIGHTS
        and all(row.layer.kind.row_operation(row.layer.options) for row in found.rows)
    )


def stands_still(spec: ExperimentSpec) -> str:
    """Why the picture of a network on numbers does not move, as a sentence; empty where it does, or of other data."""
    found = trace(spec)
    if spec.dataset.kind.family not in FAMILIES or found.error or found.parameters <= MAX_LIVING_WEIGHTS:
        return ""
    return tr(
        "This picture does not move. The network has {parameters:,} weights, too many to send to your browser again "
        "and again while it trains. Networks with up to {most:,} weights are shown live.",
        parameters=found.parameters,
        most=MAX_LIVING_WEIGHTS,
    )


def describe(spec: ExperimentSpec, data: Dataset) -> dict[str, Any]:
    """The network as JSON data: how points become inputs, each layer, the points, and the colors.

    Args:
        spec: One that `can_live`.
        data: Its dataset.
    """
    rows = list(trace(spec).checked().rows)
    offset, scale = (
        np.broadcast_to(each, data.input_shape) for each in (data.preprocess.offset, data.preprocess.scale)
    )
    names = data.shown.feature_names
    layers, place = [], 0
    for row in rows:
        layers.append(_layer(row, place))
        place += row.parameters
    target = data.preprocess.target
    if target:  # the layer without weights that `models.build` puts last
        layers.append(
            {
                "name": "target_units",
                "title": tr("Target's units"),
                "units": 1,
                "start": place,
                "count": 0,
                "op": "affine",
                "scale": target.scale,
                "offset": target.offset,
            }
        )
    loss = resolve_loss(spec.training.loss, data.task)
    kind = kind_of(data.family, data.signature)
    return {
        "kind": kind,
        "inputs": [
            {"name": name, "offset": float(shift), "scale": float(by)}
            for name, shift, by in zip(names, offset, scale, strict=True)
        ],
        "layers": layers,
        "parameters": place,
        "large": place > MAX_PICTURED_WEIGHTS,
        "task": data.task,
        "classes": list(data.shown.class_names),
        "target": data.shown.target_name,
        "loss": loss.name,
        # As they are told: losses of scaled targets in the target's own units.
        "delta": HUBER_DELTA * (target.scale if target else 1.0),
        **{"plane": _plane, "line": _line, "table": _rows}[kind](data),
        "limit": style.spread([data.y_train, data.y_test]) if data.task == "regression" else 1.0,
        "colors": {
            "diverging": [list(style.rgb(str(color))) for _, color in style.DIVERGING],
            "answers": [list(style.rgb(str(color))) for _, color in style.CLASS_SCALE],
            "classes": [list(style.rgb(color)) for color in style.class_colors(max(2, len(data.class_names)))],
        },
    }


def _plane(data: Dataset) -> dict[str, Any]:
    x, y = grid_axes(data)
    return {
        "view": {"x": [float(x[0]), float(x[-1])], "y": [float(y[0]), float(y[-1])], "resolution": RESOLUTION},
        "points": {
            "training": _points(data.points["training"], data.y_train),
            "test": _points(data.points["test"], data.y_test),
        },
    }


def _line(data: Dataset) -> dict[str, Any]:
    """Points and the part of the line around them, in the units of the source; framed by the points alone, because a
    wild curve of the first epochs must not shrink them."""
    x = {part: data.points[part] if data.points else _in_own_units(data, x) for part, (x, _) in data.parts.items()}
    shown = {"training": (x["training"], data.y_train), "test": (x["test"], data.y_test)}
    _, heights = frame({part: (np.column_stack([along, y]), y) for part, (along, y) in shown.items()}, None)
    (ends,) = axes_around(x.values(), 2)
    return {
        "view": {"x": ends.tolist(), "y": heights, "resolution": LINE_PLACES},
        "points": {part: _points(along, y) for part, (along, y) in shown.items()},
    }


def _in_own_units(data: Dataset, x: np.ndarray) -> np.ndarray:
    return x * data.preprocess.scale + data.preprocess.offset


def _rows(data: Dataset) -> dict[str, Any]:
    """The first rows of each part, as the network takes them, which are in no order."""
    most = max(1, min(MOST_POINTS, MOST_NUMBERS // data.input_shape[0]))
    parts = {"training": (data.x_train, data.y_train), "test": (data.x_test, data.y_test)}
    return {
        "view": {"resolution": 1},
        "points": {
            part: {
                "rows": packed(x[:most].ravel()),
                "target": packed(y[:most]),
                "shown": len(x[:most]),
                "total": len(x),
            }
            for part, (x, y) in parts.items()
        },
    }


def _layer(row: LayerShape, start: int) -> dict[str, Any]:
    kind, options = row.layer.kind, row.layer.options
    operation = kind.row_operation(options)
    assert operation is not None  # as `can_live` has found
    is_output = row.name == OUTPUT_NAME
    return {
        "name": row.name,
        "title": tr("Output") if is_output else kind.title,
        "short": tr("Output") if is_output else kind.short_name(options),
        "summary": kind.summary(options),
        "units": row.output_shape[0],
        "start": start,
        "count": row.parameters,
        "l1": options.get("l1", 0.0),
        "l2": options.get("l2", 0.0),
        **operation,
    }


def _points(points: np.ndarray, targets: np.ndarray) -> dict[str, Any]:
    """The first ones of a part, which are in no order."""
    shown = points[:MOST_POINTS]
    return {
        **{axis: packed(along) for axis, along in zip("xy", shown.T, strict=False)},
        "target": packed(targets[:MOST_POINTS]),
        "shown": len(shown),
        "total": len(points),
    }


def frames(film: Mapping[int, np.ndarray]) -> dict[str, Any]:
    """Weights by epoch as JSON data: the epochs, and the weights of each."""
    return {"epochs": list(film), "weights": [packed(weights) for weights in film.values()]}


def unpacked(text: str) -> np.ndarray:
    """What `packed` packed: float32, (n,)."""
    return np.frombuffer(base64.b64decode(text), "<f4")


def packed(values: np.ndarray) -> str:
    """Numbers as base64 of float32, low bytes first; float16 stays so."""
    return base64.b64encode(np.asarray(values, "<f2" if values.dtype == np.float16 else "<f4").tobytes()).decode()
