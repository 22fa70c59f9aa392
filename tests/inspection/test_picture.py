"""What a picture of a network shows of its layers: Keras's own numbers, of large layers those that say most."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.inspection.picture import active_units, picture_frame, saying
from nnplay.inspection.results import ACTIVE_MAPS, FIRST_MAPS, PictureFrame
from nnplay.inspection.shown import pictured
from nnplay.models.build import build_model
from nnplay.models.shapes import trace
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec
from nnplay.tasks import TargetScaling


@pytest.fixture(scope="module")
def model() -> keras.Model:
    spec = SPECS["digits-cnn"]
    return build_model(spec.with_layers((*spec.layers[:3], LayerSpec("Dropout", rate=0.5), *spec.layers[3:])))


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.random.default_rng(1).random((8, 8, 1), np.float32)


def test_its_numbers_are_those_that_keras_predicts(model: keras.Model, image: np.ndarray) -> None:
    frame = picture_frame(model, image)
    shown = [layer for layer in model.layers if not isinstance(layer, keras.layers.Dropout | keras.layers.Flatten)]
    oracle = keras.Model(model.inputs, [layer.output for layer in shown]).predict(image[None], verbose=0)
    assert len(frame.layers) == 5
    for told, values in zip(frame.layers, oracle, strict=True):
        expected = np.moveaxis(values[0][..., list(told.units)], -1, 0)
        np.testing.assert_allclose(told.values, expected, atol=1e-6)
        assert told.low == pytest.approx(min(values.min(), 0), abs=1e-6)

    for byte, exact in zip(frame.coarse().layers[:-1], frame.layers[:-1], strict=True):
        assert byte.values.dtype == np.uint8
        back = byte.low + byte.values / 255 * (byte.high - byte.low)
        assert np.abs(back - exact.values).max() <= (exact.high - exact.low) / 510 + 1e-6, "half of one of 255 steps"
    assert frame.coarse().layers[-1].values.dtype == np.float32, "the answer stays exact"


def test_asked_again_it_says_the_same_with_the_weights_of_then(model: keras.Model, image: np.ndarray) -> None:
    say = saying(model)
    same(picture_frame(model, image, say=say), picture_frame(model, image))
    model.layers[0].bias.assign_add(np.full(16, 0.5, np.float32))
    same(picture_frame(model, image, say=say), picture_frame(model, image))


def same(found: PictureFrame, expected: PictureFrame) -> None:
    assert found.units == expected.units
    for one, other in zip(found.layers, expected.layers, strict=True):
        np.testing.assert_allclose(one.values, other.values, atol=1e-6)


def test_of_a_large_layer_the_first_and_the_most_active_maps_are_shown() -> None:
    values = np.zeros((2, 2, 40), np.float32)
    loud = [7, 9, 11, 13, 30, 33, 36, 39]
    values[0, 1, loud] = [-5, 1, 2, 3, 4, 5, 6, 7]
    values[..., 2] = 100  # one of the first ones, which are shown anyway
    assert len(loud) == ACTIVE_MAPS
    assert active_units(values) == (*range(FIRST_MAPS), *loud)
    assert active_units(values[..., :16]) == tuple(range(16))
    assert len(active_units(np.zeros(512))) == 28


def test_which_units_are_shown_can_be_kept(model: keras.Model, image: np.ndarray) -> None:
    first, second, *rest = picture_frame(model, image).units
    wanted = (first, tuple(range(18, 32)), *rest)
    assert second != wanted[1]
    frame = picture_frame(model, image, wanted)
    assert frame.units == wanted
    expected = model.layers[1](model.layers[0](image[None]))[0]
    np.testing.assert_allclose(frame.layers[1].values[5], expected[..., 23], atol=1e-6)


def test_large_maps_are_thinned_and_a_target_is_told_in_its_own_units() -> None:
    spec = SPECS["housing"]
    scaled = build_model(spec, TargetScaling(2.0, 10.0))
    frame = picture_frame(scaled, np.zeros(scaled.input_shape[1:], np.float32))
    assert frame.layers[-1].values == pytest.approx(float(scaled(np.zeros((1, *scaled.input_shape[1:])))[0, 0]))

    big = keras.Sequential([keras.Input((90, 90, 1)), keras.layers.MaxPooling2D(1)])
    picture = np.arange(8100, dtype=np.float32).reshape(90, 90, 1)
    (layer,) = picture_frame(big, picture).layers
    np.testing.assert_array_equal(layer.values[0], picture[::3, ::3, 0])


READER = (
    LayerSpec("Embedding", input_dim=32, output_dim=20),
    LayerSpec("PositionEmbedding"),
    LayerSpec("SelfAttention", num_heads=7, key_dim=3),
    LayerSpec("Dropout", rate=0.5),
    LayerSpec("GRU", units=5, return_sequences=True),
    LayerSpec("LayerNormalization"),
    LayerSpec("SimpleRNN", units=40),
    LayerSpec("Dense", units=6),
)


@pytest.fixture(scope="module")
def reader() -> tuple[ExperimentSpec, keras.Model]:
    """Every kind of layer for texts, with weights that say something."""
    spec = SPECS["text-attention"].with_layers(READER)
    built, rng = build_model(spec), np.random.default_rng(0)
    built.set_weights([rng.normal(scale=0.6, size=weight.shape) for weight in built.get_weights()])
    return spec, built


SENTENCE = np.array([0, 0, 2, 6, 12, 2, 1, 5, 7], np.float32)


def test_of_a_text_every_layer_says_at_every_step_what_keras_says(reader: tuple[ExperimentSpec, keras.Model]) -> None:
    spec, built = reader
    frame = picture_frame(built, SENTENCE)
    rows = pictured(trace(spec).rows)
    names = [one.name for one in rows]
    assert names == [
        "embedding_1", "positionembedding_2", "selfattention_3 shares", "selfattention_3", "gru_5",
        "layernormalization_6", "simplernn_7", "dense_8", "output",
    ]  # fmt: skip
    outputs = keras.Model(built.inputs, [layer.output for layer in built.layers]).predict(SENTENCE[None], verbose=0)
    oracle = {layer.name: values[0] for layer, values in zip(built.layers, outputs, strict=True)}
    shown = dict(zip(names, frame.layers, strict=True))
    for one in rows:
        told = shown[one.name]
        assert (len(told.units), told.values.size) == (one.shown, one.numbers)
        if one.heads or one.name == "simplernn_7":
            continue
        expected = np.moveaxis(oracle[one.name][..., list(told.units)], -1, 0)
        np.testing.assert_allclose(told.values, expected, atol=1e-5)

    # A layer that passes on its last state alone is shown with those before it.
    last = built.get_layer("simplernn_7")
    whole = keras.layers.SimpleRNN(40, return_sequences=True)
    before = oracle["layernormalization_6"][None]
    whole(before)
    whole.set_weights(last.get_weights())
    states, told = np.asarray(whole(before))[0], shown["simplernn_7"]
    np.testing.assert_allclose(told.values, states[:, list(told.units)].T, atol=1e-5)
    np.testing.assert_allclose(told.values[:, -1], oracle["simplernn_7"][list(told.units)], atol=1e-5)
    assert not last.return_sequences, "the network itself stays as it is"


def test_the_shares_of_attention_are_those_of_keras(reader: tuple[ExperimentSpec, keras.Model]) -> None:
    spec, built = reader
    place = [one.name for one in pictured(trace(spec).rows)].index("selfattention_3 shares")
    told = picture_frame(built, SENTENCE).layers[place]
    assert told.values.shape == (5 * 9, 9), "of seven heads, as many as there is room for"
    attention = built.get_layer("selfattention_3")
    before = keras.Model(built.inputs, built.get_layer("positionembedding_2").output).predict(SENTENCE[None], verbose=0)
    whole = keras.layers.MultiHeadAttention(7, 3, use_bias=False)
    whole(before, before)
    kernels = [np.asarray(weight) for weight in attention.weights]
    whole.set_weights([*(kernel.reshape(-1, 7, 3) for kernel in kernels[:3]), kernels[3].reshape(7, 3, -1)])
    _, shares = whole(before, before, return_attention_scores=True)
    np.testing.assert_allclose(told.values, np.asarray(shares)[0, :5].reshape(45, 9), atol=1e-5)


def test_of_a_text_it_says_the_same_when_it_is_asked_again(reader: tuple[ExperimentSpec, keras.Model]) -> None:
    _, built = reader
    say = saying(built)
    same(picture_frame(built, SENTENCE, say=say), picture_frame(built, SENTENCE))
    built.layers[0].embeddings.assign_add(np.full((32, 20), 0.1, np.float32))
    same(picture_frame(built, SENTENCE, say=say), picture_frame(built, SENTENCE))


def test_of_a_long_text_no_shares_are_shown_but_all_steps() -> None:
    long = SPECS["text-attention"].with_dataset(DatasetSpec("texts", length=300)).with_layers(READER)
    rows = pictured(trace(long).checked().rows)
    assert not any(one.heads for one in rows)
    assert [one.shape for one in rows[:2]] == [(300, 20), (300, 20)]
