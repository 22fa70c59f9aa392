"""Columns of a dataset: histograms, boxes, bars of categories, and how the split parts the classes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.datasets.explore.summaries import BoxPlot
from nnplay.figures import style
from nnplay.figures.text import fit_text, literal_names, text_width
from nnplay.i18n import N_, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

PART_COLORS: Mapping[str, str] = {"training": style.TRAINING, "validation": style.VALIDATION, "test": style.TEST}
"""The parts of a split, as the curves of a training color them."""

PART_NAMES = (N_("training"), N_("validation"), N_("test"))

MAX_OUTLIERS = 300
"""Points that are drawn beyond one box."""

OVERLAID = 2
"""Histograms that may lie over each other; more are stacked."""

LABEL_WIDTH = 130


def shown_name(name: str) -> str:
    """What a group is called: a part of the split in the present language, a class as it is."""
    return tr(name) if name in PART_COLORS else name


def group_colors(names: Sequence[str]) -> list[str]:
    """A color per group: of parts and classes their own, the accent where there is one group alone."""
    if all(name in PART_COLORS for name in names):
        return [PART_COLORS[name] for name in names]
    return [style.ACCENT] if len(names) == 1 else style.class_colors(len(names))


@literal_names
def histogram(
    edges: np.ndarray, counts: Mapping[str, np.ndarray], title: str, *, height: int = 260, width: int = 300
) -> go.Figure:
    """How many examples have which value, by group: two over each other, more of them stacked.

    Args:
        edges: (bins + 1,), in units of the value.
        counts: By group (bins,).
        title: What the value is called, with its unit.
        height: In pixels.
        width: The least width that the figure will have, in pixels; the legend's lines are counted with it.
    """
    overlaid = len(counts) <= OVERLAID
    traces = [
        {
            "type": "bar",
            "uid": name,
            "name": shown_name(name),
            "x": (edges[:-1] + edges[1:]) / 2,
            "y": counts[name],
            "width": np.diff(edges),
            "customdata": np.column_stack([edges[:-1], edges[1:]]),
            "marker": {
                "color": style.rgba(color, 0.6) if overlaid and len(counts) > 1 else color,
                "line": {"color": color if overlaid else style.PAPER, "width": 0.6},
            },
            "hovertemplate": tr("%{customdata[0]:.4~g} to %{customdata[1]:.4~g}: %{y:,} examples")
            + f"<extra>{shown_name(name)}</extra>",
        }
        for name, color in zip(counts, group_colors(list(counts)), strict=True)
    ]
    return style.figure(
        traces,
        height=height,
        revision=f"histogram {title}",
        barmode="overlay" if overlaid else "stack",
        bargap=0,
        dragmode=False,
        **legend_above(list(counts), width),
        xaxis=style.axis(title, nticks=7),
        yaxis=style.axis(tr("Examples"), nticks=5, rangemode="tozero"),
    )


@literal_names
def category_bars(counts: Mapping[str, Sequence[int]], values: Sequence[str], title: str) -> go.Figure:
    """How often each value of a column of words occurs, by group, as bars that lie.

    Args:
        counts: By group, one number per value.
        values: The words, from the top.
        title: What the column is called.
    """
    return _lying_bars(counts, values, tr("Examples by {title}", title=title), f"categories {title}")


@literal_names
def split_bars(counts: Mapping[str, Sequence[int]], class_names: Sequence[str]) -> go.Figure:
    """How many examples of each class are in each part, as bars that lie.

    Args:
        counts: By part, one number per class.
        class_names: From the top; a single name for regression.
    """
    return _lying_bars(counts, class_names, tr("Examples"), "split")


def _lying_bars(counts: Mapping[str, Sequence[int]], rows: Sequence[str], title: str, revision: str) -> go.Figure:
    height = 24 * len(rows) + 110
    names = list(counts)
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "uid": name,
            "name": shown_name(name) or tr("examples"),
            "y": list(range(len(rows))),
            "x": [int(count) for count in counts[name]],
            "customdata": list(rows),
            "marker": {"color": color, "line": {"color": style.PAPER, "width": 1}},
            "hovertemplate": tr("%{customdata}: %{x:,} examples") + f"<extra>{shown_name(name)}</extra>",
        }
        for name, color in zip(names, group_colors(names), strict=True)
    ]
    return style.figure(
        traces,
        height=height,
        revision=revision,
        barmode="stack",
        bargap=0.3,
        dragmode=False,
        **legend_above(names, 300),
        xaxis=style.axis(title, nticks=6, rangemode="tozero", fixedrange=True, tickformat=","),
        yaxis=_names_axis(rows),
    )


@literal_names
def box_plot(boxes: Mapping[str, BoxPlot | None], title: str, *, height: int | None = None) -> go.Figure:
    """Boxes by group, one under the other: half of the values lie in the box, the line in it is the median.

    Args:
        boxes: By group; None where a group has no value. At most 300 outliers of each are drawn, evenly picked.
        title: What the value is called, with its unit.
        height: In pixels; as many as the boxes need where it is None.
    """
    colors = dict(zip(boxes, group_colors(list(boxes)), strict=True))
    rows = {name: place for place, name in enumerate(boxes)}
    traces: list[dict[str, Any]] = []
    for name, shape in boxes.items():
        if shape is None:
            continue
        traces.append(
            {
                "type": "box",
                "uid": f"box {name}",
                "name": shown_name(name),
                "orientation": "h",
                "y": [rows[name]],
                "q1": [shape.q1],
                "median": [shape.median],
                "q3": [shape.q3],
                "lowerfence": [shape.low],
                "upperfence": [shape.high],
                "width": 0.55,
                "fillcolor": style.rgba(colors[name], 0.6),
                # Dark lines, because some of the colors are too pale for one.
                "line": {"color": style.INK, "width": 1.3},
                "hoverinfo": "x",
            }
        )
        far = shape.outliers
        if len(far) > MAX_OUTLIERS:
            far = far[np.linspace(0, len(far) - 1, MAX_OUTLIERS).astype(int)]
        traces.append(
            {
                "type": "scatter",
                "uid": f"outliers {name}",
                "mode": "markers",
                "x": far,
                "y": [rows[name]] * len(far),
                "marker": {"size": 5, "color": style.rgba(style.INK, 0.5), "symbol": "circle-open"},
                "hovertemplate": tr("%{x:.4~g}: outlier") + f"<extra>{shown_name(name)}</extra>",
            }
        )
    return style.figure(
        traces,
        height=height or max(200, 34 * len(boxes) + 70),
        revision=f"box {title}",
        dragmode=False,
        margin={"l": 12, "r": 12, "t": 12, "b": 40},
        xaxis=style.axis(title, nticks=7),
        yaxis=_names_axis(list(boxes)),
    )


def _names_axis(names: Sequence[str]) -> dict[str, Any]:
    """An upright axis with a name per row, the first on top."""
    return style.axis(
        tickvals=list(range(len(names))),
        ticktext=[fit_text(shown_name(name), LABEL_WIDTH, 12) for name in names],
        range=[len(names) - 0.5, -0.5],
        automargin=True,
        ticks="",
        showgrid=False,
        fixedrange=True,
    )


def legend_above(names: Sequence[str], width: int) -> dict[str, Any]:
    """Layout of a legend over the plot, with as much room as its lines need; none for a single group."""
    if len(names) < 2:
        return {"margin": {"l": 52, "r": 12, "t": 12, "b": 44}}
    # Plotly gives each entry the width of the longest.
    entry = max(text_width(shown_name(name), 12) for name in names) + 44
    lines = math.ceil(len(names) / max(1, (width - 64) // entry))
    return {
        "showlegend": True,
        "margin": {"l": 52, "r": 12, "t": 14 + 20 * lines, "b": 44},
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
            "font": {"size": 12},
            "itemsizing": "constant",
            "traceorder": "normal",
        },
    }
