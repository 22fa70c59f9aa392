"""A map of codes in the plane, and a place on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.representations import SYMBOLS
from nnplay.i18n import tr

if TYPE_CHECKING:
    import plotly.graph_objects as go


def code_map(
    codes: np.ndarray,
    labels: np.ndarray,
    *,
    place: tuple[float, float] | None,
    bounds: Sequence[tuple[float, float]],
    revision: str,
) -> go.Figure:
    """A point per digit at its code, colored by what it is; a cross where a code is drawn.

    Args:
        codes: (n, 2).
        labels: int64 (n,), 0..9.
        place: The first and second number of a code; None where none is drawn.
        bounds: Where each axis begins and ends.
        revision: What a zoom is kept for.
    """
    colors = style.class_colors(10)
    traces: list[dict[str, Any]] = []
    for label in range(10):
        mine = labels == label
        traces.append(
            {
                "type": "scatter",
                "uid": str(label),
                "name": str(label),
                "mode": "markers",
                "x": np.round(codes[mine, 0], 3),
                "y": np.round(codes[mine, 1], 3),
                "marker": {
                    "size": 7,
                    "color": colors[label],
                    "symbol": SYMBOLS[label],
                    "line": {"color": style.PAPER, "width": 0.5},
                },
                "hovertemplate": tr("a {label}", label=label)
                + f"<br>{tr('code')} %{{x:.2f}}, %{{y:.2f}}<extra></extra>",
            }
        )
    traces.append(
        {
            "type": "scatter",
            "uid": "place",
            "name": tr("drawn"),
            "mode": "markers",
            "x": [place[0]] if place else [],
            "y": [place[1]] if place else [],
            "marker": {"size": 17, "symbol": "cross-thin", "line": {"color": style.INK, "width": 3}},
            "showlegend": False,
            "hoverinfo": "skip",
        }
    )
    return style.figure(
        traces,
        height=430,
        revision=revision,
        showlegend=True,
        hovermode="closest",
        dragmode=False,
        margin={"l": 44, "r": 8, "t": 8, "b": 84},
        legend={"orientation": "h", "x": 0, "y": -0.14, "yanchor": "top", "font": {"size": 12}},
        xaxis=style.axis(tr("First number of the code"), range=list(bounds[0]), nticks=7, fixedrange=True),
        yaxis=style.axis(tr("Second number"), range=list(bounds[1]), nticks=7, fixedrange=True),
    )
