"""A trained experiment and its folder."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from nnplay.datasets.preprocessing.fitted import FILE as PREPROCESS_FILE
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.errors import DataError, SpecError
from nnplay.export import Exported, export_run
from nnplay.i18n import tr
from nnplay.models.build import build_model
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History
from nnplay.training.run_folder import (
    HISTORY_FILE,
    MODEL_FILE,
    OPTIMIZER_FILE,
    SEEDS_FILE,
    SPEC_FILE,
    WEIGHTS_FILE,
)


@dataclass
class Run:
    """A trained experiment.

    Args:
        spec: The experiment.
        history: What happened.
        model: The trained `keras.Model`.
        folder: Where it is stored, if it is.
        preprocess: How new examples become the network's inputs; None for a run of an earlier nnplay.
    """

    spec: ExperimentSpec
    history: History
    model: keras.Model
    folder: Path | None = None
    preprocess: Preprocess | None = None

    @property
    def test_metrics(self) -> dict[str, float]:
        """Loss and metric on the test part."""
        return self.history.test_metrics

    def export(self, format: str, path: str | os.PathLike[str], **options: Any) -> Exported:
        """Writes the run into a file for another program; see `nnplay.export.export_run`.

        Args:
            format: A name of `nnplay.registry.EXPORTS`, e.g. `"keras"`, `"script"` or `"report"`.
            path: The file; its folder must be there.
            **options: As the format declares them.

        Raises:
            ExportError: If this run cannot leave in this format, or the file can't be written.
        """
        return export_run(self, format, path, **options)

    def save(self, folder: Path) -> None:
        """Writes spec, history and model into a folder, the model last: where it is, all is.

        An earlier run in this folder stays until the new one is written in full.
        """
        folder.mkdir(parents=True, exist_ok=True)
        plain = (SPEC_FILE, HISTORY_FILE, SEEDS_FILE, *([PREPROCESS_FILE] if self.preprocess else []))
        new = {name: folder / f"new.{name}" for name in (*plain, WEIGHTS_FILE, OPTIMIZER_FILE, MODEL_FILE)}
        new[SPEC_FILE].write_text(self.spec.to_json(indent=1))
        new[HISTORY_FILE].write_text(json.dumps(self.history.to_dict()))
        new[SEEDS_FILE].write_text(json.dumps([np.asarray(state).tolist() for state in _seed_states(self.model)]))
        if self.preprocess:
            new[PREPROCESS_FILE].write_text(self.preprocess.to_json(), encoding="utf-8")
        np.savez(new[WEIGHTS_FILE], *self.model.get_weights(), allow_pickle=False)
        optimizer = [variable.numpy() for variable in self.model.optimizer.variables]
        np.savez(new[OPTIMIZER_FILE], *optimizer, allow_pickle=False)
        self.model.save(new[MODEL_FILE])
        for name, path in new.items():
            os.replace(path, folder / name)
        self.folder = folder

    @classmethod
    def load(cls, folder: Path) -> Run:
        """The run that `save` wrote, or one without its Keras file, whose model is built from spec and weights.

        Raises:
            DataError: If a file is missing or cannot be read.
        """
        folder = Path(folder)
        try:
            spec = ExperimentSpec.from_json((folder / SPEC_FILE).read_text())
            history = History.from_dict(json.loads((folder / HISTORY_FILE).read_text()))
            preprocess = _preprocess(folder)
            if (folder / MODEL_FILE).exists() or not (folder / WEIGHTS_FILE).exists():
                from nnplay.models import own_layers  # noqa: F401  which Keras must know to read them

                model = keras.saving.load_model(folder / MODEL_FILE)
            else:
                model = _built(spec, preprocess, folder)
        except (OSError, ValueError, KeyError, TypeError, SpecError) as error:
            raise DataError(
                tr("The files of this run are gone or damaged ({name}). Train it again.", name=type(error).__name__)
            ) from error
        return cls(spec, history, model, folder, preprocess)


def _preprocess(folder: Path) -> Preprocess | None:
    try:
        return Preprocess.load(folder)
    except DataError:  # its spec and its model are there all the same
        return None


def _built(spec: ExperimentSpec, preprocess: Preprocess | None, folder: Path) -> keras.Model:
    """The model of a run from elsewhere, whose Keras file nobody opens: it could hold more than numbers."""
    model = build_model(spec, preprocess.target if preprocess else None)
    model.set_weights(_arrays(folder / WEIGHTS_FILE))
    if (folder / OPTIMIZER_FILE).exists():
        model.optimizer.build(model.trainable_variables)
        for variable, value in zip(model.optimizer.variables, _arrays(folder / OPTIMIZER_FILE), strict=True):
            variable.assign(value)
    return model


def _arrays(file: Path) -> list[np.ndarray]:
    with np.load(file, allow_pickle=False) as stored:
        return [stored[name] for name in stored.files]


def restore_state(model: keras.Model, run: Run) -> None:
    """Gives a new model of the same layers the whole state of a stored run: weights, optimizer, random generators."""
    _copy_state(run.model, model)
    assert run.folder
    if (run.folder / SEEDS_FILE).is_file():
        for state, value in zip(_seed_states(model), json.loads((run.folder / SEEDS_FILE).read_text()), strict=True):
            state.assign(value)


def reinitialize(model: keras.Model, spec: ExperimentSpec) -> None:
    """Gives a model of an experiment the state of a new one: weights, optimizer, random generators."""
    new = build_model(spec)
    new.optimizer.build(new.trainable_variables)
    _copy_state(new, model)
    for state, value in zip(_seed_states(model), _seed_states(new), strict=True):
        state.assign(value)


def _copy_state(source: keras.Model, model: keras.Model) -> None:
    """Weights and optimizer."""
    model.optimizer.build(model.trainable_variables)
    model.set_weights(source.get_weights())
    for variable, value in zip(model.optimizer.variables, source.optimizer.variables, strict=True):
        variable.assign(value)


def load_weights(model: keras.Model, folder: Path) -> None:
    """Gives a new model the weights of a stored run, or of a file `weights.npz`; its optimizer stays a new one.

    Raises:
        DataError: If they are gone or cannot be read.
        SpecError: If they belong to other layers.
    """
    file = Path(folder) / WEIGHTS_FILE
    if file.is_file():
        weights = [array.astype(np.float32) for array in _arrays(file)]
    else:
        weights = Run.load(folder).model.get_weights()
    if [array.shape for array in weights] != [array.shape for array in model.get_weights()]:
        raise SpecError(
            tr(
                "The weights to start from belong to a network with other layers. Use the same layers, inputs and "
                "classes."
            )
        )
    model.set_weights(weights)


def _seed_states(model: keras.Model) -> list[Any]:
    return [variable for variable in model.variables if variable.path.endswith("seed_generator_state")]
