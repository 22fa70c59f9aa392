"""Curves and predictions as tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nnplay.datasets import load_dataset
from nnplay.export.arrays import without_formulas
from tests.export.factories import SPECS_BY_NAME, inputs_of, outputs, trained


def test_pandas_reads_the_curves(tmp_path: Path) -> None:
    run = trained("digits")
    run.export("history", tmp_path / "curves.csv")
    table = pd.read_csv(tmp_path / "curves.csv")
    assert list(table) == ["epoch", *run.history.columns, "seconds"]
    assert table["epoch"].tolist() == [1, 2]
    np.testing.assert_allclose(table["val_loss"], run.history.columns["val_loss"], rtol=1e-12)


def test_tensorboard_reads_the_curves(tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    run = trained("digits")
    run.export("tensorboard", tmp_path / "events.out.tfevents")
    read = EventAccumulator(str(tmp_path))
    read.Reload()
    assert set(read.Tags()["scalars"]) == set(run.history.columns)
    for name, column in run.history.columns.items():
        events = read.Scalars(name)
        assert [event.step for event in events] == [1, 2]
        np.testing.assert_allclose([event.value for event in events], column, rtol=1e-6)
    seconds = np.diff([event.wall_time for event in read.Scalars("loss")])
    np.testing.assert_allclose(seconds, run.history.seconds[1:], rtol=1e-6)


@pytest.mark.parametrize("name", SPECS_BY_NAME)
def test_pandas_reads_the_predictions(name: str, tmp_path: Path) -> None:
    run = trained(name)
    note = run.export("predictions", tmp_path / "said.csv").note
    table = pd.read_csv(tmp_path / "said.csv", dtype={"true digit": str, "predicted digit": str})
    data, said = load_dataset(run.spec.dataset), outputs(run, inputs_of(run))
    target = data.signature.target_name
    assert f"{len(data.x_test)} examples" in note
    if data.task == "regression":
        np.testing.assert_allclose(table[f"true {target}"], data.y_test, rtol=1e-6)
        np.testing.assert_allclose(table[f"predicted {target}"], said[:, 0], rtol=1e-5, atol=1e-6)
        return
    assert table[f"true {target}"].tolist() == [data.class_names[label] for label in data.y_test]
    right = (table[f"true {target}"] == table[f"predicted {target}"]).mean()
    assert right == pytest.approx(run.test_metrics["accuracy"], abs=1e-6)
    shares = table[[f"probability of {name}" for name in data.class_names]]
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(shares.iloc[:, -1], said[:, -1], atol=1e-5)


def test_predictions_come_with_the_inputs_that_they_are_for_unless_they_are_not_wanted(tmp_path: Path) -> None:
    run = trained("table")
    run.export("predictions", tmp_path / "said.csv")
    run.export("predictions", tmp_path / "alone.csv", inputs=False)
    table, alone = pd.read_csv(tmp_path / "said.csv"), pd.read_csv(tmp_path / "alone.csv")
    names = [column.name for column in load_dataset(run.spec.dataset).preprocess.columns]
    assert list(table)[: len(names)] == names
    pd.testing.assert_frame_equal(table.drop(columns=names), alone)


def test_a_text_that_a_spreadsheet_would_run_is_made_plain() -> None:
    bad = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "fine", None]
    table = pd.DataFrame({"=name": pd.Series(bad, dtype=object), "number": [-1.5] * len(bad)})
    safe = without_formulas(table)
    assert list(safe) == ["'=name", "number"]
    assert safe["'=name"].tolist()[:6] == ["'=1+1", "'+cmd", "'-2+3", "'@SUM(A1)", "'\tx", "fine"]
    assert safe["'=name"].isna().tolist() == [False] * 6 + [True]
    assert safe["number"].tolist() == [-1.5] * len(bad)
    assert list(table) == ["=name", "number"]
