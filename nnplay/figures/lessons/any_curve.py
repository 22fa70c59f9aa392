"""A curve, what a hidden layer makes of it, and what each unit adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nnplay.figures import style
from nnplay.i18n import tr

if TYPE_CHECKING:
    import plotly.graph_objects as go


def followed(x: np.ndarray, target: np.ndarray, output: np.ndarray, parts: np.ndarray) -> go.Figure:
    """The curve to follow, the network's output over it, and each unit's part pale beneath.

    Args:
        x: (n,), growing.
        target, output: (n,).
        parts: (units, n): what each unit adds to the output.
    """
    between = np.append(x, np.nan)
    return style.figure(
        [
            {
                "type": "scatter",
                "uid": "parts",
                "name": tr("what each unit adds"),
                "mode": "lines",
                "x": np.tile(between, len(parts)).astype(np.float32),
                "y": np.pad(parts, ((0, 0), (0, 1)), constant_values=np.nan).ravel().astype(np.float32),
                "line": {"color": style.LINE, "width": 1},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "uid": "target",
                "name": tr("the curve"),
                "mode": "lines",
                "x": x.astype(np.float32),
                "y": target.astype(np.float32),
                "line": {"color": style.INK, "width": 2.4, "dash": "6px,4px"},
                "hovertemplate": f"x %{{x:.2f}}<br>{tr('the curve')} %{{y:.3f}}<extra></extra>",
            },
            {
                "type": "scatter",
                "uid": "output",
                "name": tr("the network"),
                "mode": "lines",
                "x": x.astype(np.float32),
                "y": output.astype(np.float32),
                "line": {"color": style.ACCENT, "width": 2.4},
                "hovertemplate": f"x %{{x:.2f}}<br>{tr('the network')} %{{y:.3f}}<extra></extra>",
            },
        ],
        height=360,
        revision="any-curve",
        showlegend=True,
        dragmode=False,
        xaxis=style.axis(tr("Input x"), range=[float(x[0]), float(x[-1])], fixedrange=True, nticks=9),
        yaxis=style.axis(tr("Output"), range=[-2.2, 2.2], fixedrange=True, nticks=9),
    )
