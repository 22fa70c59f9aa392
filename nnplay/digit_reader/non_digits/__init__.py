"""Drawings that are no digits, of many kinds: what the reader learns to refuse, and what that is measured on.

Some kinds are held out: the reader never learns from them, so that they show what it says to something new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from nnplay.digit_reader.non_digits import doodles, glyphs, spoiled
from nnplay.sketch import Strokes
from nnplay.sketch.distort import distort

Draw = Callable[[spoiled.LabeledStrokes, np.random.Generator], list[np.ndarray]]

TREMBLE = (1.0, 5.5)
"""By how many hundredths of its size each point of a drawing lies beside its place, from the calmest to the wildest."""


@dataclass(frozen=True)
class NonDigits:
    """A kind of drawings that are no digits.

    Args:
        name: In the plural, as the page says it.
        draw: Makes the paths of one of them from digits, which most kinds need not, and chance.
        weight: How many of them the reader learns from, beside others.
        held_out: Whether it learns from none.
    """

    name: str
    draw: Draw
    weight: float = 1.0
    held_out: bool = False

    def drawings(self, count: int, digits: spoiled.LabeledStrokes, seed: int) -> Iterator[Strokes]:
        """So many of them, each otherwise distorted; the same for equal digits and seeds."""
        rng = np.random.default_rng([seed, *self.name.encode()])
        for _ in range(count):
            yield distort(Strokes(tuple(self.draw(digits, rng))), rng)


def _glyphs(table: glyphs.Glyphs) -> Draw:
    every = [text for forms in table.values() for text in forms]

    def draw(digits: spoiled.LabeledStrokes, rng: np.random.Generator) -> list[np.ndarray]:
        return glyphs.draw(every[int(rng.integers(len(every)))], rng, rng.uniform(*TREMBLE))

    return draw


def _made(makers: dict[str, doodles.Maker]) -> Draw:
    every = list(makers.values())

    def draw(digits: spoiled.LabeledStrokes, rng: np.random.Generator) -> list[np.ndarray]:
        return every[int(rng.integers(len(every)))](rng)

    return draw


def _words(digits: spoiled.LabeledStrokes, rng: np.random.Generator) -> list[np.ndarray]:
    """Two to four letters side by side."""
    letter = _glyphs({**glyphs.CAPITALS, **glyphs.SMALL} if rng.random() < 0.5 else glyphs.SMALL)
    letters = [(place, Strokes(tuple(letter(digits, rng)))) for place in range(4)]
    return spoiled.several(letters, rng)


KINDS = (
    NonDigits("capital letters", _glyphs(glyphs.CAPITALS), 3.5),
    NonDigits("small letters", _glyphs(glyphs.SMALL), 4.5),
    NonDigits("signs", _glyphs(glyphs.SIGNS), 1.5),
    NonDigits("things", _glyphs(glyphs.THINGS), 1.5),
    NonDigits("scribbles", _made(doodles.SCRIBBLES), 2),
    NonDigits("lines", _made(doodles.LINES), 1.5),
    NonDigits("shapes", _made(doodles.SHAPES), 3),
    NonDigits("dots", _made(doodles.DOTS), 0.5),
    NonDigits("words", _words, 0.7),
    *(NonDigits(name, draw, 0.7) for name, draw in spoiled.KINDS.items()),
    NonDigits("hearts", _glyphs(glyphs.HEARTS), held_out=True),
    NonDigits("houses", _glyphs(glyphs.HOUSES), held_out=True),
    NonDigits("faces", _glyphs(glyphs.FACES), held_out=True),
    NonDigits("animals", _glyphs(glyphs.ANIMALS), held_out=True),
    NonDigits("arrows", _glyphs(glyphs.ARROWS), held_out=True),
    NonDigits("notes", _glyphs(glyphs.MUSIC), held_out=True),
    NonDigits("letters of other alphabets", _glyphs(glyphs.OTHER_ALPHABETS), held_out=True),
)

LOOK_ALIKES = NonDigits("letters that look like digits", _glyphs(glyphs.LOOK_ALIKES), held_out=True)
"""What no reader can refuse: O, I, Z, S and the like. Never learned from."""

PRINTED = "ACEFHJKLMNPQRTUVWXYacdefhkmnprtuvwxy&%#?@$"
"""Letters and signs of a printed type that are no digits."""


def printed() -> Iterator[np.ndarray]:
    """Pictures of printed letters and signs, in Pillow's own type: uint8 (height, width), dark on light."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(96)
    for letter in PRINTED:
        image = Image.new("L", (200, 200), 255)
        ImageDraw.Draw(image).text((40, 40), letter, 0, font)
        yield np.asarray(image)
