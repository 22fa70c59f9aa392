"""What is said of curves made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from nnplay.catalogue import CATALOGUE, SPECS
from nnplay.runs.diagnosis import Diagnosis, diagnose
from nnplay.spec import ExperimentSpec, OptimizerSpec
from nnplay.training.history import History
from tests.runs.factories import history_of, spec_of

EPOCHS = np.arange(1, 41)
FALLING = list(1 / EPOCHS)
LEVEL = [0.3 + 0.7 * 0.5**epoch for epoch in EPOCHS]


def curves(loss: Sequence[float], val_loss: Sequence[float], accuracy: float = 0.9, **more: object) -> History:
    """The history of a training with these losses and an accuracy that stays."""
    count = len(loss)
    columns = {"loss": list(loss), "val_loss": list(val_loss), "val_accuracy": [accuracy] * count}
    return replace(history_of(spec_of(), accuracy, count), columns=columns, **more)  # type: ignore[arg-type]


def said(history: History, spec: ExperimentSpec | None = None) -> Diagnosis:
    found = diagnose(spec or spec_of(), history)
    assert found is not None
    return found


def test_overfitting_is_dated_by_the_least_validation_loss_and_early_stopping_offered() -> None:
    valley = [0.5 + 0.001 * (epoch - 12) ** 2 for epoch in EPOCHS]
    found = said(curves(FALLING, valley))
    assert found.verdict == "overfitting"
    assert found.sentence.startswith("Overfitting since epoch 12: the validation loss rose from 0.5")
    assert found.remedy
    assert found.remedy.spec == spec_of(early_stopping=True, patience=5)
    # With early stopping the weights of that epoch were kept; and where both losses rise it is no overfitting.
    assert said(curves(FALLING, valley, reason="early", best_epoch=12), spec_of(early_stopping=True)).verdict == "fine"
    assert said(curves(valley, valley)).verdict == "fine"


def test_a_loss_that_still_falls_gets_more_epochs_unless_nearly_all_is_learned() -> None:
    found = said(curves(FALLING, FALLING))
    assert (found.verdict, found.remedy and found.remedy.more_epochs) == ("still_falling", 40)
    assert said(curves(FALLING, FALLING, accuracy=0.995)).verdict == "fine"
    assert said(curves([1.0], [1.0])).remedy == replace(found.remedy, label="Train 1 more epoch", more_epochs=1)  # type: ignore[type-var]


def test_a_level_loss_is_fine_and_its_beginning_named() -> None:
    found = said(curves(LEVEL, LEVEL))
    assert (found.verdict, found.remedy) == ("fine", None)
    # 0.7 * 0.5**epoch has to be under a tenth of 0.3, which it is from epoch 5 on; the mean of a few reaches further.
    assert found.sentence.startswith(
        (
            "The validation loss has been level since about epoch 5",
            "The validation loss has been level since about epoch 6",
        )
    )


def test_a_rate_that_is_too_high_is_divided_by_ten() -> None:
    jumping = [0.7 if epoch % 2 else 0.2 for epoch in EPOCHS]
    found = said(curves(jumping, jumping))
    assert found.verdict == "too_high"
    assert "the learning rate of 0.02 is too high" in found.sentence
    assert found.remedy
    assert found.remedy.spec
    assert found.remedy.spec.training.optimizer == OptimizerSpec("Adam", learning_rate=0.002)
    # The one that it ended with, where that was moved.
    moved = said(curves(jumping, jumping, learning_rates=[(3, 0.5)]))
    assert moved.remedy
    assert moved.remedy.label == "Train again with a rate of 0.05"

    diverged = History(status="finished", reason="diverged", epochs=[1, 2], columns={"loss": [1.0, 9.0]})
    found = said(diverged)
    assert (found.verdict, "in epoch 3 the loss grew without bound" in found.sentence) == ("diverged", True)
    assert found.remedy
    assert found.remedy.label == "Train again with a rate of 0.002"


@pytest.mark.parametrize(
    ("spec", "loss", "button"),
    [
        (spec_of(), [0.69] * 40, None),
        (spec_of(), list(np.linspace(0.6, 0.9, 40)), "Train again with a rate of 0.002"),
        (spec_of(), FALLING, "Train 40 more epochs"),
        (SPECS["pima-mlp"], [0.69] * 40, "Scale the inputs and train again"),
        (spec_of("xor").with_layers(()), [0.69] * 40, "Add a hidden layer and train again"),
        (
            spec_of().with_training(optimizer=OptimizerSpec("Adam", learning_rate=1e-5)),
            [0.69] * 40,
            "Train again with a rate of 0.0001",
        ),
    ],
)
def test_what_is_no_better_than_one_answer_gets_what_is_most_likely_to_help(
    spec: ExperimentSpec, loss: list[float], button: str | None
) -> None:
    found = said(curves(loss, loss, accuracy=0.5, baseline=0.5), spec)
    assert found.verdict == "no_better"
    assert "no better than always answering the most frequent class: 50.0% against 50.0%" in found.sentence
    assert (found.remedy.label if found.remedy else None) == button


def test_nothing_is_said_of_what_has_not_ended_or_has_no_curve() -> None:
    assert diagnose(spec_of(), History(status="running", epochs=[1], columns={"loss": [1.0]})) is None
    assert diagnose(spec_of(), History(status="failed")) is None
    assert diagnose(spec_of(), History(status="finished", reason="stopped")) is None


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_remedy_of_any_ready_experiment_can_be_trained(name: str) -> None:
    spec = CATALOGUE[name].spec
    for history in (
        curves(FALLING, [0.5 + 0.001 * (epoch - 12) ** 2 for epoch in EPOCHS]),
        curves([0.69] * 40, [0.69] * 40, accuracy=0.5, baseline=0.5),
        History(status="finished", reason="diverged", epochs=[1]),
    ):
        remedy = said(history, spec).remedy
        assert remedy is None or remedy.more_epochs or remedy.spec not in (None, spec)
