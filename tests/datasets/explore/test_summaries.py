"""Summaries of columns and images, against pandas and NumPy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer, load_digits, load_iris

from nnplay.datasets import load_dataset, prepare
from nnplay.datasets.explore import summaries
from nnplay.errors import DataError
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec
from tests.datasets.factories import ugly_table
from tests.strategies import examples

NUMBERS = st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=1, max_size=60)


@examples(100)
@given(NUMBERS)
def test_a_box_has_the_quartiles_of_pandas_and_parts_the_outliers_from_the_rest(values: list[float]) -> None:
    numbers = pd.Series(values, dtype=float)
    found = summaries.box(numbers)
    kept = numbers.dropna()
    if found is None:
        assert kept.empty
        return
    q1, median, q3 = kept.quantile([0.25, 0.5, 0.75])
    assert (found.q1, found.median, found.q3) == pytest.approx((q1, median, q3), rel=1e-12, abs=1e-9)
    far = kept[(kept < found.q1 - 1.5 * (found.q3 - found.q1)) | (kept > found.q3 + 1.5 * (found.q3 - found.q1))]
    assert found.outliers.tolist() == sorted(far)
    near = kept.drop(far.index)
    assert (found.count, found.low, found.high) == (len(kept), near.min(), near.max())


@examples(100)
@given(NUMBERS, NUMBERS)
def test_every_number_lies_in_one_bin_of_its_group(first: list[float], second: list[float]) -> None:
    groups = {"a": np.array(first), "b": np.array(second)}
    edges, counts = summaries.histogram(groups)
    for name, values in groups.items():
        assert counts[name].sum() == (~np.isnan(values)).sum()
    assert len(edges) - 1 <= summaries.MAX_BINS or not len(edges)
    assert (np.diff(edges) > 0).all()


def test_few_whole_numbers_get_a_bin_each() -> None:
    edges, counts = summaries.histogram({"": np.array([1, 1, 3, 4, 4, 4])})
    assert edges.tolist() == [0.5, 1.5, 2.5, 3.5, 4.5]
    assert counts[""].tolist() == [2, 0, 1, 3]


def test_values_are_parted_by_class_number() -> None:
    parted = summaries.by_class(np.array([5, 6, 7]), np.array([1, 0, 1]), ("a", "b", "c"))
    assert {name: values.tolist() for name, values in parted.items()} == {"a": [6], "b": [5, 7], "c": []}
    assert summaries.by_class(np.array([5.0]), np.array([0.3]), ())[""].tolist() == [5]


def test_a_summary_agrees_with_pandas() -> None:
    table = load_breast_cancer(as_frame=True).data.copy()
    table.iloc[3:40, 2] = np.nan
    found, described = summaries.column_summary(table), table.describe().T
    for name in ("mean", "std", "min", "25%", "50%", "75%", "max"):
        np.testing.assert_allclose(found[name].astype(float), described[name], rtol=1e-12)
    assert found["missing"].tolist() == table.isna().sum().tolist()
    assert found["zeros"].tolist() == (table == 0).sum().tolist()
    assert found.loc["mean concavity", "zeros"] == 13


def test_columns_of_words_are_counted_and_left_out_of_the_numbers() -> None:
    table = ugly_table()
    assert summaries.numeric_columns(table) == ["size", "empty"]
    words = summaries.category_summary(table)
    assert words.loc["colour"].tolist() == [1, 2, "red", 2]
    counts = summaries.category_counts({"x": table["colour"].to_numpy(), "y": np.array(["blue", "blue"], object)})
    assert counts.to_dict("index") == {"blue": {"x": 1, "y": 2}, "red": {"x": 2, "y": 0}}
    summary = summaries.column_summary(table)
    assert summary.loc["empty", "missing"] == 4
    assert np.isnan(summary.loc["empty", "50%"])


def test_many_different_words_are_counted_together_beyond_the_twelfth() -> None:
    counts = summaries.category_counts({"": np.array(["often", "often", *(f"word {i}" for i in range(20))])})
    assert len(counts) == 13
    assert counts.index[0] == "often"
    assert counts.loc["other", ""] == 20 - 11


def test_correlations_agree_with_numpy_and_end_with_the_target() -> None:
    iris = load_iris(as_frame=True)
    y = (iris.target == 2).to_numpy().astype(int)
    found = summaries.correlations(iris.data, y, "virginica")
    expected = np.corrcoef(np.column_stack([iris.data, y]), rowvar=False)
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert list(found.columns) == [*iris.data.columns, "virginica"]
    assert summaries.correlations(iris.data, y, most=2).shape == (2, 2)


def test_a_column_without_change_has_no_correlation() -> None:
    table = pd.DataFrame({"a": [1.0, 2.0, 3.0], "same": [7.0, 7.0, 7.0]})
    assert np.isnan(summaries.correlations(table, np.zeros(3)).loc["a", "same"])


def test_the_impossible_zeros_of_pima_are_found_by_the_rule_too(needs_file: Callable[[str], Path]) -> None:
    needs_file("pima_diabetes.csv")
    table, _ = summaries.raw_table(load_dataset(DatasetSpec("pima")))
    # The counts that are known of the whole file; Pregnancies has 111 zeros, which are possible.
    expected = {"Glucose": 5, "BloodPressure": 35, "SkinThickness": 227, "Insulin": 374, "BMI": 11}
    assert summaries.suspicious_zeros(table) == expected
    assert tuple(expected) == DATASETS["pima"].zeros_impossible
    cleaned, _ = summaries.raw_table(load_dataset(DatasetSpec("pima", zeros_missing=True)))
    assert summaries.suspicious_zeros(cleaned) == {}
    assert cleaned.isna().sum().loc[list(expected)].to_dict() == expected


def test_zeros_among_their_like_are_not_suspected() -> None:
    counts, shares = np.arange(30) % 15, np.linspace(0, 1, 30)
    few = np.where(np.arange(30) % 2, 100, 0)  # yes or no
    below = np.linspace(-40, 40, 30).round()
    below[3] = 0
    table = pd.DataFrame({"count": counts, "share": shares, "few": few, "below": below})
    assert summaries.suspicious_zeros(table) == {}
    table["far"] = [0.0, 0.0, *np.arange(40.0, 68.0)]
    assert summaries.suspicious_zeros(table) == {"far": 2}


def test_of_the_six_columns_of_breast_cancer_with_real_zeros_the_rule_asks_about_one() -> None:
    table, _ = summaries.raw_table(load_dataset(DatasetSpec("breast_cancer")))
    assert (table == 0).any().sum() == 6
    assert summaries.suspicious_zeros(table) == {"concave points error": 13}


@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
def test_a_raw_table_is_the_source_whatever_the_scaling(scaling: str) -> None:
    table, y = summaries.raw_table(prepare(DatasetSpec("iris", scaling=scaling)))
    iris = load_iris(as_frame=True)
    source = iris.data.assign(y=iris.target).sort_values(list(iris.data.columns)).to_numpy()
    found = table.assign(y=y).sort_values(list(iris.data.columns)).to_numpy()
    np.testing.assert_array_equal(found[:, :4], source[:, :4])
    assert len(summaries.raw_table(prepare(DatasetSpec("iris")), ["test"])[0]) == 38


def test_telling_columns_agree_with_the_f_tests_of_scikit_learn() -> None:
    from sklearn.feature_selection import f_classif, r_regression

    iris = load_iris(as_frame=True)
    share = summaries.telling_columns(iris.data, iris.target.to_numpy(), classes=True)
    f, _ = f_classif(iris.data, iris.target)
    expected = pd.Series(2 * f / (2 * f + 150 - 3), iris.data.columns).sort_values(ascending=False)
    pd.testing.assert_series_equal(share, expected)

    target = iris.data.sum(axis=1).to_numpy()
    share = summaries.telling_columns(iris.data.assign(same=1.0, none=np.nan), target, classes=False)
    expected = pd.Series(r_regression(iris.data, target) ** 2, iris.data.columns)
    assert share[iris.data.columns].to_numpy() == pytest.approx(expected.to_numpy())
    assert share[["same", "none"]].tolist() == [0, 0]


def test_images_have_no_table() -> None:
    with pytest.raises(DataError, match="ink"):
        summaries.raw_table(load_dataset(DatasetSpec("digits")))


@pytest.mark.parametrize("channels", [1, 3])
def test_image_averages_agree_with_numpy(channels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "_CHUNK", 100)
    x, y = load_digits(return_X_y=True)
    images = (x.reshape(-1, 8, 8, 1) / 16 * np.linspace(1, 0.5, channels)).astype(np.float32)
    found = summaries.image_summary([(images[:999], y[:999]), (images[999:], y[999:])], 11)
    for label in range(10):
        np.testing.assert_allclose(found.means[label], images[y == label].mean(axis=0, dtype=float), atol=1e-12)
    assert np.isnan(found.means[10]).all()
    assert found.counts.tolist() == [*np.bincount(y), 0]
    np.testing.assert_allclose(found.deviation, images.std(axis=0, dtype=float), atol=1e-7)
    np.testing.assert_allclose(found.ink, images.mean(axis=(1, 2, 3), dtype=float), atol=1e-12)
