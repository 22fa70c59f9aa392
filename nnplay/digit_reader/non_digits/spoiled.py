"""Drawings that are no digit, made of digits: several at once, crossed out, framed, turned, mirrored, cut."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnplay.digit_reader.non_digits.doodles import Paths
from nnplay.sketch import Strokes

LabeledStrokes = Sequence[tuple[int, Strokes]]
"""Labels with strokes."""

MIRRORED = (2, 3, 4, 5, 6, 7, 9)
"""Digits that are none in a mirror."""

TURNED = (2, 3, 4, 5, 7)
"""Digits that are none when they lie on a side: an 8 is a sign then, but a 0, a 1, a 6 and a 9 may be others."""


def several(digits: LabeledStrokes, rng: np.random.Generator) -> Paths:
    """Two to four digits side by side, or one above the other."""
    paths: Paths = []
    at = 0.0
    down = rng.random() < 0.2
    for place in rng.integers(len(digits), size=int(rng.choice([2, 2, 2, 3, 3, 4]))):
        one = _unit(digits[place][1])
        axis = int(down)
        low, high = (edge(np.vstack(one), axis=0) for edge in (np.min, np.max))
        shift = np.zeros(2)
        shift[axis] = at - low[axis]
        shift[1 - axis] = rng.normal(0, 0.08)
        paths += [path + shift for path in one]
        at += high[axis] - low[axis] + rng.uniform(0.12, 0.5)
    return paths


def over_each_other(digits: LabeledStrokes, rng: np.random.Generator) -> Paths:
    """Two different digits in one place."""
    first, second = (digits[place] for place in rng.integers(len(digits), size=2))
    while {first[0], second[0]} in ({first[0]}, {0, 6}, {0, 8}, {1, 4}, {1, 7}, {1, 9}, {3, 8}, {5, 6}, {0, 9}):
        second = digits[int(rng.integers(len(digits)))]
    return [*_unit(first[1]), *(path + rng.normal(0, 0.15, 2) for path in _unit(second[1]))]


def crossed_out(digits: LabeledStrokes, rng: np.random.Generator) -> Paths:
    """A digit with two or more lines or a scribble over it."""
    paths = _unit(digits[int(rng.integers(len(digits)))][1])
    if rng.random() < 0.4:
        count = int(rng.integers(6, 14))
        x = np.linspace(-0.55, 0.55, count)
        return [
            *paths,
            np.column_stack([x, np.where(np.arange(count) % 2, 0.5, -0.5)]) + rng.normal(0, 0.06, (count, 2)),
        ]
    lines = [
        np.array([[-0.6, -0.6], [0.6, 0.6]]),
        np.array([[-0.6, 0.6], [0.6, -0.6]]),
        np.array([[-0.7, 0.0], [0.7, 0.1]]),
    ]
    return [*paths, *(line + rng.normal(0, 0.06, (2, 2)) for line in lines[: int(rng.integers(2, 4))])]


def framed(digits: LabeledStrokes, rng: np.random.Generator) -> Paths:
    """A digit in a circle or a box."""
    paths = _unit(digits[int(rng.integers(len(digits)))][1])
    if rng.random() < 0.5:
        t = np.linspace(0, 2 * np.pi, 40)
        frame = np.column_stack([np.cos(t), np.sin(t)]) * rng.uniform(0.65, 0.9, 2)
    else:
        frame = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * rng.uniform(0.6, 0.85, 2)
    return [*paths, frame + rng.normal(0, 0.03, 2)]


def mirrored(digits: LabeledStrokes, rng: np.random.Generator) -> Paths:
    """A digit in a mirror."""
    return [path * [-1, 1] for path in _unit(_pick(digits, MIRRORED, rng))]


def on_its_side(digits: LabeledStrokes, rng: np.random.Generator) -> Paths:
    """A digit turned by a quarter, to either side."""
    way = rng.choice([-1, 1])
    return [path[:, ::-1] * [way, -way] for path in _unit(_pick(digits, TURNED, rng))]


def part(digits: LabeledStrokes, rng: np.random.Generator) -> Paths:
    """The first or the last quarter to third of a 2, a 3 or a 5: a hook or a bow."""
    longest = max(_unit(_pick(digits, (2, 3, 5), rng)), key=len)
    kept = max(3, int(len(longest) * rng.uniform(0.22, 0.35)))
    return [longest[:kept] if rng.random() < 0.5 else longest[-kept:]]


KINDS = {
    "several digits": several,
    "digits over each other": over_each_other,
    "crossed out digits": crossed_out,
    "framed digits": framed,
    "mirrored digits": mirrored,
    "digits on their side": on_its_side,
    "parts of digits": part,
}


def _pick(digits: LabeledStrokes, labels: Sequence[int], rng: np.random.Generator) -> Strokes:
    while True:
        label, strokes = digits[int(rng.integers(len(digits)))]
        if label in labels:
            return strokes


def _unit(strokes: Strokes) -> Paths:
    return list(strokes.normalised().paths)
