"""ONNX files, run by onnxruntime."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnxruntime
import pytest

from nnplay.datasets import load_dataset
from nnplay.errors import ExportError, SpecError
from nnplay.export import export_run
from nnplay.export.onnx_layers import NODES
from nnplay.models.build import build_model
from nnplay.registry import ACTIVATIONS, LAYERS
from nnplay.spec import LayerSpec
from nnplay.training.history import History
from tests.export.factories import SPECS_BY_NAME, inputs_of, outputs, same, trained
from tests.export.test_program_data import another
from tests.models.factories import SYMBOLS, data_of, is_for_sequences


def said(path: Path, x: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"inputs": x.astype(np.float32)})
    return np.asarray(found)


@pytest.mark.sweep(keep=("scaled-table", "raw-digits"))
@pytest.mark.parametrize("name", SPECS_BY_NAME)
@pytest.mark.parametrize("inputs", ["scaled", "raw"])
def test_onnxruntime_says_the_same(name: str, inputs: str, tmp_path: Path) -> None:
    run = trained(name)
    run.export("onnx", tmp_path / "run.onnx", inputs=inputs)
    data, x = load_dataset(run.spec.dataset), inputs_of(run)
    given = x
    if inputs == "raw":
        given = data.preprocess.encoded(data.source["test"]) if data.source else np.round(x * 16)
    same(said(tmp_path / "run.onnx", given), outputs(run, x), 1e-4)


@dataclass
class Built:
    """A run of a network that has not been trained, with weights that are all different."""

    spec: Any
    model: keras.Model
    history: History
    preprocess: None = None


def built(layers: tuple[LayerSpec, ...], shape: tuple[int, ...]) -> Built:
    with data_of(shape) as make:
        spec = make(layers)
        model = build_model(spec)
    rng = np.random.default_rng(0)
    # Variances too must be above 0.
    model.set_weights([rng.uniform(0.05, 0.6, weight.shape) for weight in model.get_weights()])
    return Built(spec, model, History())


def alone() -> list[LayerSpec]:
    """Every layer, and with each of its options changed."""
    found = []
    for kind in LAYERS.values():
        found.append(LayerSpec(kind.name))
        for param in kind.params:
            value = another(param, param.default)
            if param.kind != "log" and value != param.default and not param.name.endswith("initializer"):
                found.append(LayerSpec(kind.name, **{param.name: min(value, 3) if param.kind == "integer" else value}))
    return found + [
        LayerSpec("Conv2D", padding="same", strides=2),
        LayerSpec("Conv2D", padding="same", dilation_rate=2),
    ]


def reads(layer: LayerSpec) -> Built:
    """A network on texts with the layer."""
    table = layer if layer.kind.reads_symbols else LayerSpec("Embedding", output_dim=3)
    layers = (table.with_options(input_dim=SYMBOLS), *([] if layer.kind.reads_symbols else [layer]))
    return built((*layers, LayerSpec("Flatten")), (6,))


@pytest.mark.parametrize("layer", alone(), ids=lambda layer: layer.name)
def test_every_layer_leaves_as_it_is(layer: LayerSpec, tmp_path: Path) -> None:
    image = layer.name != "Dense"
    shape = (9, 10, 2) if image else (5,)
    x = np.random.default_rng(1).normal(size=(4, *shape)).astype(np.float32)
    if is_for_sequences(layer.kind):
        ends, x = reads(layer), np.random.default_rng(1).integers(0, SYMBOLS, (4, 6)).astype(np.float32)
        export_run(ends, "onnx", tmp_path / "run.onnx")
        same(said(tmp_path / "run.onnx", x), np.asarray(ends.model(x, training=False)), 1e-4)
        return
    try:
        ends = built((layer, *([LayerSpec("Flatten")] if image else [])), shape)
    except SpecError:  # it makes a row of numbers itself
        ends = built((layer,), shape)
    if layer.name not in NODES:
        with pytest.raises(ExportError, match=f"{layer.name} can't be exported as ONNX"):
            export_run(ends, "onnx", tmp_path / "run.onnx")
        return
    if layer.options.get("interpolation", "nearest") != "nearest":
        with pytest.raises(ExportError, match="with 'nearest' it can"):
            export_run(ends, "onnx", tmp_path / "run.onnx")
        return
    export_run(ends, "onnx", tmp_path / "run.onnx")
    same(said(tmp_path / "run.onnx", x), np.asarray(ends.model(x, training=False)), 1e-4)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_leaves_as_it_is(name: str, tmp_path: Path) -> None:
    run = built((LayerSpec("Activation", activation=name), LayerSpec("Dense", units=4, activation=name)), (5,))
    export_run(run, "onnx", tmp_path / "run.onnx")
    x = np.random.default_rng(1).normal(size=(6, 5)).astype(np.float32)
    same(said(tmp_path / "run.onnx", x), np.asarray(run.model(x, training=False)), 1e-4)


def test_a_layer_without_nodes_is_named(tmp_path: Path) -> None:
    run = built((LayerSpec("Dense", units=3),), (5,))
    run.model = keras.Sequential([keras.Input((5,)), keras.layers.UnitNormalization()])
    with pytest.raises(ExportError, match="UnitNormalization can't be exported as ONNX"):
        export_run(run, "onnx", tmp_path / "run.onnx")
