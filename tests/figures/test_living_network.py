"""A network as plain data for the browser: what is computed from it is what Keras says."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.datasets.explore.grid import grid_axes
from nnplay.datasets.preprocessing.plane_features import FORMULAS
from nnplay.datasets.store import data_files, uploads
from nnplay.errors import SpecError
from nnplay.figures import living_network, style
from nnplay.figures.living_network import MOST_POINTS, can_live, describe, frames, stands_still
from nnplay.models.build import build_model
from nnplay.models.layer_kind import LayerKind
from nnplay.models.shapes import trace
from nnplay.registry import ACTIVATIONS, LAYERS, LOSSES
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec
from nnplay.suggestion import suggested_experiment, with_dataset
from nnplay.training.events import MAX_LIVING_WEIGHTS
from nnplay.training.film import as_frame, flat
from nnplay.ui.lessons.overfitting_network import overfitting

SPIRAL = SPECS["spiral"]


def numbers(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4")


def on(dataset: str, *layers: LayerSpec, **options: Any) -> ExperimentSpec:
    return SPIRAL.with_dataset(DatasetSpec(dataset, **options)).with_layers(layers)


def described(spec: ExperimentSpec) -> dict[str, Any]:
    return json.loads(json.dumps(describe(spec, load_dataset(spec.dataset))))


def takes_row(kind: LayerKind) -> bool:
    if kind.reads_symbols:
        return False
    try:
        kind.output_shape((3,), LayerSpec(kind.name).options)
    except SpecError:
        return False
    return True


def everything() -> ExperimentSpec:
    """A network with every activation, and every layer that takes a row."""
    layers = [LayerSpec("Dense", units=4, activation=name, l2=0.01) for name in ACTIVATIONS]
    layers += [LayerSpec("Activation", activation=name) for name in ("softmax", "elu")]
    layers += [
        LayerSpec(name) for name, kind in LAYERS.items() if takes_row(kind) and name not in ("Dense", "Activation")
    ]
    return on("points", *layers, features=list(FORMULAS), classes=3)


def random_weights(model: Any) -> list[np.ndarray]:
    """Of both signs, so that every part of every activation is met; a variance is none below zero."""
    rng = np.random.default_rng(4)
    drawn = [rng.normal(0.0, 1.0, weight.shape) for weight in model.weights]
    return [np.abs(one) if "variance" in weight.path else one for one, weight in zip(drawn, model.weights, strict=True)]


BELOW_ZERO = ("linear", "leaky_relu", "elu", "gelu", "silu", "tanh")
"""Activations that say something below zero."""


def meets_both_signs(spec: ExperimentSpec, said: Mapping[str, Any]) -> bool:
    """Whether layers with these activations say numbers of both signs."""
    values = [
        np.asarray(said[f"dense_{place + 1}"])
        for place, layer in enumerate(spec.layers)
        if layer.name == "Dense" and layer["activation"] in BELOW_ZERO
    ]
    return len(values) == len(BELOW_ZERO) and all((each < 0).any() and (each > 0).any() for each in values)


def activated(name: str, z: np.ndarray) -> np.ndarray:
    """Keras's own functions: what is tested is how they are put together."""
    import keras

    return np.asarray(getattr(keras.activations, name)(z.astype(np.float32)))


def computed(network: Mapping[str, Any], weights: np.ndarray, x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    """What each layer says, by its name: from the description and the weights alone."""
    values = np.column_stack(
        [(FORMULAS[each["name"]](x, y) - each["offset"]) / each["scale"] for each in network["inputs"]]
    )
    said = {}
    for layer in network["layers"]:
        own, units = weights[layer["start"] : layer["start"] + layer["count"]], layer["units"]
        match layer["op"]:
            case "dense":
                sums = values @ own[:-units].reshape(-1, units) + own[-units:]
                values = activated(layer["activation"], sums)
            case "activation":
                values = activated(layer["activation"], values)
            case "affine":
                values = values * layer["scale"] + layer["offset"]
            case "batch_normalization":
                scale, shift, mean, variance = own.reshape(4, units)
                values = scale * (values - mean) / np.sqrt(variance + layer["epsilon"]) + shift
            case "layer_normalization":
                scale, shift = own.reshape(2, units)
                middle, spread = values.mean(1, keepdims=True), values.var(1, keepdims=True)
                values = scale * (values - middle) / np.sqrt(spread + layer["epsilon"]) + shift
            case other:
                assert other == "pass"
        said[layer["name"]] = values
    return said


def test_what_it_says_is_what_every_layer_of_keras_says() -> None:
    spec = everything()
    data = load_dataset(spec.dataset)
    model = build_model(spec)
    model.set_weights(random_weights(model))
    network = described(spec)
    assert {layer["name"] for layer in network["layers"]} == {layer.name for layer in model.layers}
    assert network["parameters"] == model.count_params() == len(flat(model.get_weights()))
    x, y = data.points["test"].T
    found = computed(network, flat(model.get_weights()), x, y)
    values = data.x_test
    for layer in model.layers:
        values = layer(values, training=False)
        np.testing.assert_allclose(found[layer.name], values, rtol=1e-4, atol=1e-5, err_msg=layer.name)
    assert meets_both_signs(spec, found)


def test_numbers_of_a_small_network_by_hand() -> None:
    network = described(on("points", LayerSpec("Dense", units=2, activation="relu"), features=["x", "xy"]))
    hidden, output = network["layers"]
    assert (hidden["start"], hidden["count"], output["start"], output["count"]) == (0, 6, 6, 3)
    # x weighs 1 and -1, x·y weighs 2 and 0, biases 0.5 and 1; the output adds both and takes 4 away.
    weights = np.array([1, -1, 2, 0, 0.5, 1, 1, 1, -4], np.float32)
    found = computed(network, weights, np.array([2.0]), np.array([0.25]))
    assert found["dense_1"].tolist() == [[3.5, 0.0]]
    assert found["output"].ravel() == pytest.approx(1 / (1 + np.exp(0.5)))


def test_inputs_are_scaled_as_for_training() -> None:
    spec = on("circle", features=["x", "y²"], scaling="standard")
    data = load_dataset(spec.dataset)
    for place, each in enumerate(described(spec)["inputs"]):
        x, y = data.points["training"].T.astype(np.float64)
        raw = FORMULAS[each["name"]](x, y)
        assert (each["offset"], each["scale"]) == pytest.approx((raw.mean(), raw.std()), rel=1e-4)
        np.testing.assert_allclose((raw - each["offset"]) / each["scale"], data.x_train[:, place], atol=1e-4)


def test_it_has_the_points_their_plane_and_the_loss() -> None:
    spec = on("points", classes=3)
    data, network = load_dataset(spec.dataset), described(spec)
    for part, (points, targets) in {
        "training": (data.points["training"], data.y_train),
        "test": (data.points["test"], data.y_test),
    }.items():
        told = network["points"][part]
        np.testing.assert_array_equal(np.column_stack([numbers(told["x"]), numbers(told["y"])]), points)
        np.testing.assert_array_equal(numbers(told["target"]), targets)
    x, y = grid_axes(data)
    assert network["view"] == {"x": [x[0], x[-1]], "y": [y[0], y[-1]], "resolution": len(x)}
    assert (network["task"], network["classes"]) == ("multiclass", list(data.class_names))
    assert network["loss"] == "sparse_categorical_crossentropy"
    assert len(network["colors"]["classes"]) == 3
    assert network["colors"]["answers"][0] == list(style.rgb(style.class_colors(2)[0]))


def test_of_many_points_the_first_ones_are_told_and_how_many_there_are() -> None:
    spec = on("circle", samples=2000)
    told = described(spec)["points"]["training"]
    assert len(numbers(told["x"])) == told["shown"] == MOST_POINTS
    assert told["total"] == len(load_dataset(spec.dataset).x_train)


def test_a_regression_has_the_scale_of_its_values() -> None:
    network = described(SPECS["bumps"])
    data = load_dataset(SPECS["bumps"].dataset)
    assert network["limit"] == pytest.approx(max(np.abs(data.y_train).max(), np.abs(data.y_test).max()))
    assert network["classes"] == []


def test_a_film_is_its_epochs_and_the_weights_of_each() -> None:
    film = {0: np.array([1.0, 2.0], np.float32), 7: np.array([3.0, -4.0], np.float32)}
    packed = frames(film)
    assert packed["epochs"] == [0, 7]
    assert [numbers(weights).tolist() for weights in packed["weights"]] == [[1.0, 2.0], [3.0, -4.0]]
    assert frames({}) == {"epochs": [], "weights": []}


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_every_kind_that_takes_a_row_says_how_it_makes_its_numbers(name: str) -> None:
    kind: LayerKind = LAYERS[name]
    if not takes_row(kind):
        assert kind.on_row is None
        return
    made = kind.row_operation(LayerSpec(name).options)
    assert made is not None, "the picture of a network on data in the plane needs to know"
    operations = ("dense", "activation", "affine", "pass", "batch_normalization", "layer_normalization")
    assert made["op"] in operations
    assert (made["op"] == "pass") == kind.passes_on


def on_one_number() -> ExperimentSpec:
    """The network with everything, on one scaled number."""
    return everything().with_dataset(DatasetSpec("wave", scaling="standard"))


@pytest.fixture
def priced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DatasetSpec:
    """A table of one's own with one number to tell a price by; both are scaled for training."""
    monkeypatch.setenv(data_files.CACHE_FOLDER, str(tmp_path))
    rows = "\n".join(f"{area},{20_000 + 3_000 * area + 500 * (area % 7)}" for area in range(30, 150))
    return DatasetSpec("table", file=uploads.keep(f"area,price\n{rows}\n".encode()), target="price")


def test_on_one_number_it_says_what_every_layer_of_keras_says_at_its_points() -> None:
    spec = on_one_number()
    data, network, model = load_dataset(spec.dataset), described(spec), build_model(spec)
    model.set_weights(random_weights(model))
    x = numbers(network["points"]["test"]["x"])
    np.testing.assert_array_equal(x, data.points["test"][:, 0])
    np.testing.assert_array_equal(numbers(network["points"]["test"]["target"]), data.y_test)
    assert network["inputs"][0]["scale"] == pytest.approx(data.points["training"].std(), rel=1e-4)
    found, values = computed(network, flat(model.get_weights()), x, x), data.x_test
    for layer in model.layers:
        values = layer(values, training=False)
        np.testing.assert_allclose(found[layer.name], values, rtol=1e-4, atol=1e-5, err_msg=layer.name)
    assert meets_both_signs(spec, found)


def test_a_line_is_framed_by_its_points() -> None:
    data, network = load_dataset(SPECS["line"].dataset), described(SPECS["line"])
    view = network["view"]
    assert network["kind"] == "line"
    assert (network["inputs"][0]["name"], network["target"]) == ("x", "y")
    (axis,) = grid_axes(data)
    assert view["x"] == [axis[0], axis[-1]], "as wide as the picture of the data, whose curve follows it"
    targets = np.concatenate([data.y_train, data.y_test])
    room = (targets.max() - targets.min()) * 0.08
    assert view["y"] == pytest.approx([targets.min() - room, targets.max() + room])


def test_a_table_with_one_number_is_a_line_in_the_units_of_its_columns(priced: DatasetSpec) -> None:
    spec = suggested_experiment(priced)
    data, network = load_dataset(spec.dataset), described(spec)
    assert (network["kind"], network["inputs"][0]["name"], network["target"]) == ("line", "area", "price")
    assert abs(data.x_train).max() < 3, "it is scaled"
    x, y = (numbers(network["points"]["training"][name]) for name in ("x", "target"))
    np.testing.assert_allclose(y, 20_000 + 3_000 * x + 500 * (np.round(x) % 7), rtol=1e-5)
    assert network["view"]["x"][0] < 30 < 149 < network["view"]["x"][1]
    assert network["layers"][-1]["name"] == "target_units"
    other = with_dataset(spec, DatasetSpec("table", file=spec.dataset["file"], target="area"))
    assert described(other)["target"] == "area"
    assert described(SPECS["wine"])["kind"] == "table"


def test_only_networks_on_numbers_that_are_small_and_can_stand_live() -> None:
    assert can_live(SPIRAL)
    assert can_live(SPECS["bumps"])
    assert can_live(SPECS["line"])
    assert not can_live(SPECS["text-rnn"])
    assert not can_live(SPECS["digits-cnn"])
    assert not can_live(SPIRAL.with_layers((LayerSpec("Conv2D"),)))


def wide(*units: int) -> ExperimentSpec:
    return SPIRAL.with_layers(tuple(LayerSpec("Dense", units=each, activation="tanh") for each in units))


def test_large_networks_on_numbers_live_up_to_what_a_browser_can_be_sent() -> None:
    living = [wide(64, 64), wide(64, 64, 64), wide(128, 128), wide(128, 128, 128), overfitting()]
    for spec in living:
        assert can_live(spec)
        assert stands_still(spec) == ""
    pima = SPECS["pima-mlp"]
    assert can_live(pima.with_layers(living[0].layers))
    # A frame in half precision, as text, is what a session may get in a second; the goal of `bench_living`.
    assert MAX_LIVING_WEIGHTS * 2 * 4 / 3 <= 150_000
    for spec in (wide(256, 256), pima.with_layers(wide(256, 256).layers)):
        assert not can_live(spec)
        assert f"has {trace(spec).parameters:,} weights" in stands_still(spec)
        assert "up to 50,000 weights are shown live" in stands_still(spec)
    # Why a network on images has no such picture is another matter, and so is one that cannot be built.
    assert stands_still(SPECS["mnist-mlp"]) == stands_still(wide(256, 256).with_layers((LayerSpec("Conv2D"),))) == ""


def test_a_large_network_says_so_and_its_frames_are_half_as_long() -> None:
    small, large = wide(8, 8), wide(64, 64)
    assert (described(small)["large"], described(large)["large"]) == (False, True)
    weights = flat(build_model(large).get_weights())
    text = frames({3: as_frame(weights)})["weights"][0]
    halves = np.frombuffer(base64.b64decode(text), "<f2")
    assert len(halves) == described(large)["parameters"]
    np.testing.assert_allclose(halves, weights, rtol=1 / 2048, atol=1e-7)
    assert len(frames({3: weights})["weights"][0]) == pytest.approx(2 * len(text), rel=1e-3)


def test_the_browser_knows_every_activation_formula_and_loss() -> None:
    script = Path(living_network.__file__).parents[1] / "ui/common/network/forward.js"
    text = script.read_text(encoding="utf-8")
    for name in (*ACTIVATIONS, *LOSSES):
        assert name in text, name
    for name in FORMULAS:
        assert f'"{name}":' in text, name
