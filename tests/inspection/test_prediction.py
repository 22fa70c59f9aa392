"""New rows go through a trained network as the old ones did, also when their file has gone."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nnplay.datasets import prepare
from nnplay.datasets.load import forget_datasets
from nnplay.datasets.preprocessing.fitted import FILE, Preprocess
from nnplay.datasets.store import uploads
from nnplay.datasets.store.data_files import CACHE_FOLDER
from nnplay.datasets.tables.example_table import example_table
from nnplay.datasets.tables.own_table import own_table
from nnplay.engine import inspector
from nnplay.errors import DataError
from nnplay.inspection.prediction import predict_rows
from nnplay.models.build import build_model
from nnplay.spec import DatasetSpec, ExperimentSpec, OptimizerSpec, TrainingSpec
from nnplay.training.run import run_experiment
from nnplay.training.stored import Run

TRAINING = TrainingSpec(OptimizerSpec("Adam", learning_rate=0.02), epochs=3, batch_size=32)


@pytest.fixture(autouse=True, scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_FOLDER, str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Trained on an own file, which then goes."""
    # Another content than the example's, so that its file must be asked for.
    file = uploads.keep(example_table().replace(b"north", b"south"))
    spec = ExperimentSpec(DatasetSpec("table", file=file), (), TRAINING)
    run = run_experiment(spec, folder=tmp_path_factory.mktemp("run"))
    (uploads.folder() / file).unlink()
    forget_datasets()
    return run


def rows_of(run: Run) -> tuple[pd.DataFrame, np.ndarray]:
    """The test part as rows of a table, and as inputs."""
    data = prepare(DatasetSpec("table"))
    assert run.preprocess
    return run.preprocess.table(data.source["test"]), data.x_test


def test_rows_are_predicted_as_their_inputs_are(run: Run) -> None:
    frame, inputs = rows_of(run)
    assert run.preprocess
    answers = predict_rows(run.model, run.preprocess, frame[frame.columns[::-1]])
    outputs = np.asarray(run.model(inputs))
    shares = answers[["probability of basil", "probability of mint", "probability of sage"]].to_numpy()
    np.testing.assert_allclose(shares, outputs, atol=1e-5)
    assert answers["predicted herb"].tolist() == [("basil", "mint", "sage")[best] for best in outputs.argmax(axis=1)]


def test_the_folder_of_a_run_is_enough_when_the_file_has_gone(run: Run) -> None:
    assert run.folder
    assert own_table(DatasetSpec("table").options)  # the example is another file
    with pytest.raises(DataError, match="Upload it again"):
        prepare(DatasetSpec("table", file="0" * 64))
    frame, _ = rows_of(run)
    frame.index = pd.Index(range(7, 7 + len(frame)))
    assert run.preprocess
    answers = inspector.predict_rows(str(run.folder), frame)
    pd.testing.assert_frame_equal(answers, predict_rows(run.model, run.preprocess, frame))
    assert list(answers.index) == list(frame.index)
    assert Run.load(run.folder).preprocess == Preprocess.load(run.folder) == run.preprocess


def test_texts_with_decimal_commas_and_gaps_are_filled_as_in_training(run: Run) -> None:
    assert run.preprocess
    texts = pd.DataFrame(
        {
            "sown on": ["01.04.2024", "2024-03-05"],
            "soil": ["loam", ""],
            "height (cm)": ["45,5", "n/a"],
            "leaf length (mm)": ["1060", "60"],
            "chlorophyll (µg/cm²)": ["30", "30,25"],
        }
    )
    raw = run.preprocess.raw_rows(texts)
    first_of_april = (datetime.date(2024, 4, 1) - datetime.date(1970, 1, 1)).days * 24 * 3600
    np.testing.assert_array_equal(raw[0], [first_of_april, 1, 45.5, 1060, 30])
    assert np.isnan(raw[1]).tolist() == [False, True, True, False, False]
    filled = run.preprocess.encoded(raw)[1]
    height = run.preprocess.columns[2]
    assert height.fill is not None
    # March is the third month and the 5th was a Tuesday: two twelfths and a seventh of a circle.
    march, tuesday = 2 * np.pi * 2 / 12, 2 * np.pi / 7
    date = [np.sin(march), np.cos(march), np.sin(tuesday), np.cos(tuesday)]
    clay_loam_sand_missing = [0, 0, 0, 1]
    np.testing.assert_allclose(filled, [*date, *clay_loam_sand_missing, height.fill, 60, 30.25], atol=1e-12)


def test_numbers_in_another_writing_than_the_training_s_are_refused_and_never_misread(run: Run) -> None:
    assert run.preprocess
    frame, _ = rows_of(run)
    texts = frame.astype(object)
    for text, why in (
        ("1.060", "may have decimals or thousands. The training data have a decimal comma"),
        ("45.5", "is written with a decimal point, and the numbers in the training data with a decimal comma"),
        ("45 mm", "has the unit “mm”, and the numbers in the training data have no unit"),
        ("<45", "is a bound"),
    ):
        texts.loc[0, "leaf length (mm)"] = text
        with pytest.raises(DataError, match=f"Row 0, column “leaf length .mm.”: “{text}” {why}"):
            predict_rows(run.model, run.preprocess, texts)


def test_missing_columns_and_wrong_cells_are_named(run: Run) -> None:
    assert run.preprocess
    frame, _ = rows_of(run)
    with pytest.raises(DataError, match="lack the columns “soil”, “height \\(cm\\)”, which the network was trained on"):
        predict_rows(run.model, run.preprocess, frame.drop(columns=["soil", "height (cm)"]))
    frame = frame.astype(object)
    frame.loc[3, "height (cm)"] = "tall"
    with pytest.raises(DataError, match="Row 3, column “height \\(cm\\)”: “tall” is not a number"):
        predict_rows(run.model, run.preprocess, frame)
    frame.index = pd.Index(range(10, 10 + len(frame)), name="line")
    with pytest.raises(DataError, match="Line 13, column"):
        predict_rows(run.model, run.preprocess, frame)


def test_rows_with_gaps_get_no_prediction_where_training_dropped_them() -> None:
    dataset = DatasetSpec("table", missing="drop", target="height (cm)")
    spec = ExperimentSpec(dataset, (), TRAINING)
    data = prepare(dataset)
    preprocess = data.preprocess
    sown = {"sown on": datetime.date(2024, 3, 4)}
    rows = pd.DataFrame(
        [
            {"soil": "clay", "leaf length (mm)": 60, "chlorophyll (µg/cm²)": None, "herb": "mint"} | sown,
            {"soil": "clay", "leaf length (mm)": 60, "chlorophyll (µg/cm²)": 30, "herb": "mint"} | sown,
        ]
    )
    answers = predict_rows(build_model(spec), preprocess, rows)
    assert list(answers) == ["predicted height (cm)"]
    assert answers.iloc[:, 0].isna().tolist() == [True, False]
    assert len(predict_rows(build_model(spec), preprocess, rows[:0])) == 0


def test_a_binary_network_gives_both_probabilities() -> None:
    preprocess = prepare(DatasetSpec("moons")).preprocess
    answers = preprocess.answers(np.array([[0.2], [0.9], [np.nan]], np.float32))
    first, second = preprocess.signature.class_names
    assert answers.iloc[:, 0].tolist() == [first, second, None]
    np.testing.assert_allclose(answers.iloc[:2, 1:], [[0.8, 0.2], [0.1, 0.9]], atol=1e-6)


def test_a_run_of_an_earlier_nnplay_can_still_be_loaded(run: Run, tmp_path: Path) -> None:
    Run(run.spec, run.history, run.model).save(tmp_path)
    assert not (tmp_path / FILE).exists()
    assert Run.load(tmp_path).preprocess is None
    with pytest.raises(DataError, match="an earlier version of nnplay"):
        inspector.predict_rows(str(tmp_path), pd.DataFrame())


def test_an_impossible_zero_of_a_new_row_is_filled_as_it_was_in_training(files_of: Callable[[str], None]) -> None:
    files_of("pima")
    data = prepare(DatasetSpec("pima", zeros_missing=True, scaling="standard"))
    raw = np.array([[0.0, 0, 70, 0, 0, 30, 0.5, 33], [2, 120, 0, 20, 80, 0, 0.3, 50]])
    preprocess = Preprocess.from_json(data.preprocess.to_json())
    rows = pd.DataFrame(raw, columns=list(data.signature.feature_names))
    inputs = preprocess.inputs(preprocess.raw_rows(rows))
    np.testing.assert_allclose(inputs, data.preprocess.inputs(raw), rtol=1e-5, atol=1e-6)
    plain = prepare(DatasetSpec("pima", scaling="standard")).preprocess
    assert abs(inputs - plain.inputs(plain.raw_rows(rows))).max() > 1  # there a zero is a number


def test_points_in_the_plane_are_given_by_their_places_whatever_is_computed_from_them() -> None:
    data = prepare(DatasetSpec("circle", features=["x²", "xy"]))
    preprocess = Preprocess.from_json(data.preprocess.to_json())
    assert preprocess == data.preprocess
    assert [column.name for column in preprocess.columns] == ["x", "y"]
    x, y = data.points["test"].T
    inputs = preprocess.inputs(preprocess.raw_rows(pd.DataFrame({"y": y, "x": x})))
    np.testing.assert_allclose(inputs, data.x_test, atol=1e-6)
    np.testing.assert_allclose(preprocess.unscaled(inputs), np.column_stack([x * x, x * y]), atol=1e-5)
    low, high = data.points["training"][:, 1].min(), data.points["training"][:, 1].max()
    assert (preprocess.columns[1].low, preprocess.columns[1].high) == pytest.approx((low, high), abs=1e-6)


def test_a_coordinate_that_no_input_needs_is_not_asked_for() -> None:
    preprocess = prepare(DatasetSpec("circle", features=["y²", "sin y"])).preprocess
    assert [column.name for column in preprocess.needed] == ["y"]
    inputs = preprocess.inputs(preprocess.raw_rows(pd.DataFrame({"y": [2.0]})))
    np.testing.assert_allclose(inputs, [[4, np.sin(2)]], atol=1e-6)
