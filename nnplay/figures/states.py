"""The numbers inside of a network, epoch by epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.i18n import tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

BINS = 40


def histograms(epochs: Sequence[int], numbers: Sequence[np.ndarray], *, title: str, height: int = 190) -> go.Figure:
    """A histogram per epoch, upright and side by side: the darker, the more numbers lie there.

    Args:
        epochs: In order; each has the same width, however far apart they are.
        numbers: (n,) of each epoch.
        title: What the numbers are, at the upright axis.
        height: In pixels.
    """
    shares, edges = histogram_shares(numbers)
    middles = (edges[1:] + edges[:-1]) / 2
    names = [str(epoch) for epoch in epochs]
    heat = {
        "type": "heatmap",
        "uid": "histograms",
        "x": list(range(len(epochs))),
        "y": middles,
        # The square root lets rare numbers be seen beside a tall peak.
        "z": np.sqrt(shares).T.astype(np.float32),
        "customdata": np.dstack([shares.T, np.tile(np.array(epochs), (len(middles), 1))]),
        "colorscale": [[0.0, style.PAPER], [1.0, style.ACCENT]],
        "showscale": False,
        "hovertemplate": tr("epoch %{customdata[1]}<br>about %{y:.3g}: %{customdata[0]:.1%}") + "<extra></extra>",
    }
    step = max(1, -(-len(epochs) // 8))
    return style.figure(
        [heat],
        height=height,
        revision="histograms",
        dragmode=False,
        margin={"l": 52, "r": 8, "t": 6, "b": 36},
        xaxis=style.axis(
            tr("epoch"),
            tickvals=list(range(0, len(epochs), step)),
            ticktext=names[::step],
            fixedrange=True,
            showgrid=False,
        ),
        yaxis=style.axis(title, fixedrange=True, showgrid=False, nticks=5),
    )


def histogram_shares(numbers: Sequence[np.ndarray], bins: int = BINS) -> tuple[np.ndarray, np.ndarray]:
    """The share of the numbers in each of the same bins: (epochs, bins), and the bins' edges (bins + 1,)."""
    finite = [array[np.isfinite(array)] for array in numbers]
    joined = np.concatenate(finite) if finite else np.empty(0)
    low, high = (float(joined.min()), float(joined.max())) if len(joined) else (0.0, 1.0)
    edges = np.linspace(low, high, bins + 1) if high > low else np.linspace(low - 0.5, low + 0.5, bins + 1)
    counts = np.stack([np.histogram(array, edges)[0] for array in finite])
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1), edges


def dead_shares(epochs: Sequence[int], shares: Mapping[str, Sequence[float]], *, height: int = 220) -> go.Figure:
    """The share of dead units of each layer over the epochs.

    Args:
        epochs: In order.
        shares: By layer, a number in 0..1 for each epoch.
        height: In pixels.
    """
    dashes = ("solid", "dash", "dot", "dashdot", "longdash")
    traces: list[dict[str, Any]] = []
    for number, (name, values) in enumerate(shares.items()):
        color = style.CLASS_COLORS[number % len(style.CLASS_COLORS)]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "uid": name,
                "name": name,
                "x": list(epochs),
                "y": list(values),
                "line": {"color": color, "width": 2, "dash": dashes[number % len(dashes)]},
                "marker": {"size": 5},
                "hovertemplate": f"{name}<br>" + tr("epoch %{x}: %{y:.1%} dead") + "<extra></extra>",
            }
        )
    top = max((max(values, default=0.0) for values in shares.values()), default=0.0)
    return style.figure(
        traces,
        height=height,
        revision="dead",
        showlegend=True,
        dragmode=False,
        xaxis=style.axis(tr("epoch"), nticks=8, fixedrange=True),
        yaxis=style.axis(
            tr("dead units"), range=[-0.02, max(0.1, top * 1.15)], tickformat=".0%", nticks=5, fixedrange=True
        ),
    )
