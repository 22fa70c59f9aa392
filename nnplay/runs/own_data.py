"""The student's own files that an experiment is trained on, which go with its run wherever that goes."""

from __future__ import annotations

from pathlib import Path

from nnplay.datasets.store import uploads
from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.spec import ExperimentSpec

DATA_FILE = "data.bin"
"""Its name in the folder of a kept run."""


def own_file(spec: ExperimentSpec) -> str:
    """The checksum of the student's own file that an experiment names; empty where it names none."""
    named = spec.dataset.options.get("file", "")
    return named if isinstance(named, str) and uploads.DIGEST.fullmatch(named) else ""


def keep_own_file(spec: ExperimentSpec, folder: Path) -> None:
    """Puts the experiment's own file beside its run, if it is still here: uploads go after a while."""
    if digest := own_file(spec):
        try:
            content = uploads.content(digest)
        except DataError:
            return  # the run is worth keeping all the same
        (folder / DATA_FILE).write_bytes(content)


def bring_back(spec: ExperimentSpec, folder: Path) -> None:
    """Puts the own file of a kept run among the uploads again, where `load_dataset` looks for it.

    Raises:
        DataError: If the file beside the run is another one, or there is no room for it.
    """
    digest, path = own_file(spec), folder / DATA_FILE
    if not digest or (uploads.folder() / digest).is_file() or not path.is_file():
        return
    if uploads.keep(path.read_bytes()) != digest:
        raise DataError(tr("The data stored with this run are not the data that it was trained on."))
