"""The pictures of a class's wall, as SVG: they take the size of their place, letters included, and need no script.

On a projector nobody hovers or zooms, and a picture that is replaced at once does not blink.
"""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Sequence

import numpy as np

from nnplay.figures.curves import metric_title, value_axis
from nnplay.i18n import N_, number, tr
from nnplay.palette import WALL
from nnplay.training.words import show_metric

WIDTH, NARROW = 1000, 620
"""Of each picture, in its own units: on a wall, and on a phone, where the letters must not shrink with it."""

CURVES_HEIGHT, HISTOGRAM_HEIGHT = 500, 270
LETTERS = 29
"""Height of the letters: on a screen 2 m wide some 3 cm, which are read from 4 m."""

LINE = 34
"""From one line of a title to the next."""

MARKED = len(WALL.best)
"""The best curves have a color and words, the others are seen behind them."""


BY_BEST = {
    "accuracy": N_("Students by their best accuracy on the test data"),
    "loss": N_("Students by their best loss on the test data"),
    "mean_absolute_error": N_("Students by their best mean absolute error on the test data"),
}
"""What the histogram shows, by metric."""


def class_curves(curves: Sequence[tuple[str, Sequence[float], int, float]], metric: str, width: int = WIDTH) -> str:
    """The best curve of each student in one picture, the best three in color with their results.

    Args:
        curves: Best first: name, or empty; values of the metric, evenly over the epochs; number of epochs; result.
        metric: What is measured, on the validation part.
        width: `WIDTH` or `NARROW`.
    """
    percent = metric == "accuracy"
    finite = np.array([value for _, values, _, _ in curves for value in values if math.isfinite(value)])
    named = any(name for name, *_ in curves[:MARKED])
    title = _title(tr("{metric} on the validation data", metric=metric_title(metric)), width)
    more = LINE * (len(title) - 1)
    left, right, top, bottom = 108, width - (230 if named else 190), 64 + more, CURVES_HEIGHT - 74 + more
    axis = value_axis(finite, percent=percent, log=False)
    low, high = axis["range"]
    furthest = max((epochs for _, _, epochs, _ in curves), default=1) or 1

    def at(value: float) -> float:
        return bottom - (min(max(value, low), high) - low) / ((high - low) or 1) * (bottom - top)

    parts = [*title]
    for tick in _ticks(low, high, percent):
        parts.append(_line(left, at(tick), right, at(tick), WALL.line, 1.5))
        parts.append(_text(left - 14, at(tick) + 10, _short(tick, percent), anchor="end", color=WALL.muted))
    for tick in (0, furthest) if furthest < 4 or width < WIDTH else (0, furthest // 2, furthest):
        place = left + tick / furthest * (right - left)
        parts.append(_text(place, bottom + 42, number(tick, ","), color=WALL.muted))
    parts.append(
        _text(left + (0.25 if width == WIDTH else 0.5) * (right - left), bottom + 42, tr("epoch"), color=WALL.muted)
    )
    marks = []
    for place, (name, values, epochs, result) in reversed(list(enumerate(curves))):
        marked = place < MARKED
        color = WALL.best[place] if marked else WALL.others
        end = left + epochs / furthest * (right - left)
        x = np.linspace(left + (end - left) / max(len(values), 1), end, len(values)).tolist()
        points = [(one, at(value)) for one, value in zip(x, values, strict=True) if math.isfinite(value)]
        if len(points) == 1:
            parts.append(f'<circle cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="7" fill="{color}"/>')
        elif points:
            path = " ".join(f"{one:.1f},{two:.1f}" for one, two in points)
            parts.append(
                f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="{6 if marked else 3}" '
                f'stroke-linejoin="round" opacity="{1 if marked else 0.75}"/>'
            )
        if marked:
            y = points[-1][1] if points else at(result)
            marks.append((y, color, f"{place + 1}. {show_metric(metric, result)}", name))
    if marks:
        parts.append(_text(right + 18, top, tr("Test data"), anchor="start", color=WALL.muted))
    parts += _marks(marks, right + 18, top, bottom)
    said = tr(
        "{metric} of {curves} students over the epochs; best {metric2}",
        metric=metric_title(metric),
        curves=len(curves),
        metric2=_said(metric, curves),
    )
    return _svg(parts, CURVES_HEIGHT + more, said, width)


def _marks(marks: Sequence[tuple[float, str, str, str]], x: float, top: float, bottom: float) -> list[str]:
    """The words beside the ends of curves, best first from the top, never over each other."""
    gap = LETTERS * (2.6 if any(name for *_, name in marks) else 1.5)
    parts, room = [], bottom - top
    ordered = sorted(marks, key=lambda mark: mark[2])
    wanted = [y for y, *_ in ordered]
    places: list[float] = []
    for place, y in enumerate(wanted):
        lowest = top + LETTERS + (places[-1] + gap - top - LETTERS if places else 0)
        highest = top + room - gap * (len(wanted) - 1 - place)
        places.append(min(max(y, lowest), max(highest, lowest)))
    for (_, color, words, name), y in zip(ordered, places, strict=True):
        parts.append(_text(x, y, words, anchor="start", color=color, bold=True))
        if name:
            parts.append(_text(x, y + LETTERS * 1.08, _cut(name, 15), anchor="start", color=color))
    return parts


def class_histogram(edges: Sequence[float], counts: Sequence[int], metric: str, room: int = WIDTH) -> str:
    """How many students reached what, as bars with their counts.

    Args:
        edges, counts: As of `nnplay.classroom.wall.ResultBins`.
        metric: What is measured.
        room: `WIDTH` or `NARROW`.
    """
    percent = metric == "accuracy"
    title = _title(tr(BY_BEST[metric]) if metric in BY_BEST else metric_title(metric), room)
    more = LINE * (len(title) - 1)
    left, right, top, bottom = 20, room - 20, 88 + more, HISTOGRAM_HEIGHT - 56 + more
    most = max(counts, default=0) or 1
    width = (right - left) / max(len(counts), 1)
    parts = [
        *title,
        _line(left, bottom, right, bottom, WALL.line, 3),
    ]
    for place, count in enumerate(counts):
        high = count / most * (bottom - top)
        x = left + place * width
        if count:
            parts.append(
                f'<rect x="{x + 3:.1f}" y="{bottom - high:.1f}" width="{width - 6:.1f}" height="{high:.1f}" rx="4" '
                f'fill="{WALL.bar}"/>'
            )
            parts.append(_text(x + width / 2, bottom - high - 10, str(count), bold=True))
    digits = 0 if percent else max(0, -math.floor(math.log10(edges[1] - edges[0]))) if len(edges) > 1 else 0
    every = math.ceil(len(edges) / (6 if room == WIDTH else 4))
    for place, edge in list(enumerate(edges))[::every]:
        shown = number(edge, ".0%" if percent else f".{digits}f")
        anchor = "start" if not place else "end" if place == len(edges) - 1 else "middle"
        parts.append(_text(left + place * width, bottom + 40, shown, color=WALL.muted, anchor=anchor))
    bars = ", ".join(
        tr(
            "{count} from {metric} to {metric2}",
            count=count,
            metric=show_metric(metric, low),
            metric2=show_metric(metric, high),
        )
        for count, low, high in zip(counts, edges, edges[1:], strict=False)
        if count
    )
    return _svg(parts, HISTOGRAM_HEIGHT + more, tr("Histogram of the best results: {bars}", bars=bars), room)


def _title(words: str, width: int) -> list[str]:
    """A title on as many lines as it needs."""
    lines = textwrap.wrap(words, int(width / (0.5 * LETTERS)))
    return [_text(0, 30 + LINE * place, line, anchor="start", bold=True) for place, line in enumerate(lines)]


def _said(metric: str, curves: Sequence[tuple[str, Sequence[float], int, float]]) -> str:
    return ", ".join(show_metric(metric, result) for _, _, _, result in curves[:MARKED])


def _ticks(low: float, high: float, percent: bool) -> list[float]:
    """Three to five round numbers."""
    span = high - low
    step = next(
        (
            factor * 10.0**power
            for power in range(-9, 9)
            for factor in (1, 2, 2.5, 5)
            if span / (factor * 10.0**power) <= 4.5
        ),
        span or 1.0,
    )
    first = math.ceil(low / step - 1e-9)
    ticks = [place * step for place in range(first, first + 6) if place * step <= high + 1e-9]
    return [tick for tick in ticks if not percent or tick <= 1 + 1e-9]


def _short(value: float, percent: bool) -> str:
    return number(value, ".0%" if percent else ".4g")


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _text(x: float, y: float, text: str, *, color: str = WALL.ink, anchor: str = "middle", bold: bool = False) -> str:
    weight = ' font-weight="650"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{color}" text-anchor="{anchor}"{weight}>{html.escape(text)}</text>'


def _line(x: float, y: float, to_x: float, to_y: float, color: str, width: float) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{color}" stroke-width="{width}"/>'


def _svg(parts: Sequence[str], height: int, label: str, width: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'preserveAspectRatio="xMinYMin meet" '
        f'aria-label="{html.escape(label)}" font-size="{LETTERS}">{"".join(parts)}</svg>'
    )
