"""What single neurons say, over the plane or along a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.text import literal_names
from nnplay.i18n import tr

if TYPE_CHECKING:
    import plotly.graph_objects as go


@literal_names
def neuron_map(
    x: np.ndarray,
    y: np.ndarray,
    values: np.ndarray,
    points: np.ndarray,
    targets: np.ndarray,
    class_names: Sequence[str],
    *,
    feature_names: Sequence[str] = ("x₁", "x₂"),
    centre: float = 0.0,
    height: int = 380,
) -> go.Figure:
    """One neuron over the plane, large, with the data's points: green above the centre, purple below.

    Args:
        x, y: (columns,) and (rows,), where it was asked.
        values: (rows, columns), what it said.
        points: (n, 2).
        targets: (n,) class numbers, or the targets of a regression.
        class_names: One per class; empty for a regression.
        feature_names: Of the axes.
        centre: The value in the middle of the scale.
        height: In pixels.
    """
    half = style.spread([values - centre])
    heat = {
        "type": "heatmap",
        "uid": "neuron",
        "x": x,
        "y": y,
        "z": np.asarray(values, np.float32),
        "zmin": centre - half,
        "zmax": centre + half,
        "zsmooth": "fast",
        "colorscale": style.DIVERGING,
        "colorbar": {"thickness": 10, "outlinewidth": 0, "tickfont": {"size": 11, "color": style.MUTED}},
        "hovertemplate": "%{z:.3g}<extra></extra>",
    }
    marks: list[dict[str, Any]] = []
    groups = [(name, targets == label) for label, name in enumerate(class_names)]
    colors = style.class_colors(len(class_names)) if class_names else []
    for place, (name, mine) in enumerate(groups or [("", np.ones(len(points), bool))]):
        marks.append(
            {
                "type": "scatter",
                "mode": "markers",
                "uid": f"points {name}",
                "x": points[mine, 0],
                "y": points[mine, 1],
                "marker": {
                    "size": 6,
                    "color": colors[place] if colors else np.asarray(targets, np.float64),
                    **({} if colors else {"colorscale": style.DIVERGING, "cmid": 0}),
                    "line": {"color": style.PAPER, "width": 1},
                },
                "hoverinfo": "skip",
            }
        )
    return style.figure(
        [heat, *marks],
        height=height,
        revision="neuron",
        dragmode=False,
        margin={"l": 44, "r": 8, "t": 8, "b": 40},
        xaxis=style.axis(feature_names[0], range=[float(x[0]), float(x[-1])], constrain="domain", fixedrange=True),
        yaxis=style.axis(
            feature_names[1], range=[float(y[0]), float(y[-1])], constrain="domain", scaleanchor="x", fixedrange=True
        ),
    )


@literal_names
def neuron_curves(
    x: np.ndarray, curves: Mapping[str, np.ndarray], *, feature_name: str, height: int = 220
) -> go.Figure:
    """What the neurons of a layer say along a line, a curve for each.

    Args:
        x: (n,), growing.
        curves: By neuron, (n,).
        feature_name: Of the axis.
        height: In pixels.
    """
    at = tr("%{y:.3g} at %{x:.3g}")
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "uid": name,
            "x": x,
            "y": values,
            "line": {"width": 2, "color": style.CLASS_COLORS[place % len(style.CLASS_COLORS)]},
            "hovertemplate": f"{name}: {at}<extra></extra>",
        }
        for place, (name, values) in enumerate(curves.items())
    ]
    return style.figure(
        traces,
        height=height,
        revision="curves",
        dragmode=False,
        margin={"l": 48, "r": 8, "t": 8, "b": 40},
        xaxis=style.axis(feature_name, fixedrange=True),
        yaxis=style.axis(tr("says"), fixedrange=True, zeroline=True, zerolinecolor=style.LINE),
    )
