"""What a browser keeps of a session: it comes back as it was, and whatever stands there harms nothing."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.catalogue import SPECS
from nnplay.datasets.kinds import points
from nnplay.datasets.store import uploads
from nnplay.errors import DataError
from nnplay.runs import memory as memory_module
from nnplay.runs.memory import (
    MOST_FILE,
    MOST_POINTS,
    MOST_RUNS,
    Memory,
    RememberedRun,
    bring_files_back,
    own_files,
)
from nnplay.spec import DatasetSpec
from nnplay.training.history import History
from tests.strategies import experiments

SPIRAL = SPECS["spiral"]


def history(epochs: int) -> History:
    made = History()
    made.epochs = list(range(1, epochs + 1))
    made.columns = {"loss": [1 / epoch for epoch in made.epochs], "val_loss": [math.nan, *[0.5] * (epochs - 1)]}
    made.test_metrics = {"loss": 0.25, "accuracy": 0.75}
    return made


def kept(runs: int = 1, epochs: int = 5, pages: dict | None = None) -> Memory:
    run = RememberedRun.of(SPIRAL, "Run 1", history(epochs))
    return Memory("a" * 32, "2026-11-26T10:00:00+00:00", SPIRAL, (run,) * runs, pages or {})


def test_all_comes_back() -> None:
    before = kept(pages={"drawings": [1, 2, 3]})
    after = Memory.from_text(before.to_text())
    assert (after.session, after.saved, after.spec, after.pages) == (
        before.session, before.saved, before.spec, before.pages,
    )  # fmt: skip
    (run,) = after.runs
    assert (run.spec, run.name, run.epochs, run.test_metrics) == (
        SPIRAL, "Run 1", (1, 2, 3, 4, 5), {"loss": 0.25, "accuracy": 0.75},
    )  # fmt: skip
    assert run.columns["loss"] == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5], rel=1e-5)
    assert math.isnan(run.columns["val_loss"][0])
    assert run.columns["val_loss"][1:] == (0.5,) * 4


@given(experiments())
def test_every_experiment_comes_back(spec) -> None:
    assert Memory.from_text(Memory("", "", spec).to_text()).spec == spec


def test_long_curves_are_thinned_from_the_first_to_the_last_epoch() -> None:
    run = RememberedRun.of(SPIRAL, "long", history(3000))
    assert len(run.epochs) == len(run.columns["loss"]) == MOST_POINTS
    assert (run.epochs[0], run.epochs[-1]) == (1, 3000)
    assert run.columns["loss"][-1] == 1 / 3000
    assert RememberedRun.of(SPIRAL, "none", History()).epochs == ()


def test_the_newest_runs_stay() -> None:
    runs = tuple(RememberedRun(SPIRAL, f"Run {number}") for number in range(MOST_RUNS + 3))
    names = [run.name for run in Memory.from_text(Memory("", "", SPIRAL, runs).to_text()).runs]
    assert names == [f"Run {number}" for number in range(3, MOST_RUNS + 3)]


def test_where_room_is_short_pages_go_first_then_curves_then_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = replace(kept(runs=3, epochs=50, pages={"drawings": "x" * 5000}), files={"a": "y" * 5000})
    whole, bare = len(memory.to_text()), len(kept(runs=0).to_text())
    for most, runs, curves, files, pages in (
        (whole, 3, True, True, True),
        (whole - 1, 3, True, True, False),
        (whole - 6000, 3, True, False, False),
        (bare + 2700, 3, False, False, False),
    ):
        monkeypatch.setattr(memory_module, "MOST_CHARACTERS", most)
        after = Memory.from_text(memory.to_text())
        assert (len(after.runs), bool(after.runs[0].epochs)) == (runs, curves)
        assert (bool(after.files), bool(after.pages)) == (files, pages)
    monkeypatch.setattr(memory_module, "MOST_CHARACTERS", bare + 10)
    assert Memory.from_text(memory.to_text()).runs == ()


def test_drawn_points_and_small_tables_go_along_and_others_stay_away() -> None:
    drawn = points.keep(np.array([[1.0, 2.0, 0.0], [-1.0, 0.5, 1.0]]))
    large = uploads.keep(b"a,b\n" + b"1,2\n" * MOST_FILE)
    picture = uploads.keep(b"\xff\xfe\x00 no text")
    specs = [
        SPIRAL.with_dataset(DatasetSpec("points", file=drawn)),
        *(SPIRAL.with_dataset(DatasetSpec("table", file=file)) for file in (large, picture, "0" * 64)),
        SPIRAL,
    ]
    files = own_files(specs)
    assert list(files) == [drawn]
    memory = Memory.from_text(replace(kept(), spec=specs[0], files=files).to_text())
    (uploads.folder() / drawn).unlink()
    with pytest.raises(DataError, match="does not have"):
        points.read(drawn)
    bring_files_back(memory, "somebody")
    assert points.read(drawn).tolist() == [[1, 2, 0, 0], [-1, 0.5, 1, 0]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "cannot be read"),
        ("", "cut off or was edited"),
        ('{"version": 1', "cut off or was edited"),
        ("[" * 100_000, "cut off or was edited"),
        ("[]", "another version"),
        ('{"version": 2}', "another version"),
        ('{"version": 1, "spec": {}}', "The experiment that this browser kept cannot be read"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(text: str | None, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        Memory.from_text(text)


def test_a_run_that_was_edited_is_left_out_and_curves_that_do_not_fit_too() -> None:
    data = json.loads(kept(runs=4).to_text())
    data["runs"][0]["spec"]["layers"] = "none"
    data["runs"][1]["columns"]["loss"] = [1, 2]
    data["runs"][2]["test_metrics"] = {"accuracy": "<b>100%</b>", "loss": 10**400}
    first, second, third = Memory.from_text(json.dumps(data)).runs
    assert (first.epochs, dict(first.columns)) == ((), {})
    assert dict(second.test_metrics) == {}
    assert third.epochs == (1, 2, 3, 4, 5)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["spec", "epochs", "columns", "name"]), inner),
)


@given(JSON)
def test_whatever_stands_there_comes_back_or_gets_a_sentence(anything) -> None:
    data = json.loads(kept().to_text())
    for runs in (anything, [anything], [{**data["runs"][0], "columns": anything, "epochs": anything}]):
        Memory.from_text(json.dumps({**data, "runs": runs, "pages": anything, "files": anything}))
    with pytest.raises(DataError):
        Memory.from_text(json.dumps({**data, "spec": anything}))
