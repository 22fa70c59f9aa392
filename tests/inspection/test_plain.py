"""Small networks in NumPy, against Keras with the same weights."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.engine import inspector
from nnplay.inspection import layers as of_keras
from nnplay.inspection.plain import answers
from nnplay.inspection.plain.answers import NotAnswered, answer
from nnplay.inspection.plain.forward import NotComputed
from nnplay.inspection.plain.network import PlainNetwork
from nnplay.models.build import build_model
from nnplay.registry import ACTIVATIONS
from nnplay.spec import ExperimentSpec, LayerSpec
from nnplay.training.history import History
from nnplay.training.stored import Run

CONV = LayerSpec("Conv2D", filters=3, kernel_size=3, padding="same", activation="tanh")
FLAT = LayerSpec("Flatten")


def network(name: str, *layers: LayerSpec) -> tuple[ExperimentSpec, keras.Model]:
    """An experiment with these layers, and its network with weights as if it were trained."""
    start = SPECS[name]
    spec = start.with_layers(layers)
    model = build_model(spec, load_dataset(spec.dataset).preprocess.target)
    rng = np.random.default_rng(1)
    # Of a BatchNormalization, the variance among them: above 0.
    model.set_weights([rng.uniform(0.1, 0.9, weight.shape) for weight in model.get_weights()])
    return spec, model


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("digits-cnn", (CONV, LayerSpec("BatchNormalization"), LayerSpec("MaxPooling2D"), FLAT, LayerSpec("Dropout"))),
        ("digits-cnn", (CONV, LayerSpec("AveragePooling2D", pool_size=3), LayerSpec("GlobalAveragePooling2D"))),
        ("wine", (LayerSpec("Dense", units=5), LayerSpec("LayerNormalization"), LayerSpec("Activation"))),
        ("line", (LayerSpec("Dense", units=4, activation="tanh"), LayerSpec("Rescaling", scale=2.0, offset=-1.0))),
        ("wine", ()),
    ],
    ids=["convolution", "averages", "norms", "regression", "no-hidden"],
)
def test_every_layer_says_what_keras_says(name: str, layers: tuple[LayerSpec, ...]) -> None:
    spec, model = network(name, *layers)
    data = load_dataset(spec.dataset)
    plain = PlainNetwork(spec, model.get_weights(), data.preprocess.target)
    inputs = data.x_test[:7]
    np.testing.assert_allclose(plain(inputs), np.asarray(model(inputs)), rtol=1e-4, atol=1e-5)
    ours, theirs = plain.feature_maps(inputs[0]), of_keras.feature_maps(model, inputs[0])
    assert [(one.name, one.kind) for one in ours] == [(one.name, one.kind) for one in theirs]
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one.values, other.values, rtol=1e-4, atol=1e-5)
    assert plain.dense_kernels().keys() == of_keras.dense_kernels(model).keys()


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_every_activation_is_keras_own(activation: str) -> None:
    from nnplay.inspection.plain.forward import ACTIVATIONS as OURS

    values = np.linspace(-6, 6, 40, dtype=np.float32).reshape(4, 10)
    theirs = np.asarray(keras.activations.get(activation)(values))
    np.testing.assert_allclose(OURS[activation](values), theirs, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    "layer",
    [
        LayerSpec("Conv2D", strides=2),
        LayerSpec("Conv2D", dilation_rate=2),
        LayerSpec("MaxPooling2D", padding="same"),
        LayerSpec("SeparableConv2D"),
        LayerSpec("UpSampling2D"),
    ],
    ids=["stride", "dilation", "padding", "separable", "upsampling"],
)
def test_what_is_not_computed_here_is_refused_and_never_wrong(layer: LayerSpec) -> None:
    spec = SPECS["digits-cnn"].with_layers((layer, FLAT))
    with pytest.raises(NotComputed):
        PlainNetwork(spec, [], None)


def stored(spec: ExperimentSpec, model: keras.Model, folder: Path) -> str:
    Run(spec, History(), model, preprocess=load_dataset(spec.dataset).preprocess).save(folder)
    return str(folder)


def test_answers_about_a_stored_run_are_the_inspectors(tmp_path: Path) -> None:
    spec, model = network("spiral", LayerSpec("Dense", units=6, activation="elu"))
    folder = stored(spec, model, tmp_path / "plane")
    for function in ("outputs_on_test", "weights", "decision_map"):
        theirs = inspector.FUNCTIONS[function](folder)
        np.testing.assert_allclose(answer(function, folder, {}), theirs, rtol=1e-4, atol=1e-5)
    ours, theirs = answer("neuron_maps", folder, {}), inspector.neuron_maps(folder)
    assert ours.totals == theirs.totals
    for name, maps in theirs.layers.items():
        np.testing.assert_allclose(ours.layers[name], maps, rtol=1e-4, atol=1e-5)


def test_other_questions_and_large_networks_are_left_to_the_inspector(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, model = network("wine", LayerSpec("Dense", units=4))
    folder = stored(spec, model, tmp_path / "wine")
    inputs = load_dataset(spec.dataset).x_test
    assert answer("predict", folder, {"inputs": inputs}).shape == (len(inputs), 3)
    for function, arguments in (
        ("reasons", {}),
        ("decision_map", {}),
        ("predict", {"inputs": inputs[:, :2]}),
    ):
        with pytest.raises(NotAnswered):
            answer(function, folder, arguments)
    with pytest.raises(NotAnswered):
        answer("predict", str(tmp_path / "none"), {"inputs": inputs})
    monkeypatch.setattr(answers, "MOST_WORK", 100)
    with pytest.raises(NotAnswered):
        answer("outputs_on_test", folder, {})


def test_a_network_that_was_trained_on_is_read_again(tmp_path: Path) -> None:
    spec, model = network("wine")
    folder = stored(spec, model, tmp_path)
    before = answer("weights", folder, {})
    model.set_weights([weight + 1 for weight in model.get_weights()])
    stored(spec, model, tmp_path)
    np.testing.assert_allclose(answer("weights", folder, {}), before + 1, rtol=1e-5)
