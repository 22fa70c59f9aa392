"""The 2-2-1 network with every number, and the four examples of XOR."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.lessons import network_parts
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

PLACES: Mapping[str, tuple[float, float]] = {
    "x1": (0.0, 1.0),
    "x2": (0.0, -1.0),
    "h1": (1.5, 1.0),
    "h2": (1.5, -1.0),
    "o": (2.75, 0.0),
}
SLOPE = style.COLORS.slope
"""Derivatives; no color of weights or classes."""

_NAMES = {"x1": "x₁", "x2": "x₂", "h1": "h₁", "h2": "h₂", "o": "o"}
_SUMS = {"h1": "z1", "h2": "z2", "o": "z3"}
_BIASES = {"h1": "b1", "h2": "b2", "o": "b3"}
# Where a weight's label stands along its edge, so that crossing edges keep theirs apart.
_ALONG = {"w1": 0.5, "w2": 0.27, "w3": 0.27, "w4": 0.5, "w5": 0.5, "w6": 0.5}


def network_numbers(
    edges: Mapping[str, tuple[str, str]],
    weights: Mapping[str, float],
    values: Mapping[str, float],
    slopes: Mapping[str, float],
    current: Collection[str],
) -> go.Figure:
    """The network with weights, what is known of its sums and outputs, and of the derivatives.

    Args:
        edges: Weight to the nodes that it joins.
        weights: All weights and biases.
        values: Inputs, sums, outputs and the loss, as far as they are worked out.
        slopes: Derivatives of the loss, as far as they are worked out; in their own color.
        current: Names of edges and nodes that are set off.
    """
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for name, (start, end) in edges.items():
        (x0, y0), (x1, y1) = PLACES[start], PLACES[end]
        line = network_parts.edge((x0, y0), (x1, y1), weights[name])
        line["opacity"] = 1.0 if name in current else 0.35
        line["line"]["width"] = 5 if name in current else 1.2 + min(abs(weights[name]), 2.5)
        traces.append(line)
        at = _ALONG[name]
        notes.append(
            network_parts.words(
                x0 + at * (x1 - x0),
                y0 + at * (y1 - y0),
                _pair(f"w{name[1]}", weights[name], slopes.get(name), bold=name in current),
            )
        )
    node_slopes = {node: slopes.get(node) for node in PLACES}
    for node, (x, y) in PLACES.items():
        lines = [_NAMES[node]]
        if node in _SUMS and _SUMS[node] in values:
            lines.append(f"z {number(values[_SUMS[node]], '.2f')}")
        if node in values:
            lines.append(f"<b>{number(values[node], '.3f' if node in _SUMS else '.2f')}</b>")
        notes.append(
            network_parts.words(x, y, "<br>".join(lines), paper=False, font={"size": 11.5, "color": style.INK})
        )
        if node in _BIASES:
            below = [_pair(f"b{_BIASES[node][1]}", weights[_BIASES[node]], slopes.get(_BIASES[node]), bold=False)]
            notes.append(network_parts.words(x, y, "<br>".join(below), yshift=-50, yanchor="top"))
            above = [
                f"<span style='color:{SLOPE}'>∂L/∂{name} {number(value, '.3f')}</span>"
                for name, value in ((_NAMES[node], node_slopes[node]), ("z", slopes.get(_SUMS[node])))
                if value is not None
            ]
            if above:
                notes.append(network_parts.words(x, y, "<br>".join(above), yshift=42, yanchor="bottom"))
    if "L" in values:
        notes.append(
            network_parts.words(
                3.18,
                1.55,
                tr("target {target:.0f} · loss <b>{loss:.4f}</b>", target=values["y"], loss=values["L"]),
                xanchor="right",
            )
        )
    colors = [SLOPE if node in current else style.ACCENT for node in PLACES]
    traces.append(
        network_parts.nodes([x for x, _ in PLACES.values()], [y for _, y in PLACES.values()], size=66, colors=colors)
    )
    return style.figure(
        traces,
        height=430,
        revision="network numbers",
        dragmode=False,
        annotations=notes,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        xaxis=style.hidden_axis(range=[-0.42, 3.2]),
        yaxis=style.hidden_axis(range=[-1.85, 1.72]),
    )


def _pair(name: str, value: float, slope: float | None, *, bold: bool) -> str:
    """A weight, and under it its derivative where that is known."""
    text = f"{name} {number(value, '.3f')}"
    text = f"<b>{text}</b>" if bold else text
    return text if slope is None else f"{text}<br><span style='color:{SLOPE}'>∂ {number(slope, '.4f')}</span>"


def xor_plane(
    inputs: np.ndarray,
    targets: np.ndarray,
    lines: Sequence[tuple[str, float, float, float]],
    axes: tuple[str, str],
    reach: tuple[float, float],
    answer: tuple[np.ndarray, np.ndarray] | None = None,
) -> go.Figure:
    """Four examples in a plane with straight borders, and what a network answers everywhere.

    Args:
        inputs: (4, 2).
        targets: (4,), 0 or 1.
        lines: Name, w1, w2 and b of each border w1 x + w2 y + b = 0.
        axes: What both directions are called.
        reach: The least and the largest place that is shown, in both directions.
        answer: Places (n,) and outputs (n, n) between 0 and 1 behind the examples.
    """
    place = f"{axes[0]} %{{x:.2f}}, {axes[1]} %{{y:.2f}}"
    traces: list[dict[str, Any]] = []
    if answer is not None:
        traces.append(
            {
                "type": "heatmap",
                "uid": "answer",
                "x": answer[0],
                "y": answer[0],
                "z": answer[1].astype(np.float32),
                "zmin": 0,
                "zmax": 1,
                "colorscale": style.CLASS_SCALE,
                "showscale": False,
                "opacity": 0.7,
                "zsmooth": "best",
                "hovertemplate": f"{place}<br>{tr('output')} %{{z:.2f}}<extra></extra>",
            }
        )
    for name, w1, w2, b in lines:
        x, y = _ends(w1, w2, b)
        traces.append(
            {
                "type": "scatter",
                "uid": name,
                "mode": "lines",
                "x": x,
                "y": y,
                "line": {"color": style.INK, "width": 2},
                "name": name,
                "hoverinfo": "name",
            }
        )
    colors = style.class_colors(2)
    for label in (0, 1):
        chosen = targets == label
        traces.append(
            {
                "type": "scatter",
                "uid": f"class {label}",
                "name": tr("target {label}", label=label),
                "mode": "markers+text",
                "x": inputs[chosen, 0],
                "y": inputs[chosen, 1],
                "text": [str(label)] * int(chosen.sum()),
                "textfont": {"color": style.PAPER, "size": 13},
                "marker": {
                    "size": 26,
                    "symbol": "circle" if label else "square",
                    "color": colors[label],
                    "line": {"color": style.PAPER, "width": 2},
                },
                "hovertemplate": f"{place}<br>{tr('target {label}', label=label)}<extra></extra>",
            }
        )
    return style.figure(
        traces,
        height=320,
        revision=f"xor {axes[0]}",
        dragmode=False,
        hovermode="closest",
        margin={"l": 44, "r": 10, "t": 10, "b": 40},
        xaxis=style.axis(axes[0], range=list(reach), fixedrange=True, nticks=7),
        yaxis=style.axis(axes[1], range=list(reach), fixedrange=True, nticks=7),
    )


def _ends(w1: float, w2: float, b: float) -> tuple[list[float], list[float]]:
    """Two far ends of the line w1 x + w2 y + b = 0; none where both weights are zero."""
    size = w1**2 + w2**2
    if size < 1e-12:
        return [], []
    foot = np.array([-b * w1 / size, -b * w2 / size])
    along = np.array([-w2, w1]) / size**0.5
    ends = np.stack([foot - 30 * along, foot + 30 * along])
    return ends[:, 0].tolist(), ends[:, 1].tolist()


def losses(values: Sequence[float] | np.ndarray, now: int, x_title: str, *, log: bool = False) -> go.Figure:
    """The loss over updates, with the one that is looked at."""
    shown = np.asarray(values, dtype=float)
    top = {"type": "log", "tickformat": "~g", "nticks": 5} if log else {"rangemode": "tozero", "nticks": 5}
    return style.figure(
        [
            {
                "type": "scatter",
                "uid": "loss",
                "mode": "lines" if len(shown) > 40 else "lines+markers",
                "x": np.arange(len(shown)),
                "y": shown,
                "line": {"color": style.TRAINING, "width": 2.2},
                "marker": {"size": 5},
                "hovertemplate": f"{x_title} %{{x}}: {tr('loss')} %{{y:.4g}}<extra></extra>",
            },
            {
                "type": "scatter",
                "uid": "now",
                "mode": "markers",
                "x": [now],
                "y": [shown[now]],
                "marker": {"size": 11, "color": network_parts.PATH_COLOR, "line": {"color": style.PAPER, "width": 2}},
                "hoverinfo": "skip",
            },
        ],
        height=210,
        revision=f"losses {x_title}",
        dragmode=False,
        margin={"l": 56, "r": 12, "t": 12, "b": 40},
        xaxis=style.axis(x_title, range=[-0.5, max(10, len(shown)) - 0.5], fixedrange=True, nticks=8, tickformat=",d"),
        yaxis=style.axis(tr("Loss"), fixedrange=True, **top),
    )
