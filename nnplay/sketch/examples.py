"""Made drawings of the ten digits, for who has not collected any yet: no person wrote them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnplay.sketch import curve
from nnplay.sketch.distort import distort
from nnplay.sketch.strokes import Strokes

Stroke = tuple[tuple[float, float], ...]

_ROUND: Stroke = ((50, 5), (20, 25), (15, 60), (40, 95), (70, 80), (80, 40), (50, 5))

# x, y of points that a pen passes, 0..100, y downwards; curves are drawn through the points of a stroke with many.
_DIGITS: dict[int, tuple[tuple[Stroke, ...], ...]] = {
    0: ((_ROUND,),),
    1: (
        (((50, 0), (50, 100)),),
        (((28, 26), (55, 0), (55, 100)),),
    ),
    2: (
        (((18, 28), (30, 6), (58, 2), (74, 22), (62, 50), (18, 96)), ((18, 96), (82, 96))),
        (((20, 25), (45, 3), (72, 20), (55, 58), (20, 90), (32, 96), (80, 92)),),
    ),
    3: (
        (
            ((20, 12), (34, 3), (56, 3), (68, 18), (62, 36), (42, 46)),
            ((42, 46), (66, 52), (76, 70), (64, 92), (42, 98), (16, 88)),
        ),
        (((22, 4), (74, 4), (44, 40)), ((44, 40), (64, 46), (76, 66), (66, 90), (42, 99), (16, 88))),
    ),
    4: (
        (((62, 100), (62, 0), (14, 68), (86, 68)),),
        (((24, 0), (20, 52), (80, 52)), ((68, 20), (64, 100))),
    ),
    5: (
        (((76, 3), (28, 3), (24, 44)), ((24, 44), (52, 38), (76, 58), (66, 90), (38, 99), (14, 88))),
        (((30, 5), (27, 42), (60, 42), (74, 66), (56, 95), (18, 92)), ((30, 5), (78, 5))),
    ),
    6: (
        (((66, 2), (34, 30), (20, 68), (40, 97), (70, 82), (64, 56), (40, 54), (22, 74)),),
        (((52, 0), (28, 48), (24, 82), (50, 99), (74, 78), (56, 56), (27, 72)),),
    ),
    7: (
        (((16, 4), (82, 4), (40, 100)),),
        (((16, 4), (82, 4), (40, 100)), ((34, 52), (76, 52))),
    ),
    8: (
        (((70, 18), (46, 2), (26, 20), (48, 44), (74, 70), (52, 98), (24, 78), (48, 46), (70, 18)),),
        (
            ((50, 2), (28, 22), (50, 46), (72, 22), (50, 2)),
            ((50, 46), (22, 72), (50, 99), (78, 72), (50, 46)),
        ),
    ),
    9: (
        (((72, 22), (50, 3), (26, 20), (38, 46), (66, 42), (74, 20)), ((74, 20), (70, 60), (64, 100))),
        (((74, 20), (50, 2), (28, 22), (46, 46), (74, 26), (76, 60), (62, 94), (26, 94)),),
    ),
}

PER_DIGIT = 15


def drawings(per_digit: int = PER_DIGIT, seed: int = 0) -> Iterator[tuple[int, Strokes]]:
    """Labels with strokes: each digit's forms in turn, each time otherwise distorted; the same for equal seeds."""
    rng = np.random.default_rng(seed)
    for place in range(per_digit):
        for label, forms in _DIGITS.items():
            yield label, distort(Strokes(tuple(_line(stroke) for stroke in forms[place % len(forms)])), rng)


def _line(stroke: Stroke) -> np.ndarray:
    """The points of a stroke; with many, of a curve through them."""
    points = np.array(stroke, float)
    return points if len(points) < 5 else curve.through(points)
