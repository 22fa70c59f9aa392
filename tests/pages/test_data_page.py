"""The data page: it opens for every dataset, and says of it what pandas and NumPy say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.datasets import Raw, Signature, load_dataset
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec
from nnplay.ui.common import loading
from tests.datasets.factories import SMALLER, own_like_dataset, pima_csv
from tests.pages.factories import (
    DATA,
    chart,
    errors,
    healthy,
    open_app,
    press,
    session_of,
    show,
    texts,
    turn_to,
    unfold,
)

VIEWS = ("Into the network", "Split", "Explore")


@pytest.fixture(scope="module")
def page() -> AppTest:
    return turn_to(open_app(), DATA)


@pytest.fixture
def colors(monkeypatch: pytest.MonkeyPatch) -> str:
    """A dataset of small red, green and blue images; its name."""
    rng = np.random.default_rng(0)
    y = np.arange(60) % 3
    x = rng.integers(0, 60, (60, 9, 12, 3))
    x[np.arange(60), 4:, :, y] += 180
    signature = Signature((9, 12, 3), "multiclass", ("red", "green", "blue"), target_name="color")
    kind = replace(
        DATASETS["digits"],
        name="colors",
        label="Colors",
        signature=lambda options: signature,
        load=lambda options: Raw(x.astype(np.uint8), y),
        pixel_maximum=255.0,
    )
    monkeypatch.setitem(DATASETS._kinds, "colors", kind)
    return "colors"


def look(page: AppTest, dataset: DatasetSpec, view: str) -> None:
    """Shows a view of a dataset."""
    mine = session_of(page)
    mine.replace_spec(mine.spec.with_dataset(dataset))
    healthy(page.segmented_control(key="data-page-view").set_value(view).run())
    assert errors(page) == ""


def example(page: AppTest) -> Any:
    (found,) = [each for each in page.number_input if each.label == "Example"]
    return found


def tables(page: AppTest) -> list[Any]:
    return [each.value for each in page.dataframe]


@pytest.mark.sweep(keep=("spiral", "digits", "wine", "titanic"))
@pytest.mark.parametrize("name", list(DATASETS))
def test_every_view_opens_for_every_dataset(page: AppTest, name: str, files_of: Callable[[str], None]) -> None:
    files_of(name)
    if DATASETS[name].files:
        page = turn_to(open_app(), DATA)  # its list of datasets says which files are here
    dataset = DatasetSpec(name, SMALLER.get(name, {}))
    data = load_dataset(dataset)
    look(page, dataset, "Into the network")
    assert "A tensor of **32 × " in texts(page)
    look(page, dataset, "Split")
    counts = tables(page)[0]
    assert counts["all"].iloc[-1] == sum(len(y) for _, y in data.parts.values())
    look(page, dataset, "Explore")
    is_light = data.input_shape[-1] == 3 or data.signature.light
    pictures = "Brightness by class" if is_light else "Ink by class"
    assert chart(page, {"image": pictures, "text": "Texts have"}.get(data.family, "Box plot"))


@pytest.mark.parametrize("view", VIEWS)
def test_images_in_color_are_shown_too(page: AppTest, colors: str, view: str) -> None:
    look(page, DatasetSpec(colors), view)
    if view == "Into the network":
        assert "3 pictures of 9 × 12 → **9 × 12 × 3**" in texts(page)
        red, green = ([each["z"] for each in _channel(page, name)] for name in ("red", "green"))
        assert red != green
    if view == "Explore":
        assert chart(page, "Average image of each class")["data"][0]["type"] == "image"
    show(page, SPECS["digits-cnn"])


def _channel(page: AppTest, name: str) -> list[dict[str, Any]]:
    healthy(page.segmented_control(key="input-steps-channel").set_value(name).run())
    return chart(page, "Pixels in the frame")["data"][:1]


def test_an_image_goes_its_way_with_its_own_numbers(page: AppTest) -> None:
    look(page, DatasetSpec("digits"), "Into the network")
    data = load_dataset(DatasetSpec("digits"))
    healthy(example(page).set_value(7).run())
    raw, ready = (np.array(chart(page, label)["data"][0]["z"]) for label in ("Pixels in the frame", "The same pixels"))
    np.testing.assert_allclose(ready, data.x_train[7][..., 0])
    np.testing.assert_allclose(raw, ready * 16)
    row = chart(page, "1 for class")["data"][0]["z"]
    assert row == [np.eye(10)[data.y_train[7]].tolist()]


def test_another_example_stays_within_its_part(page: AppTest) -> None:
    look(page, DatasetSpec("iris"), "Into the network")
    healthy(page.segmented_control[1].set_value("test").run())
    press(page, "Another one")
    index = int(example(page).value or 0)
    assert 0 <= index < 38
    way = tables(page)[0].set_index("column")
    expected = load_dataset(DatasetSpec("iris")).x_test[index]
    assert way["into the network"].astype(float).to_numpy() == pytest.approx(expected, rel=1e-3)


def test_the_last_example_stays_one_when_its_part_gets_smaller(page: AppTest) -> None:
    look(page, DatasetSpec("iris"), "Into the network")
    mine = session_of(page)
    healthy(example(page).set_value(88).run())
    unfold(page, "About and options")
    healthy(page.slider(key=mine.key("data-iris") + "-test_size").set_value(0.5).run())
    rows = len(load_dataset(mine.spec.dataset).y_train)
    assert rows < 88
    assert example(page).value == rows - 1


def test_the_flower_that_is_in_iris_twice_is_reported_where_it_crosses_parts(page: AppTest) -> None:
    look(page, DatasetSpec("iris"), "Split")
    assert "This is called leakage" in page.warning[0].value
    equal = tables(page)[-1]
    assert list(equal["part"]) == ["training", "test"]
    assert len(equal.drop(columns=["group", "part", "row"]).drop_duplicates()) == 1

    look(page, DatasetSpec("digits"), "Split")
    assert "No two of the 1,797 images are equal" in page.success[0].value


def test_a_table_of_all_columns_is_that_of_pandas(page: AppTest) -> None:
    look(page, DatasetSpec("iris"), "Explore")
    healthy(page.segmented_control(key="explored-parts").set_value("All parts").run())
    described = load_iris(as_frame=True).data.describe().T
    columns = ["mean", "std", "min", "25%", "50%", "75%", "max"]
    np.testing.assert_allclose(tables(page)[0][columns].astype(float), described[columns], rtol=1e-9)
    correlations = tables(page)[-1]
    np.testing.assert_allclose(correlations, load_iris(as_frame=True).data.corr(), atol=6e-4)
    healthy(page.segmented_control(key="explored-parts").set_value("Training part").run())


def test_a_click_on_a_correlation_shows_its_points(page: AppTest) -> None:
    look(page, DatasetSpec("iris"), "Explore")
    page.session_state["correlations"] = {"clicked": {"trace": "correlations", "index": [3, 0], "x": 0, "y": 3}}
    healthy(page.run())
    assert chart(page, "petal width (cm) over sepal length (cm)")


@pytest.mark.data
def test_impossible_zeros_are_pointed_out_and_can_be_taken_for_missing(
    page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pima_diabetes.csv").write_bytes(pima_csv())
    monkeypatch.setenv("NNPLAY_DATA_DIR", str(tmp_path))
    dataset = DatasetSpec("pima", split_seed=12)  # so that no other test has loaded it from another file
    look(page, dataset, "Explore")
    rows = len(load_dataset(dataset).y_train)
    assert f"Insulin {rows}" in page.warning[0].value
    press(page, "Treat them as missing")
    assert session_of(page).spec.dataset == dataset.with_options(zeros_missing=True)
    assert len(page.warning) == 0
    assert f"Insulin {rows}" in page.info[0].value
    assert tables(page)[0].loc["Insulin", "missing"] == rows
    press(page, "Leave the zeros as they are")
    assert session_of(page).spec.dataset == dataset


@pytest.mark.parametrize("view", VIEWS)
def test_a_table_with_words_and_gaps_is_shown_too(page: AppTest, view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = own_like_dataset()
    monkeypatch.setattr(loading, "load_dataset", lambda spec: data)
    # Another seed, so that nothing of these data is kept for the real ones.
    look(page, DatasetSpec("line", data_seed=4711), view)
    if view == "Into the network":
        way = tables(page)[0].set_index("column")
        # The first example with a gap.
        assert list(way.columns) == ["source", "missing filled", "one-hot", "into the network"]
        assert way.loc["size"].tolist() == ["–", "2.5", "2.5", "2.5"]
        assert way.loc["colour"].tolist() == ["blue", "blue", "–", "–"]
        assert way.loc["colour = blue"].tolist() == ["–", "–", "1", "1"]
        assert "price **2** is used as it is" in texts(page)
    if view == "Split":
        assert "Some examples are in more than one part" in page.warning[0].value
        contradicting = tables(page)[1]["with a different target"].tolist()
        assert contradicting == [0, 0, 0]
    if view == "Explore":
        assert tables(page)[0].loc["size", "missing"] == 15
        assert tables(page)[1].loc["colour"].tolist() == [15, 2, "red", 30]
        (column,) = [each for each in page.selectbox if each.label == "Column"]
        healthy(column.set_value("colour").run())
        assert chart(page, "How often each value of colour occurs")["data"][0]["x"] == [30, 15]


def test_data_that_cannot_be_had_get_a_sentence(no_data: None) -> None:
    at = turn_to(open_app(), DATA)
    show(at, SPECS["mnist-mlp"])
    assert "mnist.npz is needed" in errors(at)


@pytest.mark.parametrize("features", [("x",), ("x²", "y²", "xy")])
def test_points_lie_at_x_and_y_whatever_inputs_are_computed_from_them(page: AppTest, features: tuple[str, ...]) -> None:
    dataset = DatasetSpec("circle", features=features)
    look(page, dataset, "Split")
    points = load_dataset(dataset).points["training"]
    shown = chart(page, "Examples by part")["data"][0]
    np.testing.assert_allclose(np.column_stack([shown["x"], shown["y"]]), points, rtol=1e-5)
    show(page, SPECS["digits-cnn"])
