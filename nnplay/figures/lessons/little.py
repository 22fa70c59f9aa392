"""Accuracy against the number of examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nnplay.figures import style
from nnplay.figures.lessons.depth import COLORS
from nnplay.i18n import tr

if TYPE_CHECKING:
    import plotly.graph_objects as go


def transfer_curves(counts: Sequence[int], accuracies: Mapping[str, Sequence[float]], marked: int) -> go.Figure:
    """Accuracy against the number of examples, a line per way of learning; one number marked.

    Args:
        counts: Numbers of examples, growing; they are drawn at equal distances.
        accuracies: By way of learning, a share for each count, 0..1; the first one learns nothing and is dashed.
        marked: One of the counts.
    """
    texts = list(map(str, counts))
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "uid": name,
            "name": name,
            "mode": "lines+markers" if place else "lines",
            "x": texts,
            "y": list(values),
            "line": {
                "color": COLORS[place - 1] if place else style.MUTED,
                "width": 2.4,
                "dash": "solid" if place else "dash",
            },
            "marker": {"size": 8, "symbol": ("circle", "diamond", "square")[place % 3]},
            "hovertemplate": f"{name}: %{{y:.1%}}<extra></extra>",
        }
        for place, (name, values) in enumerate(accuracies.items())
    ]
    return style.figure(
        traces,
        height=340,
        revision="transfer",
        showlegend=True,
        hovermode="x unified",
        dragmode=False,
        margin={"l": 52, "r": 12, "t": 12, "b": 110},
        legend={"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top", "font": {"size": 12}},
        shapes=[
            {
                "type": "line",
                "yref": "paper",
                "x0": texts.index(str(marked)),
                "x1": texts.index(str(marked)),
                "y0": 0,
                "y1": 1,
                "line": {"color": style.MUTED, "width": 1, "dash": "dot"},
            }
        ],
        xaxis=style.axis(tr("New digits to learn from"), type="category", fixedrange=True),
        yaxis=style.axis(tr("Accuracy on test digits"), range=[0.5, 1.01], tickformat=".0%", nticks=6, fixedrange=True),
    )
