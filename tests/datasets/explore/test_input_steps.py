"""An example's way into the network, and impossible zeros that are filled on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import train_test_split

from nnplay.datasets import Signature, load_dataset, prepare
from nnplay.datasets.explore import input_steps
from nnplay.datasets.preprocessing.encoding import InputColumn
from nnplay.datasets.preprocessing.fit import fit_columns
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec
from tests.datasets.factories import own_like_dataset

IMPOSSIBLE = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


def test_zeros_of_chosen_columns_get_the_median_of_the_others() -> None:
    x = np.array([[0, 0.0], [1, 4], [2, 6], [3, 0]])
    columns = (InputColumn("a"), InputColumn("b", zero_missing=True))
    preprocess = fit_columns(Signature((2,), "regression", (), ("a", "b")), "table", columns, x, missing="median")
    assert preprocess.filled(x).tolist() == [[0, 5], [1, 4], [2, 6], [3, 5]]
    assert preprocess.inputs(np.array([[0, 0], [9, np.nan]])).tolist() == [[0, 5], [9, 5]]
    only = (InputColumn("a", zero_missing=True),)
    empty = fit_columns(Signature((1,), "regression", (), ("a",)), "table", only, np.zeros((3, 1)), missing="median")
    assert empty.inputs(np.zeros((3, 1))).tolist() == [[0], [0], [0]]


@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
def test_pima_is_filled_and_scaled_by_its_training_part_alone(scaling: str, needs_file: Callable[[str], Path]) -> None:
    table = pd.read_csv(needs_file("pima_diabetes.csv"))
    data = prepare(DatasetSpec("pima", zeros_missing=True, scaling=scaling, split_seed=87, stratify=False))
    x = table.drop(columns="Outcome").astype(float)
    x[IMPOSSIBLE] = x[IMPOSSIBLE].replace(0, np.nan)
    rest, test = train_test_split(x, test_size=0.25, random_state=87)
    train, _ = train_test_split(rest, test_size=0.2, random_state=87)
    medians = train.median()
    train, test = train.fillna(medians), test.fillna(medians)
    if scaling == "standard":
        test = (test - train.mean()) / train.std(ddof=0)
    if scaling == "minmax":
        test = (test - train.min()) / (train.max() - train.min())
    np.testing.assert_allclose(data.x_test, test, rtol=1e-4, atol=1e-5)
    assert (data.source["test"][:, 4] == 0).any()
    np.testing.assert_array_equal(data.preprocess.inputs(data.source["test"]), data.x_test)


def test_without_the_option_pima_is_as_its_file(needs_file: Callable[[str], Path]) -> None:
    needs_file("pima_diabetes.csv")
    data = load_dataset(DatasetSpec("pima", scaling="none"))
    assert not any(column.zero_missing or column.fill is not None for column in data.preprocess.columns)
    assert (data.x_train[:, 4] == 0).any()


def test_every_impossible_zero_is_in_a_column_that_is_there_and_has_the_option() -> None:
    for kind in DATASETS.values():
        assert set(kind.zeros_impossible) <= set(kind.signature(DatasetSpec(kind.name).options).feature_names)
        assert bool(kind.zeros_impossible) == ("zeros_missing" in {param.name for param in kind.params})


def test_a_row_of_pima_goes_from_zero_to_missing_to_median_to_scaled(needs_file: Callable[[str], Path]) -> None:
    needs_file("pima_diabetes.csv")
    data = load_dataset(DatasetSpec("pima", zeros_missing=True))
    places = [DATASETS["pima"].signature({}).feature_names.index(name) for name in IMPOSSIBLE]
    gaps = (data.source["training"][:, places] == 0).any(axis=1)
    assert input_steps.telling_example(data, "training") == np.flatnonzero(gaps)[0]
    assert input_steps.telling_example(load_dataset(DatasetSpec("iris")), "training") == 0
    index = int(np.flatnonzero(data.source["training"][:, 4] == 0)[0])
    table = input_steps.step_table(data, input_steps.steps_of(data, "training", index)).set_index("input")
    assert list(table.columns) == [
        "source",
        "missing marked",
        "missing filled",
        "subtract",
        "divide by",
        "into the network",
    ]
    insulin = table.loc["Insulin"]
    known = data.source["training"][:, 4]
    assert insulin["source"] == 0
    assert np.isnan(insulin["missing marked"])
    assert insulin["missing filled"] == np.median(known[known > 0])
    for _, row in table.iterrows():
        scaled = (row["missing filled"] - row["subtract"]) / row["divide by"]
        assert scaled == pytest.approx(row["into the network"], abs=1e-5)


def test_an_example_that_is_not_scaled_has_two_stages() -> None:
    data = load_dataset(DatasetSpec("xor", scaling="none"))
    table = input_steps.step_table(data, input_steps.steps_of(data, "test", 3))
    assert list(table.columns) == ["input", "source", "into the network"]
    np.testing.assert_allclose(table["into the network"].astype(float), data.x_test[3])


def test_words_are_shown_as_words_until_they_are_numbers() -> None:
    data = own_like_dataset()
    table = input_steps.step_table(data, input_steps.steps_of(data, "training", 2)).set_index("input")
    assert list(table.columns) == ["source", "missing filled", "one-hot", "into the network"]
    assert list(table.index) == ["size", "colour", "colour = blue", "colour = red"]
    assert table.loc["colour", "source"] == "blue"
    assert table.loc["colour = blue", ["one-hot", "into the network"]].tolist() == [1, 1]
    assert table.loc["colour = red", "one-hot"] == 0
    assert pd.isna(table.loc["colour", "into the network"])
    assert pd.isna(table.loc["size", "source"])
    assert table.loc["size", "missing filled"] == 2.5


def test_inputs_that_are_computed_are_a_step() -> None:
    data = load_dataset(DatasetSpec("circle", features=["x²", "xy"], scaling="standard"))
    table = input_steps.step_table(data, input_steps.steps_of(data, "test", 3)).set_index("input")
    assert list(table.columns) == ["source", "computed", "subtract", "divide by", "into the network"]
    assert list(table.index) == ["x", "y", "x²", "xy"]
    x, y = data.points["test"][3]
    assert table.loc[["x", "y"], "source"].tolist() == pytest.approx([x, y])
    assert table.loc[["x²", "xy"], "computed"].tolist() == pytest.approx([x * x, x * y])


def test_pixels_come_back_as_the_source_counts_them() -> None:
    data = load_dataset(DatasetSpec("digits"))
    raw = input_steps.raw_image(data, "validation", 5)
    assert raw.max() == 16
    np.testing.assert_allclose(raw / 16, data.x_val[5], rtol=1e-6)


def test_the_patch_is_the_middle_of_an_image() -> None:
    assert input_steps.patch(np.zeros((28, 28, 1))) == (10, 18, 10, 18)
    assert input_steps.patch(np.zeros((8, 5, 1))) == (0, 8, 0, 5)


def test_a_target_has_the_form_that_its_loss_takes() -> None:
    iris, moons, line = (load_dataset(DatasetSpec(name)) for name in ("iris", "moons", "line"))
    assert input_steps.target_form(iris, 2, "one-hot") == "[0 0 1]"
    assert input_steps.target_form(iris, 2, "integer") == "2"
    assert input_steps.target_form(moons, 1, "number") == "1"
    assert input_steps.target_form(line, 0.25, "number") == "0.25"


def test_the_axes_of_a_batch_multiply_to_its_numbers() -> None:
    for name in ("digits", "iris", "line"):
        data = load_dataset(DatasetSpec(name))
        sizes = [size for size, _, _ in input_steps.axes(data, 7)]
        assert tuple(sizes) == data.x_train[:7].shape
