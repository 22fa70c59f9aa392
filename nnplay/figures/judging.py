"""How good a network is: confusion, curves over thresholds, calibration, residuals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.text import fit_text, literal_names, text_width
from nnplay.i18n import N_, number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAME_WIDTH = 110
SQUARE = 360
"""Height of the figures whose axes go from 0 to 1, in pixels."""

_RIGHT: list[list[float | str]] = [[0.0, style.PAPER], [1.0, style.CORRECT]]
_WRONG: list[list[float | str]] = [[0.0, style.PAPER], [1.0, style.ERROR]]


@literal_names
def confusion_map(counts: np.ndarray, names: Sequence[str]) -> go.Figure:
    """Which class is taken for which: right answers gray on the diagonal, mistakes red, darker where more often.

    Args:
        counts: (classes, classes), a row per true class, a column per answer.
        names: One per class.
    """
    count = len(names)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    diagonal = np.eye(count, dtype=bool)
    short = [fit_text(name, NAME_WIDTH, 12) for name in names]
    widest = max([text_width(name, 12) for name in short], default=0)
    slanted = count * widest > 330
    below = 44 + (0.7 * widest if slanted else 12)
    cells = [[[names[row], names[column]] for column in range(count)] for row in range(count)]

    def heat(part: np.ndarray, scale: Any, power: float, name: str) -> dict[str, Any]:
        return {
            "type": "heatmap",
            "uid": name,
            "x": list(range(count)),
            "y": list(range(count)),
            # Few mistakes shall be seen beside many right answers.
            "z": np.where(part, shares**power, np.nan),
            "zmin": 0,
            "zmax": 1,
            "colorscale": scale,
            "showscale": False,
            "xgap": 2,
            "ygap": 2,
            "hoverongaps": False,
            "text": np.where(part & (counts > 0), counts.astype(str), ""),
            "texttemplate": "%{text}" if count <= 20 else None,
            "textfont": {"size": 12 if count <= 12 else 9},
            "customdata": np.dstack([np.array(cells, dtype=object), shares * 100]),
            "hovertemplate": tr(
                "true %{customdata[0]}<br>predicted %{customdata[1]}<br>%{text} (%{customdata[2]:.1f}% of the class)"
            )
            + "<extra></extra>",
        }

    ticks: dict[str, Any] = {
        "tickvals": list(range(count)),
        "ticktext": short,
        "ticks": "",
        "showgrid": False,
        "showline": False,
        "fixedrange": True,
    }
    return style.figure(
        [heat(diagonal, _RIGHT, 1.0, "right"), heat(~diagonal, _WRONG, 0.5, "wrong")],
        height=round(min(max(38 * count, 140), 620) + below),
        revision="confusion",
        dragmode=False,
        margin={"l": 12, "r": 12, "t": 8, "b": below},
        xaxis=style.axis(tr("Network's answer"), **ticks, tickangle=-40 if slanted else 0),
        yaxis=style.axis(tr("True class"), **ticks, range=[count - 0.5, -0.5], automargin=True),
    )


def threshold_curve(
    x: np.ndarray, y: np.ndarray, thresholds: np.ndarray, x_title: str, y_title: str, *, chance: float | None = None
) -> go.Figure:
    """A curve over all thresholds, in the unit square, with what guessing would reach.

    Args:
        x, y, thresholds: (n,), as in `nnplay.inspection.evaluation.Curve`.
        x_title, y_title: Names of the axes.
        chance: Height of the line of guessing; the diagonal where None.
    """
    guess = [0, 1] if chance is None else [chance, chance]
    shown = [tr("never") if np.isinf(one) else number(one, ".3f") for one in thresholds]
    traces = [
        _line([0, 1], guess, N_("guessing"), style.MUTED, "dash", hoverinfo="skip"),
        _line(
            x,
            y,
            N_("network"),
            style.ACCENT,
            "solid",
            customdata=shown,
            hovertemplate=f"{x_title} %{{x:.1%}}<br>{y_title} %{{y:.1%}}<br>"
            + tr("threshold")
            + " %{customdata}<extra></extra>",
        ),
    ]
    return _square(traces, f"{x_title} {y_title}", x_title, y_title)


def calibration_plot(prob_pred: np.ndarray, prob_true: np.ndarray, counts: np.ndarray) -> go.Figure:
    """Predicted probability against how often it was so; on the diagonal a network means what it says.

    Args:
        prob_pred, prob_true, counts: (bins,), as in `nnplay.inspection.evaluation.Calibration`.
    """
    known = counts > 0
    size = 8 + 22 * np.sqrt(counts[known] / max(counts.max(), 1))
    dots = {
        "type": "scatter",
        "uid": "bins",
        "name": tr("network"),
        "mode": "lines+markers",
        "x": prob_pred[known],
        "y": prob_true[known],
        "line": {"color": style.ACCENT, "width": 1.5},
        "marker": {"size": size, "color": style.rgba(style.ACCENT, 0.55), "line": {"color": style.PAPER, "width": 1}},
        "customdata": counts[known],
        "hovertemplate": tr("predicted %{x:.1%}<br>true for %{y:.1%}<br>%{customdata:,} examples") + "<extra></extra>",
    }
    means = _line([0, 1], [0, 1], N_("perfect calibration"), style.MUTED, "dash", hoverinfo="skip")
    return _square([means, dots], "calibration", tr("Predicted probability"), tr("Share that was true"))


@literal_names
def predicted_plot(
    y_true: np.ndarray, y_pred: np.ndarray, target: str, *, example: str = N_("test example")
) -> go.Figure:
    """Predicted against true values; on the diagonal a prediction is right.

    Args:
        y_true, y_pred: (n,), in the target's units.
        target: What it is called.
        example: What a dot is.
    """
    low, high = float(min(y_true.min(), y_pred.min())), float(max(y_true.max(), y_pred.max()))
    return _scatter(
        y_true,
        y_pred,
        [[low, high], [low, high]],
        tr("True {target}", target=target),
        tr("Predicted {target}", target=target),
        N_("right"),
        "predicted",
        example,
    )


@literal_names
def residual_plot(y_true: np.ndarray, y_pred: np.ndarray, target: str) -> go.Figure:
    """What a prediction is too high or too low by, over the prediction; a pattern is something that was not learned.

    Arguments as of `predicted_plot`.
    """
    low, high = float(y_pred.min()), float(y_pred.max())
    title = tr("Predicted minus true")
    return _scatter(
        y_pred,
        y_pred - y_true,
        [[low, high], [0, 0]],
        tr("Predicted {target}", target=target),
        title,
        "right",
        "left over",
    )


def _scatter(
    x: np.ndarray,
    y: np.ndarray,
    line: list[list[float]],
    x_title: str,
    y_title: str,
    line_name: str,
    revision: str,
    example: str = N_("test example"),
) -> go.Figure:
    dots = {
        "type": "scatter",
        "uid": "examples",
        "name": tr(example),
        "mode": "markers",
        "x": x,
        "y": y,
        "customdata": list(range(len(x))),
        "marker": {"size": 7, "color": style.rgba(style.ACCENT, 0.5), "line": {"color": style.PAPER, "width": 0.7}},
        "hovertemplate": f"{tr(example)} %{{customdata}}<br>{x_title} %{{x:.4~g}}<br>{y_title} %{{y:.4~g}}"
        "<extra></extra>",
    }
    return style.figure(
        [_line(line[0], line[1], line_name, style.MUTED, "dash", hoverinfo="skip"), dots],
        height=SQUARE,
        revision=revision,
        showlegend=True,
        hovermode="closest",
        xaxis=style.axis(x_title, nticks=7),
        yaxis=style.axis(y_title, nticks=7, automargin=True),
    )


def _line(x: Any, y: Any, name: str, color: str, dash: str, **more: Any) -> dict[str, Any]:
    line = {"color": color, "width": 2.2 if dash == "solid" else 1.4, "dash": dash}
    return {"type": "scatter", "uid": name, "name": tr(name), "mode": "lines", "x": x, "y": y, "line": line, **more}


def _square(traces: list[dict[str, Any]], revision: str, x_title: str, y_title: str) -> go.Figure:
    shares: dict[str, Any] = {"range": [-0.02, 1.02], "tickformat": ".0%", "nticks": 6}
    return style.figure(
        traces,
        height=SQUARE,
        revision=revision,
        showlegend=True,
        hovermode="closest",
        xaxis=style.axis(x_title, **shares),
        yaxis=style.axis(y_title, **shares, automargin=True),
    )
