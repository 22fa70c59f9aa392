"""Pictures of texts inside of a network: tables with named rows, states step by step, attention, a map of words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.i18n import tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROW_HEIGHT = 24
MOST_WRITTEN = 150
"""Cells that have their numbers written into them, at most."""


def named_matrix(
    values: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    row: str = "",
    column: str = "",
    shares: bool = False,
    marked: int | None = None,
) -> go.Figure:
    """A number for each pair of a row and a column: a color for each sign, or shares from 0 to 1.

    Args:
        values: (rows, columns).
        rows, columns: What each is called; the same name may stand twice.
        row, column: What rows and columns are.
        shares: Whether the numbers are shares of 1.
        marked: A row that is framed.
    """
    values = np.asarray(values, np.float64)
    half = 1.0 if shares else style.spread([values])
    scale: list[list[float | str]] = [[0.0, style.PAPER], [1.0, style.ACCENT]] if shares else style.DIVERGING
    written = values.size <= MOST_WRITTEN
    names = np.dstack([np.tile(np.array(rows, object)[:, None], len(columns)), np.tile(columns, (len(rows), 1))])
    heat: dict[str, Any] = {
        "type": "heatmap",
        "uid": "matrix",
        "z": values,
        "zmin": 0.0 if shares else -half,
        "zmax": half,
        "colorscale": scale,
        "showscale": False,
        "customdata": names,
        "xgap": 1,
        "ygap": 1,
        "hovertemplate": "%{customdata[0]} · %{customdata[1]}: %{z:.3g}<extra></extra>",
    }
    if written:
        heat |= {"texttemplate": "%{z:.2f}", "textfont": {"size": 11}}
    frames: list[dict[str, Any]] = []
    if marked is not None:
        line = {"color": style.INK, "width": 2}
        frames = [
            {"type": "rect", "x0": -0.5, "x1": len(columns) - 0.5, "y0": marked - 0.5, "y1": marked + 0.5, "line": line}
        ]
    return style.figure(
        [heat],
        height=ROW_HEIGHT * len(rows) + (72 if column else 52),
        revision="matrix",
        dragmode=False,
        margin={"l": 40, "r": 8, "t": 8, "b": 56 if column else 36},
        shapes=frames,
        xaxis=style.axis(
            tr(column), tickvals=list(range(len(columns))), ticktext=list(columns), fixedrange=True, showgrid=False
        ),
        yaxis=style.axis(
            tr(row),
            tickvals=list(range(len(rows))),
            ticktext=list(rows),
            range=[len(rows) - 0.5, -0.5],
            automargin=True,
            fixedrange=True,
            showgrid=False,
        ),
    )


def state_lines(states: np.ndarray, steps: Sequence[str], names: Sequence[str] = ()) -> go.Figure:
    """The state of each unit after every step, from -1 to 1.

    Args:
        states: (steps, units).
        steps: What is read at each step.
        names: Of the units; numbered where empty.
    """
    traces = [
        {
            "type": "scatter",
            "uid": f"unit-{unit}",
            "name": names[unit] if names else tr("unit {unit}", unit=unit),
            "mode": "lines+markers",
            "x": list(range(len(steps))),
            "y": np.asarray(states[:, unit], np.float64),
            "line": {"color": style.CLASS_COLORS[unit % len(style.CLASS_COLORS)], "width": 2.2},
            "marker": {"size": 7},
            "hovertemplate": "%{y:.3f}<extra></extra>",
        }
        for unit in range(states.shape[1])
    ]
    return style.figure(
        traces,
        height=260,
        revision="states",
        showlegend=len(traces) > 1,
        dragmode=False,
        hovermode="x unified",
        margin={"l": 52, "r": 12, "t": 30, "b": 44},
        xaxis=style.axis(tr("read"), tickvals=list(range(len(steps))), ticktext=list(steps), fixedrange=True),
        yaxis=style.axis(tr("state"), range=[-1.08, 1.08], nticks=5, fixedrange=True),
    )


def symbol_map(places: np.ndarray, symbols: Sequence[str], marked: Sequence[int] = ()) -> go.Figure:
    """Symbols where their rows of numbers lie, in two dimensions.

    Args:
        places: (symbols, 2).
        symbols: What each is called.
        marked: Those that are drawn strong: the ones of an example.

    Names that would lie over others are left out; the marked ones come first, and all can be read under the mouse.
    """
    strong = np.isin(np.arange(len(symbols)), marked)
    named = _apart(places, sorted(range(len(symbols)), key=lambda place: not strong[place]))
    trace = {
        "type": "scatter",
        "uid": "symbols",
        "mode": "markers+text",
        "x": np.asarray(places[:, 0], np.float64),
        "y": np.asarray(places[:, 1], np.float64),
        "text": [symbol if place in named else "" for place, symbol in enumerate(symbols)],
        "customdata": list(symbols),
        "textposition": "top center",
        "textfont": {"size": 12, "color": [style.ACCENT if one else style.MUTED for one in strong]},
        "marker": {"size": 7, "color": [style.ACCENT if one else style.LINE for one in strong]},
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    return style.figure(
        [trace],
        height=380,
        revision="symbols",
        dragmode="pan",
        margin={"l": 12, "r": 12, "t": 12, "b": 12},
        xaxis=style.axis(showticklabels=False, ticks=""),
        yaxis=style.axis(showticklabels=False, ticks="", scaleanchor="x"),
    )


ROOM = 0.055, 0.11
"""What a name takes of the map's height, upward and to each side."""


def _apart(places: np.ndarray, order: Sequence[int]) -> set[int]:
    """Those of some places (n, 2) whose names do not lie over an earlier one's, in the order given."""
    high, wide = np.array(ROOM) * max(float(np.ptp(places[:, 1])), 1e-9)
    found: list[int] = []
    for place in order:
        gaps = np.abs(places[found] - places[place])
        if not np.any((gaps[:, 0] < wide) & (gaps[:, 1] < high)):
            found.append(place)
    return set(found)


def main_directions(rows: np.ndarray) -> np.ndarray:
    """Rows of numbers in the two directions in which they differ most, by their principal components: (n, 2)."""
    centered = np.asarray(rows, np.float64) - np.mean(rows, axis=0)
    _, _, directions = np.linalg.svd(centered, full_matrices=False)
    found = centered @ directions[:2].T
    return found if found.shape[1] == 2 else np.column_stack([found, np.zeros(len(found))])
