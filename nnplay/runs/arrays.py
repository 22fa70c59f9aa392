"""Weights from elsewhere: arrays of numbers, measured before they are read, and never unpickled."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from nnplay.errors import DataError
from nnplay.i18n import tr

MOST_ARRAYS = 1000
_LONGEST_HEADER = 1024
"""Of one array in a file, as text; those of weights have 118 bytes."""


def read_arrays(path: Path, most_numbers: int) -> list[np.ndarray]:
    """The arrays of an .npz file in their order.

    Args:
        path: The file.
        most_numbers: How many numbers all arrays together may have.

    Raises:
        DataError: If there are more, or anything but arrays of numbers.
    """
    arrays: list[np.ndarray] = []
    left = most_numbers
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_ARRAYS:
                raise ValueError
            for member in members:
                with archive.open(member) as file:
                    array = read_array(file, left, member.file_size)
                left -= array.size
                arrays.append(array)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError, NotImplementedError, SyntaxError) as error:
        raise DataError(tr("The weights of this run are damaged.")) from error
    return arrays


def read_array(file: BinaryIO | Any, most_numbers: int, size: int) -> np.ndarray:
    """One array of numbers in NumPy's format .npy.

    Args:
        file: Where it begins.
        most_numbers: How many numbers it may have.
        size: Bytes that the file says to have; the array has to fill them.

    Raises:
        ValueError: If it is none, or too large.
    """
    version = np.lib.format.read_magic(file)
    if version != (1, 0):
        raise ValueError
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=_LONGEST_HEADER)
    count = math.prod(shape)
    if dtype.hasobject or dtype.kind not in "fiu" or len(shape) > 8 or count > most_numbers:
        raise ValueError
    wanted = count * dtype.itemsize
    if not 0 <= size - wanted <= _LONGEST_HEADER + 16:
        raise ValueError
    content = file.read(wanted + 1)
    if len(content) != wanted:
        raise ValueError
    return np.frombuffer(content, dtype).reshape(shape, order="F" if fortran else "C")
