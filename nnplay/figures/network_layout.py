"""Where each layer of a network picture stands and what its label says; plain geometry in pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nnplay.figures.text import fit_text, text_width
from nnplay.i18n import tr
from nnplay.models.connectivity import Enlarged, Full, OneToOne, Shape
from nnplay.models.layer_kind import LayerKind, show_shape
from nnplay.models.shapes import OUTPUT_NAME, Trace
from nnplay.spec import LayerSpec

Point = tuple[float, float]
State = Literal["fine", "wrong", "unknown"]

MAX_UNITS = 16
FIRST_UNITS = 6
MAX_SHEETS = 6
SHEET_STEP = 3.0
MARGIN = 8
SPACE = 7
"""Pixels between two labels."""

FONT_SIZES = (13, 12, 11, 10)
LINE_HEIGHT = 1.3


@dataclass(frozen=True)
class Box:
    """One column of the picture, before it has a place.

    Args:
        kind: Declaration of the layer; None for the input.
        name: Name of the layer in the Keras model.
        label: Its full label, for the mouse.
        shape: Output shape, empty where it is not known.
        parameters: How many it has.
        lines: What is written under it: short name, then shape.
        state: `"wrong"` for the layer that cannot stand, `"unknown"` for all after it.
        reason: Why it cannot stand.
        dropped: Share of its numbers that training sets to zero.
    """

    kind: LayerKind | None
    name: str
    label: str
    shape: Shape
    parameters: int
    lines: tuple[str, ...]
    state: State = "fine"
    reason: str = ""
    dropped: float = 0.0

    @property
    def is_image(self) -> bool:
        """Whether it is drawn as a stack of sheets."""
        return len(self.shape) == 3

    @property
    def is_sequence(self) -> bool:
        """Whether it is drawn as a column of steps, each of which holds several numbers."""
        return len(self.shape) == 2

    @property
    def sees_all(self) -> bool:
        """Whether each of its numbers is made from everything before it."""
        return self.kind is not None and isinstance(self.kind.connectivity, Full)

    @property
    def is_input(self) -> bool:
        """Whether it is what goes into the network."""
        return self.name == "input"

    @property
    def has_kernels(self) -> bool:
        """Whether it looks for patterns."""
        return self.kind is not None and bool(self.kind.kernels)

    @property
    def is_one_to_one(self) -> bool:
        """Whether each of its numbers belongs to the one at the same place before it."""
        return self.kind is not None and isinstance(self.kind.connectivity, OneToOne)

    @property
    def enlarges(self) -> bool:
        """Whether it makes several pixels of one."""
        return self.kind is not None and isinstance(self.kind.connectivity, Enlarged)


@dataclass(frozen=True)
class PlacedBox:
    """Where a box stands.

    Args:
        row: Line of the picture, 0 at the top; a long network on a narrow screen is broken like text.
        x, y: Middle of its drawing, in pixels from the top left.
        width: Room that it has from left to right.
        label_y: Top of its label.
    """

    box: Box
    row: int
    x: float
    y: float
    width: float
    label_y: float


@dataclass(frozen=True)
class Layout:
    """All places, and the size of the picture in pixels."""

    places: tuple[PlacedBox, ...]
    width: float
    height: float
    rows: int
    font_size: int
    drawing: float


def boxes(trace: Trace, layers: Sequence[LayerSpec]) -> list[Box]:
    """Input, every layer and output; what stands after an impossible layer has no shape."""
    found = [Box(None, "input", tr("Input"), trace.input_shape, 0, (tr("Input"), compact(trace.input_shape)))]
    for row in trace.rows:
        layer = row.layer
        found.append(
            Box(
                layer.kind,
                row.name,
                row.label,
                row.output_shape,
                row.parameters,
                (_title(None if row.name == OUTPUT_NAME else layer), compact(row.output_shape)),
                dropped=layer.kind.dropped(layer.options),
            )
        )
    where = trace.error.where if trace.error else ()
    if trace.error and where[:1] == ("layers",) and len(where) > 1:
        for index in range(len(trace.rows), len(layers) + 1):
            unknown = layers[index] if index < len(layers) else None
            box = Box(
                unknown.kind if unknown else None,
                "",
                f"{unknown.kind.title} {unknown.kind.summary(unknown.options)}".strip() if unknown else tr("Output"),
                (),
                0,
                (_title(unknown), "?"),
                "unknown",
            )
            if index == where[1]:
                box = replace(box, state="wrong", lines=(box.lines[0], "✗"), reason=trace.error.message)
            found.append(box)
    return found


def _title(layer: LayerSpec | None) -> str:
    """A name that fits under a column; that of the output layer for None."""
    return str(layer.kind.short_name(layer.options)) if layer else tr("Output")


def compact(shape: Shape) -> str:
    """A shape without spaces: `26×26×32`."""
    return show_shape(shape).replace(" ", "")


def shown_units(count: int) -> list[int | None]:
    """Which units are drawn, from the top; None stands for those that are left out."""
    if count <= MAX_UNITS:
        return list(range(count))
    return [*range(FIRST_UNITS), None, count - 1]


def sheets(channels: int) -> int:
    """How many sheets a stack shows: all of a few channels, hardly more for many."""
    return max(1, min(MAX_SHEETS, channels if channels <= 3 else round(1.5 + math.log2(channels) * 0.75)))


def arrange(columns: Sequence[Box], width: float, drawing: float) -> Layout:
    """A place for every box so that no two labels touch and none is cut.

    One line with the largest font that fits; on a narrow picture as many lines as are needed.

    Args:
        columns: What to place, from left to right.
        width: Width of the picture in pixels.
        drawing: Height of the part above the labels in pixels, for a picture of one line.
    """
    room = width - 2 * MARGIN
    for font_size in FONT_SIZES:
        needs = [_need(box, font_size) for box in columns]
        if sum(needs) <= room:
            return _place(columns, [len(columns)], needs, width, drawing, font_size)
    font_size = 11
    needs = [_need(box, font_size) for box in columns]
    lines = _break(needs, room)
    return _place(columns, lines, needs, width, min(drawing, 110.0), font_size)


def _need(box: Box, font_size: int) -> float:
    label = max(text_width(line, font_size, bold=place == 0) for place, line in enumerate(box.lines))
    return max(label, 30.0) + SPACE


def _break(needs: Sequence[float], room: float) -> list[int]:
    """How many boxes stand in each line: as few lines as can be, evenly filled."""
    fewest = max(1, math.ceil(sum(needs) / room))
    for lines in range(fewest, len(needs) + 1):
        even = math.ceil(len(needs) / lines)
        counts = [min(even, len(needs) - start) for start in range(0, len(needs), even)]
        starts = [sum(counts[:place]) for place in range(len(counts))]
        if all(sum(needs[start : start + count]) <= room for start, count in zip(starts, counts, strict=True)):
            return counts
    return [1] * len(needs)


def _place(
    columns: Sequence[Box], lines: Sequence[int], needs: Sequence[float], width: float, drawing: float, font_size: int
) -> Layout:
    label_height = 2 * font_size * LINE_HEIGHT
    step = drawing + label_height + 16
    places: list[PlacedBox] = []
    first = 0
    for row, count in enumerate(lines):
        # A last line that is not full keeps the spacing of the others.
        spare = (width - 2 * MARGIN - sum(needs[first : first + count])) / count
        if row and count < lines[0]:
            spare = min(spare, places[0].width - needs[0])
        left = float(MARGIN)
        for box, need in zip(columns[first : first + count], needs[first : first + count], strict=True):
            own = need + spare
            top = row * step
            places.append(
                PlacedBox(
                    _fitted(box, own, font_size), row, left + own / 2, top + 6 + drawing / 2, own, top + 10 + drawing
                )
            )
            left += own
        first += count
    return Layout(tuple(places), width, len(lines) * step, len(lines), font_size, drawing)


def _fitted(box: Box, width: float, font_size: int) -> Box:
    # Only a label wider than the whole picture is ever shortened.
    return replace(box, lines=tuple(fit_text(line, width, font_size * 1.07) for line in box.lines))


def sheet_sizes(layout: Layout, place: PlacedBox) -> tuple[float, list[float]]:
    """Size of each sheet of a stack, and how far each is moved right and down, the front one last; in pixels."""
    height, width, channels = place.box.shape
    tallest = max(max(other.box.shape[:2]) for other in layout.places if other.box.is_image)
    count = sheets(channels)
    most = min(place.width * 0.78, layout.drawing * 0.5, 72.0) - (count - 1) * SHEET_STEP
    # Below 1, so that the small maps of deep layers can still be seen.
    size = max(9.0, most * (max(height, width) / tallest) ** 0.75)
    middle = (count - 1) / 2
    return size, [(number - middle) * SHEET_STEP for number in range(count)]


def unit_size(layout: Layout, place: PlacedBox) -> float:
    """Diameter of a unit in pixels."""
    slots = len(shown_units(place.box.shape[0]))
    return max(6.0, min(18.0, layout.drawing / slots * 0.74, place.width * 0.4))


def spots(layout: Layout, place: PlacedBox) -> list[Point]:
    """Middles of the drawn units from top to bottom."""
    slots = len(shown_units(place.box.shape[0]))
    step = min(layout.drawing / slots, unit_size(layout, place) * 1.65)
    return [(place.x, place.y + (slot - (slots - 1) / 2) * step) for slot in range(slots)]


def half_width(layout: Layout, place: PlacedBox, otherwise: float) -> float:
    """From the middle of a drawing to where a line may begin; `otherwise` for a layer that is not known."""
    if place.box.state != "fine":
        return otherwise
    if place.box.is_image:
        size, offsets = sheet_sizes(layout, place)
        return size / 2 + offsets[-1] + 3
    return unit_size(layout, place) / 2 + 3
