"""Activations as curves with their slopes: one in large, all at a glance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.lessons import network_parts
from nnplay.i18n import tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

VALUE, SLOPE = style.ACCENT, style.SECOND


def activation_curve(
    z: np.ndarray,
    value: np.ndarray,
    slope: np.ndarray,
    saturated: np.ndarray,
    at: tuple[float, float, float],
) -> go.Figure:
    """One activation with its derivative, the tangent at one sum, and where it saturates.

    Args:
        z: (n,), growing.
        value, slope: (n,), f and f'.
        saturated: (n,), bool: where the slope is nearly zero; shaded.
        at: A sum with f and f' there.
    """
    place, height, steepness = at
    tangent = np.array([place - 1.2, place + 1.2])
    return style.figure(
        [
            _line("f", "f(z)", z, value, VALUE, "solid"),
            _line("slope", tr("slope f′(z)"), z, slope, SLOPE, "6px,3px"),
            {
                "type": "scatter",
                "uid": "tangent",
                "name": "tangent",
                "mode": "lines",
                "x": tangent,
                "y": height + steepness * (tangent - place),
                "line": {"color": style.INK, "width": 1.5},
                "hoverinfo": "skip",
                "showlegend": False,
            },
            {
                "type": "scatter",
                "uid": "at",
                "mode": "markers",
                "x": [place, place],
                "y": [height, steepness],
                "marker": {"size": 10, "color": [VALUE, SLOPE], "line": {"color": style.PAPER, "width": 2}},
                "hoverinfo": "skip",
                "showlegend": False,
            },
        ],
        height=340,
        revision="activation",
        showlegend=True,
        dragmode=False,
        shapes=_shades(z, saturated, "x", "y domain"),
        xaxis=style.axis(
            tr("Sum z"), range=[float(z[0]), float(z[-1])], nticks=12, zeroline=True, zerolinecolor=style.LINE
        ),
        yaxis=style.axis(range=[-1.6, 4.1], nticks=8, zeroline=True, zerolinecolor=style.LINE),
    )


def activation_grid(
    z: np.ndarray,
    curves: Mapping[str, tuple[np.ndarray, np.ndarray, np.ndarray]],
    chosen: str,
    *,
    columns: int = 3,
) -> go.Figure:
    """All activations at a glance.

    Args:
        z: (n,).
        curves: By title: f, f' and where it saturates, each (n,).
        chosen: The title that is set off.
        columns: How many stand side by side.
    """
    rows = math.ceil(len(curves) / columns)
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}
    notes: list[dict[str, Any]] = []
    shades: list[dict[str, Any]] = []
    wide, tall, gap = 1 / columns, 1 / rows, 0.028
    for index, (title, (value, slope, saturated)) in enumerate(curves.items()):
        row, column = divmod(index, columns)
        number = str(index + 1) if index else ""
        x0, y1 = column * wide, 1 - row * tall
        frame: dict[str, Any] = {
            "showgrid": False,
            "showticklabels": False,
            "ticks": "",
            "fixedrange": True,
            "showline": False,
            "zeroline": True,
            "zerolinecolor": style.LINE,
        }
        layout[f"xaxis{number}"] = style.axis(
            domain=[x0 + gap / 2, x0 + wide - gap / 2], anchor=f"y{number}", range=[float(z[0]), float(z[-1])], **frame
        )
        layout[f"yaxis{number}"] = style.axis(
            domain=[y1 - tall + 0.02, y1 - 0.075], anchor=f"x{number}", range=[-1.5, 3.2], **frame
        )
        for name, curve, color, dash in (("f", value, VALUE, "solid"), ("f′", slope, SLOPE, "4px,2px")):
            traces.append(
                {
                    **_line(f"{title} {name}", f"{title} {name}", z, curve, color, dash),
                    "xaxis": f"x{number}",
                    "yaxis": f"y{number}",
                }
            )
        shades += _shades(z, saturated, f"x{number}", f"y{number} domain")
        notes.append(
            network_parts.words(
                x0 + gap / 2,
                y1 - 0.07,
                f"<b>{title}</b>" if title == chosen else title,
                xref="paper",
                yref="paper",
                xanchor="left",
                yanchor="bottom",
                font={"size": 12, "color": style.ACCENT if title == chosen else style.INK},
            )
        )
    return style.figure(
        traces,
        height=128 * rows + 16,
        revision="all activations",
        dragmode=False,
        annotations=notes,
        shapes=shades,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        **layout,
    )


def share_bars(names: Sequence[str], shares: np.ndarray) -> go.Figure:
    """What is left of an error, a bar each; shares above 1 are growth."""
    most = max(1.0, float(shares.max()))
    return style.figure(
        [
            {
                "type": "bar",
                "orientation": "h",
                "x": shares,
                "y": list(range(len(names))),
                "text": [tr("{share:.3g}%", share=share) for share in 100 * shares],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": SLOPE},
                "customdata": list(names),
                "hovertemplate": "%{customdata}: %{x:.3g}<extra></extra>",
            }
        ],
        height=26 * len(names) + 16,
        revision="shares",
        bargap=0.3,
        dragmode=False,
        margin={"l": 84, "r": 8, "t": 8, "b": 8},
        xaxis=style.hidden_axis(range=[min(0.0, float(shares.min())), 1.2 * most]),
        yaxis=style.axis(
            tickvals=list(range(len(names))),
            ticktext=list(names),
            range=[len(names) - 0.5, -0.5],
            fixedrange=True,
            showgrid=False,
            ticks="",
        ),
    )


def _line(uid: str, name: str, x: np.ndarray, y: np.ndarray, color: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": uid,
        "name": name,
        "mode": "lines",
        "x": x.astype(np.float32),
        "y": np.asarray(y, dtype=np.float32),
        "line": {"color": color, "width": 2.4, "dash": dash},
        "hovertemplate": f"z %{{x:.2f}}<br>{name} %{{y:.3f}}<extra></extra>",
    }


def _shades(z: np.ndarray, there: np.ndarray, xref: str, yref: str) -> list[dict[str, Any]]:
    """Pale bands over the stretches of z where `there` is true."""
    return [
        {
            "type": "rect",
            "xref": xref,
            "yref": yref,
            "x0": first,
            "x1": last,
            "y0": 0,
            "y1": 1,
            "fillcolor": style.SURFACE,
            "line": {"width": 0},
            "layer": "below",
        }
        for first, last in stretches(z, there)
    ]


def stretches(z: np.ndarray, there: np.ndarray) -> Sequence[tuple[float, float]]:
    """First and last place of each run of trues."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], there.astype(int), [0]])))
    return [(float(z[first]), float(z[last - 1])) for first, last in edges.reshape(-1, 2)]
