"""Pictures from people: checked before they are decoded, since a small file can hold a huge picture."""

from __future__ import annotations

import contextlib
import io
import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from nnplay.errors import DataError
from nnplay.i18n import plural, tr
from nnplay.picture_file import KINDS, NAMELESS, PICTURE_ENDINGS, depth, on_paper, open_picture, size_and_mode

MAX_PICTURES = 3000
MAX_CLASSES = 50
MAX_UNPACKED_BYTES = 200 * 2**20
"""All files of an archive together."""

MAX_PIXELS = 300_000_000
"""Of all pictures of an archive together, which takes some seconds to decode."""

MAX_ENTRIES = 4 * MAX_PICTURES
"""Lines of an archive's list of contents: systems add a file of their own to each picture, and folders."""

ALIKE = 2
"""Pictures whose pixels differ by so little, of 255, look the same."""

# What systems put beside the pictures; names that begin with a dot are hidden.
_CLUTTER = ("__macosx", "thumbs.db", "desktop.ini")

_HEADER_BYTES = 65_536
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UTF8 = 0x800


@dataclass(frozen=True)
class Entry:
    """A picture of an archive.

    Args:
        label: Its class: the folder that it lies in.
        path: Its own path, as it is shown.
        info: Where it is in the archive.
    """

    label: str
    path: str
    info: zipfile.ZipInfo = field(repr=False)


@dataclass(frozen=True)
class Contents:
    """What lies in an archive.

    Args:
        entries: The pictures, in order.
        names: The classes, in order: as people count, so that 10 comes after 2.
        left_out: Paths of files that are no pictures, or lie in no folder.
    """

    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    left_out: tuple[str, ...]


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


def contents(content: bytes) -> Contents:
    """The pictures of an archive by class and path; nothing is unpacked.

    Raises:
        DataError: If it is no zip archive, too large, leads out of its folder, or has no two classes.
    """
    with _opened(content) as archive:
        return _contents(archive)


def pictures(content: bytes, side: int, channels: int) -> Pictures:
    """All pictures of an archive.

    Args:
        content: A zip archive with a folder for each class.
        side: Width and height that they get, in pixels; what is longer is cut off at both ends.
        channels: 1 for grey, 3 for colour.

    Raises:
        DataError: If one cannot be taken, which is named, or all look the same.
    """
    with _opened(content) as archive:
        found = _contents(archive)
        bits = _measured(archive, found.entries)
        x = np.empty((len(found.entries), side, side, channels), np.uint8)
        for row, entry in enumerate(found.entries):
            x[row] = picture(_read(archive, entry), side, channels, entry.path, bits)
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
            if not folder or folder.startswith(".") or any(sign in folder for sign in "/\\\0"):
                raise DataError(tr("A class cannot be called “{name}”: its name needs a letter or a digit.", name=name))
            for number, (file, data) in enumerate(files):
                ending = posixpath.splitext(file)[1].lower()
                entry = zipfile.ZipInfo(f"{folder}/{number:04d}{ending if ending in PICTURE_ENDINGS else '.png'}")
                archive.writestr(entry, data)
    return packed.getvalue()


def _opened(content: bytes) -> zipfile.ZipFile:
    if content.count(b"PK\x01\x02") > MAX_ENTRIES:  # each line of the list of contents begins with it
        raise DataError(
            tr(
                "This archive has more than {max_pictures:,} pictures. Use only some of them.",
                max_pictures=MAX_PICTURES,
            )
        )
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:  # a damaged list of contents ends in errors of many kinds
        raise DataError(tr("This file is not a zip archive, or it is damaged.")) from error


def _contents(archive: zipfile.ZipFile) -> Contents:
    found: list[Entry] = []
    outside: list[str] = []
    others: list[str] = []
    unpacked = 0
    for info in archive.infolist():
        path = _name(info)
        parts = [part for part in re.split(r"[/\\]", path) if part not in ("", ".")]
        if path.startswith(("/", "\\")) or ".." in parts or "\0" in path:
            raise DataError(
                tr("The archive has a path that leads out of its folder: “{path}”. Zip it again.", path=path[:80])
            )
        hidden = any(part.startswith(".") or part.casefold() in _CLUTTER for part in parts)
        if info.is_dir() or hidden or not parts:
            continue
        unpacked += info.file_size
        if unpacked > MAX_UNPACKED_BYTES:
            raise DataError(
                tr(
                    "Unpacked, this archive has more than {max_unpacked_bytes} MB, the limit here. Use fewer or "
                    "smaller pictures.",
                    max_unpacked_bytes=MAX_UNPACKED_BYTES // 2**20,
                )
            )
        if not parts[-1].lower().endswith(PICTURE_ENDINGS):
            others.append(path)
        elif len(parts) < 2:
            outside.append(path)
        else:
            _check_packing(info)
            found.append(Entry(parts[-2].strip(), path, info))
            if len(found) > MAX_PICTURES:
                raise DataError(
                    tr(
                        "This archive has more than {max_pictures:,} pictures. Use only some of them.",
                        max_pictures=MAX_PICTURES,
                    )
                )
    names = tuple(sorted({entry.label for entry in found}, key=_as_counted))
    if outside and not found:
        raise DataError(
            tr(
                "“{outside}” is not in a folder. Put the pictures of each class into a folder of its own.",
                outside=outside[0][:80],
            )
        )
    if others and not found:
        raise DataError(
            tr(
                "“{others}” is not a {kinds} picture, and the archive has no pictures beside it.",
                others=others[0][:80],
                kinds=tr(KINDS),
            )
        )
    if not 2 <= len(names) <= MAX_CLASSES:
        raise DataError(
            plural(
                "This archive has pictures in {n} folder; it needs 2 to {most}, one for each class.",
                "This archive has pictures in {n} folders; it needs 2 to {most}, one for each class.",
                len(names),
                most=MAX_CLASSES,
            )
        )
    return Contents(tuple(found), names, (*others, *outside))


def _name(info: zipfile.ZipInfo) -> str:
    """The path of an entry, letters with accents in their one form; macOS writes UTF-8 without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def _as_counted(name: str) -> tuple[object, ...]:
    """By which names are sorted: digits by the number that they write, other letters whatever their case."""
    parts = re.split(r"([0-9]+)", name.casefold())
    numbers = [(len(part.lstrip("0")), part.lstrip("0")) for part in parts[1::2]]
    return (*(pair for both in zip(parts[::2], [*numbers, ()], strict=True) for pair in both), name)


def _check_packing(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & 1:
        raise DataError(tr("This archive is locked with a password. Zip it again without one."))
    if info.compress_type not in _PACKED:
        # The others are unpacked in one go, however much comes out.
        raise DataError(tr("This archive is packed in an unusual way. Zip it again, as an ordinary archive."))


def _read(archive: zipfile.ZipFile, entry: Entry, most: int = MAX_UNPACKED_BYTES) -> bytes:
    """A file of an archive, or its first bytes: never more than its list of contents says, whatever comes out of it."""
    try:
        with archive.open(entry.info) as file:
            return file.read(min(most, entry.info.file_size + 1))
    except MemoryError:
        raise
    except Exception as error:  # readers of damaged archives raise whatever they stumble over
        raise DataError(tr("“{path}” cannot be unpacked: the archive is damaged.", path=entry.path[:80])) from error


def _measured(archive: zipfile.ZipFile, found: Iterable[Entry]) -> int:
    """The bits that are used of deep pixels, by all pictures that have some; 0 where none has.

    Raises:
        DataError: If all pictures together promise too many pixels; only their first bytes have been unpacked then.
    """
    pixels, deep = 0, []
    for entry in found:
        size, mode = size_and_mode(io.BytesIO(_read(archive, entry, _HEADER_BYTES)))
        if not size and entry.info.file_size > _HEADER_BYTES:  # TIFF files may say it at their end
            size, mode = size_and_mode(io.BytesIO(_read(archive, entry)))
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
            bits = max(bits, depth(_read(archive, entry)))
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
