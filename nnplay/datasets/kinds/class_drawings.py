"""Digits that a class drew together: a file of pictures with their labels and writers, and the dataset of it.

The file is JSON: `{"format": "nnplay class drawings", "version": 1, "labels": [7, ...], "writers": [1, ...], "pixels":
"..."}`; the pixels are one byte each, 28 rows of 28 for a drawing, compressed by zlib and written in Base64. A writer
is a number that means nothing outside of the class: no name is in it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.datasets.base import DatasetKind, Raw
from nnplay.datasets.kinds.digits import DIGIT_NAMES
from nnplay.datasets.kinds.drawings import (
    MIN_DRAWINGS,
    SIDES,
    drawing_params,
    made_drawings,
    side_name,
    stratified_where_possible,
)
from nnplay.datasets.signature import Signature
from nnplay.datasets.store import uploads
from nnplay.errors import DataError
from nnplay.i18n import N_, plural, tr
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec

NAME = "class_drawings"
FORMAT, VERSION = "nnplay class drawings", 1

SIDE = 28
"""Height and width of a kept drawing in pixels; smaller ones are made from it."""

MAX_DRAWINGS = 3000
"""Of one class: 60 students with 50 each."""

PER_STUDENT = 50
"""Each digit five times."""

LEAST_INK, MOST_INK = 0.01, 0.6
"""Mean of a picture: less is a speck, more is a blot. Those of MNIST have 0.03 to 0.40."""


@dataclass(frozen=True, eq=False)
class PooledDrawings:
    """The drawings of a class.

    Args:
        pixels: uint8 (n, 28, 28), ink from 0 to 255, placed and scaled as in MNIST.
        labels: int64 (n,), 0..9: the digit that its writer was asked for.
        writers: int64 (n,), from 1: who drew it.
    """

    pixels: np.ndarray
    labels: np.ndarray
    writers: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def inputs(self, side: int = SIDE) -> np.ndarray:
        """What a network reads: float32 (n, side, side, 1), 0..1."""
        if side == SIDE:
            return (self.pixels[..., None] / np.float32(255)).astype(np.float32)
        from nnplay.sketch import to_input

        pictures = [to_input(picture, (side, side, 1)) for picture in self.pixels]
        return np.array(pictures, np.float32).reshape(-1, side, side, 1)


def pooled(drawings: Iterable[tuple[int, int, np.ndarray]]) -> PooledDrawings:
    """Drawings put together, in their order.

    Args:
        drawings: Digit, number of the writer, and uint8 pixels (28, 28) of each.
    """
    rows = list(drawings)
    return PooledDrawings(
        np.array([pixels for _, _, pixels in rows], np.uint8).reshape(-1, SIDE, SIDE),
        np.array([digit for digit, _, _ in rows], np.int64),
        np.array([writer for _, writer, _ in rows], np.int64),
    )


def pixels_of(picture: np.ndarray) -> np.ndarray:
    """A picture that a network reads as it is kept: uint8 (28, 28).

    Args:
        picture: float (28, 28) or (28, 28, 1), 0..1, as `nnplay.sketch.to_input` makes it.

    Raises:
        DataError: If it has another shape, or there is too little or too much ink for a digit.
    """
    if picture.size != SIDE * SIDE:
        raise DataError(
            tr("A class drawing must have {side} × {side} pixels. Received: {shape}", side=SIDE, shape=picture.shape)
        )
    ink = np.clip(np.nan_to_num(picture.reshape(SIDE, SIDE)), 0, 1)
    if ink.mean() < LEAST_INK:
        raise DataError(tr("There is hardly any ink in this drawing. Draw one digit, large and in full."))
    if ink.mean() > MOST_INK:
        raise DataError(tr("There is more ink than paper in this drawing. Draw one digit with a few strokes."))
    return np.rint(ink * 255).astype(np.uint8)


def write(drawings: PooledDrawings) -> bytes:
    """The file of drawings; equal drawings in equal order give equal files."""
    packed = base64.b64encode(zlib.compress(drawings.pixels.tobytes(), 6)).decode("ascii")
    data = {"labels": drawings.labels.tolist(), "writers": drawings.writers.tolist(), "pixels": packed}
    return json.dumps({"format": FORMAT, "version": VERSION, **data}, separators=(",", ":")).encode()


def digest_of(drawings: PooledDrawings) -> str:
    """The checksum by which a dataset of these drawings names their file; see `dataset_of`."""
    return hashlib.sha256(write(drawings)).hexdigest()


def read(content: bytes) -> PooledDrawings:
    """The drawings of a file.

    Raises:
        DataError: If it is not a file of class drawings, is damaged, or has too many.
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise DataError(tr("This is not a file of class drawings."))
    if data.get("version") != VERSION:
        raise DataError(
            tr("This file of class drawings has another version; this nnplay reads version {version}.", version=VERSION)
        )
    labels, writers = _whole(data.get("labels"), 0, 9), _whole(data.get("writers"), 1, 10**6)
    if labels is None or writers is None or len(labels) != len(writers):
        raise DataError(tr("This file of class drawings is damaged: its labels or writers cannot be read."))
    if len(labels) > MAX_DRAWINGS:
        raise DataError(
            tr(
                "This file has {labels:,} drawings; the limit is {max_drawings:,}.",
                labels=len(labels),
                max_drawings=MAX_DRAWINGS,
            )
        )
    size = len(labels) * SIDE * SIDE
    try:
        unpacking = zlib.decompressobj()
        # Never more than the labels announce, however small the file is.
        raw = unpacking.decompress(base64.b64decode(data["pixels"], validate=True), size + 1)
    except (KeyError, TypeError, ValueError, binascii.Error, zlib.error):
        raw = b""
    if len(raw) != size:
        raise DataError(tr("This file of class drawings is damaged: its pixels do not fit its labels."))
    pixels = np.frombuffer(raw, np.uint8).reshape(-1, SIDE, SIDE)
    return PooledDrawings(pixels, np.array(labels, np.int64), np.array(writers, np.int64))


def _whole(values: Any, low: int, high: int) -> list[int] | None:
    """A list of whole numbers within these bounds; None for anything else."""
    if isinstance(values, list) and all(type(value) is int and low <= value <= high for value in values):
        return values
    return None


def dataset_of(drawings: PooledDrawings, side: int = SIDE, owner: str = "") -> DatasetSpec:
    """Keeps the drawings among the uploads; the dataset of them, for networks that read pictures of this side.

    It is these drawings from now on: what is drawn or removed later makes another dataset.

    Args:
        drawings: The drawings.
        side: Height and width in pixels.
        owner: As for `uploads.keep`.

    Raises:
        DataError: If they are too few or too many, or the file cannot be kept.
    """
    _check_count(len(drawings))
    plain = DatasetSpec(NAME, file=uploads.keep(write(drawings), owner), pixels=side_name(side))
    return stratified_where_possible(plain, drawings.labels.tolist())


def load_class_drawings(options: Mapping[str, Any]) -> Raw:
    """Pictures float32 (n, side, side, 1), ink from 0 to 1, with labels; made drawings where no file is named.

    Raises:
        DataError: If the file is not here or not one of class drawings, or there are too few in it.
    """
    side = SIDES[options["pixels"]]
    if not options["file"]:
        return made_drawings(side)
    drawings = read(uploads.content(options["file"]))
    _check_count(len(drawings))
    return Raw(drawings.inputs(side), drawings.labels)


def _check_count(count: int) -> None:
    if count < MIN_DRAWINGS:
        raise DataError(
            plural(
                "There is only {n} drawing of your class yet; a dataset needs at least {least}.",
                "There are only {n} drawings of your class yet; a dataset needs at least {least}.",
                count,
                least=MIN_DRAWINGS,
            )
        )
    if count > MAX_DRAWINGS:
        raise DataError(
            tr(
                "These are {count:,} drawings; the limit of a class is {max_drawings:,}. Remove some first.",
                count=count,
                max_drawings=MAX_DRAWINGS,
            )
        )


def _signature(options: Mapping[str, Any]) -> Signature:
    side = SIDES[options["pixels"]]
    return Signature((side, side, 1), "multiclass", DIGIT_NAMES, target_name=N_("digit"))


DATASETS.register(
    DatasetKind(
        NAME,
        N_(
            "Digits that everybody in your class drew on the page My class. Until you take them from there, you see "
            "computer-made drawings instead."
        ),
        label=N_("Class drawings"),
        params=drawing_params(
            N_("The checksum of the file of your class's drawings; without one, computer-made drawings are used."),
            N_("File of class drawings"),
        ),
        family="image",
        source=N_(
            "the drawings of your class on the page My class; without a file of them, lines that "
            "`nnplay/sketch/examples.py` makes"
        ),
        signature=_signature,
        load=load_class_drawings,
    )
)
