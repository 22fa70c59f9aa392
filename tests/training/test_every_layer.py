"""The contract of training: every kind of layer learns by each way that is allowed for it, and by both alike."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from nnplay.models.build import build_model
from nnplay.models.layer_kind import LayerKind
from nnplay.models.shapes import trace
from nnplay.registry import LAYERS, Param
from nnplay.spec import LayerSpec, OptimizerSpec
from nnplay.training import compiled_epochs, fit_epochs
from nnplay.training.execution import choose_execution
from tests.models.factories import SYMBOLS, data_of, is_for_sequences, one_of_each, other_kinds, sequence_layers
from tests.models.test_layers import stands
from tests.training.factories import assert_same_weights

IMAGE, TEXT = (6, 6, 2), (6,)


def step(way: ModuleType, layers: tuple[LayerSpec, ...], shape: tuple[int, ...] = IMAGE) -> keras.Model:
    """A network after one epoch of two batches."""
    rng = np.random.default_rng(0)
    drawn = rng.normal(size=(12, *shape)) if shape == IMAGE else rng.integers(0, SYMBOLS, (12, *shape))
    x, y = drawn.astype(np.float32), rng.integers(0, 3, 12)
    with data_of(shape) as make:
        model = build_model(make(layers, optimizer=OptimizerSpec("SGD", learning_rate=0.5)))
    before = [weight.numpy() for weight in model.trainable_weights]
    way.fit(model, (x, y), (x[:4], y[:4]), batch_size=8, epochs=1, seed=1, callbacks=[])
    for weight, old in zip(model.trainable_weights, before, strict=True):
        assert np.isfinite(weight).all(), weight.path
        assert not np.array_equal(weight, old), f"{weight.path} learns nothing"
    return model


def test_every_kind_learns_by_fit_the_same_each_time() -> None:
    layers, on_text = one_of_each(IMAGE, other_kinds()), sequence_layers("GlobalAveragePooling1D")
    assert {layer.name for layer in (*layers, *on_text)} == set(LAYERS) - {"GlobalMaxPooling1D"}
    assert_same_weights(step(fit_epochs, layers), step(fit_epochs, layers))
    assert_same_weights(step(fit_epochs, on_text, TEXT), step(fit_epochs, on_text, TEXT))


@pytest.mark.sweep
@pytest.mark.parametrize("last", ["GlobalAveragePooling1D", "GlobalMaxPooling1D"])
def test_every_kind_for_sequences_learns_compiled_what_it_learns_by_fit(last: str) -> None:
    layers = tuple(layer for layer in sequence_layers(last) if layer.kind.fast_compiled)
    assert_same_weights(step(compiled_epochs, layers, TEXT), step(fit_epochs, layers, TEXT), 1e-4)


def test_every_kind_that_may_be_compiled_learns_so_what_it_learns_by_fit() -> None:
    # Compiled code drops other numbers, so here none are dropped.
    layers = one_of_each(IMAGE, [kind for kind in other_kinds() if kind.fast_compiled], rate=0.0)
    assert_same_weights(step(compiled_epochs, layers), step(fit_epochs, layers), 1e-4)


def test_what_training_drops_may_be_compiled() -> None:
    dropped = [kind for kind in LAYERS.values() if kind.dropped(kind.complete({}))]
    assert all(kind.fast_compiled for kind in dropped)
    step(compiled_epochs, one_of_each(IMAGE, [*dropped, LAYERS["Flatten"]]))


def test_every_choice_of_what_may_be_compiled_can_be() -> None:
    """The layer alone, forward and backward; a choice that several kinds share once."""
    done: set[Param] = set()
    for kind in LAYERS.values():
        for param in kind.params:
            if not kind.fast_compiled or param.kind != "choice" or "initializer" in param.name or param in done:
                continue
            done.add(param)
            for value in param.values:
                layer = kind.build(LayerSpec(kind.name, {param.name: value}).options, "made", 0)
                shape = next(shape for shape in (IMAGE, (5,), (5, 3)) if stands(LayerSpec(kind.name), shape))
                x = tf.random.stateless_uniform((2, *shape), (1, 2))
                layer(x)
                assert np.isfinite(_gradient(layer, x)).all()
    assert done


@tf.function(jit_compile=True)
def _gradient(layer: Any, x: Any) -> Any:
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x)
    return tape.gradient(y, x)


@pytest.mark.parametrize("kind", LAYERS.values(), ids=list(LAYERS))
def test_a_network_is_compiled_only_where_each_of_its_layers_may_be(kind: LayerKind) -> None:
    layers = one_of_each(IMAGE, {kind.name: kind, "Flatten": LAYERS["Flatten"]}.values())
    if is_for_sequences(kind):
        layers = (LayerSpec("Embedding"), *(layer for layer in layers if not layer.kind.reads_symbols))
        layers = tuple(sorted(layers, key=lambda layer: layer.name == "Flatten"))
    with data_of(IMAGE if stands(layers[0], IMAGE) else (5,)) as make:
        spec = make(layers, batch_size=1, epochs=500)
        chosen = choose_execution(trace(spec).checked().rows, spec.training, 1000)
    assert chosen.name == ("compiled" if kind.fast_compiled else "fit")
    assert kind.fast_compiled or kind.title in chosen.why
