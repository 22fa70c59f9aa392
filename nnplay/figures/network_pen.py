"""The pen of a network picture: marks and lines, collected by sort."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np

from nnplay.figures import style
from nnplay.figures.network_layout import (
    Layout,
    PlacedBox,
    Point,
    half_width,
    sheet_sizes,
    shown_units,
    spots,
    unit_size,
)
from nnplay.i18n import tr
from nnplay.models.layers import show_shape

EDGE_WIDTHS = (0.4, 0.9, 1.6, 2.4, 3.4, 4.6)
"""Line widths in pixels; a weight takes the one of its size relative to the layer's largest."""

_FILL = style.COLORS.tint
_EDGE = style.COLORS.tint_edge


class _Lines:
    """Many line pieces that become one trace: pieces are kept apart by a gap."""

    def __init__(self) -> None:
        self.x: list[float | None] = []
        self.y: list[float | None] = []

    def add(self, *points: Point) -> None:
        for x, y in points:
            self.x.append(round(x, 1))
            self.y.append(round(y, 1))
        self.x.append(None)
        self.y.append(None)

    def trace(self, uid: str, color: str, width: float, **more: Any) -> dict[str, Any]:
        return {
            "type": "scatter",
            "mode": "lines",
            "uid": uid,
            "x": self.x,
            "y": self.y,
            "line": {"color": color, "width": width, **more.pop("line", {})},
            "hoverinfo": "skip",
            "cliponaxis": False,
            **more,
        }


class Pen:
    """Collects marks of one sort in one trace each, so that the number of traces never changes."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.positive = [_Lines() for _ in EDGE_WIDTHS]
        self.negative = [_Lines() for _ in EDGE_WIDTHS]
        self.grey, self.fan, self.window, self.wrong, self.arrow = _Lines(), _Lines(), _Lines(), _Lines(), _Lines()
        self.marks: list[dict[str, Any]] = []
        self.weights: list[tuple[float, float, str]] = []

    # Columns ---------------------------------------------------------------------------------------

    def column(self, place: PlacedBox) -> None:
        box = place.box
        if box.state != "fine":
            wrong = box.state == "wrong"
            size = 30.0 if wrong else 24.0
            line, fill = (style.ERROR, style.COLORS.wrong_tint) if wrong else (style.LINE, style.SURFACE)
            self._mark(place, place.x, place.y, "square", size, fill, line, 2.0, text="!" if wrong else "?")
        elif box.is_image:
            self._stack(place)
        else:
            self._units(place)

    def _stack(self, place: PlacedBox) -> None:
        box = place.box
        size, offsets = sheet_sizes(self.layout, place)
        dropped = round(box.dropped * len(offsets))
        for number, offset in enumerate(offsets):
            front = number == len(offsets) - 1
            empty = number < dropped and not front
            fill = style.PAPER if box.is_input or empty else _FILL
            line = style.MUTED if box.is_input else (style.LINE if empty else _EDGE)
            self._mark(place, place.x + offset, place.y + offset, "square", size, fill, line, 1.2)
        if _sign(place):
            # Low on the left: a window of the next layer may lie at the top on the right.
            corner = offsets[-1] - size * 0.22
            self._mark(
                place,
                place.x + corner,
                place.y + offsets[-1] + size * 0.22,
                "square",
                1,
                fill,
                fill,
                0,
                text=_sign(place),
            )

    def _units(self, place: PlacedBox) -> None:
        box = place.box
        count = box.shape[0]
        shown = shown_units(count)
        size = unit_size(self.layout, place)
        last = place is self.layout.places[-1]
        dropped = _dropped(len(shown), box.dropped)
        for number, ((x, y), unit) in enumerate(zip(spots(self.layout, place), shown, strict=True)):
            if unit is None:
                # Three dots stand for the units that are left out.
                for step in (-1, 0, 1):
                    self._mark(place, x, y + step * size * 0.42, "circle", 2.6, style.MUTED, style.MUTED, 0)
                continue
            fill, line = _FILL, _EDGE
            if box.is_input:
                fill, line = style.PAPER, style.MUTED
            elif last:
                fill, line = style.ACCENT, style.ACCENT
            elif number in dropped:
                fill, line = style.PAPER, style.LINE
            weighed = box.is_input or box.has_kernels
            symbol = "circle" if (weighed or box.is_one_to_one) and not box.is_sequence else "square"
            small = 1.0 if weighed else 0.72
            self._mark(place, x, y, symbol, size * small, fill, line, 1.4)
        if _sign(place):
            self._mark(place, place.x, place.y, "square", 18, style.PAPER, _EDGE, 1.2, text=_sign(place))

    def _mark(
        self,
        place: PlacedBox,
        x: float,
        y: float,
        symbol: str,
        size: float,
        fill: str,
        line: str,
        width: float,
        text: str = "",
    ) -> None:
        self.marks.append(
            {
                "x": round(x, 1),
                "y": round(y, 1),
                "symbol": symbol,
                "size": round(size, 1),
                "fill": fill,
                "line": line,
                "width": width,
                "text": text,
                "hover": _hover(place),
            }
        )

    # What runs between columns ---------------------------------------------------------------------

    def connect(self, before: PlacedBox, after: PlacedBox, kernel: np.ndarray | None) -> None:
        if before.row != after.row:
            self._next_line(before, after)
        elif after.box.state != "fine" or before.box.state != "fine":
            side = 20.0 if before.box.state == "fine" else 14.0
            lines = self.wrong if after.box.state == "wrong" else self.arrow
            lines.add((before.x + half_width(self.layout, before, side), before.y), (after.x - 18, after.y))
        elif before.box.is_image and after.box.is_image:
            self._between_images(before, after)
        elif before.box.is_image:
            self._fan(before, after)
        elif before.box.is_sequence or after.box.is_sequence:
            self._steps(before, after)
        elif not after.box.has_kernels:
            for start, end, unit in zip(
                spots(self.layout, before), spots(self.layout, after), shown_units(after.box.shape[0]), strict=True
            ):
                if unit is not None:
                    self.grey.add(start, end)
        else:
            self._dense(before, after, kernel)

    def _steps(self, before: PlacedBox, after: PlacedBox) -> None:
        """Step to step, or from every step to all, where a layer looks at all or makes no sequence."""
        step_by_step = before.box.shape[0] == after.box.shape[0] and not after.box.sees_all
        if not (step_by_step and after.box.is_sequence):
            self._dense(before, after, None)
            return
        for start, end, unit in zip(
            spots(self.layout, before), spots(self.layout, after), shown_units(after.box.shape[0]), strict=True
        ):
            if unit is not None:
                self.grey.add(start, end)

    def _next_line(self, before: PlacedBox, after: PlacedBox) -> None:
        right = min(before.x + before.width / 2 + 2, self.layout.width - 3)
        middle = after.y - self.layout.drawing / 2 - 9
        self.arrow.add(
            (before.x + half_width(self.layout, before, 18), before.y),
            (right, before.y),
            (right, middle),
            (3, middle),
            (3, after.y),
            (after.x - half_width(self.layout, after, 18), after.y),
        )

    def _between_images(self, before: PlacedBox, after: PlacedBox) -> None:
        size, offsets = sheet_sizes(self.layout, before)
        target_size, target = sheet_sizes(self.layout, after)
        front = offsets[-1]
        if after.box.is_one_to_one:
            self.arrow.add(
                (before.x + size / 2 + front + 3, before.y), (after.x - target_size / 2 + target[0] - 3, after.y)
            )
            return
        # The classic picture: a window on one map becomes one point of the next, or one point a window.
        here = (before.x + front + size * 0.2, before.y + front - size * 0.16)
        there = (after.x + target[-1] - target_size * 0.22, after.y + target[-1] - target_size * 0.16)
        if after.box.enlarges:
            self._window(there, max(2.5, target_size * 0.11), here)
        else:
            self._window(here, max(2.5, size * (0.14 if after.box.has_kernels else 0.11)), there)

    def _window(self, middle: Point, half: float, point: Point) -> None:
        """A square, and lines from the corners that face a point to that point."""
        x, y = middle
        facing = x + half if point[0] > x else x - half
        self.window.add(
            (x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half), (x - half, y - half)
        )
        self.window.add((facing, y - half), point, (facing, y + half))

    def _fan(self, before: PlacedBox, after: PlacedBox) -> None:
        size, offsets = sheet_sizes(self.layout, before)
        ends = spots(self.layout, after)
        edge = unit_size(self.layout, after) / 2
        x, top, bottom = (
            before.x + offsets[-1] + size / 2,
            before.y + offsets[-1] - size / 2,
            before.y + offsets[-1] + size / 2,
        )
        self.fan.add((x, top), (after.x, ends[0][1] - edge), (after.x, ends[-1][1] + edge), (x, bottom), (x, top))

    def _dense(self, before: PlacedBox, after: PlacedBox, kernel: np.ndarray | None) -> None:
        largest = 1.0 if kernel is None else style.spread([kernel])
        few = len(shown_units(before.box.shape[0])) * len(shown_units(after.box.shape[0])) <= 300
        for start, source in zip(spots(self.layout, before), shown_units(before.box.shape[0]), strict=True):
            for end, unit in zip(spots(self.layout, after), shown_units(after.box.shape[0]), strict=True):
                if source is None or unit is None:
                    continue
                if kernel is None:
                    self.grey.add(start, end)
                    continue
                weight = float(kernel[source, unit])
                if not np.isfinite(weight):
                    continue
                level = min(int(abs(weight) / largest * len(EDGE_WIDTHS)), len(EDGE_WIDTHS) - 1)
                (self.positive if weight >= 0 else self.negative)[level].add(start, end)
                if few:
                    # A third of the way along, where lines to one unit have not met yet.
                    point = (start[0] + (end[0] - start[0]) * 0.36, start[1] + (end[1] - start[1]) * 0.36)
                    told = tr(
                        "weight {weight:+.3g}<br>from unit {source} to unit {unit}",
                        weight=weight,
                        source=source,
                        unit=unit,
                    )
                    self.weights.append((*point, told))

    # Traces ----------------------------------------------------------------------------------------

    def traces(self) -> list[dict[str, Any]]:
        """From back to front; always the same ones, some of them empty."""
        found = [
            self.fan.trace("fan", style.GRID, 0, fill="toself", fillcolor=style.rgba(style.ACCENT, 0.08)),
            self.grey.trace("grey", style.COLORS.thread, 0.8),
            self.arrow.trace("arrow", style.COLORS.arrow, 1.4),
            self.wrong.trace("wrong", style.ERROR, 2, line={"dash": "4px,3px"}),
        ]
        for level, width in enumerate(EDGE_WIDTHS):
            alpha = 0.35 + 0.11 * level
            for name, color, lines in (
                ("negative", style.NEGATIVE, self.negative[level]),
                ("positive", style.POSITIVE, self.positive[level]),
            ):
                found.append(lines.trace(f"{name} {level}", style.rgba(color, alpha), width))
        found.append(
            {
                "type": "scatter",
                "mode": "markers",
                "uid": "weights",
                "x": [x for x, _, _ in self.weights],
                "y": [y for _, y, _ in self.weights],
                "text": [text for _, _, text in self.weights],
                "marker": {"size": 7, "opacity": 0, "color": style.PAPER},
                "hovertemplate": "%{text}<extra></extra>",
            }
        )
        found += [self._nodes(), self._signs()]
        found.append(self.window.trace("window", style.MUTED, 1.2))
        return found

    def _nodes(self) -> dict[str, Any]:
        marks = self.marks
        return {
            "type": "scatter",
            "mode": "markers",
            "uid": "nodes",
            "x": [mark["x"] for mark in marks],
            "y": [mark["y"] for mark in marks],
            "customdata": [mark["hover"] for mark in marks],
            "hovertemplate": "%{customdata}<extra></extra>",
            "cliponaxis": False,
            "marker": {
                "opacity": 1,
                "symbol": [mark["symbol"] for mark in marks],
                "size": [mark["size"] for mark in marks],
                "color": [mark["fill"] for mark in marks],
                "line": {"color": [mark["line"] for mark in marks], "width": [mark["width"] for mark in marks]},
            },
        }

    def _signs(self) -> dict[str, Any]:
        # Apart from the marks: Plotly, drawing anew, gives no text to a point that had none before.
        marks = [mark for mark in self.marks if mark["text"]]
        return {
            "type": "scatter",
            "mode": "text",
            "uid": "signs",
            "x": [mark["x"] for mark in marks],
            "y": [mark["y"] for mark in marks],
            "text": [mark["text"] for mark in marks],
            "textfont": {"size": 12, "color": style.MUTED},
            "textposition": "middle center",
            "hoverinfo": "skip",
            "cliponaxis": False,
        }


def _sign(place: PlacedBox) -> str:
    return place.box.kind.mark if place.box.kind else ""


def _dropped(count: int, rate: float) -> set[int]:
    """Which of the drawn units a Dropout shows as silent: spread evenly, about the rate of them."""
    silent = round(rate * count)
    return {int((number + 0.5) * count / silent) for number in range(silent)} if silent else set()


def _hover(place: PlacedBox) -> str:
    box = place.box
    lines = [f"<b>{box.label}</b>"]
    if box.reason:
        lines += _wrapped(box.reason)
    elif box.shape:
        lines.append(tr("output {shape}", shape=show_shape(box.shape)))
        if not box.is_input:
            lines.append(tr("{parameters:,} parameters", parameters=box.parameters))
    return "<br>".join(lines)


def _wrapped(text: str, width: int = 48) -> list[str]:
    return textwrap.wrap(text, width)
