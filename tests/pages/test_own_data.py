"""Data that people bring: uploaded, read, chosen of, trained on, and predicted with."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.datasets.store import uploads
from nnplay.spec import DatasetSpec, ExperimentSpec, OptimizerSpec, TrainingSpec
from tests.pages.factories import (
    DATA,
    PLAYGROUND,
    PREDICT,
    chart,
    errors,
    healthy,
    network_picture,
    press,
    session_of,
    show,
    texts,
    train,
    turn_to,
)

TABLE = "size;colour;when;price\n" + "\n".join(
    f"{row % 9},5;{['red', 'blue'][row % 2]};0{row % 9 + 1}.03.2024;{row % 9 * 2 + row % 2},25" for row in range(60)
)
QUICK = TrainingSpec(OptimizerSpec("Adam", learning_rate=0.01), epochs=1)


def upload(at: AppTest, content: bytes, name: str = "prices.csv", place: int = 0) -> None:
    """Brings a file to an uploader of the page."""
    healthy(at.file_uploader[place].set_value((name, content, "text/csv")).run())


def own_uploader(at: AppTest, kind: str = "table") -> int:
    key = session_of(at).key(f"{kind}-file")
    return next(place for place, one in enumerate(at.file_uploader) if one.key == key)


@pytest.fixture
def table(at: AppTest) -> AppTest:
    """The playground with the example of an own table."""
    show(at, SPECS["table-mlp"])
    return at


def test_a_table_is_brought_and_its_target_chosen(table: AppTest) -> None:
    at, mine = table, session_of(table)
    assert "A made-up example: 240 rows, 8 columns, 2 of them left out; 23 values are missing." in texts(at)
    upload(at, TABLE.encode("cp1252"), place=own_uploader(at))
    spec = mine.spec.dataset
    assert uploads.content(spec["file"]) == TABLE.encode("cp1252")
    assert "prices.csv: 60 rows, 4 columns, 0 of them left out; 0 values are missing." in texts(at)
    target = at.selectbox(key=mine.key(f"table-target-{spec['file'][:8]}"))
    assert (target.value, target.options) == ("price", ["size", "colour", "price"])
    assert spec.kind.signature(spec.options).task == "regression"
    healthy(target.set_value("colour").run())
    assert mine.spec.dataset["target"] == "colour"
    assert mine.spec.dataset.kind.signature(mine.spec.dataset.options).class_names == ("blue", "red")
    assert errors(at) == ""
    press(at, "Back to the example")
    assert mine.spec.dataset["file"] == ""


def test_a_file_that_is_no_table_gets_a_sentence_and_the_page_stays(table: AppTest) -> None:
    at, mine = table, session_of(table)
    upload(at, b"a,b\n1,2\n3\n4,5\n", place=own_uploader(at))
    assert errors(at).count("Line 3 has 1 column, but most lines have 2") == 1
    assert "which is not available yet" in texts(at)
    press(at, "Train")
    assert errors(at).count("Line 3 has 1 column") == 2
    assert not mine.runs
    upload(at, b"", place=own_uploader(at))
    assert "This file is empty" in errors(at)
    press(at, "Back to the example")
    assert errors(at) == ""


def test_a_file_that_cannot_be_read_shows_its_lines_and_can_be_read_in_another_way(table: AppTest) -> None:
    at, mine = table, session_of(table)
    rows = "".join(f"{row * row % 7},{row / 4}\n" for row in range(12))
    upload(at, f"a,b\n1,2\n3\n{rows}".encode(), place=own_uploader(at))
    assert "Line 3 has 1 column, but most lines have 2. It is the only such line" in errors(at)
    assert at.code[0].value.startswith("a,b\n1,2\n3\n")
    healthy(at.selectbox(key=mine.key("table-odd_lines")).set_value("skip").run())
    assert mine.spec.dataset["odd_lines"] == "skip"
    assert errors(at) == ""
    assert "13 rows, 2 columns" in texts(at)


THOUSANDS = "people;homes;side\n" + "\n".join(
    f"{people:,};{people // 3};{'NS'[row % 2]}".replace(",", ".")
    for row, people in enumerate(300 + row * row * 37 % 9000 for row in range(60))
)


def question(at: AppTest, start: str) -> Any:
    """The choice below a sentence of what was found."""
    (found,) = [one for one in at.segmented_control if one.label.startswith(start)]
    return found


def test_what_is_in_doubt_is_asked_beside_the_data_and_the_answer_changes_them(table: AppTest) -> None:
    at, mine = table, session_of(table)
    upload(at, THOUSANDS.encode(), "people.csv", own_uploader(at))
    assert "“1.225” can be 1225 or 1.225. It is read as 1225" in texts(at)
    before = load_dataset(mine.spec.dataset)
    asked = question(at, "In “people”")
    assert asked.value == 0
    healthy(asked.set_value(1).run())
    assert mine.spec.dataset["decimals"] == ("people",)
    assert load_dataset(mine.spec.dataset).source["training"].max() < before.source["training"].max() / 2
    assert "It is read as 1.225" not in texts(at)  # an answered question is asked no more


def test_the_data_page_says_all_that_was_found_and_takes_answers(table: AppTest) -> None:
    at, mine = table, session_of(table)
    content = "PatientId,dose,x,y\n" + "\n".join(
        f"{500 + 7 * row},{['none', 'low', 'high'][row % 3]},{'' if row == 4 else row / 7:.6},{'ab'[row * row % 7 % 2]}"
        for row in range(70)
    )
    upload(at, f"My study\n{content}\nSource: me\n".encode(), "study.csv", own_uploader(at))
    turn_to(at, DATA)
    assert "Your table" in [one.value for one in at.segmented_control]
    shown = texts(at)
    for part in (
        "**y** is predicted. Its name says so.",
        "Line 1 is above the table and is skipped: “My study”.",
        "Line 73 is below the table and is skipped: “Source: me”.",
        "In “dose”, “none” occurs in 24 of 70 rows. It is treated as a value of its own.",
        "“PatientId” is left out. Its name and its values, nearly all different, suggest that it numbers the rows.",
        "1 of 70 rows has a missing value among the inputs: filled. Dropping such rows would leave 69.",
    ):
        assert part in shown
    assert at.code[-1].value.startswith("My study\nPatientId,dose,x,y")
    columns = at.dataframe[0].value
    used = dict(zip(columns["column"], columns["used"], strict=True))
    assert used == {"PatientId": "", "dose": "✓", "x": "✓", "y": "target"}
    healthy(question(at, "“PatientId” is left out").set_value(1).run())
    assert mine.spec.dataset["kept"] == ("PatientId",)
    healthy(question(at, "1 of 70 rows").set_value(1).run())
    assert mine.spec.dataset["missing"] == "drop"
    healthy(question(at, "In “dose”").set_value(1).run())
    assert mine.spec.dataset["missing_words"] == ("none",)
    assert errors(at) == ""


def test_a_series_is_split_in_time_and_the_page_says_so(table: AppTest) -> None:
    at = table
    content = "Month,Sales\n" + "\n".join(
        f"{1949 + row // 12}-{row % 12 + 1:02d},{100 + row * row % 97}.5" for row in range(72)
    )
    upload(at, content.encode(), "sales.csv", own_uploader(at))
    turn_to(at, DATA)
    assert "The rows are in order of time, by “Month”. So the latest ones are kept" in texts(at)
    healthy(at.segmented_control(key="data-page-view").set_value("Split").run())
    assert "split by time: the earliest are for training" in at.info[0].value
    healthy(at.segmented_control(key="data-page-view").set_value("Explore").run())
    assert errors(at) == ""


def zipped() -> bytes:
    rng = np.random.default_rng(0)
    with zipfile.ZipFile(packed := io.BytesIO(), "w") as archive:
        for row in range(24):
            pixels = rng.integers(0, 60, (10, 10), np.uint8) + (180 if row % 2 else 0)
            Image.fromarray(pixels.astype(np.uint8)).save(file := io.BytesIO(), "PNG")
            archive.writestr(f"{['night', 'day'][row % 2]}/{row}.png", file.getvalue())
    return packed.getvalue()


def test_pictures_are_brought_and_new_ones_predicted(at: AppTest) -> None:
    flat = SPECS["mnist-dense"].layers[:1]
    mine = show(at, ExperimentSpec(DatasetSpec("pictures"), flat, QUICK))
    upload(at, b"no archive", "cats.zip", own_uploader(at, "pictures"))
    assert "not a zip archive" in errors(at)
    upload(at, zipped(), "sky.zip", own_uploader(at, "pictures"))
    assert errors(at) == ""
    spec = mine.spec.dataset
    assert spec.kind.signature(spec.options).class_names == ("day", "night")
    # They are photographs, and no ink on paper: dark is drawn dark.
    examples = chart(at, "Training examples of every class")["data"][0]
    assert (examples["colorscale"][0][1], examples["zmin"], examples["zmax"]) == ("rgb(0,0,0)", 0, 1)
    assert network_picture(at)["network"]["input"]["light"]
    # The engine of these tests has another folder of own files; the browser's test trains on one.
    press(at, "Back to the example")
    assert train(at).is_trained
    turn_to(at, PREDICT)
    Image.new("RGB", (30, 20), "white").save(file := io.BytesIO(), "PNG")
    upload(at, file.getvalue(), "new.png")
    (answers,) = (one.value for one in at.dataframe)
    assert answers["file"].tolist() == ["new.png"]
    assert list(answers)[1:] == ["predicted class", "unfamiliar", *(f"probability of {name}" for name in "012")]
    assert answers.iloc[0, 3:].sum() == pytest.approx(1, abs=1e-5)
    upload(at, b"no picture", "new.png")
    assert "“new.png” is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture." in errors(at)


def test_without_a_network_the_page_trains_one_and_then_predicts_by_hand_and_from_a_file(at: AppTest) -> None:
    turn_to(at, PREDICT)
    assert "no trained network in this session yet" in texts(at)
    turn_to(at, PLAYGROUND)
    show(at, SPECS["table-mlp"].with_training(epochs=2))
    run = train(at)
    turn_to(at, PREDICT)
    assert "It predicts **" in texts(at)
    before = chart(at, "Probabilities: basil ")["data"]
    height = at.slider(key=f"predict-{run.number}-2")
    healthy(height.set_value(height.max).run())
    healthy(at.selectbox(key=f"predict-{run.number}-1").set_value("sand").run())
    healthy(at.date_input(key=f"predict-{run.number}-0").set_value(datetime.date(2024, 4, 20)).run())
    assert chart(at, "Probabilities: basil ")["data"] != before

    upload(at, b"soil;height (cm)\nclay;40,5\n")
    assert "lack the columns “sown on”, “leaf length (mm)”, “chlorophyll (µg/cm²)”" in errors(at)
    names = "sown on;soil;height (cm);leaf length (mm);chlorophyll (µg/cm²)"
    rows = f"{names}\n24.03.2024;clay;40,5;61;30\n01.04.2024;peat;50;;22,5\n"
    upload(at, rows.encode())
    assert errors(at) == ""
    assert "never seen “peat” in “soil”" in "\n".join(one.value for one in at.warning)
    (table,) = (one.value for one in at.dataframe)
    assert list(table)[-4:] == ["predicted herb", *(f"probability of {name}" for name in ("basil", "mint", "sage"))]
    np.testing.assert_allclose(table.iloc[:, -3:].to_numpy(np.float64).sum(axis=1), 1, atol=1e-5)
    assert at.get("download_button")
    upload(at, rows.replace("40,5", "tall").encode())
    assert "Line 2, column “height (cm)”: “tall” is not a number" in errors(at)
    upload(at, rows.replace("40,5", "4.005").encode())
    assert "“4.005” may have decimals or thousands" in errors(at)
    upload(at, rows.replace(";", "|").replace(",", ".").encode())
    assert "a different separator, bar “|”, than the table that the network was trained on, semicolon “;”" in errors(at)
