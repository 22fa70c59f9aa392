"""Decision maps, against the model's own predictions at points made by hand."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from nnplay.datasets import Dataset, load_dataset
from nnplay.inspection.boundaries import decision_map
from nnplay.models.build import build_model
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec


def made(name: str, *layers: LayerSpec, scaling: str = "standard") -> tuple[keras.Model, Dataset]:
    dataset = DatasetSpec(name, samples=50, scaling=scaling)
    spec = ExperimentSpec(dataset, layers, TrainingSpec(OptimizerSpec("SGD")))
    return build_model(spec), load_dataset(dataset)


@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
def test_a_map_holds_what_the_model_predicts_at_each_point(scaling: str) -> None:
    model, data = made("moons", LayerSpec("Dense", units=4, activation="tanh"), scaling=scaling)
    chart = decision_map(model, data, resolution=7)
    assert (chart.x.shape, chart.y.shape, chart.values.shape) == ((7,), (7,), (7, 7))
    places = [(row, column) for row in range(7) for column in range(7)]
    points = np.array([[chart.x[column], chart.y[row]] for row, column in places], np.float32)
    expected = model.predict((points - data.preprocess.offset) / data.preprocess.scale, verbose=0)[:, 0]
    for (row, column), value in zip(places, expected, strict=True):
        assert chart.values[row, column] == pytest.approx(value, abs=1e-6)


def test_x_runs_along_columns_and_y_along_rows() -> None:
    model, data = made("gaussians", scaling="none")
    model.layers[-1].set_weights([np.array([[1.0], [0.0]], np.float32), np.zeros(1, np.float32)])
    chart = decision_map(model, data, resolution=9)
    # The output is the sigmoid of x alone.
    assert (np.diff(chart.values, axis=1) > 0).all()
    np.testing.assert_allclose(chart.values, np.tile(1 / (1 + np.exp(-chart.x)), (9, 1)), atol=1e-6)


def test_a_map_reaches_beyond_all_points_in_the_datas_own_units() -> None:
    model, data = made("moons")
    chart = decision_map(model, data, resolution=9)
    raw = np.concatenate(list(data.points.values()))
    assert (raw >= [chart.x[0], chart.y[0]]).all()
    assert (raw <= [chart.x[-1], chart.y[-1]]).all()
    assert chart.x[-1] - chart.x[0] == pytest.approx(chart.y[-1] - chart.y[0], rel=1e-5)


def test_along_a_line_the_map_is_the_models_own_line() -> None:
    model, data = made("line", scaling="none")
    model.layers[-1].set_weights([np.array([[2.0]], np.float32), np.array([1.0], np.float32)])
    chart = decision_map(model, data, resolution=11)
    assert chart.y.shape == (0,)
    np.testing.assert_allclose(chart.values, 2 * chart.x + 1, rtol=1e-6)


@pytest.mark.parametrize("scaling", ["none", "standard"])
def test_inputs_that_are_computed_are_computed_at_each_point_of_the_map(scaling: str) -> None:
    dataset = DatasetSpec("circle", samples=50, features=["x²", "sin y"], scaling=scaling)
    spec = ExperimentSpec(dataset, (), TrainingSpec(OptimizerSpec("SGD")))
    model, data = build_model(spec), load_dataset(dataset)
    model.layers[-1].set_weights([np.array([[1.0], [-3.0]], np.float32), np.array([0.5], np.float32)])
    chart = decision_map(model, data, resolution=9)
    x, y = np.meshgrid(chart.x.astype(np.float64), chart.y.astype(np.float64))
    offset, scale = data.preprocess.offset, data.preprocess.scale
    first, second = (x**2 - offset[0]) / scale[0], (np.sin(y) - offset[1]) / scale[1]
    np.testing.assert_allclose(chart.values, 1 / (1 + np.exp(-(first - 3 * second + 0.5))), atol=1e-5)


def test_more_than_two_classes_have_a_probability_each_and_a_regression_its_number() -> None:
    dataset = DatasetSpec("points", classes=3)
    spec = ExperimentSpec(dataset, (), TrainingSpec(OptimizerSpec("SGD")))
    chart = decision_map(build_model(spec), load_dataset(dataset), resolution=5)
    assert chart.values.shape == (5, 5, 3)
    np.testing.assert_allclose(chart.values.sum(axis=2), 1, atol=1e-5)

    model, data = made("plane", scaling="none")
    model.layers[-1].set_weights([np.array([[0.1], [0.1]], np.float32), np.zeros(1, np.float32)])
    chart = decision_map(model, data, resolution=5)
    np.testing.assert_allclose(chart.values, (chart.x + chart.y[:, None]) / 10, atol=1e-6)
