"""What a reader reaches: digits of people it never saw, drawn in many ways, and non-digits of many kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnplay.digit_reader import non_digits
from nnplay.digit_reader.classifier import Answers, ReadDigits, RefusedKind
from nnplay.digit_reader.non_digits import NonDigits, doodles
from nnplay.digit_reader.non_digits.spoiled import LabeledStrokes
from nnplay.digit_reader.pendigits import WrittenDigit
from nnplay.sketch import Strokes, mnist, raster, to_input

Answerer = Callable[[np.ndarray], Answers]
"""Inputs (n, 28, 28, 1) in, answers out."""

PER_KIND = 300
"""Drawings of each kind of non-digits that are tried."""

SEED = 11
"""Another one than the training's."""

CANVAS = 320
"""Width and height in pixels of the canvas that drawings are made on."""

SLANT = 15.0
"""Degrees."""

SIZES_AND_PENS = ((0.2, 18.0), (0.25, 18.0), (0.35, 18.0), (0.6, 18.0), (0.9, 18.0), (0.6, 4.0), (0.9, 2.0))
"""The longest side as a part of the canvas, and the pen in pixels, of digits that are given as pictures."""


def read(ask: Answerer, name: str, x: np.ndarray, labels: np.ndarray, threshold: float) -> ReadDigits:
    """How well digits are read: inputs (n, 28, 28) from 0 to 1 and (n,) labels."""
    answers = ask(np.asarray(x, np.float32)[..., None])
    right = answers.probabilities.argmax(axis=1) == labels
    said = answers.probabilities.max(axis=1)
    return ReadDigits(
        name,
        len(labels),
        _rounded(right.mean()),
        [_rounded(right[labels == digit].mean()) if (labels == digit).any() else np.nan for digit in range(10)],
        _rounded(calibration_error(said, right)),
        _rounded((~answers.is_digit(threshold)).mean()),
    )


def calibration_error(said: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """The expected calibration error of C. Guo et al. 2017, https://arxiv.org/abs/1706.04599."""
    places = np.minimum((said * bins).astype(int), bins - 1)
    parts = (places == number for number in np.unique(places))
    return float(sum(part.sum() * abs(said[part].mean() - right[part].mean()) for part in parts) / len(said))


def otherwise(ask: Answerer, written: Sequence[WrittenDigit], threshold: float) -> list[ReadDigits]:
    """How a third of the digits is read when they are slanted, and as pictures of other sizes and pens."""
    written = written[::3]
    labels = np.array([digit.label for digit in written])
    ways: dict[str, Callable[[Strokes], Strokes | np.ndarray]] = {
        f"slanted by {angle:+.0f}°": partial(slanted, degrees=angle) for angle in (-SLANT, SLANT)
    }
    for size, pen in SIZES_AND_PENS:
        name = f"as a picture, {size * CANVAS:.0f} pixels large, with a pen of {pen:.0f}"
        ways[name] = partial(pictured, size=size * CANVAS, pen=pen)
    return [
        read(ask, name, np.array([_input(way(digit.strokes)) for digit in written]), labels, threshold)
        for name, way in ways.items()
    ]


def slanted(strokes: Strokes, degrees: float) -> Strokes:
    """The strokes with their top moved to the right."""
    matrix = np.array([[1.0, -np.tan(np.radians(degrees))], [0.0, 1.0]])
    return Strokes(tuple(path @ matrix.T for path in strokes.paths), strokes.pen_width)


def pictured(strokes: Strokes, size: float, pen: float) -> np.ndarray:
    """Dark lines on light paper: uint8, the longest side of the strokes `size` pixels, drawn with so wide a pen."""
    ink = raster.draw_cropped(strokes.normalised().paths, size, pen, step=2.0)
    return np.rint(255 * (1 - np.pad(ink, 4))).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class DrawingKind:
    """Non-digits of one kind, as inputs (n, 28, 28, 1)."""

    name: str
    inputs: np.ndarray
    held_out: bool

    def refused(self, ask: Answerer, threshold: float) -> RefusedKind:
        """How many of them are refused."""
        share = (~ask(self.inputs).is_digit(threshold)).mean()
        return RefusedKind(self.name, len(self.inputs), _rounded(share), self.held_out)


def all_kinds(digits: LabeledStrokes, clothes: np.ndarray) -> list[DrawingKind]:
    """Every kind of non-digits, printed letters, and pictures of clothes, uint8 (n, 28, 28)."""
    return [
        *(DrawingKind(kind.name, _drawn(kind, digits), kind.held_out) for kind in non_digits.KINDS),
        DrawingKind("filled shapes", _inputs(_filled()), False),
        DrawingKind("printed letters", _inputs(non_digits.printed()), True),
        DrawingKind("clothes (Fashion-MNIST)", _inputs(clothes[:PER_KIND]), True),
    ]


def look_alikes(digits: LabeledStrokes) -> DrawingKind:
    """Letters that look like digits."""
    return DrawingKind(non_digits.LOOK_ALIKES.name, _drawn(non_digits.LOOK_ALIKES, digits), True)


def sure_share(ask: Answerer, kinds: Sequence[DrawingKind]) -> float:
    """The share of non-digits, each kind counting the same, in which a digit is seen with more than 90%."""
    return _rounded(np.mean([(ask(kind.inputs).probabilities.max(axis=1) > 0.9).mean() for kind in kinds]))


def _filled() -> Iterator[np.ndarray]:
    rng = np.random.default_rng(SEED)
    for _ in range(PER_KIND):
        yield doodles.filled(rng)


def _drawn(kind: NonDigits, digits: LabeledStrokes) -> np.ndarray:
    return _inputs(kind.drawings(PER_KIND, digits, SEED))


def _inputs(drawings: Iterable[Strokes | np.ndarray]) -> np.ndarray:
    return np.array([_input(drawing) for drawing in drawings])[..., None]


def _input(drawing: Strokes | np.ndarray) -> np.ndarray:
    return to_input(drawing, (mnist.SIZE, mnist.SIZE))


def _rounded(share: float) -> float:
    return round(float(share), 5)
