"""Runs as one file, `.nnplay`: written here, and read without running anything that a stranger may have put into it.

The file is a zip archive: `nnplay.json` says what is in it, and a folder for each run holds its experiment, history,
preprocessing, weights as arrays, the model as Keras stores it, its film where that is small, and the student's own
data. Reading takes only plain data: JSON that is checked field by field, and arrays of just as many numbers as the
experiment's layers have weights. The Keras file is for other programs and is never opened.
"""

from __future__ import annotations

import errno
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from nnplay.datasets.preprocessing.fitted import FILE as PREPROCESS_FILE
from nnplay.errors import DataError, NnplayError
from nnplay.i18n import tr
from nnplay.limits import limits, show_bytes
from nnplay.runs.kept import ABOUT_FILE, About, KeptRun, versions
from nnplay.runs.own_data import DATA_FILE
from nnplay.runs.strange_run import read_run
from nnplay.training.checkpoints import ABOUT as FILM_FILE
from nnplay.training.checkpoints import FOLDER as FILM_FOLDER
from nnplay.training.run_folder import (
    HISTORY_FILE,
    MODEL_FILE,
    OPTIMIZER_FILE,
    SEEDS_FILE,
    SPEC_FILE,
    WEIGHTS_FILE,
)

ENDING = ".nnplay"
FORMAT = 1
"""Raised when earlier readers would misread the file."""

INDEX = "nnplay.json"
MOST_RUNS = 500
SMALL_FILM = 8_000_000
"""Bytes of a film that still goes along."""

TEXT_BYTES = 16_000_000
"""Of one JSON file; a history of 10,000 epochs has two."""

_TEXTS = (ABOUT_FILE, SPEC_FILE, HISTORY_FILE, SEEDS_FILE, PREPROCESS_FILE)
_NUMBERS = (WEIGHTS_FILE, OPTIMIZER_FILE, MODEL_FILE, DATA_FILE)

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, KeyError,
    TypeError, AttributeError, RecursionError, MemoryError, OverflowError,
)  # fmt: skip
"""What readers of damaged archives and texts stumble over."""


def write_runs(runs: Sequence[KeptRun], file: Path | BinaryIO) -> None:
    """Writes runs as one file.

    Args:
        runs: At least one; they come in this order when the file is read.
        file: Its path, or a binary file that is open for writing.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(INDEX, json.dumps({"format": FORMAT, "runs": len(runs), "versions": versions()}))
        for number, run in enumerate(runs):
            film = _film(run)
            history = replace(run.history, checkpoints=run.history.checkpoints if film else ())
            for name in _TEXTS:
                path = run.folder / name
                if name == HISTORY_FILE:
                    archive.writestr(f"{number}/{name}", json.dumps(history.to_dict()))
                elif path.is_file():
                    archive.write(path, f"{number}/{name}")
            for name in _NUMBERS:
                if (run.folder / name).is_file():
                    # Weights are like noise: packing them takes long and saves little.
                    archive.write(run.folder / name, f"{number}/{name}", zipfile.ZIP_STORED)
            for path in film:
                archive.write(path, f"{number}/{FILM_FOLDER}/{path.name}", zipfile.ZIP_STORED)


def _film(run: KeptRun) -> list[Path]:
    folder = run.folder / FILM_FOLDER
    files = sorted(path for path in folder.glob("*") if path.name == FILM_FILE or path.suffix == ".npy")
    return files if sum(path.stat().st_size for path in files) <= SMALL_FILM else []


def read_runs(file: Path | BinaryIO, new_folder: Callable[[], Path]) -> list[tuple[Path, About]]:
    """Reads the runs of a file into folders of their own; all of them, or none.

    Args:
        file: Its path, or a binary file that is open for reading.
        new_folder: Makes an empty folder for each run.

    Returns:
        The folders, and what the runs' owner said of them.

    Raises:
        DataError: If the file is damaged, too large, or from a newer nnplay; the folders may be half full then.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return list(_runs(archive, new_folder))
    except NnplayError as error:
        raise DataError(error.message) from error
    except _DAMAGED as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise  # our disk is full; the file may be as it should
        raise DataError(
            tr("This file is damaged, or it is not a file of runs from nnplay. Download or copy it again.")
        ) from error


def _runs(archive: zipfile.ZipFile, new_folder: Callable[[], Path]) -> Iterator[tuple[Path, About]]:
    contents = ArchivedRuns.measured(archive)
    index = json.loads(contents.text(INDEX))
    if type(index["format"]) is not int or index["format"] > FORMAT:
        raise DataError(
            tr(
                "This file was written by a newer version of nnplay: its format is {index!r:.20}, and this one reads "
                "up to {format}. Update nnplay to open it.",
                index=index["format"],
                format=FORMAT,
            )
        )
    count = index["runs"]
    if type(count) is not int or not 0 < count <= MOST_RUNS:
        raise ValueError("count of runs")
    for number in range(count):
        folder = new_folder()
        yield folder, read_run(contents.of_run(number), folder)


class ArchivedRuns:
    """The files in an archive, measured before any is unpacked.

    Args:
        archive: The archive.
        sizes: Bytes that each file says to have, by name.
        prefix: What the names of the files begin with.
    """

    def __init__(self, archive: zipfile.ZipFile, sizes: Mapping[str, int], prefix: str = "") -> None:
        self._archive, self._sizes, self._prefix = archive, sizes, prefix

    @classmethod
    def measured(cls, archive: zipfile.ZipFile) -> ArchivedRuns:
        """All files of an archive.

        Raises:
            DataError: If they are too large together.
        """
        sizes = {one.filename: one.file_size for one in archive.infolist()}
        # The Keras files are never unpacked.
        total = sum(size for name, size in sizes.items() if not name.endswith(MODEL_FILE))
        if total > (allowed := limits().run_file_bytes):
            raise DataError(
                tr(
                    "This file would take {total}; at most {allowed} are opened here.",
                    total=show_bytes(total),
                    allowed=show_bytes(allowed),
                )
            )
        return cls(archive, sizes)

    def of_run(self, number: int) -> ArchivedRuns:
        """The files of one run."""
        return ArchivedRuns(self._archive, self._sizes, f"{number}/")

    def size(self, name: str) -> int | None:
        """Bytes that a file says to have; None where there is none."""
        return self._sizes.get(self._prefix + name)

    def read(self, name: str, most: int) -> bytes:
        """A file of at most so many bytes; its checksum is looked at as well.

        Raises:
            DataError: If it is larger.
            KeyError: If there is none.
        """
        if self._sizes[self._prefix + name] > most:
            raise DataError(
                tr(
                    "The part {name!r:.60} of this file is too large: at most {most} are expected.",
                    name=name,
                    most=show_bytes(most),
                )
            )
        with self._archive.open(self._prefix + name) as file:
            content = file.read(most + 1)
            if len(content) > most or file.read(1):  # it said to be smaller
                raise zipfile.BadZipFile
        return content

    def text(self, name: str) -> str:
        """The content of a text file."""
        return self.read(name, TEXT_BYTES).decode("utf-8")
