"""Looking into networks in pieces: within a bound of memory, with the same numbers."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from nnplay.datasets import load_dataset
from nnplay.errors import DataError
from nnplay.inspection import attribution, boundaries, pieces, representations, states
from nnplay.limits import HOSTED
from nnplay.models.build import build_model
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from tests.inspection.factories import conv, made

PLANE = ExperimentSpec(
    DatasetSpec("moons", samples=60), (LayerSpec("Dense", units=90),), TrainingSpec(OptimizerSpec("SGD"), epochs=1)
)


def widest(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Bytes of every layer's outputs from now on."""
    import keras

    real_call, told = keras.layers.Layer.__call__, list[int]()

    def call(layer: Any, *arguments: Any, **more: Any) -> Any:
        said = real_call(layer, *arguments, **more)
        shape = getattr(said, "shape", ())
        if not isinstance(layer, keras.Model) and shape and shape[0] is not None:
            told.append(4 * int(np.prod(shape)))
        return said

    monkeypatch.setattr(keras.layers.Layer, "__call__", call)
    return told


def test_so_many_examples_go_together_that_the_widest_layer_stays_within_its_bytes() -> None:
    model = made(conv(), LayerSpec("Flatten"))  # 9 x 8 pixels
    most = max(int(np.prod(layer.output.shape[1:])) for layer in model.layers)
    assert pieces.together(model, 10**9) == pieces.PIECE_BYTES // (4 * most)
    assert pieces.together(model, 7) == 7


def test_one_example_always_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE_BYTES", 1)
    assert pieces.together(made(conv(), LayerSpec("Flatten")), 100) == 1


def asked() -> dict[str, Any]:
    """Questions that are about many examples at once."""
    images = made(conv(), LayerSpec("Flatten"))
    examples = np.random.default_rng(0).random((23, 9, 8, 2)).astype(np.float32)
    plane, data = build_model(PLANE), load_dataset(PLANE.dataset)
    return {
        "outputs": lambda: pieces.outputs(images, examples),
        "occlusion": lambda: attribution.occlusion(images, examples[0], 0.0).drop,
        "projection": lambda: representations.project(images, examples, "conv2d_1").points,
        "layer states": lambda: np.concatenate([one.activations for one in states.layer_states(images, examples)]),
        "dead units": lambda: np.array([one.dead or 0.0 for one in states.layer_states(images, examples)]),
        "decision map": lambda: boundaries.decision_map(plane, data).values,
        "neuron maps": lambda: np.concatenate(list(boundaries.neuron_maps(plane, data).layers.values())),
    }


@pytest.mark.parametrize("question", asked())
def test_in_pieces_it_takes_less_memory_and_says_the_same(monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    ask = asked()[question]
    whole = ask()
    monkeypatch.setattr(pieces, "PIECE_BYTES", 20_000)
    told = widest(monkeypatch)
    np.testing.assert_allclose(ask(), whole, rtol=1e-4, atol=1e-5)
    assert told
    assert max(told) <= 20_000


def test_a_layer_that_says_too_much_for_two_dimensions_is_refused_with_its_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = made(conv(), LayerSpec("Flatten"))
    examples = np.zeros((23, 9, 8, 2), np.float32)
    numbers = int(np.prod(model.layers[0].output.shape[1:]))
    tight = dataclasses.replace(HOSTED, inspector_memory=4 * representations.COPIES * numbers * 23 - 1)
    monkeypatch.setattr(representations, "limits", lambda: tight)
    with pytest.raises(DataError, match=f"outputs {numbers:,} numbers for each example. For 23 examples"):
        representations.project(model, examples, "conv2d_1")
    assert representations.project(model, examples, "output").points.shape == (23, 2)
