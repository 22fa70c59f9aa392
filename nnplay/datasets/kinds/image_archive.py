"""Archives of pictures from people: what lies in one is looked at before anything is unpacked, and how to make one."""

from __future__ import annotations

import contextlib
import io
import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nnplay.errors import DataError
from nnplay.i18n import plural, tr
from nnplay.picture_file import KINDS, PICTURE_ENDINGS

MAX_PICTURES = 3000
MAX_CLASSES = 50
MAX_UNPACKED_BYTES = 200 * 2**20
"""All files of an archive together."""

MAX_ENTRIES = 4 * MAX_PICTURES
"""Lines of an archive's list of contents: systems add a file of their own to each picture, and folders."""

# What systems put beside the pictures; names that begin with a dot are hidden.
_CLUTTER = ("__macosx", "thumbs.db", "desktop.ini")

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


def contents(content: bytes) -> Contents:
    """The pictures of an archive by class and path; nothing is unpacked.

    Raises:
        DataError: If it is no zip archive, too large, leads out of its folder, or has no two classes.
    """
    with opened(content) as archive:
        return listed(archive)


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


def opened(content: bytes) -> zipfile.ZipFile:
    """The archive of a file; see `contents`."""
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


def listed(archive: zipfile.ZipFile) -> Contents:
    """What lies in an open archive; see `contents`."""
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


def read_entry(archive: zipfile.ZipFile, entry: Entry, most: int = MAX_UNPACKED_BYTES) -> bytes:
    """A file of an archive, or its first bytes: never more than its list of contents says, whatever comes out of it."""
    try:
        with archive.open(entry.info) as file:
            return file.read(min(most, entry.info.file_size + 1))
    except MemoryError:
        raise
    except Exception as error:  # readers of damaged archives raise whatever they stumble over
        raise DataError(tr("“{path}” cannot be unpacked: the archive is damaged.", path=entry.path[:80])) from error
