"""Where the ink is in a picture: dark on light, light on dark or drawn on nothing."""

from __future__ import annotations

import numpy as np

from nnplay.errors import BlankSketchError, SketchError
from nnplay.i18n import tr

INK = 0.1
"""Fainter than this share of the darkest line is background, e.g. the noise of a scan."""

_CONTRAST = 0.03  # a picture whose grey varies by less than this part of its range is blank
_LUMINANCE = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601: how bright red, green and blue look


def ink_of(image: np.ndarray) -> np.ndarray:
    """The ink of a picture, whatever its colours.

    Where the picture is transparent, ink is what is not, as on a drawing canvas. Elsewhere ink is
    what differs from the background, the commonest grey of the picture's rim, to the darker or to the
    lighter side, whichever differs more.

    Args:
        image: (height, width), or with a last axis of 1 grey, 3 RGB or 4 RGBA; integers from 0 to
            their type's maximum, booleans, or floats from 0 to 1 or 0 to 255.

    Returns:
        Ink from 0 to 1, (height, width), float64; the strongest ink is 1.

    Raises:
        SketchError: If this is not a picture.
        BlankSketchError: If there is no ink.
    """
    picture = _scaled(image)
    if picture.shape[2] == 4 and picture[:, :, 3].min() < 1:
        ink = picture[:, :, 3]
    else:
        grey = picture[:, :, :3] @ _LUMINANCE if picture.shape[2] >= 3 else picture[:, :, 0]
        rim = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
        lighter = grey - np.median(rim)
        ink = np.clip(lighter if lighter.max() > -lighter.min() else -lighter, 0, None)
    if ink.max() < _CONTRAST:
        raise BlankSketchError
    return ink / ink.max()


def crop(ink: np.ndarray, faintest: float = INK) -> np.ndarray:
    """The smallest part of a picture with all of its ink stronger than `faintest`; there must be some."""
    rows, columns = (np.flatnonzero((ink > faintest).any(axis=axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _scaled(image: np.ndarray) -> np.ndarray:
    """The picture as (height, width, channels) from 0 to 1."""
    if image.ndim == 2:
        image = image[:, :, None]
    if image.ndim != 3 or image.shape[2] not in (1, 3, 4) or 0 in image.shape:
        raise SketchError(
            tr(
                "A picture must have the shape (height, width), (height, width, 3) or (height, width, 4). Received: "
                "shape {shape}",
                shape=image.shape,
            )
        )
    if image.dtype == bool:
        return image.astype(np.float64)
    if np.issubdtype(image.dtype, np.unsignedinteger):
        return image / np.iinfo(image.dtype).max
    if not (np.issubdtype(image.dtype, np.integer) or np.issubdtype(image.dtype, np.floating)):
        raise SketchError(tr("A picture must be made of numbers. Received: {dtype}", dtype=image.dtype))
    low, high = float(image.min()), float(image.max())
    if not (low >= 0 and high <= 255):  # also where one of them is not a number
        raise SketchError(tr("The gray values of a picture must be between 0 and 1, or between 0 and 255."))
    return image / (1.0 if high <= 1 and np.issubdtype(image.dtype, np.floating) else 255.0)
