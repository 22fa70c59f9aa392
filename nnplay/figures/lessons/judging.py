"""Answers over a threshold, a point on a curve, costs over all thresholds, and a thousand people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.i18n import N_, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

BINS = 20
POSITIVE, NEGATIVE = style.class_colors(2)[::-1]


def answers_over_threshold(
    y: np.ndarray, p: np.ndarray, threshold: float, names: Sequence[str], *, answer: str
) -> go.Figure:
    """How many examples of each class have which probability: positive ones upward, negative ones downward.

    Bars beyond the threshold are full, the others pale.

    Args:
        y: (n,), 1 for positive, else 0.
        p: (n,), the probability of positive.
        threshold: From which probability on the answer is positive.
        names: Of the negative and the positive class.
        answer: What a positive answer is called.
    """
    edges = np.linspace(0, 1, BINS + 1)
    traces: list[dict[str, Any]] = []
    highest = 1
    for label, color, sign in ((1, POSITIVE, 1), (0, NEGATIVE, -1)):
        # A bin that the threshold cuts has both sorts of bars.
        for called in (True, False):
            part = (y == label) & ((p >= threshold) == called)
            heights = np.histogram(p[part], edges)[0]
            highest = max(highest, int(np.histogram(p[y == label], edges)[0].max()))
            traces.append(
                {
                    "type": "bar",
                    "uid": f"{label} {called}",
                    "name": names[label],
                    "legendgroup": names[label],
                    "showlegend": called,
                    "x": (edges[:-1] + edges[1:]) / 2,
                    "y": sign * heights,
                    "customdata": heights,
                    "width": 1 / BINS * 0.9,
                    "marker": {"color": color if called else style.rgba(color, 0.35)},
                    "hovertemplate": (
                        tr("{count} {name}, called {answer}", count="%{customdata}", name=names[label], answer=answer)
                        if called
                        else tr(
                            "{count} {name}, called not {answer}",
                            count="%{customdata}",
                            name=names[label],
                            answer=answer,
                        )
                    )
                    + "<extra></extra>",
                }
            )
    return style.figure(
        traces,
        height=290,
        revision="answers",
        showlegend=True,
        dragmode=False,
        barmode="relative",
        margin={"l": 52, "r": 12, "t": 48, "b": 42},
        shapes=[_upright(threshold, style.INK)],
        annotations=[
            {
                "x": threshold,
                "y": 1.01,
                "yref": "paper",
                "yanchor": "bottom",
                "xanchor": "left" if threshold < 0.6 else "right",
                "text": tr("called {answer} →", answer=answer),
                "showarrow": False,
                "font": {"size": 12, "color": style.INK},
            }
        ],
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.1, "yanchor": "bottom", "font": {"size": 12}},
        xaxis=style.axis(
            tr("Probability of the positive class"), range=[0, 1.001], tickformat=".0%", fixedrange=True, nticks=6
        ),
        yaxis=style.axis(
            tr("Examples"),
            range=[-1.08 * highest, 1.08 * highest],
            tickformat="~s",
            fixedrange=True,
            zeroline=True,
            zerolinecolor=style.INK,
            nticks=7,
        ),
    )


def marked(figure: go.Figure, x: float, y: float, name: str) -> go.Figure:
    """A figure with a point marked on it."""
    figure.add_scatter(
        uid="marked",
        name=name,
        mode="markers",
        x=[x],
        y=[y],
        marker={"size": 14, "color": style.PAPER, "line": {"color": style.INK, "width": 3}},
        hovertemplate=f"{name}<br>%{{x:.1%}}, %{{y:.1%}}<extra></extra>",
        showlegend=False,
    )
    return figure


def cost_curves(
    thresholds: np.ndarray, validation: np.ndarray, test: np.ndarray, chosen: float, theory: float
) -> go.Figure:
    """What an example costs on average at each threshold, on validation and on test data.

    Args:
        thresholds: (n,), growing.
        validation, test: (n,).
        chosen: The threshold that is cheapest on validation data, marked.
        theory: The threshold that follows from the costs alone, as a line.
    """
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "uid": name,
            "name": name,
            "mode": "lines",
            "x": thresholds,
            "y": values,
            "line": {"color": color, "width": 2.4, "dash": dash},
            "hovertemplate": tr(
                "{name}: {cost} at threshold {threshold}", name=name, cost="%{y:.3f}", threshold="%{x:.2f}"
            )
            + "<extra></extra>",
        }
        for name, values, color, dash in (
            (tr("Validation"), validation, style.VALIDATION, "6px,3px"),
            (tr("Test"), test, style.ACCENT, "solid"),
        )
    ]
    traces.append(
        {
            "type": "scatter",
            "uid": "chosen",
            "name": tr("Chosen"),
            "mode": "markers",
            "x": [chosen],
            "y": [float(np.interp(chosen, thresholds, validation))],
            "marker": {"size": 13, "color": style.PAPER, "line": {"color": style.VALIDATION, "width": 3}},
            "hovertemplate": f"{tr('cheapest on validation data')}: %{{x:.2f}}<extra></extra>",
        }
    )
    return style.figure(
        traces,
        height=330,
        revision="costs",
        showlegend=True,
        dragmode=False,
        margin={"l": 56, "r": 12, "t": 34, "b": 44},
        shapes=[_upright(theory, style.MUTED)],
        xaxis=style.axis(tr("Threshold"), range=[0, 1], fixedrange=True, nticks=6),
        yaxis=style.axis(tr("Mean cost of an example"), rangemode="tozero", fixedrange=True, nticks=6),
    )


PEOPLE = (
    (N_("sick, found"), POSITIVE, "circle"),
    (N_("sick, missed"), style.ERROR, "x"),
    (N_("healthy, false alarm"), NEGATIVE, "diamond"),
    (N_("healthy, cleared"), style.LINE, "circle"),
)
"""How the four groups of people are drawn, in the order of `theory.Counts`."""


def crowd(groups: Sequence[int], *, across: int = 40) -> go.Figure:
    """People as dots, group after group, row by row.

    Args:
        groups: How many people are in each of `PEOPLE`.
        across: Dots in a row.
    """
    traces: list[dict[str, Any]] = []
    start = 0
    for (name, color, symbol), count in zip(PEOPLE, groups, strict=True):
        places = np.arange(start, start + count)
        start += count
        traces.append(
            {
                "type": "scatter",
                "uid": name,
                "name": f"{tr(name)}: {count}",
                "mode": "markers",
                "x": places % across,
                "y": places // across,
                "marker": {"size": 6 if across > 30 else 5, "color": color, "symbol": symbol},
                "hovertemplate": f"{tr(name)}<extra></extra>",
            }
        )
    rows = -(-start // across)
    return style.figure(
        traces,
        height=round(rows * (9.5 if across > 30 else 8.5)) + 100,
        revision="crowd",
        showlegend=True,
        dragmode=False,
        margin={"l": 4, "r": 4, "t": 8, "b": 4},
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
            "font": {"size": 12},
            "itemsizing": "constant",
        },
        xaxis=style.hidden_axis(range=[-1, across]),
        yaxis=style.hidden_axis(range=[rows, -1]),
    )


def _upright(place: float, color: str) -> dict[str, Any]:
    """A thin upright line."""
    line = {"color": color, "width": 1.6, "dash": "dot"}
    return {"type": "line", "yref": "paper", "x0": place, "x1": place, "y0": 0, "y1": 1, "line": line}
