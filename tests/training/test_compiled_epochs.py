"""Compiled epochs, and what both ways share, against plain Keras over the same orders."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import keras
import numpy as np
import pytest

from nnplay.models.losses import METRICS, losses_for
from nnplay.registry import OPTIMIZERS
from nnplay.spec import LayerSpec, OptimizerSpec
from nnplay.tasks import Task
from nnplay.training import compiled_epochs, fit_epochs
from nnplay.training.signals import LateListener
from tests.training.factories import Made, Told, assert_same_logs, assert_same_weights, dense, plain_keras, small, train

OPTIONS: dict[str, dict[str, Any]] = {
    "SGD": {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True},
    "RMSprop": {"momentum": 0.5},
    "AdamW": {"weight_decay": 0.1},
    "Adagrad": {"learning_rate": 0.1},
    "Adadelta": {"learning_rate": 1.0},
}
TASKS: tuple[Task, ...] = ("binary", "multiclass", "regression")
LOSSES = [(task, loss) for task in TASKS for loss in losses_for(task)]
REGULARIZED = (dense(6, l1=0.01), dense(4, l1=0.005, l2=0.02))


def test_the_cases_hold_every_optimizer_and_every_loss() -> None:
    cases = list(zip(cycle(OPTIMIZERS), LOSSES, strict=False))
    assert len(cases) >= len(OPTIMIZERS)


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("optimizer", "task", "loss"),
    [(name, *loss) for name, loss in zip(cycle(OPTIMIZERS), LOSSES, strict=False)],
)
def test_both_ways_equal_plain_keras_over_the_same_order(optimizer: str, task: Task, loss: str) -> None:
    layers = (*REGULARIZED, LayerSpec("BatchNormalization", momentum=0.8), LayerSpec("Activation", activation="relu"))
    made = Made(task, loss, layers, OptimizerSpec(optimizer, OPTIONS.get(optimizer, {})))
    expected, expected_logs = plain_keras(made, 4, 20)
    for execution in (compiled_epochs, fit_epochs):
        # 45 examples: two batches of 20 and one of 5; 11 for validation: two batches of 4 and one of 3.
        model, logs = train(execution, made, 4, 20, validation_batch_size=4)
        assert_same_weights(model, expected, 2e-4)
        assert_same_logs(logs, expected_logs, 1e-4)
        assert set(logs) == {"loss", "val_loss", METRICS[task], f"val_{METRICS[task]}"}


@pytest.mark.sweep(keep=("15",))
@pytest.mark.parametrize("batch_size", [1, 15, 45, 1000])
def test_any_batch_size_equals_plain_keras(batch_size: int) -> None:
    model, logs = train(compiled_epochs, small(), 3, batch_size)
    expected, expected_logs = plain_keras(small(), 3, batch_size)
    assert_same_weights(model, expected, 1e-5)
    assert_same_logs(logs, expected_logs, 1e-5)


@pytest.mark.thorough
def test_an_epoch_in_several_calls_and_several_epochs_in_one_call_are_the_same_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = small(layers=(LayerSpec("Dropout", rate=0.5), LayerSpec("BatchNormalization")))
    results = []
    for batches, late in ((2, False), (100, False), (12, True)):
        monkeypatch.setattr(compiled_epochs, "_Pace", lambda batches=batches: FixedPace(batches))
        listeners = [LateTold()] if late else [Told()]
        model, logs = train(compiled_epochs, made, 7, 10, callbacks=listeners, history=not late)
        results.append((model, logs or listeners[0].logs))
    for model, logs in results[1:]:
        assert_same_weights(model, results[0][0])
        assert_same_logs(logs, results[0][1])


class FixedPace:
    """So many batches in every call."""

    def __init__(self, batches: int) -> None:
        self.batches = batches

    def took(self, seconds: float, batches: int) -> None:
        """Learns nothing."""


class LateTold(LateListener):
    """Keeps what it hears of epochs, and how far the model was ahead."""

    def __init__(self) -> None:
        super().__init__()
        self.logs: dict[str, list[float]] = {}
        self.ahead: list[int] = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.ahead.append(self.behind)
        for name, value in logs.items():
            self.logs.setdefault(name, []).append(value)


def test_a_late_listener_hears_of_every_epoch_and_how_far_the_model_is_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_epochs, "_Pace", lambda: FixedPace(15))  # three epochs of five batches
    listener = LateTold()
    train(compiled_epochs, small(), 7, 10, callbacks=[listener], history=False)
    # The first epoch begins with a plain step, so it is a call of its own.
    assert listener.ahead == [0, 2, 1, 0, 2, 1, 0]


def test_the_first_batch_is_told_before_anything_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()

    def compiled(*_: Any) -> Any:
        assert told.named("batch ends") == [("batch ends", 0)]
        raise StopIteration

    monkeypatch.setattr(compiled_epochs, "_compile", lambda *_: compiled)
    with pytest.raises(StopIteration):
        train(compiled_epochs, small(), 3, 10, callbacks=[told])


def test_callbacks_are_called_in_the_order_that_keras_calls_them() -> None:
    told = Told()
    train(compiled_epochs, small(), 3, 10, callbacks=[told])
    epochs = told.named("train begins", "train ends", "epoch begins", "epoch ends")
    assert epochs == [
        ("train begins",),
        *((what, epoch) for epoch in range(3) for what in ("epoch begins", "epoch ends")),
        ("train ends",),
    ]
    ends = [place for place, call in enumerate(told.calls) if call[0] == "epoch ends"]
    assert all(told.calls[place - 1] == ("batch ends", 4) for place in ends)  # the fifth batch is the last
    # The first calls are short, so that they tell how long a longer one takes.
    assert told.named("batch ends")[0] == ("batch ends", 0)


@pytest.mark.thorough
def test_a_learning_rate_schedule_of_keras_acts_as_in_fit() -> None:
    def schedule(epoch: int, rate: float) -> float:
        return rate / 2 if epoch else rate

    rates = keras.callbacks.LearningRateScheduler(schedule)
    model, logs = train(compiled_epochs, small(), 3, 20, callbacks=[rates])
    again = keras.callbacks.LearningRateScheduler(schedule)
    expected, expected_logs = train(fit_epochs, small(), 3, 20, callbacks=[again])
    assert_same_weights(model, expected, 1e-5)
    assert_same_logs(logs, expected_logs, 1e-5)
    assert logs["learning_rate"] == pytest.approx([0.02, 0.01, 0.005])


def test_early_stopping_of_keras_stops_and_restores_the_best_weights() -> None:
    made = small(optimizer=OptimizerSpec("SGD", learning_rate=3.0))  # jumps about
    stopper = keras.callbacks.EarlyStopping("val_loss", patience=3, restore_best_weights=True)
    model, logs = train(compiled_epochs, made, 200, 20, callbacks=[stopper])
    best = int(np.argmin(logs["val_loss"]))
    assert len(logs["val_loss"]) == best + 1 + 3 < 200
    _, (x, y) = made.arrays()
    assert model.evaluate(x, y, verbose=0)[0] == pytest.approx(logs["val_loss"][best], rel=1e-5)


# On a busy machine a call may end within the epoch, which then has no logs.
@pytest.mark.flaky(reruns=2)
def test_a_loss_that_is_not_a_number_is_seen_in_its_epoch_by_any_callback() -> None:
    made = Made("regression", "mean_squared_error", (), OptimizerSpec("SGD", learning_rate=1e9))
    _, logs = train(compiled_epochs, made, 50, 20, callbacks=[keras.callbacks.TerminateOnNaN()])
    assert len(logs["loss"]) < 50
    assert np.isfinite(logs["loss"][:-1]).all()
    assert not np.isfinite(logs["loss"][-1])


@pytest.mark.thorough
def test_the_same_seed_gives_the_same_weights_bit_for_bit() -> None:
    made = small(layers=(dense(8), LayerSpec("Dropout", rate=0.5)))
    once, logs = train(compiled_epochs, made, 3, 7)
    again, logs_again = train(compiled_epochs, made, 3, 7)
    assert_same_weights(once, again)
    assert_same_logs(logs, logs_again)


def test_dropout_acts_in_training_and_not_in_validation() -> None:
    # With a rate of 0.5 and weights that do not move, half of the units are silent in training.
    made = Made(
        "regression",
        "mean_absolute_error",
        (LayerSpec("Dropout", rate=0.5),),
        OptimizerSpec("SGD", learning_rate=1e-8),
        examples=2000,
    )
    (x, y), (x_val, y_val) = made.arrays()
    model, logs = train(compiled_epochs, made, 4, 50)
    without = np.abs(np.asarray(model(x, training=False))[:, 0] - y).mean()
    masked = [np.abs(np.asarray(model(x, training=True))[:, 0] - y).mean() for _ in range(20)]
    mean, spread = float(np.mean(masked)), float(np.std(masked))
    assert abs(mean - without) > 8 * spread  # else this test could not fail
    np.testing.assert_allclose(logs["loss"], mean, atol=6 * spread)
    assert len(set(logs["loss"])) == 4  # other masks in each epoch
    np.testing.assert_allclose(logs["val_loss"], np.abs(np.asarray(model(x_val))[:, 0] - y_val).mean(), rtol=1e-4)
