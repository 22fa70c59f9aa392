"""Settings that are changed while a training runs: it goes on with them from its next epoch, and says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnplay.datasets import prepare
from nnplay.models.build import build_model
from nnplay.runs.strange_history import checked_history
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec
from nnplay.training import fit_epochs
from nnplay.training.by_hand import hand_changes, hand_note, marks
from nnplay.training.control import Control
from nnplay.training.events import BatchEnd, EpochEnd, Event, Paused, Prepared, SettingsChanged
from nnplay.training.film import flat
from nnplay.training.history import History
from nnplay.training.live_change import changes
from nnplay.training.run import Run, run_experiment
from tests.training.factories import assert_same_weights
from tests.training.test_more_epochs import experiment
from tests.training.test_run import use_execution

LAYERS = (LayerSpec("Dense", units=3, activation="tanh"), LayerSpec("Dropout", rate=0.0))
BEFORE = experiment(5, *LAYERS).with_training(optimizer=OptimizerSpec("SGD", learning_rate=0.05))


def with_l2(value: float) -> ExperimentSpec:
    return BEFORE.with_layers((LAYERS[0].with_options(l2=value), LAYERS[1]))


@pytest.fixture(autouse=True)
def _uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    use_execution(monkeypatch, "fit")  # compiling takes seconds


def train(after: ExperimentSpec, paused: bool = False) -> tuple[Run, list[Event]]:
    """A training that is asked for other settings within its third epoch, perhaps while it waits there."""
    control, events = Control(), []

    def emit(event: Event) -> None:
        events.append(event)
        if isinstance(event, EpochEnd) and event.epoch == 2:
            control.change_settings(after.to_json())
            if paused:
                control.pause()
        if isinstance(event, Paused):
            control.resume()

    return run_experiment(BEFORE, emit, control), events


def continued(after: ExperimentSpec) -> np.ndarray:
    """The weights after two epochs with the first settings and three with the others, each through Keras alone.

    Eagerly: so few batches take less time than tracing one.
    """
    weights: list[np.ndarray] = build_model(BEFORE).get_weights()
    for spec, first, last in ((BEFORE, 0, 2), (after, 2, 5)):
        model, data = build_model(spec, run_eagerly=True), prepare(spec.dataset)
        model.set_weights(weights)
        fit_epochs.fit(
            model,
            (data.x_train, data.y_train),
            (data.x_val, data.y_val),
            batch_size=spec.training.batch_size,
            epochs=last,
            seed=spec.seed,
            callbacks=[],
            initial_epoch=first,
        )
        weights = model.get_weights()
    return flat(weights)


NOISY = BEFORE.with_dataset(BEFORE.dataset.with_options(noise=0.1))
SMALLER = BEFORE.with_training(batch_size=7)


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("after", "words"),
    [
        (with_l2(0.5), "L2 0 → 0.5 in layer 1"),
        (SMALLER, "Batch size 16 → 7"),
        (NOISY, "Noise 0.5 → 0.1"),
    ],
    ids=["l2", "batch size", "noise"],
)
def test_it_goes_on_as_a_network_of_the_other_settings_would(after: ExperimentSpec, words: str) -> None:
    run, events = train(after)
    np.testing.assert_allclose(flat(run.model.get_weights()), continued(after), rtol=1e-4, atol=1e-6)
    assert run.spec == after
    assert run.history.changes == [(3, words)]
    assert len(run.history.epochs) == 5
    told = [event for event in events if isinstance(event, SettingsChanged)]
    assert [(event.epoch, event.changes) for event in told] == [(3, (words,))]
    assert ExperimentSpec.from_json(told[0].spec) == after
    # Batches per epoch are told anew, because progress is counted by them.
    steps = [event.steps for event in events if isinstance(event, Prepared)]
    assert steps == [-(-60 // 16), -(-60 // after.training.batch_size)]


@pytest.mark.thorough
def test_a_dropout_that_begins_later_drops_and_a_paused_training_takes_it_too() -> None:
    after = BEFORE.with_layers((LAYERS[0], LAYERS[1].with_options(rate=0.5)))
    plain = run_experiment(BEFORE)
    run, events = train(after, paused=True)
    assert run.history.changes == [(3, "Rate 0 → 0.5 in layer 2")]
    assert run.history.columns["loss"][:2] == plain.history.columns["loss"][:2]
    assert run.history.columns["loss"][2] > plain.history.columns["loss"][2]
    assert isinstance(run.model.get_layer("dropout_2").rate, float)
    assert run.model.get_layer("dropout_2").rate == 0.5
    assert any(isinstance(event, Paused) for event in events)


@pytest.mark.thorough
def test_a_wish_for_what_it_has_changes_nothing() -> None:
    run, _ = train(BEFORE)
    assert_same_weights(run.model, run_experiment(BEFORE).model)
    assert run.history.changes == []


def test_only_what_a_training_can_change_is_a_change() -> None:
    assert changes(BEFORE, BEFORE) == ()
    rate = BEFORE.with_training(optimizer=OptimizerSpec("SGD", learning_rate=0.5))
    assert changes(BEFORE, rate) == ()
    both = with_l2(0.25).with_training(batch_size=8)
    assert changes(BEFORE, both) == ("Batch size 16 → 8", "L2 0 → 0.25 in layer 1")
    others: list[Any] = [
        BEFORE.with_training(optimizer=OptimizerSpec("Adam")),
        BEFORE.with_training(epochs=6),
        BEFORE.with_seed(9),
        BEFORE.with_layers(LAYERS[:1]),
        BEFORE.with_layers((LAYERS[0].with_options(units=4), LAYERS[1])),
        BEFORE.with_dataset(DatasetSpec("moons", samples=100, noise=0.5)),
        BEFORE.with_dataset(BEFORE.dataset.with_options(samples=200)),
    ]
    assert [changes(BEFORE, other) for other in others] == [None] * len(others)


def test_a_history_tells_and_keeps_it() -> None:
    history = History(status="finished", reason="completed")
    history.status = "running"
    history.apply(SettingsChanged(3, ("Batch size 16 → 8", "L2 0 → 0.25 in layer 1"), BEFORE.to_json()))
    assert hand_changes(history)[0] == "Batch size 16 → 8 from epoch 3 on"
    assert "L2 0 → 0.25 in layer 1 from epoch 3 on" in hand_note(history)
    assert marks(history) == [(2, "Batch size 16 → 8"), (2, "L2 0 → 0.25 in layer 1")]
    history.status = "finished"
    stored = history.to_dict()
    assert History.from_dict(stored).changes == checked_history(stored).changes == history.changes
    history.apply(BatchEnd(1, 1))
    stored["changes"] = [(1, "[a link](https://example.org)")]
    with pytest.raises(Exception, match="damaged"):
        checked_history(stored)
