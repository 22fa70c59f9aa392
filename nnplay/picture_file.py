"""Picture files that people bring, opened with care: a small file can hold a huge picture."""

from __future__ import annotations

import io
import warnings
from typing import IO, TYPE_CHECKING

import numpy as np

from nnplay.errors import DataError
from nnplay.i18n import N_, tr

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 25_000_000
"""Width times height of one picture; a telephone's camera has 12 million."""

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
KINDS = N_("PNG, JPEG, WebP, GIF, BMP or TIFF")
"""The same in words."""

NAMELESS = N_("This file")
"""What an error calls a file without a name."""

DEPTHS = (8, 10, 12, 14, 16)
"""Bits that cameras and scanners use of the 16 that a pixel has in their files."""

_BLANK = 0.1  # a picture whose brightness varies by less than this part of black to white has lost its content


def open_picture(file: bytes, longest: int | None = None, name: str = NAMELESS, bits: int = 0) -> Image.Image:
    """A picture file as a Pillow image, upright as its camera was held.

    Args:
        file: Its content.
        longest: Pixels of its longer side at most; a larger picture is made smaller by averaging.
        name: What an error calls it.
        bits: How many bits of deep pixels are used; by the picture itself where it is 0, see `depth`.

    Returns:
        An image in mode RGB, or RGBA where parts are transparent.

    Raises:
        DataError: If it is none of `FORMATS`, has too many pixels, moves, or is damaged.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    shown = tr(NAMELESS) if name == NAMELESS else tr("“{text}”", text=name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about sizes, which are checked here
            # Only the header is read here, the pixels further down.
            image: Image.Image = Image.open(io.BytesIO(file), formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise DataError(
                    tr(
                        "{shown} has {width:,} × {height:,} pixels; at most {max_pixels} million are allowed here. "
                        "Make it smaller.",
                        shown=shown,
                        width=image.width,
                        height=image.height,
                        max_pixels=MAX_PIXELS // 1000000,
                    )
                )
            # Cameras put a preview or a second view behind a photo (MPO); the first one is the photo.
            if getattr(image, "is_animated", False) and image.format != "MPO":
                raise DataError(
                    tr("{shown} has several pages. A single picture is needed.", shown=shown)
                    if image.format == "TIFF"
                    else tr("{shown} is an animation. A single picture is needed.", shown=shown)
                )
            if longest:
                image.draft("RGB", (longest, longest))  # a JPEG need not be decoded in full
            image = ImageOps.exif_transpose(image)
            if image.mode[0] in "IF":  # more than 8 bits per pixel, which Pillow would cut off
                image = Image.fromarray(_shallow(np.asarray(image), bits))
            transparent = image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info
            image = image.convert("RGBA" if transparent else "RGB")
            if longest:
                image.thumbnail((longest, longest), Image.Resampling.BOX)
            return image
    except DataError:
        raise
    except Image.DecompressionBombError:
        raise DataError(tr("{shown} has too many pixels. Make it smaller.", shown=shown)) from None
    except UnidentifiedImageError:
        raise DataError(_no_picture(shown, file)) from None
    except Exception as error:  # readers of damaged pictures raise whatever they stumble over
        raise DataError(tr("{shown} is damaged: it cannot be read as a picture.", shown=shown)) from error


def size_and_mode(file: IO[bytes]) -> tuple[int, str]:
    """How many pixels a picture file promises, and Pillow's mode of them; 0 and nothing where its beginning says none.

    Reads the header alone.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(file, formats=FORMATS)
            return image.width * image.height, image.mode
    except Exception:  # what is wrong is said when it is read in full
        return 0, ""


def depth(file: bytes) -> int:
    """How many bits a picture's brightest pixel takes: one of `DEPTHS`; 0 where the pixels are not deep.

    Raises:
        DataError: If it is damaged.
    """
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(file), formats=FORMATS)
        return _depth(np.asarray(image)) if image.mode[0] == "I" else 0
    except Exception as error:
        raise DataError(tr("This file is damaged: it cannot be read as a picture.")) from error


def on_paper(image: Image.Image, grey: bool = False) -> Image.Image:
    """An image of mode RGB or RGBA on white paper, where programs that know no transparency would show black.

    Light lines on nothing, which would be lost there, are put on black paper.

    Args:
        image: The image.
        grey: Whether it becomes grey (mode L, brightness as of ITU-R BT.601) instead of RGB.
    """
    from PIL import Image

    if image.mode == "RGBA":
        white, black = (
            Image.alpha_composite(Image.new("RGBA", image.size, paper), image) for paper in ("white", "black")
        )
        image = black if _contrast(white) < _BLANK < _contrast(black) else white
    return image.convert("L" if grey else "RGB")


def _contrast(image: Image.Image) -> float:
    """By how much the brightness varies, as a part of black to white."""
    grey = np.asarray(image.convert("L"))
    return (int(grey.max()) - int(grey.min())) / 255


def _shallow(pixels: np.ndarray, bits: int) -> np.ndarray:
    """Deep pixels as uint8, by the bits that are used of them; fractions count from 0 to 1."""
    if pixels.dtype.kind == "f":
        pixels = np.nan_to_num(pixels.astype(np.float64))
        if pixels.max() <= 1:
            pixels = pixels * 255
        pixels = np.rint(pixels.clip(0, 2**31))
    pixels = pixels.astype(np.int64)
    return (pixels >> ((bits or _depth(pixels)) - 8)).clip(0, 255).astype(np.uint8)


def _depth(pixels: np.ndarray) -> int:
    brightest = int(pixels.max())
    return next((bits for bits in DEPTHS if brightest < 2**bits), DEPTHS[-1])


def _no_picture(shown: str, file: bytes) -> str:
    if file[4:8] == b"ftyp":
        kind = tr("an AVIF") if file[8:12] in (b"avif", b"avis") else tr("a HEIC")
        return tr(
            "{shown} is {kind} picture, which nnplay cannot read. Save it as JPEG or PNG.", shown=shown, kind=kind
        )
    return tr("{shown} is not a {kinds} picture.", shown=shown, kinds=tr(KINDS))
