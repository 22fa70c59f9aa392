"""An uploaded picture as pixels, and pixels in the size that a network wants."""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import Image, ImageOps

from nnplay.errors import SketchError

MAX_PIXELS = 20_000_000
"""Larger pictures are refused before they are unpacked: width times height."""

KEPT_SIDE = 640
"""Longest side in pixels that is kept; networks here see far fewer."""

FORMATS = ("PNG", "JPEG")


def read_picture(file: bytes) -> np.ndarray:
    """A PNG or JPEG file as pixels, upright as its camera was held, its longer side at most `KEPT_SIDE`.

    Returns:
        uint8, (height, width, 3), or (height, width, 4) where parts are transparent.

    Raises:
        SketchError: If it is damaged, too large, moving or another kind of file.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is checked below
            picture: Image.Image = Image.open(io.BytesIO(file))
            _check(picture)
            picture.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.BOX)
            picture = ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError as error:
        raise SketchError("This picture has far too many pixels to be read here. Make it smaller first.") from error
    except SketchError:
        raise
    except Exception as error:  # Pillow's readers raise whatever they stumble over
        raise SketchError("This file cannot be read as a picture: it is damaged or of another kind.") from error
    if picture.mode.startswith(("I", "F")):  # 16 bits and more per pixel
        grey = np.asarray(picture, np.float64)
        return np.repeat((grey * (255 / max(grey.max(), 1))).astype(np.uint8)[..., None], 3, axis=2)
    transparent = "A" in picture.mode or "transparency" in picture.info
    return np.asarray(picture.convert("RGBA" if transparent else "RGB"))


def _check(picture: Image.Image) -> None:
    if picture.format not in FORMATS:
        raise SketchError(f"This is a {picture.format} file. Save the picture as PNG or JPEG, and upload that.")
    frames = getattr(picture, "n_frames", 1)
    if frames > 1:
        raise SketchError(f"This picture moves: it has {frames} frames. Upload one that stands still.")
    pixels = picture.width * picture.height
    if pixels > MAX_PIXELS:
        raise SketchError(
            f"This picture has {pixels / 1e6:.0f} megapixels; at most {MAX_PIXELS / 1e6:.0f} are read here. "
            "Make it smaller, or cut out the part that matters."
        )


def resize(picture: np.ndarray, input_shape: tuple[int, ...]) -> np.ndarray:
    """The middle of a picture in the size that a network wants, without any other change.

    Args:
        picture: uint8, (height, width, 3) or (height, width, 4); transparent parts become white.
        input_shape: (height, width, 1) for greys, or (height, width, 3) for colours.

    Returns:
        float32 of shape `input_shape`, in 0..1.
    """
    image = Image.fromarray(picture)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("L" if input_shape[2] == 1 else "RGB")
    fitted = ImageOps.fit(image, (input_shape[1], input_shape[0]), Image.Resampling.BOX)
    return (np.asarray(fitted, np.float32) / 255).reshape(input_shape)
