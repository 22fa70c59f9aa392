"""Two columns of a dataset at a time: correlations and scatter plots."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.columns import LABEL_WIDTH, group_colors, legend_above, shown_name
from nnplay.figures.text import fit_text, literal_names, text_width
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

SYMBOLS = ("circle", "diamond", "square", "cross", "x", "triangle-up", "star", "triangle-down", "pentagon", "hexagon")


@literal_names
def correlation_map(values: np.ndarray, names: Sequence[str]) -> go.Figure:
    """The correlation of each two columns: green where they grow together, purple where one falls as the other grows.

    Args:
        values: (columns, columns), in -1..1, NaN where there is none.
        names: One per column.
    """
    count = len(names)
    few = count <= 12
    short = [fit_text(name, LABEL_WIDTH, 11) for name in names]
    text = [[("" if math.isnan(value) else number(value, ".2f").replace("0.", ".")) for value in row] for row in values]
    widest = max([text_width(name, 11) for name in short], default=0)
    # Names below stand level where they have room for it, else at a slant, and upright where they are many.
    angle, below = (0, 26.0) if count * widest < 260 else (-40, 0.7 * widest + 12)
    if count > 12:
        angle, below = -90, widest + 8
    correlation = tr("correlation")
    heat = {
        "type": "heatmap",
        "uid": "correlations",
        "x": list(range(count)),
        "y": list(range(count)),
        "z": np.asarray(values, dtype=np.float64),
        "zmin": -1,
        "zmax": 1,
        "colorscale": style.DIVERGING,
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "text": text if few else None,
        "texttemplate": "%{text}" if few else None,
        "textfont": {"size": 11 if count <= 9 else 9},
        "customdata": [[[column, row] for column in names] for row in names],
        "hovertemplate": f"%{{customdata[0]}}<br>%{{customdata[1]}}<br>{correlation} %{{z:.3f}}<extra></extra>",
        "hoverongaps": False,
    }
    ticks: dict[str, Any] = {
        "tickvals": list(range(count)),
        "ticktext": short,
        "ticks": "",
        "showgrid": False,
        "fixedrange": True,
    }
    return style.figure(
        [heat],
        height=round(min(max(26 * count, 150), 520) + below + 12),
        revision="correlations",
        dragmode=False,
        margin={"l": 12, "r": 12, "t": 8, "b": below},
        xaxis=style.axis(**ticks, tickangle=angle),
        yaxis=style.axis(**ticks, range=[count - 0.5, -0.5], automargin=True),
    )


@literal_names
def scatter_groups(
    groups: Mapping[str, tuple[np.ndarray, np.ndarray]],
    x_title: str,
    y_title: str,
    *,
    height: int = 380,
    width: int = 300,
    same_scale: bool = False,
) -> go.Figure:
    """Points by group, told apart by color and by symbol.

    Args:
        groups: By group x (n,) and y (n,).
        x_title, y_title: Names of the axes, with their units.
        height: In pixels.
        width: The least width that the figure will have, in pixels.
        same_scale: Whether a unit is as long on both axes, as a plane wants it.
    """
    traces = [
        {
            "type": "scatter",
            "mode": "markers",
            "uid": name,
            "name": shown_name(name),
            "x": x,
            "y": y,
            "marker": {
                "size": 7,
                "color": style.rgba(color, 0.65),
                "symbol": SYMBOLS[place % len(SYMBOLS)],
                "line": {"color": style.PAPER, "width": 0.7},
            },
            "hovertemplate": f"{x_title} %{{x:.4~g}}<br>{y_title} %{{y:.4~g}}<extra>{shown_name(name)}</extra>",
        }
        for place, ((name, (x, y)), color) in enumerate(zip(groups.items(), group_colors(list(groups)), strict=True))
    ]
    return _scatter(traces, list(groups), x_title, y_title, height, width, same_scale)


@literal_names
def scatter_values(
    x: np.ndarray, y: np.ndarray, values: np.ndarray, x_title: str, y_title: str, value_title: str, *, height: int = 380
) -> go.Figure:
    """Points colored by a number: pale where it is small, dark where it is large.

    Args:
        x, y, values: (n,).
        x_title, y_title, value_title: What they are called, with their units.
        height: In pixels.
    """
    trace = {
        "type": "scatter",
        "mode": "markers",
        "uid": "points",
        "x": x,
        "y": y,
        "marker": {
            "size": 7,
            "color": values,
            "colorscale": [[0, style.COLORS.crowd[0]], [1, style.COLORS.crowd[1]]],
            "showscale": True,
            "colorbar": {"title": {"text": value_title, "side": "right"}, "thickness": 10, "outlinewidth": 0},
            "line": {"color": style.PAPER, "width": 0.7},
        },
        "customdata": values,
        "hovertemplate": f"{x_title} %{{x:.4~g}}<br>{y_title} %{{y:.4~g}}<br>{value_title} %{{customdata:.4~g}}"
        "<extra></extra>",
    }
    return _scatter([trace], [], x_title, y_title, height, 300, False)


def _scatter(
    traces: list[dict[str, Any]], names: list[str], x_title: str, y_title: str, height: int, width: int, same: bool
) -> go.Figure:
    return style.figure(
        traces,
        height=height,
        revision=f"scatter {x_title} {y_title}",
        **legend_above(names, width),
        xaxis=style.axis(x_title, nticks=7, **({"constrain": "domain"} if same else {})),
        yaxis=style.axis(
            y_title, nticks=7, automargin=True, **({"constrain": "domain", "scaleanchor": "x"} if same else {})
        ),
    )
