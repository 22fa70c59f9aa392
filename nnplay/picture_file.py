"""Picture files that people bring, opened with care: a small file can hold a huge picture."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

import numpy as np

from nnplay.errors import DataError

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 25_000_000
"""Width times height of one picture; a telephone's camera has 12 million."""

FORMATS = ("PNG", "JPEG")


def open_picture(file: bytes, longest: int | None = None, name: str = "This file") -> Image.Image:
    """A PNG or JPEG file as a Pillow image, upright as its camera was held.

    Args:
        file: Its content.
        longest: Pixels of its longer side at most; a larger picture is made smaller by averaging.
        name: What an error calls it.

    Returns:
        An image in mode RGB, or RGBA where parts are transparent.

    Raises:
        DataError: If it is none of these, has too many pixels, moves, or is damaged.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    shown = name if name == "This file" else f"“{name}”"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about sizes, which are checked here
            # Only the header is read here, the pixels further down.
            image: Image.Image = Image.open(io.BytesIO(file), formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise DataError(
                    f"{shown} has {image.width:,} × {image.height:,} pixels; at most "
                    f"{MAX_PIXELS // 1_000_000} million are taken here. Make it smaller."
                )
            if getattr(image, "n_frames", 1) > 1 or getattr(image, "is_animated", False):
                raise DataError(f"{shown} is an animation. A single picture is needed.")
            if longest:
                image.draft("RGB", (longest, longest))  # a JPEG need not be decoded in full
            image = ImageOps.exif_transpose(image)
            if image.mode.startswith("I"):  # 16 bits per pixel, which Pillow would cut off
                image = Image.fromarray((np.asarray(image, np.int64) >> 8).clip(0, 255).astype(np.uint8))
            transparent = image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info
            image = image.convert("RGBA" if transparent else "RGB")
            if longest:
                image.thumbnail((longest, longest), Image.Resampling.BOX)
            return image
    except DataError:
        raise
    except Image.DecompressionBombError:
        raise DataError(f"{shown} has too many pixels. Make it smaller.") from None
    except UnidentifiedImageError:
        raise DataError(f"{shown} is no PNG or JPEG picture.") from None
    except Exception as error:  # readers of damaged pictures raise whatever they stumble over
        raise DataError(f"{shown} is damaged: it cannot be read as a picture.") from error


def on_white(image: Image.Image, grey: bool = False) -> Image.Image:
    """An image of mode RGB or RGBA on white paper, where programs that know no transparency would show black.

    Args:
        image: The image.
        grey: Whether it becomes grey (mode L, brightness as of ITU-R BT.601) instead of RGB.
    """
    from PIL import Image

    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("L" if grey else "RGB")
