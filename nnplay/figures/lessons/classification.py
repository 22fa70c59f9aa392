"""Probabilities and losses over a sum, and softmax beside its target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

CROSS_ENTROPY, SQUARED = style.ACCENT, style.SECOND


def yes_or_no(
    x: np.ndarray,
    y: np.ndarray,
    places: np.ndarray,
    straight: np.ndarray,
    probability: np.ndarray,
    at: tuple[float, float],
) -> go.Figure:
    """Yes-or-no examples, a straight line through them, and a sigmoid.

    Args:
        x, y: (n,), y being 0 or 1.
        places: (k,), where both curves are given.
        straight, probability: (k,).
        at: A place and the probability there, marked.
    """
    colors = style.class_colors(2)
    return style.figure(
        [
            _line("line", tr("Straight line"), places, straight, style.MUTED, "6px,4px"),
            _line("sigmoid", tr("Probability"), places, probability, style.ACCENT, "solid"),
            {
                "type": "scatter",
                "uid": "examples",
                "name": tr("Students"),
                "mode": "markers",
                "x": x,
                "y": y,
                "marker": {
                    "size": 12,
                    "color": [colors[int(label)] for label in y],
                    "symbol": ["circle" if label else "square" for label in y],
                    "line": {"color": style.PAPER, "width": 1.5},
                },
                "hovertemplate": tr("{hours} hours: {passed}", hours="%{x:.1f}", passed="%{y:.0f}") + "<extra></extra>",
            },
            {
                "type": "scatter",
                "uid": "at",
                "mode": "markers",
                "x": [at[0]],
                "y": [at[1]],
                "marker": {"size": 13, "color": style.PAPER, "line": {"color": style.INK, "width": 3}},
                "hoverinfo": "skip",
                "showlegend": False,
            },
        ],
        height=330,
        revision="yes or no",
        showlegend=True,
        dragmode=False,
        shapes=[_band(0.0), _band(1.0)],
        xaxis=style.axis(tr("Hours of study"), range=[float(places[0]), float(places[-1])], fixedrange=True, nticks=9),
        yaxis=style.axis(tr("Passed (1) or not (0)"), range=[-0.45, 1.45], fixedrange=True, nticks=8),
    )


def two_losses(
    z: np.ndarray, cross_entropy: np.ndarray, squared: np.ndarray, at: float, y_title: str, y_range: Sequence[float]
) -> go.Figure:
    """Both losses, or their slopes, over the sum.

    Args:
        z: (n,).
        cross_entropy, squared: (n,).
        at: A sum that is marked on both.
        y_title: What the curves show.
        y_range: What is shown of it.
    """
    marks = [float(np.interp(at, z, curve)) for curve in (cross_entropy, squared)]
    return style.figure(
        [
            _line("cross-entropy", tr("Cross-entropy"), z, cross_entropy, CROSS_ENTROPY, "solid"),
            _line("squared", tr("Squared error"), z, squared, SQUARED, "6px,3px"),
            {
                "type": "scatter",
                "uid": "at",
                "mode": "markers",
                "x": [at, at],
                "y": marks,
                "marker": {"size": 10, "color": [CROSS_ENTROPY, SQUARED], "line": {"color": style.PAPER, "width": 2}},
                "hoverinfo": "skip",
                "showlegend": False,
            },
        ],
        height=260,
        revision=y_title,
        showlegend=True,
        dragmode=False,
        xaxis=style.axis(tr("Sum z"), range=[float(z[0]), float(z[-1])], fixedrange=True, nticks=9),
        yaxis=style.axis(
            y_title, range=list(y_range), fixedrange=True, nticks=6, zeroline=True, zerolinecolor=style.LINE
        ),
    )


def learning(cross_entropy: np.ndarray, squared: np.ndarray, y: float) -> go.Figure:
    """The probability of class 1 after each update, learnt with either loss; (updates + 1,) each."""
    steps = np.arange(len(cross_entropy))
    return style.figure(
        [
            _line("cross-entropy", tr("Cross-entropy"), steps, cross_entropy, CROSS_ENTROPY, "solid"),
            _line("squared", tr("Squared error"), steps, squared, SQUARED, "6px,3px"),
        ],
        height=240,
        revision="learning",
        showlegend=True,
        dragmode=False,
        shapes=[_band(y)],
        xaxis=style.axis(tr("Updates"), range=[0, int(steps[-1])], fixedrange=True, nticks=8),
        yaxis=style.axis(tr("Probability of class 1"), range=[-0.04, 1.04], fixedrange=True, nticks=6),
    )


def probabilities_and_target(
    names: Sequence[str], probabilities: np.ndarray, target: np.ndarray, slopes: np.ndarray
) -> go.Figure:
    """Softmax's probabilities beside the one-hot target, and which way each logit is pushed.

    Args:
        names: The classes.
        probabilities, target: (classes,).
        slopes: (classes,), the derivative of the loss by each logit; the push is against it.
    """
    places = list(range(len(names)))
    bars: list[dict[str, Any]] = [
        {
            "type": "bar",
            "uid": name,
            "name": name,
            "x": places,
            "y": values,
            "marker": {"color": color},
            "text": [number(value, ".2f") for value in values],
            "textposition": "outside",
            "textfont": {"size": 12},
            "cliponaxis": False,
            "customdata": list(names),
            "hovertemplate": tr("{name} of {item}: {value}", name=name, item="%{customdata}", value="%{y:.3f}")
            + "<extra></extra>",
        }
        for name, values, color in (
            (tr("Probability p"), probabilities, style.ACCENT),
            (tr("Target y"), target, style.LINE),
            (tr("Push y - p"), -slopes, style.SECOND),
        )
    ]
    return style.figure(
        bars,
        height=320,
        revision="shares and target",
        showlegend=True,
        dragmode=False,
        barmode="group",
        bargap=0.25,
        xaxis=style.axis(tickvals=places, ticktext=list(names), fixedrange=True, showgrid=False, ticks=""),
        yaxis=style.axis(range=[-1.15, 1.2], fixedrange=True, nticks=6, zeroline=True, zerolinecolor=style.LINE),
    )


def _line(uid: str, name: str, x: np.ndarray, y: np.ndarray, color: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": uid,
        "name": name,
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": color, "width": 2.6, "dash": dash},
        "hovertemplate": f"{name} %{{y:.3f}}<extra></extra>",
    }


def _band(height: float) -> dict[str, Any]:
    """A thin line across at 0 or 1."""
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": height,
        "y1": height,
        "line": {"color": style.LINE, "width": 1.2, "dash": "dot"},
        "layer": "below",
    }
