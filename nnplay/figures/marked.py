"""A picture with something marked in it, and small grids of numbers that can be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.image_traces import where
from nnplay.figures.images import single_image
from nnplay.figures.text import literal_names
from nnplay.i18n import N_, number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

MARK = style.MARK
"""Color of frames around pixels: neither ink nor one of the two ends of the diverging scale."""

CELL = 46
"""Pixels that a readable number takes at most."""

LEAST_CELL = 30
"""In smaller cells no number can be read."""

SIGN_SPACE = 30
TITLE_SPACE = 24


def picture(
    array: np.ndarray,
    *,
    size: int = 224,
    boxes: Sequence[tuple[int, int, int, int]] = (),
    diverging: bool = False,
    light: bool = False,
    limit: float | None = None,
    value_name: str = "ink",
) -> go.Figure:
    """One image with frames around some of its pixels: (height, width), (height, width, 1) or RGB in 0..1.

    Args:
        array: The image.
        size: Its width in pixels.
        boxes: Top, left, bottom, right of each frame in image pixels; what lies outside of the image is cut off.
        diverging: Whether zero is the middle of the scale.
        light: Whether a gray image is drawn as light: 0 black and 1 white.
        limit: The value at the end of the scale, or with `diverging` at both ends; the image's own where it is None.
        value_name: What a pixel's number is called when the mouse is over it.
    """
    image = np.asarray(array)
    if image.ndim == 3 and image.shape[2] == 3:
        figure = single_image(image[..., 0], size=size)
        colors = (np.clip(np.nan_to_num(image), 0, 1) * 255).round().astype(np.uint8)
        figure.data = []
        figure.add_image(z=colors, uid="image", hovertemplate=f"{where('y', 'x')}<extra></extra>")
    else:
        figure = single_image(image, diverging=diverging, light=light, value_name=value_name, size=size)
        if limit:
            figure.data[0].update(zmin=-limit if diverging else 0.0, zmax=limit)
    rows, columns = image.shape[:2]
    for top, left, bottom, right in boxes:
        top, left, bottom, right = max(top, 0), max(left, 0), min(bottom, rows), min(right, columns)
        corners = {"x0": left - 0.5, "x1": right - 0.5, "y0": top - 0.5, "y1": bottom - 0.5}
        figure.add_shape(type="rect", **corners, line={"color": style.PAPER, "width": 5})
        figure.add_shape(type="rect", **corners, line={"color": MARK, "width": 2.5})
    return figure


def number_grids(
    grids: Sequence[tuple[str, np.ndarray, bool]], signs: Sequence[str] = (), *, width: int = 700
) -> go.Figure:
    """Small arrays with their numbers written into them, side by side, or one below the other where that is too wide.

    Args:
        grids: Title, (rows, columns) and whether zero is the middle of the scale, of each. NaN is written as an
            empty place that counts as 0.
        signs: What is written between two of them, e.g. `"×"`.
        width: The least width in pixels that the figure will have.
    """
    arrays = [np.asarray(array, np.float64) for _, array, _ in grids]
    beside = (width - SIGN_SPACE * (len(grids) - 1)) / sum(array.shape[1] for array in arrays)
    stacked = beside < LEAST_CELL
    cell = min(CELL, width / max(array.shape[1] for array in arrays)) if stacked else min(CELL, beside)
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    left = top = 0.0  # all in pixels
    tallest = max(array.shape[0] for array in arrays) * cell
    for place, ((title, _, diverging), array) in enumerate(zip(grids, arrays, strict=True)):
        if place:
            sign = signs[place - 1] if place <= len(signs) else ""
            if stacked:
                notes.append(_text(sign, 10, top + SIGN_SPACE / 2, size=18))
                top += SIGN_SPACE
            else:
                notes.append(_text(sign, left + SIGN_SPACE / 2, TITLE_SPACE + tallest / 2, size=18))
                left += SIGN_SPACE
        notes.append(_text(title, left, top + TITLE_SPACE / 2, color=style.MUTED, xanchor="left", size=12))
        traces += _numbers(array, diverging, left, top + TITLE_SPACE, cell)
        if stacked:
            top += TITLE_SPACE + array.shape[0] * cell
        else:
            left += array.shape[1] * cell
    height = round(top if stacked else TITLE_SPACE + tallest) + 4
    return style.figure(
        traces,
        height=height,
        revision="numbers",
        dragmode=False,
        margin={"l": 1, "r": 1, "t": 1, "b": 1},
        annotations=notes,
        xaxis=style.hidden_axis(range=[-1, width - 3], constrain="domain", constraintoward="left"),
        yaxis=style.hidden_axis(range=[height - 3, -1], scaleanchor="x", constrain="domain", constraintoward="top"),
    )


@literal_names
def weight_matrix(
    weights: np.ndarray,
    row_names: Sequence[str],
    *,
    height: int = 360,
    row: str = N_("input"),
    column: str = N_("unit"),
) -> go.Figure:
    """The weights of a dense layer: a row per input, a column per unit, zero in the middle of the scale.

    Args:
        weights: (inputs, units).
        row_names: One per input.
        height: In pixels.
        row, column: What a row and a column are called.
    """
    half = style.spread([weights])
    heat = {
        "type": "heatmap",
        "uid": "weights",
        "z": np.asarray(weights, np.float32),
        "zmin": -half,
        "zmax": half,
        "colorscale": style.DIVERGING,
        "colorbar": {"thickness": 10, "outlinewidth": 0, "tickfont": {"size": 11, "color": style.MUTED}},
        "customdata": np.repeat(np.array(row_names, object)[:, None], weights.shape[1], axis=1),
        "xgap": 1 if weights.shape[1] <= 64 else 0,
        "ygap": 1 if len(weights) <= 64 else 0,
        "hovertemplate": f"%{{customdata}} → {tr(column)} %{{x}}<br>" + tr("weight") + " %{z:.3g}<extra></extra>",
    }
    few = len(weights) <= 24
    return style.figure(
        [heat],
        height=height,
        revision="weights",
        dragmode=False,
        margin={"l": 48, "r": 8, "t": 8, "b": 40},
        xaxis=style.axis(tr(column), fixedrange=True, showgrid=False, nticks=10),
        yaxis=style.axis(
            "" if few else tr(row),
            tickvals=list(range(len(weights))) if few else None,
            ticktext=list(row_names) if few else None,
            range=[len(weights) - 0.5, -0.5],
            automargin=True,
            fixedrange=True,
            showgrid=False,
        ),
    )


def _text(text: str, x: float, y: float, *, size: int, color: str = style.INK, xanchor: str = "center") -> dict:
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "xanchor": xanchor,
        "yanchor": "middle",
        "font": {"size": size, "color": color},
    }


def _numbers(array: np.ndarray, diverging: bool, left: float, top: float, cell: float) -> list[dict[str, Any]]:
    rows, columns = array.shape
    half = style.spread([array])
    low, high = (-half, half) if diverging else (min(0.0, float(np.nanmin(np.nan_to_num(array)))), half)
    heat = {
        "type": "heatmap",
        "x": left + np.arange(columns + 1) * cell,
        "y": top + np.arange(rows + 1) * cell,
        "z": array,
        "zmin": low,
        "zmax": high,
        "colorscale": style.DIVERGING if diverging else style.INK_ON_PAPER,
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hovertemplate": "%{z:.4g}<extra></extra>",
    }
    if cell < LEAST_CELL:
        return [heat]
    shade = np.nan_to_num(np.abs(array) / half if diverging else (array - low) / (high - low))
    dark = shade > (0.8 if diverging else 0.5)
    texts = {
        "type": "scatter",
        "mode": "text",
        "x": np.tile(left + (np.arange(columns) + 0.5) * cell, rows),
        "y": np.repeat(top + (np.arange(rows) + 0.5) * cell, columns),
        "text": ["0" if np.isnan(value) else short(value) for value in array.ravel()],
        "textfont": {
            "size": 12 if cell > 36 else 10,
            "color": [style.PAPER if on_dark else style.INK for on_dark in dark.ravel()],
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return [heat, texts]


def short(value: float, digits: int = 2) -> str:
    """A number for a small place, with a real minus sign: `−0.42`, `12.3`, `123`.

    Args:
        value: The number.
        digits: Behind the point of numbers below 10; larger ones have fewer.
    """
    behind = max(digits - sum(abs(value) >= limit for limit in (10, 100, 1000)), 0)
    spec = f".{behind}f" if abs(value) < 1e5 else ".3g"
    text = number(value, spec)
    return text.lstrip("-") if not float(format(value, spec)) else text.replace("-", "−")
