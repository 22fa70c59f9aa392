"""Images with a window on them, and small grids with their numbers written in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nnplay.figures import style
from nnplay.i18n import N_, number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

Scale = Literal["ink", "light", "signed"]
"""Ink runs from paper to dark, light from dark to bright, and signed has zero in its middle."""

LIGHT: list[list[float | str]] = [[0.0, "rgb(16,21,29)"], [1.0, style.WHITE]]

_COLORS = {"ink": style.INK_ON_PAPER, "light": LIGHT, "signed": style.DIVERGING}
_TITLE = 22
_GAP = 0.9
"""Room between two grids, in cells."""


@dataclass(frozen=True)
class Window:
    """A window on an image, in its pixels.

    Args:
        row, column: Its first pixel.
        reach: How many pixels it covers from first to last.
        dilation: How far apart the pixels are that it takes.
        color: Of its frame.
    """

    row: float
    column: float
    reach: int
    dilation: int = 1
    color: str = style.MARK


def picture(
    image: np.ndarray,
    scale: Scale,
    *,
    title: str = "",
    windows: Sequence[Window] = (),
    frame: tuple[float, float, float, float] | None = None,
    limits: tuple[float, float] | None = None,
    value_name: str = N_("value"),
    size: int = 340,
    revision: str = "picture",
) -> go.Figure:
    """An image, or a map that was computed from one, with windows marked on it.

    Args:
        image: (height, width).
        scale: See `Scale`.
        title: What stands above it.
        windows: What is framed; of a window with dilation also each pixel that it takes.
        frame: Top, left, height and width of the image without the zeros around it, drawn as a dotted line.
        limits: The values at both ends of the scale; the image's own where it is None.
        value_name: What a pixel's number is called when the mouse is over it, in English.
        size: Height of the figure in pixels, without its title.
        revision: Zoom is kept while it stays the same.
    """
    rows, columns = image.shape
    low, high = limits or own_limits(image, scale)
    heat = {
        "type": "heatmap",
        "uid": "image",
        "z": image.astype(np.float32),
        "zmin": low,
        "zmax": high,
        "colorscale": _COLORS[scale],
        "showscale": False,
        "hovertemplate": tr("row {row}, column {column}", row="%{y}", column="%{x}")
        + f"<br>{tr(value_name)} %{{z:.4~g}}<extra></extra>",
    }
    shapes = [shape for window in windows for shape in _frames(window)]
    if frame:
        top, left, height, width = frame
        line = {"color": style.MUTED, "width": 1.5, "dash": "dot"}
        shapes.insert(0, _rectangle(top, left, height, width, line))
    return style.figure(
        [heat],
        height=size + (_TITLE if title else 2),
        revision=revision,
        dragmode=False,
        shapes=shapes,
        annotations=[_title(title, 0, xref="paper", yref="paper", y=1)] if title else [],
        margin={"l": 1, "r": 1, "t": _TITLE if title else 1, "b": 1},
        xaxis=style.hidden_axis(range=[-0.6, columns - 0.4], constrain="domain", constraintoward="left"),
        yaxis=style.hidden_axis(range=[rows - 0.4, -0.6], scaleanchor="x", constrain="domain", constraintoward="top"),
    )


def own_limits(image: np.ndarray, scale: Scale) -> tuple[float, float]:
    """The ends of a scale that just holds an image."""
    if scale == "signed":
        limit = style.spread([image])
        return -limit, limit
    low, high = min(float(image.min()), 0.0), float(image.max())
    return low, high if high > low else low + 1


@dataclass(frozen=True, eq=False)
class Grid:
    """A small matrix that is shown with its numbers.

    Args:
        title: What stands above it.
        values: (rows, columns).
        scale: See `Scale`.
        limits: The values at both ends of the scale.
        before: The sign between this grid and the one before it.
        bold: (rows, columns), which numbers are marked by a frame.
    """

    title: str
    values: np.ndarray
    scale: Scale
    limits: tuple[float, float] | None = None
    before: str = ""
    bold: np.ndarray | None = None


def number_grids(grids: Sequence[Grid], *, across: int, cell: int = 52, font: int = 13) -> go.Figure:
    """Grids side by side, each number written into its cell.

    Args:
        grids: What is shown.
        across: How many stand in a row.
        cell: Height of a cell in pixels.
        font: Size of the numbers.
    """
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    title_room = _TITLE / cell
    width = max(sum(grid.values.shape[1] + _GAP for grid in row) for row in _rows(grids, across)) - _GAP
    top = 0.0
    for row in _rows(grids, across):
        left = 0.0
        for grid in row:
            rows, columns = grid.values.shape
            low, high = grid.limits or own_limits(grid.values, grid.scale)
            traces.append(
                {
                    "type": "heatmap",
                    "uid": f"grid {len(traces)}",
                    "x": left + np.arange(columns) + 0.5,
                    "y": top + title_room + np.arange(rows) + 0.5,
                    "z": grid.values.astype(np.float32),
                    "text": [[show_number(value) for value in line] for line in grid.values],
                    "texttemplate": "%{text}",
                    "textfont": {"size": font},
                    "zmin": low,
                    "zmax": high,
                    "colorscale": _COLORS[grid.scale],
                    "showscale": False,
                    "xgap": 1,
                    "ygap": 1,
                    "hovertemplate": f"{grid.title}: %{{text}}<extra></extra>",
                }
            )
            shapes.append(
                _rectangle(top + title_room, left, rows, columns, {"color": style.LINE, "width": 1}, corner=True)
            )
            notes.append(_title(grid.title, left, y=top + title_room, size=12))
            if grid.before:
                notes.append(
                    {
                        "x": left - _GAP / 2,
                        "y": top + title_room + rows / 2,
                        "text": f"<b>{grid.before}</b>",
                        "showarrow": False,
                        "font": {"size": 17, "color": style.INK},
                    }
                )
            if grid.bold is not None:
                shapes += [
                    _rectangle(top + title_room + r, left + c, 1, 1, {"color": style.MARK, "width": 2.5}, corner=True)
                    for r, c in np.argwhere(grid.bold)
                ]
            left += columns + _GAP
        top += title_room + max(grid.values.shape[0] for grid in row) + 0.25
    return style.figure(
        traces,
        height=round(top * cell) + 2,
        revision="grids",
        dragmode=False,
        shapes=shapes,
        annotations=notes,
        margin={"l": 1, "r": 1, "t": 0, "b": 1},
        xaxis=style.hidden_axis(range=[-0.03, width + 0.03]),
        yaxis=style.hidden_axis(range=[top, 0]),
    )


def show_number(value: float) -> str:
    """A number as it fits into a cell: whole, or with two digits behind the point."""
    digits = len(f"{value:.2f}".rstrip("0").partition(".")[2])
    text = number(value, f".{digits}f" if abs(value) < 1000 else ".4g")
    return "0" if text == "-0" else text.replace("-", "−")


def _rows(grids: Sequence[Grid], across: int) -> list[Sequence[Grid]]:
    return [grids[start : start + across] for start in range(0, len(grids), across)]


def _frames(window: Window) -> list[dict[str, Any]]:
    strong = {"color": window.color, "width": 2.5}
    frames = [_rectangle(window.row, window.column, window.reach, window.reach, strong)]
    if window.dilation > 1:
        thin = {"color": window.color, "width": 1.2}
        frames += [
            _rectangle(window.row + down, window.column + right, 1, 1, thin)
            for down in range(0, window.reach, window.dilation)
            for right in range(0, window.reach, window.dilation)
        ]
    return frames


def _rectangle(
    top: float, left: float, height: float, width: float, line: dict[str, Any], *, corner: bool = False
) -> dict[str, Any]:
    """A frame around pixels, whose centres lie at whole numbers; around coordinates where `corner` is set."""
    half = 0.0 if corner else 0.5
    return {
        "type": "rect",
        "x0": left - half,
        "x1": left + width - half,
        "y0": top - half,
        "y1": top + height - half,
        "line": line,
    }


def _title(text: str, x: float, *, size: int = 13, **place: Any) -> dict[str, Any]:
    return {
        "x": x,
        "text": f"<b>{text}</b>",
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"size": size, "color": style.INK},
        **place,
    }
