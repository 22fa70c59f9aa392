"""A neuron drawn with its numbers, and what it does to a line and to the plane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.lessons import network_parts
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

REACH = 3.0
"""The plane and the line are drawn from -3 to 3."""


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
    places = np.linspace(0.62, -0.62, len(inputs))
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for place, value, weight in zip(places, inputs, weights, strict=True):
        traces.append(network_parts.edge((0.0, place), (1.1, 0.0), weight))
        notes.append(
            network_parts.words(0.52, place * 0.53, f"· {number(weight, '.1f')} = {number(value * weight, '.2f')}")
        )
    traces.append(network_parts.edge((1.1, -1.0), (1.1, 0.0), bias))
    traces += [network_parts.edge((1.1, 0.0), (1.85, 0.0), 0.3), network_parts.edge((1.85, 0.0), (2.5, 0.0), 0.3)]
    names = [f"x<sub>{place + 1}</sub>" for place in range(len(inputs))]
    nodes = [
        *(
            (0.0, place, f"{name}<br><b>{number(value, '.1f')}</b>")
            for place, name, value in zip(places, names, inputs, strict=True)
        ),
        (1.1, 0.0, f"{tr('sum z')}<br><b>{number(total, '.2f')}</b>"),
        (1.85, 0.0, "<b>f</b>"),
        (2.5, 0.0, f"a<br><b>{number(output, '.2f')}</b>"),
    ]
    traces.append(network_parts.nodes([node[0] for node in nodes], [node[1] for node in nodes]))
    notes += [network_parts.words(x, y, text, paper=False) for x, y, text in nodes]
    notes += [
        network_parts.words(1.1, -0.78, tr("bias {bias:+.1f}", bias=bias)),
        network_parts.words(1.85, -0.55, activation),
    ]
    return style.figure(
        traces,
        height=230,
        revision="neuron",
        dragmode=False,
        annotations=notes,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        xaxis=style.hidden_axis(range=[-0.28, 2.78]),
        yaxis=style.hidden_axis(range=[-1.05, 1.0]),
    )


def plane_map(
    grid: np.ndarray, values: np.ndarray, weights: Sequence[float], bias: float, point: Sequence[float], output: float
) -> go.Figure:
    """The output of a neuron over the plane of its two inputs, seen from above.

    Args:
        grid: (n,), the places along both inputs.
        values: (n, n), the output; the row goes with the second input.
        weights, bias: Give the line z = 0 and the arrow across it.
        point: The inputs that are looked at, marked.
        output: The output there.
    """
    traces: list[dict[str, Any]] = [
        {
            "type": "heatmap",
            "uid": "plane",
            "x": grid,
            "y": grid,
            "z": values.astype(np.float32),
            **_colors(values),
            "zsmooth": "best",
            "colorbar": {"thickness": 10, "len": 0.9, "outlinewidth": 0, "tickfont": {"size": 11}},
            "hovertemplate": f"x₁ %{{x:.1f}}, x₂ %{{y:.1f}}<br>{tr('output')} %{{z:.2f}}<extra></extra>",
        },
        {
            "type": "scatter",
            "uid": "border",
            "name": "z = 0",
            "mode": "lines",
            **_border(weights, bias),
            "line": {"color": style.INK, "width": 2},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "uid": "point",
            "mode": "markers",
            "x": [point[0]],
            "y": [point[1]],
            "marker": {"size": 13, "color": style.PAPER, "line": {"color": style.INK, "width": 3}},
            "hovertemplate": f"{tr('output')} {number(output, '.2f')}<extra></extra>",
        },
    ]
    length = float(np.hypot(weights[0], weights[1]))
    # From the border's point nearest to the origin, where the border has one within the picture.
    foot = -bias * np.array(weights) / length**2 if length else np.zeros(2)
    arrow = (
        [network_parts.arrow(foot, foot + 0.9 * np.array(weights) / length, "w")]
        if length and np.abs(foot).max() < REACH
        else []
    )
    return style.figure(
        traces,
        height=330,
        revision="plane",
        dragmode=False,
        annotations=arrow,
        margin={"l": 44, "r": 8, "t": 8, "b": 40},
        xaxis=style.axis(tr("Input x₁"), range=[-REACH, REACH], fixedrange=True, nticks=7),
        yaxis=style.axis(tr("Input x₂"), range=[-REACH, REACH], fixedrange=True, nticks=7),
    )


def plane_surface(grid: np.ndarray, values: np.ndarray, point: Sequence[float], output: float) -> go.Figure:
    """The same plane as a surface, its height being the output; see `plane_map`."""
    scene = network_parts.scene("x₁", "x₂", tr("output"), camera={"x": -1.6, "y": -1.6, "z": 1.0})
    # A level surface, of weights that are 0, would fill no range of its own and not be drawn.
    low, high = float(values.min()), float(values.max())
    middle = (low + high) / 2
    scene["zaxis"]["range"] = [min(low, middle - 0.5), max(high, middle + 0.5)]
    return style.figure(
        [
            {
                "type": "surface",
                "x": grid,
                "y": grid,
                "z": values.astype(np.float32),
                "cmin": _colors(values)["zmin"],
                "cmax": _colors(values)["zmax"],
                "colorscale": _colors(values)["colorscale"],
                "showscale": False,
                "hovertemplate": f"x₁ %{{x:.1f}}, x₂ %{{y:.1f}}<br>{tr('output')} %{{z:.2f}}<extra></extra>",
            },
            {
                "type": "scatter3d",
                "mode": "markers",
                "x": [point[0]],
                "y": [point[1]],
                "z": [output],
                "marker": {"size": 6, "color": style.INK},
                "hoverinfo": "skip",
            },
        ],
        height=330,
        revision="surface",
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene=scene,
    )


def response(
    x: np.ndarray, lines: Sequence[tuple[str, np.ndarray, str]], x_title: str, y_range: Sequence[float]
) -> go.Figure:
    """Outputs over one input, a curve each.

    Args:
        x: (n,).
        lines: Name, values (n,) and color of each curve.
        x_title: What the input is called.
        y_range: The part of the outputs that is shown.
    """
    traces = [
        {
            "type": "scatter",
            "uid": name,
            "name": name,
            "mode": "lines",
            "x": x,
            "y": np.asarray(values),
            "line": {"color": color, "width": 6 if place == 0 and len(lines) > 1 else 2.5},
            "opacity": 0.35 if place == 0 and len(lines) > 1 else 1,
            "hovertemplate": f"{x_title} %{{x:.2f}}<br>{name} %{{y:.2f}}<extra></extra>",
        }
        for place, (name, values, color) in enumerate(lines)
    ]
    return style.figure(
        traces,
        height=300,
        revision="response",
        dragmode=False,
        showlegend=len(lines) > 1,
        xaxis=style.axis(x_title, range=[float(x[0]), float(x[-1])], nticks=9, zeroline=True, zerolinecolor=style.LINE),
        yaxis=style.axis(tr("Output"), range=list(y_range), nticks=8, zeroline=True, zerolinecolor=style.LINE),
    )


def _colors(values: np.ndarray) -> dict[str, Any]:
    """Outputs between 0 and 1 are balanced around one half, others around zero."""
    if values.min() >= 0 and values.max() <= 1:
        return {"zmin": 0.0, "zmax": 1.0, "colorscale": style.CLASS_SCALE}
    most = style.spread([values])
    return {"zmin": -most, "zmax": most, "colorscale": style.DIVERGING}


def _border(weights: Sequence[float], bias: float) -> dict[str, Any]:
    """Two ends of the line z = 0, far outside of the picture; none where both weights are zero."""
    along = np.array([-weights[1], weights[0]])
    length = float(np.hypot(weights[0], weights[1]))
    if not length:
        return {"x": [], "y": []}
    foot = -bias * np.array(weights) / length**2
    ends = np.stack([foot - 20 * along / length, foot + 20 * along / length])
    return {"x": ends[:, 0], "y": ends[:, 1]}
