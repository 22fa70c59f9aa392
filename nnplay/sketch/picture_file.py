"""An uploaded picture as pixels, and pixels in the size that a network wants."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageOps

from nnplay.picture_file import on_paper, open_picture
from nnplay.sketch import convert, photo

KEPT_SIDE = 640
"""Longest side in pixels that is kept; networks here see far fewer."""


def read_picture(file: bytes) -> np.ndarray:
    """A picture file as pixels, upright as its camera was held, its longer side at most `KEPT_SIDE`.

    Returns:
        uint8, (height, width, 3), or (height, width, 4) where parts are transparent.

    Raises:
        DataError: If it is damaged, too large, moving or another kind of file.
    """
    return np.asarray(open_picture(file, KEPT_SIDE))


def read_digit(picture: np.ndarray, input_shape: tuple[int, ...]) -> np.ndarray:
    """The digit on a picture as a network reads it: paper taken away, fitted and centred as drawings are.

    Args:
        picture: As `read_picture` gives it.
        input_shape: Of the network; see `nnplay.sketch.is_sketchable`.

    Raises:
        BlankSketchError: If there is no digit on it.
    """
    grey = np.asarray(on_paper(Image.fromarray(picture), grey=True), np.float64) / 255
    return convert.to_input(photo.find_ink(grey), input_shape)


def resize(picture: np.ndarray, input_shape: tuple[int, ...]) -> np.ndarray:
    """The middle of a picture in the size that a network wants, without any other change.

    Args:
        picture: uint8, (height, width, 3) or (height, width, 4); transparent parts become paper.
        input_shape: (height, width, 1) for greys, or (height, width, 3) for colours.

    Returns:
        float32 of shape `input_shape`, in 0..1.
    """
    image = on_paper(Image.fromarray(picture), grey=input_shape[2] == 1)
    fitted = ImageOps.fit(image, (input_shape[1], input_shape[0]), Image.Resampling.BOX)
    return (np.asarray(fitted, np.float32) / 255).reshape(input_shape)
