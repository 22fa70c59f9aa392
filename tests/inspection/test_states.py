"""Weights, activations and dead units of a network whose weights are set by hand."""

from __future__ import annotations

import numpy as np

from nnplay.datasets import load_dataset
from nnplay.inspection.boundaries import decision_map, neuron_maps
from nnplay.inspection.layers import feature_maps
from nnplay.inspection.states import MOST_NUMBERS, layer_states
from nnplay.models.build import build_model
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from tests.inspection.factories import conv, made


def test_a_unit_is_dead_that_says_zero_to_all_examples() -> None:
    model = made(LayerSpec("Dense", units=4, activation="relu"), shape=(2,))
    kernel = np.array([[1.0, -1.0, 1.0, -1.0], [0.0, 0.0, -1.0, 0.0]])
    model.layers[0].set_weights([kernel, np.array([0.0, 0.0, -9.0, 0.5])])
    rows = np.array([[1.0, 2.0], [3.0, 0.0]], np.float32)
    hidden, output = layer_states(model, rows)
    # Units say x, −x, x − y − 9 and 0.5 − x: only the first one is ever above zero here.
    assert hidden.dead == 3 / 4
    assert output.dead is None
    np.testing.assert_array_equal(np.sort(hidden.weights), np.sort(kernel.ravel()))
    np.testing.assert_array_equal(hidden.activations, [1, 0, 0, 0, 3, 0, 0, 0])


def test_a_filter_is_dead_only_where_its_whole_map_is_zero() -> None:
    model = made(conv(filters=2, kernel_size=1, activation="relu"), LayerSpec("Flatten"), shape=(2, 2, 1))
    model.layers[0].set_weights([np.array([1.0, 1.0]).reshape(1, 1, 1, 2), np.array([0.0, -0.9])])
    images = np.zeros((2, 2, 2, 1), np.float32)
    images[1, 0, 1] = 1
    assert layer_states(model, images)[0].dead == 0
    images[1, 0, 1] = 0.8
    assert layer_states(model, images)[0].dead == 1 / 2


def test_of_many_numbers_the_same_choice_is_taken_every_time() -> None:
    model = made(LayerSpec("Dense", units=100), shape=(100,))
    rows = np.random.default_rng(0).random((80, 100)).astype(np.float32)
    first, again = (layer_states(model, rows)[0] for _ in range(2))
    assert len(first.weights) == len(first.activations) == MOST_NUMBERS
    np.testing.assert_array_equal(first.weights, again.weights)
    assert np.isin(first.weights, model.layers[0].get_weights()[0]).all()


def test_neuron_maps_hold_what_each_unit_says_at_each_point() -> None:
    dataset = DatasetSpec("moons", samples=50, scaling="standard")
    spec = ExperimentSpec(
        dataset, (LayerSpec("Dense", units=3, activation="tanh"),), TrainingSpec(OptimizerSpec("SGD"))
    )
    model, data = build_model(spec), load_dataset(dataset)
    found = neuron_maps(model, data, resolution=7)
    assert found.layers["dense_1"].shape == (3, 7, 7)
    assert found.totals == {"dense_1": 3, "output": 1}
    for row, column in ((0, 0), (2, 5), (6, 3)):
        point = data.preprocess.inputs(np.array([[found.x[column], found.y[row]]]))[0]
        said = feature_maps(model, point)
        np.testing.assert_allclose(found.layers["dense_1"][:, row, column], said[1].values, atol=1e-6)
    np.testing.assert_allclose(found.layers["output"][0], decision_map(model, data, 7).values, atol=1e-6)
