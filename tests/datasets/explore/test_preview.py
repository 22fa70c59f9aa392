"""What a page shows of data before training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sklearn.datasets

from nnplay.datasets import load_dataset, prepare
from nnplay.datasets.explore.preview import preview_images, preview_points, preview_table, split_counts
from nnplay.errors import DataError
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec


def test_points_come_by_class_in_the_units_of_the_source() -> None:
    data = load_dataset(DatasetSpec("xor", noise=0.0, scaling="standard"))
    points = preview_points(data)
    assert list(points) == ["different signs", "same sign"]
    assert sum(map(len, points.values())) == 500
    assert (points["same sign"].prod(axis=1) > 0).all()
    assert (points["different signs"].prod(axis=1) < 0).all()
    assert np.abs(points["same sign"]).max() > 4


def test_points_can_be_those_of_one_part() -> None:
    data = load_dataset(DatasetSpec("gaussians"))
    points = preview_points(data, parts=["test"])
    for label, name in enumerate(data.class_names):
        np.testing.assert_allclose(points[name], data.x_test[data.y_test == label], rtol=1e-4, atol=1e-4)


def test_many_points_are_thinned_by_a_seeded_choice() -> None:
    data = load_dataset(DatasetSpec("spiral", samples=5000))
    few, same, other = (preview_points(data, limit=300, seed=seed) for seed in (0, 0, 1))
    assert sum(map(len, few.values())) == 300
    assert min(map(len, few.values())) > 100
    np.testing.assert_array_equal(few["first arm"], same["first arm"])
    assert not np.array_equal(few["first arm"][:50], other["first arm"][:50])


def test_points_stay_where_they_are_whatever_inputs_are_computed() -> None:
    plain, other = (
        preview_points(load_dataset(DatasetSpec("circle", features=names))) for names in (["x", "y"], ["x²", "sin y"])
    )
    for name in ("outside", "inside"):
        np.testing.assert_array_equal(plain[name], other[name])


def test_a_regression_in_the_plane_gives_points_with_their_targets() -> None:
    (points,) = preview_points(load_dataset(DatasetSpec("plane", noise=0.0, features=["xy"]))).values()
    assert points.shape == (500, 3)
    np.testing.assert_allclose(points[:, 2], points[:, :2].sum(axis=1) / 10, atol=1e-5)


def test_a_line_gives_inputs_with_their_targets() -> None:
    data = load_dataset(DatasetSpec("line", slope=3.0, intercept=-2.0, noise=0.0, scaling="minmax"))
    (points,) = preview_points(data).values()
    assert points.shape == (200, 2)
    np.testing.assert_allclose(points[:, 1], 3 * points[:, 0] - 2, atol=1e-4)


@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
@pytest.mark.parametrize("name", ["iris", "breast_cancer"])
def test_a_table_shows_exactly_the_numbers_of_the_source(name: str, scaling: str) -> None:
    table = preview_table(prepare(DatasetSpec(name, scaling=scaling)), rows=40)
    bunch = getattr(sklearn.datasets, f"load_{name}")()
    source = pd.DataFrame(bunch.data, columns=bunch.feature_names)
    source[table.columns[-1]] = bunch.target_names[bunch.target]
    # Every shown row is a row of the source, to the last decimal.
    assert len(table.merge(source.drop_duplicates(), how="inner")) == len(table) == 40


def test_a_table_of_pima_keeps_its_zeros(needs_file: Callable[[str], Path]) -> None:
    source = pd.read_csv(needs_file("pima_diabetes.csv")).astype(float)
    table = preview_table(load_dataset(DatasetSpec("pima")), rows=460)
    assert set(table["Outcome"]) == {"no diabetes", "diabetes"}
    table["Outcome"] = table["Outcome"].eq("diabetes").astype(float)
    assert len(table.merge(source, how="inner")) == len(table) == 460
    assert (table["Insulin"] == 0).sum() > 100


def test_a_table_of_a_line_has_its_input_and_its_target() -> None:
    table = preview_table(load_dataset(DatasetSpec("line", noise=0.0)), rows=5)
    assert list(table.columns) == ["x", "y"]
    np.testing.assert_allclose(table["y"], 2 * table["x"] + 1, atol=1e-4)


def test_a_gallery_has_as_many_images_of_each_class_with_their_labels() -> None:
    data = load_dataset(DatasetSpec("digits"))
    images, labels = preview_images(data, per_class=3)
    assert images.shape == (30, 8, 8, 1)
    assert labels.tolist() == [digit for digit in range(10) for _ in range(3)]
    bunch = sklearn.datasets.load_digits()
    for image, label in zip(images, labels, strict=True):
        same = (bunch.images == image[..., 0] * 16).all(axis=(1, 2))
        assert bunch.target[same].tolist() == [label]
    again, other = preview_images(data, 3)[0], preview_images(data, 3, seed=1)[0]
    np.testing.assert_array_equal(images, again)
    assert not np.array_equal(images, other)


def test_a_gallery_takes_what_there_is_of_a_class() -> None:
    data = load_dataset(DatasetSpec("digits"))
    _, labels = preview_images(data, per_class=10_000)
    np.testing.assert_array_equal(np.bincount(labels), np.bincount(data.y_train))


@pytest.mark.parametrize("name", ["digits", "iris", "moons", "line"])
def test_the_counts_add_up_to_the_data(name: str) -> None:
    data, raw = load_dataset(DatasetSpec(name)), DATASETS[name].load(DatasetSpec(name).options)
    counts = split_counts(data)
    assert list(counts.columns) == ["training", "validation", "test"]
    assert counts.sum().tolist() == [len(y) for _, y in data.parts.values()]
    if data.class_names:
        assert list(counts.index) == list(data.class_names)
        assert counts.sum(axis=1).tolist() == np.bincount(raw.y).tolist()
    else:
        assert list(counts.index) == ["examples"]


def test_a_preview_that_does_not_fit_the_data_is_refused() -> None:
    with pytest.raises(DataError, match="family table"):
        preview_points(load_dataset(DatasetSpec("iris")))
    with pytest.raises(DataError, match="gallery"):
        preview_table(load_dataset(DatasetSpec("digits")))
    with pytest.raises(DataError, match="no images"):
        preview_images(load_dataset(DatasetSpec("moons")))
