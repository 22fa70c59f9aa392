"""Checkpoints of a training: the weights after its epochs, in the run's folder. A page shows them as a film."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np

from nnplay.errors import DataError, SpecError
from nnplay.i18n import tr
from nnplay.limits import limits
from nnplay.spec import ExperimentSpec
from nnplay.tasks import TargetScaling
from nnplay.training.events import CheckpointSaved, Event, FilmEnded
from nnplay.training.spread import dropped

MAX_CHECKPOINTS = 1000
"""More would not be told apart by a slider, and their files take room of their own."""

CHECKPOINT_SHARE = 0.1
CHECKPOINT_GRACE = 0.1
"""Saving may take this share of the training's time, beyond the first tenth of a second."""

FOLDER, NEW_FOLDER = "checkpoints", "checkpoints.new"
"""Folders of a run. A training that goes on saves into the second one: were it killed, the first one stands."""

ABOUT, WEIGHTS = "checkpoints.json", "{:06d}.npy"


def show_disk_error(error: OSError) -> str:
    """Why something could not be written, as the rest of a sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return tr("the disk is full")
    return tr("it cannot be written") + (f" ({error.strerror})" if error.strerror else "")


class CheckpointWriter:
    """Stores the weights while a network trains. Where that fails, it says so and stores no more.

    Args:
        folder: The run's folder.
        spec: The experiment.
        weights: Gives the weights as they are now, as `keras.Model.get_weights` does.
        emit: Takes a `CheckpointSaved` for each, or a `FilmEnded`.
        target: How the target of a regression is scaled, as for `build_model`.
        goes_on: Whether the checkpoints of the run that is stored there are its first ones.
        resumes: Whether those that the same training has written in another process stay.
    """

    def __init__(
        self,
        folder: Path,
        spec: ExperimentSpec,
        weights: Callable[[], list[np.ndarray]],
        emit: Callable[[Event], None],
        goes_on: bool = False,
        target: TargetScaling | None = None,
        resumes: bool = False,
    ) -> None:
        self._weights, self._emit = weights, emit
        self.folder = folder / (NEW_FOLDER if goes_on else FOLDER)
        for old in () if resumes else (folder / NEW_FOLDER, self.folder):
            shutil.rmtree(old, ignore_errors=True)
        now = weights()
        size = sum(weight.size for weight in now)
        self.capacity = min(MAX_CHECKPOINTS, limits().checkpoint_bytes // (4 * max(size, 1)))
        self.epochs: list[int] = []
        self._start = time.perf_counter()
        self._spent = 0.0
        if self.capacity < 2:
            return
        about = {
            "spec": spec.to_dict(),
            "target": asdict(target) if target else None,
            "shapes": [weight.shape for weight in now],
        }
        try:
            if goes_on and (folder / FOLDER).is_dir() and not self.folder.is_dir():
                shutil.copytree(folder / FOLDER, self.folder)
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / ABOUT).write_text(json.dumps(about))
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)  # half of it would hide the earlier ones
            self._end(error)
        else:
            self.epochs = _epochs_in(self.folder)

    def save(self, epoch: int, *, always: bool = False, again: bool = False) -> None:
        """Stores the weights after an epoch, unless that would slow training or there is no room at all.

        Args:
            epoch: Counted from 1; 0 for the initial weights.
            always: Also where it would slow training.
            again: In the place of an earlier one of this epoch.
        """
        if self.capacity < 2 or (epoch in self.epochs and not again):
            return
        start = time.perf_counter()
        if not always and self._spent > CHECKPOINT_GRACE + CHECKPOINT_SHARE * (start - self._start):
            return
        values = np.concatenate([np.asarray(weight, np.float32).ravel() for weight in self._weights()])
        unfinished = self.folder / "unfinished.npy"
        try:
            np.save(unfinished, values)
            os.replace(unfinished, self.folder / WEIGHTS.format(epoch))
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            self._end(error)
            return
        self.epochs = sorted({*self.epochs, epoch})
        gone = dropped(self.epochs, self.capacity)
        for old in gone:
            (self.folder / WEIGHTS.format(old)).unlink(missing_ok=True)
            self.epochs.remove(old)
        self._emit(CheckpointSaved(epoch, tuple(gone)))
        self._spent += time.perf_counter() - start

    def clear(self) -> None:
        """Throws all checkpoints away, for a training that begins again."""
        for epoch in self.epochs:
            (self.folder / WEIGHTS.format(epoch)).unlink(missing_ok=True)
        self.epochs = []

    def _end(self, error: OSError) -> None:
        self.capacity = 0
        self._emit(FilmEnded(tr("The film of this run ends early: {error}.", error=show_disk_error(error))))

    def give_way(self, error: OSError) -> None:
        """Removes the checkpoints of this training, so that what matters more finds room."""
        self.capacity, self.epochs = 0, []
        shutil.rmtree(self.folder, ignore_errors=True)
        self._emit(FilmEnded(tr("This run has no film: {error}.", error=show_disk_error(error)), kept=False))

    def replace_earlier(self) -> None:
        """Puts the checkpoints of a training that went on in the place of the earlier ones."""
        stays = self.folder.with_name(FOLDER)
        if self.folder.is_dir() and self.folder != stays:
            shutil.rmtree(stays, ignore_errors=True)
            os.replace(self.folder, stays)


class Checkpoints:
    """The stored checkpoints of a training, also of one that runs.

    Args:
        spec: The experiment.
        target: How the target of a regression is scaled, as for `build_model`.
        shapes: Shape of each array of weights.
        folders: Where they are, the newest first; those of the same epoch are equal.
    """

    def __init__(
        self, spec: ExperimentSpec, target: TargetScaling | None, shapes: list[tuple[int, ...]], folders: list[Path]
    ) -> None:
        self.spec, self.target, self.shapes, self.folders = spec, target, shapes, folders

    @classmethod
    def load(cls, folder: Path) -> Checkpoints:
        """The checkpoints in a run's folder.

        Raises:
            DataError: If there is none.
        """
        folders = [path for name in (NEW_FOLDER, FOLDER) if (path := Path(folder) / name).is_dir()]
        if not folders:
            raise DataError(tr("This run has no film: its network is too large, or its files are gone."))
        try:
            about = json.loads((folders[0] / ABOUT).read_text())
            spec = ExperimentSpec.from_dict(about["spec"])
            target = TargetScaling(**about["target"]) if about["target"] else None
            return cls(spec, target, [tuple(shape) for shape in about["shapes"]], folders)
        except (OSError, ValueError, KeyError, TypeError, SpecError) as error:
            raise DataError(tr("The film of this run is damaged ({name}).", name=type(error).__name__)) from error

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs that have one, in order; 0 are the initial weights."""
        return tuple(sorted({epoch for folder in self.folders for epoch in _epochs_in(folder)}))

    def weights(self, epoch: int) -> list[np.ndarray]:
        """The weights after an epoch, float32, as `keras.Model.set_weights` takes them.

        Raises:
            DataError: If this epoch has no checkpoint.
        """
        files = [path for folder in self.folders if (path := folder / WEIGHTS.format(epoch)).is_file()]
        try:
            values = np.load(files[0])
            ends = np.cumsum([int(np.prod(shape)) for shape in self.shapes])
            parts = np.split(values, ends[:-1])
            return [part.reshape(shape) for part, shape in zip(parts, self.shapes, strict=True)]
        except (IndexError, OSError, ValueError) as error:
            raise DataError(tr("The film of this run does not show epoch {epoch}.", epoch=epoch)) from error


def _epochs_in(folder: Path) -> list[int]:
    return sorted(int(path.stem) for path in folder.glob("*.npy") if path.stem.isdigit())
