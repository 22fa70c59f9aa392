"""Points with a line, and the landscape of its loss with the path downhill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.lessons import network_parts
from nnplay.i18n import N_, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

X_REACH, Y_REACH = 5.0, 8.0
"""Points lie within -5..5 and -8..8."""

SNAP = 0.25
POINTS = "points"
"""A click is taken at the next place of a grid this fine."""


def points_and_line(
    x: np.ndarray,
    y: np.ndarray,
    line: tuple[float, float],
    *,
    best: tuple[float, float] | None = None,
    batch: Sequence[int] = (),
    targets: bool = False,
    height: int = 330,
) -> go.Figure:
    """Points, a line, and the error of each point as an upright stroke.

    Args:
        x, y: (n,).
        line: Slope and intercept.
        best: Slope and intercept of the least squares, drawn pale.
        batch: Indices of points that are set off; all are alike where it is empty.
        targets: Whether empty places can be clicked.
        height: In pixels.
    """
    m, b = line
    ends = np.array([-X_REACH, X_REACH])
    chosen = np.isin(np.arange(len(x)), batch) if len(batch) else np.ones(len(x), bool)
    gaps_x = np.column_stack([x, x, np.full(len(x), np.nan)])[chosen].ravel()
    gaps_y = np.column_stack([y, m * x + b, np.full(len(x), np.nan)])[chosen].ravel()
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "uid": "best",
            "name": tr("Least squares"),
            "mode": "lines",
            "x": ends,
            "y": best[0] * ends + best[1] if best else [None, None],
            "line": {"color": style.INK, "width": 2, "dash": "6px,4px"},
            "hoverinfo": "skip",
            "showlegend": best is not None,
        },
        {
            "type": "scatter",
            "uid": "errors",
            "name": tr("Errors"),
            "mode": "lines",
            "x": gaps_x,
            "y": gaps_y,
            "line": {"color": style.SECOND, "width": 2},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "uid": "line",
            "name": tr("Line"),
            "mode": "lines",
            "x": ends,
            "y": m * ends + b,
            "line": {"color": style.ACCENT, "width": 3},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "uid": "points",
            "name": tr("Points"),
            "legendgroup": POINTS,
            "mode": "markers",
            "x": x,
            "y": y,
            "marker": {
                "size": 11,
                "color": [style.INK if one else style.LINE for one in chosen],
                "line": {"color": style.PAPER, "width": 1.5},
            },
            "hovertemplate": "x %{x:.2f}, y %{y:.2f}<extra></extra>",
        },
    ]
    if targets:
        traces.insert(0, network_parts.targets((-X_REACH, X_REACH), (-Y_REACH, Y_REACH), SNAP))
    return style.figure(
        traces,
        height=height,
        revision="points",
        showlegend=True,
        dragmode=False,
        hovermode="closest",
        xaxis=style.axis("x", range=[-X_REACH - 0.2, X_REACH + 0.2], fixedrange=True, nticks=11),
        yaxis=style.axis("y", range=[-Y_REACH - 0.3, Y_REACH + 0.3], fixedrange=True, nticks=9),
    )


def loss_contours(
    m: np.ndarray,
    b: np.ndarray,
    loss: np.ndarray,
    path: np.ndarray,
    best: tuple[float, float],
    *,
    x_title: str = N_("Slope m"),
    y_title: str = N_("Intercept b"),
) -> go.Figure:
    """The loss seen from above, as lines of equal loss, with the path downhill.

    Args:
        m, b: (n,), (k,): the places.
        loss: (k, n), above zero. Neighbouring lines are equal factors apart.
        path: (updates + 1, 3): m, b and loss at each point of the path.
        best: Where the loss is least.
        x_title, y_title: What both parameters are called, in English.
    """
    x_title, y_title = tr(x_title), tr(y_title)
    return style.figure(
        [
            network_parts.contours(
                m, b, loss, f"{x_title} %{{x:.2f}}, {y_title} %{{y:.2f}}<br>{tr('loss')} %{{customdata:.3g}}"
            ),
            {
                "type": "scatter",
                "uid": "best",
                "name": tr("Least squares"),
                "mode": "markers",
                "x": [best[0]],
                "y": [best[1]],
                "marker": {"size": 13, "symbol": "star", "color": style.INK},
                "hovertemplate": f"{tr('lowest loss')}<extra></extra>",
            },
            network_parts.path(path[:, 0], path[:, 1], path[:, 2]),
        ],
        height=330,
        revision="contours",
        dragmode=False,
        hovermode="closest",
        xaxis=style.axis(x_title, range=[float(m[0]), float(m[-1])], fixedrange=True, nticks=9),
        yaxis=style.axis(y_title, range=[float(b[0]), float(b[-1])], fixedrange=True, nticks=9),
        margin={"l": 48, "r": 12, "t": 12, "b": 40},
    )


def loss_landscape(m: np.ndarray, b: np.ndarray, loss: np.ndarray, path: np.ndarray) -> go.Figure:
    """The same loss as a surface with the path on it; see `loss_contours`."""
    top = float(loss.max())
    inside = (path[:, 0] >= m[0]) & (path[:, 0] <= m[-1]) & (path[:, 1] >= b[0]) & (path[:, 1] <= b[-1])
    shown = path[inside]
    return style.figure(
        [
            {
                "type": "surface",
                "x": m,
                "y": b,
                "z": loss.astype(np.float32),
                "colorscale": network_parts.LOSS_COLORS,
                "showscale": False,
                "opacity": 0.92,
                "hovertemplate": f"m %{{x:.2f}}, b %{{y:.2f}}<br>{tr('loss')} %{{z:.3g}}<extra></extra>",
            },
            {
                "type": "scatter3d",
                "mode": "lines+markers",
                "x": shown[:, 0],
                "y": shown[:, 1],
                # A little above, so that the surface does not swallow it.
                "z": shown[:, 2] + 0.015 * top,
                "line": {"color": network_parts.PATH_COLOR, "width": 5},
                "marker": {"size": 3, "color": network_parts.PATH_COLOR},
                "hoverinfo": "skip",
            },
        ],
        height=330,
        revision="landscape",
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene=network_parts.scene("m", "b", tr("loss"), camera={"x": 1.3, "y": -1.5, "z": 1.0}),
    )


def loss_by_step(loss: np.ndarray, now: int, epoch_ends: Sequence[int], least: float) -> go.Figure:
    """The loss after each update, with the epochs marked.

    Args:
        loss: (updates + 1,), over all points.
        now: The update that is looked at.
        epoch_ends: Updates after which an epoch is over.
        least: The loss of the least squares.
    """
    shown = np.where(loss > 0, loss, np.nan)
    return style.figure(
        [
            {
                "type": "scatter",
                "uid": "loss",
                "mode": "lines+markers",
                "x": np.arange(len(loss)),
                "y": shown,
                "line": {"color": style.TRAINING, "width": 2.2},
                "marker": {"size": 4, "color": style.TRAINING},
                "hovertemplate": tr("after step {step}: loss {loss}", step="%{x}", loss="%{y:.4g}") + "<extra></extra>",
            },
            {
                "type": "scatter",
                "uid": "now",
                "mode": "markers",
                "x": [now],
                "y": [shown[now]],
                "marker": {"size": 12, "color": network_parts.PATH_COLOR, "line": {"color": style.PAPER, "width": 2}},
                "hoverinfo": "skip",
            },
        ],
        height=230,
        revision="loss by step",
        dragmode=False,
        margin={"l": 52, "r": 12, "t": 12, "b": 40},
        shapes=[
            *(
                {
                    "type": "line",
                    "x0": place,
                    "x1": place,
                    "yref": "paper",
                    "y0": 0,
                    "y1": 1,
                    "line": {"color": style.LINE, "width": 1, "dash": "dot"},
                }
                for place in epoch_ends
            ),
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": least,
                "y1": least,
                "line": {"color": style.INK, "width": 1.5, "dash": "dash"},
            },
        ],
        xaxis=style.axis(
            tr("Step (update of m and b); dotted lines end an epoch"), range=[-0.5, len(loss) - 0.5], nticks=10
        ),
        yaxis=style.axis(tr("Loss (MSE)"), type="log", nticks=5, tickformat="~g"),
    )
