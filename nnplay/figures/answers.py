"""Data in the plane or on a line, with a network's answers: one picture for every kind of data and task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from nnplay.datasets import Dataset
from nnplay.datasets.explore.grid import grid_axes
from nnplay.figures import style
from nnplay.figures.data import line_fit, scatter_plane
from nnplay.figures.lazy import LazyFigure
from nnplay.figures.values import scatter_plane_values
from nnplay.i18n import N_, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 400
"""In pixels; the width sets how high data in the plane can be."""

PARTS = (N_("Training"), N_("Test"), N_("Set aside"), N_("training"), N_("test"), N_("set aside"))
"""Names of the parts as legends and hover texts show them."""

AXES = ("x", "y")
"""What the axes of the plane are called, whatever the network computes from them."""


def data_with_answers(
    data: Dataset, outputs: np.ndarray | None, *, whole: bool = False, place: tuple[float, float] | None = None
) -> tuple[go.Figure, str]:
    """Data in the plane or on a line with a network's answers: the figure, and what it shows.

    Args:
        data: In the plane or on a line.
        outputs: The network's outputs on the grid of `grid_axes(data)`; None where there are none yet.
        whole: Whether the validation points are shown too, as one part with the test points.
        place: A place in the plane that is marked, with the line where two classes are equally likely.
    """
    axes = grid_axes(data)
    parts = {"Training": (data.points["training"], data.y_train), "Test": (data.points["test"], data.y_test)}
    if whole:
        kept_points = np.concatenate([data.points["validation"], data.points["test"]])
        parts = {"Training": parts["Training"], "Set aside": (kept_points, np.concatenate([data.y_val, data.y_test]))}
    if data.family == "line":
        figure = line_fit(
            parts,
            line=None if outputs is None else (axes[0], outputs),
            feature_name=data.shown.feature_names[0],
            target_name=data.shown.target_name,
            height=HEIGHT,
        )
        return figure, tr("Points of the dataset and the network's line through them")
    grid = None if outputs is None else (axes[0], axes[1], outputs)
    if data.task == "regression":
        figure = scatter_plane_values(
            parts, feature_names=AXES, target_name=data.shown.target_name, grid=grid, axes=axes, height=HEIGHT
        )
        figure = _marked(figure, place, None)
        return figure, tr(
            "Points of the dataset, colored by value, over the network's prediction everywhere in the plane"
        )
    figure = scatter_plane(
        parts, data.shown.class_names, feature_names=AXES, grid=grid, axes=axes, span=data.span, height=HEIGHT
    )
    figure = _marked(figure, place, grid if data.task == "binary" else None)
    return figure, tr("Points of the dataset, colored by class, over the network's answer everywhere in the plane")


def _marked(figure: go.Figure, place: tuple[float, float] | None, grid: Any) -> go.Figure:
    """The same figure with a place in it, and the line where the probabilities of a grid are one half."""
    if place is None:
        return figure
    traces: list[dict[str, Any]] = []
    if grid is not None:
        traces.append(
            {
                "type": "contour",
                "uid": "boundary",
                "x": grid[0],
                "y": grid[1],
                "z": np.asarray(grid[2], np.float32),
                "contours": {"start": 0.5, "end": 0.5, "size": 1, "coloring": "none"},
                "line": {"color": style.INK, "width": 1.5},
                "showscale": False,
                "showlegend": False,
                "hoverinfo": "skip",
            }
        )
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "uid": "place",
            "x": [place[0]],
            "y": [place[1]],
            "showlegend": False,
            "marker": {
                "size": 16,
                "symbol": "circle-open",
                "color": style.INK,
                "line": {"width": 3},
            },
            "hoverinfo": "skip",
        }
    )
    return cast("LazyFigure", figure).with_traces(traces)
