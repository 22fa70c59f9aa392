"""What the lessons' figures share: nodes and edges of a network with their numbers, arrows, 3-D frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.figures import style
from nnplay.i18n import tr

Position = Sequence[float] | np.ndarray


def edge(start: Position, end: Position, weight: float, *, color: str = "") -> dict[str, Any]:
    """A line from node to node, as thick as its weight: green above zero and purple below."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [float(start[0]), float(end[0])],
        "y": [float(start[1]), float(end[1])],
        "line": {
            "color": color or (style.POSITIVE if weight >= 0 else style.NEGATIVE),
            "width": 1.2 + 2.2 * min(abs(weight), 3.0),
        },
        "opacity": 0.75,
        "hoverinfo": "skip",
    }


def nodes(x: Sequence[float], y: Sequence[float], *, size: int = 58, colors: Sequence[str] = ()) -> dict[str, Any]:
    """Round nodes; texts are put onto them with `words`."""
    return {
        "type": "scatter",
        "uid": "nodes",
        "mode": "markers",
        "x": list(x),
        "y": list(y),
        "marker": {
            "size": size,
            "color": style.PAPER,
            "opacity": 1,
            "line": {"color": list(colors) or style.ACCENT, "width": 2},
        },
        "hoverinfo": "skip",
    }


def words(x: float, y: float, text: str, *, paper: bool = True, **more: Any) -> dict[str, Any]:
    """A short text in the plot, on paper where it crosses a line."""
    return {
        "x": float(x),
        "y": float(y),
        "text": text,
        "showarrow": False,
        "bgcolor": style.PAPER if paper else "rgba(0,0,0,0)",
        "borderpad": 1,
        "font": {"size": 12, "color": style.INK},
        **more,
    }


def arrow(start: Position, end: Position, text: str = "", *, color: str = style.INK) -> dict[str, Any]:
    """An arrow in the plot's own coordinates, with a word at its head."""
    return {
        "x": float(end[0]),
        "y": float(end[1]),
        "ax": float(start[0]),
        "ay": float(start[1]),
        "axref": "x",
        "ayref": "y",
        "text": f"<b>{text}</b>" if text else "",
        "showarrow": True,
        "arrowhead": 2,
        "arrowwidth": 2,
        "arrowcolor": color,
        "font": {"size": 13, "color": color},
    }


def scene(x: str, y: str, z: str, *, camera: dict[str, float], **more: Any) -> dict[str, Any]:
    """The frame of a 3-D plot.

    Args:
        x, y, z: What the axes are called.
        camera: Where the eye is.
        **more: What differs, by the scene's own names; `zaxis` and the like are merged with the house's axis.
    """
    axes = {
        f"{name}axis": {
            "title": {"text": title, "font": {"size": 12, "color": style.MUTED}},
            "gridcolor": style.GRID,
            "zeroline": False,
            "showbackground": False,
            "tickfont": {"size": 10, "color": style.MUTED},
            "nticks": 5,
            **more.pop(f"{name}axis", {}),
        }
        for name, title in (("x", x), ("y", y), ("z", z))
    }
    return {**axes, "camera": {"eye": camera}, "aspectmode": "cube", "dragmode": "orbit", **more}


LOSS_COLORS: list[list[float | str]] = [[place / 2, color] for place, color in enumerate(style.COLORS.losses)]
"""Low loss is pale, high loss dark."""

PATH_COLOR = style.SECOND
"""Of the path downhill."""


def contours(x: np.ndarray, y: np.ndarray, loss: np.ndarray, hover: str, *, levels: int = 16) -> dict[str, Any]:
    """Lines of equal loss, equal factors apart.

    Args:
        x, y: (n,), (k,).
        loss: (k, n), above zero.
        hover: What the mouse says; the loss is its `customdata`.
        levels: How many lines at most.
    """
    logs = np.log10(np.maximum(loss, 1e-12))
    low, high = float(logs.min()), float(logs.max())
    return {
        "type": "contour",
        "uid": "contours",
        "x": x,
        "y": y,
        "z": logs.astype(np.float32),
        "customdata": loss.astype(np.float32),
        "contours": {"start": low, "end": high, "size": max((high - low) / levels, 1e-6)},
        "line": {"width": 1, "color": style.PAPER},
        "colorscale": LOSS_COLORS,
        "showscale": False,
        "hovertemplate": hover + "<extra></extra>",
    }


def path(x: np.ndarray, y: np.ndarray, loss: np.ndarray, *, name: str = "", color: str = PATH_COLOR) -> dict[str, Any]:
    """The places of a descent joined by a line; the last one is large."""
    return {
        "type": "scatter",
        "uid": f"path {name}",
        "name": name,
        "mode": "lines+markers",
        "x": x,
        "y": y,
        "customdata": loss,
        "line": {"color": color, "width": 2},
        "marker": {
            "size": [5] * (len(x) - 1) + [12],
            "color": color,
            "line": {"color": style.PAPER, "width": [0] * (len(x) - 1) + [2]},
        },
        "hovertemplate": tr("step {step}: loss {loss}", step="%{pointNumber}", loss="%{customdata:.4g}")
        + "<extra></extra>",
    }


def targets(x: tuple[float, float], y: tuple[float, float], snap: float) -> dict[str, Any]:
    """An invisible grid of places that a click on an empty part of the plot can hit."""
    places_x = np.arange(x[0], x[1] + snap / 2, snap)
    places_y = np.arange(y[0], y[1] + snap / 2, snap)
    return {
        "type": "heatmap",
        "uid": "targets",
        "x": places_x,
        "y": places_y,
        "z": np.zeros((len(places_y), len(places_x)), np.float32),
        "opacity": 0,
        "showscale": False,
        "hoverinfo": "none",
        "showlegend": False,
    }
