"""Many fits of one model with their mean, and errors over the size of a hidden layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnplay.figures import style
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

SHOWN = 25
"""So many of the fits are drawn."""


def many_fits(x: np.ndarray, curves: np.ndarray, mean: np.ndarray, truth: np.ndarray) -> go.Figure:
    """Fits to different draws of points, their mean, and the true curve.

    Args:
        x, mean, truth: (n,).
        curves: (draws, n); the first `SHOWN` are drawn.
    """
    shown = curves[:SHOWN]
    padded = np.pad(shown, ((0, 0), (0, 1)), constant_values=np.nan)

    def line(
        name: str, places: np.ndarray, values: np.ndarray, color: str, width: float, dash: str
    ) -> dict[str, object]:
        return {
            "type": "scatter",
            "uid": name,
            "name": name,
            "mode": "lines",
            "x": places.astype(np.float32),
            "y": values.astype(np.float32),
            "line": {"color": color, "width": width, "dash": dash},
            "hoverinfo": "skip",
        }

    return style.figure(
        [
            line(tr("single fits"), np.tile(np.append(x, np.nan), len(shown)), padded.ravel(), style.LINE, 1, "solid"),
            line(tr("the truth"), x, truth, style.INK, 2.4, "6px,4px"),
            line(tr("the mean of all fits"), x, mean, style.ACCENT, 2.6, "solid"),
        ],
        height=360,
        revision="many-fits",
        showlegend=True,
        dragmode=False,
        xaxis=style.axis("x", range=[float(x[0]), float(x[-1])], fixedrange=True, nticks=9),
        yaxis=style.axis("y", range=[-2.6, 2.6], fixedrange=True, nticks=9),
    )


def errors_by_size(sizes: Sequence[int], train: np.ndarray, new: np.ndarray, examples: int, marked: int) -> go.Figure:
    """Shares of mistakes over the units of a hidden layer, on a logarithmic axis.

    Args:
        sizes: Units, growing.
        train, new: Shares of mistakes on the training examples and on new ones, one for each size.
        examples: How many training examples there are: a dotted line stands there.
        marked: The size at hand.
    """
    return style.figure(
        [
            {
                "type": "scatter",
                "uid": name,
                "name": name,
                "mode": "lines+markers",
                "x": list(sizes),
                "y": values,
                "line": {"color": color, "width": 2.4, "dash": dash},
                "marker": {"size": [11 if size == marked else 5 for size in sizes], "color": color},
                "hovertemplate": tr("{units} units, {name}: {share} wrong", units="%{x}", name=name, share="%{y:.1%}")
                + "<extra></extra>",
            }
            for name, values, color, dash in (
                (tr("training digits"), train, style.TRAINING, "solid"),
                (tr("new digits"), new, style.VALIDATION, "6px,3px"),
            )
        ],
        height=360,
        revision="double-descent",
        showlegend=True,
        dragmode=False,
        shapes=[
            {
                "type": "line",
                "yref": "paper",
                "x0": examples,
                "x1": examples,
                "y0": 0,
                "y1": 1,
                "line": {"color": style.MUTED, "width": 1.5, "dash": "dot"},
            }
        ],
        xaxis=style.axis(
            tr("Hidden units"),
            type="log",
            tickvals=[5, 10, 20, 50, 100, 200, 500, 1000],
            ticktext=["5", "10", "20", "50", "100", "200", "500", number(1000, ",")],
            fixedrange=True,
        ),
        yaxis=style.axis(tr("Share of mistakes"), range=[-0.02, 1.0], tickformat=".0%", fixedrange=True, nticks=6),
    )
