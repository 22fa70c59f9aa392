"""Learning curves from plain columns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.figures import style
from nnplay.i18n import N_, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

SHORT_TITLE = 9
"""Letters that have room beside the legend."""

MAX_POINTS = 500

NAMES = {
    "loss": N_("Loss"),
    "accuracy": N_("Accuracy"),
    "mean_absolute_error": N_("Mean absolute error"),
}


def metric_title(name: str) -> str:
    """What a loss or metric is called on a page."""
    return tr(NAMES[name]) if name in NAMES else name.replace("_", " ").capitalize()


LETTER_SHARE = 0.018
"""Of a narrow curve's width: how much a letter of a mark takes."""

Columns = Mapping[str, Sequence[float | None]]
Marks = Sequence[tuple[float, str]]
NOTHING: Columns = {}


def loss_curve(
    columns: Columns,
    *,
    epochs: int,
    best_epoch: int | None = None,
    log: bool = False,
    run: str = "",
    marks: Marks = (),
    within: Columns = NOTHING,
) -> go.Figure:
    """The loss over the epochs, training against validation.

    Args:
        columns: `"epoch"` (1 for the first), `"loss"` and, where there is validation, `"val_loss"`; equally long,
            None or NaN where there is no number.
        epochs: How many are planned; the axis ends there from the start, so that nothing jumps.
        best_epoch: The epoch whose weights early stopping kept.
        log: Whether the loss is drawn on a logarithmic axis.
        run: Name of the run; zoom is kept within one.
        marks: Epochs that are marked by an upright line, each with a word.
        within: As `columns`, of the epoch that runs: what its batches so far have come to, at fractions of an epoch.
    """
    return _curve(columns, "loss", epochs=epochs, best_epoch=best_epoch, log=log, run=run, marks=marks, within=within)


def metric_curve(
    columns: Columns,
    *,
    epochs: int,
    metric: str = "accuracy",
    best_epoch: int | None = None,
    run: str = "",
    marks: Marks = (),
    within: Columns = NOTHING,
) -> go.Figure:
    """The metric beside the loss over the epochs; see `loss_curve`. Accuracy lies in 0..1 and is shown in percent."""
    return _curve(columns, metric, epochs=epochs, best_epoch=best_epoch, log=False, run=run, marks=marks, within=within)


def thin(values: np.ndarray, most: int = MAX_POINTS) -> np.ndarray:
    """Indices of at most `most` values that keep first and last and the extremes of each stretch.

    Args:
        values: float, (n,); NaN is left out unless a stretch has nothing else.
        most: At least 8.

    Source of the idea: M4, Jugel et al., VLDB 2014.
    """
    count = len(values)
    if count <= most:
        return np.arange(count)
    kept = {0, count - 1}
    # Two points per stretch, and the two ends.
    for stretch in np.array_split(np.arange(count), (most - 2) // 2):
        part = values[stretch]
        if np.isnan(part).all():
            kept.add(int(stretch[0]))
        else:
            kept.update((int(stretch[np.nanargmin(part)]), int(stretch[np.nanargmax(part)])))
    return np.array(sorted(kept))


def numbers(values: Sequence[float | None]) -> np.ndarray:
    """Values as float64 (n,), NaN for what cannot be drawn."""
    array = np.array(values, dtype=np.float64)  # None becomes NaN
    # Infinity has no place on an axis, and no JSON.
    array[~np.isfinite(array)] = math.nan
    return array


def _curve(
    columns: Columns,
    name: str,
    *,
    epochs: int,
    best_epoch: int | None,
    log: bool,
    run: str,
    marks: Marks,
    within: Columns,
) -> go.Figure:
    title = metric_title(name)
    percent = name == "accuracy"
    shown = ".1%" if percent else ".4g"
    epoch = numbers(columns.get("epoch", ()))
    traces: list[dict[str, Any]] = []
    drawn: list[np.ndarray] = []
    for column, label, color, dash, width in (
        (name, tr("Training"), style.TRAINING, "solid", 2.2),
        (f"val_{name}", tr("Validation"), style.VALIDATION, "6px,3px", 2.2),
    ):
        values = numbers(columns.get(column, ()))
        indices = thin(values)
        traces.append(
            {
                "type": "scatter",
                "uid": column,
                "name": label,
                # Without any point a trace would not be in the legend, and the frame would jump when it comes.
                "x": _places(epoch[indices]) if len(indices) else [None],
                "y": values[indices].astype(np.float32) if len(indices) else [None],
                # A line needs two points; the first epoch shall be seen too.
                "mode": "lines" if len(indices) > 1 else "lines+markers",
                "line": {"color": color, "width": width, "dash": dash},
                "marker": {"color": color, "size": 6},
                "hovertemplate": f"{label} %{{y:{shown}}}<extra></extra>",
                # An absent validation has no place in the legend, but keeps its index for a steady figure.
                "showlegend": column in columns or not columns,
            }
        )
        drawn.append(values)
    traces += [_best(epoch, drawn[1], best_epoch, shown), _running(within, name, shown)]
    drawn.append(numbers(within.get(name, ())))
    everything = np.concatenate(drawn)
    everything = everything[~np.isnan(everything)]
    return style.figure(
        traces,
        height=220,
        revision=f"{name} {run} {'log' if log else ''}",
        showlegend=True,
        hovermode="x unified",
        dragmode="zoom",
        # A long title stands below the legend: beside it there is no room in a narrow column.
        margin={"l": 48, "r": 12, "t": 32 if len(title) <= SHORT_TITLE else 50, "b": 40},
        # Placed in the figure, not the plot: a legend entry that comes or goes then leaves the plot where it is.
        legend={
            "orientation": "h",
            "x": 1,
            "xanchor": "right",
            "y": 1,
            "yanchor": "top",
            "yref": "container",
            "font": {"size": 12},
            "bgcolor": "rgba(0,0,0,0)",
        },
        meta={"along": "epochs"},
        xaxis=style.axis(
            tr("Epoch"),
            range=_epoch_range(epochs),
            tickformat=",d",
            unifiedhovertitle={"text": tr("Epoch") + " %{x}"},
            nticks=8,
            dtick=1 if epochs <= 5 else None,
        ),
        yaxis=style.axis(**value_axis(everything, percent=percent, log=log), tickformat=".0%" if percent else "~g"),
        annotations=[
            style.note(
                f"<b>{title}</b>",
                x=0,
                y=1,
                xanchor="left",
                yanchor="bottom",
                xshift=-36,
                yshift=5,
                font={"size": 13, "color": style.INK},
            ),
            *(
                style.note(
                    text,
                    xref="x",
                    x=place,
                    y=1,
                    xanchor="left",
                    yanchor="top",
                    xshift=3,
                    yshift=-13 * row,
                    font={"size": 11, "color": style.MUTED},
                )
                for (place, text), row in zip(marks, _rows_of(marks, epochs), strict=True)
            ),
        ],
        shapes=[
            {
                "type": "line",
                "xref": "x",
                "yref": "paper",
                "x0": place,
                "x1": place,
                "y0": 0,
                "y1": 1,
                "line": {"color": style.MUTED, "width": 1, "dash": "dot"},
            }
            for place, _ in marks
        ],
    )


def _places(epochs: np.ndarray) -> np.ndarray:
    """Epochs as they are sent: whole ones take half of the bytes."""
    return epochs.astype(np.int64 if (epochs % 1 == 0).all() else np.float32)


def _rows_of(marks: Marks, epochs: int) -> list[int]:
    """In which row the words of each mark stand, so that those of near epochs do not cross."""
    ends: list[float] = []  # of the words in each row, in epochs
    rows = [0] * len(marks)
    for number, (place, text) in sorted(enumerate(marks), key=lambda mark: mark[1][0]):
        row = next((row for row, end in enumerate(ends) if end <= place), len(ends))
        ends[row:] = [place + epochs * LETTER_SHARE * (len(text) + 1), *ends[row + 1 :]]
        rows[number] = row
    return rows


def _best(epoch: np.ndarray, values: np.ndarray, best_epoch: int | None, shown: str) -> dict[str, Any]:
    """A ring on the validation curve where early stopping kept the weights; always a trace, often an empty one."""
    at = np.flatnonzero(epoch == best_epoch) if best_epoch is not None and len(values) else np.array([], dtype=int)
    return {
        "type": "scatter",
        "uid": "best",
        "name": tr("Best"),
        "x": epoch[at],
        "y": values[at],
        "mode": "markers",
        "marker": {"size": 11, "color": style.PAPER, "line": {"color": style.VALIDATION, "width": 2.5}},
        "hovertemplate": tr("Best epoch, its weights were kept") + f" %{{y:{shown}}}<extra></extra>",
        "showlegend": bool(len(at)),
    }


def _running(within: Columns, name: str, shown: str) -> dict[str, Any]:
    """A thin line within the epoch that runs; always a trace, often an empty one."""
    values = numbers(within.get(name, ()))
    indices = thin(values)
    return {
        "type": "scatter",
        "uid": "running",
        "name": tr("This epoch so far"),
        "x": numbers(within.get("epoch", ()))[indices].astype(np.float32) if len(indices) else [None],
        "y": values[indices].astype(np.float32) if len(indices) else [None],
        "mode": "lines" if len(indices) > 1 else "lines+markers",
        "line": {"color": style.TRAINING, "width": 1.2},
        "marker": {"color": style.TRAINING, "size": 7},
        # The first batch of a long epoch lies on the axis, and is all that there is to see for a while.
        "cliponaxis": len(indices) > 1,
        "hovertemplate": tr("This epoch so far") + f" %{{y:{shown}}}<extra></extra>",
        "showlegend": False,
    }


def _epoch_range(epochs: int) -> list[float]:
    # A little room on the right, so that the last point is not cut.
    return [0, max(epochs, 1) * 1.02]


def value_axis(values: np.ndarray, *, percent: bool, log: bool) -> dict[str, Any]:
    """An axis that only changes in steps while values come in."""
    if log:
        positive = values[values > 0]
        if not len(positive):
            return {"type": "log", "range": [-2, 0], "dtick": 1}
        low, high = math.floor(math.log10(positive.min()) * 4) / 4, math.ceil(math.log10(positive.max()) * 4) / 4
        high = max(high, low + 0.25)
        # Within two decades also 2 and 5 are marked, else full decades.
        return {
            "type": "log",
            "range": [low - 0.05, high + 0.05],
            "dtick": "D2" if high - low <= 2 else math.ceil((high - low) / 6),
        }
    if percent:
        low = math.floor(float(values.min()) * 10) / 10 if len(values) else 0.0
        low = min(low, 0.9)
        return {"range": [low, 1 + (1 - low) * 0.03], "nticks": 6}
    high = float(values.max()) if len(values) else 1.0
    return {"range": [0, _round_up(high) * 1.03], "nticks": 6}


def _round_up(value: float) -> float:
    """The next of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten; 1 for what is not above zero."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8) if step * power >= value), 10 * power)
