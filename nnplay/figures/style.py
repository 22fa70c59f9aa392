"""One look for every figure: colors, fonts and the frame that all of them share.

Figures are in the colors of light paper. A page shows those of its theme in their place; see `nnplay/palette.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from nnplay.figures.lazy import NO_TEMPLATE, LazyFigure
from nnplay.i18n import ENGLISH, N_, language, number
from nnplay.palette import LIGHT

if TYPE_CHECKING:
    import plotly.graph_objects as go

COLORS = LIGHT

ACCENT, SECOND, MARK = COLORS.accent, COLORS.second, COLORS.mark
TRAINING, VALIDATION, TEST = COLORS.training, COLORS.validation, COLORS.test
NEGATIVE, POSITIVE = COLORS.negative, COLORS.positive
POSITIVE_NAME, NEGATIVE_NAME = COLORS.positive_name, COLORS.negative_name
"""What captions call the two, in English: they show `tr(POSITIVE_NAME)`."""

SIGN_NAMES = (N_("green"), N_("purple"))

ERROR, CORRECT = COLORS.wrong, COLORS.right

INK, MUTED, LINE, GRID = COLORS.ink, COLORS.muted, COLORS.line, COLORS.grid
SURFACE, PAPER = COLORS.surface, COLORS.paper

FONT = '"Source Sans", "Source Sans Pro", "Source Sans 3", "Segoe UI", Arial, sans-serif'
FONT_SIZE = 13

DIVERGING = COLORS.signed_scale
"""Negative, zero nearly white, positive: weights, kernels, activations, what speaks against and for."""

CLASS_SCALE = COLORS.class_scale
"""From the first class of two to the second: the probability of a decision map."""

INK_ON_PAPER: list[list[float | str]] = [[0.0, COLORS.image_paper], [1.0, COLORS.image_ink]]
"""Images and feature maps: no ink is paper, full ink is dark, as a pen draws. One convention on every page."""

BLACK, WHITE = "rgb(0,0,0)", "rgb(255,255,255)"
"""Of photographs: written so, a color stays in every theme of the page."""

BLACK_TO_WHITE: list[list[float | str]] = [[0.0, BLACK], [1.0, WHITE]]
"""Of gray images whose numbers are light, as those of photographs."""

CLASS_COLORS = COLORS.classes


def class_colors(count: int) -> list[str]:
    """One color per class, `#rrggbb`; from the eleventh on they repeat.

    Two classes take the ends of `CLASS_SCALE`, so that points match the decision map behind them.
    """
    if count == 2:
        return list(COLORS.two_classes)
    return [CLASS_COLORS[index % len(CLASS_COLORS)] for index in range(count)]


def rgb(color: str) -> tuple[int, int, int]:
    """Red, green and blue of `#rrggbb`, each in 0..255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def rgba(color: str, alpha: float) -> str:
    """A color `#rrggbb` made see-through; alpha in 0..1."""
    red, green, blue = rgb(color)
    return f"rgba({red},{green},{blue},{alpha:g})"


def axis(title: str = "", **more: Any) -> dict[str, Any]:
    """An axis of the house: pale grid, no zero line, small ticks."""
    named = {"title": {"text": title, "standoff": 6, "font": {"size": 12, "color": MUTED}}} if title else {}
    return {
        **named,
        "gridcolor": GRID,
        "linecolor": LINE,
        "showline": True,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 3,
        "tickcolor": LINE,
        "tickfont": {"size": 12, "color": MUTED},
        **more,
    }


def hidden_axis(**more: Any) -> dict[str, Any]:
    """An axis that only places things."""
    return {"visible": False, "showgrid": False, "zeroline": False, "fixedrange": True, **more}


def note(text: str, **more: Any) -> dict[str, Any]:
    """An annotation in the middle of the plot, for what cannot be drawn yet."""
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "showarrow": False,
        "font": {"size": FONT_SIZE, "color": MUTED},
        **more,
    }


def figure(traces: Sequence[dict[str, Any]], *, height: int, revision: str, **layout: Any) -> go.Figure:
    """A figure with the layout that all share.

    Args:
        traces: Plotly traces as dictionaries.
        height: In pixels.
        revision: Zoom and legend choices are kept while this stays the same.
        **layout: What differs from the shared layout.
    """
    shared: dict[str, Any] = {
        "template": NO_TEMPLATE,
        "height": height,
        "autosize": True,
        "uirevision": revision,
        "separators": separators(),
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"family": FONT, "size": FONT_SIZE, "color": INK},
        "margin": {"l": 48, "r": 12, "t": 30, "b": 40},
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": LINE,
            "align": "left",
            "font": {"family": FONT, "size": FONT_SIZE, "color": INK},
        },
        "showlegend": False,
        "legend": {
            "orientation": "h",
            "x": 1,
            "xanchor": "right",
            "y": 1.02,
            "yanchor": "bottom",
            "font": {"size": 12},
            "bgcolor": "rgba(0,0,0,0)",
        },
    }
    return cast("go.Figure", LazyFigure(list(traces), {**shared, **layout}))


def separators() -> str | None:
    """What Plotly writes before decimals and between thousands in the present language; None for its own: `".,"`."""
    written = number(1234.5, ",.1f")
    return None if language() == ENGLISH else written[5] + written[1]


def by_width(make: Callable[[int], go.Figure], widths: Sequence[int]) -> dict[int, go.Figure]:
    """The same figure for several widths, by the least width in pixels that each needs; the first fits any.

    Args:
        make: From the least width that a figure will have to the figure.
        widths: Growing.
    """
    return {width if place else 0: make(width) for place, width in enumerate(widths)}


def spread(values: Sequence[Any]) -> float:
    """The largest finite absolute value of arrays, and 1 where there is none: the half width of a diverging scale."""
    import numpy as np

    largest = 0.0
    for value in values:
        array = np.asarray(value, dtype=np.float64)
        finite = array[np.isfinite(array)]
        if finite.size:
            largest = max(largest, float(np.abs(finite).max()))
    return largest or 1.0
