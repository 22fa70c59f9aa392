"""A registered table with words and gaps, on every page: declared once, and treated as an own table is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.datasets.store import data_files
from tests.pages.factories import (
    DATA,
    EVALUATE,
    INSIDE,
    PREDICT,
    errors,
    healthy,
    open_app,
    session_of,
    texts,
    train,
    turn_to,
)

DATASET = SPECS["penguins"].dataset


@pytest.fixture(scope="module")
def at() -> AppTest:
    """A session that has trained the penguins."""
    page = open_app()
    train(page, "penguins")
    return page


@pytest.fixture(autouse=True)
def _file(needs_file: Callable[[str], Path]) -> None:
    needs_file("penguins.csv")


def tables(at: AppTest) -> list[Any]:
    return [each.value for each in at.dataframe]


def test_a_linear_model_of_scikit_learn_reaches_what_the_story_says() -> None:
    from sklearn.linear_model import LogisticRegression

    data = load_dataset(DATASET)
    model = LogisticRegression(max_iter=1000).fit(data.x_train, data.y_train)
    assert round(model.score(data.x_test, data.y_test), 3) == 0.988


def test_gaps_get_the_mean_or_the_most_frequent_word_of_the_training_part() -> None:
    data = load_dataset(DATASET)
    train_rows = data.preprocess.table(data.source["training"])
    columns = {column.name: column for column in data.preprocess.columns}
    assert columns["body_mass_g"].fill == pytest.approx(train_rows["body_mass_g"].mean())
    sex = columns["sex"]
    assert sex.fill is not None
    assert sex.values[int(sex.fill)] == train_rows["sex"].mode()[0]
    whole = load_dataset(DATASET.with_options(missing="drop"))
    assert sum(len(y) for _, y in whole.parts.values()) == 344 - 11


def test_the_playground_and_the_data_page_show_words_and_gaps(at: AppTest) -> None:
    (run,) = session_of(at).runs
    assert run.job.history.test_metrics["accuracy"] > 0.95
    turn_to(at, DATA)
    healthy(at.segmented_control(key="data-page-view").set_value("Into the network").run())
    way = tables(at)[0].set_index("column")
    assert list(way) == ["source", "missing filled", "one-hot", "subtract", "divide by", "into the network"]
    filled = way.loc[["bill_length_mm", "sex"]]
    assert "–" in filled["source"].tolist()  # the first example with a gap
    assert "–" not in filled["missing filled"].tolist()
    island = way.loc["island", "source"]
    assert way.loc[f"island = {island}", "into the network"] == "1"
    healthy(at.segmented_control(key="data-page-view").set_value("Explore").run())
    numbers, words = tables(at)[:2]
    assert list(numbers.index) == ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    assert words["different"].to_dict() == {"island": 3, "sex": 2}
    assert errors(at) == ""


def test_new_penguins_are_predicted_by_hand_and_from_a_file_with_gaps(at: AppTest) -> None:
    turn_to(at, PREDICT)
    run = session_of(at).runs[-1]
    assert at.selectbox(key=f"predict-{run.number}-0").options == ["Biscoe", "Dream", "Torgersen"]
    healthy(at.selectbox(key=f"predict-{run.number}-5").set_value("female").run())
    assert "It predicts **" in texts(at)
    rows = pd.read_csv(data_files.find_file(DATASET.kind.files[0]))
    rows["sex"] = rows["sex"].where(rows.index % 3 > 0)
    content = rows.to_csv(index=False, na_rep="NA").encode()
    healthy(at.file_uploader[0].set_value(("new.csv", content, "text/csv")).run())
    assert errors(at) == ""
    (answers,) = tables(at)
    right = (answers["predicted species"] == answers["species"]).mean()
    assert right > 0.9


def test_evaluate_and_look_inside_show_an_example_in_its_words(at: AppTest) -> None:
    turn_to(at, EVALUATE)
    box = next(each for each in at.segmented_control if each.label == "What to look at")
    healthy(box.set_value("One example").run())
    assert errors(at) == ""
    turn_to(at, INSIDE)
    assert errors(at) == ""
    shown = next(table for table in tables(at) if "input" in table).set_index("input")["value"]
    data = load_dataset(DATASET)
    expected = data.preprocess.table(data.source["test"][:1]).iloc[0]
    assert shown["island"] == expected["island"]
    assert float(shown["body_mass_g"]) == expected["body_mass_g"]
