"""The same experiment again and again: with other seeds, and with other values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.curves import metric_title, numbers, value_axis
from nnplay.figures.text import literal_names
from nnplay.i18n import N_, number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

_PARTS = (("", N_("Training"), style.TRAINING), ("val_", N_("Validation"), style.VALIDATION))


def seed_band(columns: Sequence[Mapping[str, Sequence[float]]], name: str, *, height: int = 300) -> go.Figure:
    """The mean of a curve over several seeds, in a band from the lowest to the highest of them.

    Args:
        columns: Of each run, by name of a column one number per epoch; some runs may be shorter.
        name: `"loss"` or a metric.
        height: In pixels.
    """
    percent = name == "accuracy"
    shown = ".1%" if percent else ".4g"
    traces: list[dict[str, Any]] = []
    everything = [np.array([])]
    longest = 1
    for start, part, color in _PARTS:
        title = tr(part)
        curves = [numbers(one[start + name]) for one in columns if len(one.get(start + name, ()))]
        if not curves:
            continue
        longest = max(longest, max(map(len, curves)))
        values = np.full((len(curves), max(map(len, curves))), np.nan)
        for row, curve in enumerate(curves):
            values[row, : len(curve)] = curve
        known = ~np.isnan(values).all(axis=0)
        x, values = np.flatnonzero(known) + 1, values[:, known]
        low, high, mean = np.nanmin(values, axis=0), np.nanmax(values, axis=0), np.nanmean(values, axis=0)
        everything += [low, high]
        edge = {"type": "scatter", "x": x, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        traces += [
            {**edge, "uid": f"{start}low", "y": low, "showlegend": False},
            {
                **edge,
                "uid": f"{start}band",
                "y": high,
                "fill": "tonexty",
                "fillcolor": style.rgba(color, 0.18),
                "showlegend": False,
            },
            {
                "type": "scatter",
                "uid": f"{start}mean",
                "name": tr("{title}, mean of {curves}", title=title, curves=len(curves)),
                "x": x,
                "y": mean,
                "mode": "lines" if len(x) > 1 else "markers",
                "line": {"color": color, "width": 2.2, "dash": "6px,3px" if start else "solid"},
                "customdata": np.stack([low, high], axis=1),
                "hovertemplate": tr(
                    "{title} {mean}, {low} to {high}",
                    title=title,
                    mean=f"%{{y:{shown}}}",
                    low=f"%{{customdata[0]:{shown}}}",
                    high=f"%{{customdata[1]:{shown}}}",
                )
                + "<extra></extra>",
            },
        ]
    all_values = np.concatenate(everything)
    return style.figure(
        traces,
        height=height,
        revision=f"seeds {name}",
        showlegend=True,
        hovermode="x unified",
        margin={"l": 52, "r": 12, "t": 34, "b": 44},
        xaxis=style.axis(tr("Epoch"), range=[0, longest * 1.02], nticks=8, tickformat=",d"),
        yaxis=style.axis(
            **value_axis(all_values[~np.isnan(all_values)], percent=percent, log=False),
            tickformat=".0%" if percent else "~g",
        ),
        annotations=[_title(metric_title(name))],
    )


@literal_names
def seed_dots(values: Sequence[float], labels: Sequence[str], title: str, *, percent: bool) -> go.Figure:
    """A dot per seed, with their mean and a standard deviation to both sides.

    Args:
        values: At least one.
        labels: What each dot is.
        title: What was measured.
        percent: Whether the values are shares.
    """
    mean, deviation = float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
    # Side by side where they are alike: a place per dot, from below to above.
    places = np.linspace(-0.5, 0.5, len(values)) if len(values) > 1 else np.zeros(1)
    dots = {
        "type": "scatter",
        "uid": "dots",
        "x": list(values),
        "y": places,
        "mode": "markers",
        "marker": {"size": 10, "color": style.rgba(style.ACCENT, 0.75), "line": {"color": style.PAPER, "width": 1}},
        "customdata": list(labels),
        "hovertemplate": f"%{{customdata}}: %{{x:{'.1%' if percent else '.4g'}}}<extra></extra>",
    }
    span = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "x0": mean - deviation, "x1": mean + deviation}
    line = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": mean, "x1": mean}
    return style.figure(
        [dots],
        height=170,
        revision=f"dots {title}",
        hovermode="closest",
        dragmode=False,
        margin={"l": 12, "r": 12, "t": 8, "b": 44},
        shapes=[
            {**span, "fillcolor": style.rgba(style.MUTED, 0.12), "line": {"width": 0}, "layer": "below"},
            {**line, "line": {"color": style.INK, "width": 1.5}, "layer": "below"},
        ],
        xaxis=style.axis(title, tickformat=".1%" if percent else "~g", nticks=7, fixedrange=True),
        yaxis=style.hidden_axis(range=[-0.9, 0.9]),
    )


@literal_names
def sweep_line(
    values: Sequence[Any], results: Sequence[float], option: str, title: str, *, percent: bool, log: bool
) -> go.Figure:
    """The result over the values of one option: a dot per run, a line through the means.

    Args:
        values, results: Of each run.
        option: What the option is called.
        title: What was measured.
        percent: Whether the results are shares.
        log: Whether the values are numbers that are moved in factors.
    """
    is_number = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    x = list(values) if is_number else [str(value) for value in values]
    order = sorted(dict.fromkeys(x)) if is_number else list(dict.fromkeys(x))
    array = np.asarray(results, np.float64)
    means = [float(np.nanmean(array[[one == value for one in x]])) for value in order]
    shown = ".1%" if percent else ".4g"
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "uid": "means",
            "x": order,
            "y": means,
            "mode": "lines+markers",
            "line": {"color": style.ACCENT, "width": 2},
            "marker": {"size": 5, "color": style.ACCENT},
            "hovertemplate": f"{option} %{{x}}<br>" + tr("mean") + f" %{{y:{shown}}}<extra></extra>",
        },
        {
            "type": "scatter",
            "uid": "runs",
            "x": x,
            "y": array,
            "mode": "markers",
            "marker": {"size": 9, "color": style.rgba(style.ACCENT, 0.45), "line": {"color": style.PAPER, "width": 1}},
            "customdata": list(range(len(x))),
            "hovertemplate": f"{option} %{{x}}<br>%{{y:{shown}}}<extra></extra>",
        },
    ]
    positive = is_number and all(value > 0 for value in values)
    kind = "log" if log and positive else "linear" if is_number else "category"
    ticks = (
        {"tickvals": order, "ticktext": [number(float(value), "g") for value in order]}
        if is_number and len(order) <= 12
        else {}
    )
    return style.figure(
        traces,
        height=320,
        revision=f"sweep {option}",
        hovermode="closest",
        margin={"l": 56, "r": 16, "t": 12, "b": 46},
        xaxis=style.axis(option, type=kind, **ticks),
        yaxis=style.axis(title, tickformat=".1%" if percent else "~g", nticks=7, automargin=True),
    )


@literal_names
def sweep_map(
    rows: Sequence[Any], columns: Sequence[Any], results: np.ndarray, titles: tuple[str, str, str], *, percent: bool
) -> go.Figure:
    """The mean result over the values of two options: a cell per pair, darker where better.

    Args:
        rows, columns: Values of the two options.
        results: (rows, columns); NaN where there is none yet.
        titles: Of the option of the rows, of that of the columns, and of what was measured.
        percent: Whether the results are shares, of which more is better; else less is.
    """
    shown = ".1%" if percent else ".4g"
    texts = [["" if np.isnan(one) else number(one, shown) for one in row] for row in results]
    heat = {
        "type": "heatmap",
        "uid": "cells",
        "x": [str(value) for value in columns],
        "y": [str(value) for value in rows],
        "z": results,
        "colorscale": [[0.0, style.SURFACE], [1.0, style.ACCENT]],
        "reversescale": not percent,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hoverongaps": False,
        "text": texts,
        "texttemplate": "%{text}",
        "hovertemplate": f"{titles[0]} %{{y}}, {titles[1]} %{{x}}<br>{titles[2]} %{{text}}<extra></extra>",
    }
    return style.figure(
        [heat],
        height=90 + 46 * len(rows),
        revision=f"map {titles}",
        dragmode=False,
        margin={"l": 12, "r": 12, "t": 8, "b": 46},
        xaxis=style.axis(titles[1], type="category", showgrid=False, ticks="", fixedrange=True),
        yaxis=style.axis(
            titles[0], type="category", showgrid=False, ticks="", fixedrange=True, automargin=True, autorange="reversed"
        ),
    )


def _title(text: str) -> dict[str, Any]:
    return style.note(
        f"<b>{text}</b>",
        x=0,
        y=1,
        xanchor="left",
        yanchor="bottom",
        xshift=-40,
        yshift=5,
        font={"size": 13, "color": style.INK},
    )
