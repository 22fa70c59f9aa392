"""One run from a stranger's file: checked part by part, and written anew in our own way."""

from __future__ import annotations

import io
import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from nnplay.datasets.preprocessing.fitted import FILE as PREPROCESS_FILE
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.datasets.store import uploads
from nnplay.errors import DataError, NnplayError, SpecError
from nnplay.i18n import tr
from nnplay.limits import limits
from nnplay.models.shapes import trace
from nnplay.registry import DATASETS
from nnplay.runs.arrays import read_array, read_arrays
from nnplay.runs.kept import ABOUT_FILE, About
from nnplay.runs.own_data import DATA_FILE, own_file
from nnplay.runs.strange_history import checked_history
from nnplay.spec import ExperimentSpec
from nnplay.training.checkpoints import ABOUT as FILM_FILE
from nnplay.training.checkpoints import FOLDER as FILM_FOLDER
from nnplay.training.checkpoints import MAX_CHECKPOINTS
from nnplay.training.checkpoints import WEIGHTS as FILM_WEIGHTS
from nnplay.training.history import History
from nnplay.training.run_folder import HISTORY_FILE, OPTIMIZER_FILE, SEEDS_FILE, SPEC_FILE, WEIGHTS_FILE

OPTIMIZER_NUMBERS = 4
"""An optimizer keeps at most so many numbers for each weight, and a few of its own."""

_SPARE = 1_000_000
"""Bytes that an archive of arrays may take beside its numbers."""

_UNSAID = re.compile(r"[^\w .,·→×%()+-]")


class RunContents(Protocol):
    """The files of one run in an archive; see `run_file.ArchivedRuns`."""

    def size(self, name: str) -> int | None: ...
    def read(self, name: str, most: int) -> bytes: ...
    def text(self, name: str) -> str: ...


def read_run(contents: RunContents, folder: Path) -> About:
    """Reads a run into an empty folder; what its owner said of it.

    Raises:
        DataError: If something in it is damaged or does not belong together.
        KeyError, ValueError: If something is missing, or no JSON.
    """
    about = About.from_json(contents.text(ABOUT_FILE))
    # Lists show it as Markdown.
    about = replace(about, base=_UNSAID.sub("", about.base), hidden=False)
    spec = _spec(contents, about)
    _bring_data(contents, folder, spec)
    try:
        parameters = trace(spec).checked().parameters
    except SpecError as error:
        raise DataError(
            tr("The run “{name}” cannot be opened here. {message}", name=about.name, message=error.message)
        ) from error
    history = checked_history(json.loads(contents.text(HISTORY_FILE)))
    preprocess = _preprocess(contents, spec)
    weights = _arrays(contents, folder, WEIGHTS_FILE, parameters)
    if sum(array.size for array in weights) != parameters or any(array.dtype != np.float32 for array in weights):
        raise DataError(tr("The weights of the run “{name}” do not belong to its layers.", name=about.name))
    if contents.size(OPTIMIZER_FILE) is not None:
        _arrays(contents, folder, OPTIMIZER_FILE, OPTIMIZER_NUMBERS * parameters + 100)
    history.checkpoints = _film(contents, folder, spec, preprocess, history, weights)
    (folder / SPEC_FILE).write_text(spec.to_json(indent=1), encoding="utf-8")
    (folder / HISTORY_FILE).write_text(json.dumps(history.to_dict()), encoding="utf-8")
    (folder / PREPROCESS_FILE).write_text(preprocess.to_json(), encoding="utf-8")
    (folder / SEEDS_FILE).write_text(json.dumps(_seeds(contents)), encoding="utf-8")
    return about


def _spec(contents: RunContents, about: About) -> ExperimentSpec:
    try:
        return ExperimentSpec.from_json(contents.text(SPEC_FILE))
    except SpecError as error:
        raise DataError(
            tr(
                "The experiment of the run “{name}” cannot be read, perhaps because a newer version of nnplay wrote "
                "it: {message}",
                name=about.name,
                message=error.message,
            )
        ) from error


def _bring_data(contents: RunContents, folder: Path, spec: ExperimentSpec) -> None:
    """Keeps the student's own data that came along, if they are those that the experiment names."""
    digest = own_file(spec)
    if not digest or contents.size(DATA_FILE) is None:
        return
    content = contents.read(DATA_FILE, uploads.MAX_FILE_BYTES)
    if uploads.keep(content) != digest:
        raise DataError(tr("The data in this file are not those that its run was trained on."))
    (folder / DATA_FILE).write_bytes(content)


def _preprocess(contents: RunContents, spec: ExperimentSpec) -> Preprocess:
    try:
        preprocess = Preprocess.from_json(contents.text(PREPROCESS_FILE))
        found, expected = preprocess.signature, DATASETS[spec.dataset.name].signature(spec.dataset.options)
        kept = Preprocess.from_json(preprocess.to_json())
        same = (tuple(found.input_shape), found.task, tuple(found.class_names)) == (
            expected.input_shape, expected.task, expected.class_names,
        )  # fmt: skip
        if kept != preprocess or not same or preprocess.family != spec.dataset.kind.family:
            raise ValueError
    except (NnplayError, TypeError, ValueError, AttributeError) as error:
        raise DataError(
            tr("The part of this file that says how to prepare new examples is damaged, or belongs to other data.")
        ) from error
    return preprocess


def _arrays(contents: RunContents, folder: Path, name: str, most: int) -> list[np.ndarray]:
    """Arrays of an .npz in the archive, written anew into the folder."""
    unchecked = folder / "unchecked"
    unchecked.write_bytes(contents.read(name, 8 * most + _SPARE))
    arrays = read_arrays(unchecked, most)
    unchecked.unlink()
    np.savez(folder / name, *arrays, allow_pickle=False)
    return arrays


def _seeds(contents: RunContents) -> list[list[int]]:
    """The places of the random generators, each of a few whole numbers."""
    found = json.loads(contents.text(SEEDS_FILE)) if contents.size(SEEDS_FILE) is not None else []
    states = [[int(one) for one in state] for state in found]
    if len(states) > 1000 or any(len(state) != 2 or not all(0 <= one < 2**32 for one in state) for state in states):
        raise ValueError
    return states


def _film(
    contents: RunContents,
    folder: Path,
    spec: ExperimentSpec,
    preprocess: Preprocess,
    history: History,
    weights: list[np.ndarray],
) -> tuple[int, ...]:
    """The checkpoints that came along; their epochs."""
    count = sum(array.size for array in weights)
    epochs = [epoch for epoch in history.checkpoints if contents.size(_film_name(epoch)) is not None]
    if len(epochs) > MAX_CHECKPOINTS or 4 * count * len(epochs) > limits().checkpoint_bytes:
        epochs = []
    if not epochs:
        return ()
    (folder / FILM_FOLDER).mkdir()
    for epoch in epochs:
        content = contents.read(_film_name(epoch), 4 * count + 1024)
        values = read_array(io.BytesIO(content), count, len(content))
        if values.dtype != np.float32 or values.shape != (count,):
            raise DataError(tr("The film of this run does not belong to its layers."))
        np.save(folder / _film_name(epoch), values, allow_pickle=False)
    about = {
        "spec": spec.to_dict(),
        "target": asdict(preprocess.target) if preprocess.target else None,
        "shapes": [array.shape for array in weights],
    }
    (folder / FILM_FOLDER / FILM_FILE).write_text(json.dumps(about), encoding="utf-8")
    return tuple(epochs)


def _film_name(epoch: int) -> str:
    return f"{FILM_FOLDER}/{FILM_WEIGHTS.format(epoch)}"
