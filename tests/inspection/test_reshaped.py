"""A neuron or a layer more or less: what Keras answers before and after."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.errors import SpecError
from nnplay.inspection.reshaped import with_layer, with_unit, without_layer, without_unit
from nnplay.models.build import build_model
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec
from nnplay.training.film import flat, unflat

POINTS = np.random.default_rng(3).uniform(-4, 4, (20, 2)).astype(np.float32)


def dense(units: int, activation: str = "tanh") -> LayerSpec:
    return LayerSpec("Dense", units=units, activation=activation)


def of(*layers: LayerSpec) -> ExperimentSpec:
    return SPECS["spiral"].with_dataset(DatasetSpec("xor")).with_layers(layers)


NORMAL = of(dense(3), LayerSpec("BatchNormalization"), LayerSpec("Dropout"), dense(4, "relu"))


def drawn(spec: ExperimentSpec) -> np.ndarray:
    rng = np.random.default_rng(1)
    return np.abs(flat([rng.normal(0.2, 1.0, weight.shape) for weight in build_model(spec).get_weights()]))


def answers(spec: ExperimentSpec, weights: np.ndarray) -> np.ndarray:
    model = build_model(spec)
    model.set_weights(unflat(weights, [weight.shape for weight in model.get_weights()]))
    return np.asarray(model(POINTS, training=False))


@pytest.mark.parametrize("layer", [0, 3])
def test_a_new_unit_changes_no_answer(layer: int) -> None:
    weights = drawn(NORMAL)
    made = with_unit(NORMAL, weights, layer)
    assert made.spec.layers[layer]["units"] == NORMAL.layers[layer]["units"] + 1
    assert made.weights is not None
    np.testing.assert_allclose(answers(made.spec, made.weights), answers(NORMAL, weights), rtol=1e-5)
    assert f"Layer {layer + 1} has a new unit." in made.words


@pytest.mark.parametrize(("unit", "gone"), [(None, 2), (0, 0)])
def test_a_unit_that_goes_is_one_that_nobody_hears(unit: int | None, gone: int) -> None:
    weights = drawn(of(dense(3)))
    silent = weights.copy()
    silent[9 + gone] = 0  # its outgoing weight
    made = without_unit(of(dense(3)), weights, 0, unit)
    assert made.weights is not None
    np.testing.assert_allclose(answers(made.spec, made.weights), answers(of(dense(3)), silent), rtol=1e-5)
    # And back again, with the numbers of the rest.
    assert made.weights.tolist() == np.delete(weights, [gone, 3 + gone, 6 + gone, 9 + gone]).tolist()


def test_a_new_layer_hands_on_what_it_hears() -> None:
    spec = of(dense(3, "relu"))
    weights = drawn(spec)
    made = with_layer(spec, weights)
    assert made.spec.layers[-1] == dense(3, "relu")
    assert made.weights is not None
    np.testing.assert_allclose(answers(made.spec, made.weights), answers(spec, weights), rtol=1e-5)
    back = without_layer(made.spec, made.weights, 1)
    assert back.spec == spec
    assert back.weights is not None
    assert back.weights.tolist() == weights.tolist()


def test_a_layer_that_goes_takes_weights_of_the_next_one_along_only_where_they_do_not_fit() -> None:
    spec = of(dense(3), dense(2))
    weights = drawn(spec)
    made = without_layer(spec, weights, 1)  # the output has heard 2 units, now there are 3
    assert made.weights is not None
    assert made.weights[:9].tolist() == weights[:9].tolist()
    assert "random again, because its number of inputs has changed" in made.words
    assert made.weights[-1] == weights[-1]  # the bias stays
    only = without_unit(of(dense(1)), drawn(of(dense(1))), 0)
    assert only.spec.layers == ()
    assert only.words.startswith("Layer 1 was removed.")


def test_without_weights_only_the_layers_change_and_what_cannot_be_is_refused() -> None:
    made = with_layer(of(), None)
    assert (made.spec.layers, made.weights) == ((dense(2, "relu"),), None)
    # There is nothing yet that a new unit or layer could leave as it is.
    assert made.words == "Layer 1 is new."
    assert with_unit(made.spec, None, 0).words == "Layer 1 has a new unit."
    with pytest.raises(SpecError, match="Layer 2 has no units of its own"):
        with_unit(NORMAL, None, 1)
    with pytest.raises(SpecError, match="no layer 9"):
        without_layer(NORMAL, None, 8)
    with pytest.raises(SpecError, match="not the weights of this network"):
        with_unit(NORMAL, np.zeros(3), 0)
