"""Where every layer kind reads and how it makes a number, against what the Keras layer really does.

The oracle for places is a single number that is changed at a time: what changes with it was made from it. The oracle
for the computation is the layer's own output. Both run over all kinds with each of their options, and over all
combinations of what moves a window.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest

from nnplay.inspection.geometry import single, window_at
from nnplay.models.connectivity import INTERPOLATIONS, Sliding, interpolation_shares
from nnplay.models.layer_kind import LayerKind, Place, Shape
from nnplay.registry import LAYERS
from nnplay.spec import LayerSpec
from tests.models.test_layers import SLIDING, sliding_windows, some_values, stands

SHAPES: tuple[Shape, ...] = ((7, 6, 3), (5,), (5, 3))

MOST_PLACES = 24

KINDS = [pytest.param(kind, id=kind.name) for kind in LAYERS.values()]


def cases(kind: LayerKind) -> Iterator[tuple[LayerSpec, Shape]]:
    """A kind with each value of each of its options on images and on rows, where it stands."""
    layers = [LayerSpec(kind.name)]
    for param in kind.params:
        if not param.name.endswith("_initializer") and param.name not in ("l1", "l2"):
            layers += [LayerSpec(kind.name, {param.name: value}) for value in some_values(param)]
    for layer in dict.fromkeys(layers):
        yield from ((layer, shape) for shape in SHAPES if stands(layer, shape))


def built(layer: LayerSpec, shape: Shape, *, signs: bool) -> Any:
    """The Keras layer with weights between 0.1 and 0.9, with either sign or without biases."""
    made = layer.kind.build(layer.options, "made", 0)
    made(keras.Input(shape))
    rng = np.random.default_rng(1)
    for weight in made.weights:
        if weight.path.endswith("seed_generator_state"):
            continue
        values = rng.uniform(0.1, 0.9, weight.shape)
        if signs and not weight.path.endswith("variance"):
            values *= rng.choice([-1, 1], weight.shape)
        if not signs and weight.path.split("/")[-1] in ("bias", "beta", "moving_mean"):
            values *= 0
        if "recurrent" in weight.path:  # else a state multiplies each rounding by a lot, step after step
            values /= len(values) ** 0.5
        weight.assign(values)
    return made


def some_places(shape: Shape, seed: int = 0) -> list[Place]:
    """Places of an output: the first, the last, and others by chance."""
    rng = np.random.default_rng(seed)
    found = [(0,) * len(shape), tuple(size - 1 for size in shape)]
    found += [tuple(int(rng.integers(size)) for size in shape) for _ in range(MOST_PLACES)]
    return list(dict.fromkeys(found))


def numbers_of(layer: LayerSpec) -> list[float]:
    return [value for value in layer.options.values() if isinstance(value, float)]


def check_places(layer: LayerSpec, shape: Shape) -> None:
    """Fails where a number depends on others than those that its kind declares."""
    made = built(layer, shape, signs=False)
    size = int(np.prod(shape))
    examples = np.concatenate([np.zeros((1, size)), np.eye(size)]).reshape(-1, *shape).astype(np.float32)
    outputs = np.asarray(made(examples, training=False))
    changed = (np.abs(outputs[1:] - outputs[:1]) > 1e-7).reshape(*shape, *outputs.shape[1:])
    if not changed.any() and any(value == 0 or abs(value) > 1e6 for value in numbers_of(layer)):
        return  # a scale of 0, or an offset that leaves float32 no digits, hides what is read
    for place in some_places(outputs.shape[1:]):
        read = layer.kind.connectivity.inputs(shape, layer.options, single(place))
        declared = np.zeros(shape, bool)
        declared[np.ix_(*(at[(at >= 0) & (at < length)] for at, length in zip(read, shape, strict=True)))] = True
        np.testing.assert_array_equal(declared, changed[(..., *place)], err_msg=f"{layer} on {shape} at {place}")


def check_computation(layer: LayerSpec, shape: Shape) -> None:
    """Fails where what is told of a number does not make the number that the layer says."""
    made = built(layer, shape, signs=True)
    rng = np.random.default_rng(2)
    drawn = rng.integers(0, 2, shape) if layer.kind.reads_symbols else rng.normal(size=shape)
    example = drawn.astype(np.float32)
    output = np.asarray(made(example[None], training=False))[0]
    for place in some_places(output.shape):
        window = window_at(example, layer.kind.connectivity.inputs(shape, layer.options, single(place)))
        found = layer.kind.compute(made, place, window)
        assert str(found.words).endswith(".")
        assert found.window.ndim == len(shape)
        activation = keras.activations.get(found.activation)
        if found.activation == "softmax":
            assert found.rivals is not None
            assert found.rivals[place[-1]] == pytest.approx(found.total, rel=1e-4, abs=1e-5)
            value = np.asarray(activation(found.rivals[None]))[0, place[-1]]
        else:
            assert found.rivals is None
            value = float(activation(np.float32(found.total)))
        assert value == pytest.approx(output[place], rel=2e-4, abs=2e-5), (layer, shape, place)


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_depends_on_just_the_places_that_are_declared(kind: LayerKind) -> None:
    for layer, shape in cases(kind):
        check_places(layer, shape)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_told_of_a_number_makes_that_number(kind: LayerKind) -> None:
    for layer, shape in cases(kind):
        check_computation(layer, shape)


@pytest.mark.sweep
@pytest.mark.parametrize("kind", SLIDING)
def test_windows_lie_where_they_do_in_keras_whatever_their_options_together(kind: LayerKind) -> None:
    shape = (6, 5, 2)
    for layer in sliding_windows(kind):
        if stands(layer, shape):
            check_places(layer, shape)
            check_computation(layer, shape)


def test_a_set_of_places_reads_what_its_places_read() -> None:
    for layer, shape in ((layer, shape) for kind in LAYERS.values() for layer, shape in cases(kind)):
        output = layer.kind.output_shape(shape, layer.options)
        places = tuple(np.arange(size) for size in output)
        if len(output) < len(shape):  # a few numbers of a row need not be a box of pixels, all of them are
            rows = [single((number,)) for number in range(output[0])]
        else:
            places = tuple(at[:2] for at in places)
            rows = [single(place) for place in np.ndindex(*(len(at) for at in places))]
        together = layer.kind.connectivity.inputs(shape, layer.options, places)
        each = [layer.kind.connectivity.inputs(shape, layer.options, row) for row in rows]
        for axis, at in enumerate(together):
            np.testing.assert_array_equal(at, np.unique(np.concatenate([one[axis] for one in each])))


def test_same_padding_puts_the_odd_row_behind_as_in_tensorflow() -> None:
    # 4 wide, 1 stride 1: 3 rows are missing, 1 before and 2 behind.
    options = LayerSpec("Conv2D", kernel_size=4, padding="same").options
    rows, columns, channels = Sliding(mixes_channels=True).inputs((5, 5, 2), options, single((0, 4, 1)))
    assert rows.tolist() == [-1, 0, 1, 2]
    assert columns.tolist() == [3, 4, 5, 6]
    assert channels.tolist() == [0, 1]


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize(("length", "size"), [(1, 3), (2, 2), (5, 4), (9, 3)])
def test_interpolated_rows_have_the_shares_of_keras(interpolation: str, length: int, size: int) -> None:
    layer = keras.layers.UpSampling2D(size, interpolation=interpolation)
    # One row of ones at a time: what comes of it is its share in every new row.
    rows = np.eye(length, dtype=np.float32)[:, :, None, None]
    expected = np.asarray(layer(rows))[:, :, 0, 0].T
    found = interpolation_shares(length, size, interpolation, np.arange(length * size))
    np.testing.assert_allclose(found, expected, atol=2e-6)
    np.testing.assert_allclose(found.sum(axis=1), 1)


def test_bilinear_shares_worked_by_hand() -> None:
    # The middle of new row 1 lies at 0.25 of the old rows' middles: three quarters of row 0, a quarter of row 1.
    expected = np.array([[1, 0, 0], [0.75, 0.25, 0], [0.25, 0.75, 0]])
    np.testing.assert_allclose(interpolation_shares(3, 2, "bilinear", np.array([0, 1, 2])), expected)
