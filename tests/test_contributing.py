"""CONTRIBUTING's examples work as they stand: each is run where its first line says."""

from __future__ import annotations

import ast
import importlib
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import keras
import pytest

from nnplay.catalogue import SPECS
from nnplay.classroom.assignment import Assignment
from nnplay.classroom.checks import Check
from nnplay.classroom.evidence import RunEvidence
from nnplay.datasets import load_dataset
from nnplay.models.build import build_model
from nnplay.models.shapes import trace
from nnplay.registry import CHECKS, DATASETS, EXPORTS, LAYERS, Registry
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from tests.export.factories import trained

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"```python\n# (\S+)\n(.*?)```", TEXT, re.S))


def run_in(file: str) -> dict[str, Any]:
    """The names of a module after an example has been added to it."""
    names = dict(vars(importlib.import_module(file.removesuffix(".py").replace("/", "."))))
    exec(EXAMPLES[file], names)
    return names


def open_again(monkeypatch: pytest.MonkeyPatch, registry: Registry[Any]) -> None:
    """What is registered from now on is gone after the test."""
    monkeypatch.setattr(registry, "_kinds", {name: registry[name] for name in registry})


def test_the_new_layer_trains_nothing_and_keras_has_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    open_again(monkeypatch, LAYERS)
    LAYERS.register(run_in("nnplay/models/layers.py")["GAUSSIAN_NOISE"])
    layers = (LayerSpec("Dense", units=3), LayerSpec("GaussianNoise", stddev=0.5))
    spec = ExperimentSpec(DatasetSpec("iris"), layers, TrainingSpec(OptimizerSpec("Adam")))
    model = build_model(spec)
    assert type(model.layers[1]).__name__ == "GaussianNoise"
    assert model.layers[1].stddev == 0.5
    assert trace(spec).checked().parameters == model.count_params()


def test_the_new_dataset_loads_as_its_signature_says(monkeypatch: pytest.MonkeyPatch) -> None:
    open_again(monkeypatch, DATASETS)
    run_in("nnplay/datasets/kinds/tabular.py")
    data = load_dataset(DatasetSpec("friedman"))
    assert data.task == "regression"
    assert data.x_train.shape[1:] == data.input_shape == (5,)
    assert sum(len(x) for x, _ in data.parts.values()) == 300


def test_the_new_goal_is_judged_and_goes_into_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    open_again(monkeypatch, CHECKS)
    run_in("nnplay/classroom/checks.py")
    goal = Check("width_at_most", count=16)
    task = Assignment("Narrow", "", SPECS["spiral"], goals=(goal,))
    assert Assignment.from_link(task.to_link()).goals == (goal,)
    assert goal.judge(RunEvidence.before(SPECS["spiral"])).holds
    assert not Check("width_at_most", count=15).judge(RunEvidence.before(SPECS["spiral"])).holds


def test_the_new_format_is_what_keras_builds_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    open_again(monkeypatch, EXPORTS)
    run_in("nnplay/export/keras_files.py")
    run = trained("line")
    assert "model_from_json" in run.export("architecture", tmp_path / "line.json").note
    model = keras.models.model_from_json((tmp_path / "line.json").read_text(encoding="utf-8"))
    assert model.count_params() == run.model.count_params()


def test_the_new_lesson_builds_on_one_that_is_there() -> None:
    names = run_in("nnplay/lessons.py")
    new = names["PENALTIES"]
    assert all(names["lesson"](name) for name in new.needs)
    assert f"nnplay/ui/lessons/{new.name}.py" in EXAMPLES


def is_there(module: str, name: str) -> bool:
    """Whether `from module import name` works."""
    return hasattr(importlib.import_module(module), name) or find_spec(f"{module}.{name}") is not None


@pytest.mark.parametrize("file", [file for file in EXAMPLES if not (ROOT / file).exists()])
def test_a_new_file_takes_from_rooms_that_have_it(file: str) -> None:
    imports = [node for node in ast.walk(ast.parse(EXAMPLES[file])) if isinstance(node, ast.ImportFrom)]
    taken = [(str(node.module), alias.name) for node in imports for alias in node.names]
    # The thing that is added has rooms of its own, which the examples leave out.
    old = [(module, name) for module, name in taken if Path(file).stem not in (name, module.rsplit(".", 1)[-1])]
    assert len(old) >= 1
    assert [taken for taken in old if not is_there(*taken)] == []


def test_the_files_that_it_names_are_there() -> None:
    named = set(re.findall(r"`((?:nnplay|tests|pages|app)[\w/]*(?:\.py|/))`", TEXT))
    assert len(named) > 4
    assert [name for name in sorted(named) if "NAME" not in name and not (ROOT / name).exists()] == []
