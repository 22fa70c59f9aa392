"""Why a network decides as it does: maps over an image, bars for named inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnplay.figures import style
from nnplay.figures.image_traces import where
from nnplay.figures.marked import picture
from nnplay.figures.text import fit_text, literal_names
from nnplay.i18n import tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

BAR = 24
"""Height of a bar with its space, in pixels."""


def class_activation(image: np.ndarray, activation: np.ndarray, *, light: bool = False, size: int = 224) -> go.Figure:
    """A coarse map laid over its image, smoothed: the more, the bluer.

    Args:
        image: (height, width, 1), or RGB (height, width, 3), in 0..1.
        activation: (rows, columns), from 0 on; stretched to the image's size.
        light: Whether a gray image is drawn as light: 0 black and 1 white.
        size: Width in pixels.
    """
    figure = picture(image, light=light, size=size)
    figure.data[0].update(opacity=0.5)
    rows, columns = image.shape[:2]
    down, across = rows / activation.shape[0], columns / activation.shape[1]
    largest = style.spread([activation])
    see_through = [[step, style.rgba(style.ACCENT, 0.85 * step)] for step in (0.0, 0.25, 0.5, 0.75, 1.0)]
    figure.add_heatmap(
        uid="activation",
        z=np.asarray(activation, np.float32),
        x=(np.arange(activation.shape[1]) + 0.5) * across - 0.5,
        y=(np.arange(activation.shape[0]) + 0.5) * down - 0.5,
        zmin=0,
        zmax=largest,
        zsmooth="best" if min(activation.shape) > 1 else False,
        colorscale=see_through,
        showscale=False,
        hovertemplate=where("y:.0f", "x:.0f") + "<br>" + tr("activation") + " %{z:.3g}<extra></extra>",
    )
    return figure


@literal_names
def reason_bars(names: Sequence[str], values: np.ndarray, *, most: int = 15, unit: str = "") -> go.Figure:
    """A lying bar per input, the largest first: green speaks for the answer, purple against it.

    Args:
        names: One per input.
        values: (inputs,).
        most: How many are shown.
        unit: What the numbers are, under the axis.
    """
    order = np.argsort(-np.abs(values), kind="stable")[:most]
    shown = np.asarray(values, np.float64)[order]
    bar = {
        "type": "bar",
        "orientation": "h",
        "x": shown,
        "y": list(range(len(order))),
        "marker": {"color": [style.POSITIVE if value >= 0 else style.NEGATIVE for value in shown]},
        "customdata": [names[place] for place in order],
        "hovertemplate": "%{customdata}: %{x:.3g}<extra></extra>",
    }
    return style.figure(
        [bar],
        height=BAR * len(order) + 56,
        revision="reasons",
        bargap=0.3,
        dragmode=False,
        margin={"l": 48, "r": 12, "t": 8, "b": 44},
        xaxis=style.axis(unit, fixedrange=True, zeroline=True, zerolinecolor=style.LINE, nticks=5),
        yaxis=style.axis(
            tickvals=list(range(len(order))),
            ticktext=[fit_text(names[place], 150, 12) for place in order],
            range=[len(order) - 0.5, -0.5],
            automargin=True,
            fixedrange=True,
            showgrid=False,
        ),
    )
