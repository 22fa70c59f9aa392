"""Layers that change images at random while training, so that few examples become many.

Each is a Keras layer, and the same in NumPy and SciPy for pages, which show what it does without TensorFlow. There an
image is warped by a `Warp`: the pixel of the result at `p` = (row, column) is read at `matrix @ p + offset`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nnplay.i18n import N_, number
from nnplay.models.computation import said
from nnplay.models.connectivity import OneToOne, Shape, Values
from nnplay.models.layer_kind import LayerKind, needs_image, plain, selection
from nnplay.registry import Param

FILLS = {"constant": "grid-constant", "nearest": "nearest", "reflect": "reflect"}
"""What is read outside of an image: Keras's names, and SciPy's for the same. TensorFlow's `wrap` has no like there."""


class Warp(NamedTuple):
    """Where an image is read for each pixel of a new one.

    Args:
        matrix: float64, (2, 2).
        offset: float64, (2,), in pixels.
    """

    matrix: np.ndarray
    offset: np.ndarray


def translation(down: float, right: float) -> Warp:
    """Moves an image by so many pixels."""
    return Warp(np.eye(2), np.array([-down, -right]))


def rotation(angle: float, size: tuple[int, int]) -> Warp:
    """Turns an image around its middle.

    Args:
        angle: In degrees, counterclockwise as one sees it.
        size: Height and width in pixels.
    """
    radians = np.radians(angle)
    cos, sin = np.cos(radians), np.sin(radians)
    return _around_middle(np.array([[cos, sin], [-sin, cos]]), size)


def zoom(factor: float, size: tuple[int, int]) -> Warp:
    """Makes an image smaller, with a factor above 1, or larger, below 1; its middle stays."""
    return _around_middle(factor * np.eye(2), size)


def flip(down: bool, across: bool, size: tuple[int, int]) -> Warp:
    """Mirrors an image: top and bottom, left and right, or both."""
    return _around_middle(np.diag([-1.0 if down else 1.0, -1.0 if across else 1.0]), size)


def _around_middle(matrix: np.ndarray, size: tuple[int, int]) -> Warp:
    middle = (np.array(size) - 1) / 2
    return Warp(matrix, middle - matrix @ middle)


def warp(image: np.ndarray, how: Warp, fill: str = "constant") -> np.ndarray:
    """A warped image, interpolated between its four nearest pixels.

    Args:
        image: float32, (height, width, channels).
        how: The warp.
        fill: One of `FILLS`; with `"constant"` there are zeros outside.

    Returns:
        float32, of the image's shape.
    """
    from scipy import ndimage

    channels = [
        ndimage.affine_transform(channel, how.matrix, how.offset, order=1, mode=FILLS[fill])
        for channel in np.moveaxis(image, -1, 0)
    ]
    return np.stack(channels, axis=-1).astype(np.float32)


# The kinds --------------------------------------------------------------------------------------

DrawWarp = Callable[[Values, tuple[int, int], np.random.Generator], Warp]

FILL_MODE = Param(
    "fill_mode",
    "choice",
    "constant",
    N_(
        "What appears where the image has been moved away: 'constant' puts zeros, 'nearest' repeats the edge, "
        "'reflect' mirrors the image."
    ),
    choices=tuple(FILLS),
    advanced=True,
)


ONLY_IN_TRAINING = N_("{name} works during training only. Here it passes the number on unchanged.")


def _share(name: str, default: float, maximum: float, help: str, **more: Any) -> Param:
    return Param(name, "number", default, help, minimum=0.0, maximum=maximum, step=0.01, **more)


def _random(
    name: str, help: str, params: tuple[Param, ...], draw: DrawWarp, summary: Callable[[Values], str], short: str
) -> LayerKind:
    """A layer that warps each image of a batch in its own way while training, and else passes it on."""

    def output_shape(shape: Shape, options: Values) -> Shape:
        needs_image(shape, name)
        return shape

    def augment(image: np.ndarray, options: Values, rng: np.random.Generator) -> np.ndarray:
        height, width = image.shape[:2]
        return warp(image, draw(options, (height, width), rng), options.get("fill_mode", "constant"))

    return LayerKind(
        name,
        help,
        params=params,
        output_shape=output_shape,
        summary=summary,
        build=plain(name, seeded=True),
        connectivity=OneToOne(),
        compute=selection(said(ONLY_IN_TRAINING, name=name)),
        passes_on=True,
        augment=augment,
        fast_compiled=False,  # XLA has no warping of images
        short=short,
    )


def _draw_translation(options: Values, size: tuple[int, int], rng: np.random.Generator) -> Warp:
    down, right = (options[name] * length * rng.uniform(-1, 1) for name, length in zip(_FACTORS, size, strict=True))
    return translation(down, right)


def _draw_flip(options: Values, size: tuple[int, int], rng: np.random.Generator) -> Warp:
    flips = bool(rng.uniform() <= 0.5)  # Keras draws once: with both ways, an image is turned by half a circle or not
    return flip(flips and "vertical" in options["mode"], flips and "horizontal" in options["mode"], size)


_FACTORS = ("height_factor", "width_factor")

AUGMENTATIONS = (
    _random(
        "RandomTranslation",
        N_(
            "Data augmentation: during training, moves each image by a random distance. Each time an image is used, it "
            "looks a little different, so few examples go further. Predictions see the image as it is. Put it first."
        ),
        (
            _share(
                "height_factor", 0.1, 1.0, N_("The farthest it moves up or down, as a share of the image's height.")
            ),
            _share(
                "width_factor", 0.1, 1.0, N_("The farthest it moves left or right, as a share of the image's width.")
            ),
            FILL_MODE,
        ),
        _draw_translation,
        lambda options: " · ".join(f"±{number(options[name], '.0%')}" for name in _FACTORS),
        "Translation",
    ),
    _random(
        "RandomRotation",
        N_(
            "Data augmentation: during training, turns each image by a random angle. Each time an image is used, it "
            "looks a little different, so few examples go further. Predictions see the image as it is. Put it first."
        ),
        (
            _share("factor", 0.05, 0.5, N_("The largest turn, as a share of a full circle: 0.05 is 18 degrees.")),
            FILL_MODE,
        ),
        lambda options, size, rng: rotation(360 * options["factor"] * rng.uniform(-1, 1), size),
        lambda options: f"±{360 * options['factor']:.0f}°",
        "Rotation",
    ),
    _random(
        "RandomZoom",
        N_(
            "Data augmentation: during training, makes each image a little larger or smaller at random. Each time an "
            "image is used, it looks a little different, so few examples go further. Predictions see the image as it "
            "is. Put it first."
        ),
        (
            _share(
                "height_factor",
                0.1,
                0.9,
                N_("The largest change: with 0.1, an image becomes up to 10% larger or smaller."),
                label=N_("Factor"),
            ),
            FILL_MODE,
        ),
        lambda options, size, rng: zoom(1 + options["height_factor"] * rng.uniform(-1, 1), size),
        lambda options: f"±{number(options['height_factor'], '.0%')}",
        "Zoom",
    ),
    _random(
        "RandomFlip",
        N_(
            "Data augmentation: during training, mirrors half of the images, chosen at random. Each time an image is "
            "used, it looks a little different, so few examples go further. Predictions see the image as it is. Put it "
            "first."
        ),
        (
            Param(
                "mode",
                "choice",
                "horizontal",
                N_(
                    "'horizontal' swaps left and right, 'vertical' top and bottom. Use it only where a mirrored "
                    "image keeps its class: a mirrored cat is still a cat, but a mirrored 2 is not a digit."
                ),
                choices=("horizontal", "vertical", "horizontal_and_vertical"),
            ),
        ),
        _draw_flip,
        lambda options: options["mode"].replace("_and_", " + "),
        "Flip",
    ),
)
