"""Pictures that the reader learns from: strokes drawn in many ways, images moved a little, and non-digits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from nnplay.digit_reader import non_digits, pendigits
from nnplay.digit_reader.non_digits import doodles, spoiled
from nnplay.sketch import Strokes, mnist, to_input
from nnplay.sketch.distort import distort

SEED = 7

DRAWN_TIMES = 6
"""How often each stroke is drawn for training, each time otherwise."""

NON_DIGITS = 1000
"""Drawings of a kind of non-digits with weight 1."""

NONE = 10
"""The label of non-digits."""

PENS = (1.7, 3.1)
"""Widths of the pen in pixels of 28 x 28, from the thinnest to the thickest."""


@dataclass(frozen=True, eq=False)
class LabeledPictures:
    """Images with labels: uint8 (n, 28, 28), ink from 0 to 255, and int64 (n,)."""

    x: np.ndarray
    y: np.ndarray

    def part(self, places: slice) -> LabeledPictures:
        """Some of them."""
        return LabeledPictures(self.x[places], self.y[places])


def moved(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A (28, 28) image turned up to 10°, slanted, stretched, and moved up to a pixel."""
    angle = np.radians(rng.uniform(-10, 10))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[1, 0], [rng.uniform(-0.2, 0.2), 1]]) @ np.diag(np.exp(rng.uniform(-0.12, 0.12, 2)))
    centre = np.full(2, mnist.CENTRE)
    return ndimage.affine_transform(image, matrix, centre - matrix @ centre + rng.uniform(-1, 1, 2), order=1)


def picture(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Ink of strokes with one of the pens."""
    pen = rng.uniform(*PENS)
    # Centred less exactly: that is quicker, and more of what it learns from differs.
    return mnist.centre_strokes(mnist.fit_strokes(strokes.normalised(), pen), pen, rounds=2)


def drawn(written: list[pendigits.WrittenDigit], times: int = 0) -> LabeledPictures:
    """Pictures of strokes, as the drawing page makes them; with `times`, each so often and each time otherwise."""
    rng = np.random.default_rng(SEED)
    if times:
        x = [picture(distort(digit.strokes, rng), rng) for digit in written for _ in range(times)]
    else:
        x = [to_input(digit.strokes, (mnist.SIZE, mnist.SIZE)) for digit in written]
    return LabeledPictures(
        _bytes(np.array(x)), np.repeat([digit.label for digit in written], times or 1).astype(np.int64)
    )


def others(written: list[pendigits.WrittenDigit], images: LabeledPictures) -> LabeledPictures:
    """Non-digits to learn from: drawings of all kinds that are not held out, and spoiled images of MNIST."""
    rng = np.random.default_rng(SEED)
    labelled = [(digit.label, digit.strokes) for digit in written]
    x = [
        _bytes(picture(strokes, rng))
        for kind in non_digits.KINDS
        if not kind.held_out
        for strokes in kind.drawings(round(kind.weight * NON_DIGITS), labelled, SEED)
    ]
    x += [_bytes(to_input(doodles.filled(rng), (mnist.SIZE, mnist.SIZE))) for _ in range(2 * NON_DIGITS)]
    for labels, spoil in ((spoiled.MIRRORED, np.fliplr), (spoiled.TURNED, np.rot90), (spoiled.TURNED, _turned_back)):
        places = rng.permutation(np.flatnonzero(np.isin(images.y, labels)))[:NON_DIGITS]
        x += [np.ascontiguousarray(spoil(images.x[place])) for place in places]
    for first, second in rng.integers(len(images.y), size=(NON_DIGITS, 2)):
        pair = np.hstack([images.x[first][:, 4:24], images.x[second][:, 4:24]])
        x.append(_bytes(to_input(pair, (mnist.SIZE, mnist.SIZE))))
    return LabeledPictures(np.array(x), np.full(len(x), NONE, np.int64))


def _turned_back(image: np.ndarray) -> np.ndarray:
    return np.rot90(image, -1)


def _bytes(ink: np.ndarray) -> np.ndarray:
    return np.rint(ink * 255).astype(np.uint8)
