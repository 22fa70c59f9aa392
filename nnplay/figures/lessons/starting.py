"""How large numbers and gradients are, layer by layer; normalized sums; losses of several networks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

LEAST = 1e-16
"""What is smaller is drawn here: a logarithmic axis has no place for 0."""

LOOKS = (
    (style.INK, "solid", "circle"),
    (style.ACCENT, "solid", "diamond"),
    (style.VALIDATION, "6px,3px", "square"),
    (style.CORRECT, "solid", "cross"),
)


def output_bands(quantiles: np.ndarray) -> go.Figure:
    """Where the outputs of each layer lie: the middle half dark, nine in ten pale, and the median.

    Args:
        quantiles: (layers + 1, 5), of the inputs first: 5, 25, 50, 75 and 95%.
    """
    layers = np.arange(len(quantiles))
    traces: list[dict[str, Any]] = []
    for low, high, alpha, name in ((0, 4, 0.18, tr("nine in ten")), (1, 3, 0.4, tr("middle half"))):
        traces += [
            {
                "type": "scatter",
                "uid": f"{name} below",
                "mode": "lines",
                "x": layers,
                "y": quantiles[:, low],
                "line": {"width": 0},
                "hoverinfo": "skip",
                "showlegend": False,
            },
            {
                "type": "scatter",
                "uid": name,
                "name": name,
                "mode": "lines",
                "x": layers,
                "y": quantiles[:, high],
                "line": {"width": 0},
                "fill": "tonexty",
                "fillcolor": style.rgba(style.ACCENT, alpha),
                "hoverinfo": "skip",
            },
        ]
    traces.append(
        {
            "type": "scatter",
            "uid": "median",
            "name": tr("median"),
            "mode": "lines+markers",
            "x": layers,
            "y": quantiles[:, 2],
            "line": {"color": style.ACCENT, "width": 2},
            "marker": {"size": 5},
            "hovertemplate": tr("layer {layer}: median {median}", layer="%{x}", median="%{y:.3g}") + "<extra></extra>",
        }
    )
    return style.figure(
        traces,
        height=270,
        revision=f"bands {len(quantiles)}",
        showlegend=True,
        dragmode=False,
        margin={"l": 60, "r": 12, "t": 34, "b": 42},
        xaxis=style.axis(tr("Layer (0: the inputs)"), range=[-0.3, len(quantiles) - 0.7], fixedrange=True, nticks=11),
        yaxis=style.axis(
            tr("Outputs"), fixedrange=True, nticks=6, zeroline=True, zerolinecolor=style.LINE, tickformat="~g"
        ),
    )


def by_layer(curves: Mapping[str, np.ndarray], title: str, *, first: int = 1) -> go.Figure:
    """A positive number of each layer on a logarithmic axis, for one network or several.

    Args:
        curves: By name of the network (layers,); 0 is drawn at the bottom.
        title: What the numbers are.
        first: Number of the first layer.
    """
    traces: list[dict[str, Any]] = []
    drawn: list[np.ndarray] = []
    for (name, values), (color, dash, symbol) in zip(curves.items(), LOOKS, strict=False):
        drawn.append(np.log10(np.maximum(values, LEAST)))
        traces.append(
            {
                "type": "scatter",
                "uid": name,
                "name": name,
                "mode": "lines+markers",
                "x": np.arange(first, first + len(values)),
                "y": np.maximum(values, LEAST),
                "customdata": [number(value, ".3g") for value in values],
                "line": {"color": color if len(curves) > 1 else style.ACCENT, "width": 2.2, "dash": dash},
                "marker": {"size": 7, "symbol": symbol},
                "hovertemplate": tr("{name}, layer {layer}: {value}", name=name, layer="%{x}", value="%{customdata}")
                + "<extra></extra>",
            }
        )
    low, high = min(one.min() for one in drawn), max(one.max() for one in drawn)
    # At least four powers of ten, so that what hardly differs looks so.
    more = max(0.0, 4 - (high - low)) / 2 + 0.3
    powers = range(int(np.ceil(low - more)), int(np.floor(high + more)) + 1)
    powers = powers[:: -(-len(powers) // 7)]
    return style.figure(
        traces,
        height=260,
        revision=title,
        showlegend=len(curves) > 1,
        dragmode=False,
        margin={"l": 64, "r": 12, "t": 34 if len(curves) > 1 else 12, "b": 42},
        xaxis=style.axis(tr("Layer"), fixedrange=True, nticks=11),
        yaxis=style.axis(
            title,
            type="log",
            range=[low - more, high + more],
            tickvals=[10.0**power for power in powers],
            ticktext=[number(10.0**power, "g") if -3 <= power <= 4 else f"10<sup>{power}</sup>" for power in powers],
            fixedrange=True,
        ),
    )


def before_and_after(before: np.ndarray, after: np.ndarray) -> go.Figure:
    """A unit's sums over a batch as two histograms on one axis; (examples,) each."""
    low, high = min(before.min(), after.min()), max(before.max(), after.max())
    edges = np.linspace(low, high, 41)
    traces = [
        {
            "type": "bar",
            "uid": name,
            "name": name,
            "x": (edges[1:] + edges[:-1]) / 2,
            "y": np.histogram(values, edges)[0],
            "width": edges[1] - edges[0],
            "marker": {"color": style.rgba(color, 0.65)},
            "hovertemplate": tr("{name}, about {sum}: {count} examples", name=name, sum="%{x:.2f}", count="%{y}")
            + "<extra></extra>",
        }
        for name, values, color in (
            (tr("before"), before, style.VALIDATION),
            (tr("after"), after, style.ACCENT),
        )
    ]
    return style.figure(
        traces,
        height=240,
        revision="normalized",
        showlegend=True,
        dragmode=False,
        barmode="overlay",
        margin={"l": 52, "r": 12, "t": 34, "b": 42},
        xaxis=style.axis(tr("Sum z of the unit"), fixedrange=True, nticks=9),
        yaxis=style.axis(tr("Examples"), fixedrange=True, nticks=5),
    )


def training_losses(curves: Mapping[str, np.ndarray], steps: int, guessing: float) -> go.Figure:
    """Losses of several networks over the steps, on a logarithmic axis that leaves out what runs away.

    Args:
        curves: By name (steps,); shorter where a loss was no longer a number.
        steps: How many there are at most.
        guessing: The loss of who gives all classes the same probability, as a line.
    """
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "uid": name,
            "name": name,
            "mode": "lines",
            "x": np.arange(1, len(values) + 1),
            "y": np.clip(values, 1e-4, 1e6),
            "line": {"color": color, "width": 2.4, "dash": dash},
            "hovertemplate": tr("{name}, step {step}: {loss}", name=name, step="%{x}", loss="%{y:.3g}")
            + "<extra></extra>",
        }
        for (name, values), (color, dash, _) in zip(curves.items(), LOOKS, strict=True)
    ]
    guess = {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": guessing,
        "y1": guessing,
        "line": {"color": style.MUTED, "width": 1.2, "dash": "dot"},
    }
    return style.figure(
        traces,
        height=330,
        revision="losses",
        showlegend=True,
        dragmode=False,
        margin={"l": 56, "r": 12, "t": 52, "b": 42},
        shapes=[guess],
        xaxis=style.axis(tr("Steps"), range=[0, steps + 1], fixedrange=True, nticks=7),
        yaxis=style.axis(
            tr("Loss"),
            type="log",
            range=[-2.2, 2.2],
            tickvals=[0.01, 0.1, 1, 10, 100],
            ticktext=[number(value, "g") for value in (0.01, 0.1, 1, 10, 100)],
            fixedrange=True,
        ),
    )
