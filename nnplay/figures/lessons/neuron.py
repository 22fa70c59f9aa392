"""A neuron drawn with its numbers, and what it does to a line and to the plane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style

if TYPE_CHECKING:
    import plotly.graph_objects as go


def neuron_diagram(
    inputs: Sequence[float], weights: Sequence[float], bias: float, total: float, output: float, activation: str
) -> go.Figure:
    """Inputs, edges as thick as their weights, sum, activation and output, each with its number.

    Args:
        inputs, weights: One number per input.
        bias: What is added to the products.
        total: The weighted sum z.
        output: f(z).
        activation: What f is called.
    """
    places = np.linspace(1.0, -1.0, len(inputs)) * 0.62
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for place, (value, weight) in zip(places, zip(inputs, weights, strict=True), strict=True):
        traces.append(_edge((0.0, place), (1.0, 0.0), weight))
        notes.append(_label(0.5, place / 2, f"× {weight:.1f} = {value * weight:.2f}"))
    traces.append(_edge((1.0, -1.05), (1.0, 0.0), bias))
    notes.append(_label(1.0, -0.72, f"bias {bias:+.1f}"))
    traces += [_edge((1.0, 0.0), (1.75, 0.0), 1.0), _edge((1.75, 0.0), (2.5, 0.0), 1.0)]
    names = [f"x<sub>{place + 1}</sub>" for place in range(len(inputs))]
    traces.append(
        {
            "type": "scatter",
            "uid": "nodes",
            "mode": "markers",
            "x": [0.0] * len(inputs) + [1.0, 1.75, 2.5],
            "y": [*places, 0.0, 0.0, 0.0],
            "marker": {"size": 56, "color": style.PAPER, "line": {"color": style.ACCENT, "width": 2}},
            "hoverinfo": "skip",
        }
    )
    texts = [
        *(f"{name}<br><b>{value:.1f}</b>" for name, value in zip(names, inputs, strict=True)),
        f"Σ<br><b>{total:.2f}</b>",
        "<b>f</b>",
        f"a<br><b>{output:.2f}</b>",
    ]
    xs, ys = traces[-1]["x"], traces[-1]["y"]
    notes += [
        {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": 13, "color": style.INK}}
        for x, y, text in zip(xs, ys, texts, strict=True)
    ]
    notes.append(_label(1.75, -0.52, activation))
    return style.figure(
        traces,
        height=270,
        revision="neuron",
        dragmode=False,
        annotations=notes,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        xaxis=style.hidden_axis(range=[-0.28, 2.78]),
        yaxis=style.hidden_axis(range=[-1.15, 1.1]),
    )


def _edge(start: tuple[float, float], end: tuple[float, float], weight: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [start[0], end[0]],
        "y": [start[1], end[1]],
        "line": {
            "color": style.POSITIVE if weight >= 0 else style.NEGATIVE,
            "width": 1 + 2.2 * min(abs(weight), 3.0),
        },
        "opacity": 0.75,
        "hoverinfo": "skip",
    }


def _label(x: float, y: float, text: str) -> dict[str, Any]:
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "bgcolor": style.PAPER,
        "font": {"size": 12, "color": style.INK},
    }
