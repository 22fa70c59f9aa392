"""Tensors drawn by their number of axes, features on one axis, and the parts of a dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.images import tile_grid
from nnplay.figures.lessons.image_grids import Grid, Scale, number_grids, picture
from nnplay.i18n import N_, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

FEW_ROWS, FEW_COLUMNS, FEW_TILES = 10, 10, 32
_THINNED = 4
"""A photograph is drawn with every fourth pixel of every fourth row."""

PART_COLORS = {"training": style.TRAINING, "validation": style.VALIDATION, "test": style.TEST}
PART_TITLES = {N_("training"): N_("Training"), N_("validation"): N_("Validation"), N_("test"): N_("Test")}
"""What legends call the parts."""

_PART_PATTERNS = {"training": "", "validation": "/", "test": "x"}


def tensor_picture(values: np.ndarray, scale: Scale, *, width: int = 640) -> go.Figure:
    """A tensor as people look at one: few numbers written out, many as a picture, colours as colours.

    Args:
        values: Up to four axes. A last axis of 3 with values 0..255 before it means colours.
        scale: How numbers become grey.
        width: The least width in pixels that the figure will have.
    """
    if values.ndim == 0:
        return number_grids([Grid(tr("one number"), values.reshape(1, 1), scale)], across=1)
    if values.ndim == 1:
        first = values[:FEW_COLUMNS]
        title = (
            tr("{values} numbers", values=len(values))
            if len(first) == len(values)
            else tr("first {first} of {values}", first=len(first), values=len(values))
        )
        return number_grids([Grid(title, first[None], scale)], across=1)
    if _is_color(values):
        return _colors(values[None] if values.ndim == 3 else values)
    if values.ndim >= 3:
        images = values[..., 0] if values.ndim == 4 or values.shape[-1] == 1 else values
        if images.ndim == 2:
            return _matrix(images, scale)
        return tile_grid(images[:FEW_TILES], width=width, tile=64)
    return _matrix(values, scale)


def _matrix(values: np.ndarray, scale: Scale) -> go.Figure:
    rows, columns = values.shape
    if columns <= FEW_COLUMNS:
        title = (
            tr("{rows} rows", rows=rows)
            if rows <= FEW_ROWS
            else tr("first {few_rows} of {rows} rows", few_rows=FEW_ROWS, rows=rows)
        )
        return number_grids([Grid(title, values[:FEW_ROWS], scale)], across=1, cell=34)
    return picture(values[::_THINNED, ::_THINNED] if rows > 200 else values, scale, size=300)


def _is_color(values: np.ndarray) -> bool:
    return values.ndim in (3, 4) and values.shape[-1] == 3


def _colors(images: np.ndarray) -> go.Figure:
    """Colour images (n, height, width, 3) side by side."""
    small = images[:, ::_THINNED, ::_THINNED]
    count, height, width, _ = small.shape
    canvas = np.full((height, count * (width + 4) - 4, 3), 255, np.uint8)
    for place, image in enumerate(small):
        canvas[:, place * (width + 4) : place * (width + 4) + width] = image
    trace = {"type": "image", "uid": "colors", "z": canvas, "hoverinfo": "skip"}
    return style.figure(
        [trace],
        height=300 if count == 1 else 220,
        revision="colors",
        dragmode=False,
        margin={"l": 1, "r": 1, "t": 1, "b": 1},
        xaxis=style.hidden_axis(range=[-0.5, canvas.shape[1] - 0.5], constrain="domain", constraintoward="left"),
        yaxis=style.hidden_axis(range=[height - 0.5, -0.5], scaleanchor="x", constrain="domain", constraintoward="top"),
    )


def number_row(row: np.ndarray, place: int) -> go.Figure:
    """All numbers of a tensor in the one row that memory is, with one of them framed: (n,) from 0 up."""
    image = np.repeat(row[None], 3, axis=0)  # three pixels high, so that it can be seen
    strip = picture(image, "ink", size=44, revision="row")
    frame = {"type": "rect", "x0": place - 0.5, "x1": place + 0.5, "y0": -0.5, "y1": 2.5}
    strip.update_layout(
        shapes=[{**frame, "line": {"color": style.MARK, "width": 3}}],
        yaxis={"scaleanchor": None, "range": [2.6, -0.6]},
    )
    strip.data[0].hovertemplate = tr("place {place}: {value}", place="%{x}", value="%{z}") + "<extra></extra>"
    return strip


def strips(columns: Mapping[str, tuple[np.ndarray, np.ndarray]], marked: int) -> go.Figure:
    """Features below each other on one axis: training values as dots, test values as rings, one example marked.

    Args:
        columns: By the feature's name its training values and its test values.
        marked: Which training example is marked.
    """
    rng = np.random.default_rng(0)
    traces: list[dict[str, Any]] = []
    for place, (name, (train, test)) in enumerate(columns.items()):
        for part, values, marker in (
            ("training", train, {"size": 5, "color": style.rgba(style.TRAINING, 0.35)}),
            ("test", test, {"size": 6, "color": "rgba(0,0,0,0)", "line": {"color": style.INK, "width": 1}}),
        ):
            traces.append(
                {
                    "type": "scatter",
                    "uid": f"{name} {part}",
                    "name": tr(PART_TITLES[part]),
                    "legendgroup": part,
                    "showlegend": place == 0,
                    "mode": "markers",
                    "x": values.astype(np.float32),
                    "y": (place + rng.uniform(-0.28, 0.28, len(values))).astype(np.float32),
                    "marker": marker,
                    "hovertemplate": f"{name}, {tr(part)}: %{{x:.4~g}}<extra></extra>",
                }
            )
    traces.append(
        {
            "type": "scatter",
            "uid": "marked",
            "name": tr("The chosen one"),
            "mode": "markers",
            "x": [float(train[marked]) for train, _ in columns.values()],
            "y": list(range(len(columns))),
            "marker": {"size": 13, "symbol": "diamond", "color": style.MARK, "line": {"color": "white", "width": 1}},
            "hovertemplate": f"{tr('the chosen one')}: %{{x:.4~g}}<extra></extra>",
        }
    )
    return style.figure(
        traces,
        height=330,
        revision="strips",
        showlegend=True,
        dragmode=False,
        margin={"l": 92, "r": 12, "t": 30, "b": 40},
        xaxis=style.axis(tr("Number that the network gets"), nticks=7),
        yaxis=style.axis(
            range=[len(columns) - 0.5, -0.5],
            tickvals=list(range(len(columns))),
            ticktext=[name.replace(" ", "<br>", 1) for name in columns],
            showgrid=False,
            fixedrange=True,
        ),
    )


def part_bars(counts: Mapping[str, Sequence[int]], class_names: Sequence[str]) -> go.Figure:
    """How many examples of each class every part has.

    Args:
        counts: By part (training, validation, test) one number per class.
        class_names: One name per class.
    """
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "uid": part,
            "name": tr(PART_TITLES[part]),
            "y": list(range(len(class_names))),
            "x": [int(value) for value in values],
            "text": [str(int(value)) for value in values],
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textangle": 0,
            "textfont": {"color": style.PAPER, "size": 13},
            "marker": {
                "color": PART_COLORS[part],
                "pattern": {"shape": _PART_PATTERNS[part], "fillmode": "overlay", "fgopacity": 0.35, "size": 7},
            },
            "customdata": list(class_names),
            "hovertemplate": f"%{{customdata}}, {tr(part)}: %{{x}}<extra></extra>",
        }
        for part, values in counts.items()
    ]
    return style.figure(
        traces,
        height=80 + 52 * len(class_names),
        revision="parts",
        barmode="stack",
        bargap=0.3,
        showlegend=True,
        legend={"orientation": "h", "traceorder": "normal", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
        dragmode=False,
        margin={"l": 84, "r": 12, "t": 30, "b": 40},
        xaxis=style.axis(tr("Examples"), fixedrange=True, nticks=7),
        yaxis=style.axis(
            range=[len(class_names) - 0.5, -0.5],
            tickvals=list(range(len(class_names))),
            ticktext=list(class_names),
            showgrid=False,
            fixedrange=True,
        ),
    )
