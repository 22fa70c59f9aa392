"""What a network answers, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnplay.errors import DataError
from nnplay.figures import style
from nnplay.figures.text import literal_names, shorten
from nnplay.i18n import number, tr

if TYPE_CHECKING:
    import plotly.graph_objects as go

BAR_HEIGHT = 24


@literal_names
def probability_bars(
    class_names: Sequence[str], probabilities: Sequence[float] | np.ndarray, true_class: int | None = None
) -> go.Figure:
    """A bar per class, the most probable one in the accent color.

    Args:
        class_names: One name per class.
        probabilities: (classes,), each in 0..1.
        true_class: Index of the true class, where it is known; it is marked with ✓.

    Raises:
        DataError: If there are not as many probabilities as classes.
    """
    shares = np.nan_to_num(np.asarray(probabilities, dtype=np.float64).reshape(-1))
    if len(shares) != len(class_names):
        raise DataError(
            tr(
                "There are {class_names} classes, but {shares} probabilities.",
                class_names=len(class_names),
                shares=len(shares),
            )
        )
    winner = int(shares.argmax()) if len(shares) else -1
    names = [shorten(name, 18) + (" ✓" if index == true_class else "") for index, name in enumerate(class_names)]
    bar = {
        "type": "bar",
        "orientation": "h",
        "x": shares,
        "y": list(range(len(names))),
        "text": [show_percent(share) for share in shares],
        "textposition": "outside",
        "textfont": {
            "size": 12,
            "color": [style.INK if index == winner else style.MUTED for index in range(len(names))],
        },
        "cliponaxis": False,
        "marker": {"color": [style.ACCENT if index == winner else style.LINE for index in range(len(names))]},
        "customdata": list(class_names),
        "hovertemplate": "%{customdata}: %{x:.2%}<extra></extra>",
    }
    return style.figure(
        [bar],
        height=BAR_HEIGHT * len(names) + 16,
        revision="probabilities",
        bargap=0.28,
        dragmode=False,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        # The percentage stands behind the bar, behind a full one too.
        xaxis=style.hidden_axis(range=[0, 1.22]),
        yaxis={
            "tickvals": list(range(len(names))),
            "ticktext": [f"<b>{name}</b>" if index == winner else name for index, name in enumerate(names)],
            "range": [len(names) - 0.5, -0.5],
            "automargin": True,
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            # Invisible ticks keep names and bars apart.
            "ticks": "outside",
            "ticklen": 6,
            "tickcolor": "rgba(0,0,0,0)",
            "tickfont": {"size": style.FONT_SIZE, "color": style.INK},
        },
    )


@literal_names
def answer_grid(names: Sequence[str], class_names: Sequence[str], probabilities: np.ndarray) -> go.Figure:
    """What several networks say to one input: a row per network, a column per class, the answer of each in bold.

    Args:
        names: One per network.
        class_names: One per class.
        probabilities: (networks, classes), each in 0..1.

    Raises:
        DataError: If there are not as many probabilities as networks and classes.
    """
    shares = np.nan_to_num(np.asarray(probabilities, np.float64))
    if shares.shape != (len(names), len(class_names)):
        raise DataError(
            tr(
                "There are {names} networks and {class_names} classes, but shape {shape}.",
                names=len(names),
                class_names=len(class_names),
                shape=shares.shape,
            )
        )
    heat = {
        "type": "heatmap",
        "z": shares,
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, style.PAPER], [1, style.rgba(style.ACCENT, 0.55)]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertemplate": "%{customdata}: %{z:.2%}<extra></extra>",
        "customdata": [[tr("{name} says {label}", name=name, label=label) for label in class_names] for name in names],
    }
    texts = [
        {
            "x": column,
            "y": row,
            "text": f"<b>{share * 100:.0f}</b>" if share == shares[row].max() else f"{share * 100:.0f}",
            "showarrow": False,
            "font": {"size": 12, "color": style.INK},
        }
        for row in range(len(names))
        for column, share in enumerate(shares[row])
        if share >= 0.005
    ]
    ticks = {
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 13, "color": style.INK},
    }
    return style.figure(
        [heat],
        height=32 * max(len(names), 1) + 34,
        revision="answers",
        dragmode=False,
        margin={"l": 8, "r": 8, "t": 26, "b": 4},
        annotations=texts,
        xaxis={**ticks, "tickvals": list(range(len(class_names))), "ticktext": list(class_names), "side": "top"},
        yaxis={
            **ticks,
            "tickvals": list(range(len(names))),
            "ticktext": [shorten(name, 24) + "  " for name in names],
            "range": [len(names) - 0.5, -0.5],
            "automargin": True,
        },
    )


@literal_names
def unit_bars(values: Sequence[float] | np.ndarray, names: Sequence[str] = (), *, height: int = 130) -> go.Figure:
    """What the units of a layer say: an upright bar per number, green above zero and purple below.

    Args:
        values: (units,).
        names: One per unit, for the mouse and, where they are few, under the bars.
        height: In pixels.
    """
    numbers = np.nan_to_num(np.asarray(values, dtype=np.float64).reshape(-1))
    labels = list(names) or [tr("unit {place}", place=place) for place in range(len(numbers))]
    bar = {
        "type": "bar",
        "x": list(range(len(numbers))),
        "y": numbers,
        "customdata": labels,
        "marker": {"color": [style.POSITIVE if number >= 0 else style.NEGATIVE for number in numbers]},
        "hovertemplate": "%{customdata}: %{y:.3g}<extra></extra>",
    }
    few = bool(len(names)) and len(numbers) <= 12
    return style.figure(
        [bar],
        height=height,
        revision="units",
        bargap=0.1 if len(numbers) <= 128 else 0,
        dragmode=False,
        hovermode="x",  # a low bar is hit by a mouse above it too
        margin={"l": 48, "r": 8, "t": 8, "b": 28 if few else 12},
        xaxis=style.axis(
            tickvals=list(range(len(numbers))) if few else [],
            ticktext=[shorten(name, 12) for name in names] if few else [],
            fixedrange=True,
            showgrid=False,
        ),
        yaxis=style.axis(nticks=4, fixedrange=True, zeroline=True, zerolinecolor=style.LINE),
    )


def show_percent(share: float) -> str:
    """A probability as people read it: `97.3%`, `<0.1%`, and `100%` only where it rounds to that."""
    if 0 < share < 0.001:
        return f"<{number(0.001, '.1%')}"
    if 0.999 < share < 1:
        return f">{number(0.999, '.1%')}"
    return number(share, ".1%" if 0 < share < 1 else ".0%")


def verdicts(
    class_names: Sequence[str], y_pred: Sequence[int] | np.ndarray, y_true: Sequence[int] | np.ndarray
) -> tuple[list[str], list[str]]:
    """Labels and label colors for a gallery of predictions, as `tile_grid` takes them.

    Right and wrong differ by sign and text, not by color alone: `7 ✓`, or `1 ✗ is 7`.
    """
    labels, colors = [], []
    for guess, true in zip(y_pred, y_true, strict=True):
        right = int(guess) == int(true)
        guessed = class_names[int(guess)]
        labels.append(
            f"{guessed} ✓"
            if right
            else tr("{guessed} ✗ is {class_names}", guessed=guessed, class_names=class_names[int(true)])
        )
        colors.append(style.CORRECT if right else style.ERROR)
    return labels, colors
