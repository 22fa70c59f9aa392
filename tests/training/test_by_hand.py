"""Weights that are set by hand while a training waits: it goes on from them, says so, and can be put back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnplay.datasets import prepare
from nnplay.errors import SpecError
from nnplay.limits import HOME
from nnplay.models.build import build_model
from nnplay.runs.strange_history import checked_history
from nnplay.spec import OptimizerSpec
from nnplay.training import fit_epochs
from nnplay.training.by_hand import hand_changes, hand_note, marks
from nnplay.training.checkpoints import Checkpoints
from nnplay.training.control import Control, TrainingSuspended
from nnplay.training.events import EpochEnd, Event, Paused, SetByHand
from nnplay.training.film import flat, unflat
from nnplay.training.history import History
from nnplay.training.run import Run, resume_experiment, run_experiment
from tests.training.factories import assert_same_weights, dense
from tests.training.test_more_epochs import experiment
from tests.training.test_run import use_execution

SPEC = experiment(4, dense(3)).with_training(optimizer=OptimizerSpec("SGD", learning_rate=0.05))
"""Steps that remember nothing: what follows depends on the weights alone."""


@pytest.fixture(autouse=True)
def _uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    use_execution(monkeypatch, "fit")  # compiling takes seconds


Act = Callable[[Control, np.ndarray], None]


def train(*acts: Act, folder: Path | None = None, after: int = 2) -> tuple[Run, list[Event]]:
    """A training that pauses after an epoch, where one act after the other is done to it; then it goes on."""
    control, events = Control(), []
    left = [*acts]

    def emit(event: Event) -> None:
        events.append(event)
        if isinstance(event, EpochEnd) and event.epoch == after:
            control.pause()
        if isinstance(event, Paused | SetByHand):
            (left.pop(0) if left else lambda control, weights: control.resume())(control, HAND)

    return run_experiment(SPEC, emit, control, folder), events


HAND = np.linspace(-1, 1, sum(weight.size for weight in build_model(SPEC).get_weights()), dtype=np.float32)


def set_hand(control: Control, weights: np.ndarray) -> None:
    control.set_weights(weights)


def put_back(control: Control, weights: np.ndarray) -> None:
    control.put_weights_back()


@pytest.mark.sweep
@pytest.mark.parametrize("execution", ["compiled", "fit"])
def test_training_goes_on_from_the_weights_that_were_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, execution: str
) -> None:
    use_execution(monkeypatch, execution)
    run, events = train(set_hand, folder=tmp_path)
    # The same weights in a new model, and the last two epochs through Keras alone.
    data, model = prepare(SPEC.dataset), build_model(SPEC, run_eagerly=True)
    model.set_weights(unflat(HAND, [weight.shape for weight in model.get_weights()]))
    fit_epochs.fit(
        model,
        (data.x_train, data.y_train),
        (data.x_val, data.y_val),
        batch_size=SPEC.training.batch_size,
        epochs=4,
        seed=SPEC.seed,
        callbacks=[],
        initial_epoch=2,
    )
    np.testing.assert_allclose(flat(run.model.get_weights()), flat(model.get_weights()), rtol=1e-4, atol=1e-6)
    assert run.history.by_hand == [(3, 0, HAND.size)]
    # What other pages show of this epoch is what training went on from.
    np.testing.assert_array_equal(flat(Checkpoints.load(tmp_path).weights(2)), HAND)
    assert [event for event in events if isinstance(event, SetByHand)] == [SetByHand(3, 0, HAND.size)]


@pytest.mark.thorough
def test_what_was_put_back_has_never_been() -> None:
    plain = run_experiment(SPEC)
    run, _ = train(set_hand, put_back)
    assert_same_weights(run.model, plain.model)
    assert run.history.columns == plain.history.columns
    assert (run.history.by_hand, run.history.hand_changes, hand_note(run.history)) == ([], 2, "")


@pytest.mark.thorough
def test_what_was_there_before_is_known_in_another_process_too(tmp_path: Path) -> None:
    plain = run_experiment(SPEC)
    control = Control(dataclasses.replace(HOME, suspend_seconds=0.0), suspends=True)

    def emit(event: Event) -> None:
        if isinstance(event, EpochEnd) and event.epoch == 2:
            control.pause()
            control.set_weights(HAND)

    with pytest.raises(TrainingSuspended):
        run_experiment(SPEC, emit, control, tmp_path)
    again = Control()
    again.pause()
    again.put_weights_back()
    again.resume()
    run = resume_experiment(tmp_path, control=again)
    assert_same_weights(run.model, plain.model)
    assert run.history.by_hand == []


def test_a_wish_for_weights_is_checked_and_dropped_by_a_reset() -> None:
    control = Control()
    with pytest.raises(SpecError, match="finite"):
        control.set_weights(np.array([1.0, np.nan]))
    control.set_weights(np.array([1.0]))
    control.reset()
    assert control.take_weights() is None


def test_a_history_tells_of_it_in_words_and_on_the_curve() -> None:
    history = History(learning_rates=[(7, 0.5)])
    for event in (
        SetByHand(3, 0, 1),
        SetByHand(3, 0, 2),
        SetByHand(5, 4, 1200),
        SetByHand(6, 0, 1),
        SetByHand(6, 0, 0),
    ):
        history.apply(event)
    assert history.by_hand == [(3, 0, 2), (5, 4, 1200)]
    assert hand_changes(history) == [
        "2 weights set before epoch 3",
        "1,200 weights set in epoch 5",
        "learning rate 0.5 from epoch 7 on",
    ]
    assert "Its settings alone do not reproduce this network." in hand_note(history)
    assert marks(history) == [(6, "rate 0.5"), (2, "2 weights set"), (4, "1,200 weights set")]


def test_a_history_keeps_it_and_one_of_an_earlier_nnplay_has_none() -> None:
    history = History(status="finished", reason="completed", by_hand=[(3, 0, 2)])
    stored = history.to_dict()
    assert History.from_dict(stored).by_hand == checked_history(stored).by_hand == [(3, 0, 2)]
    del stored["by_hand"]
    assert History.from_dict(stored).by_hand == checked_history(stored).by_hand == []
