"""A look at a table before training: zeros by column, and one column by class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnplay.figures import style
from nnplay.i18n import tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

BINS = 30


def zero_bars(
    names: Sequence[str], zeros: Sequence[int] | np.ndarray, impossible: Sequence[str], chosen: str
) -> go.Figure:
    """How many zeros each column has; where a zero cannot be, the bar is marked by colour, sign and word.

    Args:
        names: The columns.
        zeros: One count per column.
        impossible: The columns in which a zero stands for something that was not measured.
        chosen: The column that is looked at.
    """
    wrong = [name in impossible for name in names]
    bar = {
        "type": "bar",
        "orientation": "h",
        "uid": "zeros",
        "x": [int(count) for count in zeros],
        "y": list(range(len(names))),
        "text": [f"{int(count)}{tr(' ✗ cannot be 0') if bad else ''}" for count, bad in zip(zeros, wrong, strict=True)],
        "textposition": "outside",
        "textfont": {"size": 12, "color": [style.ERROR if bad else style.MUTED for bad in wrong]},
        "cliponaxis": False,
        "marker": {"color": [style.ERROR if bad else style.LINE for bad in wrong]},
        "customdata": list(names),
        "hovertemplate": tr("{column}: {count} zeros", column="%{customdata}", count="%{x}") + "<extra></extra>",
    }
    return style.figure(
        [bar],
        height=28 * len(names) + 20,
        revision="zeros",
        bargap=0.3,
        dragmode=False,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        xaxis=style.hidden_axis(range=[0, max(1, int(np.max(zeros))) * 2.2]),
        yaxis={
            "tickvals": list(range(len(names))),
            "ticktext": [f"<b>{name}</b>" if name == chosen else name for name in names],
            "range": [len(names) - 0.5, -0.5],
            "automargin": True,
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "ticks": "outside",
            "ticklen": 6,
            "tickcolor": "rgba(0,0,0,0)",
            "tickfont": {"size": 13, "color": style.INK},
        },
    )


def column_histogram(values: np.ndarray, classes: np.ndarray, class_names: Sequence[str], name: str) -> go.Figure:
    """How one column is spread in each class, as overlaid bars.

    Args:
        values: (n,), in the units of the source.
        classes: (n,) class numbers.
        class_names: One name per class.
        name: What the column is called.
    """
    edges = np.linspace(values.min(), values.max(), BINS + 1)
    middles = (edges[:-1] + edges[1:]) / 2
    colors = style.class_colors(len(class_names))
    traces = [
        {
            "type": "bar",
            "uid": label,
            "name": label,
            "x": middles,
            "y": np.histogram(values[classes == place], edges)[0],
            "width": float(edges[1] - edges[0]) or 1.0,
            "marker": {"color": style.rgba(colors[place], 0.6)},
            "hovertemplate": f"{label}: %{{y}}<extra></extra>",
        }
        for place, label in enumerate(class_names)
    ]
    return style.figure(
        traces,
        height=230,
        revision=f"histogram {name}",
        barmode="overlay",
        bargap=0,
        showlegend=True,
        hovermode="x unified",
        dragmode=False,
        margin={"l": 48, "r": 12, "t": 30, "b": 42},
        xaxis=style.axis(name, nticks=8, fixedrange=True),
        yaxis=style.axis(tr("People"), nticks=5, fixedrange=True),
    )
