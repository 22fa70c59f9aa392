"""Exported scripts and notebooks train the networks of nnplay, in a process that does not know it."""

from __future__ import annotations

import ast
import functools
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import keras
import nbclient
import nbformat
import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.errors import ExportError
from nnplay.export.program import network_code
from nnplay.export.script import notebook, script
from nnplay.models import own_layers
from nnplay.models.build import build_model
from nnplay.models.shapes import trace
from nnplay.registry import EXPORTS, INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.training.run import run_experiment
from nnplay.training.stored import Run
from tests.export.factories import SPECS_BY_NAME
from tests.export.factories import trained as small_run
from tests.export.test_program_data import another
from tests.waiting import SECONDS

RUNNER = Path(__file__).with_name("run_scripts.py")


def dense(units: int = 6, **options: object) -> LayerSpec:
    return LayerSpec("Dense", units=units, **{"activation": "tanh", **options})


PLAIN = ExperimentSpec(
    DatasetSpec("moons", samples=80), (dense(), dense(4)), TrainingSpec(OptimizerSpec("Adam"), epochs=3)
)
CASES: dict[str, ExperimentSpec] = {
    # One preset of each family of data.
    **{name: SPECS_BY_NAME[name] for name in ("digits", "line", "table", "text")},
    "spiral": SPECS["spiral"].with_training(epochs=3),
    "wine": SPECS["wine"].with_training(epochs=5),
    # One option of the training at a time.
    "plain": PLAIN,
    "seed": PLAIN.with_seed(5),
    "batch": PLAIN.with_training(batch_size=7),
    "early": PLAIN.with_training(
        early_stopping=True, patience=1, epochs=12, optimizer=OptimizerSpec("SGD", learning_rate=3.0)
    ),
    "weighted": PLAIN.with_dataset(DatasetSpec("xor", samples=70)).with_training(class_weight="balanced"),
    "one-hot": SPECS["wine"].with_training(epochs=2, loss="categorical_crossentropy", class_weight="balanced"),
    "RMSprop": PLAIN.with_training(optimizer=OptimizerSpec("RMSprop", rho=0.8), loss="mean_squared_error"),
    "scaled target": SPECS["housing"].with_dataset(DatasetSpec("diabetes")).with_training(epochs=3, loss="huber"),
    "dropout": PLAIN.with_layers((dense(16), LayerSpec("Dropout", rate=0.2), dense())),
    "normalized": PLAIN.with_layers(
        (dense(), LayerSpec("BatchNormalization", momentum=0.9), LayerSpec("Activation"), dense())
    ),
    "penalized": PLAIN.with_layers((dense(l1=0.01, l2=0.02), dense(kernel_initializer="HeNormal"))),
}


ALONE = ("digits", "spiral", "line", "table")
"""A script of each family of data has a process to itself, as students run it; the others share one."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder for each case that is tested, with its script and what came out of it where nnplay is not known."""
    folder = tmp_path_factory.mktemp("scripts")
    test = test_a_script_gets_the_network_of_nnplay.__name__
    cases = [each for each in request.session.items if isinstance(each, pytest.Function) and each.originalname == test]
    names = [str(case.callspec.params["name"]) for case in cases]
    places = {name: str(exported(name, folder)) for name in names}
    alone = [places.pop(name) for name in ALONE if name in places]
    ran = subprocess.run(
        [sys.executable, str(RUNNER), "--alone", *alone, "--together", *places.values()],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        timeout=5 * SECONDS,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return folder


def exported(name: str, folder: Path) -> Path:
    """A new folder with the script of a case, and the data that it brings along."""
    place = folder / name
    place.mkdir()
    run = trained(name)
    path = place / f"train{EXPORTS['script'].suffix_of(run.spec)}"
    run.export("script", path)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            archive.extractall(place)
    return place


@functools.cache
def trained(name: str) -> Run:
    return small_run(name) if name in SPECS_BY_NAME else run_experiment(CASES[name])


@pytest.mark.sweep(keep=("table",))
@pytest.mark.parametrize("name", CASES)
def test_a_script_gets_the_network_of_nnplay(name: str, results: Path) -> None:
    run = trained(name)
    with np.load(results / name / "weights.npz") as made:
        weights = [made[key] for key in made.files if key.startswith("arr_")]
        score, loss = float(made["score"]), float(made["loss"])
    metric = next(metric for metric in run.test_metrics if metric != "loss")
    assert score == pytest.approx(run.test_metrics[metric], abs=0.005 if metric == "accuracy" else 1e-3)
    assert loss == pytest.approx(run.test_metrics["loss"], rel=1e-3)
    tolerance = 1e-4 if not {"Conv2D", "Dropout"} & {layer.name for layer in run.spec.layers} else 2e-3
    for one, other in zip(weights, run.model.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=tolerance)


# The text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SPECS)
def test_the_script_of_every_preset_is_python_that_imports_first_and_knows_no_nnplay(name: str) -> None:
    text = script(SPECS[name])
    tree = ast.parse(text)
    imports = [place for place, node in enumerate(tree.body) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert imports == list(range(1, len(imports) + 1))  # after the docstring
    assert "import nnplay" not in text
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    named = {alias.asname or alias.name for node in tree.body for alias in getattr(node, "names", [])}
    assert named <= used
    assert max(map(len, text.splitlines())) <= 125


def layers_varied() -> list[LayerSpec]:
    """Every layer with its defaults, and with each of its options changed."""
    found = []
    for kind in LAYERS.values():
        found.append(LayerSpec(kind.name))
        for param in kind.params:
            value = another(param, param.default) if param.kind != "log" else 0.02
            found.append(LayerSpec(kind.name, **{param.name: value}))
    return found + [LayerSpec("Dense", kernel_initializer=name) for name in INITIALIZERS]


@pytest.mark.parametrize("layer", layers_varied(), ids=lambda layer: layer.name)
def test_the_code_of_a_layer_makes_what_its_builder_makes(layer: LayerSpec) -> None:
    call = layer.kind.call(layer.options, "made", 7)
    names = {name: getattr(keras, name) for name in ("layers", "initializers", "regularizers")}
    made = eval(call.code(), {**names, **vars(own_layers)}).get_config()
    built = layer.kind.build(layer.options, "made", 7).get_config()
    assert {**made, "name": "made"} == built
    assert set(call.modules) <= set(names)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_code_of_an_optimizer_makes_what_its_builder_makes(name: str) -> None:
    kind = OPTIMIZERS[name]
    for param in (None, *kind.params):
        changes = {param.name: 0.5 if param.kind != "boolean" else True} if param else {}
        options = kind.complete({"momentum": 0.3, **changes} if name == "SGD" else changes)
        spec = PLAIN.with_training(optimizer=OptimizerSpec(name, options))
        names: dict[str, object] = {}
        exec(network_code(spec), names)
        model = names["model"]
        assert isinstance(model, keras.Model)
        made, built = model.optimizer.get_config(), kind.build(options).get_config()
        assert made | {"name": ""} == built | {"name": ""}


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_is_compiled_with(loss: str) -> None:
    tasks = {"binary": "moons", "multiclass": "iris", "regression": "line"}
    task = next(iter(LOSSES[loss].targets))
    spec = PLAIN.with_dataset(DatasetSpec(tasks[task])).with_training(loss=loss)
    assert f'loss="{loss}"' in network_code(spec)


def test_without_seeds_the_code_is_short() -> None:
    assert network_code(SPECS["spiral"], seeds=False).splitlines()[3:8] == [
        "model = keras.Sequential(",
        "    [",
        "        keras.Input((2,)),",
        '        layers.Dense(16, activation="relu"),',
        '        layers.Dense(16, activation="relu"),',
    ]


def test_the_network_of_the_code_has_the_parameters_of_nnplay() -> None:
    names: dict[str, keras.Model] = {}
    spec = SPECS["mnist-cnn"]
    exec(network_code(spec), names)
    assert names["model"].count_params() == trace(spec).checked().parameters
    for one, other in zip(names["model"].get_weights(), build_model(spec).get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_happened_in_nnplay_is_told() -> None:
    run = trained("plain")
    history = run.history.copy()
    history.learning_rates, history.reason = [(2, 0.5)], "stopped"
    text = " ".join(script(run.spec, history).split("# ")).replace("\n", " ")
    text = " ".join(text.split())
    assert "this was changed by hand while it trained: learning rate 0.5 from epoch 2 on" in text
    assert "the training ended after 3 epochs; here it runs to its end" in text
    assert f"accuracy {run.test_metrics['accuracy']:.1%}" in text


def test_data_that_no_code_can_get_come_in_the_same_archive(tmp_path: Path) -> None:
    run = trained("table")
    note = run.export("script", tmp_path / "mine.zip").note
    with zipfile.ZipFile(tmp_path / "mine.zip") as archive:
        assert archive.namelist() == ["train.py", "data.csv"]
    assert note == "Unpack the archive; train.py reads data.csv beside it."
    with pytest.raises(ExportError, match=r"Name the file mine\.zip"):
        run.export("script", tmp_path / "mine.py")


# Notebooks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["spiral", "digits", "table"])
def test_a_notebook_is_valid_and_has_text_between_its_cells(name: str) -> None:
    made = nbformat.from_dict(notebook(CASES[name]))
    nbformat.validate(made)
    kinds = [cell.cell_type for cell in made.cells]
    assert kinds == ["markdown"] + ["markdown", "code"] * 6


@pytest.mark.thorough
def test_a_notebook_runs_and_gets_the_network_of_nnplay(tmp_path: Path) -> None:
    run = trained("plain")
    run.export("notebook", tmp_path / "mine.ipynb")
    made = nbformat.read(tmp_path / "mine.ipynb", as_version=4)
    check = "import json, sys; print(json.dumps([[w.tolist() for w in model.get_weights()], 'nnplay' in sys.modules]))"
    made.cells.append(nbformat.v4.new_code_cell(check))
    nbclient.NotebookClient(made, timeout=200, resources={"metadata": {"path": str(tmp_path)}}).execute()
    # What a kernel prints comes in one piece or in several, however long it took.
    printed = "".join(output.text for output in made.cells[-1].outputs if output.get("name") == "stdout")
    weights, known = json.loads(printed)
    assert not known
    for one, other in zip(weights, run.model.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-4)
