"""What a page starts from: layers and training that fit the data, and what was chosen by hand kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnplay.catalogue import SPECS
from nnplay.choice import DatasetSpec, LayerSpec
from nnplay.datasets.store import data_files, uploads
from nnplay.models.shapes import trace
from nnplay.registry import DATASETS
from nnplay.suggestion import suggested_experiment, with_dataset

TABLE = "a,b,price\n" + "\n".join(f"{row},{row % 7},{1000 * row}" for row in range(40))


@pytest.fixture
def own_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DatasetSpec:
    monkeypatch.setenv(data_files.CACHE_FOLDER, str(tmp_path))
    return DatasetSpec("table", file=uploads.keep(TABLE.encode()), target="price")


@pytest.mark.data
@pytest.mark.parametrize("name", DATASETS)
def test_every_dataset_has_an_experiment_that_can_stand(name: str) -> None:
    spec = suggested_experiment(DatasetSpec(name), seed=3)
    assert trace(spec).error is None
    assert (spec.dataset.name, spec.seed) == (name, 3)


def test_more_rows_get_a_larger_network_and_larger_batches() -> None:
    small, large = (suggested_experiment(DatasetSpec(name)) for name in ("iris", "breast_cancer"))
    assert trace(small).checked().parameters < trace(large).checked().parameters
    assert small.training.batch_size <= large.training.batch_size
    assert small.training.early_stopping


def test_a_table_leaves_the_settings_of_digits_behind(own_table: DatasetSpec) -> None:
    moved = with_dataset(SPECS["digits-cnn"], own_table)
    assert moved == suggested_experiment(own_table)
    assert moved.training != SPECS["digits-cnn"].training


def test_what_was_chosen_by_hand_stays_on_other_data_of_its_family() -> None:
    by_hand = SPECS["wine"].with_layers((LayerSpec("Dense", units=7),)).with_training(epochs=33)
    moved = with_dataset(by_hand, DatasetSpec("iris"))
    assert (moved.layers, moved.training) == (by_hand.layers, by_hand.training)
    assert with_dataset(by_hand, DatasetSpec("digits")).layers != by_hand.layers


def test_a_suggestion_follows_the_data(own_table: DatasetSpec) -> None:
    suggested = suggested_experiment(DatasetSpec("breast_cancer"))
    assert with_dataset(suggested, own_table) == suggested_experiment(own_table)


def test_an_option_of_the_same_data_changes_nothing_else() -> None:
    spec = SPECS["wine"]
    moved = with_dataset(spec, spec.dataset.with_options(scaling="none"))
    assert moved == spec.with_dataset(moved.dataset)
