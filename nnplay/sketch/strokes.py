"""Pen strokes as numbers, and how to read them from the drawing canvas."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.errors import BlankSketchError, SketchError
from nnplay.i18n import tr

MAX_POINTS = 200_000
"""More than any hand draws; a bound on the time that a drawing can cost."""

_CURVE = np.linspace(0, 1, 5)[1:]  # the mouse's points lie close together: four chords follow a curve to a hair

_NUMBERS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}

_ORIGINS = {"left": -0.5, "top": -0.5, "center": 0.0, "right": 0.5, "bottom": 0.5}


@dataclass(frozen=True, eq=False)
class Strokes:
    """What a pen drew, without its thickness: one polyline from each pen-down to its pen-up.

    Args:
        paths: Float arrays of shape (n, 2), n >= 1: x to the right, y downwards, any unit.
            A path of one point, or of equal points, is a dot.
        pen_width: Width of the pen in the same unit, where it is known. A drawing that is
            smaller than its pen is a dot, however the hand trembled.

    Raises:
        SketchError: If a path has another shape, or a number is not finite.
    """

    paths: tuple[np.ndarray, ...] = ()
    pen_width: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "paths", tuple(_path(path) for path in self.paths))
        if sum(map(len, self.paths)) > MAX_POINTS:
            raise SketchError(tr("A drawing may have at most {max_points:,} points.", max_points=MAX_POINTS))
        if not (math.isfinite(self.pen_width) and self.pen_width >= 0):
            raise SketchError(
                tr(
                    "The width of a pen must be a positive number. Received: pen_width={pen_width!r}",
                    pen_width=self.pen_width,
                )
            )

    def __bool__(self) -> bool:
        """Whether anything was drawn."""
        return bool(self.paths)

    def normalised(self) -> Strokes:
        """The same drawing with the middle of its box at (0, 0) and a longest side of 1; a dot becomes a point.

        Raises:
            BlankSketchError: If there are no strokes.
        """
        if not self.paths:
            raise BlankSketchError
        points = np.vstack(self.paths)
        largest = float(np.abs(points).max()) or 1.0  # divided by it first, the widest drawing has a finite size
        low, high, pen = points.min(axis=0) / largest, points.max(axis=0) / largest, self.pen_width / largest
        longest = float((high - low).max())
        if longest <= pen:
            return Strokes((np.zeros((1, 2)),), 1.0)
        paths = tuple((path / largest - (low + high) / 2) / longest for path in self.paths)
        return Strokes(paths, pen / longest)

    @classmethod
    def from_canvas(cls, json_data: Mapping[str, Any] | str | None) -> Strokes:
        """The strokes of a drawing canvas.

        Reads the freely drawn paths of a Fabric.js canvas, as `streamlit_drawable_canvas.st_canvas(...).json_data`
        gives them, moved, scaled and turned as they are now. Other objects, such as text, are left out.

        Args:
            json_data: The canvas as a mapping or as JSON text; None, as the canvas says before its
                first stroke, gives no strokes.

        Raises:
            SketchError: If this is not the drawing of a canvas.
        """
        if isinstance(json_data, str):
            try:
                json_data = json.loads(json_data)
            except (ValueError, RecursionError) as error:
                raise SketchError(tr("The drawing is not JSON: {error}.", error=error)) from None
        if json_data is None:
            return cls()
        objects: Any = json_data.get("objects", []) if isinstance(json_data, Mapping) else None
        if not _is_list(objects):
            raise SketchError(tr("This is not a drawing: its 'objects' must be a list."))
        paths: list[np.ndarray] = []
        widths = []
        for item in objects:
            if not isinstance(item, Mapping):
                raise SketchError(tr("This is not a drawing: each of its objects must have names and values."))
            if str(item.get("type")).lower() != "path":
                continue
            lines = _flatten(item.get("path"))
            if lines:
                with np.errstate(over="ignore", invalid="ignore"):  # Strokes refuses what is not finite
                    placed, width = _place(item, lines)
                paths += placed
                widths.append(width)
        return cls(tuple(paths), float(np.median(widths)) if widths else 0.0)


def _path(path: Any) -> np.ndarray:
    try:
        array = np.array(path, dtype=np.float64)
    except OverflowError:
        raise SketchError(tr("A stroke has a number that is too large.")) from None
    except (TypeError, ValueError):
        raise SketchError(tr("A stroke must be a list of points, each with an x and a y.")) from None
    if array.ndim != 2 or array.shape[1] != 2 or not len(array):
        raise SketchError(tr("A stroke must be points of shape (n, 2). Received: shape {shape}", shape=array.shape))
    if not np.isfinite(array).all():
        raise SketchError(tr("The points of a stroke must be finite numbers."))
    array.flags.writeable = False
    return array


def _flatten(commands: Any) -> list[np.ndarray]:
    """Path commands as polylines: quadratic and cubic Bézier curves become short chords."""
    if not _is_list(commands):
        raise SketchError(tr("A stroke of the drawing lacks its list 'path'."))
    lines: list[list[np.ndarray]] = []
    for command in commands:
        letter = command[0] if _is_list(command) and command else None
        if not isinstance(letter, str) or letter not in _NUMBERS:
            raise SketchError(tr("A stroke has a part that nnplay cannot read: {command}", command=str(command)[:60]))
        if len(command) != 1 + _NUMBERS[letter] or not all(map(_is_number, command[1:])):
            raise SketchError(
                tr(
                    "The part {letter!r} of a stroke needs {numbers} numbers: {command}",
                    letter=letter,
                    numbers=_NUMBERS[letter],
                    command=str(command)[:60],
                )
            )
        points = np.array(command[1:], dtype=np.float64).reshape(-1, 2)
        if letter == "M":
            lines.append([points])
            continue
        if not lines:
            raise SketchError(tr("A stroke must begin with 'M', the place where the pen goes down."))
        if letter == "Z":
            lines[-1].append(lines[-1][0][:1])
        elif letter == "L":
            lines[-1].append(points)
        else:
            lines[-1].append(_bezier(np.vstack([lines[-1][-1][-1:], points])))
    return [np.vstack(line) for line in lines]


def _bezier(points: np.ndarray) -> np.ndarray:
    """Points on a Bézier curve after its first one, by de Casteljau's construction."""
    t = _CURVE[:, None, None]
    level = np.broadcast_to(points, (len(_CURVE), *points.shape))
    while level.shape[1] > 1:
        level = (1 - t) * level[:, :-1] + t * level[:, 1:]
    return level[:, 0]


def _place(item: Mapping[str, Any], lines: list[np.ndarray]) -> tuple[list[np.ndarray], float]:
    """The lines and the pen width on the canvas.

    Fabric.js keeps the points as they were first drawn. `left` and `top` say where the middle of their box is now
    (or another point of it, as `originX` and `originY` say), `scaleX`, `flipX`, `skewX`, `angle` what else was done.
    """

    def number(name: str, default: float) -> float:
        value = item.get(name, default)
        if not _is_number(value):
            raise SketchError(
                tr("A stroke's {name!r} must be a number. Received: {value}", name=name, value=str(value)[:60])
            )
        return float(value)

    scale_x, scale_y = number("scaleX", 1), number("scaleY", 1)
    pen = number("strokeWidth", 0)
    points = np.vstack(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    angle = math.radians(number("angle", 0))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    skew_x, skew_y = (math.tan(math.radians(number(name, 0))) for name in ("skewX", "skewY"))
    stretch = (
        np.diag([-scale_x if item.get("flipX") else scale_x, -scale_y if item.get("flipY") else scale_y])
        @ np.array([[1, skew_x], [0, 1]])
        @ np.array([[1, 0], [skew_y, 1]])
    )
    origin = np.array([_ORIGINS.get(str(item.get(name)), -0.5) for name in ("originX", "originY")])
    box = np.abs(stretch) @ (high - low + pen)  # Fabric counts the pen to the box
    centre = middle
    if "left" in item and "top" in item:
        centre = np.array([number("left", 0), number("top", 0)]) - turn @ (origin * box)
    matrix = turn @ stretch
    return [(line - middle) @ matrix.T + centre for line in lines], pen * math.sqrt(abs(scale_x * scale_y))


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def as_strokes(drawing: Any) -> Strokes:
    """Strokes from `Strokes`, from the canvas's mapping, or from a list of paths.

    Raises:
        SketchError: If it is none of these.
    """
    if isinstance(drawing, Strokes):
        return drawing
    if drawing is None or isinstance(drawing, Mapping | str):
        return Strokes.from_canvas(drawing)
    if isinstance(drawing, Iterable):
        return Strokes(tuple(drawing))
    raise SketchError(tr("A drawing must be an image array or strokes. Received: {name}", name=type(drawing).__name__))
