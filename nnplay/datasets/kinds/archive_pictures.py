"""Pictures from people as a network reads them: measured before they are decoded, since a small file can be huge."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nnplay.datasets.kinds.image_archive import Entry, listed, opened, read_entry
from nnplay.errors import DataError
from nnplay.i18n import plural, tr
from nnplay.picture_file import NAMELESS, depth, on_paper, open_picture, size_and_mode

MAX_PIXELS = 300_000_000
"""Of all pictures of an archive together, which takes some seconds to decode."""

ALIKE = 2
"""Pictures whose pixels differ by so little, of 255, look the same."""

_HEADER_BYTES = 65_536


@dataclass(frozen=True, eq=False)
class Pictures:
    """All pictures of an archive.

    Args:
        x: uint8 (n, side, side, channels).
        y: int64 (n,).
        names: The classes.
        bits: How many bits are used of pixels that are deeper than 8; 0 where none are.
        notes: What one should know of them, as sentences.
    """

    x: np.ndarray
    y: np.ndarray
    names: tuple[str, ...]
    bits: int
    notes: tuple[str, ...]


def pictures(content: bytes, side: int, channels: int) -> Pictures:
    """All pictures of an archive.

    Args:
        content: A zip archive with a folder for each class.
        side: Width and height that they get, in pixels; what is longer is cut off at both ends.
        channels: 1 for grey, 3 for colour.

    Raises:
        DataError: If one cannot be taken, which is named, or all look the same.
    """
    with opened(content) as archive:
        found = listed(archive)
        bits = _measured(archive, found.entries)
        x = np.empty((len(found.entries), side, side, channels), np.uint8)
        for row, entry in enumerate(found.entries):
            x[row] = picture(read_entry(archive, entry), side, channels, entry.path, bits)
    y = np.array([found.names.index(entry.label) for entry in found.entries], np.int64)
    return Pictures(x, y, found.names, bits, (*_left_out(found.left_out), *_content_notes(x), *_bits_note(bits)))


def picture(data: bytes, side: int, channels: int, name: str = NAMELESS, bits: int = 0) -> np.ndarray:
    """One picture as a network reads it: uint8 (side, side, channels), turned as its camera was held.

    Args:
        data: A picture file.
        side, channels: As in `pictures`.
        name: What an error calls it.
        bits: As in `nnplay.picture_file.open_picture`.

    Raises:
        DataError: If it is none, has too many pixels, moves, or is damaged.
    """
    from PIL import Image, ImageOps

    image = on_paper(open_picture(data, name=name, bits=bits), grey=channels == 1)
    method = Image.Resampling.BOX if min(image.size) >= side else Image.Resampling.BILINEAR
    return np.asarray(ImageOps.fit(image, (side, side), method=method), np.uint8).reshape(side, side, channels)


def _measured(archive: zipfile.ZipFile, found: Iterable[Entry]) -> int:
    """The bits that are used of deep pixels, by all pictures that have some; 0 where none has.

    Raises:
        DataError: If all pictures together promise too many pixels; only their first bytes have been unpacked then.
    """
    pixels, deep = 0, []
    for entry in found:
        size, mode = size_and_mode(io.BytesIO(read_entry(archive, entry, _HEADER_BYTES)))
        if not size and entry.info.file_size > _HEADER_BYTES:  # TIFF files may say it at their end
            size, mode = size_and_mode(io.BytesIO(read_entry(archive, entry)))
        pixels += size
        if pixels > MAX_PIXELS:
            raise DataError(
                tr(
                    "Together, the pictures of this archive have more than {max_pixels} million pixels, the limit "
                    "here. Make them smaller, or use only some of them.",
                    max_pixels=MAX_PIXELS // 1000000,
                )
            )
        if mode.startswith("I"):
            deep.append(entry)
    bits = 0
    for entry in deep:
        with contextlib.suppress(DataError):  # which is said, with its name, when it is read
            bits = max(bits, depth(read_entry(archive, entry)))
    return bits


def _left_out(paths: tuple[str, ...]) -> tuple[str, ...]:
    if not paths:
        return ()
    named = ", ".join(f"“{path[-60:]}”" for path in paths[:3]) + (" …" if len(paths) > 3 else "")
    if len(paths) == 1:
        return (tr("1 file is left out because it is not a picture in a folder: {named}.", named=named),)
    return (
        tr(
            "{paths:,} files are left out because they are not pictures in a folder: {named}.",
            paths=len(paths),
            named=named,
        ),
    )


def _content_notes(x: np.ndarray) -> tuple[str, ...]:
    """What is wrong with the pictures themselves.

    Raises:
        DataError: If all look the same.
    """
    flat = x.reshape(len(x), -1)
    ranges = np.array([int(row.max()) - int(row.min()) for row in flat])
    if all(int(np.abs(row.astype(np.int16) - flat[0]).max()) <= ALIKE for row in flat):
        blank = tr(" They are all one color.") if ranges.max() <= ALIKE else ""
        raise DataError(
            tr(
                "All {x:,} pictures look the same once they are {shape} × {shape2} pixels, so there is nothing to "
                "learn from them.{blank} Look at the files, or choose larger pictures or colors.",
                x=len(x),
                shape=x.shape[1],
                shape2=x.shape[2],
                blank=blank,
            )
        )
    blank_ones = int((ranges <= ALIKE).sum())
    if 0 < blank_ones < len(x):
        return (
            plural(
                "{n:,} picture is a single color: there is nothing to see.",
                "{n:,} pictures are a single color: there is nothing to see.",
                blank_ones,
            ),
        )
    return ()


def _bits_note(bits: int) -> tuple[str, ...]:
    if not bits:
        return ()
    return (
        tr(
            "Pixels with more than 8 bits are read as {bits}-bit numbers, because the brightest pixel uses "
            "{bits} bits.",
            bits=bits,
        ),
    )
