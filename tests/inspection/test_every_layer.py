"""The contract of looking inside: every part answers for every kind of layer, and says what the layer really does."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest

from nnplay.inspection.activation_maximization import preferred
from nnplay.inspection.attribution import grad_cam, occlusion, saliency
from nnplay.inspection.geometry import receptive_field
from nnplay.inspection.layers import before_activation, dense_kernels, feature_maps, filter_response, kernels
from nnplay.inspection.representations import project
from nnplay.inspection.states import layer_states
from nnplay.inspection.unit_computation import origin
from nnplay.models.layer_kind import LayerKind, Shape, kernels_of
from nnplay.registry import LAYERS
from nnplay.spec import LayerSpec
from tests.inspection.factories import conv, made
from tests.models.factories import SYMBOLS, other_kinds
from tests.models.test_layers import stands

IMAGE: Shape = (8, 8, 2)
ROW: Shape = (6,)
TEXT: Shape = (7,)
"""Of symbols."""

READ = [kind for kind in LAYERS.values() if stands(LayerSpec(kind.name), (6, 3)) or kind.reads_symbols]
CASES = [
    pytest.param(kind, shape, id=f"{kind.name}-{'image' if len(shape) == 3 else 'row'}")
    for kind in other_kinds()
    for shape in (IMAGE, ROW)
    if stands(LayerSpec(kind.name), shape)
]
CASES += [pytest.param(kind, TEXT, id=f"{kind.name}-text") for kind in READ]
SLIDING = [pytest.param(kind, id=kind.name) for kind in LAYERS.values() if kind.slides_kernels]


def network(kind: LayerKind, shape: Shape, **options: object) -> tuple[keras.Model, str]:
    """A small network with the layer between others, and the layer's name in it."""
    first = conv(filters=2, activation="tanh") if len(shape) == 3 else LayerSpec("Dense", units=5, activation="tanh")
    layer = LayerSpec(kind.name, options)
    if shape == TEXT:
        return text_network(layer)
    inside = first.kind.output_shape(shape, first.options)
    last = [LayerSpec("Flatten")] if len(kind.output_shape(inside, layer.options)) == 3 else []
    model = made(first, layer, *last, shape=shape)
    return model, model.layers[1].name


def text_network(layer: LayerSpec) -> tuple[keras.Model, str]:
    """A small network on texts with the layer behind Embedding, or with it as that."""
    table = LayerSpec("Embedding", input_dim=SYMBOLS, output_dim=3)
    layers = [table] if layer.kind.reads_symbols else [table, layer]
    shape = TEXT
    for one in layers:
        shape = one.kind.output_shape(shape, one.options)
    model = made(*layers, *([LayerSpec("Flatten")] if len(shape) == 2 else []), shape=TEXT)
    return model, model.layers[len(layers) - 1].name


def example_of(shape: Shape, number: int = 0) -> np.ndarray:
    rng = np.random.default_rng(number)
    return (rng.integers(0, SYMBOLS, shape) if shape[-1:] == TEXT else rng.random(shape)).astype(np.float32)


@pytest.mark.parametrize(("kind", "shape"), CASES)
def test_every_part_answers_for_every_kind(kind: LayerKind, shape: Shape) -> None:
    model, name = network(kind, shape)
    example, examples = example_of(shape), example_of((8, *shape), 1)

    outputs = {one.name: one for one in feature_maps(model, example)}
    assert outputs[name].kind == kind.name
    assert outputs[name].passes_on == kind.passes_on
    assert outputs[name].has_kernels == bool(kind.kernels)
    if kind.passes_on:
        before = outputs[model.layers[0].name].values
        np.testing.assert_array_equal(outputs[name].values.ravel(), before.ravel())

    for output in outputs.values():
        place = tuple(int(at) for at in np.unravel_index(output.values.argmax(), output.values.shape))
        found = origin(model, example, output.name, place)
        assert (found.name, found.kind, found.value) == (output.name, output.kind, output.values[place])
        assert (found.field is None) == (len(shape) == 1)

    assert (name in {one.name for one in kernels(model)}) == kind.slides_kernels
    assert (name in dense_kernels(model)) == (bool(kind.kernels) and not kind.slides_kernels)

    state = {one.name: one for one in layer_states(model, examples)}[name]
    weights = kernels_of(model.get_layer(name))
    np.testing.assert_array_equal(
        np.sort(state.weights), np.sort(np.concatenate([np.ravel(one) for one in [*weights, np.empty(0)]]))
    )
    assert project(model, examples, name).points.shape == (8, 2)

    if shape == TEXT:
        return  # symbols have no slopes
    slopes = saliency(model, example, [0, 1])
    assert slopes.shape == (2, *shape)
    assert np.isfinite(slopes).all()
    assert slopes.any()
    assert np.isfinite(occlusion(model, example, 0.5).drop).all()
    if len(shape) == 3:
        maps = outputs[name if kind.slides_kernels else "conv2d_1"].values
        assert grad_cam(model, example, [0]).shape[1:] == maps.shape[:2]
        if kind.kernels:
            pleasing = preferred(model, name, (0, 1), steps=4)
            assert (pleasing.after > pleasing.before).all()


@pytest.mark.parametrize(("kind", "shape"), [case for case in CASES if case.values[1] != TEXT])
def test_the_receptive_field_is_all_numbers_of_the_input_that_change_the_number(kind: LayerKind, shape: Shape) -> None:
    more = [LayerSpec("AveragePooling2D", pool_size=2, strides=1, padding="same")]
    first = conv(filters=2, kernel_size=2) if len(shape) == 3 else LayerSpec("BatchNormalization")
    layer = LayerSpec(kind.name, {"activation": "linear"} if "activation" in kind.complete({}) else {})
    inside = first.kind.output_shape(shape, first.options)
    is_image = len(kind.output_shape(inside, layer.options)) == 3
    model = made(first, layer, *(more if is_image else []), *([LayerSpec("Flatten")] if is_image else []), shape=shape)
    for weight in model.weights:
        if not weight.path.endswith("seed_generator_state"):
            is_shift = weight.path.split("/")[-1] in ("bias", "beta", "moving_mean")
            weight.assign(np.zeros(weight.shape) if is_shift else np.abs(weight))
    size = math.prod(shape)
    changes = np.concatenate([np.zeros((1, size)), np.eye(size)]).reshape(-1, *shape).astype(np.float32)
    values, rng = changes, np.random.default_rng(0)
    for number, one in enumerate(model.layers[:-1], start=1):
        values = np.asarray(one(values, training=False))
        changed = (np.abs(values[1:] - values[:1]) > 1e-7).reshape(*shape, *values.shape[1:])
        for _ in range(12):
            place = tuple(int(rng.integers(length)) for length in values.shape[1:])
            declared = np.zeros(shape, bool)
            field = receptive_field(model.layers[:number], place)
            declared[np.ix_(*(at[(at >= 0) & (at < length)] for at, length in zip(field, shape, strict=True)))] = True
            np.testing.assert_array_equal(declared, changed[(..., *place)], err_msg=f"{one.name} at {place}")


@pytest.mark.parametrize("kind", SLIDING)
@pytest.mark.parametrize("options", [{}, {"padding": "same", "strides": 2}, {"dilation_rate": 2}])
def test_what_the_kernels_of_a_filter_say_adds_up_to_what_the_filter_says(kind: LayerKind, options: dict) -> None:
    more = {"depth_multiplier": 2} if "depth_multiplier" in kind.complete({}) else {}
    model, name = network(kind, IMAGE, activation="tanh", **options, **more)
    example = example_of(IMAGE)
    (layer,) = (one for one in kernels(model) if one.name == name)
    outputs = {one.name: one.values for one in feature_maps(model, example)}
    assert layer.filters == outputs[name].shape[2]
    for filter_ in (0, 1, layer.filters - 1):
        total = np.full(outputs[name].shape[:2], layer.bias[filter_])
        for number in range(layer.terms):
            found = filter_response(model, example, name, filter_, number)
            channel, kernel, weight = layer.term(filter_, number)
            assert kernel.shape == layer.kernel.shape[:2]
            np.testing.assert_array_equal(found.read, outputs["conv2d_1"][..., channel])
            total += weight * found.response
        np.testing.assert_allclose(found.total, total, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(np.tanh(found.total), outputs[name][..., filter_], rtol=1e-4, atol=1e-5)
        np.testing.assert_array_equal(found.output, outputs[name][..., filter_])


@pytest.mark.parametrize("kind", SLIDING)
def test_grad_cam_weighs_the_maps_of_every_kind_that_slides_kernels(kind: LayerKind) -> None:
    model, name = network(kind, IMAGE, activation="linear")
    example = example_of(IMAGE)
    maps = {one.name: one.values for one in feature_maps(model, example)}[name]
    # Behind it everything is linear, so a map's mean gradient is that of the output's own weights.
    kernel = model.layers[-1].get_weights()[0].reshape(*maps.shape, -1)
    for target in (0, 2):
        expected = np.maximum(maps @ kernel[..., target].mean(axis=(0, 1)), 0)
        for layer in ("", name):
            np.testing.assert_allclose(grad_cam(model, example, [target], layer)[0], expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", [kind.name for kind in other_kinds() if "activation" in kind.complete({})])
def test_before_its_activation_every_layer_says_what_the_activation_is_applied_to(name: str) -> None:
    shape = IMAGE if stands(LayerSpec(name), IMAGE) else ROW
    model, _ = network(LAYERS[name], shape, activation="sigmoid")
    layer = model.layers[1]
    values = np.random.default_rng(2).normal(size=(3, *layer.input.shape[1:])).astype(np.float32)
    sums = np.asarray(before_activation(layer, values))
    assert (sums < 0).any()
    np.testing.assert_allclose(1 / (1 + np.exp(-sums)), np.asarray(layer(values)), rtol=1e-4, atol=1e-6)
    assert layer.activation is keras.activations.sigmoid
