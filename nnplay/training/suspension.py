"""A paused training on the disk: all that it needs to go on in another process as if nothing had happened."""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np

from nnplay.errors import DataError, SpecError
from nnplay.i18n import tr
from nnplay.limits import limits
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History

FILE = "suspended.npz"
_ABOUT = "about"
_GROUPS = ("weights", "optimizer", "seeds", "metrics", "best", "own")


@dataclass
class StopperState:
    """Where early stopping stands; see `keras.callbacks.EarlyStopping`."""

    wait: int = 0
    best: float | None = None
    best_epoch: int = 0
    weights: list[np.ndarray] | None = None


@dataclass
class Suspension:
    """A training between two batches.

    Args:
        spec: The experiment.
        history: What has happened; it is not told again.
        goes_on: Whether it goes on from a stored run.
        base: Folder of the network whose weights it started from, for a reset; empty for new ones.
        execution: How its epochs are run.
        per_call: Batches of one call, through `fit`.
        epochs: That are done.
        batches: Of the next epoch that are done.
        epoch_seconds, seconds: Wall time of this epoch so far, and of the training in this process and earlier ones.
        running_seconds: What counts for the limit of time.
        stopper: Where early stopping stands, if it is on.
        arrays: Weights, variables of the optimizer, random generators, running metrics; `"own"`, where weights were
            set by hand in this pause, those that training itself had reached.
        changes: Settings with which it shall go on other than it began, in words; never on the disk.
    """

    spec: ExperimentSpec
    history: History
    goes_on: bool
    base: str
    execution: str
    per_call: int
    epochs: int
    batches: int
    epoch_seconds: float
    seconds: float
    running_seconds: float
    stopper: StopperState | None = None
    arrays: dict[str, list[np.ndarray]] = field(default_factory=dict)
    changes: tuple[str, ...] = ()

    def take(self, model: keras.Model) -> None:
        """Takes the model's state in."""
        model.optimizer.build(model.trainable_variables)
        self.arrays = {
            "weights": model.get_weights(),
            "optimizer": [np.asarray(variable) for variable in model.optimizer.variables],
            "seeds": [np.asarray(state) for state in seed_states(model)],
            "metrics": [np.asarray(variable) for variable in _metric_variables(model)] if self.batches else [],
            "best": (self.stopper.weights if self.stopper else None) or [],
            "own": [],
        }

    def give(self, model: keras.Model) -> None:
        """Gives a new model the state, but for its running metrics, which the beginning of an epoch would reset."""
        model.optimizer.build(model.trainable_variables)
        model.set_weights(self.arrays["weights"])
        for variables, group in ((model.optimizer.variables, "optimizer"), (seed_states(model), "seeds")):
            if self.changes and len(variables) != len(self.arrays[group]):
                continue  # a Dropout of rate 0 draws no random numbers, so that its first ones are new
            for variable, value in zip(variables, self.arrays[group], strict=True):
                variable.assign(value)

    def give_metrics(self, model: keras.Model) -> None:
        """Gives a model the running metrics of the epoch that is under way."""
        if self.batches:
            for variable, value in zip(_metric_variables(model), self.arrays["metrics"], strict=True):
                variable.assign(value)

    @property
    def size(self) -> int:
        """Bytes that it takes on the disk, roughly."""
        return sum(array.nbytes for group in self.arrays.values() for array in group) + 10_000

    def save(self, folder: Path) -> None:
        """Writes it into the run's folder.

        Raises:
            DataError: If all that wait beside it leave no room for it.
            OSError: If it cannot be written.
        """
        others = sum(path.stat().st_size for path in folder.parent.glob(f"*/{FILE}") if path.parent != folder)
        if others + self.size > limits().suspended_bytes:
            raise DataError(tr("So many paused trainings are stored on disk that there is no room for another one."))
        about = {
            **{name: getattr(self, name) for name in _PLAIN},
            "spec": self.spec.to_dict(),
            "history": {**self.history.to_dict(), "note": self.history.note},
            "stopper": {**asdict(self.stopper), "weights": None} if self.stopper else None,
        }
        arrays: dict[str, Any] = {_ABOUT: np.frombuffer(json.dumps(about).encode(), np.uint8)}
        for group in _GROUPS:
            arrays |= {f"{group}-{place:04d}": array for place, array in enumerate(self.arrays[group])}
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f"new.{FILE}"
        try:
            np.savez(unfinished, **arrays)
            os.replace(unfinished, folder / FILE)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise

    @classmethod
    def load(cls, folder: Path) -> Suspension:
        """What `save` wrote.

        Raises:
            DataError: If it is gone or damaged.
        """
        try:
            with np.load(folder / FILE, allow_pickle=False) as stored:
                about: dict[str, Any] = json.loads(stored[_ABOUT].tobytes())
                arrays = {
                    group: [stored[name] for name in sorted(stored.files) if name.startswith(f"{group}-")]
                    for group in _GROUPS
                }
            note = about["history"].pop("note")
            history = History.from_dict(about["history"])
            history.batch, history.note = about["batches"], note
            stopper = StopperState(**about["stopper"]) if about["stopper"] else None
            if stopper and arrays["best"]:
                stopper.weights = arrays["best"]
            plain = {name: about[name] for name in _PLAIN}
            return cls(ExperimentSpec.from_dict(about["spec"]), history, **plain, stopper=stopper, arrays=arrays)
        except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile, SpecError) as error:
            raise DataError(
                tr(
                    "What this paused training had learned is gone or damaged ({name}). Train it again.",
                    name=type(error).__name__,
                )
            ) from error


_PLAIN = (
    "goes_on", "base", "execution", "per_call", "epochs", "batches", "epoch_seconds", "seconds", "running_seconds",
)  # fmt: skip


def remove(folder: Path) -> None:
    """Removes what waits in a run's folder, if anything does."""
    (folder / FILE).unlink(missing_ok=True)


def seed_states(model: keras.Model) -> list[Any]:
    """The places of a model's random generators, as of Dropout."""
    return [variable for variable in model.variables if variable.path.endswith("seed_generator_state")]


def _metric_variables(model: keras.Model) -> list[Any]:
    return [variable for metric in model.metrics for variable in metric.variables]
