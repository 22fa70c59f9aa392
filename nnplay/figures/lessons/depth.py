"""Several trainings in one figure, and accuracy against shift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.i18n import tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

COLORS = (style.ACCENT, style.SECOND, style.CLASS_COLORS[2], style.CLASS_COLORS[3])
_DASHES = ("solid", "6px,3px")


def several_curves(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    *,
    epochs: int,
    title: str,
    pairs: bool = False,
    percent: bool = True,
    most: float | None = None,
) -> go.Figure:
    """A line for each training over its epochs.

    Args:
        curves: By name, epochs and values; empty before there are any.
        epochs: How many are planned; the axis ends there from the start.
        title: What the values are.
        pairs: Whether every two lines belong together: one colour, the second one dashed.
        percent: Whether values are shares from 0 to 1.
        most: Where the value axis ends.
    """
    traces: list[dict[str, Any]] = []
    for place, (name, (epoch, values)) in enumerate(curves.items()):
        group, member = divmod(place, 2) if pairs else (place, 0)
        color = COLORS[group % len(COLORS)]
        traces.append(
            {
                "type": "scatter",
                "uid": name,
                "name": name,
                "mode": "lines" if len(values) > 1 else "lines+markers",
                "x": list(epoch) or [None],
                "y": list(values) or [None],
                "line": {"color": color, "width": 2.4, "dash": _DASHES[member]},
                "marker": {"color": color, "size": 6},
                "hovertemplate": f"{name}: %{{y:{'.1%' if percent else '.3g'}}}<extra></extra>",
            }
        )
    top = most or (1.02 if percent else None)
    return style.figure(
        traces,
        height=330,
        revision=title,
        showlegend=True,
        hovermode="x unified",
        dragmode=False,
        margin={"l": 52, "r": 12, "t": 12, "b": 92},
        legend={"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top", "font": {"size": 12}},
        xaxis=style.axis(tr("Epoch"), range=[0, epochs * 1.02], nticks=8, fixedrange=True),
        yaxis=style.axis(title, range=[0, top] if top else None, tickformat=".0%" if percent else "~g", nticks=6),
    )


def shift_curves(shifts: Sequence[int], accuracies: Mapping[str, Sequence[float]], marked: int) -> go.Figure:
    """Accuracy against how far all pictures were moved to the right, a line per network; one shift marked.

    Args:
        shifts: Pixels, growing.
        accuracies: By network one share per shift, 0..1.
        marked: The shift that is looked at.
    """
    traces = [
        {
            "type": "scatter",
            "uid": name,
            "name": name,
            "mode": "lines+markers",
            "x": list(shifts),
            "y": list(np.asarray(values, dtype=np.float64)),
            "line": {"color": COLORS[place], "width": 2.4},
            "marker": {"size": 8, "symbol": ("circle", "diamond")[place % 2]},
            "hovertemplate": f"{name}: %{{y:.1%}}<extra></extra>",
        }
        for place, (name, values) in enumerate(accuracies.items())
    ]
    return style.figure(
        traces,
        height=280,
        revision="shifts",
        showlegend=True,
        hovermode="x unified",
        dragmode=False,
        margin={"l": 52, "r": 12, "t": 30, "b": 44},
        shapes=[
            {
                "type": "line",
                "yref": "paper",
                "x0": marked,
                "x1": marked,
                "y0": 0,
                "y1": 1,
                "line": {"color": style.MUTED, "width": 1, "dash": "dot"},
            }
        ],
        xaxis=style.axis(tr("Pixels to the right"), tickvals=list(shifts), fixedrange=True),
        yaxis=style.axis(tr("Accuracy on test digits"), range=[0, 1.02], tickformat=".0%", nticks=6, fixedrange=True),
    )
