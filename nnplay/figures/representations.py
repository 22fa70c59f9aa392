"""Many examples as each layer sees them, in two dimensions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.text import fit_text, literal_names
from nnplay.i18n import tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

PANEL = 300
"""Least width of a layer's panel in pixels."""

TITLE = 44
GAP = 18
LEGEND, LEGEND_ON_A_PHONE = 44, 78

SYMBOLS = ("circle", "square", "diamond", "cross", "x", "triangle-up", "triangle-down", "star", "hexagon", "pentagon")
"""Beside the colors, so that classes are told apart without them."""


@literal_names
def layer_scatter(
    layers: Sequence[tuple[str, str, np.ndarray]],
    targets: np.ndarray,
    class_names: Sequence[str],
    places: np.ndarray,
    *,
    chosen: int | None = None,
    target_name: str = "target",
    width: int = 860,
) -> go.Figure:
    """A panel per layer with a point per example, colored by class, or by target where there are no classes.

    A click gives the example's place as `customdata`.

    Args:
        layers: Title, a line under it, and points (n, 2), of each layer.
        targets: (n,) class numbers, or the targets of a regression.
        class_names: One per class; empty for a regression.
        places: (n,) what an example is called when the mouse is over it, and what a click gives.
        chosen: The place of an example that is ringed.
        target_name: What the targets of a regression are.
        width: The least width in pixels that the figure will have.
    """
    across = max(1, min(len(layers), width // PANEL))
    down = math.ceil(len(layers) / across)
    side = (width - GAP * (across - 1)) / across
    high = min(side, 320) + TITLE
    legend = (LEGEND if across > 1 else LEGEND_ON_A_PHONE) if class_names else 0
    height = round(legend + down * high)
    traces: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    notes: list[dict[str, Any]] = []
    for number, (title, line, points) in enumerate(layers):
        suffix = "" if not number else str(number + 1)
        row, column = divmod(number, across)
        left, right = column * (side + GAP) / width, (column * (side + GAP) + side) / width
        top = 1 - (legend + row * high) / height
        low, up = top - high / height, top - TITLE / height
        frame = {"showline": True, "mirror": True, "linecolor": style.LINE, "zeroline": False, "fixedrange": True}
        plain = {"showgrid": False, "showticklabels": False, "ticks": "", **frame}
        axes[f"xaxis{suffix}"] = {**plain, "domain": [max(left, 0.0), min(right, 1.0)], "anchor": f"y{suffix}"}
        axes[f"yaxis{suffix}"] = {**plain, "domain": [max(low, 0.0), min(up, 1.0)], "anchor": f"x{suffix}"}
        for text, lift, color in ((f"<b>{title}</b>", 30, style.INK), (line, 13, style.MUTED)):
            notes.append(
                {
                    "text": fit_text(text, side + 20, 12),
                    "x": left,
                    "y": up + lift / height,
                    "xref": "paper",
                    "yref": "paper",
                    "xanchor": "left",
                    "yanchor": "middle",
                    "showarrow": False,
                    "font": {"size": 12, "color": color},
                }
            )
        on = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
        traces += _points(points, targets, class_names, places, target_name, legend=not number, **on)
        ringed = points[places == chosen] if chosen is not None else points[:0]
        ring = {"size": 14, "color": "rgba(0,0,0,0)", "line": {"color": style.INK, "width": 2.5}}
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": ringed[:, 0],
                "y": ringed[:, 1],
                "marker": ring,
                "hoverinfo": "skip",
                "showlegend": False,
                **on,
            }
        )
    return style.figure(
        traces,
        height=height,
        revision="representations",
        showlegend=bool(class_names),
        dragmode=False,
        hovermode="closest",
        margin={"l": 1, "r": 1, "t": 1, "b": 1},
        annotations=notes,
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "font": {"size": 12},
            "itemsizing": "constant",
        },
        **axes,
    )


def _points(
    points: np.ndarray,
    targets: np.ndarray,
    class_names: Sequence[str],
    places: np.ndarray,
    target_name: str,
    *,
    legend: bool,
    **on: str,
) -> list[dict[str, Any]]:
    base = {"type": "scatter", "mode": "markers", **on}
    if not class_names:
        marker = {"size": 7, "color": np.asarray(targets, np.float64), "colorscale": "Cividis"}
        hover = tr("test example") + f" %{{customdata}}<br>{target_name} %{{marker.color:.3g}}<extra></extra>"
        x, y = points[:, 0], points[:, 1]
        return [{**base, "x": x, "y": y, "customdata": places, "marker": marker, "hovertemplate": hover}]
    colors = style.class_colors(len(class_names))
    found = []
    for label, name in enumerate(class_names):
        mine = np.asarray(targets) == label
        found.append(
            {
                **base,
                "name": fit_text(name, 110, 12),
                "legendgroup": name,
                "showlegend": legend,
                "x": points[mine, 0],
                "y": points[mine, 1],
                "customdata": places[mine],
                "marker": {
                    "size": 7,
                    "color": colors[label],
                    "symbol": SYMBOLS[label % len(SYMBOLS)],
                    "line": {"color": style.PAPER, "width": 0.5},
                },
                "hovertemplate": tr("test example") + f" %{{customdata}}<br>{name}<extra></extra>",
            }
        )
    return found
