"""Trained runs for tests of the store, as small as they can be."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from nnplay.datasets import load_dataset
from nnplay.models.shapes import trace
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.training.history import History
from nnplay.training.run_folder import HISTORY_FILE, MODEL_FILE, SEEDS_FILE, SPEC_FILE, WEIGHTS_FILE


def spec_of(dataset: str = "moons", units: int = 3, seed: int = 0, **training: object) -> ExperimentSpec:
    """A small experiment."""
    options = {"epochs": 2, **training}
    return ExperimentSpec(
        DatasetSpec(dataset),
        (LayerSpec("Dense", units=units, activation="tanh"),),
        TrainingSpec(OptimizerSpec("Adam", learning_rate=0.02), **options),  # type: ignore[arg-type]
        seed,
    )


def history_of(spec: ExperimentSpec, accuracy: float = 0.75, epochs: int = 2) -> History:
    """What a training of it may have told."""
    falling = [1 / (epoch + 1) for epoch in range(epochs)]
    return History(
        status="finished",
        planned_epochs=epochs,
        steps=5,
        examples={"training": 150, "validation": 40, "test": 60},
        parameters=trace(spec).parameters,
        execution="compiled",
        epochs=list(range(1, epochs + 1)),
        columns={
            "loss": falling,
            "accuracy": [1 - one / 2 for one in falling],
            "val_loss": [one + 0.1 for one in falling],
            "val_accuracy": [0.95 - one / 2 for one in falling],
        },
        seconds=[0.5] * epochs,
        reason="completed",
        best_epoch=epochs,
        test_metrics={"loss": 0.4, "accuracy": accuracy},
        total_seconds=epochs * 0.5,
        message="All epochs are done.",
    )


def weights_of(spec: ExperimentSpec) -> list[np.ndarray]:
    """Kernels and biases of its Dense layers, drawn from its seed."""
    rng = np.random.default_rng(spec.seed)
    rows = [row for row in trace(spec).rows if row.parameters]
    shapes = [shape for row in rows for shape in ((*row.input_shape, *row.output_shape), row.output_shape)]
    return [rng.normal(size=shape).astype(np.float32) for shape in shapes]


def made_run(folder: Path, spec: ExperimentSpec | None = None, history: History | None = None) -> Path:
    """A folder as a training stores its run of Dense layers, with weights that nobody trained; without Keras."""
    spec = spec or spec_of()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SPEC_FILE).write_text(spec.to_json())
    (folder / HISTORY_FILE).write_text(json.dumps((history or history_of(spec)).to_dict()))
    (folder / SEEDS_FILE).write_text("[]")
    (folder / "preprocess.json").write_text(load_dataset(spec.dataset).preprocess.to_json())
    np.savez(folder / WEIGHTS_FILE, *weights_of(spec), allow_pickle=False)
    (folder / MODEL_FILE).write_bytes(b"a Keras file")
    return folder


def rewritten(file: bytes, change: Mapping[str, bytes | Callable[[bytes], bytes] | None]) -> bytes:
    """A .nnplay file with some of its members changed, added, or left out where they are None."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(made, "w") as new:
        members = {name: old.read(name) for name in old.namelist()}
        for name, changed in change.items():
            if changed is None:
                members.pop(name)
            else:
                members[name] = changed(members[name]) if callable(changed) else changed
        for name, content in members.items():
            new.writestr(name, content)
    return made.getvalue()
