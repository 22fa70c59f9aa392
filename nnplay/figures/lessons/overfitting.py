"""Polynomials and networks on noisy points: the fit, the errors against capacity, penalty and amount of data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

RANGE = 2.6
"""The value axis reaches so far up and down: what leaves it is off by more than the curve is high."""


def fit_picture(
    train: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    lines: Mapping[str, tuple[np.ndarray, np.ndarray]],
    *,
    height: int = 330,
) -> go.Figure:
    """Training and validation points, the true curve, and what was fitted to the training points.

    Args:
        train, validation: x (n,) and y (n,).
        lines: By name x and y of a line; the first one is the truth and drawn thin.
        height: In pixels.
    """
    traces: list[dict[str, Any]] = []
    for place, (name, (x, y)) in enumerate(lines.items()):
        thin = {"color": style.MUTED, "width": 1.5, "dash": "dot"}
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "uid": name,
                "name": name,
                "x": np.asarray(x, dtype=np.float32),
                # Cut, because a line that shoots to infinity makes the browser draw nothing at all.
                "y": np.clip(np.asarray(y, dtype=np.float64), -50, 50).astype(np.float32),
                "line": {"color": style.INK, "width": 2.8} if place else thin,
                "hovertemplate": f"{name} %{{y:.3g}}<extra></extra>",
            }
        )
    for name, (x, y), color, symbol in (
        (tr("Training"), train, style.TRAINING, "circle"),
        (tr("Validation"), validation, style.VALIDATION, "diamond-open"),
    ):
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "uid": name,
                "name": name,
                "x": np.asarray(x, dtype=np.float32),
                "y": np.asarray(y, dtype=np.float32),
                "marker": {"size": 9 if symbol == "circle" else 7, "color": color, "symbol": symbol},
                "hovertemplate": f"{name}: x %{{x:.3g}}, y %{{y:.3g}}<extra></extra>",
            }
        )
    return style.figure(
        traces,
        height=height,
        revision="fit",
        showlegend=True,
        dragmode=False,
        margin={"l": 44, "r": 12, "t": 34, "b": 40},
        xaxis=style.axis("x", range=[-5.2, 5.2], nticks=8, fixedrange=True),
        yaxis=style.axis("y", range=[-RANGE, RANGE], nticks=7, fixedrange=True),
    )


def error_curves(
    places: Sequence[float],
    train: Sequence[float] | np.ndarray,
    validation: Sequence[float] | np.ndarray,
    marked: float,
    *,
    title: str,
    noise: float,
    log: bool = False,
) -> go.Figure:
    """Training and validation error against something that is varied, with the value at hand marked.

    Args:
        places: The values, growing.
        train, validation: Mean squared errors, one per value.
        marked: The value at hand.
        title: What is varied.
        noise: Variance of the noise: no fit does better on new points. Drawn as a line.
        log: Whether the values lie on a logarithmic axis.
    """
    # What is beyond these bounds says nothing more, and an error of 0 has no logarithm.
    low, high = 1e-3, 30.0
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "uid": name,
            "name": name,
            "x": list(places),
            "y": np.clip(np.asarray(values, dtype=np.float64), low / 10, high * 1e3),
            "customdata": np.asarray(values, dtype=np.float64),
            "line": {"color": color, "width": 2.4, "dash": dash},
            "marker": {"size": 5, "color": color},
            "hovertemplate": f"{name} %{{customdata:.3g}}<extra></extra>",
        }
        for name, values, color, dash in (
            (tr("Training error"), train, style.TRAINING, "solid"),
            (tr("Validation error"), validation, style.VALIDATION, "6px,3px"),
        )
    ]
    shapes = [
        {
            "type": "line",
            "yref": "paper",
            "x0": marked,
            "x1": marked,
            "y0": 0,
            "y1": 1,
            "line": {"color": style.MUTED, "width": 1.5, "dash": "dot"},
        }
    ]
    if noise > low:
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "uid": "noise",
                "name": tr("Noise alone"),
                "x": [places[0], places[-1]],
                "y": [noise, noise],
                "line": {"color": style.MUTED, "width": 1.2},
                "hovertemplate": f"{tr('variance of the noise')} %{{y:.3g}}<extra></extra>",
            }
        )
    return style.figure(
        traces,
        height=270,
        revision=title,
        showlegend=True,
        hovermode="x unified",
        dragmode=False,
        margin={"l": 56, "r": 12, "t": 34, "b": 44},
        shapes=shapes,
        xaxis=style.axis(title, fixedrange=True, **(_log_ticks(places) if log else {"nticks": 9})),
        yaxis=style.axis(
            tr("Mean squared error"),
            type="log",
            range=[np.log10(low), np.log10(high)],
            tickvals=[0.001, 0.01, 0.1, 1, 10],
            ticktext=[number(value, "g") for value in (0.001, 0.01, 0.1, 1, 10)],
            fixedrange=True,
        ),
    )


def _log_ticks(places: Sequence[float]) -> dict[str, Any]:
    """A logarithmic axis with words for some of its values: all of few, full powers of ten of many."""
    named = list(places) if len(places) < 12 else [place for place in places if abs(np.log10(place) % 2) < 0.01]
    return {"type": "log", "tickvals": named, "ticktext": [number(place, "g").replace("e-0", "e-") for place in named]}


def weight_bars(weights: np.ndarray) -> go.Figure:
    """The weights of a polynomial, a bar for each power; green above zero, purple below, on a scale that holds all."""
    bar = {
        "type": "bar",
        "uid": "weights",
        "x": list(range(len(weights))),
        "y": np.asarray(weights, dtype=np.float64),
        "marker": {"color": [style.POSITIVE if weight >= 0 else style.NEGATIVE for weight in weights]},
        "hovertemplate": tr("weight of u to the power of {power}: {weight}", power="%{x}", weight="%{y:.4g}")
        + "<extra></extra>",
    }
    return style.figure(
        [bar],
        height=190,
        revision="weights",
        bargap=0.25,
        dragmode=False,
        margin={"l": 64, "r": 12, "t": 10, "b": 42},
        xaxis=style.axis(tr("Power of u"), dtick=1 if len(weights) <= 12 else 2, fixedrange=True, showgrid=False),
        yaxis=style.axis(
            tr("Weight"), nticks=5, fixedrange=True, zeroline=True, zerolinecolor=style.LINE, tickformat="~s"
        ),
    )
