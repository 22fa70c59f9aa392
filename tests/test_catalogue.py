"""How an experiment goes on from a preset, without a page."""

from __future__ import annotations

import pytest

from nnplay.catalogue import CATALOGUE, FINE_TUNING, SPECS, fine_tuned
from nnplay.models.shapes import trace
from nnplay.spec import DatasetSpec

READERS = [name for name in SPECS if SPECS[name].dataset.name in ("digits", "mnist")]


@pytest.mark.parametrize("name", READERS)
def test_fine_tuning_changes_the_data_and_the_steps_and_keeps_the_network(name: str) -> None:
    spec = SPECS[name].with_training(early_stopping=True, loss="mean_squared_error")
    dataset = DatasetSpec("drawings")
    tuned = fine_tuned(spec, dataset)
    assert tuned.dataset == dataset
    assert (tuned.layers, tuned.seed, tuned.training.loss) == (spec.layers, spec.seed, spec.training.loss)
    assert tuned.training.optimizer == FINE_TUNING.optimizer
    assert (tuned.training.epochs, tuned.training.batch_size) == (FINE_TUNING.epochs, FINE_TUNING.batch_size)
    assert not tuned.training.early_stopping  # a few drawings of validation would decide it


def test_what_was_learned_of_shuffled_pixels_goes_on_with_shuffled_pixels() -> None:
    spec = SPECS["digits-cnn"].with_dataset(DatasetSpec("digits", shuffle_pixels=True))
    assert fine_tuned(spec, DatasetSpec("drawings")).dataset == DatasetSpec("drawings", shuffle_pixels=True)


def test_fine_tuning_steps_are_smaller_than_those_of_every_preset_that_uses_its_optimizer() -> None:
    rates = [
        preset.spec.training.optimizer["learning_rate"]
        for preset in CATALOGUE.values()
        if preset.spec.training.optimizer.name == FINE_TUNING.optimizer.name
    ]
    assert rates
    assert FINE_TUNING.optimizer["learning_rate"] < min(rates)


def test_what_the_presets_say_of_their_weights_is_true() -> None:
    weights = {name: trace(SPECS[name]).checked().parameters for name in ("mnist-convnet", "mnist-dense", "mnist-mlp")}
    assert weights["mnist-convnet"] < weights["mnist-dense"] / 4 < weights["mnist-mlp"] / 4
