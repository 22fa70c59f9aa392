"""Optimizers on their way down, seen from above, and how high they still are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.lessons import network_parts
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

COLORS: Mapping[str, str] = {
    "sgd": style.CLASS_COLORS[7],
    "momentum": style.CLASS_COLORS[0],
    "nesterov": style.CLASS_COLORS[4],
    "adagrad": style.CLASS_COLORS[1],
    "rmsprop": style.CLASS_COLORS[2],
    "adadelta": style.CLASS_COLORS[3],
    "adam": style.CLASS_COLORS[5],
}
"""The same color for an optimizer everywhere."""

DASHES: Mapping[str, str] = {
    "sgd": "solid",
    "momentum": "solid",
    "nesterov": "6px,3px",
    "adagrad": "solid",
    "rmsprop": "6px,3px",
    "adadelta": "2px,2px",
    "adam": "solid",
}

OptimizerPath = tuple[str, str, np.ndarray, np.ndarray]
"""Name and title of an optimizer, its points (n, 2) and the heights there (n,)."""


def race_map(
    x: np.ndarray,
    y: np.ndarray,
    height: np.ndarray,
    paths: Sequence[OptimizerPath],
    minima: Sequence[tuple[float, float]],
) -> go.Figure:
    """The landscape from above with the path of each optimizer.

    Args:
        x, y: (n,), (k,).
        height: (k, n), at least 0.
        paths: One per optimizer, up to the step that is shown.
        minima: The lowest place of all first; drawn as a full star, others as open ones.
    """
    return style.figure(
        [
            network_parts.contours(x, y, height + 1e-3, tr("height {height}", height="%{customdata:.3g}"), levels=14),
            {
                "type": "scatter",
                "uid": "minima",
                "name": tr("Minimum"),
                "mode": "markers",
                "x": [place[0] for place in minima],
                "y": [place[1] for place in minima],
                "marker": {
                    "size": 14,
                    "symbol": ["star", *["star-open"] * (len(minima) - 1)],
                    "color": style.INK,
                },
                "hovertemplate": f"{tr('minimum')}<extra></extra>",
                "showlegend": False,
            },
            *(_path(*path) for path in paths),
        ],
        height=420,
        revision="race",
        dragmode=False,
        hovermode="closest",
        showlegend=len(paths) > 1,
        margin={"l": 40, "r": 12, "t": 52 if len(paths) > 1 else 12, "b": 36},
        xaxis=style.axis("x", range=[float(x[0]), float(x[-1])], fixedrange=True, nticks=9),
        yaxis=style.axis("y", range=[float(y[0]), float(y[-1])], fixedrange=True, nticks=9),
    )


def race_heights(paths: Sequence[OptimizerPath], steps: int) -> go.Figure:
    """How high each optimizer is above the lowest point, after each step; logarithmic.

    Args:
        paths: One per optimizer, up to the step that is shown.
        steps: How many the axis has room for.
    """
    return style.figure(
        [
            {
                "type": "scatter",
                "uid": name,
                "name": title,
                "mode": "lines",
                "x": np.arange(len(heights)),
                "y": np.maximum(heights, 1e-6).astype(np.float32),
                "line": {"color": COLORS[name], "width": 2.2, "dash": DASHES[name]},
                "hovertemplate": tr("{title} after step {step}: {height}", title=title, step="%{x}", height="%{y:.3g}")
                + "<extra></extra>",
            }
            for name, title, _, heights in paths
        ],
        height=250,
        revision="heights",
        dragmode=False,
        margin={"l": 62, "r": 12, "t": 12, "b": 40},
        xaxis=style.axis(tr("Step"), range=[0, steps], fixedrange=True, nticks=9),
        yaxis=style.axis(
            tr("Height above the lowest point"),
            type="log",
            range=[-6.2, 1.4],
            fixedrange=True,
            tickvals=[1e-6, 1e-4, 1e-2, 1],
            ticktext=[number(1e-6, ".6f"), number(1e-4, ".4f"), number(1e-2, ".2f"), "1"],
        ),
    )


def _path(name: str, title: str, points: np.ndarray, heights: np.ndarray) -> dict[str, Any]:
    drawn = network_parts.path(points[:, 0], points[:, 1], heights, name=title, color=COLORS[name])
    drawn["line"]["dash"] = DASHES[name]
    return drawn
