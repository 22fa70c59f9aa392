"""Points that are added, moved and removed, in a table or by clicks on the figure; the session keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nnplay.figures.lessons.line import SNAP, X_REACH, Y_REACH
from nnplay.i18n import N_, tr
from nnplay.registry import Param
from nnplay.ui.common.current import current
from nnplay.ui.common.widget_value import WidgetValue
from nnplay.ui.lessons import layout

START = [[-4.0, -2.0], [-2.5, -2.5], [-1.5, 0.5], [0.0, 0.25], [1.0, 2.5], [2.5, 1.75], [4.0, 5.0]]

MOST = 40
"""Points at most."""

TOOL = Param(
    "tool",
    "choice",
    "add",
    N_("Choose what a click on the figure does. Points can also be dragged at any time, or edited in the table below."),
    label=N_("A click on the figure"),
    choices=("add", "move", "remove"),
)
TOOL_TITLES = {
    "add": N_("adds a point"),
    "move": N_("moves the nearest point"),
    "remove": N_("removes the nearest point"),
}


@dataclass
class LinePoints:
    """The points that a session keeps, x and y of each.

    Args:
        points: As they are.
        base: As they were when the table was first drawn.
        revision: Part of the table's key; a new number makes it start from the points again.
        taken: The figure that points were last dragged in, and how many of its drags are done; see `live_chart`.
    """

    points: list[list[float]] = field(default_factory=lambda: START)
    base: list[list[float]] = field(default_factory=lambda: START)
    revision: int = 0
    taken: tuple[str, int] = ("", 0)


def edit(slug: str) -> np.ndarray:
    """Draws the tool and the table; the points: (n, 2), x and y of each."""
    session = current()
    mine = session.part(LinePoints)
    layout.pick(slug, TOOL, TOOL_TITLES)
    # A tab that finds its session again after a reload has that session's points, so the token is part of the key.
    key = f"{slug}-points-{session.token}-{mine.revision}"
    # The table keeps its own changes as long as it is on the page; what it began with must stay the same meanwhile.
    if not WidgetValue(key, None).exists:
        mine.base = mine.points
    with st.expander(tr("Points as a table"), icon=":material/table:"):
        table = st.data_editor(
            pd.DataFrame(mine.base, columns=["x", "y"]),
            num_rows="dynamic",
            hide_index=True,
            key=key,
            column_config={
                "x": st.column_config.NumberColumn("x", min_value=-X_REACH, max_value=X_REACH, step=0.01),
                "y": st.column_config.NumberColumn("y", min_value=-Y_REACH, max_value=Y_REACH, step=0.01),
            },
        )
    points = usable(table)
    mine.points = points.tolist()
    return points


def usable(table: pd.DataFrame) -> np.ndarray:
    """The rows that have both numbers, within the picture: (n, 2), at most `MOST`."""
    values = table[["x", "y"]].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    values = values[np.isfinite(values).all(axis=1)]
    return np.clip(values, (-X_REACH, -Y_REACH), (X_REACH, Y_REACH))[:MOST]


def click(slug: str) -> Any:
    """The effect of a click on the figure, as `layout.figure` takes it."""

    def act(clicked: dict[str, Any]) -> None:
        mine = current().part(LinePoints)
        points = mine.points
        if "places" in clicked:
            mount, done = mine.taken
            fresh = [place for place in clicked["places"] if clicked["mount"] != mount or place["number"] > done]
            for place in fresh:
                points = dragged_points(points, place)
            if fresh:
                mine.taken = clicked["mount"], fresh[-1]["number"]
                _put(points)
            return
        tool = WidgetValue(f"{slug}-{TOOL.name}", TOOL.default).get()
        _put(clicked_points(points, tool, float(clicked["x"]), float(clicked["y"])))

    return act


def reset() -> None:
    """Back to the first points."""
    _put(START)


def clicked_points(points: list[list[float]], tool: str, x: float, y: float) -> list[list[float]]:
    """The points after a click with a tool.

    Args:
        points: x and y of each.
        tool: `"add"`, `"move"` or `"remove"`.
        x, y: Where the click was.
    """
    place = [round(x / SNAP) * SNAP, round(y / SNAP) * SNAP]
    if tool == "add" or not points:
        return [*points, place][:MOST]
    # As far apart as they look: the picture is wider in x than in y.
    distance = [((px - x) / X_REACH) ** 2 + ((py - y) / Y_REACH) ** 2 for px, py in points]
    nearest = int(np.argmin(distance))
    rest = [point for index, point in enumerate(points) if index != nearest]
    return rest if tool == "remove" else [*points[:nearest], place, *points[nearest + 1 :]]


def dragged_points(points: list[list[float]], place: Mapping[str, Any]) -> list[list[float]]:
    """The points after one of them was dragged to a place, or out of the figure; or one was added by keyboard.

    Args:
        points: x and y of each.
        place: As `live_chart` tells it.
    """
    start = place.get("from")
    if place["x"] is None and start:
        return clicked_points(points, "remove", start["x"], start["y"])
    end = [
        min(max(round(place[axis] / SNAP) * SNAP, -reach), reach) for axis, reach in (("x", X_REACH), ("y", Y_REACH))
    ]
    if start is None:
        return clicked_points(points, "add", *end)
    nearest = int(np.argmin([np.hypot(x - start["x"], y - start["y"]) for x, y in points]))
    return [*points[:nearest], end, *points[nearest + 1 :]]


def _put(points: list[list[float]]) -> None:
    mine = current().part(LinePoints)
    mine.points = points
    mine.revision += 1
