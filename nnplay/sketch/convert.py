"""The way from a drawing to the numbers that a network reads, with a picture of each step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.errors import BlankSketchError, SpecError
from nnplay.i18n import N_, tr, translated
from nnplay.sketch import lines, mnist, optdigits, pixels, raster
from nnplay.sketch.photo import Photo
from nnplay.sketch.strokes import Strokes, as_strokes

_SIZES = (mnist.SIZE, optdigits.SIZE)
_SHOWN = 56  # longest side in pixels of strokes as they were drawn

Drawing = np.ndarray | Photo | Strokes | Mapping[str, Any] | Iterable[np.ndarray] | None


@translated("title", "text")
@dataclass(frozen=True, eq=False)
class DrawingStep:
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
            (height, width), (height, width, 3) or (height, width, 4), in which ink is what differs from the background;
            or a `Photo`.
        input_shape: Shape of one example: (28, 28, 1), (28, 28), (784,), (8, 8, 1), (8, 8) or (64,).

    Returns:
        float32 of shape `input_shape`, 0 where there is no ink, 1 where there is most.

    Raises:
        BlankSketchError: If nothing is drawn.
        SketchError: If the drawing cannot be read.
        SpecError: If the network does not read drawings.
    """
    return steps(drawing, input_shape)[-1].picture.reshape(input_shape)


def steps(drawing: Drawing, input_shape: tuple[int, ...], canvas: float | None = None) -> tuple[DrawingStep, ...]:
    """The pictures on the way from the drawing to what the network sees, which is the last one; see `to_input`.

    Args:
        drawing, input_shape: As in `to_input`.
        canvas: Width and height of the canvas that strokes were drawn on, for a picture of all of it.
    """
    size = _checked_size(input_shape)
    if isinstance(drawing, np.ndarray | Photo):
        ink = _ink(drawing)
        cropped = pixels.crop(lines.mend(pixels.crop(ink)))
        way = []
        if isinstance(drawing, Photo):
            way.append(_step(N_("Picture"), tr("The picture as it was uploaded."), 1 - drawing.grey))
        way += [
            _step(N_("Ink"), tr("What differs from the paper, bright or dark; the paper is gone."), ink),
            _step(N_("Cropped"), _CROPPED, cropped),
        ]
        return (*way, *(_mnist_pixels(cropped) if size == mnist.SIZE else _optdigits(cropped)))
    strokes = as_strokes(drawing)
    normalised = strokes.normalised()
    way = (
        [
            _step(
                N_("Drawn"),
                tr("The whole canvas, with the strokes as you drew them."),
                _on_canvas(strokes, canvas, _SHOWN),
            )
        ]
        if canvas
        else []
    )
    way.append(_step(N_("Cropped"), _CROPPED, _as_drawn(normalised)))
    drawn = _mnist_strokes(normalised) if size == mnist.SIZE else _optdigits(optdigits.draw_strokes(normalised))
    return (*way, *drawn)


def squeezed(drawing: Drawing, input_shape: tuple[int, ...], canvas: float) -> DrawingStep:
    """The whole canvas or picture made small, without any fitting: what a network must not be given.

    Args:
        drawing, input_shape: As in `to_input`; the picture has this shape but for its channel.
        canvas: Width and height of the canvas that strokes were drawn on.

    Raises:
        BlankSketchError: If nothing is drawn.
    """
    size = _checked_size(input_shape)
    if isinstance(drawing, np.ndarray | Photo):
        ink = _ink(drawing)
        longest = max(ink.shape)
        corner = [(have - longest) / 2 for have in ink.shape]
        picture = raster.resample(ink, corner, (longest / size, longest / size), (size, size))
    elif strokes := as_strokes(drawing):
        picture = _on_canvas(strokes, canvas, size)
    else:
        raise BlankSketchError
    return _step(
        N_("Made smaller"), tr("All of it as {size} × {size} pixels, neither fitted nor centered.", size=size), picture
    )


_CROPPED = N_("Where it is on the canvas should not matter.")


def _ink(drawing: np.ndarray | Photo) -> np.ndarray:
    return drawing.ink if isinstance(drawing, Photo) else pixels.ink_of(drawing)


def _on_canvas(strokes: Strokes, canvas: float, size: int) -> np.ndarray:
    """(size, size) ink of a square canvas with its strokes, and with their pen where it is known."""
    scale = size / canvas
    pen = max(strokes.pen_width * scale, 0.5)
    return raster.draw([raster.thin_out(path * scale - 0.5, size / 40) for path in strokes.paths], (size, size), pen)


def _checked_size(input_shape: tuple[int, ...]) -> int:
    size = _size(input_shape)
    if size is None:
        raise SpecError(
            tr(
                "A network with the input shape {input_shape} cannot read drawings: a drawing becomes a picture of "
                "28 x 28 or 8 x 8 pixels.",
                input_shape=tuple(input_shape),
            )
        )
    return size


_CENTRED = N_("Moved so that its center of mass is in the middle, as in MNIST. This is what the network sees.")


def _mnist_pixels(cropped: np.ndarray) -> list[DrawingStep]:
    return [
        _step(N_("Fitted"), tr("The longer side is 20 of 28 pixels."), mnist.fit_pixels(cropped)),
        _step(N_("Centered"), _CENTRED, mnist.centre_pixels(cropped)),
    ]


def _mnist_strokes(strokes: Strokes) -> list[DrawingStep]:
    fitted = mnist.fit_strokes(strokes)
    text = tr("The longer side is 20 of 28 pixels, drawn again with a pen as thick as in MNIST.")
    return [
        _step(N_("Fitted"), text, mnist.draw_strokes(fitted)),
        _step(N_("Centered"), _CENTRED, mnist.centre_strokes(fitted)),
    ]


def _optdigits(cropped: np.ndarray) -> list[DrawingStep]:
    stretched = optdigits.stretch(cropped)
    upright = optdigits.upright(stretched)
    inked = optdigits.usual_ink(upright)
    return [
        _step(N_("Stretched"), tr("The training digits were all made 20 columns wide and 32 rows high."), stretched),
        _step(N_("Upright"), tr("The slant is removed, so that the first and last rows line up."), upright),
        _step(
            N_("Inked"),
            tr("The lines are made thicker or thinner, until the picture has the usual amount of ink."),
            inked,
        ),
        _step(
            N_("Counted"), tr("The ink in each of 8 x 8 blocks. This is what the network sees."), optdigits.count(inked)
        ),
    ]


def _as_drawn(strokes: Strokes) -> np.ndarray:
    """The strokes with their own pen, where it is known, else with a thin one."""
    pen = max(strokes.pen_width, 0.02)
    scale = _SHOWN / (1 + pen)
    return raster.draw_cropped(strokes.paths, scale, pen * scale, step=2.0)


def _step(title: str, text: str, picture: np.ndarray) -> DrawingStep:
    return DrawingStep(title, text, np.clip(picture, 0, 1).astype(np.float32))


def _size(input_shape: tuple[int, ...]) -> int | None:
    return next((n for n in _SIZES if tuple(input_shape) in ((n, n, 1), (n, n), (n * n,))), None)
