"""Drawings that are no digits, made by chance: scribbles, dots, lines, polygons, stars, spirals, waves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import ndimage

from nnplay.sketch import curve

Paths = list[np.ndarray]
Maker = Callable[[np.random.Generator], Paths]


def scribble(rng: np.random.Generator) -> Paths:
    """A pen that wanders on without lifting."""
    steps = int(rng.integers(60, 240))
    turns = ndimage.gaussian_filter1d(rng.normal(0, 1, steps), rng.uniform(1, 6)) * rng.uniform(0.8, 3.0)
    angles = rng.uniform(0, 2 * np.pi) + np.cumsum(turns)
    walk = np.column_stack([np.cos(angles), np.sin(angles)]).cumsum(axis=0)
    return [walk - (walk - walk.mean(axis=0)) * rng.uniform(0.2, 0.6)]


def hatch(rng: np.random.Generator) -> Paths:
    """To and fro, as one fills a place with ink."""
    count = int(rng.integers(5, 16))
    x = np.linspace(0, 100, count) + rng.normal(0, 2, count)
    y = np.where(np.arange(count) % 2, 0.0, rng.uniform(30, 110)) + rng.normal(0, 8, count)
    points = np.column_stack([x, y])
    return [_turned(curve.through(points) if rng.random() < 0.5 else points, rng.uniform(0, np.pi))]


def loops(rng: np.random.Generator) -> Paths:
    """A row of loops, as a pen is tried with."""
    t = np.linspace(0, 2 * np.pi * rng.integers(2, 7), 160)
    wide = rng.uniform(0.5, 3.0)
    return [np.column_stack([t * wide + rng.uniform(1, 3) * np.sin(t), rng.uniform(1.5, 4) * np.cos(t)])]


def wild(rng: np.random.Generator) -> Paths:
    """One to four curves or open polygons through points by chance."""
    return [
        curve.through(points) if rng.random() < 0.6 else points
        for points in (rng.uniform(0, 100, (int(rng.integers(4, 9)), 2)) for _ in range(int(rng.integers(1, 5))))
    ]


def dots(rng: np.random.Generator) -> Paths:
    """One dot, a few, or short dashes."""
    if rng.random() < 0.3:
        return [np.zeros((1, 2))]
    places = rng.uniform(0, 100, (int(rng.choice([1, 2, 3, 4, 6, 12])), 1, 2))
    return [place + rng.normal(0, rng.choice([0.1, 1.0, 3.0]), (3, 2)) for place in places]


def lying_line(rng: np.random.Generator) -> Paths:
    """A line that lies, or leans more than any 1: at most 35° from level; straight or bowed."""
    angle = np.radians(rng.uniform(-35, 35) if rng.random() < 0.5 else rng.normal(0, 6))
    x = np.linspace(-50, 50, 9)
    line = np.column_stack([x, rng.uniform(-12, 12) * (1 - (x / 50) ** 2)])
    return [_turned(line, angle)]


def several_lines(rng: np.random.Generator) -> Paths:
    """Two to five lines: side by side, crossing, or anyhow."""
    count, way = int(rng.integers(2, 6)), rng.integers(3)
    if way == 0:
        bottom = rng.uniform(-20, 20)
        lines = [np.array([[25.0 * n, 0.0], [25.0 * n + bottom, 100.0]]) for n in range(count)]
    elif way == 1:
        lines = [
            _turned(np.array([[-50.0, 0.0], [50.0, 0.0]]), np.pi * n / count + rng.normal(0, 0.1)) for n in range(count)
        ]
    else:
        lines = [rng.uniform(0, 100, (2, 2)) for _ in range(count)]
    turn = rng.choice([0.0, np.pi / 2]) + rng.normal(0, 0.15)
    return [_turned(line + rng.normal(0, 4, line.shape), turn) for line in lines]


def polygon(rng: np.random.Generator) -> Paths:
    """A triangle to octagon, even or uneven, with straight sides."""
    count = int(rng.choice([3, 3, 3, 4, 4, 4, 5, 6, 8]))
    angles = np.sort(2 * np.pi * (np.arange(count) + rng.uniform(-0.25, 0.25, count)) / count) + rng.uniform(
        0, 2 * np.pi
    )
    points = np.column_stack([np.cos(angles), np.sin(angles)]) * rng.uniform(0.8, 1.2, (count, 1))
    points = np.vstack([points, points[:1]]) * 50 * [1, rng.uniform(0.6, 1.4)]
    return [points] if rng.random() < 0.6 else [points, points.mean(axis=0) + (points - points.mean(axis=0)) * 0.5]


def star(rng: np.random.Generator) -> Paths:
    """A star of four to eight points: drawn in one go, as an outline, or as rays around a sun."""
    count, way = int(rng.integers(4, 9)), rng.integers(3)
    turn = -np.pi / 2 + rng.normal(0, 0.15)
    if way == 0:
        count = int(rng.choice([5, 5, 5, 7]))
        angles = turn + 2 * np.pi * 2 * np.arange(count + 1) / count
        return [50 * np.column_stack([np.cos(angles), np.sin(angles)]) + rng.normal(0, 3, (count + 1, 2))]
    angles = turn + np.pi * np.arange(2 * count + 1) / count
    radius = np.where(np.arange(2 * count + 1) % 2, rng.uniform(15, 28), 50.0)[:, None]
    outline = np.column_stack([np.cos(angles), np.sin(angles)]) * radius + rng.normal(0, 2, (2 * count + 1, 2))
    if way == 1:
        return [outline]
    rays = [np.vstack([one * 0.62, one]) for one in outline[:-1:2]]
    return [_circle(rng, 25.0), *rays]


def spiral(rng: np.random.Generator) -> Paths:
    """At least one and a half turns from the middle outwards."""
    t = np.linspace(0.3, 2 * np.pi * rng.uniform(1.6, 4.5), 120)
    way = rng.choice([-1, 1])
    return [_turned(np.column_stack([t * np.cos(way * t), t * np.sin(way * t)]), rng.uniform(0, 2 * np.pi))]


def wave(rng: np.random.Generator) -> Paths:
    """A wave or zigzag that goes along or down."""
    count = int(rng.integers(4, 11))
    points = np.column_stack([np.arange(count) * rng.uniform(12, 40), np.where(np.arange(count) % 2, 50.0, 0.0)])
    points = points + rng.normal(0, 4, points.shape)
    line = curve.through(points) if rng.random() < 0.6 else points
    return [_turned(line, rng.choice([0.0, np.pi / 2], p=[0.75, 0.25]) + rng.normal(0, 0.15))]


def rings(rng: np.random.Generator) -> Paths:
    """Circles within or beside each other, or a circle with a cross, a dot or a line in it."""
    way = rng.integers(4)
    first = _circle(rng, 50.0)
    if way == 0:
        return [first, _circle(rng, rng.uniform(15, 35))]
    if way == 1:
        return [first + [110.0 * n * rng.uniform(0.6, 1.0), 0.0] for n in range(int(rng.integers(2, 4)))]
    if way == 2:
        arms = rng.uniform(0.7, 1.3) * np.array([[-50.0, 0.0], [50.0, 0.0]])
        return [first, *(_turned(arms, angle + rng.normal(0, 0.15)) for angle in (0.0, np.pi / 2))]
    return [first, rng.normal(0, 8, (3, 2)) * rng.choice([0.2, 1.0])]


def blob(rng: np.random.Generator) -> Paths:
    """A closed line with bulges and dents, as of a cloud, a leaf or a lake."""
    t = np.linspace(0, 2 * np.pi, 80)
    count = int(rng.integers(1, 4))
    waves = rng.integers(2, 8, count)
    heights, starts = rng.uniform(0.15, 0.35, count), rng.uniform(0, 2 * np.pi, count)
    radius = 1 + (heights * np.cos(waves * t[:, None] + starts)).sum(axis=1)
    return [50 * radius[:, None] * np.column_stack([np.cos(t), np.sin(t) * rng.uniform(0.6, 1.4)])]


def grid(rng: np.random.Generator) -> Paths:
    """A grid of two to four lines each way, or a checkerboard's frame."""
    down, across = (np.linspace(0, 100, int(rng.integers(2, 5))) for _ in range(2))
    paths = [np.array([[x, 0.0], [x, 100.0]]) for x in across] + [np.array([[0.0, y], [100.0, y]]) for y in down]
    return [path + rng.normal(0, 4, path.shape) for path in paths]


def arcs(rng: np.random.Generator) -> Paths:
    """A bow that opens up, down or to the left, or a hook."""
    span = rng.uniform(0.6, 1.3) * np.pi
    t = np.linspace(-span / 2, span / 2, 24) + rng.choice([np.pi / 2, -np.pi / 2, np.pi / 2 + 0.7]) + rng.normal(0, 0.2)
    return [50 * np.column_stack([np.cos(t) * rng.uniform(0.7, 1.6), np.sin(t)])]


def filled(rng: np.random.Generator) -> np.ndarray:
    """A picture of a thing without lines: ink from 0 to 1, (28, 28), an uneven filled shape on nothing."""
    rows, columns = np.indices((28, 28)) - 13.5
    shape = np.zeros((28, 28), bool)
    for _ in range(int(rng.integers(1, 4))):
        angle = rng.uniform(0, np.pi)
        along = rows * np.sin(angle) + columns * np.cos(angle) - rng.normal(0, 3)
        across = rows * np.cos(angle) - columns * np.sin(angle) - rng.normal(0, 3)
        power = rng.choice([1.0, 2.0, 8.0])  # a rhombus, an ellipse, nearly a rectangle
        shape |= np.abs(along / rng.uniform(4, 14)) ** power + np.abs(across / rng.uniform(3, 10)) ** power < 1
    stuff = ndimage.gaussian_filter(rng.normal(0, 1, (28, 28)), rng.uniform(0.5, 4))
    stuff = (stuff - stuff.min()) / np.ptp(stuff)
    even = rng.uniform(0.2, 1)
    return np.clip(ndimage.gaussian_filter(shape * (even + (1 - even) * stuff), rng.uniform(0.2, 0.8)), 0, 1)


SCRIBBLES: dict[str, Maker] = {"scribble": scribble, "hatch": hatch, "loops": loops, "wild": wild}
LINES: dict[str, Maker] = {"lying line": lying_line, "several lines": several_lines, "arcs": arcs, "wave": wave}
SHAPES: dict[str, Maker] = {
    "polygon": polygon,
    "star": star,
    "spiral": spiral,
    "rings": rings,
    "grid": grid,
    "blob": blob,
}
DOTS: dict[str, Maker] = {"dots": dots}


def _circle(rng: np.random.Generator, radius: float) -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, 40) + rng.uniform(0, 2 * np.pi)
    return radius * np.column_stack([np.cos(t), np.sin(t) * rng.uniform(0.8, 1.2)])


def _turned(points: np.ndarray, angle: float) -> np.ndarray:
    return points @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
