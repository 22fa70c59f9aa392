"""How high the living picture of a network is, before the browser has drawn it, so that the page keeps its room.

The numbers are those of `ui/common/network`: `geometry.js`, `table_picture.js`, `layers_picture.js`, `steps_picture.js`
and their style sheets. A browser test compares them with what is drawn.
"""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

from nnplay.datasets.signature import Signature
from nnplay.figures import living_images, living_network
from nnplay.i18n import language, tr
from nnplay.inspection.shown import Pictured, pictured
from nnplay.models.shapes import OUTPUT_NAME, Trace, trace
from nnplay.registry import DATASETS
from nnplay.spec import ExperimentSpec

WIDTHS = tuple(range(260, 840, 20))
"""Of the column, in pixels: at which the height is told; between two of them it is that of the smaller one."""

NARROW = 460
"""The width below which the film's slider has a line of its own."""


class Around(NamedTuple):
    """What stands around a picture, in pixels; where a finger presses it, it is higher (`look.css`).

    Args:
        film: The line over it.
        film_line: That of the slider.
        choice: Of a table's example.
        under_plane: What is under a network on points or one number.
        under_table: On a table.
        under_images: That reads images.
        under_text: That reads texts.
        weights: The button for the table of weights.
        tools: Those for neurons and layers, under their columns.
    """

    film: int
    film_line: int
    choice: int
    under_plane: int
    under_table: int
    under_images: int
    under_text: int
    weights: int
    tools: int


MOUSE = Around(44, 30, 40, 71, 60, 62, 57, 53, 34)
FINGER = Around(54, 44, 54, 124, 86, 88, 83, 59, 48)

TASK, TASK_LINE, TASK_LETTER, TASK_SIDES = 14, 17.55, 5.6, 20
"""The box of a task that is done by hand, a line of it, the width of a letter, and its sides."""

MOST_UNITS, SHOWN_UNITS = 16, 14
LABELS, LINE, LETTER, NOTE_LETTER, GAP, LEAST_PITCH = 38, 15, 7.4, 6.4, 18, 46
FULL, STEP, PER_STEP, MOST_GROWN = 480, 20, 0.025, 1.4
MOST_BARS, MOST_CLASSES, BAR, TITLE = 8, 6, 20, 50
WIDE, MOST_MAP, TOP, HEAD, ROW_GAP, MAP_GAP, CELL, CLASS, MORE = 460, 46, 116, 20, 10, 4, 18, 22, 17
TEXT_CHOICE, TYPING, TEXT_GAP, STRIP, ASKING, LINE_OF_WORDS, SIGN, LEAST_STEP, MOST_GUTTER, MOST_UPRIGHT, SCROLL = (
    38, 42, 8, 7, 11, 22, 6.6, 11, 64, 84, 10
)  # fmt: skip


def network_room(
    spec: ExperimentSpec, *, edited: bool = True, film: bool = True, goal: str = "", fingers: bool = False
) -> dict[int, int]:
    """Heights in pixels by the least width that they are for; empty where there is no such picture.

    Args:
        spec: The experiment.
        edited: Whether the network can be changed in it, and its weights be set in a table below it; or, of one that
            reads texts, whether a text can be typed in.
        film: Whether the picture has the line with the film's buttons.
        goal: A task that is done by hand, which stands under it; empty for none.
        fingers: Whether it is pressed by a finger, and not by a mouse.
    """
    around = FINGER if fingers else MOUSE
    signature = DATASETS[spec.dataset.name].signature(spec.dataset.options)
    family = spec.dataset.kind.family
    if living_images.can_show(spec):
        reading = living_images.reading_of(spec)
        longest = living_images.longest_symbol(reading) if reading else 0
        return dict(_rooms(trace(spec), signature, family, False, edited, film, around, language(), longest))
    if living_network.can_live(spec):
        kind = living_network.kind_of(family, signature)
        rooms = _rooms(trace(spec), signature, kind, _is_scaled(spec, signature), edited, film, around, language())
        return {width: height + _task(goal, width) for width, height in rooms.items()}
    return {}


def _task(goal: str, width: int) -> int:
    """Of what says how far a task is done."""
    if not goal:
        return 0
    words = len(tr("{goal} So far {share}.", goal=goal, share="100%"))
    return math.ceil(TASK + TASK_LINE * math.ceil(words * TASK_LETTER / (width - TASK_SIDES)))


def _is_scaled(spec: ExperimentSpec, signature: Signature) -> bool:
    """Whether a last column turns the network's answers into the target's units."""
    return signature.task == "regression" and spec.dataset.options.get("target_scaling") == "standard"


@functools.lru_cache(maxsize=256)
def _rooms(
    shapes: Trace,
    signature: Signature,
    kind: str,
    scaled: bool,
    edited: bool,
    film: bool,
    around: Around,
    code: str,
    longest: int = 0,
) -> dict[int, int]:
    """Likewise; words are longer in one language than in another."""
    over = {width: (around.film + around.film_line * (width < NARROW)) if film else 0 for width in WIDTHS}
    if kind == "image":
        return {width: over[width] + _layers(shapes, signature, width) + around.under_images for width in WIDTHS}
    if kind == "text":
        under = around.under_text
        return {width: over[width] + _steps(shapes, signature, width, edited, longest) + under for width in WIDTHS}
    more = around.weights * edited
    more += around.choice + around.under_table if kind == "table" else around.under_plane
    tools = around.tools * edited
    return {width: over[width] + _columns(shapes, signature, kind, scaled, width, tools) + more for width in WIDTHS}


def _columns(shapes: Trace, signature: Signature, kind: str, scaled: bool, width: int, tools: int) -> int:
    """Of a network on points, one number or a table."""
    inputs = signature.input_shape[0]
    units, titles = [inputs], [tr("Inputs")]
    notes: list[list[list[str]]] = [[]]
    for row in shapes.rows:
        layer, options = row.layer.kind, row.layer.options
        if (layer.row_operation(options) or {}).get("op") == "pass":
            notes[-1].append([each for each in (layer.short_name(options), layer.summary(options)) if each])
        else:
            notes.append([])
            units.append(row.output_shape[0])
            titles.append(tr("Output") if row.name == OUTPUT_NAME else layer.short_name(options) or layer.title)
    if scaled:
        units.append(1)
        titles.append(tr("Target's units"))
        notes.append([])
    names = 34.0
    longest = max(map(len, signature.shown.feature_names), default=0)
    if kind == "table":
        names = min(max(74, longest * 6.3 + 52), 124 if width < 480 else 176)
    elif kind == "line":
        names = min(max(34, longest * 6.3 + 14), 84 if width < 480 else 130)
    beside = width >= 400 and (width * 0.6 - names) / len(units) >= LEAST_PITCH
    grown = min(1 + PER_STEP * max(0, (width - FULL) // STEP), MOST_GROWN)
    large = round(min(width * 0.37, 300 * grown) if beside else min(width - 60, 250))
    pitch = ((width - large - GAP if beside else width) - names) / len(units)
    broken = any(len(title) * LETTER > pitch for title in titles)
    labels = LABELS + LINE * (broken + max(sum(_lines(note, pitch) for note in column) for column in notes))
    tallest = max(count if count <= MOST_UNITS else SHOWN_UNITS + 1 for count in units)
    high = math.floor(min(max(21 * tallest, 200), 340) * grown + 0.5)  # as JavaScript rounds
    if kind == "table":
        classes = 1 if signature.task == "regression" else min(len(signature.class_names), MOST_CLASSES)
        facts = BAR * (classes + min(inputs, MOST_BARS)) + TITLE
        if beside:
            stage = max(high + labels + tools, max(0.0, (high - facts) / 2) + facts)
        else:
            stage = high + labels + tools + GAP + max(facts, LABELS)
        return math.ceil(stage)
    if beside:
        stage = max(high + labels + tools, max(0.0, (high - large) / 2) + large + LABELS)
    else:
        stage = high + labels + tools + GAP + large + LABELS
    return math.ceil(stage)


def _lines(note: list[str], pitch: float) -> int:
    return 1 if len(" ".join(note)) * NOTE_LETTER <= pitch else len(note)


def _layers(shapes: Trace, signature: Signature, width: int) -> int:
    """Of a network that reads images."""
    across = 16 if width >= WIDE else 8
    size = min((width + MAP_GAP) // across - MAP_GAP, MOST_MAP)
    height = TOP
    for one in pictured(shapes.rows):
        if len(one.shape) == 3:
            lines = math.ceil((one.shown + 2 * (one.shape[-1] > one.shown)) / across)
            body = (size + MAP_GAP) * lines - MAP_GAP
        else:
            body = _row(one, signature, width)
        height += HEAD + body + ROW_GAP
    return height


def _steps(shapes: Trace, signature: Signature, width: int, typed: bool, longest: int) -> int:
    """Of a network that reads texts."""
    rows, steps = pictured(shapes.rows), shapes.input_shape[0]
    gutter = min(longest * SIGN + 6, MOST_GUTTER) if any(one.heads for one in rows) else 0
    inner = max(width, gutter + LEAST_STEP * steps)
    upright = longest > 2 and longest * SIGN + 4 > (inner - gutter) / steps
    words = min(math.ceil(longest * SIGN) + 8, MOST_UPRIGHT) if upright else LINE_OF_WORDS
    height = TEXT_CHOICE + TYPING * (typed and width < WIDE) + words + TEXT_GAP + SCROLL * (inner > width)
    for one in rows:
        if len(one.shape) == 2:
            left_out = one.row.layer["num_heads"] > one.heads if one.heads else one.shape[-1] > one.shown
            body = one.shown * (ASKING if one.heads else STRIP) + MORE * left_out
        else:
            body = _row(one, signature, width)
        height += HEAD + body + TEXT_GAP
    return height


def _row(one: Pictured, signature: Signature, width: int) -> int:
    """Of a row of units, or of the answer."""
    if one.name == OUTPUT_NAME:
        short = all(len(name) < 5 for name in signature.shown.class_names)
        count = 2 if signature.task == "binary" else one.shown
        return CLASS * (math.ceil(count / 2) if short or width >= WIDE else count) - 2
    lines = math.ceil((one.shown + 4 * (one.shape[-1] > one.shown)) / (2 * (16 if width >= WIDE else 8)))
    return (CELL + MAP_GAP) * lines - MAP_GAP
