"""The first batch of a training that is run ahead: the same numbers, and nothing changed until it is wanted."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from nnplay.spec import LayerSpec
from nnplay.training import first_batch
from nnplay.training.first_batch import FirstBatch
from nnplay.training.fit_epochs import make_variables
from tests.training.factories import Made, assert_same_weights, dense, small

PLACES = np.array([4, 0, 9])


def made() -> Made:
    """Whose state a batch changes in every way: weights, moving averages, random generators."""
    return small(layers=(dense(6), LayerSpec("BatchNormalization"), LayerSpec("Dropout", rate=0.4)))


def begun() -> tuple[keras.Model, FirstBatch]:
    """An untrained model and its first batch."""
    model, (train, _) = made().model(), made().arrays()
    make_variables(model, train)
    return model, FirstBatch(model, train, PLACES)


def test_run_ahead_it_changes_nothing_and_then_is_the_same_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, batch = begun()
    numbers = batch.run()
    prepared, batch = begun()
    untrained, _ = begun()
    batch.prepare()
    assert_same_weights(prepared, untrained)
    monkeypatch.setattr(keras.Model, "train_step", lambda *_: pytest.fail("it was run already"))
    assert batch.run() == numbers == prepared.get_metrics_result()
    assert_same_weights(prepared, plain)
    assert not np.array_equal(prepared.get_weights()[0], untrained.get_weights()[0])


@pytest.mark.parametrize("change", ["weights", "learning rate", "too large"])
def test_it_begins_with_what_the_training_has_by_then(monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    if change == "too large":
        monkeypatch.setattr(first_batch, "MOST_KEPT", 1)
    models = []
    for ahead in (False, True):
        model, batch = begun()
        if ahead:
            batch.prepare()
        if change == "weights":
            model.set_weights([weight + 0.25 for weight in model.get_weights()])
        elif change == "learning rate":
            model.optimizer.learning_rate = 0.5
        batch.run()
        models.append(model)
    assert_same_weights(*models)
