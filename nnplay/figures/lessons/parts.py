"""What the lessons' figures share: nodes and edges of a network with their numbers, arrows, 3-D frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.figures import style

Point = Sequence[float] | np.ndarray


def edge(start: Point, end: Point, weight: float, *, color: str = "") -> dict[str, Any]:
    """A line from node to node, as thick as its weight: blue above zero and orange below."""
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


def arrow(start: Point, end: Point, text: str = "", *, color: str = style.INK) -> dict[str, Any]:
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
