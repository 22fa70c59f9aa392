"""When the playground is drawn once more because a panel has changed the experiment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnplay.catalogue import SPECS
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec
from nnplay.ui.playground.drawn import is_outdated

SPEC = SPECS["digits-cnn"]


@pytest.mark.parametrize(
    "now",
    [
        SPEC,
        SPEC.with_seed(SPEC.seed + 1),
        SPEC.with_training(batch_size=8, epochs=3),
        SPEC.with_training(optimizer=SPEC.training.optimizer.with_options(learning_rate=0.02)),
    ],
    ids=["same", "seed", "numbers", "rate"],
)
def test_what_only_its_own_widget_shows_is_drawn_once(now: ExperimentSpec) -> None:
    assert not is_outdated(SPEC, now)


@pytest.mark.parametrize(
    "now",
    [
        SPEC.with_dataset(DatasetSpec("wine")),
        SPEC.with_layers(SPEC.layers[:-1]),
        SPEC.with_training(loss="categorical_crossentropy"),
        SPEC.with_training(optimizer=OptimizerSpec("SGD")),
        SPEC.with_training(early_stopping=not SPEC.training.early_stopping),
    ],
    ids=["data", "layers", "loss", "optimizer", "early-stopping"],
)
def test_what_other_panels_show_is_drawn_again(now: ExperimentSpec) -> None:
    assert is_outdated(SPEC, now)


def test_a_network_that_cannot_stand_is_drawn_again_once() -> None:
    wrong = replace(SPEC, layers=(LayerSpec("Dense"), LayerSpec("Conv2D")))
    assert not is_outdated(wrong, wrong)
    assert is_outdated(wrong, wrong.with_training(batch_size=8))
