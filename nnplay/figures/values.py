"""Numbers to predict over the plane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.errors import DataError
from nnplay.figures import style
from nnplay.figures.data import MAP_OPACITY, frame, plane_figure
from nnplay.figures.text import literal_names
from nnplay.i18n import tr

if TYPE_CHECKING:
    import plotly.graph_objects as go


@literal_names
def scatter_plane_values(
    parts: Mapping[str, tuple[np.ndarray, np.ndarray]],
    *,
    feature_names: Sequence[str] = ("x", "y"),
    target_name: str = "value",
    grid: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None,
    axes: tuple[np.ndarray, ...] | None = None,
    height: int = 360,
) -> go.Figure:
    """Points of the plane coloured by their value, and behind them what a network predicts everywhere.

    Points and predictions share one scale: purple below zero, green above. A point that can hardly be seen is
    predicted well.

    Args:
        parts: By name of the part, e.g. `"Training"`, the points (n, 2) and their values (n,). The first part is
            drawn as discs, the others as squares.
        feature_names: Names of the two axes.
        target_name: What the value is called.
        grid: x (columns,), y (rows,) and the network's predictions (rows, columns).
        axes: x and y of a map that is still to come; the plane is shown as far as it will reach.
        height: In pixels.

    Raises:
        DataError: If the points do not lie in a plane.
    """
    limit = style.spread([values for _, values in parts.values()])
    traces = [_prediction_map(grid, limit, target_name)]
    for place, (part, (points, values)) in enumerate(parts.items()):
        points = np.asarray(points, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != 2:
            raise DataError(
                tr("Only points with two numbers lie in a plane; these have the shape {shape}.", shape=points.shape)
            )
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "uid": part,
                "name": tr(part),
                "x": points[:, 0],
                "y": points[:, 1],
                "marker": {
                    "size": 8,
                    "symbol": "square" if place else "circle",
                    "color": np.asarray(values, dtype=np.float32),
                    "cmin": -limit,
                    "cmax": limit,
                    "colorscale": style.DIVERGING,
                    "line": {"color": style.MUTED, "width": 1},
                    "showscale": place == 0,
                    "colorbar": {
                        "title": {"text": target_name, "side": "top", "font": {"size": 12, "color": style.MUTED}},
                        # Below, because the width sets how large the plane can be.
                        "orientation": "h",
                        "yref": "container",
                        "y": 0,
                        "yanchor": "bottom",
                        "ypad": 0,
                        "thickness": 8,
                        "nticks": 5,
                        "outlinewidth": 0,
                        "tickfont": {"size": 12, "color": style.MUTED},
                    },
                },
                "hovertemplate": f"{feature_names[0]} %{{x:.3g}}, {feature_names[1]} %{{y:.3g}}<br>"
                f"{target_name} %{{marker.color:.3g}}, {tr(part.lower())}<extra></extra>",
            }
        )
    return plane_figure(
        traces,
        frame(parts, grid or axes),
        feature_names,
        height=height,
        revision="values",
        showgrid=grid is None,
        bottom=92,
    )


def _prediction_map(grid: Any, limit: float, target_name: str) -> dict[str, Any]:
    """A heatmap; an empty one before there is a prediction."""
    base = {"type": "heatmap", "uid": "map", "showscale": False, "hoverinfo": "skip"}
    if grid is None:
        return {**base, "x": [], "y": [], "z": []}
    x, y, predictions = (np.asarray(part) for part in grid)
    return {
        **base,
        "x": x,
        "y": y,
        "z": predictions.astype(np.float32),
        "zmin": -limit,
        "zmax": limit,
        "zsmooth": "fast",
        "colorscale": style.DIVERGING,
        "opacity": MAP_OPACITY,
        "hoverinfo": "all",
        "hovertemplate": tr("predicted {target_name}", target_name=target_name) + " %{z:.3g}<extra></extra>",
    }
