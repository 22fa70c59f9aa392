"""Small pictures of datasets for a gallery: drawn from the data where every copy of nnplay has them, else by hand.

They are files of nnplay, so that no page waits for data to be loaded; a test draws them again and compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from nnplay.datasets import Dataset, load_dataset
from nnplay.figures import style
from nnplay.palette import DARK, LIGHT
from nnplay.spec import DatasetSpec

SIZE = 48
"""Width and height in the units of the drawing."""

ON_DARK = "dark"

MARGIN = 4
POINTS = 110
SHADES = 5
"""Steps of a color scale, and of the grey of pictures."""

SIDE = 21
"""Of one of four pictures."""

_PLACES = ((2, 2), (25, 2), (2, 25), (25, 25))

_DIGITS = (
    "M10.5 4C5 4 5 17 10.5 17S16 4 10.5 4",
    "M8 7 11 4V17",
    "M6 7C7 2 16 4 14 9L6 17H15",
    "M6 5H14L10 9C17 9 15 18 6 16",
)
_CLOTHES = (
    "M7 4 2 7 4 11 6 10V18H15V10L17 11 19 7 14 4Q10.5 7 7 4Z",
    "M7 3H14L16 18H12L10.5 9 9 18H5Z",
    "M3 14V7Q7 11 11 9L18 14V17H3Z",
    "M4 9H17L18 18H3ZM7 9Q7 3 10.5 3T14 9",
)
_PHOTOS = (
    ("#8ec5f0", "#fdfdfd", "M2 11 9 9 7 4H9L14 9 19 10 14 12 9 17H7L9 12Z"),
    ("#7fb069", "#c23b22", "M2 13 4 9H7L9 6H14L16 9 19 10V14H2Z"),
    ("#3d7ea6", "#e9e4d8", "M2 12H19L16 17H5ZM7 11V7H12V11Z"),
    ("#d9b382", "#5a3d2b", "M5 16Q4 9 6 4L9 7H12L15 4Q17 9 16 16Q10 19 5 16Z"),
)


def thumbnail(name: str) -> str:
    """The picture of a dataset: an SVG document of some kilobytes.

    Data that come with nnplay are drawn as they are; of others there is a drawing made by hand.

    Args:
        name: Of a registered dataset.
    """
    if name in _BY_HAND:
        return _document(_BY_HAND[name])
    data = load_dataset(DatasetSpec(name))
    if data.family == "image":
        return _document(_digits_of(data))
    return _document(_points_of(data))


def _document(parts: Iterable[str]) -> str:
    drawn = f'<rect width="{SIZE}" height="{SIZE}" rx="5" fill="{style.SURFACE}"/>{"".join(parts)}'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" id="{ON_DARK}">'
        f"<style>{_on_dark(drawn)}</style>{drawn}</svg>\n"
    )


def _on_dark(drawn: str) -> str:
    """The colors of a drawing on a dark page, whose address of it ends with `#dark`."""
    others = dict(zip(LIGHT.colors, DARK.colors, strict=True))
    used = sorted(set(re.findall(r'(fill|stroke)="(#[0-9a-f]{6})"', drawn)))
    return "".join(
        f'#{ON_DARK}:target [{what}="{color}"]{{{what}:{others[color]}}}' for what, color in used if color in others
    )


def _points_of(data: Dataset) -> list[str]:
    """Points of the training part: in the plane as they lie, a line's over its inputs, a table's seen from its side."""
    x, y = np.asarray(data.x_train, float), np.asarray(data.y_train, float)
    if data.family == "plane":
        x = np.asarray(data.points["training"], float)
    elif data.family == "line":
        x = np.column_stack([x[:, 0], y])
    else:
        x = _seen_from_the_side(x)
    chosen = np.linspace(0, len(x) - 1, min(POINTS, len(x))).round().astype(int)
    x, y = x[chosen], y[chosen]
    low, high = np.percentile(x, [1, 99], axis=0)
    room = SIZE - 2 * MARGIN
    share = np.clip((x - low) / np.maximum(high - low, 1e-9), 0, 1)
    places = np.column_stack([MARGIN + room * share[:, 0], SIZE - MARGIN - room * share[:, 1]]).round(1)
    if data.family == "line":
        labels, colors = np.zeros(len(x), int), [style.ACCENT]
    elif data.task == "regression":
        labels, colors = _steps(y), [str(color) for _, color in style.DIVERGING]
        colors[SHADES // 2] = style.LINE  # white would not be seen
    else:
        labels, colors = y.astype(int), style.class_colors(len(data.class_names))
    return [
        f'<path d="{_dots(places[labels == label])}" stroke="{color}" stroke-width="3.4" stroke-linecap="round"/>'
        for label, color in enumerate(colors)
        if (labels == label).any()
    ]


def _seen_from_the_side(x: np.ndarray) -> np.ndarray:
    """The two main directions of a table's inputs, each input scaled."""
    scaled = (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-9)
    _, _, directions = np.linalg.svd(scaled, full_matrices=False)
    # The sign of a direction is an accident of the computation.
    signs = np.sign(directions[np.arange(2), np.abs(directions[:2]).argmax(axis=1)])
    return scaled @ (directions[:2] * signs[:, None]).T


def _steps(y: np.ndarray) -> np.ndarray:
    """Values as steps of a color scale, so that each is used equally often, or as they lie where they are few."""
    low, high = np.percentile(y, [2, 98])
    return np.clip((y - low) / max(high - low, 1e-9) * SHADES, 0, SHADES - 1).astype(int)


def _dots(places: np.ndarray) -> str:
    return "".join(f"M{x:g} {y:g}h0" for x, y in places)


def _digits_of(data: Dataset) -> list[str]:
    """Four pictures as squares of a few greys, without the paper."""
    parts: list[str] = []
    for label, (left, top) in zip((0, 3, 5, 8), _PLACES, strict=True):
        image = data.x_train[np.flatnonzero(data.y_train == label)[0]][..., 0]
        cell = SIDE / len(image)
        greys = np.minimum((image * SHADES).astype(int), SHADES - 1)
        for grey in range(1, SHADES):
            squares = "".join(
                f"M{left + column * cell:.1f} {top + row * cell:.1f}h{cell:.1f}v{cell:.1f}h-{cell:.1f}"
                for row, column in np.argwhere(greys == grey)
            )
            parts.append(f'<path d="{squares}" fill="{style.INK}" opacity="{grey / (SHADES - 1):g}"/>')
    return parts


# Drawn by hand ----------------------------------------------------------------------------------


def _strokes(paths: Iterable[str]) -> list[str]:
    return [
        f'<path transform="translate({x} {y})" d="{path}" fill="none" stroke="{style.INK}" stroke-width="2.2" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
        for path, (x, y) in zip(paths, _PLACES, strict=True)
    ]


def _shapes(paths: Iterable[str]) -> list[str]:
    return [
        f'<path transform="translate({x} {y})" d="{path}" fill="{style.MUTED}" stroke="{style.INK}"/>'
        for path, (x, y) in zip(paths, _PLACES, strict=True)
    ]


def _photos() -> list[str]:
    return [
        f'<g transform="translate({x} {y})"><rect width="{SIDE}" height="{SIDE}" rx="2" fill="{ground}"/>'
        f'<path d="{path}" fill="{ink}"/></g>'
        for (ground, ink, path), (x, y) in zip(_PHOTOS, _PLACES, strict=True)
    ]


def _table_lines(extra: str = "") -> list[str]:
    """A table: a row of names, then rows of numbers, and the last column is the one to predict."""
    cells = []
    for row in range(5):
        for column in range(4):
            color = style.MUTED if row == 0 else style.ACCENT if column == 3 else style.LINE
            cells.append(
                f'<rect x="{5 + 10 * column}" y="{7 + 7.4 * row:g}" width="8" height="4.4" rx="1" fill="{color}"/>'
            )
    return [*cells, extra]


_PLUS = (
    f'<circle cx="38" cy="38" r="8" fill="{style.ACCENT}"/>'
    f'<path d="M38 34v8M34 38h8" stroke="{style.PAPER}" stroke-width="2" stroke-linecap="round"/>'
)


def _sign(paths: str) -> str:
    """A sign over the corner of a table."""
    return f'<circle cx="36" cy="36" r="10.5" fill="{style.PAPER}"/>{paths}'


def _written(*lines: tuple[str, str]) -> list[str]:
    """Short lines of letters, each in a color."""
    return [
        f'<text x="24" y="{20 + 17 * row}" text-anchor="middle" font-family="sans-serif" font-size="14" '
        f'font-weight="bold" fill="{color}">{text}</text>'
        for row, (text, color) in enumerate(lines)
    ]


_BY_HAND = {
    "number_words": _written(("zwei", style.CLASS_COLORS[0]), ("deux", style.VALIDATION)),
    "sentences": _written(("A › B", style.CLASS_COLORS[0]), ("B › A", style.VALIDATION)),
    "texts": [*_written(("abc…", style.MUTED)), _PLUS],
    "mnist": _strokes(_DIGITS),
    "fashion_mnist": _shapes(_CLOTHES),
    "cifar10": _photos(),
    "pima": _table_lines(
        _sign(f'<path d="M36 27Q30 35 30 38.5A6 6 0 0 0 42 38.5Q42 35 36 27Z" fill="{style.ERROR}"/>'),
    ),
    "penguins": _table_lines(
        _sign(
            f'<path d="M36 27Q31 27 31 33L29 41 31 40Q32 45 36 45T41 40L43 41 41 33Q41 27 36 27Z" fill="{style.INK}"/>'
            f'<ellipse cx="36" cy="38" rx="3" ry="5" fill="{style.PAPER}"/>'
            f'<path d="M34.5 31H37.5L36 34Z" fill="{style.class_colors(2)[0]}"/>'
        )
    ),
    "housing": _table_lines(
        _sign(f'<path d="M36 28 27.5 35.5H30V44H34.5V39H37.5V44H42V35.5H44.5Z" fill="{style.INK}"/>')
    ),
    "table": _table_lines(_PLUS),
    "pictures": [
        (
            f'<rect x="6" y="8" width="36" height="30" rx="3" fill="{style.PAPER}" stroke="{style.LINE}" '
            'stroke-width="2"/>'
            f'<circle cx="16" cy="17" r="3.5" fill="{style.class_colors(2)[0]}"/>'
            f'<path d="M8 36 19 24 26 31 32 25 40 34V36Z" fill="{style.MUTED}"/>'
        ),
        _PLUS,
    ],
    "points": [
        (
            f'<path d="M10 12h0M17 9h0M13 20h0M22 16h0" stroke="{style.class_colors(2)[0]}" stroke-width="5" '
            'stroke-linecap="round"/>'
            f'<path d="M34 24h0M27 30h0M20 36h0" stroke="{style.class_colors(2)[1]}" stroke-width="5" '
            'stroke-linecap="round"/>'
        ),
        _PLUS,
    ],
    "drawings": [
        (
            f'<path d="M15 12C20 5 31 9 27 18Q24 24 17 36H28" fill="none" stroke="{style.INK}" stroke-width="4" '
            'stroke-linecap="round" stroke-linejoin="round"/>'
        ),
        _PLUS,
    ],
    "class_drawings": [*_strokes(_DIGITS)[:3], _PLUS],
}
"""Data that must be downloaded or that people bring."""
