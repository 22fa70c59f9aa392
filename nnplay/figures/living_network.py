"""A network on points or table rows as plain data, from which the browser computes and draws what every neuron says.

The browser makes the maps itself: `nnplay/ui/common/network/forward.js` runs the forward pass over a grid. So a frame
is no more than the network's weights, and a weight that is moved there acts without the server. Of a table there is no
plane to map: it computes what every neuron says to one example.

How a layer makes a row of numbers of a row, by its `op`:
`dense` (kernel, bias, `activation`), `activation`, `affine` (`scale`, `offset`), `pass` (nothing, while not training),
`batch_normalization` and `layer_normalization` (scale, shift and `epsilon`; the first also moving mean and variance).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnplay.datasets import Dataset
from nnplay.datasets.explore.grid import RESOLUTION, grid_axes
from nnplay.figures import style
from nnplay.i18n import tr
from nnplay.models.losses import resolve_loss
from nnplay.models.shapes import OUTPUT_NAME, LayerShape, trace
from nnplay.spec import ExperimentSpec
from nnplay.training.events import MAX_PICTURED_WEIGHTS

MOST_POINTS = 500
"""Of each part: what is drawn, and what the loss is measured on. More would hide the map."""

MOST_NUMBERS = 2500
"""Of each part of a table: its examples have many numbers, and all are sent with every update."""

FAMILIES = ("plane", "table")

HUBER_DELTA = 1.0
"""Keras's; of a regression it is one of scaled targets."""


def can_live(spec: ExperimentSpec) -> bool:
    """Whether the browser can compute what every neuron of this network says: on points or rows, and not too large."""
    found = trace(spec)
    return (
        spec.dataset.kind.family in FAMILIES
        and found.error is None
        and found.parameters <= MAX_PICTURED_WEIGHTS
        and all(row.layer.kind.row_operation(row.layer.options) for row in found.rows)
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
    return {
        "inputs": [
            {"name": name, "offset": float(shift), "scale": float(by)}
            for name, shift, by in zip(names, offset, scale, strict=True)
        ],
        "layers": layers,
        "parameters": place,
        "task": data.task,
        "classes": list(data.shown.class_names),
        "target": data.shown.target_name,
        "loss": loss.name,
        # As they are told: losses of scaled targets in the target's own units.
        "delta": HUBER_DELTA * (target.scale if target else 1.0),
        **(_rows(data) if data.family == "table" else _plane(data)),
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
        "x": packed(shown[:, 0]),
        "y": packed(shown[:, 1]),
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
    """Numbers as base64 of float32, low bytes first."""
    return base64.b64encode(np.asarray(values, "<f4").tobytes()).decode()
