"""The way from a drawing to the numbers that a network reads, with a picture of each step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.errors import SpecError
from nnplay.sketch import mnist, optdigits, pixels, raster
from nnplay.sketch.strokes import Strokes, as_strokes

_SIZES = (mnist.SIZE, optdigits.SIZE)
_SHOWN = 56  # longest side in pixels of strokes as they were drawn

Drawing = np.ndarray | Strokes | Mapping[str, Any] | Iterable[np.ndarray] | None


@dataclass(frozen=True, eq=False)
class Step:
    """One picture on the way to what the network sees.

    Args:
        title: What was done, in a word or two.
        text: Why, in a sentence.
        picture: Ink from 0 to 1, float32, (height, width).
    """

    title: str
    text: str
    picture: np.ndarray


def is_sketchable(input_shape: tuple[int, ...]) -> bool:
    """Whether a network with this input shape, without the batch axis, can read a drawing."""
    return _size(input_shape) is not None


def to_input(drawing: Drawing, input_shape: tuple[int, ...]) -> np.ndarray:
    """A drawn digit as the network was trained to see it: MNIST's way for 28 x 28, scikit-learn's digits' for 8 x 8.

    Strokes are drawn again with a pen as thick as the training images', so they are read better than
    pixels, whose lines stay as they are in 28 x 28.

    Args:
        drawing: `Strokes`, or the canvas's `json_data`, or a list of paths (n, 2); or a picture as an array
            (height, width), (height, width, 3) or (height, width, 4), in which ink is what differs from the background.
        input_shape: Shape of one example: (28, 28, 1), (28, 28), (784,), (8, 8, 1), (8, 8) or (64,).

    Returns:
        float32 of shape `input_shape`, 0 where there is no ink, 1 where there is most.

    Raises:
        BlankSketchError: If nothing is drawn.
        SketchError: If the drawing cannot be read.
        SpecError: If the network does not read drawings.
    """
    return steps(drawing, input_shape)[-1].picture.reshape(input_shape)


def steps(drawing: Drawing, input_shape: tuple[int, ...]) -> tuple[Step, ...]:
    """The pictures on the way from the drawing to what the network sees, which is the last one; see `to_input`."""
    size = _size(input_shape)
    if size is None:
        raise SpecError(
            f"A network with the input shape {tuple(input_shape)} does not read drawings: "
            "it takes pictures of digits, 28 x 28 or 8 x 8."
        )
    if isinstance(drawing, np.ndarray):
        ink = pixels.ink_of(drawing)
        cropped = pixels.crop(ink)
        way = [
            _step("Drawn", "The ink of the picture, bright on dark as in the training data.", ink),
            _step("Cropped", "Where on the canvas it was drawn must not matter.", cropped),
        ]
        return (*way, *(_mnist_pixels(cropped) if size == mnist.SIZE else _optdigits(cropped)))
    strokes = as_strokes(drawing).normalised()
    way = [_step("Drawn", "The strokes as the pen made them, cropped.", _as_drawn(strokes))]
    return (*way, *(_mnist_strokes(strokes) if size == mnist.SIZE else _optdigits(optdigits.draw_strokes(strokes))))


_CENTRED = "Moved until the centre of mass is in the middle, as MNIST's digits are. This is what the network sees."


def _mnist_pixels(cropped: np.ndarray) -> list[Step]:
    return [
        _step("Fitted", "The longer side is 20 of 28 pixels.", mnist.fit_pixels(cropped)),
        _step("Centred", _CENTRED, mnist.centre_pixels(cropped)),
    ]


def _mnist_strokes(strokes: Strokes) -> list[Step]:
    fitted = mnist.fit_strokes(strokes)
    text = "The longer side is 20 of 28 pixels, drawn again with a pen as thick as in MNIST."
    return [
        _step("Fitted", text, mnist.draw_strokes(fitted)),
        _step("Centred", _CENTRED, mnist.centre_strokes(fitted)),
    ]


def _optdigits(cropped: np.ndarray) -> list[Step]:
    stretched = optdigits.stretch(cropped)
    upright = optdigits.upright(stretched)
    inked = optdigits.usual_ink(upright)
    return [
        _step("Stretched", "The training digits were all made 20 columns wide and 32 rows high.", stretched),
        _step("Upright", "Slant is taken out: the ends of the first and last row stand in line.", upright),
        _step("Inked", "The lines are made as thick as it takes for the usual amount of ink.", inked),
        _step("Counted", "The ink in each of 8 x 8 blocks. This is what the network sees.", optdigits.count(inked)),
    ]


def _as_drawn(strokes: Strokes) -> np.ndarray:
    """The strokes with their own pen, where it is known, else with a thin one."""
    pen = max(strokes.pen_width, 0.02)
    scale = _SHOWN / (1 + pen)
    return raster.draw_cropped(strokes.paths, scale, pen * scale)


def _step(title: str, text: str, picture: np.ndarray) -> Step:
    return Step(title, text, np.clip(picture, 0, 1).astype(np.float32))


def _size(input_shape: tuple[int, ...]) -> int | None:
    return next((n for n in _SIZES if tuple(input_shape) in ((n, n, 1), (n, n), (n * n,))), None)
