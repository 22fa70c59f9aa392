"""Initializers are Keras's own, draw by their seeds, and start layers as their help says."""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest

from nnplay.models.initializers import UNSEEDED, build_initializer
from nnplay.models.layer_kind import LayerKind, kernels_of
from nnplay.registry import INITIALIZERS, LAYERS
from nnplay.spec import LayerSpec
from tests.models.test_layers import stands


@pytest.mark.parametrize(
    ("activation", "everywhere", "moved", "apart"),
    [("relu", False, False, False), ("tanh", False, True, True), ("sigmoid", True, True, False)],
)
def test_what_is_said_of_constant_starts_is_true(activation: str, everywhere: bool, moved: bool, apart: bool) -> None:
    zeros, later = "zeros", "zeros" if everywhere else keras.initializers.GlorotUniform(1)
    first = keras.layers.Dense(3, activation=activation, kernel_initializer=zeros)
    model = keras.Sequential([keras.Input((2,)), first, keras.layers.Dense(1, kernel_initializer=later)])
    model.compile(keras.optimizers.SGD(0.5), "mse")
    x = np.random.default_rng(0).normal(size=(16, 2)).astype(np.float32)
    model.fit(x, x[:, 0] * x[:, 1] + x[:, 1], batch_size=16, epochs=5, verbose=0)
    kernel = np.asarray(first.kernel)
    assert bool(np.abs(kernel).max() > 1e-4) == moved
    assert bool(np.ptp(kernel, axis=1).max() > 1e-4) == apart


@pytest.mark.parametrize("name", list(INITIALIZERS))
def test_every_initializer_is_keras_own_and_draws_by_its_seed(name: str) -> None:
    one = build_initializer(name, 1)
    assert type(one) is getattr(keras.initializers, name)
    draws = [np.asarray(build_initializer(name, seed)((6, 5))) for seed in (1, 1, 2)]
    np.testing.assert_array_equal(draws[0], draws[1])
    assert np.array_equal(draws[0], draws[2]) == (name in UNSEEDED)


@pytest.mark.parametrize("kind", [kind for kind in LAYERS.values() if kind.kernels], ids=lambda kind: kind.name)
def test_every_kernel_of_a_layer_draws_by_the_layers_seed_and_each_by_its_own(kind: LayerKind) -> None:
    # The same small normal numbers whatever a kernel's shape, so that equal seeds would show.
    options = {param.name: "RandomNormal" for param in kind.params if param.name.endswith("_initializer")}
    shape = next(shape for shape in ((6, 6, 3), (20,), (20, 3)) if stands(LayerSpec(kind.name), shape))

    def drawn(seed: int) -> list[np.ndarray]:
        layer = kind.build(LayerSpec(kind.name, options).options, "made", seed)
        layer.build((None, *shape))
        return [np.ravel(kernel)[:20] for kernel in kernels_of(layer)]

    assert len(options) in (1, len(kind.kernels))  # of one option, each kernel makes draws of its own
    one, again, other = drawn(1), drawn(1), drawn(2)
    np.testing.assert_array_equal(one, again)
    assert not np.isin(other, one).any()
    assert len(np.unique(one)) == np.size(one)


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        # Keras documentation: sqrt(2 / (fan_in + fan_out)), sqrt(2 / fan_in), sqrt(1 / fan_in); uniform ones alike.
        ("GlorotUniform", (2 / 500) ** 0.5),
        ("GlorotNormal", (2 / 500) ** 0.5),
        ("HeNormal", (2 / 200) ** 0.5),
        ("HeUniform", (2 / 200) ** 0.5),
        ("LecunNormal", (1 / 200) ** 0.5),
        ("RandomNormal", 0.05),
        ("RandomUniform", 0.05 / 3**0.5),
        ("Zeros", 0.0),
    ],
)
def test_initializers_scale_as_their_help_says(name: str, deviation: float) -> None:
    drawn = np.asarray(build_initializer(name, 3)((200, 300)))
    assert drawn.std() == pytest.approx(deviation, rel=0.02)
    assert drawn.mean() == pytest.approx(0.0, abs=0.002)
