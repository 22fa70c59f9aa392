"""Several runs in one picture, each in its own color."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay import i18n
from nnplay.figures import style
from nnplay.figures.curves import metric_title, numbers, thin, value_axis
from nnplay.figures.text import literal
from nnplay.i18n import N_, tr
from nnplay.palette import DARK, LIGHT

if TYPE_CHECKING:
    import plotly.graph_objects as go

COLOR_NAMES = (
    *(N_("blue"), N_("rust"), N_("green"), N_("pink")),
    *(N_("orange"), N_("sky blue"), N_("ink"), N_("brown")),
)
RUN_COLORS = tuple(style.CLASS_COLORS[place] for place in (0, 5, 2, 3, 1, 4, 7, 9))
"""By the number that a kept run has."""

LIVE_POINTS = 300
FAINT, CLEAR = 0.25, 1.0
PARTS = {N_("training"): ("", "solid"), N_("validation"): ("val_", "6px,3px")}
"""By part of the data, what its columns begin with, and how its line is drawn."""


@dataclass(frozen=True, eq=False)
class RunLine:
    """What is drawn of one run.

    Args:
        name: What it is called.
        color: Its color, 0 to 7.
        x: (epochs,), where each epoch ends.
        columns: By name of a column one number per epoch; what is not finite is not drawn.
        smoothed: The same, smoothed; the lines of `columns` are then drawn faintly behind. Empty where nothing is.
    """

    name: str
    color: int
    x: np.ndarray
    columns: Mapping[str, Sequence[float]]
    smoothed: Mapping[str, np.ndarray]


def run_swatch(color: int, *, dark: bool = False) -> str:
    """A dot of a run's color as the address of a picture, for light or dark paper; its ring is seen on both."""
    fill = (DARK if dark else LIGHT).classes[LIGHT.classes.index(RUN_COLORS[color])]
    dot = f'<circle cx="10" cy="10" r="8" fill="{fill}" stroke="{LIGHT.plain}"/>'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">{dot}</svg>'
    return "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode()


def run_curves(
    lines: Sequence[RunLine],
    name: str,
    *,
    parts: Sequence[str] = ("training", "validation"),
    x_title: str = N_("Epoch"),
    log: bool = False,
    height: int = 330,
) -> go.Figure:
    """The curves of several runs over each other: solid in training, dashed in validation; the page names the colors.

    Args:
        lines: The runs.
        name: `"loss"` or a metric.
        parts: Which of `"training"` and `"validation"` are drawn.
        x_title: What the axis along is called.
        log: Whether the values are drawn on a logarithmic axis.
        height: In pixels.
    """
    percent = name == "accuracy"
    shown = ".1%" if percent else ".4g"
    traces: list[dict[str, Any]] = []
    drawn: list[np.ndarray] = [np.array([])]
    furthest = 0.0
    for line in lines:
        title = literal(line.name)
        furthest = max(furthest, float(np.nanmax(line.x, initial=0.0)))
        for part in parts:
            start, dash = PARTS[part]
            column = f"{start}{name}"
            if column not in line.columns:
                continue
            raw = numbers(line.columns[column])
            drawn.append(raw)
            layers = [(raw, CLEAR, "")]
            if column in line.smoothed:
                layers = [(raw, FAINT, "raw"), (numbers(line.smoothed[column].tolist()), CLEAR, "")]
            for values, strength, what in layers:
                places = thin(values, LIVE_POINTS)
                traces.append(
                    {
                        "type": "scatter",
                        "uid": f"{line.color} {column} {what}",
                        "name": title,
                        "x": line.x[places].astype(np.float32),
                        "y": values[places].astype(np.float32),
                        "mode": "lines" if len(places) > 1 else "markers",
                        "opacity": strength,
                        "line": {"color": RUN_COLORS[line.color], "width": 1.2 if what else 2, "dash": dash},
                        "marker": {"color": RUN_COLORS[line.color], "size": 7},
                        "hoverinfo": "skip" if what else "all",
                        "hovertemplate": None if what else f"{title}, {tr(part)} %{{y:{shown}}}<extra></extra>",
                    }
                )
    everything = np.concatenate(drawn)
    axis = value_axis(everything[~np.isnan(everything)], percent=percent and not log, log=log)
    return style.figure(
        traces,
        height=height,
        revision=f"{name} {x_title} {log} {len(lines)}",
        hovermode="x unified" if len(lines) * len(parts) <= 8 else "closest",
        dragmode="zoom",
        margin={"l": 52, "r": 12, "t": 32, "b": 44},
        xaxis=style.axis(tr(x_title), range=[0, furthest * 1.02 or 1.0], nticks=8, tickformat=",~r"),
        yaxis=style.axis(**axis, tickformat=".0%" if percent else "~g"),
        annotations=[
            style.note(
                f"<b>{metric_title(name)}</b>",
                x=0,
                y=1,
                xanchor="left",
                yanchor="bottom",
                xshift=-40,
                yshift=5,
                font={"size": 13, "color": style.INK},
            )
        ],
    )


def run_results(
    names: Sequence[str],
    colors: Sequence[int],
    intervals: Sequence[tuple[float, float, float]],
    title: str,
    *,
    percent: bool,
) -> go.Figure:
    """A dot per run with the range in which its true result lies with 95% confidence.

    Args:
        names, colors: Of the runs.
        intervals: Of each run the value and both ends; ends that are not finite are not drawn.
        title: What was measured.
        percent: Whether the values are shares.
    """
    traces = []
    titles = [literal(name) for name in names]
    for place, (name, color, (value, low, high)) in enumerate(zip(titles, colors, intervals, strict=True)):
        ends = [value - low if math.isfinite(low) else 0.0, high - value if math.isfinite(high) else 0.0]
        written, lowest, highest = (i18n.number(one, ".1%" if percent else ".4g") for one in (value, low, high))
        between = tr(", 95% between {low} and {high}", low=lowest, high=highest) if math.isfinite(low) else ""
        traces.append(
            {
                "type": "scatter",
                "uid": str(color),
                "name": name,
                "x": [value],
                "y": [place],
                "mode": "markers",
                "marker": {"color": RUN_COLORS[color], "size": 11},
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [ends[1]],
                    "arrayminus": [ends[0]],
                    "color": RUN_COLORS[color],
                    "thickness": 2,
                    "width": 6,
                },
                "hovertemplate": f"{name}: {written}{between}<extra></extra>",
            }
        )
    return style.figure(
        traces,
        height=70 + 34 * len(names),
        revision=f"results {title}",
        hovermode="closest",
        dragmode=False,
        margin={"l": 12, "r": 16, "t": 8, "b": 44},
        xaxis=style.axis(title, tickformat=".0%" if percent else "~g", nticks=7, fixedrange=True),
        yaxis=style.axis(
            tickvals=list(range(len(names))),
            ticktext=[literal(name if len(name) <= 22 else name[:21] + "…") for name in names],
            range=[len(names) - 0.5, -0.5],
            automargin=True,
            ticks="",
            showline=False,
            fixedrange=True,
        ),
    )
