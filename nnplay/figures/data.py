"""Data in the plane, on a line and in classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.errors import DataError
from nnplay.figures import style
from nnplay.figures.text import literal_names
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

MAP_OPACITY = 0.6


@literal_names
def scatter_plane(
    parts: Mapping[str, tuple[np.ndarray, np.ndarray]],
    class_names: Sequence[str],
    *,
    feature_names: Sequence[str] = ("x₁", "x₂"),
    grid: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None,
    axes: tuple[np.ndarray, ...] | None = None,
    span: float = 0.0,
    height: int = 360,
) -> go.Figure:
    """Points of the plane by class, and behind them what a network answers everywhere.

    Args:
        parts: By name of the part, e.g. `"Training"`, the points (n, 2) and their class numbers (n,). The first part
            is drawn full, the others as rings.
        class_names: One name per class.
        feature_names: Names of the two axes.
        grid: x (columns,), y (rows,) and the network's answers: (rows, columns) with the probability of the second
            class of two, or (rows, columns, classes).
        axes: x and y of a map that is still to come; the plane is shown as far as it will reach.
        span: How far both axes reach from the origin; as far as map or points where it is 0.
        height: In pixels.

    Raises:
        DataError: If the points do not lie in a plane.
    """
    colors = style.class_colors(len(class_names))
    traces = [_decision_map(grid, class_names, colors)]
    for place, (part, (points, classes)) in enumerate(parts.items()):
        points = np.asarray(points, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != 2:
            raise DataError(
                tr("Only points with two numbers lie in a plane; these have the shape {shape}.", shape=points.shape)
            )
        for index, name in enumerate(class_names):
            chosen = points[np.asarray(classes) == index]
            traces.append(_points(chosen, part, name, colors[index], feature_names, full=place == 0))
        if place:
            traces.append(_ring_key(part))
    ranges = ([-span, span], [-span, span]) if span else frame(parts, grid or axes)
    return plane_figure(traces, ranges, feature_names, height=height, revision="plane", showgrid=grid is None)


def plane_figure(
    traces: Sequence[dict[str, Any]],
    ranges: tuple[list[float], list[float]],
    feature_names: Sequence[str],
    *,
    height: int,
    revision: str,
    showgrid: bool,
    bottom: int = 40,
) -> go.Figure:
    """A picture of the plane with axes of one scale and a legend over it.

    Args:
        traces: What it shows.
        ranges: Of x and of y.
        feature_names: Names of the two axes.
        height, bottom: Of the picture and of the margin under it, in pixels.
        revision: As in `style.figure`.
        showgrid: Whether grid lines are drawn; a map would hide them.
    """
    axes = [
        style.axis(name, range=ends, constrain="domain", nticks=7, showgrid=showgrid)
        for name, ends in zip(feature_names, ranges, strict=True)
    ]
    return style.figure(
        traces,
        height=height,
        revision=revision,
        showlegend=True,
        dragmode=False,
        margin={"l": 48, "r": 12, "t": 34, "b": bottom},
        xaxis=axes[0],
        yaxis={**axes[1], "scaleanchor": "x"},
        legend={
            "orientation": "h",
            "x": 0.5,
            "xanchor": "center",
            "y": 1.01,
            "yanchor": "bottom",
            "font": {"size": 12},
            "itemsizing": "constant",
        },
    )


def _points(
    points: np.ndarray, part: str, name: str, color: str, feature_names: Sequence[str], *, full: bool
) -> dict[str, Any]:
    first, second = feature_names
    marker = {
        "size": 7 if full else 8,
        "color": color if full else style.rgba(style.PAPER, 0.75),
        "line": {"color": style.PAPER if full else color, "width": 1 if full else 2},
    }
    return {
        "type": "scatter",
        "mode": "markers",
        "uid": f"{part} {name}",
        "name": name,
        "legendgroup": name,
        "showlegend": full,
        # Without any point it would have no place in the legend, and the picture would jump with the first one.
        "x": points[:, 0] if len(points) else [None],
        "y": points[:, 1] if len(points) else [None],
        "marker": marker,
        "hovertemplate": f"{first} %{{x:.3g}}, {second} %{{y:.3g}}<br>{name}, {tr(part.lower())}<extra></extra>",
    }


def _ring_key(part: str) -> dict[str, Any]:
    """The legend's entry for all rings of a part; it has no point of its own."""
    marker = {"size": 8, "color": style.PAPER, "line": {"color": style.MUTED, "width": 2}}
    return {
        "type": "scatter",
        "mode": "markers",
        "uid": part,
        "name": tr(part),
        "x": [None],
        "y": [None],
        "marker": marker,
    }


def _decision_map(grid: Any, class_names: Sequence[str], colors: Sequence[str]) -> dict[str, Any]:
    """A heatmap for two classes, a blended picture for more; an empty heatmap before there is an answer."""
    base = {"type": "heatmap", "uid": "map", "showscale": False, "hoverinfo": "skip"}
    if grid is None:
        return {**base, "x": [], "y": [], "z": []}
    x, y, answers = (np.asarray(part) for part in grid)
    if answers.ndim == 3 and answers.shape[2] == 2:
        answers = answers[..., 1]
    if answers.ndim == 2:
        return {
            **base,
            "x": x,
            "y": y,
            "z": answers.astype(np.float32),
            "zmin": 0,
            "zmax": 1,
            "zsmooth": "fast",
            "colorscale": style.CLASS_SCALE,
            "opacity": MAP_OPACITY,
            "hoverinfo": "all",
            "hovertemplate": f"{class_names[-1]}: %{{z:.1%}}<extra></extra>",
        }
    shares = np.clip(np.nan_to_num(answers), 0, 1) @ np.array([style.rgb(color) for color in colors], dtype=np.float64)
    return {
        "type": "image",
        "uid": "map",
        "z": np.clip(shares, 0, 255).round().astype(np.uint8),
        "meta": {"blended": list(colors)},  # a page in other colors blends those
        "opacity": MAP_OPACITY,
        "x0": float(x[0]),
        "y0": float(y[0]),
        "dx": float(x[1] - x[0]),
        "dy": float(y[1] - y[0]),
        "hoverinfo": "skip",
    }


def frame(parts: Mapping[str, tuple[np.ndarray, np.ndarray]], grid: Any) -> tuple[list[float], list[float]]:
    """Ranges that show all points, or exactly the map."""
    if grid is not None:
        return [float(grid[0][0]), float(grid[0][-1])], [float(grid[1][0]), float(grid[1][-1])]
    points = [np.asarray(points) for points, _ in parts.values() if len(points)]
    if not points:
        return [-1.0, 1.0], [-1.0, 1.0]
    low, high = np.concatenate(points).min(axis=0), np.concatenate(points).max(axis=0)
    room = np.maximum((high - low) * 0.08, 1e-3)
    return [float(low[0] - room[0]), float(high[0] + room[0])], [float(low[1] - room[1]), float(high[1] + room[1])]


@literal_names
def line_fit(
    parts: Mapping[str, tuple[np.ndarray, np.ndarray]],
    *,
    line: tuple[np.ndarray, np.ndarray] | None = None,
    feature_name: str = "x",
    target_name: str = "y",
    height: int = 320,
) -> go.Figure:
    """Points of a regression with one input, and what a network predicts for each x.

    Args:
        parts: By name of the part, inputs (n,) or (n, 1) and true values (n,).
        line: x and predicted y, both (m,), with x growing.
        feature_name, target_name: Names of the axes.
        height: In pixels.
    """
    colors = {"Training": style.TRAINING, "Validation": style.VALIDATION}
    traces: list[dict[str, Any]] = []
    for place, (part, (inputs, targets)) in enumerate(parts.items()):
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "uid": part,
                "name": tr(part),
                "x": np.asarray(inputs, dtype=np.float64).reshape(-1),
                "y": np.asarray(targets, dtype=np.float64).reshape(-1),
                "marker": {
                    "size": 7,
                    "color": style.rgba(colors.get(part, style.TEST), 0.65 if part in colors else 1.0),
                    "line": {"color": style.PAPER, "width": 1},
                    "symbol": ("circle", "diamond", "square")[place % 3],
                },
                "hovertemplate": f"{feature_name} %{{x:.3g}}, {target_name} %{{y:.3g}}<br>{tr(part)}<extra></extra>",
            }
        )
    x, y = line if line is not None else (np.array([]), np.array([]))
    traces.append(
        {
            "type": "scatter",
            "mode": "lines",
            "uid": "line",
            "name": tr("Network"),
            "x": np.asarray(x, dtype=np.float64).reshape(-1),
            "y": np.asarray(y, dtype=np.float64).reshape(-1),
            "line": {"color": style.INK, "width": 3},
            "showlegend": line is not None,
            # A living network on the same page tells the browser its curve; see chart.js.
            **({"meta": {"curve": True}} if line is not None else {}),
            "hovertemplate": f"{feature_name} %{{x:.3g}}<br>" + tr("network says") + " %{y:.3g}<extra></extra>",
        }
    )
    # Framed by the points alone: a wild line of the first epochs must not shrink them.
    points = {part: (np.column_stack([np.ravel(a), np.ravel(b)]), np.ravel(b)) for part, (a, b) in parts.items()}
    x_range, y_range = frame(points, None)
    return style.figure(
        traces,
        height=height,
        revision="line",
        showlegend=True,
        dragmode=False,
        xaxis=style.axis(feature_name, range=x_range, nticks=8),
        yaxis=style.axis(target_name, range=y_range, nticks=7),
    )


@literal_names
def class_counts(class_names: Sequence[str], counts: Sequence[int]) -> go.Figure:
    """How many examples each class has, as upright bars."""
    few = len(class_names) <= 12
    bar = {
        "type": "bar",
        "x": list(range(len(class_names))),
        "y": [int(count) for count in counts],
        "text": [number(int(count), ",") for count in counts] if few else None,
        "textposition": "outside",
        "textfont": {"size": 12, "color": style.MUTED},
        "textangle": 0,
        "cliponaxis": False,
        "marker": {"color": style.class_colors(len(class_names))},
        "customdata": list(class_names),
        "hovertemplate": tr("%{customdata}: %{y:,} examples") + "<extra></extra>",
    }
    return style.figure(
        [bar],
        height=200,
        revision="counts",
        bargap=0.25,
        dragmode=False,
        xaxis=style.axis(
            tickvals=list(range(len(class_names))),
            ticktext=list(class_names),
            automargin=True,
            ticks="",
            fixedrange=True,
        ),
        yaxis=style.axis(
            tr("Examples"), range=[0, max([*counts, 1]) * 1.15], nticks=5, fixedrange=True, automargin=True
        ),
        margin={"l": 48, "r": 12, "t": 12, "b": 26},
    )
