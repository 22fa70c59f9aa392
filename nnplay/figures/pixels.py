"""Pixels as numbers, and labels as one-hot rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnplay.figures import style
from nnplay.figures.image_traces import where
from nnplay.figures.images import single_image
from nnplay.figures.text import fit_text, literal_names
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

CHANNELS = {1: ("grey",), 3: ("red", "green", "blue")}
_CHANNEL_COLORS = dict(zip(("red", "green", "blue"), style.COLORS.channels, strict=True))


def framed_image(
    image: np.ndarray, frame: tuple[int, int, int, int], *, light: bool = False, size: int = 240
) -> go.Figure:
    """One image with a frame around some of its pixels.

    Args:
        image: (height, width, channels) with one channel or three, in 0..1.
        frame: First row, end of rows, first column, end of columns.
        light: Whether a gray image is drawn as light: 0 black and 1 white.
        size: Width in pixels.
    """
    top, bottom, left, right = frame
    figure = single_image(image, light=light, size=size)
    corners = {"x0": left - 0.5, "x1": right - 0.5, "y0": top - 0.5, "y1": bottom - 0.5}
    figure.add_shape({"type": "rect", **corners, "line": {"color": style.MARK, "width": 2}})
    return figure


def pixel_numbers(
    values: np.ndarray, channel: str = "grey", *, light: bool = False, largest: float = 1.0, height: int = 250
) -> go.Figure:
    """Some pixels with their numbers written into them.

    Args:
        values: (rows, columns) of one channel; whole numbers are written as such, others with two digits.
        channel: `"grey"`, where more is darker as everywhere in nnplay, or `"red"`, `"green"`, `"blue"`.
        light: Whether gray pixels are drawn as light: 0 black and the largest number white.
        largest: The number of full ink.
        height: In pixels.
    """
    whole = np.issubdtype(values.dtype, np.integer)
    dark = channel in _CHANNEL_COLORS
    gray = style.BLACK_TO_WHITE if light else style.INK_ON_PAPER
    scale = [[0.0, style.PAPER], [1.0, _CHANNEL_COLORS[channel]]] if dark else gray
    pale, full = (style.WHITE, style.BLACK) if light and not dark else (style.INK, style.PAPER)
    ink = [[pale if value <= 0.55 * largest else full for value in row] for row in values]
    rows, columns = values.shape
    heat = {
        "type": "heatmap",
        "uid": "pixels",
        "z": values.astype(np.float64),
        "zmin": 0,
        "zmax": largest,
        "colorscale": scale,
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hovertemplate": f"{where('y', 'x')}<br>{tr(channel)} %{{z:.4~g}}<extra></extra>",
    }
    texts = {
        "type": "scatter",
        "uid": "numbers",
        "mode": "text",
        "x": np.tile(np.arange(columns), rows),
        "y": np.repeat(np.arange(rows), columns),
        "text": [str(value) if whole else _short_number(value) for value in values.reshape(-1)],
        "textfont": {"size": 11, "color": [color for row in ink for color in row]},
        "hoverinfo": "skip",
    }
    return style.figure(
        [heat, texts],
        height=height,
        revision="pixels",
        dragmode=False,
        plot_bgcolor=style.LINE,
        margin={"l": 1, "r": 1, "t": 1, "b": 1},
        xaxis=style.hidden_axis(range=[-0.5, columns - 0.5], constrain="domain", constraintoward="left"),
        yaxis=style.hidden_axis(range=[rows - 0.5, -0.5], scaleanchor="x", constrain="domain", constraintoward="top"),
    )


def _short_number(value: float) -> str:
    """0, 1 and .53: two digits, so that they fit into a pixel."""
    return f"{value:.0f}" if value in (0, 1) else number(value, ".2f").lstrip("0")


@literal_names
def one_hot_row(values: np.ndarray, class_names: Sequence[str]) -> go.Figure:
    """A one-hot row as cells with the names of the classes under them.

    Args:
        values: (classes,), one 1 and else 0.
        class_names: One per class.
    """
    count = len(class_names)
    slanted = count > 6 and max(map(len, class_names)) > 3
    heat = {
        "type": "heatmap",
        "uid": "one-hot",
        "x": list(range(count)),
        "y": [0],
        "z": np.asarray(values, dtype=np.float64)[None],
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0.0, style.SURFACE], [1.0, style.ACCENT]],
        "showscale": False,
        "xgap": 2,
        "text": [[f"{value:.0f}" for value in values]],
        "texttemplate": "%{text}" if count <= 20 else None,
        "customdata": [list(class_names)],
        "hovertemplate": "%{customdata}: %{z}<extra></extra>",
    }
    return style.figure(
        [heat],
        height=110 if slanted else 64,
        revision="one-hot",
        dragmode=False,
        margin={"l": 2, "r": 2, "t": 2, "b": 72 if slanted else 26},
        xaxis=style.axis(
            tickvals=list(range(count)) if count <= 20 else [],
            ticktext=[fit_text(name, 110, 12) for name in class_names],
            tickangle=-40 if slanted else 0,
            showgrid=False,
            showline=False,
            ticks="",
            fixedrange=True,
        ),
        yaxis=style.hidden_axis(),
    )
