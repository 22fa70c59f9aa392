"""Digits as they were written with a pen on a tablet: strokes, by writer.

Source: E. Alpaydin, F. Alimoglu 1998, Pen-Based Recognition of Handwritten Digits, UCI Machine Learning Repository,
https://archive.ics.uci.edu/dataset/81 (CC BY 4.0): `pendigits-orig.tra`, 7,494 digits by 30 people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.sketch.strokes import Strokes

FILE = "pendigits-orig.tra"

_HEAD = re.compile(r'"(\d)"\s+\.COMMENT\s+\d+\s+(\d+)')


@dataclass(frozen=True, eq=False)
class WrittenDigit:
    """One digit, who wrote it, and how.

    Args:
        label: 0..9.
        writer: Number of the person.
        strokes: y downwards, in units of the tablet.
    """

    label: int
    writer: int
    strokes: Strokes


def read(path: Path) -> list[WrittenDigit]:
    """The digits of a UNIPEN file, whose y grows upwards, in the order of the file.

    Raises:
        DataError: If the file cannot be read.
    """
    try:
        return [_digit(segment) for segment in path.read_text().split(".SEGMENT")[1:]]
    except (OSError, ValueError) as error:
        raise DataError(tr("The pen strokes in {path} cannot be read: {error}.", path=path, error=error)) from error


def _digit(segment: str) -> WrittenDigit:
    head = _HEAD.search(segment)
    if head is None:
        raise ValueError(f"a digit lacks its label or writer: {segment[:40]!r}")
    paths = [
        np.array([line.split() for line in part.split(".PEN_UP")[0].strip().splitlines()], float) * [1, -1]
        for part in segment.split(".PEN_DOWN")[1:]
    ]
    return WrittenDigit(int(head[1]), int(head[2]), Strokes(tuple(paths)))
