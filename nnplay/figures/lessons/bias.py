"""Bars of accuracies that are compared with each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nnplay.figures import style
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go


def accuracy_bars(shares: Mapping[str, float], *, guess: float) -> go.Figure:
    """A bar for each kind of test digits, from top to bottom, with its share written in.

    Args:
        shares: From 0 to 1, by name.
        guess: What guessing reaches; a dotted line.
    """
    names = list(shares)
    bars: dict[str, Any] = {
        "type": "bar",
        "uid": "bars",
        "orientation": "h",
        "x": list(shares.values()),
        "y": list(range(len(names))),
        "marker": {"color": style.ACCENT},
        "text": [number(share, ".1%") for share in shares.values()],
        "textposition": ["inside" if share > 0.15 else "outside" for share in shares.values()],
        "hovertemplate": "%{customdata}: %{x:.1%}<extra></extra>",
        "customdata": names,
        "width": 0.5,
    }
    labels = [
        {
            "x": 0,
            "y": place - 0.42,
            "text": name,
            "showarrow": False,
            "xanchor": "left",
            "font": {"size": 12},
        }
        for place, name in enumerate(names)
    ]
    return style.figure(
        [bars],
        height=58 * len(names) + 50,
        revision="accuracy-bars",
        dragmode=False,
        margin={"l": 8, "r": 12, "t": 8, "b": 44},
        annotations=labels,
        shapes=[
            {
                "type": "line",
                "yref": "paper",
                "x0": guess,
                "x1": guess,
                "y0": 0,
                "y1": 1,
                "line": {"color": style.MUTED, "width": 1, "dash": "dot"},
            }
        ],
        xaxis=style.axis(tr("Accuracy (dotted: guessing)"), range=[0, 1.01], tickformat=".0%", fixedrange=True),
        yaxis=style.hidden_axis(range=[len(names) - 0.55, -0.75], fixedrange=True),
    )
