"""Pictures from people: checked before they are decoded, since a small file can hold a huge picture."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterable, Mapping

import numpy as np

from nnplay.errors import DataError
from nnplay.picture_file import on_white, open_picture

MAX_PICTURES = 3000
MAX_CLASSES = 50
MAX_UNPACKED_BYTES = 200 * 2**20
"""All files of an archive together."""

ENDINGS = (".png", ".jpg", ".jpeg")

# What systems put beside the pictures.
_CLUTTER = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")


def entries(content: bytes) -> list[tuple[str, str]]:
    """The pictures of an archive by class and path, in order; nothing is unpacked.

    The class of a picture is the folder that it lies in.

    Raises:
        DataError: If it is no zip archive, too large, leads out of its folder, or has no two classes.
    """
    with _opened(content) as archive:
        return _entries(archive)


def pictures(content: bytes, side: int, channels: int) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """All pictures of an archive.

    Args:
        content: A zip archive with a folder for each class.
        side: Width and height that they get, in pixels; what is longer is cut off at both ends.
        channels: 1 for grey, 3 for colour.

    Returns:
        uint8 (n, side, side, channels), int64 (n,), and the names of the classes.

    Raises:
        DataError: If one cannot be taken; it is named.
    """
    with _opened(content) as archive:
        found = _entries(archive)
        names = class_names(found)
        x = np.empty((len(found), side, side, channels), np.uint8)
        for row, (_, path) in enumerate(found):
            try:
                data = archive.read(path)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
                raise DataError(f"“{path}” cannot be unpacked: the archive is damaged or locked.") from error
            x[row] = picture(data, side, channels, path)
    y = np.array([names.index(name) for name, _ in found], np.int64)
    return x, y, names


def picture(data: bytes, side: int, channels: int, name: str = "This file") -> np.ndarray:
    """One picture as a network reads it: uint8 (side, side, channels), turned as its camera was held.

    Args:
        data: A PNG or JPEG file.
        side, channels: As in `pictures`.
        name: What an error calls it.

    Raises:
        DataError: If it is none of these, has too many pixels, moves, or is damaged.
    """
    from PIL import Image, ImageOps

    image = on_white(open_picture(data, name=name), grey=channels == 1)
    method = Image.Resampling.BOX if _shrinks(image, side) else Image.Resampling.BILINEAR
    return np.asarray(ImageOps.fit(image, (side, side), method=method), np.uint8).reshape(side, side, channels)


def pack(by_class: Mapping[str, Iterable[tuple[str, bytes]]]) -> bytes:
    """An archive of pictures by class, the same bytes for the same pictures.

    Args:
        by_class: Names and contents of the files of each class.

    Raises:
        DataError: If a class has no name that a folder can have.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, files in by_class.items():
            folder = name.strip()
            if not folder or folder.startswith(".") or any(sign in folder for sign in "/\\:\0"):
                raise DataError(f"A class cannot be called “{name}”: letters and digits are needed.")
            for number, (file, data) in enumerate(files):
                ending = posixpath.splitext(file)[1].lower()
                entry = zipfile.ZipInfo(f"{folder}/{number:04d}{ending if ending in ENDINGS else '.png'}")
                archive.writestr(entry, data)
    return packed.getvalue()


def class_names(found: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The classes of `entries`, in order."""
    return tuple(sorted({name for name, _ in found}, key=lambda name: (name.casefold(), name)))


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:  # a damaged list of contents ends in errors of many kinds
        raise DataError("This file is no zip archive, or a damaged one.") from error


def _entries(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    unpacked = 0
    for entry in archive.infolist():
        path = entry.filename
        parts = path.replace("\\", "/").split("/")
        if path.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in path:
            raise DataError(f"The archive has a path that leads out of its folder: “{path[:80]}”. Pack it anew.")
        if entry.is_dir() or any(part.casefold() in _CLUTTER or part.startswith("._") for part in parts):
            continue
        unpacked += entry.file_size
        if unpacked > MAX_UNPACKED_BYTES:
            raise DataError(
                f"Unpacked, this archive has more than {MAX_UNPACKED_BYTES // 2**20} MB; so much is not taken here."
            )
        if entry.flag_bits & 1:
            raise DataError("This archive is locked with a password. Pack it without one.")
        if not parts[-1].lower().endswith(ENDINGS):
            raise DataError(f"“{path[:80]}” is no PNG or JPEG picture. Pack the pictures alone.")
        if len(parts) < 2:
            raise DataError(
                f"“{path[:80]}” lies in no folder. Put the pictures of each class into a folder of its own."
            )
        found.append((parts[-2], path))
        if len(found) > MAX_PICTURES:
            raise DataError(f"This archive has more than {MAX_PICTURES:,} pictures. Bring a part of them.")
    names = class_names(found)
    if not 2 <= len(names) <= MAX_CLASSES:
        raise DataError(
            f"This archive has pictures in {len(names)} {'folder' if len(names) == 1 else 'folders'}; there must be "
            f"one for each of 2 to {MAX_CLASSES} classes."
        )
    return found


def _shrinks(image: object, side: int) -> bool:
    return min(image.size) >= side  # type: ignore[attr-defined]
