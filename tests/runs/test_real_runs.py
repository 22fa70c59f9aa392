"""Real trainings in a store: they answer as before, from a file as well, and can be trained on."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.runs import KeptRun, RunStore
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.training.checkpoints import Checkpoints
from nnplay.training.run import continue_experiment, run_experiment
from nnplay.training.run_folder import MODEL_FILE
from nnplay.training.stored import Run

LAYERS = (
    LayerSpec("Conv2D", filters=3, kernel_size=3),
    LayerSpec("BatchNormalization"),
    LayerSpec("Dropout", rate=0.3),
    LayerSpec("Flatten"),
)
PICTURES = ExperimentSpec(
    DatasetSpec("digits"), LAYERS, TrainingSpec(OptimizerSpec("RMSprop"), batch_size=256, epochs=1), seed=5
)
PRICES = ExperimentSpec(
    DatasetSpec("diabetes"),
    (LayerSpec("Dense", units=4),),
    TrainingSpec(OptimizerSpec("SGD", momentum=0.9), epochs=2),
)


def sent(run: Run, folder: Path) -> tuple[RunStore, KeptRun]:
    """A store that has a run from a file, as another person has it."""
    theirs, mine = RunStore(folder / "theirs"), RunStore(folder / "mine")
    file = io.BytesIO()
    theirs.export([theirs.add(run, name="Real").id], file)
    (kept,) = mine.import_runs(file)
    assert not (kept.folder / MODEL_FILE).exists()
    return mine, kept


@pytest.mark.parametrize("spec", [PICTURES, PRICES], ids=["pictures", "numbers"])
def test_a_run_from_a_file_predicts_the_same(spec: ExperimentSpec, tmp_path: Path) -> None:
    run = run_experiment(spec, folder=tmp_path / "run")
    _, kept = sent(run, tmp_path)
    again = Run.load(kept.folder)
    x = load_dataset(spec.dataset).x_test[:50]
    np.testing.assert_array_equal(np.asarray(again.model(x)), np.asarray(run.model(x)))
    assert again.preprocess == run.preprocess
    film = Checkpoints.load(kept.folder)
    assert film.epochs == kept.history.checkpoints == run.history.checkpoints
    np.testing.assert_array_equal(film.weights(film.epochs[-1])[0], again.model.get_weights()[0])


@pytest.mark.thorough
def test_a_run_from_a_file_goes_on_with_equal_weights(tmp_path: Path) -> None:
    run = run_experiment(PICTURES, folder=tmp_path / "run")
    mine, kept = sent(run, tmp_path)
    mine.copy(kept.id, tmp_path / "copy")
    assert run.folder
    alone, from_file = continue_experiment(run.folder, 1), continue_experiment(tmp_path / "copy", 1)
    for one, two in zip(alone.model.get_weights(), from_file.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    # Training on has replaced files, and changed none that a store has.
    for store in (mine, RunStore(tmp_path / "theirs")):
        assert len(store.list()[0].history.epochs) == 1


def test_what_train_returns_can_be_kept_without_a_folder_of_its_own(tmp_path: Path) -> None:
    line = SPECS["line"]
    run = run_experiment(replace(line, training=replace(line.training, epochs=1)))
    store = RunStore(tmp_path)
    kept = store.add(run)
    assert run.folder == kept.folder
    assert kept.name == "Line 1"
    np.testing.assert_array_equal(Run.load(kept.folder).model.get_weights()[0], run.model.get_weights()[0])
